//! What can be clicked on a release's message, by how it stands; nothing while somebody is at it.

use super::View;
use crate::acting::{ApprovalRef, Intent, Verb, Wait};
use crate::environments::Ownership;
use crate::message::{Actions, Button, Confirm, Part, Press, Style};
use crate::names::Environment;
use crate::policy::anybody_may;
use crate::release::{Deed, Deployment, DeploymentState, Standing, Subject};
use crate::rich::Rich;
use crate::service::Phase;

impl View<'_> {
    /// The buttons below the message: what whoever may would do now.
    pub(super) fn actions(&self) -> Option<Part> {
        let is_busy = self.release.deeds().into_iter().any(Deed::is_under_way);
        let actions = match is_busy || self.release.is_replay() {
            true => Actions::default(),
            false => self.offered(),
        };
        (!actions.is_empty()).then_some(Part::Actions(actions))
    }

    fn offered(&self) -> Actions {
        let mut actions = Actions::default();
        match self.stand.standing {
            Standing::AwaitingApproval => {
                actions = self.answers();
                actions.more.extend(self.refresh());
            }
            Standing::Running | Standing::AwaitingPerson => {
                if let Some(deployment) = self.in_motion() {
                    actions.buttons.extend(self.go_on(deployment));
                    actions.buttons.extend(self.roll_back(deployment));
                    actions.more.extend(self.end_wait(deployment));
                }
                actions.more.extend(self.refresh());
            }
            Standing::RollingBack | Standing::Stopping => actions.more.extend(self.refresh()),
            Standing::Succeeded => {
                actions
                    .buttons
                    .extend(self.through().and_then(|newest| self.roll_back(newest)));
            }
            _ => {}
        }
        actions
    }

    /// Yes and no to the approval that waits.
    pub(super) fn answers(&self) -> Actions {
        let mut actions = Actions::default();
        let Some(execution) = self.release.execution() else {
            return actions;
        };
        let Some((attempt, action)) = execution
            .awaited()
            .filter(|(attempt, _)| self.release.answer_to(attempt).is_none())
        else {
            return actions;
        };
        let Subject::Execution { pipeline, .. } = &execution.subject else {
            return actions;
        };
        let owner = self.around.environments.of_execution(execution);
        if !self.may(Verb::Approve, &owner, &[pipeline.as_str()]) {
            return actions;
        }
        let approval = ApprovalRef {
            execution: execution.subject.clone(),
            stage: action.stage.clone(),
            action: action.name.clone(),
            attempt: attempt.to_owned(),
        };
        let approve = Intent::Approve {
            approval: approval.clone(),
            comment: None,
        };
        let confirm = owner.is_production().then(|| self.confirm("approve"));
        actions.buttons = vec![
            Button {
                confirm,
                ..self.button(
                    Press::Act,
                    approve.clone(),
                    "button-approve",
                    Style::Primary,
                )
            },
            self.button(
                Press::Ask,
                Intent::Reject {
                    approval,
                    comment: None,
                },
                "button-reject",
                Style::Danger,
            ),
        ];
        actions.more =
            vec![self.button(Press::Ask, approve, "button-approve-comment", Style::Plain)];
        actions
    }

    fn go_on(&self, deployment: &Deployment) -> Option<Button> {
        let waits = self.standing_of(deployment) == Standing::AwaitingPerson;
        let owner = self.owner_for(Verb::Continue, deployment)?;
        let go_on = Intent::Continue {
            deployment: deployment.subject.clone(),
            wait: Wait::Ready,
        };
        let button = |press, intent| self.button(press, intent, "button-continue", Style::Primary);
        match &deployment.subject {
            _ if !waits => None,
            Subject::CodeDeploy { .. } => Some(Button {
                confirm: owner.is_production().then(|| self.confirm("continue")),
                ..button(Press::Act, go_on)
            }),
            // At which of its hooks it waits is learnt when it is asked about.
            Subject::ServiceDeployment { .. } => Some(button(Press::Ask, go_on)),
            _ => None,
        }
    }

    /// It ends the instant rollback, so that it is asked about.
    fn end_wait(&self, deployment: &Deployment) -> Option<Button> {
        self.owner_for(Verb::Continue, deployment)?;
        let waits = deployment.seen() == Some(DeploymentState::InMotion(Phase::TerminationWait));
        let end = Intent::Continue {
            deployment: deployment.subject.clone(),
            wait: Wait::Termination,
        };
        waits.then(|| self.button(Press::Ask, end, "button-end-wait", Style::Plain))
    }

    fn roll_back(&self, deployment: &Deployment) -> Option<Button> {
        self.owner_for(Verb::Rollback, deployment)?;
        let is_one = matches!(
            deployment.subject,
            Subject::CodeDeploy { .. } | Subject::ServiceDeployment { .. }
        );
        let is_free = self.release.rollback_of(&deployment.subject).is_none();
        let roll_back = Intent::Rollback {
            deployment: deployment.subject.clone(),
            plan: None,
        };
        (is_one && is_free)
            .then(|| self.button(Press::Ask, roll_back, "button-rollback", Style::Danger))
    }

    /// The button that takes back what is on its way, or what came through last.
    pub(super) fn way_back(&self) -> Option<Button> {
        if self.release.is_replay() || self.release.deeds().into_iter().any(Deed::is_under_way) {
            return None;
        }
        self.roll_back(self.in_motion().or_else(|| self.through())?)
    }

    /// The deployment that came through last, where nothing newer has taken its place.
    fn through(&self) -> Option<&Deployment> {
        self.newest()
            .filter(|one| self.standing_of(one) == Standing::Succeeded && !one.is_overtaken())
    }

    fn refresh(&self) -> Option<Button> {
        let subject = match self.release.execution() {
            Some(execution) => execution.subject.clone(),
            None => self.newest()?.subject.clone(),
        };
        let refresh = Intent::Refresh { subject };
        Some(self.button(Press::Act, refresh, "button-refresh", Style::Plain))
    }

    /// The deployment that is on its way; the one that waits for somebody first.
    fn in_motion(&self) -> Option<&Deployment> {
        let moving = |standing: Standing| {
            let mut roots = self.release.roots().into_iter().rev();
            roots.find(|root| self.standing_of(root) == standing)
        };
        moving(Standing::AwaitingPerson).or_else(|| moving(Standing::Running))
    }

    /// Whose a deployment is, where anybody at all may do this there: a button for nobody is noise.
    fn owner_for(&self, verb: Verb, deployment: &Deployment) -> Option<Ownership<'_>> {
        let owner = self.around.environments.of_deployment(deployment);
        let names: Vec<&str> = deployment.names().collect();
        self.may(verb, &owner, &names).then_some(owner)
    }

    /// Whether somebody may do this in every environment that may have it, of which there must be one.
    fn may(&self, verb: Verb, owner: &Ownership<'_>, names: &[&str]) -> bool {
        let environments = owner.environments();
        let is_allowed = |environment: &&Environment| {
            verb.needs().is_none_or(|action| {
                anybody_may(&self.around.grants, action, &environment.name, names)
            })
        };
        !environments.is_empty() && environments.iter().all(is_allowed)
    }

    fn button(&self, press: Press, intent: Intent, label: &str, style: Style) -> Button {
        Button {
            press,
            intent,
            only: None,
            label: self.words.plain(label, &[]),
            style,
            confirm: None,
        }
    }

    /// What Slack asks before a click in production counts.
    fn confirm(&self, kind: &'static str) -> Confirm {
        let words = self.words;
        let what = ("what", Rich::text(self.what().plain()).into());
        let place = ("where", self.place().into());
        let version = self.version();
        let version = version.unwrap_or_else(|| words.say("release-new-version", &[]));
        let verb = ("verb", crate::words::Value::Choice(kind));
        Confirm {
            title: words.plain("confirm-title", std::slice::from_ref(&verb)),
            text: words.plain(
                "confirm-text",
                &[verb.clone(), what, place, ("version", version.into())],
            ),
            yes: words.plain("confirm-yes", &[verb]),
            no: words.plain("confirm-no", &[]),
        }
    }
}
