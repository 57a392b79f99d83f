//! AWS fails at the one call that counts: it is sent once, and what is told is what is so.

use futures_util::stream::{self, StreamExt};
use pilothouse::sim::{Fault, Kind};

use super::{Acts, has};
use crate::harness::read;

/// A fault, and whether AWS has done it all the same.
fn faults() -> Vec<(Fault, bool)> {
    let operation = "codepipeline.PutApprovalResult";
    vec![
        (
            Fault::on(operation, Kind::Throttle { retry_after: 1 }),
            false,
        ),
        (Fault::on(operation, Kind::Status(500)), false),
        (Fault::on(operation, Kind::Status(500)).after(), true),
        (Fault::on(operation, Kind::Drop), false),
        (Fault::on(operation, Kind::Drop).after(), true),
        (Fault::on(operation, Kind::Hang), false),
        (Fault::on(operation, Kind::Hang).after(), true),
    ]
}

#[tokio::test]
async fn whatever_becomes_of_the_call_it_is_made_once_and_told_truly() {
    let faulty = stream::iter(faults());
    let all = faulty.for_each_concurrent(4, async |(fault, is_done)| {
        let name = format!("{fault:?}");
        let acts = Acts::open().await;
        let message = acts.awaiting_approval().await;
        acts.house.aws.faults().inject(fault.times(1));
        acts.click("U0ANN", &message, "Approve").await;
        match is_done {
            true => {
                acts.at_once(&name, |now| {
                    now.ts == message.ts && read(now).contains("was approved by @U0ANN")
                })
                .await;
            }
            false => {
                let told = acts.told("U0ANN", "AWS did not do it").await;
                assert!(told.contains("Nothing has changed"), "{name}: {told}");
                acts.at_once(&name, |now| now.ts == message.ts && has(now, "Approve"))
                    .await;
            }
        }
        assert_eq!(
            acts.mutations(),
            ["codepipeline.PutApprovalResult"],
            "{name}"
        );
    });
    all.await;
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.house
        .aws
        .edit(|world| world.deny("111122223333", "codepipeline:PutApprovalResult"));
    acts.click("U0ANN", &message, "Approve").await;
    let told = acts.told("U0ANN", "AWS did not do it").await;
    assert!(told.contains("codepipeline:PutApprovalResult"), "{told}");
}
