//! People of other workspaces, in channels that are shared with them, and of sister workspaces of one organization.

use serde_json::{Value, json};
use sim::slack::{Delivery, Workspace};
use sim::{Fault, Kind};

use testkit::{DEPLOYS, House, SETTINGS, answers_to, read};

/// Shares the channel with another organization, and lets Eve of it in.
fn share(workspace: &mut Workspace) {
    workspace.add_visitor("U0EVE", "Eve", "T0OTHER", None);
    workspace.share_channel(DEPLOYS, "U0EVE");
}

/// Makes the workspace one of an organization, of which Sue's is another.
fn join_organization(workspace: &mut Workspace) {
    workspace.team.enterprise = Some("E0ACME".to_owned());
    workspace.add_visitor("U0SUE", "Sue", "T0SISTER", Some("E0ACME"));
    let channel = workspace.channels.get_mut(DEPLOYS).expect("a channel");
    channel.members.insert("U0SUE".to_owned());
}

/// A mention that says nothing of whose the person is.
async fn nameless(house: &House, person: &str) -> Delivery {
    let before = house.slack.messages(DEPLOYS).len();
    let said = house.slack.say(person, DEPLOYS, "look at this", None).await;
    assert!(said.expect("said").is_none());
    let message = house.slack.messages(DEPLOYS)[before].clone();
    let event = json!({
        "type": "app_mention", "user": person, "text": "<@U0PILOT> status", "ts": message.ts,
        "event_ts": message.ts, "channel": DEPLOYS,
    });
    house.slack.event(event).await
}

async fn mentioned_by(house: &House, person: &str) -> Delivery {
    let heard = house.slack.mention(person, DEPLOYS, "status", None).await;
    heard.expect("a mention that is heard")
}

/// All that the bot said by the end, to anybody.
async fn said_in_the_end(house: House) -> Vec<String> {
    let (status, _) = house.bot.stop().await.expect("an end");
    assert!(status.success());
    let is_ours = |calls: &&str| {
        [
            "chat.postMessage",
            "chat.postEphemeral",
            "response_url",
            "views.open",
        ]
        .contains(calls)
    };
    let calls = house.slack.calls().all().into_iter();
    calls
        .map(|call| call.operation)
        .filter(|operation| is_ours(&operation.as_str()))
        .collect()
}

#[tokio::test]
async fn a_mention_by_somebody_of_another_workspace_is_not_answered() {
    let house = House::open().await;
    house.slack.with(share);
    let mention = mentioned_by(&house, "U0EVE").await;
    assert_eq!((mention.status, mention.body.as_str()), (200, ""));
    assert!(mention.sent.contains("T0OTHER"));
    // Without a word of whose she is, Slack is asked.
    let nameless = nameless(&house, "U0EVE").await;
    assert_eq!((nameless.status, nameless.body.as_str()), (200, ""));
    let aws = house.aws.calls().clone();
    let slack = house.slack.clone();
    assert_eq!(said_in_the_end(house).await, Vec::<String>::new());
    assert!(aws.all().is_empty());
    assert_eq!(slack.calls().count("users.info"), 1, "for the second alone");
}

#[tokio::test]
async fn people_of_ours_are_answered_in_a_shared_channel() {
    let house = House::open().await;
    house.slack.set_paces(false);
    house.slack.with(share);
    for mention in [
        mentioned_by(&house, "U0ANN").await,
        nameless(&house, "U0BOB").await,
    ] {
        assert!(mention.ok());
        let answer = house.answer_to(&mention).await;
        assert!(read(&answer).contains("services"), "{}", read(&answer));
    }
}

#[tokio::test]
async fn where_the_channel_is_not_shared_nobody_is_asked_whose_a_person_is() {
    let house = House::open().await;
    house.slack.set_paces(false);
    let fault = Fault::on("users.info", Kind::Error("missing_scope".into()));
    house.slack.faults().inject(fault);
    let mention = mentioned_by(&house, "U0ANN").await;
    assert!(!mention.sent.contains("user_team"));
    assert!(read(&house.answer_to(&mention).await).contains("services"));
}

#[tokio::test]
async fn where_slack_does_not_say_whose_a_person_is_nothing_is_done() {
    let house = House::open().await;
    house.slack.set_paces(false);
    house.slack.with(share);
    let fault = Fault::on("users.info", Kind::Status(500));
    house.slack.faults().inject(fault);
    let mention = nameless(&house, "U0ANN").await;
    let answer = house.answer_to(&mention).await;
    assert_eq!(answer.ephemeral_to.as_deref(), Some("U0ANN"));
    let text = read(&answer);
    assert!(
        text.starts_with("Slack did not say which workspace"),
        "{text}"
    );
    assert!(house.aws.calls().all().is_empty());
    // What Slack could not say is not remembered.
    house.slack.faults().clear();
    let mention = nameless(&house, "U0ANN").await;
    assert!(read(&house.answer_to(&mention).await).contains("services"));
}

#[tokio::test]
async fn a_sister_workspace_of_the_same_organization_is_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}", folder.path().join("pilothouse.db").display());
    let house = House::plan()
        .variable("PILOTHOUSE_STORE", &store)
        .open()
        .await;
    house.slack.set_paces(false);
    house.slack.with(join_organization);
    // Eve's organization is another one.
    house.slack.with(|workspace| {
        workspace.add_visitor("U0EVE", "Eve", "T0OTHER", Some("E0OTHER"));
        workspace.share_channel(DEPLOYS, "U0EVE");
    });
    // Which organization it is, the bot learns at a start.
    let house = house.restarted().await;
    let answer = house.ask("U0SUE", "status").await;
    assert!(read(&answer).contains("services"), "{}", read(&answer));
    let mention = mentioned_by(&house, "U0SUE").await;
    assert!(mention.sent.contains("T0SISTER"));
    assert!(read(&house.answer_to(&mention).await).contains("services"));
    let foreign = mentioned_by(&house, "U0EVE").await;
    assert!(foreign.ok());
    let slack = house.slack.clone();
    house.bot.stop().await.expect("an end");
    let answers = slack.read(|workspace| answers_to(workspace, &foreign));
    assert!(answers.is_empty(), "{answers:?}");
}

const ROUTES: &str = r#"
[[routes]]
environment = "prod"
channel = "C0PAYMENTS"

[[routes]]
environment = "staging"
channel = "C0DEPLOYS"
"#;

#[tokio::test]
async fn each_route_into_an_externally_shared_channel_is_warned_of_at_the_start() {
    let house = House::plan()
        .settings(format!("{SETTINGS}{ROUTES}"))
        .open()
        .await;
    house.slack.with(share);
    let warned = |house: &House| -> Vec<(String, String)> {
        let log = house.bot.log();
        let lines = log.iter().map(|line| serde_json::from_str(line).unwrap());
        let text = |line: &Value, field: &str| line[field].as_str().unwrap_or_default().to_owned();
        lines
            .filter(|line: &Value| line["level"] == "WARN")
            .filter(|line| text(line, "message").contains("externally shared channel"))
            .map(|line| (text(&line, "setting"), text(&line, "channel")))
            .collect()
    };
    assert!(warned(&house).is_empty(), "it was not shared yet");
    let house = house.restarted().await;
    let last = "routes[1].channel posts to C0DEPLOYS, an externally shared channel: people outside the workspace can \
                read it";
    house.bot.logged(last).await.expect("a warning");
    let shared = |setting: &str| (setting.to_owned(), DEPLOYS.to_owned());
    assert_eq!(
        warned(&house),
        [shared("slack.channel"), shared("routes[1].channel")]
    );
    // A bot that may not look says so and goes on.
    let fault = Fault::on("conversations.info", Kind::Error("missing_scope".into()));
    house.slack.faults().inject(fault);
    let house = house.restarted().await;
    let line = house
        .bot
        .logged("could not check whether a channel is shared")
        .await;
    assert_eq!(line.expect("a line")["level"], "INFO");
    assert!(read(&house.ask("U0ANN", "status").await).contains("services"));
}
