//! Yes and no to a manual approval: by a click, with a comment, with a reason, by a command, in a thread.

use sim::{Fault, Kind};

use super::{Acts, has};
use testkit::{DEPLOYS, PATIENCE, read};

#[tokio::test]
async fn a_click_approves_and_the_message_says_who() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.click("U0ANN", &message, "Approve").await;
    let approved = acts
        .at_once("it is not approved", |message| {
            read(message).contains("was approved by @U0ANN") && message.thread_ts.is_none()
        })
        .await;
    assert!(!has(&approved, "Approve") && !has(&approved, "Reject"));
    let calls = acts.house.aws.calls().of("codepipeline.PutApprovalResult");
    assert_eq!(calls.len(), 1);
    let summary = calls[0].request["result"]["summary"]
        .as_str()
        .unwrap_or_default();
    assert!(
        summary.starts_with("Approved by Ann (U0ANN) in Slack [pilothouse "),
        "{summary}"
    );
    // Nobody is told in private what everybody sees.
    assert!(acts.house.slack.ephemerals("U0ANN", DEPLOYS).is_empty());
    let told = acts.house.ask("U0SAM", "history").await;
    assert!(
        read(&told).contains("approved payments in prod"),
        "{}",
        read(&told)
    );
}

#[tokio::test]
async fn buttons_are_gone_before_aws_has_answered() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let faults = acts.house.aws.faults();
    faults.inject(Fault::on("codepipeline.PutApprovalResult", Kind::Hold));
    acts.house.slack.calls().clear();
    acts.click("U0ANN", &message, "Approve").await;
    let gone = acts.house.slack.until(PATIENCE, |workspace| {
        let now = workspace.message(DEPLOYS, &message.ts)?;
        (!has(now, "Approve")).then_some(())
    });
    assert!(gone.await.is_some(), "{}", acts.house.bot.log().join("\n"));
    assert!(acts.mutations().is_empty());
    // Nothing holds the edit up but who that is and who may approve, and what was under way.
    let calls = acts.house.slack.calls().all();
    let edit = calls
        .iter()
        .position(|call| call.operation == "chat.update");
    assert!(edit.is_some_and(|before| before <= 3), "{calls:#?}");
    faults.clear();
    faults.release();
    acts.at_once("it is not approved", |one| {
        one.ts == message.ts && read(one).contains("was approved by @U0ANN")
    })
    .await;
}

#[tokio::test]
async fn a_comment_is_asked_for_and_told() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.choose("U0ANN", &message, "Approve with comment…")
        .await;
    let modal = acts.modal("U0ANN", "Approve payments in prod?").await;
    acts.submit("U0ANN", &modal, &[("text", "Staging looks <right> & good")])
        .await;
    acts.modal("U0ANN", "Approved: payments in prod goes on")
        .await;
    let approved = acts
        .at_once("it is not approved", |message| {
            read(message).contains("was approved by @U0ANN") && message.thread_ts.is_none()
        })
        .await;
    assert!(
        read(&approved).contains("Staging looks"),
        "{}",
        read(&approved)
    );
}

#[tokio::test]
async fn a_rejection_needs_a_reason_and_ends_the_run() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.click("U0BOB", &message, "Reject").await;
    let modal = acts.modal("U0BOB", "Reject payments in prod?").await;
    // Slack's own client does not submit without it.
    assert!(
        acts.house
            .slack
            .submit("U0BOB", &modal.id, &[])
            .await
            .is_err()
    );
    acts.submit("U0BOB", &modal, &[("text", "   ")]).await;
    let asked = acts.house.slack.modal_of("U0BOB").expect("the same modal");
    assert!(
        asked.errors["text"].contains("needs a reason"),
        "{:?}",
        asked.errors
    );
    acts.submit("U0BOB", &modal, &[("text", "Not on a Friday")])
        .await;
    acts.modal("U0BOB", "goes no further").await;
    let rejected = acts
        .until("it is not rejected", |message| {
            read(message).contains("was rejected") && message.thread_ts.is_none()
        })
        .await;
    let text = read(&rejected);
    assert!(
        text.contains("was rejected by @U0BOB") && text.contains("Not on a Friday"),
        "{text}"
    );
}

#[tokio::test]
async fn a_command_approves_in_production_once_its_plan_is_confirmed() {
    let acts = Acts::open().await;
    acts.awaiting_approval().await;
    let plan = acts
        .house
        .ask("U0MINJI", "approve payments it's fine, ship it")
        .await;
    // In the language of who has asked, for the first time.
    let asked = read(&plan);
    assert!(asked.contains("승인할까요? prod의 payments"), "{asked}");
    assert!(asked.contains("it's fine, ship it"), "{asked}");
    assert!(acts.mutations().is_empty());
    acts.click("U0MINJI", &plan, "승인").await;
    acts.told("U0MINJI", "승인했습니다. prod의 payments").await;
    let calls = acts.house.aws.calls().of("codepipeline.PutApprovalResult");
    let summary = calls[0].request["result"]["summary"]
        .as_str()
        .unwrap_or_default();
    assert!(summary.contains("it's fine, ship it"), "{summary}");
}

#[tokio::test]
async fn what_was_answered_in_the_console_is_noticed_and_mended() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.house
        .aws
        .edit(|world| {
            let home = world.home();
            let (token, _) = home.waiting_approval("payments").expect("an approval");
            let who = "arn:aws:iam::111122223333:user/zoe";
            home.put_approval(("payments", "Approval", "Approve"), &token, true, "", who)
        })
        .expect("approved");
    acts.at_once("it is not mended", |now| {
        now.ts == message.ts && !has(now, "Approve") && read(now).contains("approved by zoe")
    })
    .await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn a_refresh_asks_aws_and_changes_nothing() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.choose("U0SAM", &message, "Refresh").await;
    acts.told("U0SAM", "I am asking AWS about payments").await;
    assert!(acts.mutations().is_empty());
    let now = acts.at_once("it is gone", |now| now.ts == message.ts).await;
    assert!(has(&now, "Approve"));
}
