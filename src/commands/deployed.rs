//! `rollback` and `continue`: the deployment that is meant with its plan, or a button for each that may be meant.

use futures_util::future::join_all;
use jiff::Timestamp;

use super::choice::{Choice, Listed, OFFERED, gaps};
use super::named::{looks, release_here};
use super::offer::{Offer, offer_typed};
use super::{Asker, Tools};
use domain::acting::deployments::{Located, of_release, services_named};
use domain::acting::seen::{environment_named, is_codedeploy_id};
use domain::acting::{Intent, TargetName, sentences};
use domain::environments::Placement;
use domain::message::{Button, Message, Press};
use domain::names::{Environment, EnvironmentName};
use domain::refusal::Refusal;
use domain::release::{Deployment, Place, Subject};
use domain::rich::Rich;
use domain::service::Controller;
use domain::status::{self, Pattern};
use domain::words::Value;

/// What is asked for: an operation, and what it goes to.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The command's word.
    pub command: &'static str,
    /// What it does to a deployment.
    pub intent: fn(Subject) -> Intent,
    pub name: Option<&'a str>,
    pub env: Option<&'a str>,
}

/// A deployment that may be meant.
struct Meant {
    target: TargetName,
    /// Or why nothing can be done to its service.
    deployment: Result<Subject, Refusal>,
}

/// Shows what will be done to the deployment that is meant, with a button; where several may be, a button for each.
pub async fn offered(tools: &Tools, asker: &Asker, asked: &Asked<'_>) -> Result<Message, Refusal> {
    let all = tools.fleet.environments();
    if all.is_empty() {
        return Err(Refusal::NoEnvironments);
    }
    let scope = asked
        .env
        .map(|typed| environment_named(all, typed))
        .transpose()?;
    let environments: Vec<_> = match scope {
        Some(scope) => vec![scope],
        None => all.iter().collect(),
    };
    let scope = scope.map(|scope| &scope.name);
    match asked.name {
        None => in_thread(tools, asker, asked, scope).await,
        Some(name) => match by_id(tools, &environments, name).await? {
            Some(one) => show(tools, asker, asked, one, scope).await,
            None => by_name(tools, asker, asked, &environments, name).await,
        },
    }
}

async fn show(
    tools: &Tools,
    asker: &Asker,
    asked: &Asked<'_>,
    deployment: Subject,
    scope: Option<&EnvironmentName>,
) -> Result<Message, Refusal> {
    let intent = (asked.intent)(deployment);
    let offer = Box::pin(offer_typed(tools, asker, &intent, scope)).await;
    offer.map(Offer::message)
}

/// The deployment of the release in whose thread it is asked.
async fn in_thread(
    tools: &Tools,
    asker: &Asker,
    asked: &Asked<'_>,
    scope: Option<&EnvironmentName>,
) -> Result<Message, Refusal> {
    let release = release_here(tools, asker).await?;
    let deployments = release.as_ref().map(of_release).unwrap_or_default();
    let mut meant: Vec<Meant> = deployments
        .into_iter()
        .filter_map(|deployment| {
            let placement = tools.environments.of_deployment(deployment).placement()?;
            Some(Meant {
                target: target_of(deployment, placement),
                deployment: Ok(deployment.subject.clone()),
            })
        })
        .collect();
    if meant.is_empty() {
        return Err(Refusal::MissingName {
            command: asked.command.to_owned(),
        });
    }
    if let Some(scope) = scope {
        meant.retain(|one| one.target.placement.may_be(scope));
        if meant.is_empty() {
            return Err(Refusal::NothingDeployedThere {
                environment: scope.clone(),
            });
        }
    }
    let headline = asker
        .words
        .say("choose-deployment", &[("kind", Value::Choice("here"))]);
    choose(tools, asker, asked, meant, (headline, Vec::new()), scope).await
}

fn target_of(deployment: &Deployment, placement: Placement) -> TargetName {
    let name = deployment.service().or(deployment.application());
    TargetName {
        name: name.map(str::to_owned),
        cluster: deployment.cluster().map(str::to_owned),
        placement,
    }
}

/// What a name means: the last deployments of the services that it names.
async fn by_name(
    tools: &Tools,
    asker: &Asker,
    asked: &Asked<'_>,
    environments: &[&Environment],
    name: &str,
) -> Result<Message, Refusal> {
    let looks = Box::pin(looks(tools, environments)).await;
    let services = services_named(environments, &looks, name);
    if services.is_empty() {
        let pattern = Pattern::new(name);
        let selection = status::select(&looks, Some(&pattern));
        let typed = name.to_owned();
        return Err(match selection.pipelines.is_empty() {
            false => Refusal::IsPipeline { typed },
            true => Refusal::NothingNamed {
                typed,
                suggestion: selection.suggestion.map(str::to_owned),
                unsure: looks.iter().any(|look| !look.gaps.is_empty()),
            },
        });
    }
    let latest = services.iter().map(async |(environment, service)| Meant {
        target: TargetName {
            name: Some(service.name.clone()),
            cluster: Some(service.cluster.clone()),
            placement: Placement::Known(environment.name.clone()),
        },
        deployment: Box::pin(latest(tools, (environment, service))).await,
    });
    let meant = join_all(latest.take(OFFERED)).await;
    let args = [
        ("kind", Value::Choice("named")),
        ("typed", Rich::code(name).into()),
    ];
    let headline = asker.words.say("choose-deployment", &args);
    let mut notes = gaps(&looks, asker.words);
    if let Some(more) = services.len().checked_sub(OFFERED + 1) {
        notes.insert(
            0,
            asker.words.say("choose-more", &[("n", (more + 1).into())]),
        );
    }
    choose(tools, asker, asked, meant, (headline, notes), None).await
}

/// What a service had last.
async fn latest(tools: &Tools, (environment, service): Located<'_>) -> Result<Subject, Refusal> {
    let latest = tools
        .fleet
        .latest_deployment(environment, service, Timestamp::now());
    latest
        .await
        .map_err(Refusal::NotKnown)?
        .ok_or(match service.controller {
            Controller::External => Refusal::RollbackExternal,
            _ => Refusal::NoEarlierVersion,
        })
}

/// The only one with its plan, or all of them to choose from.
async fn choose(
    tools: &Tools,
    asker: &Asker,
    asked: &Asked<'_>,
    mut meant: Vec<Meant>,
    (headline, notes): (Rich, Vec<Rich>),
    scope: Option<&EnvironmentName>,
) -> Result<Message, Refusal> {
    if meant.len() == 1 {
        let Meant { target, deployment } = meant.remove(0);
        let shown = match deployment {
            Ok(deployment) => show(tools, asker, asked, deployment, scope).await,
            Err(refusal) => Err(refusal),
        };
        return shown.map_err(|refusal| refusal.about(target));
    }
    let words = asker.words;
    let targets: Vec<TargetName> = meant.iter().map(|one| one.target.clone()).collect();
    let listed = meant.into_iter().map(|one| {
        let typed = one.target.typed(&targets);
        match one.deployment {
            Err(refusal) => Listed {
                line: refusal.about(one.target).say(words),
                button: None,
            },
            Ok(deployment) => {
                let intent = (asked.intent)(deployment);
                let name = match &typed {
                    Some(typed) => Rich::text(typed),
                    None => one.target.say(words),
                };
                let verb = ("verb", Value::Choice(intent.verb().as_str()));
                let label = words.plain("choose-one", &[verb, ("typed", name.into())]);
                let target = one.target.say(words);
                Listed {
                    line: match typed {
                        Some(typed) => Rich::join([target, Rich::code(typed)], " · "),
                        None => target,
                    },
                    button: Some(Button {
                        press: Press::Ask,
                        label,
                        ..sentences::button(intent, &asker.person, words)
                    }),
                }
            }
        }
    });
    let choice = Choice {
        headline,
        listed: listed.collect(),
        notes,
    };
    choice.message(tools, words).await
}

/// The deployment of this id, or ARN; `None` where it is neither.
async fn by_id(
    tools: &Tools,
    environments: &[&Environment],
    id: &str,
) -> Result<Option<Subject>, Refusal> {
    if let Some(subject) = Subject::of_service_deployment(id) {
        return Ok(Some(subject));
    }
    if !is_codedeploy_id(id) {
        return Ok(None);
    }
    let mut unknown = None;
    for environment in environments {
        let subject = Subject::CodeDeploy {
            place: Place {
                account: environment.account.clone(),
                region: environment.region.clone(),
            },
            id: id.to_owned(),
        };
        match Box::pin(tools.fleet.waiting(environment, &subject)).await {
            Ok(Some(_)) => return Ok(Some(subject)),
            Ok(None) => {}
            Err(why) => unknown = Some(why),
        }
    }
    Err(match unknown {
        Some(why) => Refusal::NotKnown(why),
        None => Refusal::NothingNamed {
            typed: id.to_owned(),
            suggestion: None,
            unsure: false,
        },
    })
}
