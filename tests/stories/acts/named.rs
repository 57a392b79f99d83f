//! Only what is named in full is acted on: all else that a line may mean is offered, and nothing is done.

use sim::aws::world::NewService;
use sim::slack::Message;
use sim::{Fault, Kind};

use super::{Acts, has};
use testkit::{House, PATIENCE, SETTINGS, change, read};

/// The usual settings, with a pipeline of its own in staging and with every other environment in production.
fn settings() -> String {
    SETTINGS
        .replace(
            "clusters = [\"prod-*\"]",
            "clusters = [\"prod-*\"]\npipelines = [\"payments\"]",
        )
        .replace("none-*", "orders")
        .replace(
            "role/pilothouse\"\nproduction = false",
            "role/pilothouse\"\nproduction = true",
        )
}

impl Acts {
    async fn in_three_environments() -> Self {
        Self::planned(House::plan().settings(settings())).await
    }

    /// A run of a pipeline that waits for approval, as the channel sees it.
    async fn awaiting(&self, pipeline: &str) -> Message {
        self.house.aws.edit(|world| {
            let home = world.home();
            if !home.pipelines.contains_key(pipeline) {
                home.add_gate(pipeline);
            }
            home.run_pipeline(pipeline, change("v42"))
                .expect("an execution");
        });
        let headline = format!("{pipeline} in ");
        self.until("it does not wait for approval", |message| {
            let waits = has(message, "Approve") && message.thread_ts.is_none();
            waits && read(message).contains(&headline)
        })
        .await
    }

    /// Types a line that acts on nothing, and returns what was offered instead.
    async fn only_offers(&self, line: &str, button: &str) -> Message {
        let list = self.house.ask("U0ANN", line).await;
        assert!(has(&list, button), "{line}: {}", read(&list));
        assert!(self.mutations().is_empty(), "{line}");
        list
    }

    /// What AWS keeps of the one answer to an approval.
    async fn summary(&self) -> String {
        let is_made = |call: &sim::Call| call.operation == "codepipeline.PutApprovalResult";
        let call = self.house.aws.calls().until(PATIENCE, is_made).await;
        let call = call.expect("an answer");
        let summary = &call.request["result"]["summary"];
        summary.as_str().unwrap_or_default().to_owned()
    }
}

const PAYMENTS: &str = "Approve payments in prod: Approve";

#[tokio::test]
async fn a_typo_a_service_and_an_environment_approve_nothing_and_every_button_carries_the_words() {
    let acts = Acts::in_three_environments().await;
    acts.awaiting("payments").await;
    for line in [
        "approve payments-api",
        "approve staging",
        "approve prod ship it",
        "approve pay*",
        "approve ship it",
    ] {
        acts.only_offers(line, PAYMENTS).await;
    }
    let list = acts.only_offers("approve paymets looks ok", PAYMENTS).await;
    let text = read(&list);
    assert!(text.contains("No pipeline is called paymets"), "{text}");
    assert!(text.contains("“paymets looks ok”"), "{text}");
    acts.click("U0ANN", &list, PAYMENTS).await;
    acts.told("U0ANN", "Approved: payments in prod").await;
    let summary = acts.summary().await;
    assert!(summary.contains(": paymets looks ok ["), "{summary}");
}

#[tokio::test]
async fn words_that_name_no_pipeline_approve_nothing_in_staging_either() {
    let acts = Acts::in_three_environments().await;
    acts.awaiting("orders").await;
    let button = "Approve orders in staging: Approve";
    for line in [
        "approve order",
        "approve looks ok",
        "approve prod --env staging",
    ] {
        acts.only_offers(line, button).await;
    }
    let done = acts
        .house
        .ask("U0ANN", "approve orders in staging looks ok")
        .await;
    assert!(
        read(&done).contains("Approved: orders in staging"),
        "{}",
        read(&done)
    );
    let summary = acts.summary().await;
    assert!(summary.contains(": looks ok ["), "{summary}");
}

#[tokio::test]
async fn a_pipeline_that_throttling_hides_is_not_taken_for_absent() {
    let acts = Acts::in_three_environments().await;
    acts.awaiting("payments").await;
    let throttled = Fault::on(
        "codepipeline.ListPipelines",
        Kind::Throttle { retry_after: 0 },
    );
    acts.house
        .aws
        .faults()
        .inject(throttled.scope("444455556666"));
    let list = acts.only_offers("approve billing looks ok", PAYMENTS).await;
    let text = read(&list);
    assert!(
        text.contains("I saw no pipeline called billing, but I could not see everything"),
        "{text}"
    );
    assert!(text.contains("partner (account 444455556666)"), "{text}");
    let list = acts.only_offers("approve", PAYMENTS).await;
    assert!(read(&list).contains("Is it this one?"), "{}", read(&list));
    // A name may be another one's as well, where not everything could be seen.
    acts.only_offers("reject payments too risky", "Reject")
        .await;
}

#[tokio::test]
async fn the_only_approval_is_shown_in_production_and_answered_in_staging() {
    let acts = Acts::in_three_environments().await;
    let none = acts.house.ask("U0ANN", "approve").await;
    assert!(read(&none).contains("No approval waits"), "{}", read(&none));
    acts.awaiting("payments").await;
    let plan = acts.only_offers("approve", "Approve").await;
    let text = read(&plan);
    for named in [
        "Approve payments in prod?",
        "Waits at: Approval / Approve",
        "v42",
    ] {
        assert!(text.contains(named), "{text}");
    }
    acts.click("U0ANN", &plan, "Approve").await;
    acts.told("U0ANN", "Approved: payments in prod").await;
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
    acts.awaiting("orders").await;
    let done = acts.house.ask("U0ANN", "approve --env staging").await;
    assert!(
        read(&done).contains("Approved: orders in staging"),
        "{}",
        read(&done)
    );
    assert_eq!(acts.mutations().len(), 2);
}

#[tokio::test]
async fn in_a_thread_a_word_that_may_be_a_name_and_another_environment_answer_nothing() {
    let acts = Acts::in_three_environments().await;
    let release = acts.awaiting("payments").await;
    for (line, told) in [
        ("approve orders-api", "orders-api may be a name"),
        ("approve staging looks fine", "staging may be a name"),
        ("reject paymets is broken", "paymets may be a name"),
        (
            "approve ship it --env staging",
            "payments in prod is not in staging",
        ),
        (
            "reject --env staging it broke",
            "payments in prod is not in staging",
        ),
    ] {
        acts.types("U0ANN", &release, line).await;
        acts.told("U0ANN", told).await;
    }
    assert!(acts.mutations().is_empty());
    acts.types("U0ANN", &release, "approve ship it --env prod")
        .await;
    let plan = acts.offered("U0ANN", "Approve payments in prod?").await;
    acts.click("U0ANN", &plan, "Approve").await;
    let summary = acts.summary().await;
    assert!(summary.contains(": ship it ["), "{summary}");
}

#[tokio::test]
async fn a_typo_rejects_nothing_and_its_button_carries_the_reason() {
    let acts = Acts::in_three_environments().await;
    acts.awaiting("payments").await;
    let button = "Reject payments in prod: Approve";
    acts.only_offers("reject payments-api it broke", button)
        .await;
    let list = acts.only_offers("reject paymets it broke", button).await;
    acts.click("U0ANN", &list, button).await;
    acts.told("U0ANN", "Rejected: payments in prod").await;
    let summary = acts.summary().await;
    assert!(summary.contains(": paymets it broke ["), "{summary}");
}

#[tokio::test]
async fn an_option_behind_the_comment_is_no_part_of_it() {
    let acts = Acts::in_three_environments().await;
    acts.awaiting("payments").await;
    let told = acts
        .house
        .ask("U0ANN", "approve payments ship it --env staging")
        .await;
    let told = read(&told);
    assert!(
        told.contains("No approval of payments in staging waits"),
        "{told}"
    );
    let forced = acts
        .house
        .ask("U0ANN", "approve payments ship it --force")
        .await;
    assert!(
        read(&forced).contains("approve --force is not built yet"),
        "{}",
        read(&forced)
    );
    let line = "approve payments —wip --really it's fine -- --env staging";
    let plan = acts.only_offers(line, "Approve").await;
    acts.click("U0ANN", &plan, "Approve").await;
    let summary = acts.summary().await;
    assert!(
        summary.contains(": --wip --really it's fine --env staging ["),
        "{summary}"
    );
}

#[tokio::test]
async fn no_control_character_reaches_aws() {
    let acts = Acts::in_three_environments().await;
    acts.awaiting("payments").await;
    let plan = acts
        .house
        .ask("U0ANN", "approve payments sh\u{0}ip\u{1b} it\nnow")
        .await;
    assert!(read(&plan).contains("ship it now"), "{}", read(&plan));
    let message = acts.at_once("it is gone", |one| has(one, "Approve")).await;
    acts.choose("U0ANN", &message, "Approve with comment…")
        .await;
    let modal = acts.modal("U0ANN", "Approve payments in prod?").await;
    acts.submit("U0ANN", &modal, &[("text", "fi\u{0}ne\n\u{7}by me")])
        .await;
    let summary = acts.summary().await;
    assert!(summary.contains(": fine by me ["), "{summary:?}");
    assert!(!summary.contains(char::is_control), "{summary:?}");
}

#[tokio::test]
async fn in_the_thread_of_a_run_a_rollback_says_which_deployment_it_means() {
    let acts = Acts::in_three_environments().await;
    let release = acts.awaiting("payments").await;
    acts.types("U0ANN", &release, "rollback").await;
    let plan = acts
        .offered("U0ANN", "Roll back payments-api in staging")
        .await;
    assert!(read(&plan).contains("Cluster: staging"), "{}", read(&plan));
    acts.types("U0ANN", &release, "rollback --env prod").await;
    acts.told("U0ANN", "has deployed nothing in prod").await;
    acts.click("U0ANN", &release, "Approve").await;
    acts.at_once("it is not approved", |one| {
        one.ts == release.ts && read(one).contains("was approved by @U0ANN")
    })
    .await;
    acts.until("it is not in production", |one| {
        let is_named = read(one).contains("payments-api → prod-main");
        one.ts == release.ts && is_named && has(one, "Roll back")
    })
    .await;
    acts.types("U0ANN", &release, "rollback").await;
    let list = acts
        .offered("U0ANN", "This release has more than one deployment")
        .await;
    assert!(
        has(&list, "Roll back payments-api in staging"),
        "{}",
        read(&list)
    );
    acts.click("U0ANN", &list, "Roll back payments-api in prod")
        .await;
    let modal = acts
        .modal("U0ANN", "Roll back payments-api in prod to v41?")
        .await;
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
    acts.submit("U0ANN", &modal, &[]).await;
    acts.modal(
        "U0ANN",
        "AWS is rolling back payments-api in prod (cluster prod-main)",
    )
    .await;
}

#[tokio::test]
async fn targets_of_one_name_are_told_apart_in_words_that_can_be_typed_back() {
    let acts = Acts::in_three_environments().await;
    acts.house.aws.edit(|world| {
        let twin = NewService::rolling("prod-blue", "payments-api", 1, "v1");
        world.home().add_service(&twin);
    });
    let list = acts.house.ask("U0ANN", "rollback payments-api").await;
    let text = read(&list);
    for typed in [
        "prod-main/payments-api in prod",
        "prod-blue/payments-api in prod",
        "payments-api in staging",
    ] {
        assert!(text.contains(typed), "{typed}: {text}");
    }
    for (line, plan) in [
        (
            "rollback prod-main/payments-api in prod",
            "Roll back payments-api in prod to",
        ),
        (
            "rollback payments-api in staging",
            "Roll back payments-api in staging to",
        ),
        ("rollback payments", "Roll back payments-api in prod to"),
        (
            "rollback prod-blue/payments-api",
            "payments-api in prod (cluster prod-blue)",
        ),
        ("rollback PROD-MAIN", "More than one deployment"),
        ("rollback orders*", "More than one deployment"),
        ("continue staging", "More than one deployment"),
        ("rollback orders-apy", "Did you mean orders-api?"),
    ] {
        let told = read(&acts.house.ask("U0ANN", line).await);
        assert!(told.contains(plan), "{line}: {told}");
    }
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn a_refusal_names_what_it_is_about() {
    let acts = Acts::in_three_environments().await;
    acts.awaiting("payments").await;
    let told = read(&acts.house.ask("U0SAM", "approve payments").await);
    assert!(
        told.contains("payments in prod: This needs a grant to approve"),
        "{told}"
    );
    let told = read(&acts.house.ask("U0SAM", "rollback search-api").await);
    let named = "search-api in prod (cluster prod-main): This needs a grant to rollback";
    assert!(told.contains(named), "{told}");
}
