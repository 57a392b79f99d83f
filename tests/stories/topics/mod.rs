//! Topics of SNS that feed the bot: what they tell is told once, and what is not theirs is nobody's.

mod central;
mod refused;
mod subscribed;
mod told;
mod trouble;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use aws_sdk_sns::Client;
use serde_json::{Value, json};
use sim::Call;
use sim::aws::Target;
use sim::aws::world::Ship;

use crate::door::{Doors, Said};
use crate::sim_aws::base;
use testkit::{DEPLOYS, House, read, stored};

const TOPIC: &str = "arn:aws:sns:ap-northeast-2:111122223333:deployments";
const TEXT: &str = "text/plain; charset=UTF-8";
/// What the log says when a subscription is confirmed, and when it cannot be.
const CONFIRMED: &str = "the subscription of a topic is confirmed";
const UNCONFIRMED: &str =
    "the subscription of a topic cannot be confirmed; SNS asks again for a while";
/// How far AWS's time goes while a story waits for what it makes.
const STEP: Duration = Duration::from_secs(15);

/// One topic, and everything many times as fast. AWS is asked seldom about what nobody has told of, so that it is events
/// that tell.
const SETTINGS: &str = r#"
[sources]
sns_topics = ["arn:aws:sns:ap-northeast-2:111122223333:deployments"]

[pace]
poll = "100ms"
reconcile = "1h"
edit = "100ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

/// A bot whose settings have a topic, and somebody with the official SDK who looks after that.
struct Fed {
    house: House,
    sns: Client,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Fed {
    /// Nobody is subscribed yet.
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
            sns: Client::new(&base(&house.aws).await),
            house,
            file,
            _folder: folder,
        }
    }

    /// The bot is subscribed, and has confirmed it.
    async fn subscribed() -> Self {
        let fed = Self::open().await;
        fed.subscribe().await;
        assert_eq!(fed.house.aws.delivered().await, 0);
        assert_eq!(fed.statuses(), [200]);
        fed
    }

    /// Subscribes the bot's door; answers the subscription's ARN.
    async fn subscribe(&self) -> String {
        let subscribed = self
            .sns
            .subscribe()
            .topic_arn(TOPIC)
            .protocol("http")
            .endpoint(format!("{}/aws/sns", self.house.bot.url()))
            .return_subscription_arn(true)
            .send()
            .await;
        subscribed
            .expect("subscribed")
            .subscription_arn
            .expect("an ARN")
    }

    async fn publish(&self, message: &str) {
        let published = self.sns.publish().topic_arn(TOPIC).message(message);
        published.send().await.expect("published");
    }

    /// Publishes, and sees to it that all is delivered that can be; answers what the bot answered last.
    async fn say(&self, message: &str) -> u16 {
        self.publish(message).await;
        self.house.aws.delivered().await;
        *self.statuses().last().expect("a delivery")
    }

    async fn signed_by(&self, version: &str) {
        let set = self.sns.set_topic_attributes().topic_arn(TOPIC);
        let set = set
            .attribute_name("SignatureVersion")
            .attribute_value(version);
        set.send().await.expect("set");
    }

    /// Lets an EventBridge rule send everything to the topic.
    fn rule(&self) {
        let arn = TOPIC.to_owned();
        self.house.aws.send_events_to(Target::Topic { arn });
    }

    fn ship(&self) {
        let ship = Ship::healthy("v42");
        let deploy =
            |world: &mut sim::aws::World| world.home().deploy("prod-main", "orders-api", ship);
        self.house.aws.edit(deploy).expect("a deployment");
    }

    /// What the one message says in the end.
    async fn the_message(&self) -> String {
        let shown = || -> Vec<String> {
            let messages = self.house.slack.messages(DEPLOYS);
            messages.iter().map(read).collect()
        };
        let is_told = || shown().concat().contains("is deployed");
        self.house
            .until("it is not told as deployed", STEP, is_told)
            .await;
        assert_eq!(self.house.aws.delivered().await, 0);
        let shown = shown();
        assert_eq!(shown.len(), 1, "{shown:?}");
        shown.concat()
    }

    /// What SNS posted to the bot so far.
    fn posts(&self) -> Vec<Call> {
        let posts = self.house.aws.deliveries().all();
        let to_door = |post: &Call| post.operation.ends_with("/aws/sns");
        posts.into_iter().filter(to_door).collect()
    }

    /// What the bot answered.
    fn statuses(&self) -> Vec<u16> {
        self.posts().iter().map(|post| post.status).collect()
    }

    /// The last document that SNS posted.
    fn last(&self) -> Value {
        self.posts().pop().expect("a post").request
    }

    /// How often AWS was asked to confirm.
    fn confirmations(&self) -> usize {
        self.house.aws.calls().count("sns.ConfirmSubscription")
    }

    /// The ids of the events that are stored.
    async fn stored(&self) -> BTreeSet<String> {
        stored(&self.file).await
    }

    /// Posts to the door as anybody can.
    async fn post(&self, body: impl Into<Vec<u8>>) -> Said {
        Doors::of(&self.house)
            .post("/aws/sns", TEXT, &[], body)
            .await
    }

    /// Posts `document` with a right signature for whatever it says.
    async fn post_signed(&self, document: &Value) -> Said {
        let signed = self.house.aws.sign_message(document.clone());
        self.post(signed.to_string()).await
    }

    async fn is_counted(&self, line: &str) -> bool {
        let metrics = Doors::of(&self.house).get("/metrics").await.body;
        metrics.lines().any(|counted| counted == line)
    }
}

/// An event as AWS would tell it, which belongs to no release.
fn event(id: &str) -> Value {
    json!({
        "version": "0", "id": id, "detail-type": "ECR Image Action", "source": "aws.ecr",
        "account": "111122223333", "region": "ap-northeast-2", "time": "2026-03-02T09:00:00Z",
        "resources": [], "detail": {"action-type": "PUSH"},
    })
}

/// `document` with other values; `null` takes one away.
fn but(document: &Value, changes: Value) -> Value {
    let mut changed = document.clone();
    let all = changed.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("changes") {
        match value {
            Value::Null => all.remove(name),
            value => all.insert(name.clone(), value.clone()),
        };
    }
    changed
}
