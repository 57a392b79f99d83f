//! Socket Mode: the same bot with no public address. Connections end in every way, and nothing is lost or done twice.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use pilothouse::demo;
use serde_json::{Value, json};
use sim::slack::{Delivery, Reason};
use sim::{Clock, Fault, Kind};

use testkit::{
    DEPLOYS, House, OVER, PATIENCE, SETTINGS, SOCKETS, answers_to, launch, over_sockets, read,
};

/// How Slack names the opening of a connection.
const OPEN: &str = "apps.connections.open";

async fn house() -> House {
    let house = House::plan().over_sockets().open().await;
    house.slack.set_paces(false);
    house
}

/// What `/readyz` says.
async fn readiness(url: &str) -> Value {
    let client = reqwest::Client::builder().no_proxy().build();
    let asked = client.expect("a client").get(format!("{url}/readyz"));
    let answer = asked.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let json: Value = answer.json().await.expect("JSON");
    assert_eq!(json["ready"] == true, status == 200, "{json}");
    json
}

#[tokio::test]
async fn without_a_public_address_a_command_and_a_mention_are_answered() {
    let house = house().await;
    let answer = house.ask("U0ANN", "status payments-api").await;
    assert!(read(&answer).contains("payments-api"), "{}", read(&answer));
    let told = house.mention("U0ANN", "help", None).await;
    assert!(read(&told).contains("/deploy status"), "{}", read(&told));
    assert_eq!(readiness(house.bot.url()).await["socket"], "ok");
    // Nobody posts here: there is nothing that a signature could be checked by.
    let client = reqwest::Client::builder().no_proxy().build();
    let posted = client
        .expect("a client")
        .post(format!("{}/slack/commands", house.bot.url()));
    assert_eq!(posted.send().await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn the_bot_is_ready_when_slack_has_said_hello_and_not_before() {
    let house = house().await;
    let slack = &house.slack;
    slack.faults().inject(Fault::on(OPEN, Kind::Status(503)));
    slack.drop_sockets();
    let lost = house.bot.logged("not connected to Slack").await;
    assert_eq!(lost.expect("a line")["why"], "the connection was cut");
    let now = readiness(house.bot.url()).await;
    assert_eq!(now["socket"], "the connection was cut");
    assert_eq!(now["slack"], "ok");
    slack.faults().clear();
    let mut log = house.bot.follow();
    let again = log.wait_for(|log| {
        let is_connected = |line: &&String| line.contains("\"connected to Slack\"");
        log.iter().filter(is_connected).count() == 2
    });
    let again = tokio::time::timeout(PATIENCE, again).await;
    again.expect("in time").expect("the bot's log");
    let now = readiness(house.bot.url()).await;
    assert_eq!(
        (&now["socket"], &now["slack"]),
        (&json!("ok"), &json!("ok"))
    );
    // On a machine that is busy enough, the store alone may not answer in time.
    assert_eq!(now["ready"], now["store"] == "ok");
}

#[tokio::test]
async fn a_token_that_slack_does_not_know_is_told_by_name() {
    let clock = Clock::stepped(jiff::Timestamp::now());
    let here = "127.0.0.1:0".parse().expect("an address");
    let slack = sim::slack::SlackSim::start(here, clock.clone())
        .await
        .expect("a Slack");
    slack.use_sockets(true);
    let world = sim::aws::World::reference(clock.now());
    let aws = sim::aws::AwsSim::start(here, clock, world)
        .await
        .expect("an AWS");
    let settings = SETTINGS.replace("[slack]", &format!("[slack]\n{SOCKETS}"));
    let wrong = [("SLACK_APP_TOKEN", "xapp-1-A0PILOT-9-another".to_owned())];
    let bot = launch(&slack, &aws, &settings, &wrong)
        .await
        .expect("a bot");
    let why = bot.logged("not connected to Slack").await.expect("a line");
    assert_eq!(why["why"], "Slack refused: invalid_auth");
    let now = readiness(bot.url()).await;
    assert_eq!(now["socket"], "Slack refused: invalid_auth");
}

#[tokio::test]
async fn a_socket_dropped_twenty_times_in_the_middle_loses_nothing() {
    let house = house().await;
    let slack = &house.slack;
    let mut said = BTreeMap::new();
    for round in 0..20 {
        house.connected().await;
        // Each asks for something else, so that each answer can be told from the others.
        let word = format!("nothing-{round:02}");
        let mention = format!("status {word}");
        let mention = slack.mention("U0BOB", DEPLOYS, &mention, None);
        let command = format!("status never-{round:02}");
        let command = slack.command("U0ANN", DEPLOYS, "/deploy", &command);
        let cut = async {
            // Sometimes before either is sent, sometimes between them, sometimes after.
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            slack.drop_sockets();
        };
        let (mention, command, ()) = tokio::join!(mention, command, cut);
        said.insert(
            round,
            (mention.expect("a mention"), command.expect("a command")),
        );
    }
    house.connected().await;
    // What Slack could not bring at once it brings a minute and five minutes later.
    for later in [61, 301] {
        house.clock.advance(Duration::from_secs(later));
        slack.retry_due().await;
    }
    for (round, (mention, command)) in said {
        let of_mention = format!("nothing-{round:02}");
        let is_told = async |person: &str, what: &str| {
            let told = slack.until(PATIENCE, |workspace| {
                let mut told = workspace.ephemerals(person, DEPLOYS);
                told.any(|one| read(one).contains(what)).then_some(())
            });
            told.await.is_some()
        };
        assert!(is_told("U0BOB", &of_mention).await, "{round}: {mention:?}");
        assert_eq!(house.told_of("U0BOB", &of_mention), 1, "{round}");
        // A command is not sent twice by Slack: its person has the answer, or Slack's word that there is none.
        let of_command = format!("never-{round:02}");
        match command.notice {
            Some(_) => assert!(house.told_of("U0ANN", &of_command) <= 1),
            None => assert!(command.body.contains(&of_command), "{round}: {command:?}"),
        }
    }
}

#[tokio::test]
async fn a_connection_is_replaced_before_it_ends_so_that_nobody_waits() {
    let house = house().await;
    let slack = &house.slack;
    slack.disconnect(Reason::Warning);
    assert!(slack.sockets_until(2, PATIENCE).await, "no second one");
    for _ in 0..4 {
        let answer = house.ask("U0ANN", "help").await;
        assert!(read(&answer).contains("/deploy status"));
    }
    // Where Slack gives no warning, a new one is open soon.
    slack.disconnect(Reason::RefreshRequested);
    house.connected().await;
    let answer = house.ask("U0ANN", "help").await;
    assert!(read(&answer).contains("/deploy status"));
    let log = house.bot.log();
    assert!(!log.iter().any(|line| line.contains("not connected")));
}

#[tokio::test]
async fn socket_mode_turned_off_is_told_and_turned_on_again_it_works() {
    let house = house().await;
    house.slack.disconnect(Reason::LinkDisabled);
    let why = house.bot.logged("not connected to Slack").await;
    let why = why.expect("a line")["why"].to_string();
    assert!(
        why.contains("turn it on at the app's Socket Mode page"),
        "{why}"
    );
    house.slack.use_sockets(true);
    house.connected().await;
    let answer = house.ask("U0ANN", "help").await;
    assert!(read(&answer).contains("/deploy status"));
}

#[tokio::test]
async fn two_copies_on_one_token_and_one_store_answer_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}/store.db", folder.path().display());
    let house = House::plan()
        .over_sockets()
        .variable("PILOTHOUSE_STORE", &store)
        .open()
        .await;
    let slack = &house.slack;
    slack.set_paces(false);
    let settings = SETTINGS.replace("[slack]", &format!("[slack]\n{SOCKETS}"));
    let variables = [("PILOTHOUSE_STORE", store)];
    let other = demo::open(
        std::path::Path::new(env!("CARGO_BIN_EXE_pilothouse")),
        slack,
        &house.aws,
        &settings,
        &variables,
    );
    let other = other.await.expect("another copy");
    assert!(slack.sockets_until(2, PATIENCE).await);
    for round in 0..6 {
        let word = format!("status nothing-{round}");
        let heard = slack.mention("U0BOB", DEPLOYS, &word, None).await;
        let heard = heard.expect("a mention");
        assert!(heard.ok());
        // Slack sends it again, and to the other.
        let again = slack.redeliver(&heard.event_id).await;
        assert!(again.expect("an event").ok());
    }
    // What is asked last is answered last, or nearly; then every one has been.
    for round in 0..6 {
        let what = format!("nothing-{round}");
        let told = slack.until(PATIENCE, |workspace| {
            let mut told = workspace.ephemerals("U0BOB", DEPLOYS);
            told.any(|one| read(one).contains(&what)).then_some(())
        });
        assert!(told.await.is_some(), "{round}");
    }
    let (status, _) = other.stop().await.expect("an end");
    assert!(status.success());
    for round in 0..6 {
        assert_eq!(house.told_of("U0BOB", &format!("nothing-{round}")), 1);
    }
}

#[tokio::test]
async fn what_is_in_hand_at_a_stop_is_acknowledged_first() {
    let house = house().await;
    let slack = house.slack.clone();
    let held = Fault::on("chat.postMessage", Kind::Delay(Duration::from_millis(300)));
    slack.faults().inject(held);
    let heard = slack.mention("U0ANN", DEPLOYS, "help", None).await;
    let (status, _) = house.bot.stop().await.expect("an end");
    assert!(status.success());
    let heard: Delivery = heard.expect("a mention");
    assert!(heard.ok(), "{heard:?}");
    let answers = slack.read(|workspace| answers_to(workspace, &heard));
    assert_eq!(answers.len(), 1);
    assert_eq!(slack.sockets(), 0);
}

/// Tells the stories of one module again, by this same program, over sockets and a queue and against the same snapshots.
fn told_over_sockets(module: &str, least: usize) {
    if over_sockets() {
        return;
    }
    let told = Command::new(std::env::current_exe().expect("this program"))
        .args([module, "--test-threads", "2"])
        .env(OVER, "sockets")
        .output()
        .expect("the stories");
    let lines = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.success(), "{lines}");
    let told = lines.lines().filter(|line| line.ends_with("... ok"));
    let count = told.count();
    assert!(count >= least, "only {count} stories: {lines}");
}

/// A test for each module whose stories say nothing of how requests come in, and how many stories it has at least. The
/// others are of HTTP itself, of no transport at all, or of AWS's faults.
macro_rules! over_sockets_too {
    ($($name:ident: $module:literal, $least:literal;)*) => {
        $(
            #[test]
            fn $name() {
                told_over_sockets($module, $least);
            }
        )*
    };
}

over_sockets_too! {
    approvals_are_the_same_over_sockets: "acts::approvals::", 7;
    acts_elsewhere_are_the_same_over_sockets: "acts::elsewhere::", 10;
    refusals_are_the_same_over_sockets: "acts::refused::", 5;
    rollbacks_are_the_same_over_sockets: "acts::rollbacks::", 10;
    threads_are_the_same_over_sockets: "acts::threads::", 6;
    answers_are_the_same_over_sockets: "answers::", 9;
    the_grammar_is_the_same_over_sockets: "grammar::", 8;
    the_status_is_the_same_over_sockets: "status::", 13;
}
