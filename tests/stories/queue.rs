//! Events pulled from a queue by the real bot: told once, lost never, whatever is in it and whenever it ends.

use std::collections::BTreeSet;
use std::time::Duration;

use sim::aws::Target;
use sim::aws::world::Ship;
use sim::aws::world::sqs::{Message, Redrive};
use sim::{Call, Fault, Kind};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use crate::door::Doors;
use testkit::{DEPLOYS, House, PATIENCE, read, stored};

/// The queue by the name that AWS would give it, and everything many times as fast. AWS is asked seldom about what
/// nobody has told of, so that it is events that tell.
const SETTINGS: &str = r#"
[sources]
sqs_queue = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/pilothouse"

[pace]
poll = "100ms"
reconcile = "1h"
edit = "100ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

/// What the log says of a message without an event.
const POISON: &str =
    "a message of the queue holds no event; it is left to the queue's redrive policy";
/// What the log says when the queue cannot be pulled.
const STUCK: &str = "the queue is not pulled";
/// A little more than the seconds for which a received message is hidden.
const HIDDEN: Duration = Duration::from_secs(31);

/// A house whose store outlives its bot.
struct Pulled {
    house: House,
    file: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

impl Pulled {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("store.db");
        let house = House::plan()
            .and(SETTINGS)
            .variable("PILOTHOUSE_STORE", &format!("sqlite:{}", file.display()))
            .open()
            .await;
        house.slack.set_paces(false);
        Self {
            house,
            file,
            _folder: folder,
        }
    }

    /// Sends AWS's events to the queue, from now on.
    fn subscribe(&self, wrapped: bool) {
        self.house.aws.send_events_to(Target::Queue {
            url: self.house.aws.queue_url("pilothouse"),
            wrapped,
        });
    }

    /// Puts a message into the queue.
    fn send(&self, body: &str) {
        let url = self.house.aws.queue_url("pilothouse");
        let sent = |world: &mut sim::aws::World| world.send_to_queue(&url, body.into());
        assert!(self.house.aws.edit(sent));
    }

    fn ship(&self) {
        let ship = Ship::healthy("v42");
        self.house
            .aws
            .edit(|world| world.home().deploy("prod-main", "orders-api", ship))
            .expect("a deployment");
    }

    /// What is in a queue, whoever may see it.
    fn messages(&self, queue: &str) -> Vec<Message> {
        self.house.aws.edit(|world| {
            let queue = world.home().queue(queue).expect("a queue");
            queue.messages.iter().cloned().collect()
        })
    }

    /// Lets AWS go on until `until` is there; panics where it never is.
    async fn until(&self, what: &str, until: impl Fn() -> bool) {
        self.house.until(what, HIDDEN, until).await;
    }

    /// The one message that is shown in the end, once the queue is empty.
    async fn the_message(&self) -> String {
        self.until("it is not told as deployed", || {
            let messages = self.house.slack.messages(DEPLOYS);
            messages.iter().any(|it| it.text().contains("is deployed"))
        })
        .await;
        self.house.aws.delivered().await;
        self.until("the queue is not empty", || {
            self.messages("pilothouse").is_empty()
        })
        .await;
        let shown: Vec<String> = self
            .house
            .slack
            .messages(DEPLOYS)
            .iter()
            .map(read)
            .collect();
        assert_eq!(shown.len(), 1, "{shown:?}");
        shown.concat()
    }

    /// The ids of the events that are stored.
    async fn stored(&self) -> BTreeSet<String> {
        stored(&self.file).await
    }
}

#[tokio::test]
async fn events_raw_and_wrapped_are_told_in_one_message() {
    let pulled = Pulled::open().await;
    pulled.subscribe(false);
    pulled.subscribe(true);
    pulled
        .house
        .aws
        .edit(|world| world.home().queue_mut("pilothouse").unwrap().doubles = true);
    pulled.ship();
    let message = pulled.the_message().await;
    assert!(message.contains("v42 is deployed"), "{message}");
    assert_eq!(pulled.stored().await, pulled.house.told_ids());
    let received = pulled.house.aws.calls().of("sqs.ReceiveMessage");
    assert!(
        received
            .iter()
            .all(|call| call.request["WaitTimeSeconds"] == 20)
    );
    let metrics = Doors::of(&pulled.house).get("/metrics").await.body;
    let again = format!(
        "pilothouse_events_total{{family=\"any\",result=\"again\"}} {}\n",
        pulled.house.told_ids().len() * 3
    );
    assert!(metrics.contains(&again), "{again} is not in {metrics}");
    // A poll is under way that would last for seconds, and is given up.
    let polls = pulled.house.aws.calls().count("sqs.ReceiveMessage");
    let aws = pulled.house.aws.clone();
    let (status, _) = pulled.house.bot.stop().await.expect("an end");
    assert!(status.success());
    assert!(aws.calls().count("sqs.ReceiveMessage") <= polls + 1);
}

#[tokio::test]
async fn a_poison_message_is_logged_once_and_left_to_the_dead_letters() {
    let pulled = Pulled::open().await;
    pulled.house.aws.edit(|world| {
        let queue = world.home().queue_mut("pilothouse").unwrap();
        queue.redrive = Some(Redrive {
            dead: "pilothouse-dead".into(),
            max_receives: 3,
        });
    });
    pulled.subscribe(false);
    for body in [
        "hunter2",
        r#"{"Event": "s3:TestEvent", "Bucket": "hunter2"}"#,
        r#"{"Type": "Notification", "TopicArn": "arn:aws:sns:r:a:t", "Message": "hunter2"}"#,
    ] {
        pulled.send(body);
    }
    pulled.ship();
    pulled
        .until("they are no dead letters", || {
            pulled.messages("pilothouse-dead").len() == 3
        })
        .await;
    pulled.the_message().await;
    let dead = pulled.messages("pilothouse-dead");
    let dead: BTreeSet<_> = dead.into_iter().map(|message| message.id).collect();
    let lines = pulled.house.logged(POISON);
    assert_eq!(lines.len(), 3, "{lines:?}");
    let logged = lines.iter().map(|line| line["id"].as_str().unwrap().into());
    assert_eq!(dead, logged.collect::<BTreeSet<String>>());
    let errors: BTreeSet<_> = lines.iter().map(|line| line["error"].to_string()).collect();
    assert_eq!(errors.len(), 3, "each for its own reason: {errors:?}");
    assert!(!pulled.house.bot.log().concat().contains("hunter2"));
    let metrics = Doors::of(&pulled.house).get("/metrics").await.body;
    let counted = "pilothouse_events_total{family=\"unknown\",result=\"poison\"} 3\n";
    assert!(metrics.contains(counted), "{metrics}");
}

#[tokio::test]
async fn killed_before_it_has_stored_or_deleted_it_tells_once() {
    for (operation, after) in [
        ("sqs.ReceiveMessage", true),
        ("sqs.DeleteMessageBatch", false),
        ("sqs.DeleteMessageBatch", true),
    ] {
        let pulled = Pulled::open().await;
        pulled.subscribe(false);
        let fault = Fault::on(operation, Kind::Hang).times(1);
        let fault = if after { fault.after() } else { fault };
        let aws = &pulled.house.aws;
        aws.faults().inject(fault);
        // The poll that is under way already is spared: let it end without an event.
        pulled.send("nothing");
        pulled.house.bot.logged(POISON).await.expect("a line");
        pulled.ship();
        let is_held = |call: &Call| call.operation == operation && call.status == 0;
        let held = aws.calls().until(PATIENCE, is_held).await;
        assert!(held.is_some(), "{operation} was not called");
        let house = pulled.house.killed().await;
        let pulled = Pulled { house, ..pulled };
        let shown = pulled.house.slack.messages(DEPLOYS).len();
        assert!(shown <= 1, "{shown}");
        pulled.house.aws.edit(|world| {
            let queue = world.home().queue_mut("pilothouse").unwrap();
            queue.messages.retain(|message| message.body != "nothing");
        });
        let message = pulled.the_message().await;
        assert!(
            message.contains("v42 is deployed"),
            "{operation}: {message}"
        );
        assert_eq!(
            pulled.stored().await,
            pulled.house.told_ids(),
            "{operation} {after}"
        );
    }
}

#[tokio::test]
async fn a_queue_that_is_denied_is_told_of_once_and_holds_up_nothing_else() {
    let pulled = Pulled::open().await;
    let aws = &pulled.house.aws;
    aws.edit(|world| world.deny("111122223333", "sqs:DeleteMessage"));
    pulled.subscribe(false);
    pulled.ship();
    let line = pulled.house.bot.logged(STUCK).await.expect("a line");
    let why = line["why"].as_str().expect("why");
    assert!(why.contains("sqs:DeleteMessage"), "{why}");
    aws.edit(|world| world.deny("111122223333", "sqs:ReceiveMessage"));
    // The poll that is under way, if there is one, was allowed: it ends with this.
    pulled.send("nothing");
    let denied = |call: &Call| call.operation == "sqs.ReceiveMessage" && call.status >= 400;
    for count in 1..=3 {
        let calls = aws.calls();
        let is_denied = calls
            .until(PATIENCE, |_| {
                calls.all().into_iter().filter(denied).count() >= count
            })
            .await;
        assert!(is_denied.is_some(), "it gave up after {count}");
    }
    let answer = pulled.house.ask("U0ANN", "status orders-api").await;
    assert!(read(&answer).contains("orders-api"));
    let reasons = |part: &str| {
        let lines = pulled.house.logged(STUCK);
        lines
            .iter()
            .filter(|line| line["why"].as_str().is_some_and(|why| why.contains(part)))
            .count()
    };
    assert_eq!(
        (reasons("sqs:DeleteMessage"), reasons("sqs:ReceiveMessage")),
        (1, 1)
    );
    for action in ["sqs:DeleteMessage", "sqs:ReceiveMessage"] {
        aws.edit(|world| world.allow("111122223333", action));
    }
    let again = pulled.house.bot.logged("the queue is pulled again").await;
    again.expect("a line");
    pulled
        .until("it is not given up", || {
            pulled.messages("pilothouse").is_empty()
        })
        .await;
    assert_eq!(pulled.house.logged(STUCK).len(), 2);
    pulled.the_message().await;
}

#[tokio::test]
async fn what_cannot_be_stored_stays_in_the_queue() {
    let pulled = Pulled::open().await;
    let url = format!("sqlite:{}", pulled.file.display());
    let mut other = SqliteConnection::connect(&url).await.expect("a store");
    // Another process writes for long: nothing can be stored meanwhile.
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .expect("the lock");
    pulled.subscribe(false);
    pulled.ship();
    let line = pulled.house.bot.logged(STUCK).await.expect("a line");
    let why = line["why"].as_str().expect("why");
    assert!(
        why.starts_with("events of the queue cannot be stored"),
        "{why}"
    );
    assert_eq!(pulled.house.aws.calls().count("sqs.DeleteMessageBatch"), 0);
    assert!(!pulled.messages("pilothouse").is_empty());
    sqlx::query("COMMIT")
        .execute(&mut other)
        .await
        .expect("the lock back");
    let message = pulled.the_message().await;
    assert!(message.contains("v42 is deployed"), "{message}");
    let again = pulled.house.bot.logged("the queue is pulled again").await;
    again.expect("a line");
    assert_eq!(pulled.stored().await, pulled.house.told_ids());
}
