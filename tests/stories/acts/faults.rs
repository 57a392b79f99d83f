//! AWS fails at the one call that counts: it is sent once, and what is told is what is so.

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};

use sim::{Fault, Kind};

use super::has;
use super::scenes::{Change, Scene};
use testkit::read;

/// Houses that are open at the same moment: most of the time they wait.
const HOUSES: usize = 4;

/// What befalls a call before AWS has done anything, in one house after the other, and at last after it has.
fn series() -> [(Vec<Kind>, Kind); 3] {
    let throttle = Kind::Throttle { retry_after: 1 };
    [
        (vec![throttle, Kind::Status(500)], Kind::Status(500)),
        (vec![Kind::Drop], Kind::Drop),
        (vec![Kind::Hang], Kind::Hang),
    ]
}

impl Scene {
    /// Presses while this befalls the call.
    async fn press_into(&self, fault: Fault) {
        self.acts.house.aws.faults().inject(fault.times(1));
        self.press().await;
    }

    /// One click for each fault, and each is told what came of theirs.
    async fn suffers(&self, befores: &[Kind], after: &Kind) {
        let call = self.change.call();
        for (at, before) in befores.iter().enumerate() {
            self.press_into(Fault::on(call, before.clone())).await;
            self.told("AWS did not do it", at + 1).await;
            self.is_offered_again().await;
            self.asked(at + 1);
        }
        self.press_into(Fault::on(call, after.clone()).after())
            .await;
        self.is_carried_out().await;
        if let Some(done) = self.change.done() {
            self.told(done, 1).await;
        }
        self.asked(befores.len() + 1);
        let history = read(&self.acts.house.ask("U0SAM", "history").await);
        let undone = history.matches("AWS did not do it").count();
        assert_eq!(undone, befores.len(), "{history}");
    }
}

/// Whatever befalls the call of a change, it is made once and told truly.
async fn suffers_everything(change: Change) {
    let cases = series().into_iter().map(|(befores, after)| match change {
        // A stop that was not done is not known for longer than anybody waits here.
        Change::StopDeployment => {
            let told_at_once = |kind: &Kind| matches!(kind, Kind::Throttle { .. });
            let befores = befores.into_iter().filter(told_at_once).collect();
            (befores, after)
        }
        _ => (befores, after),
    });
    let houses = cases.map(async |(befores, after): (Vec<Kind>, Kind)| {
        Scene::of(change).await.suffers(&befores, &after).await;
    });
    join_all(houses).await;
}

mod whatever_befalls_a_call_it_is_made_once_and_told_truly {
    use super::super::scenes::{Change, for_each_change};
    use super::suffers_everything;

    for_each_change!(suffers_everything);
}

#[tokio::test]
async fn a_stop_of_which_nothing_is_to_be_seen_is_not_known_until_it_is() {
    let kinds = [Kind::Status(500), Kind::Drop, Kind::Hang];
    stream::iter(kinds)
        .map(async |kind| {
            let scene = Scene::of(Change::StopDeployment).await;
            scene.press_into(Fault::on(scene.change.call(), kind)).await;
            scene.told("has not answered", 1).await;
            scene
                .at_once("it is not told as unknown", |one| {
                    read(one).contains("is not known yet") && !has(one, "Roll back")
                })
                .await;
            // It went on to its end, so that it cannot have been stopped.
            scene
                .acts
                .until("it is not deployed", |one| {
                    one.thread_ts.is_none()
                        && read(one).contains("is deployed")
                        && !read(one).contains("not known")
                        && has(one, "Roll back")
                })
                .await;
            scene.asked(1);
        })
        .buffer_unordered(HOUSES)
        .collect::<Vec<()>>()
        .await;
}

#[tokio::test]
async fn a_missing_permission_is_named_with_who_lacks_it() {
    let scene = Scene::of(Change::Approve).await;
    scene
        .acts
        .house
        .aws
        .edit(|world| world.deny("111122223333", "codepipeline:PutApprovalResult"));
    scene.press().await;
    let told = scene.told("AWS did not do it", 1).await;
    assert!(told.contains("codepipeline:PutApprovalResult"), "{told}");
    assert!(told.contains("arn:aws:"), "{told}");
    scene.is_offered_again().await;
}
