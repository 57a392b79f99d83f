//! What is typed below a release means that release, and what is typed anywhere is done as exactly as a click.

use sim::aws::world::pipeline::Mode;
use sim::slack::Message;

use super::{Acts, has};
use testkit::{DEPLOYS, change, read};

impl Acts {
    /// Mentions the bot in a message's thread.
    pub async fn types(&self, person: &str, message: &Message, text: &str) {
        let slack = &self.house.slack;
        let said = slack.mention(person, DEPLOYS, text, Some(&message.ts));
        assert!(said.await.expect("a mention").ok());
    }

    /// Two runs of `payments`, side by side, that wait for approval.
    async fn two_awaiting_approval(&self) -> [Message; 2] {
        self.house.aws.edit(|world| {
            let pipeline = world.home().pipelines.get_mut("payments");
            pipeline.expect("a pipeline").mode = Mode::Parallel;
        });
        let first = self.awaiting_approval().await;
        self.house
            .aws
            .edit(|world| world.home().run_pipeline("payments", change("v43")))
            .expect("an execution");
        let is_other =
            |one: &Message| one.ts != first.ts && one.thread_ts.is_none() && has(one, "Approve");
        let second = self.until("the other does not wait", is_other).await;
        [first, second]
    }
}

/// The summaries that AWS got, and whether each was a yes.
fn answers(acts: &Acts) -> Vec<(bool, String)> {
    let calls = acts.house.aws.calls().of("codepipeline.PutApprovalResult");
    let answer = |result: &serde_json::Value| {
        let summary = result["summary"].as_str().unwrap_or_default().to_owned();
        (result["status"] == "Approved", summary)
    };
    calls
        .iter()
        .map(|call| answer(&call.request["result"]))
        .collect()
}

#[tokio::test]
async fn an_approval_in_a_thread_is_that_of_its_release_though_another_waits() {
    let acts = Acts::open().await;
    let [first, second] = acts.two_awaiting_approval().await;
    acts.types("U0ANN", &second, "approve ship it").await;
    let plan = acts.offered("U0ANN", "Approve payments in prod?").await;
    assert!(acts.mutations().is_empty());
    acts.click("U0ANN", &plan, "Approve").await;
    acts.at_once("the second is not approved", |now| {
        now.ts == second.ts && read(now).contains("was approved by @U0ANN")
    })
    .await;
    let answered = answers(&acts);
    assert!(
        matches!(&answered[..], [(true, summary)] if summary.contains(": ship it [")),
        "{answered:?}"
    );
    acts.types("U0BOB", &first, "reject it isn't ready").await;
    acts.at_once("the first is not rejected", |now| {
        let text = read(now);
        now.ts == first.ts && text.contains("was rejected by @U0BOB") && text.contains("it isn't")
    })
    .await;
    assert!(!answers(&acts)[1].0);
}

#[tokio::test]
async fn a_rejection_without_a_reason_is_not_one() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    acts.types("U0ANN", &message, "reject").await;
    acts.told("U0ANN", "needs a reason").await;
    acts.types("U0ANN", &message, "reject payments").await;
    let slack = &acts.house.slack;
    let twice = slack.until(testkit::PATIENCE, |workspace| {
        let told = workspace.ephemerals("U0ANN", DEPLOYS).map(read);
        let told = told.filter(|one| one.contains("needs a reason")).count();
        (told == 2).then_some(())
    });
    assert!(twice.await.is_some());
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn where_two_approvals_wait_a_choice_is_offered_and_one_click_is_one_answer() {
    let acts = Acts::open().await;
    let [first, second] = acts.two_awaiting_approval().await;
    let choice = acts.house.ask("U0ANN", "approve").await;
    assert!(read(&choice).contains("Which one?"), "{}", read(&choice));
    assert!(acts.mutations().is_empty());
    let buttons = choice.elements();
    let buttons: Vec<_> = buttons
        .iter()
        .filter(|one| one.kind() == "button")
        .collect();
    assert_eq!(buttons.len(), 2);
    assert_ne!(buttons[0].json["value"], buttons[1].json["value"]);
    acts.click("U0ANN", &choice, buttons[0].text()).await;
    acts.told("U0ANN", "Approved").await;
    acts.at_once("one of them is not approved", |now| {
        [&first.ts, &second.ts].contains(&&now.ts) && read(now).contains("was approved by @U0ANN")
    })
    .await;
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
    let waiting = acts.house.slack.messages(DEPLOYS);
    let waiting = waiting.iter().filter(|one| one.thread_ts.is_none());
    assert_eq!(waiting.filter(|one| has(one, "Approve")).count(), 1);
    // Which was offered to Ann alone.
    let slack = &acts.house.slack;
    assert!(
        slack
            .click("U0BOB", &choice, buttons[1].action_id())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_rollback_in_a_thread_is_of_that_deployment_and_its_history_too() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.types("U0BOB", &message, "rollback").await;
    let plan = acts
        .offered("U0BOB", "Roll back payments-api in prod")
        .await;
    acts.click("U0BOB", &plan, "Roll back").await;
    acts.told("U0BOB", "AWS is rolling back").await;
    acts.until("it is not rolled back", |one| {
        one.ts == message.ts && read(one).contains("was rolled back")
    })
    .await;
    assert_eq!(acts.mutations(), ["codedeploy.StopDeployment"]);
    let history = acts.house.mention("U0SAM", "history", Some(&message.ts));
    let history = read(&history.await);
    let rolled_back = "@U0BOB rolled back payments-api in prod";
    assert!(history.contains(rolled_back), "{history}");
}

#[tokio::test]
async fn a_wait_before_traffic_is_ended_in_its_thread() {
    let acts = Acts::open().await;
    acts.holds_traffic();
    let message = acts.shipped("payments-api", "", "Continue").await;
    acts.types("U0ANN", &message, "continue").await;
    let offer = acts
        .offered("U0ANN", "Production traffic moves to v42")
        .await;
    acts.click("U0ANN", &offer, "Continue").await;
    acts.told("U0ANN", "goes on").await;
    assert_eq!(acts.mutations(), ["codedeploy.ContinueDeployment"]);
    let call = acts.house.aws.calls().of("codedeploy.ContinueDeployment");
    assert_eq!(call[0].request["deploymentWaitType"], "READY_WAIT");
    acts.until("it does not go on", |one| {
        one.ts == message.ts && read(one).contains("is deployed")
    })
    .await;
}

#[tokio::test]
async fn a_pause_hook_is_passed_by_a_command() {
    let acts = Acts::open().await;
    acts.pauses();
    let message = acts.shipped("search-api", "", "Continue").await;
    let offer = acts
        .house
        .ask("U0ANN", "continue search-api --env prod")
        .await;
    assert!(
        read(&offer).contains("waits at a pause hook"),
        "{}",
        read(&offer)
    );
    assert!(acts.mutations().is_empty());
    acts.click("U0ANN", &offer, "Continue").await;
    acts.told("U0ANN", "goes on").await;
    assert_eq!(acts.mutations(), ["ecs.ContinueServiceDeployment"]);
    acts.until("it does not go on", |one| {
        one.ts == message.ts && read(one).contains("is deployed")
    })
    .await;
    let nothing = acts
        .house
        .ask("U0ANN", "continue search-api --env prod")
        .await;
    assert!(
        read(&nothing).contains("does not wait"),
        "{}",
        read(&nothing)
    );
}
