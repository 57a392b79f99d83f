//! What a deployment waits for, and that it does not.

use domain::acting::Wait;
use domain::look::Why;
use sim::aws::world::Ship;
use sim::aws::world::codedeploy::ReadyWait;

use super::{Account, service_deployment};
use crate::asked::{HOME, code_deploy};

#[tokio::test]
async fn a_deployment_of_codedeploy_waits_before_its_traffic_moves_and_before_the_old_tasks_end() {
    let account = Account::open().await;
    account.group(|group| {
        group.ready_wait = Some(ReadyWait {
            minutes: 30,
            stop_on_timeout: false,
        });
    });
    let subject = code_deploy(&account.deploy("payments-api", Ship::healthy("v42")));
    let mut waits = vec![account.waiting(&subject).await.wait];
    for minutes in [6, 32, 20, 90] {
        account.minutes(minutes);
        waits.push(account.waiting(&subject).await.wait);
    }
    let [ready, termination] = [Wait::Ready, Wait::Termination].map(Some);
    assert_eq!(waits, [None, ready, None, termination, None]);
}

#[tokio::test]
async fn a_service_deployment_waits_at_its_hook() {
    let account = Account::open().await;
    account.pause();
    let subject = service_deployment(&account.deploy("search-api", Ship::healthy("v10")));
    assert_eq!(account.waiting(&subject).await.wait, None);
    account.minutes(3);
    let waiting = account.waiting(&subject).await;
    assert!(
        matches!(&waiting.wait, Some(Wait::Hook(id)) if !id.is_empty()),
        "{waiting:?}"
    );
    assert_eq!(waiting.names.service.as_deref(), Some("search-api"));
    // Of its set of tasks, too.
    let by_set = account.waiting(&account.newest_set("search-api")).await;
    assert_eq!(by_set, waiting);
    account.minutes(60);
    assert_eq!(account.waiting(&subject).await.wait, None);
}

#[tokio::test]
async fn without_its_lifecycle_events_it_is_not_said_that_it_does_not_wait() {
    let account = Account::open().await;
    let subject = code_deploy(&account.deploy("payments-api", Ship::healthy("v42")));
    account.minutes(20);
    let read = "codedeploy:ListDeploymentTargets";
    account.aws.edit(|world| world.deny(HOME, read));
    let waiting = account.fleet.waiting(account.environment(), &subject).await;
    assert!(matches!(waiting, Err(Why::Denied { .. })), "{waiting:?}");
}
