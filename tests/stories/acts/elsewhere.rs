//! In a thread, from a list, after a restart; and what else may stand against it.

use sim::slack::Message;
use sim::{Fault, Kind};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::{Acts, has};
use crate::door::{Doors, FORM};
use testkit::{DEPLOYS, PATIENCE, change, read};

impl Acts {
    /// Mentions the bot in a thread; answers what its person is told in the end.
    async fn mention(&self, person: &str, thread: &Message, text: &str) -> String {
        read(&self.house.mention(person, text, Some(&thread.ts)).await)
    }
}

#[tokio::test]
async fn a_mention_in_a_releases_thread_means_that_release() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let status = acts.mention("U0SAM", &message, "status").await;
    assert!(
        status.contains("payments") && !status.contains("search-api"),
        "{status}"
    );
    let no_reason = acts.mention("U0ANN", &message, "reject").await;
    assert!(no_reason.contains("needs a reason"), "{no_reason}");
    let plan = acts.mention("U0ANN", &message, "approve looks good to me");
    let plan = plan.await;
    assert!(plan.contains("Approve payments in prod?"), "{plan}");
    assert!(plan.contains("looks good to me"), "{plan}");
    let plan = acts.offered("U0ANN", "Approve payments in prod?").await;
    acts.click("U0ANN", &plan, "Approve").await;
    acts.told("U0ANN", "Approved: payments in prod").await;
    let calls = acts.house.aws.calls().of("codepipeline.PutApprovalResult");
    let summary = calls[0].request["result"]["summary"]
        .as_str()
        .unwrap_or_default();
    assert!(summary.contains(": looks good to me ["), "{summary}");
    let history = acts.mention("U0SAM", &message, "history").await;
    assert!(
        history.contains("@U0ANN approved payments in prod"),
        "{history}"
    );
    let elsewhere = acts.house.ask("U0ANN", "rollback").await;
    assert!(
        read(&elsewhere).contains("which deployment you mean"),
        "{}",
        read(&elsewhere)
    );
}

#[tokio::test]
async fn an_edited_rejection_rejects_nothing_more() {
    let acts = Acts::open().await;
    let first = acts.awaiting_approval().await;
    let slack = acts.house.slack.clone();
    let said = slack.mention("U0ANN", DEPLOYS, "reject payments not today", None);
    let said = said.await.expect("a mention");
    acts.until("it is not rejected", |one| {
        one.ts == first.ts && read(one).contains("was rejected by @U0ANN")
    })
    .await;
    acts.house
        .aws
        .edit(|world| world.home().run_pipeline("payments", change("v43")))
        .expect("an execution");
    let second = acts
        .until("the next run does not wait", |one| {
            one.ts != first.ts && one.thread_ts.is_none() && has(one, "Approve")
        })
        .await;
    let sent: serde_json::Value = serde_json::from_str(&said.sent).expect("an event");
    let ts = sent["event"]["ts"].as_str().expect("a ts");
    let edited = slack
        .edit("U0ANN", DEPLOYS, ts, "@pilothouse reject payments not now")
        .await;
    assert!(edited.expect("an edit").expect("a mention").ok());
    let aws = acts.house.aws.calls().clone();
    acts.house.bot.stop().await.expect("an end");
    assert_eq!(aws.count("codepipeline.PutApprovalResult"), 1);
    let now = slack.messages(DEPLOYS);
    assert!(
        now.iter()
            .any(|one| one.ts == second.ts && has(one, "Approve"))
    );
}

#[tokio::test]
async fn where_several_wait_a_list_asks_which() {
    let acts = Acts::open().await;
    let first = acts.awaiting_approval().await;
    // A pipeline of its own beside it, which is the same but for its name.
    acts.house.aws.edit(|world| {
        let home = world.home();
        let mut twin = home.pipelines["payments"].clone();
        twin.name = "refunds".to_owned();
        twin.arn = twin.arn.replace("payments", "refunds");
        home.pipelines.insert("refunds".to_owned(), twin);
    });
    let list = acts.house.ask("U0ANN", "approve").await;
    assert!(
        read(&list).contains("More than one approval waits"),
        "{}",
        read(&list)
    );
    acts.click("U0ANN", &list, "Approve payments in prod: Approve")
        .await;
    acts.at_once("it is not approved", |one| {
        one.ts == first.ts && read(one).contains("was approved by @U0ANN")
    })
    .await;
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
}

#[tokio::test]
async fn an_old_message_rolls_nothing_back_once_something_newer_runs() {
    let acts = Acts::open().await;
    acts.ship("orders-api");
    let old = acts
        .until("it is not deployed", |one| {
            read(one).contains("v42 is deployed") && has(one, "Roll back")
        })
        .await;
    acts.house
        .aws
        .edit(|world| {
            let ship = sim::aws::world::Ship::healthy("v43");
            world.home().deploy("prod-main", "orders-api", ship)
        })
        .expect("a deployment");
    acts.until("the newer one is not deployed", |one| {
        read(one).contains("v43 is deployed")
    })
    .await;
    acts.click("U0ANN", &old, "Roll back").await;
    acts.modal("U0ANN", "not current any more").await;
    acts.at_once("its button is still there", |one| {
        one.ts == old.ts && !has(one, "Roll back")
    })
    .await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn a_button_from_before_a_restart_works() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let acts = acts.killed().await;
    acts.click("U0ANN", &message, "Approve").await;
    acts.at_once("it is not approved", |one| {
        one.ts == message.ts && read(one).contains("was approved by @U0ANN")
    })
    .await;
}

#[tokio::test]
async fn what_slack_sends_twice_is_done_once() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let which = sim::slack::Which::Text("Approve".to_owned());
    let click = acts.house.slack.click("U0ANN", &message, which).await;
    let sent = click.expect("a click").sent;
    for _ in 0..3 {
        let said = Doors::of(&acts.house)
            .signed("/slack/interactions", FORM, sent.clone())
            .await;
        assert_eq!((said.status, said.body.as_str()), (200, ""));
    }
    acts.at_once("it is not approved", |one| {
        one.ts == message.ts && read(one).contains("was approved by @U0ANN")
    })
    .await;
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
    // The same request is no second person who came too late.
    assert!(acts.house.slack.ephemerals("U0ANN", DEPLOYS).is_empty());
}

#[tokio::test]
async fn members_that_slack_does_not_tell_are_nobody() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let fault = Fault::on("usergroups.users.list", Kind::Error("missing_scope".into()));
    acts.house.slack.faults().inject(fault);
    acts.click("U0ANN", &message, "Approve").await;
    let told = acts.told("U0ANN", "needs a grant").await;
    assert!(told.contains("Slack did not say just now"), "{told}");
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn where_the_account_is_not_known_nothing_is_done() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let fault = Fault::on("sts.GetCallerIdentity", Kind::Hang);
    acts.house.aws.faults().inject(fault);
    acts.click("U0ANN", &message, "Approve").await;
    acts.told("U0ANN", "could not learn from AWS").await;
    assert!(acts.mutations().is_empty());
    let now = acts.at_once("it is gone", |one| one.ts == message.ts).await;
    assert!(has(&now, "Approve"));
}

#[tokio::test]
async fn without_a_modal_the_person_is_told_in_private() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    let fault = Fault::on("views.open", Kind::Status(500));
    acts.house.slack.faults().inject(fault);
    acts.click("U0ANN", &message, "Roll back").await;
    acts.told("U0ANN", "did not open the dialog").await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_done() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let url = format!("sqlite:{}/store.db", acts.folder());
    let mut other = SqliteConnection::connect(&url).await.expect("a store");
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .expect("the lock");
    acts.click("U0ANN", &message, "Approve").await;
    acts.told("U0ANN", "could not write this down").await;
    sqlx::query("COMMIT")
        .execute(&mut other)
        .await
        .expect("the lock back");
    assert!(acts.mutations().is_empty());
    acts.click("U0ANN", &message, "Approve").await;
    let is_made = |call: &sim::Call| call.operation == "codepipeline.PutApprovalResult";
    assert!(
        acts.house
            .aws
            .calls()
            .until(PATIENCE, is_made)
            .await
            .is_some()
    );
}
