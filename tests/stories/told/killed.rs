//! Killed in the middle of any call, and started again: the same message goes on, and nothing is told twice.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use sim::aws::world::Ship;
use sim::{Call, Calls, Fault, Kind};

use super::DEPLOYS;
use testkit::{House, PATIENCE, read};

/// What EventBridge's API destination sends.
const TOKEN: &str = "a-token-of-at-least-sixteen";

/// Everything many times as fast.
const PACE: &str = r#"
[pace]
poll = "100ms"
reconcile = "500ms"
edit = "100ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

/// Houses that are open at the same moment.
const HOUSES: usize = 4;

/// A house whose store outlives its bot and whose AWS sends its events to the door.
struct Told {
    house: House,
    _folder: tempfile::TempDir,
}

impl Told {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = format!("sqlite:{}/store.db", folder.path().display());
        let house = House::plan()
            .and(PACE)
            .variable("PILOTHOUSE_EVENTS_TOKEN", TOKEN)
            .variable("PILOTHOUSE_STORE", &store)
            .open()
            .await;
        house.slack.set_paces(false);
        let told = Self {
            house,
            _folder: folder,
        };
        told.house.subscribe(TOKEN);
        told
    }

    fn ship(&self) {
        self.house
            .aws
            .edit(|world| {
                world
                    .home()
                    .deploy("prod-main", "orders-api", Ship::healthy("v42"))
            })
            .expect("a deployment");
    }

    /// Waits for the first message while AWS stands still.
    async fn posted(&self) {
        let slack = &self.house.slack;
        let found = slack.until(PATIENCE, |workspace| {
            workspace.messages(DEPLOYS).next().map(|_| ())
        });
        assert!(found.await.is_some(), "nothing is posted");
    }

    /// Lets AWS go on until `until` is there, or the deployment is long over.
    async fn until(&self, until: impl AsyncFn(Duration) -> bool) -> bool {
        for _ in 0..40 {
            if until(Duration::from_millis(250)).await {
                return true;
            }
            self.house.clock.advance(Duration::from_secs(10));
            self.house.aws.tick();
        }
        until(PATIENCE).await
    }

    /// What is shown in the end, which must be one message alone.
    async fn the_message(&self) -> String {
        let is_told = self
            .until(async |patience| {
                let shown = self.house.slack.until(patience, |workspace| {
                    workspace
                        .messages(DEPLOYS)
                        .any(|message| message.text().contains("is deployed"))
                        .then_some(())
                });
                shown.await.is_some()
            })
            .await;
        let messages = self.house.slack.messages(DEPLOYS);
        let shown: Vec<String> = messages.iter().map(read).collect();
        assert!(is_told, "{shown:?}\n{}", self.house.bot.log().join("\n"));
        assert_eq!(
            shown.len(),
            1,
            "{shown:?}\n{}",
            self.house.bot.log().join("\n")
        );
        shown.concat()
    }

    async fn killed(self) -> Self {
        self.house.slack.faults().clear();
        self.house.aws.faults().clear();
        self.started_anew().await
    }

    /// Killed, and started again where Slack has this fault in place of others.
    async fn killed_into(self, fault: Fault) -> Self {
        self.house.slack.faults().clear();
        self.house.slack.faults().inject(fault);
        self.started_anew().await
    }

    async fn started_anew(self) -> Self {
        let house = self.house.killed().await;
        let told = Self { house, ..self };
        told.house.subscribe(TOKEN);
        told
    }

    /// The log that an operation is in.
    fn calls(&self, operation: &str) -> &Calls {
        match operation.starts_with("chat.") || operation.starts_with("conversations.") {
            true => self.house.slack.calls(),
            false => self.house.aws.calls(),
        }
    }

    /// Holds the next call of an operation, and waits until it is held.
    async fn hold(&self, operation: &str, after: bool) -> bool {
        let fault = Fault::on(operation, Kind::Hang).times(1);
        let fault = if after { fault.after() } else { fault };
        let is_held = |call: &Call| call.operation == operation && call.status == 0;
        match operation.starts_with("chat.") || operation.starts_with("conversations.") {
            true => self.house.slack.faults().inject(fault),
            false => self.house.aws.faults().inject(fault),
        }
        let calls = self.calls(operation);
        self.until(async |patience| calls.until(patience, is_held).await.is_some())
            .await
    }
}

/// What Slack is asked once, at the start.
const AT_START: [&str; 4] = [
    "auth.test",
    "apps.connections.open",
    "conversations.info",
    "link",
];

/// Every operation that telling one deployment needs.
async fn operations() -> BTreeSet<String> {
    let told = Told::open().await;
    told.house.aws.calls().clear();
    told.ship();
    told.the_message().await;
    let slack = told.house.slack.calls().all();
    let aws = told.house.aws.calls().all();
    slack
        .into_iter()
        .chain(aws)
        .map(|call| call.operation)
        .filter(|operation| {
            !AT_START.contains(&operation.as_str()) && !operation.starts_with("sts.")
        })
        .collect()
}

#[tokio::test]
async fn killed_before_and_after_each_call_it_tells_one_message_to_the_end() {
    let operations = operations().await;
    assert!(
        operations.contains("chat.update") && operations.len() > 8,
        "{operations:?}"
    );
    let cases = operations
        .iter()
        .flat_map(|operation| [(operation, false), (operation, true)]);
    stream::iter(cases)
        .map(async |(operation, after)| {
            let told = Told::open().await;
            told.ship();
            // What is over before it is posted needs no edit.
            if operation == "chat.update" {
                told.posted().await;
            }
            let is_held = told.hold(operation, after).await;
            assert!(is_held, "{operation} was not called");
            let told = told.killed().await;
            let message = told.the_message().await;
            assert!(
                message.contains("v42 is deployed"),
                "{operation} {after}: {message}"
            );
        })
        .buffer_unordered(HOUSES)
        .collect::<Vec<()>>()
        .await;
}

#[tokio::test]
async fn killed_while_it_looks_for_a_lost_post_it_looks_again() {
    for after in [false, true] {
        let told = Told::open().await;
        told.ship();
        assert!(told.hold("chat.postMessage", true).await);
        let fault = Fault::on("conversations.history", Kind::Hang).times(1);
        let fault = if after { fault.after() } else { fault };
        let told = told.killed_into(fault).await;
        let calls = told.house.slack.calls();
        let is_held = |call: &Call| call.operation == "conversations.history" && call.status == 0;
        assert!(calls.until(PATIENCE, is_held).await.is_some());
        told.killed().await.the_message().await;
    }
}
