//! Killed before or after the one call that counts, and started again: what was done is told, what was not can be done.

use pilothouse::sim::{Call, Fault, Kind};

use super::{Acts, has};
use crate::harness::{PATIENCE, read};

#[tokio::test]
async fn an_approval_is_given_once_or_its_button_is_back() {
    futures_util::future::join_all([false, true].map(async |after| {
        let acts = Acts::open().await;
        let message = acts.awaiting_approval().await;
        let fault = Fault::on("codepipeline.PutApprovalResult", Kind::Hang);
        let fault = if after { fault.after() } else { fault };
        acts.house.aws.faults().inject(fault.times(1));
        acts.click("U0ANN", &message, "Approve").await;
        let is_held =
            |call: &Call| call.operation == "codepipeline.PutApprovalResult" && call.status == 0;
        let held = acts.house.aws.calls().until(PATIENCE, is_held).await;
        assert!(held.is_some(), "{}", acts.house.bot.log().join("\n"));
        let acts = acts.killed().await;
        match after {
            true => {
                acts.at_once("it is not told as approved", |now| {
                    now.ts == message.ts && read(now).contains("was approved by @U0ANN")
                })
                .await;
            }
            false => {
                // Until then the old message may still show the button, and a click is told who was first.
                let settled = acts.house.bot.logged("what was left open is settled");
                settled.await.expect("a line");
                let again = acts
                    .at_once("the button is not back", |now| {
                        now.ts == message.ts && has(now, "Approve")
                    })
                    .await;
                assert_eq!(acts.mutations().len(), 1);
                acts.click("U0ANN", &again, "Approve").await;
                acts.at_once("it is not approved", |now| {
                    now.ts == message.ts && read(now).contains("was approved by @U0ANN")
                })
                .await;
            }
        }
        let made = acts.house.aws.calls().of("codepipeline.PutApprovalResult");
        assert_eq!(
            made.iter().filter(|call| call.status == 200).count(),
            usize::from(!after)
        );
    }))
    .await;
}
