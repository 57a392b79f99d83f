//! A mention is carried out once and answered in its thread; what is refused, only its person reads.

use serde_json::json;
use sim::{Fault, Kind};

use crate::door::{Doors, JSON};
use testkit::{DEPLOYS, House, PATIENCE, answers_to, read, ts};

/// A house whose store outlives its bot, and the folder of the store.
async fn lasting() -> (House, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}", folder.path().join("pilothouse.db").display());
    let house = House::plan().variable("PILOTHOUSE_STORE", &store);
    (house.open().await, folder)
}

#[tokio::test]
async fn a_mention_is_answered_in_its_thread_for_everyone() {
    let house = House::open().await;
    house.slack.set_paces(false);
    let mention = house.mentioned("status").await;
    let answer = house.answer_to(&mention).await;
    assert!(read(&answer).contains("services"), "{}", read(&answer));
    assert_eq!(answer.ephemeral_to, None);
    assert_eq!(answer.thread_ts, Some(ts(&mention)));
    assert!(!answer.reply_broadcast, "the channel is not told too");
    // In a thread, the answer is in that thread.
    let below = house.mention("U0BOB", "help", Some(&ts(&mention))).await;
    assert_eq!(below.ephemeral_to, None);
    assert_eq!(below.thread_ts, Some(ts(&mention)));
    let history = house.mention("U0BOB", "history", None).await;
    assert_eq!(history.ephemeral_to, None);
    // A slash command is nobody else's business.
    let asked = house.ask("U0BOB", "status").await;
    assert_eq!(asked.ephemeral_to.as_deref(), Some("U0BOB"));
}

#[tokio::test]
async fn a_mention_that_is_refused_is_answered_privately() {
    let house = House::open().await;
    house.slack.set_paces(false);
    for text in [
        "statsu",
        "help nothing",
        "status no-such-service",
        "status --env prdo",
        "rollback no-such-service",
    ] {
        let refused = house.mention("U0ANN", text, None).await;
        assert_eq!(refused.ephemeral_to.as_deref(), Some("U0ANN"), "{text}");
    }
    let thread = house.mentioned("help").await;
    house.answer_to(&thread).await;
    let below = house.mention("U0ANN", "statsu", Some(&ts(&thread))).await;
    assert_eq!(below.ephemeral_to.as_deref(), Some("U0ANN"));
    assert_eq!(below.thread_ts, Some(ts(&thread)), "it is in that thread");
}

#[tokio::test]
async fn where_a_thread_takes_no_answer_its_person_is_answered_alone() {
    let house = House::open().await;
    let refused = Kind::Error("cannot_reply_to_message".to_owned());
    house
        .slack
        .faults()
        .inject(Fault::on("chat.postMessage", refused));
    let mention = house.mentioned("help").await;
    let (shared, private) = house.answers_in_the_end(&mention).await;
    assert!(shared.is_empty());
    assert!(matches!(&private[..], [one] if one.starts_with("Here is what you can ask")));
}

#[tokio::test]
async fn an_answer_whose_post_was_not_acknowledged_stands_in_the_thread_once() {
    for kind in [Kind::Drop, Kind::Status(500), Kind::Hang] {
        let house = House::open().await;
        let fault = Fault::on("chat.postMessage", kind.clone()).after().times(1);
        house.slack.faults().inject(fault);
        let mention = house.mentioned("help").await;
        let (shared, private) = house.answers_in_the_end(&mention).await;
        assert_eq!((shared.len(), private.len()), (1, 0), "{kind:?}");
    }
}

#[tokio::test]
async fn an_answer_that_was_posted_before_a_kill_is_not_posted_again() {
    let (house, _folder) = lasting().await;
    let fault = Fault::on("chat.postMessage", Kind::Hang).after().times(1);
    house.slack.faults().inject(fault);
    let mention = house.mentioned("help").await;
    house.answer_to(&mention).await;
    let house = house.killed().await;
    let (shared, private) = house.answers_in_the_end(&mention).await;
    assert_eq!((shared.len(), private.len()), (1, 0));
}

#[tokio::test]
async fn an_edited_mention_is_not_carried_out_again() {
    let (house, _folder) = lasting().await;
    house.slack.set_paces(false);
    let status = house.mentioned("status").await;
    house.answer_to(&status).await;
    let refused = house.mentioned("statsu").await;
    house.answer_to(&refused).await;
    house.edited(&status, "status payments-api").await;
    house.edited(&refused, "status").await;
    // Not after a restart either, and not when Slack sends the edit again.
    let house = house.restarted().await;
    let edited = house.edited(&status, "status orders-api").await;
    let again = house.slack.redeliver(&edited.event_id).await;
    assert!(again.expect("sent before").ok());
    house.edited(&refused, "status orders-api").await;
    let slack = house.slack.clone();
    let (shared, private) = house.answers_in_the_end(&status).await;
    assert_eq!((shared.len(), private.len()), (1, 1), "{private:?}");
    assert!(
        private[0].contains("statsu"),
        "the other's refusal: {private:?}"
    );
    let of_refused = slack.read(|workspace| answers_to(workspace, &refused));
    assert_eq!(of_refused.len(), 1);
}

#[tokio::test]
async fn a_message_that_mentions_the_bot_only_once_it_is_edited_is_not_carried_out() {
    let house = House::open().await;
    let said = house
        .slack
        .say("U0ANN", DEPLOYS, "status, please", None)
        .await;
    assert!(said.expect("said").is_none(), "nobody is mentioned");
    let messages = house.slack.messages(DEPLOYS);
    let ts = &messages.last().expect("a message").ts;
    let mut edits = Vec::new();
    for text in ["@pilothouse status", "@pilothouse status payments-api"] {
        let edited = house.slack.edit("U0ANN", DEPLOYS, ts, text).await;
        edits.push(edited.expect("an edit").expect("a mention"));
    }
    let hint = house.told("U0ANN", 1).await;
    assert!(
        read(&hint).contains("send it as a new message"),
        "{}",
        read(&hint)
    );
    assert!(house.aws.calls().all().is_empty());
    let (shared, private) = house.answers_in_the_end(&edits[0]).await;
    assert_eq!((shared.len(), private.len()), (0, 1), "one hint");
}

#[tokio::test]
async fn a_mention_without_a_ts_is_known_by_its_event() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    let mention = |id: &str| {
        json!({
            "type": "event_callback", "event_id": id, "team_id": "T0001", "is_ext_shared_channel": false,
            "event": {"type": "app_mention", "user": "U0ANN", "channel": DEPLOYS, "text": "<@U0PILOT> help"},
        })
        .to_string()
    };
    for id in ["Ev1", "Ev1", "Ev2"] {
        let said = doors.signed("/slack/events", JSON, mention(id)).await;
        assert_eq!((said.status, said.body.as_str()), (200, ""));
    }
    let slack = house.slack.clone();
    let told = slack.until(PATIENCE, |workspace| {
        (workspace.ephemerals("U0ANN", DEPLOYS).count() == 2).then_some(())
    });
    assert!(told.await.is_some());
    house.bot.stop().await.expect("an end");
    assert_eq!(slack.ephemerals("U0ANN", DEPLOYS).len(), 2);
    assert_eq!(slack.calls().count("chat.postMessage"), 0);
}
