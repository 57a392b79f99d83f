//! What a story has to do with a release: which one it was told beside, in whose thread it belongs, and which tells it already.

use jiff::{SignedDuration, Timestamp};

use super::{About, Alarm, Death, Notice, Story, Trouble};
use crate::environments::{Environments, Ownership};
use crate::release::{Deployment, Execution, Place, Release, Standing, Subject};

/// How long after a deployment has ended an alarm may still be its doing.
const AFTERMATH: SignedDuration = SignedDuration::from_mins(15);
/// How long after a deployment has ended tasks may still die of it.
const STRAGGLERS: SignedDuration = SignedDuration::from_mins(5);
/// How much earlier than a deployment something may seem to happen that it did: clocks of AWS's services differ.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// What becomes of a story where there is a release that it has to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// It has a message of its own, which tells of the release too; a line in the release's thread names it.
    Beside,
    /// It is a reply in the release's thread, and tells there what a message of its own would.
    Within,
    /// The release's own message says it.
    Said,
}

impl Story {
    /// What becomes of it where a release [concerns](Self::concerns) it, at `now` by the bot's clock; `None` is told by
    /// itself, whatever is released.
    pub fn belonging(&self, release: &Release, now: Timestamp) -> Option<Belonging> {
        match &self.last().about {
            About::Alarm(_) if self.stops(release, now) => Some(Belonging::Within),
            About::Alarm(_) => Some(Belonging::Beside),
            About::Death(_) | About::Trouble(_) => Some(Belonging::Within),
            About::Push(_) | About::Approval(_) => Some(Belonging::Said),
            About::Build(build) if build.is_of_pipeline => Some(Belonging::Within),
            About::Build(_) | About::Scan(_) | About::Custom(_) => None,
        }
    }

    /// Whether it has to do with a release, at `now` by the bot's clock.
    pub fn concerns(&self, release: &Release, now: Timestamp) -> bool {
        let first = self.first();
        let deployed = |service: &str, after: SignedDuration| {
            release.deployments().any(|one| {
                one.service() == Some(service)
                    && first.is_at(one.subject.place())
                    && was_moving(release, one, first.at, after, now)
            })
        };
        match &first.about {
            About::Alarm(alarm) => {
                self.stops(release, now)
                    || release.deployments().any(|one| {
                        first.is_at(one.subject.place())
                            && watches(alarm, one)
                            && was_moving(release, one, first.at, AFTERMATH, now)
                    })
            }
            About::Death(death) => deployed(&death.service, STRAGGLERS),
            About::Trouble(trouble) => deployed(&trouble.service, STRAGGLERS),
            About::Push(push) => release.executions().any(|execution| {
                let change = execution.change().and_then(|change| change.revision);
                change.as_deref() == Some(&push.commit)
            }),
            About::Approval(asked) => release.executions().any(|execution| {
                let is_of = matches!(&execution.subject, Subject::Execution { place, pipeline, .. }
                    if *pipeline == asked.pipeline && first.is_at(place));
                is_of
                    && execution.attempts().any(|(_, action)| {
                        action.is_approval()
                            && (&action.stage, &action.name) == (&asked.stage, &asked.action)
                            && action.started().is_none_or(|at| at - SKEW <= first.at)
                            && action.ended().is_none_or(|at| at + SKEW >= first.at)
                    })
            }),
            // Wherever it ran: an action may be in another region than its pipeline.
            About::Build(build) => {
                let id = format!("{}:{}", build.project, build.id);
                let mut runs = release.executions().flat_map(Execution::attempts);
                runs.any(|(_, action)| action.build() == Some(&id))
            }
            About::Scan(_) | About::Custom(_) => false,
        }
    }

    /// Whether it is of an alarm by which AWS stops a deployment of this release, and has, or may yet. What succeeded all
    /// the same it has not stopped: then somebody must be told of it.
    pub fn stops(&self, release: &Release, now: Timestamp) -> bool {
        let first = self.first();
        let About::Alarm(alarm) = &first.about else {
            return false;
        };
        release.deployments().any(|one| {
            first.is_at(one.subject.place())
                && one.is_stopped_by(&alarm.name)
                // What goes back is not stopped.
                && one.undoes().is_none()
                && release.stand_of(one, now).standing != Standing::Succeeded
                && was_moving(release, one, first.at, SKEW, now)
        })
    }

    /// Whose it is, by the settings; what names no cluster may be any environment's of its place.
    pub fn owner<'a>(&self, environments: &'a Environments) -> Ownership<'a> {
        let Some(place) = &self.last().place else {
            return match &self.last().about {
                // It names no account where nothing was around it: any may have a pipeline of this name.
                About::Approval(asked) => {
                    let all = environments.all().iter();
                    let all = all.filter(|one| one.pipelines.matches(&asked.pipeline));
                    Ownership::any_of(all.collect())
                }
                _ => Ownership::Nobody,
            };
        };
        match &self.last().about {
            About::Death(Death { cluster, .. })
            | About::Trouble(Trouble { cluster, .. })
            | About::Alarm(Alarm {
                cluster: Some(cluster),
                ..
            }) => environments.of_cluster(place, cluster),
            About::Approval(asked) => environments.of_pipeline(place, &asked.pipeline),
            _ => environments.at(place),
        }
    }

    /// Whether it is told here at all: what says where it happened must lie in an environment.
    pub fn is_ours(&self, environments: &Environments) -> bool {
        self.last().place.is_none() || self.owner(environments) != Ownership::Nobody
    }

    /// What routes may name it by.
    pub fn names(&self) -> Vec<&str> {
        match &self.last().about {
            About::Alarm(alarm) => {
                let service = alarm.service.as_deref();
                service.into_iter().chain([alarm.name.as_str()]).collect()
            }
            About::Build(build) => vec![&build.project],
            About::Push(push) => vec![&push.repository],
            About::Death(death) => vec![&death.service],
            About::Trouble(trouble) => vec![&trouble.service],
            About::Scan(scan) => vec![&scan.repository],
            About::Approval(asked) => vec![&asked.pipeline],
            About::Custom(_) => Vec::new(),
        }
    }
}

impl Notice {
    fn is_at(&self, place: &Place) -> bool {
        self.place.as_ref().is_none_or(|own| own == place)
    }
}

/// Whether an alarm watches the service of a deployment: by its dimensions, else by its name, which holds the service's.
fn watches(alarm: &Alarm, deployment: &Deployment) -> bool {
    let Some(service) = deployment.service() else {
        return false;
    };
    match (&alarm.service, &alarm.cluster) {
        (Some(watched), cluster) => {
            let is_there =
                |cluster: &String| deployment.cluster().is_none_or(|theirs| theirs == cluster);
            watched == service && cluster.as_ref().is_none_or(is_there)
        }
        (None, _) => holds(&alarm.name, service),
    }
}

/// Whether a name holds another one as whole words: `payments-api-5xx` holds `payments-api`, and not `payments-ap`.
fn holds(name: &str, part: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let split = text.split(|c: char| !c.is_alphanumeric());
        split
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (name, part) = (words(name), words(part));
    !part.is_empty() && name.windows(part.len()).any(|window| window == part)
}

/// Whether a deployment was on its way at that time, or had ended less than `after` before.
fn was_moving(
    release: &Release,
    deployment: &Deployment,
    at: Timestamp,
    after: SignedDuration,
    now: Timestamp,
) -> bool {
    let began = deployment
        .created()
        .is_none_or(|created| created - SKEW <= at);
    let is_final = release.stand_of(deployment, now).standing.is_final();
    let ended = deployment
        .ended()
        .or(deployment.end_known().filter(|_| is_final));
    began && ended.is_none_or(|ended| at <= ended + after)
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn an_alarm_is_of_the_service_whose_whole_name_it_holds() {
        for (alarm, service, is_of) in [
            ("payments-api-5xx", "payments-api", true),
            ("Prod Payments API: latency", "payments-api", true),
            ("payments-apis", "payments-api", false),
            ("api-high-cpu", "payments-api", false),
            ("payments-api", "", false),
        ] {
            assert_eq!(holds(alarm, service), is_of, "{alarm} {service}");
        }
    }
}
