//! What was wrong, in a sentence for each no.

use super::Refusal;
use crate::names::{EnvironmentName, last_part};
use crate::rich::{Rich, Span};
use crate::words::{Value, Words};

impl Refusal {
    /// What was wrong.
    pub(super) fn reason(&self, words: &Words) -> Rich {
        let code = |text: &str| Value::from(Rich::code(text));
        let (name, args) = match self {
            Self::UnknownCommand { typed, .. } => {
                ("refusal-unknown-command", vec![("typed", code(typed))])
            }
            Self::UnknownOption {
                option, command, ..
            } => (
                "refusal-unknown-option",
                vec![("option", code(option)), ("command", code(command))],
            ),
            Self::NotBuilt { what } => ("refusal-not-built", vec![("what", code(what))]),
            Self::MissingValue { option, .. } => {
                ("refusal-missing-value", vec![("option", code(option))])
            }
            Self::TooMuch { word, .. } => ("refusal-too-much", vec![("word", code(word))]),
            Self::Twice { option, .. } => ("refusal-twice", vec![("option", code(option))]),
            Self::Unclear { .. } => ("refusal-unclear", vec![]),
            Self::UnknownEnvironment { typed, known, .. } => {
                let known = Rich::join(known.iter().map(Rich::code), ", ");
                (
                    "refusal-unknown-environment",
                    vec![("typed", code(typed)), ("known", known.into())],
                )
            }
            Self::NoEnvironments => ("refusal-no-environments", vec![]),
            Self::NothingNamed {
                typed,
                unsure: true,
                ..
            } => ("refusal-nothing-named-unsure", vec![("typed", code(typed))]),
            Self::NothingNamed { typed, .. } => {
                ("refusal-nothing-named", vec![("typed", code(typed))])
            }
            Self::MissingName { .. } => ("refusal-missing-name", vec![]),
            Self::MissingReason { .. } => ("refusal-missing-reason", vec![]),
            Self::IsPipeline { typed } => ("refusal-is-pipeline", vec![("typed", code(typed))]),
            Self::OtherEnvironment { target, typed } => (
                "refusal-other-environment",
                vec![
                    ("target", target.say(words).into()),
                    ("typed", code(typed.as_str())),
                ],
            ),
            Self::NothingDeployedThere { environment } => (
                "refusal-nothing-deployed-there",
                vec![("environment", code(environment.as_str()))],
            ),
            Self::NothingWaits {
                pipeline,
                environment,
                unsure,
            } => (
                match unsure {
                    true => "refusal-nothing-waits-unsure",
                    false => "refusal-nothing-waits",
                },
                vec![
                    (
                        "can",
                        Value::Choice(match (pipeline, environment) {
                            (Some(_), Some(_)) => "one-there",
                            (Some(_), None) => "one",
                            (None, Some(_)) => "any-there",
                            (None, None) => "any",
                        }),
                    ),
                    ("pipeline", code(pipeline.as_deref().unwrap_or_default())),
                    (
                        "environment",
                        code(environment.as_ref().map_or("", EnvironmentName::as_str)),
                    ),
                ],
            ),
            Self::OtherTeam => ("refusal-other-team", vec![]),
            Self::TeamNotKnown => ("refusal-team-not-known", vec![]),
            Self::Edited => ("refusal-edited", vec![]),
            Self::UnreadablePayload => ("refusal-unreadable-payload", vec![]),
            Self::NotCurrent => ("refusal-not-current", vec![]),
            Self::NotAllowed { .. } => return self.not_allowed(words),
            Self::Unplaced {
                refusal,
                environment,
                unplaced,
            } => {
                let environment = ("environment", Rich::text(environment.as_str()).into());
                let forbids = words.say("refusal-unplaced", &[environment]);
                return refusal.say(words).then(forbids).then(unplaced.say(words));
            }
            Self::AlreadyTaken {
                by,
                verb,
                at,
                is_over,
            } => (
                "refusal-already-taken",
                vec![
                    ("who", Rich::from(Span::Person(by.clone())).into()),
                    ("verb", Value::Choice(verb.as_str())),
                    ("at", (*at).into()),
                    ("over", Value::Choice(if *is_over { "yes" } else { "no" })),
                ],
            ),
            Self::AlreadyAnswered { approved, by } => (
                "refusal-already-answered",
                vec![
                    (
                        "answer",
                        Value::Choice(if *approved { "yes" } else { "no" }),
                    ),
                    (
                        "named",
                        Value::Choice(if by.is_some() { "yes" } else { "no" }),
                    ),
                    (
                        "who",
                        Rich::text(by.as_deref().map_or("", last_part)).into(),
                    ),
                ],
            ),
            Self::ApprovalExpired => ("refusal-approval-expired", vec![]),
            Self::ApprovalGone => ("refusal-approval-gone", vec![]),
            Self::NotWaiting => ("refusal-not-waiting", vec![]),
            Self::RollbackExternal => ("refusal-rollback-external", vec![]),
            Self::RollbackInCloudFormation => ("refusal-rollback-cloudformation", vec![]),
            Self::AlreadyRollingBack => ("refusal-already-rolling-back", vec![]),
            Self::RollbackWhileStopping => ("refusal-rollback-while-stopping", vec![]),
            Self::AlreadyRolledBack { runs } => (
                "refusal-already-rolled-back",
                vec![
                    (
                        "named",
                        Value::Choice(if runs.is_some() { "yes" } else { "no" }),
                    ),
                    ("runs", code(runs.as_deref().unwrap_or_default())),
                ],
            ),
            Self::RollbackFailedBefore => ("refusal-rollback-failed-before", vec![]),
            Self::NothingToRollBack => ("refusal-nothing-to-roll-back", vec![]),
            Self::AnotherInMotion { id } => ("refusal-another-in-motion", vec![("id", code(id))]),
            Self::NoEarlierVersion => ("refusal-no-earlier-version", vec![]),
            Self::PlanChanged(_) => ("refusal-plan-changed", vec![]),
            Self::NotDone(why) => ("refusal-not-done", vec![("why", why.say(words).into())]),
            Self::NotKnown(why) => ("refusal-not-known", vec![("why", why.say(words).into())]),
            Self::NotStored => ("refusal-not-stored", vec![]),
            Self::TooLate => ("refusal-too-late", vec![]),
            Self::Busy => ("refusal-busy", vec![]),
            Self::Slow => ("refusal-slow", vec![]),
            Self::NoModal => ("refusal-no-modal", vec![]),
            Self::About { target, refusal } => (
                "refusal-about",
                vec![
                    ("target", target.say(words).into()),
                    ("refusal", refusal.say(words).into()),
                ],
            ),
        };
        words.say(name, &args)
    }

    /// That no grant lets them, and whom to ask.
    fn not_allowed(&self, words: &Words) -> Rich {
        let Self::NotAllowed {
            action,
            people,
            groups,
            unsure,
        } = self
        else {
            return Rich::default();
        };
        let people = people
            .iter()
            .cloned()
            .map(|one| Rich::from(Span::Person(one)));
        let groups = groups
            .iter()
            .cloned()
            .map(|one| Rich::from(Span::Group(one)));
        let who: Vec<Rich> = people.chain(groups).collect();
        let somebody = Value::Choice(if who.is_empty() { "nobody" } else { "somebody" });
        let said = words.say(
            "refusal-not-allowed",
            &[
                ("action", Rich::code(action.as_str()).into()),
                ("can", somebody),
                ("who", Rich::join(who, ", ").into()),
            ],
        );
        match unsure {
            true => said.then(words.say("refusal-groups-unknown", &[])),
            false => said,
        }
    }
}
