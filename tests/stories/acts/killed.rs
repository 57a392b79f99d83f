//! Killed before or after the one call that counts, and started again: what was done is told, what was not can be done.

use sim::{Call, Fault, Kind};

use super::has;
use super::scenes::{Change, Scene};
use testkit::{PATIENCE, read};

impl Scene {
    /// Presses, and kills the bot while its call is held; what starts anew knows only what was stored.
    async fn killed_at_the_call(self, after: bool) -> Self {
        let call = self.change.call();
        let fault = Fault::on(call, Kind::Hang).times(1);
        let fault = if after { fault.after() } else { fault };
        self.acts.house.aws.faults().inject(fault);
        self.press().await;
        let is_held = |one: &Call| one.operation == call && one.status == 0;
        let calls = self.acts.house.aws.calls();
        let held = calls.until(PATIENCE, is_held).await;
        assert!(held.is_some(), "{call} was not made");
        let button = self.change.button();
        self.at_once("it is not told who is at it", |one| {
            read(one).contains("@U0ANN") && !has(one, button)
        })
        .await;
        Self {
            acts: self.acts.killed().await,
            ..self
        }
    }
}

async fn killed(change: Change, after: bool) {
    let scene = Scene::of(change).await.killed_at_the_call(after).await;
    match (after, change) {
        (true, _) => {
            scene.is_carried_out().await;
            scene.asked(1);
        }
        // CodeDeploy shows a stop late, so that it is not known for minutes that there was none.
        (false, Change::StopDeployment) => {
            scene
                .at_once("it is not told as unknown", |one| {
                    read(one).contains("is not known yet") && !has(one, "Roll back")
                })
                .await;
            scene.asked(1);
        }
        (false, _) => {
            // Until then the old message may still show the button, and a click is told who was first.
            let settled = scene.acts.house.bot.logged("what was left open is settled");
            settled.await.expect("a line");
            scene.is_offered_again().await;
            scene.asked(1);
            scene.press().await;
            scene.is_carried_out().await;
            scene.asked(2);
        }
    }
}

/// Killed before the call it can be done again, killed after it it is done.
mod killed_before_and_after_the_call {
    use super::super::scenes::{Change, for_each_change};
    use super::killed;

    async fn before_and_after(change: Change) {
        tokio::join!(killed(change, false), killed(change, true));
    }

    for_each_change!(before_and_after);
}
