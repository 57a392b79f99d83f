//! Who is refused, and what then does not happen.

use futures_util::future::join_all;

use serde_json::json;
use sim::slack::{Message, Which};

use super::{Acts, has};
use crate::door::{Doors, FORM, interaction};
use testkit::{DEPLOYS, PATIENCE, read};

/// What a button holds.
pub fn value_of(message: &Message, button: &str) -> String {
    let elements = message.elements();
    let button = elements.iter().find(|one| one.text() == button);
    let value = &button.expect("a button").json["value"];
    value.as_str().expect("a value").to_owned()
}

impl Acts {
    /// A click as Slack would send it, on a button that may hold anything.
    pub async fn presses(&self, person: &str, message: &Message, value: &str) {
        let payload = json!({
            "type": "block_actions", "team": {"id": "T0001"}, "user": {"id": person},
            "channel": {"id": message.channel}, "trigger_id": format!("1.{value}"),
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "actions": [{"action_id": "act:approve", "value": value, "type": "button"}],
        });
        let said = Doors::of(&self.house)
            .signed("/slack/interactions", FORM, interaction(&payload))
            .await;
        assert_eq!(said.status, 200, "{}", said.body);
    }
}

#[tokio::test]
async fn who_has_no_grant_is_told_who_may_and_nothing_changes() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.click("U0SAM", &message, "Approve").await;
    let told = acts.told("U0SAM", "needs a grant").await;
    assert!(
        told.contains("@U0BOB") && told.contains("@S0RELEASE"),
        "{told}"
    );
    assert!(acts.mutations().is_empty());
    let seen = acts.house.slack.transcript(DEPLOYS);
    let told = seen
        .iter()
        .any(|change| change.content.text.contains("U0SAM"));
    assert!(!told, "{seen:?}");
    let now = acts.house.slack.messages(DEPLOYS);
    assert!(
        now.iter()
            .any(|one| one.ts == message.ts && has(one, "Approve"))
    );
    let history = read(&acts.house.ask("U0ANN", "history payments").await);
    assert!(
        history.contains("@U0SAM wanted to approve payments"),
        "{history}"
    );
    assert!(history.contains("refused: no grant"), "{history}");
}

#[tokio::test]
async fn twenty_clicks_of_two_people_are_one_call_and_nineteen_are_told_who_was_first() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let clicks = (0..20).map(|at| {
        let person = if at % 2 == 0 { "U0ANN" } else { "U0BOB" };
        let which = Which::Text("Approve".to_owned());
        acts.house.slack.click(person, &message, which)
    });
    // Slack does not wait for all of them where the machine is busy; the bot carries them out all the same.
    for delivery in join_all(clicks).await {
        delivery.expect("a click");
    }
    let told = acts.house.slack.until(PATIENCE, |workspace| {
        let private = ["U0ANN", "U0BOB"].map(|person| {
            let told = workspace.ephemerals(person, DEPLOYS);
            told.filter(|one| read(one).contains("was first")).count()
        });
        (private.iter().sum::<usize>() == 19).then_some(())
    });
    assert!(told.await.is_some(), "{}", acts.house.bot.log().join("\n"));
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
}

#[tokio::test]
async fn a_forged_button_stands_for_nothing() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    for forged in [
        "00112233445566778899aabbccddeeff",
        "",
        "'; DROP TABLE intents; --",
    ] {
        acts.presses("U0ANN", &message, forged).await;
    }
    acts.told("U0ANN", "not current any more").await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn an_old_button_does_not_approve_a_newer_run() {
    let acts = Acts::open().await;
    let old = acts.awaiting_approval().await;
    let value = value_of(&old, "Approve");
    acts.house
        .aws
        .edit(|world| {
            let home = world.home();
            let (token, _) = home.waiting_approval("payments").expect("an approval");
            let who = "arn:aws:iam::111122223333:user/zoe";
            home.put_approval(
                ("payments", "Approval", "Approve"),
                &token,
                false,
                "no",
                who,
            )
        })
        .expect("rejected");
    // Its buttons are still before somebody who has not scrolled.
    acts.awaiting_approval().await;
    let newer = acts.mutations().len();
    acts.presses("U0ANN", &old, &value).await;
    acts.told("U0ANN", "rejected this already").await;
    assert_eq!(acts.mutations().len(), newer);
}

#[tokio::test]
async fn another_persons_modal_does_nothing() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.click("U0ANN", &message, "Roll back").await;
    let modal = acts.modal("U0ANN", "Roll back payments-api in prod").await;
    let payload = json!({
        "type": "view_submission", "team": {"id": "T0001"}, "user": {"id": "U0BOB"}, "trigger_id": "9.9",
        "view": {"id": modal.id, "private_metadata": modal.json["private_metadata"], "state": {"values": {}}},
    });
    let said = Doors::of(&acts.house)
        .signed("/slack/interactions", FORM, interaction(&payload))
        .await;
    assert_eq!(said.status, 200);
    acts.modal("U0ANN", "not current any more").await;
    assert!(acts.mutations().is_empty());
    let now = acts
        .at_once("the message is gone", |now| now.ts == message.ts)
        .await;
    assert!(has(&now, "Roll back"));
}
