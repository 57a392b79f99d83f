//! Which service deployment an `ecs-svc/N` is a part of: nothing in AWS says so, so that times must.

use aws_sdk_ecs::types as sdk;
use jiff::{SignedDuration, Timestamp};

use crate::aws::convert::time;

/// How far apart ECS makes a service deployment and its set of tasks at most.
const APART: SignedDuration = SignedDuration::from_secs(60);
/// How much sooner than a service deployment its first event may seem to be: their clocks differ.
const SKEW: SignedDuration = SignedDuration::from_secs(5);
/// How long after a service deployment has finished ECS may still tell of it.
const ECHO: SignedDuration = SignedDuration::from_secs(120);

/// A set of tasks, as far as it matters here.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::aws) struct Part {
    /// When it was made, while ECS still lists it.
    pub created: Option<Timestamp>,
    /// Whether ECS says that it is gone back to.
    pub is_way_back: bool,
}

/// The service deployment that the set was a part of at `at`.
///
/// A set is made by one service deployment, and becomes a part of a later one where that one goes back to it.
pub(in crate::aws) fn whole(
    part: Part,
    at: Timestamp,
    listed: &[sdk::ServiceDeploymentBrief],
) -> Option<&sdk::ServiceDeploymentBrief> {
    let created = |one: &sdk::ServiceDeploymentBrief| one.created_at().and_then(time);
    let covers = |one: &sdk::ServiceDeploymentBrief| {
        let begun = created(one).is_some_and(|created| created - SKEW <= at);
        let finished = one.finished_at().and_then(time);
        begun && finished.is_none_or(|finished| at <= finished + ECHO)
    };
    let newest = listed.iter().max_by_key(|one| created(one));
    let covering = listed.iter().filter(|one| covers(one));
    let Some(made) = part.created else {
        return covering.max_by_key(|one| created(one));
    };
    let later = covering.filter(|one| created(one).is_some_and(|created| created > made + APART));
    let way_back = later
        .filter(|one| is_way_back(one) || (part.is_way_back && Some(*one) == newest))
        .max_by_key(|one| created(one));
    let own = || {
        let apart = |one: &&sdk::ServiceDeploymentBrief| {
            created(one).map(|created| created.duration_since(made).abs())
        };
        let near = |one: &&sdk::ServiceDeploymentBrief| apart(one).is_some_and(|it| it <= APART);
        listed.iter().filter(near).min_by_key(apart)
    };
    way_back.or_else(own)
}

fn is_way_back(one: &sdk::ServiceDeploymentBrief) -> bool {
    one.status()
        .is_some_and(|status| status.as_str().starts_with("ROLLBACK"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::convert::date;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).expect("a time")
    }

    fn brief(
        arn: &str,
        status: sdk::ServiceDeploymentStatus,
        from: i64,
        to: Option<i64>,
    ) -> sdk::ServiceDeploymentBrief {
        sdk::ServiceDeploymentBrief::builder()
            .service_deployment_arn(arn)
            .status(status)
            .created_at(date(at(from)))
            .set_finished_at(to.map(|to| date(at(to))))
            .build()
    }

    #[test]
    fn a_set_is_a_part_of_what_made_it_and_later_of_what_goes_back_to_it() {
        use sdk::ServiceDeploymentStatus as Status;
        let listed = [
            brief("undone", Status::RollbackSuccessful, 100, Some(110)),
            brief("good", Status::Successful, 10, Some(15)),
        ];
        let made = |minutes| Part {
            created: Some(at(minutes)),
            is_way_back: false,
        };
        let gone = Part::default();
        for (part, when, of) in [
            (made(10), 10, Some("good")),
            (made(10), 15, Some("good")),
            // The event that it is gone back to, and the one that the way back is done.
            (made(10), 103, Some("undone")),
            (made(10), 110, Some("undone")),
            // Long after, it is what made it that counts.
            (made(10), 200, Some("good")),
            (made(100), 103, Some("undone")),
            (gone, 103, Some("undone")),
            (gone, 14, Some("good")),
            (gone, 50, None),
            (made(50), 50, None),
        ] {
            let found = whole(part, at(when), &listed);
            let found = found.and_then(|one| one.service_deployment_arn());
            assert_eq!(found, of, "{part:?} at {when}");
        }
    }

    #[test]
    fn what_ecs_says_of_the_set_goes_before_what_it_lists_a_little_late() {
        let listed = [
            brief("new", sdk::ServiceDeploymentStatus::InProgress, 100, None),
            brief(
                "good",
                sdk::ServiceDeploymentStatus::Successful,
                10,
                Some(15),
            ),
        ];
        for (is_way_back, of) in [(true, "new"), (false, "good")] {
            let part = Part {
                created: Some(at(10)),
                is_way_back,
            };
            let found = whole(part, at(103), &listed);
            assert_eq!(found.and_then(|one| one.service_deployment_arn()), Some(of));
        }
    }
}
