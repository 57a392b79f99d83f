//! Every call that changes AWS, failing and cut off in every way: made once, and told as what became of it.

use futures_util::stream::{self, StreamExt};
use pilothouse::sim::slack::Message;
use pilothouse::sim::{Call, Fault, Kind};

use super::{Acts, has};
use crate::harness::{PATIENCE, read};

/// Houses that are open at the same moment.
const HOUSES: usize = 4;

/// A person about to do something by one call of AWS.
#[derive(Debug, Clone, Copy)]
struct Scene {
    call: &'static str,
    service: &'static str,
    /// What the message says when it can be done.
    from: &'static str,
    button: &'static str,
    /// What it says when it was done and has had its end.
    to: &'static str,
}

const SCENES: [Scene; 5] = [
    Scene {
        call: "codedeploy.StopDeployment",
        service: "payments-api",
        from: "kept for a quick rollback",
        button: "Roll back",
        to: "was rolled back",
    },
    Scene {
        call: "codedeploy.CreateDeployment",
        service: "payments-api",
        from: "is deployed",
        button: "Roll back",
        to: "was rolled back",
    },
    Scene {
        call: "codedeploy.ContinueDeployment",
        service: "payments-api",
        from: "kept for a quick rollback",
        button: "End the wait…",
        to: "is deployed",
    },
    Scene {
        call: "ecs.StopServiceDeployment",
        service: "search-api",
        from: "is on its way",
        button: "Roll back",
        to: "was rolled back",
    },
    Scene {
        call: "ecs.UpdateService",
        service: "orders-api",
        from: "is deployed",
        button: "Roll back",
        to: "was rolled back",
    },
];

impl Scene {
    /// Brings it to where the person acts; answers the message.
    async fn open(self) -> (Acts, Message) {
        let acts = Acts::open().await;
        acts.ship(self.service);
        let message = acts.until(self.call, |one| self.is_open(one)).await;
        (acts, message)
    }

    fn is_open(self, message: &Message) -> bool {
        message.thread_ts.is_none()
            && read(message).contains(self.from)
            && has(message, "Roll back")
    }

    /// The person sees what will be done, and does it.
    async fn act(self, acts: &Acts, message: &Message) {
        match self.button {
            "Roll back" => acts.click("U0ANN", message, self.button).await,
            option => acts.choose("U0ANN", message, option).await,
        }
        let modal = acts.modal("U0ANN", "?").await;
        acts.submit("U0ANN", &modal, &[]).await;
    }

    /// Waits for its end, and that nothing was done twice.
    async fn is_done(self, acts: &Acts, message: &Message) {
        acts.until(self.call, |one| {
            one.ts == message.ts && read(one).contains(self.to)
        })
        .await;
        let done = acts.house.aws.calls().of(self.call);
        assert_eq!(done.len(), 1, "{self:?}");
    }

    /// The button is there again, and works.
    async fn is_back(self, acts: &Acts, message: &Message) {
        let again = acts
            .at_once(self.call, |one| one.ts == message.ts && self.is_open(one))
            .await;
        assert_eq!(acts.mutations().len(), 1, "{self:?}");
        self.act(acts, &again).await;
        acts.until(self.call, |one| {
            one.ts == message.ts && read(one).contains(self.to)
        })
        .await;
        assert_eq!(acts.mutations(), [self.call, self.call], "{self:?}");
    }
}

#[tokio::test]
async fn what_fails_is_told_and_what_was_done_is_never_done_again() {
    let cases = SCENES.into_iter().flat_map(|scene| {
        [
            (Kind::Throttle { retry_after: 1 }, false),
            (Kind::Status(500), true),
            (Kind::Drop, false),
            (Kind::Hang, true),
        ]
        .map(|(kind, after)| (scene, kind, after))
    });
    stream::iter(cases)
        .for_each_concurrent(HOUSES, async |(scene, kind, after)| {
            let (acts, message) = scene.open().await;
            let fault = Fault::on(scene.call, kind.clone()).times(1);
            let fault = if after { fault.after() } else { fault };
            acts.house.aws.faults().inject(fault);
            scene.act(&acts, &message).await;
            match (after, scene.call, &kind) {
                (true, ..) => scene.is_done(&acts, &message).await,
                // CodeDeploy shows a stop late: until then nobody knows whether there was one.
                (false, "codedeploy.StopDeployment", Kind::Drop) => {
                    acts.modal("U0ANN", "has not answered").await;
                    let unclear = acts
                        .at_once("it is not told as unclear", |one| {
                            one.ts == message.ts && read(one).contains("is not known yet")
                        })
                        .await;
                    assert!(!has(&unclear, "Roll back"), "{}", read(&unclear));
                    assert_eq!(acts.mutations(), [scene.call]);
                }
                (false, ..) => {
                    acts.modal("U0ANN", "AWS did not do it").await;
                    scene.is_back(&acts, &message).await;
                }
            }
        })
        .await;
}

#[tokio::test]
async fn killed_before_or_after_each_call_it_goes_on_with_what_is_so() {
    let cases = SCENES
        .into_iter()
        .flat_map(|scene| [(scene, false), (scene, true)])
        // Whether there was a stop is not known for minutes.
        .filter(|(scene, after)| *after || scene.call != "codedeploy.StopDeployment");
    stream::iter(cases)
        .for_each_concurrent(HOUSES, async |(scene, after)| {
            let (acts, message) = scene.open().await;
            let fault = Fault::on(scene.call, Kind::Hang).times(1);
            let fault = if after { fault.after() } else { fault };
            acts.house.aws.faults().inject(fault);
            scene.act(&acts, &message).await;
            let is_held = |call: &Call| call.operation == scene.call && call.status == 0;
            let held = acts.house.aws.calls().until(PATIENCE, is_held).await;
            assert!(held.is_some(), "{scene:?} was not called");
            let acts = acts.killed().await;
            match after {
                true => scene.is_done(&acts, &message).await,
                false => {
                    let settled = acts.house.bot.logged("what was left open is settled");
                    settled.await.expect("a line");
                    scene.is_back(&acts, &message).await;
                }
            }
        })
        .await;
}
