//! Who is refused, and what then does not happen.

use futures_util::future::join_all;

use super::{Acts, has};
use crate::harness::{DEPLOYS, PATIENCE, read};

impl Acts {
    /// What a person is told in private, once it says this.
    async fn told(&self, person: &str, says: &str) -> String {
        let told = self.house.slack.until(PATIENCE, |workspace| {
            let mut private = workspace.ephemerals(person, DEPLOYS);
            private.find(|one| read(one).contains(says)).map(read)
        });
        told.await.unwrap_or_else(|| {
            let now = self.house.slack.ephemerals(person, DEPLOYS);
            let now: Vec<String> = now.iter().map(read).collect();
            panic!("{person} is not told {says}, but {now:?}\n{}", self.house.bot.log().join("\n"))
        })
    }
}

#[tokio::test]
async fn who_has_no_grant_is_told_who_may_and_nothing_changes() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let before = acts.house.slack.transcript(DEPLOYS).len();
    acts.click("U0SAM", &message, "Approve").await;
    let told = acts.told("U0SAM", "needs a grant").await;
    assert!(told.contains("@U0BOB") && told.contains("@S0RELEASE"), "{told}");
    assert!(acts.mutations().is_empty());
    let seen = acts.house.slack.transcript(DEPLOYS);
    assert_eq!(seen.len(), before, "{seen:?}");
    let history = read(&acts.house.ask("U0ANN", "history payments").await);
    assert!(history.contains("@U0SAM wanted to approve *payments*"), "{history}");
    assert!(history.contains("refused: no grant"), "{history}");
}

#[tokio::test]
async fn twenty_clicks_of_two_people_are_one_call_and_nineteen_are_told_who_was_first() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let clicks = (0..20).map(|at| {
        let person = if at % 2 == 0 { "U0ANN" } else { "U0BOB" };
        acts.click(person, &message, "Approve")
    });
    join_all(clicks).await;
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
    let mut forged = message.clone();
    let real = message
        .elements()
        .into_iter()
        .find(|one| one.text() == "Approve")
        .expect("a button");
    let value = real.json["value"].as_str().expect("a value").to_owned();
    let body = serde_json::to_string(&forged.content).expect("JSON");
    forged.content = serde_json::from_str(&body.replace(&value, "00112233445566778899aabbccddeeff"))
        .expect("a message");
    acts.house.slack.forge("U0ANN", &forged, "act:approve").await;
    acts.told("U0ANN", "not current any more").await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn an_old_button_does_not_approve_a_newer_run() {
    let acts = Acts::open().await;
    let old = acts.awaiting_approval().await;
    acts.house
        .aws
        .edit(|world| {
            let home = world.home();
            let (token, _) = home.waiting_approval("payments").expect("an approval");
            let who = "arn:aws:iam::111122223333:user/zoe";
            home.put_approval(("payments", "Approval", "Approve"), &token, false, "no", who)
        })
        .expect("rejected");
    // Its buttons are still before somebody who has not scrolled.
    acts.awaiting_approval().await;
    let newer = acts.mutations().len();
    acts.house.slack.replay("U0ANN", &old, "act:approve").await;
    acts.told("U0ANN", "rejected this already").await;
    assert_eq!(acts.mutations().len(), newer);
}

#[tokio::test]
async fn another_persons_modal_does_nothing() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.click("U0ANN", &message, "Roll back").await;
    let modal = acts.modal("U0ANN", "Roll back *payments-api* in prod").await;
    let delivery = acts.house.slack.submit_as("U0BOB", &modal).await;
    assert!(delivery.ok());
    assert!(acts.mutations().is_empty());
    assert!(has(&acts.at_once("the button is gone", |now| now.ts == message.ts).await, "Roll back"));
}
