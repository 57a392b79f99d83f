//! What people of other workspaces click on stays as it is; people of the same organization act as everybody does.

use serde_json::{Value, json};
use sim::slack::{Message, Which};
use sim::{Fault, Kind};

use super::refused::value_of;
use super::{Acts, has};
use crate::door::{Doors, FORM, interaction};
use testkit::{DEPLOYS, PATIENCE, read};

impl Acts {
    /// Lets Eve, of another organization, and Sue, of a sister workspace of ours, into the channel, and starts the bot anew.
    async fn with_visitors(self) -> Self {
        self.house.slack.with(|workspace| {
            workspace.team.enterprise = Some("E0ACME".to_owned());
            workspace.app.org_installed = true;
            workspace.add_visitor("U0EVE", "Eve", "T0OTHER", Some("E0OTHER"));
            workspace.share_channel(DEPLOYS, "U0EVE");
            workspace.add_visitor("U0SUE", "Sue", "T0SISTER", Some("E0ACME"));
            let channel = workspace.channels.get_mut(DEPLOYS).expect("a channel");
            channel.members.insert("U0SUE".to_owned());
            workspace.add_group("S0RELEASE", "release", &["U0ANN", "U0SUE", "U0EVE"]);
        });
        self.killed().await
    }

    /// How often the bot has begun to carry out what somebody asked for.
    async fn carried_out(&self) -> usize {
        let metrics = Doors::of(&self.house).get("/metrics").await.body;
        let lines = metrics
            .lines()
            .filter(|line| line.starts_with("pilothouse_commands_total{"));
        let counts = lines.map(|line| line.rsplit(' ').next().expect("a count"));
        counts
            .map(|count| count.parse::<usize>().expect("a number"))
            .sum()
    }

    /// A click as Slack would send it where it names no workspace of the person.
    async fn clicks_nameless(&self, person: &str, message: &Message, button: &str) {
        let payload = json!({
            "type": "block_actions", "team": {"id": "T0001"}, "user": {"id": person},
            "channel": {"id": message.channel}, "trigger_id": format!("1.{person}"),
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "actions": [{"action_id": "act:approve", "value": value_of(message, button), "type": "button"}],
        });
        let doors = Doors::of(&self.house);
        let said = doors
            .signed("/slack/interactions", FORM, interaction(&payload))
            .await;
        assert_eq!((said.status, said.body.as_str()), (200, ""));
    }
}

#[tokio::test]
async fn what_somebody_of_another_workspace_clicks_on_does_nothing() {
    let acts = Acts::open().await;
    acts.house.slack.with(|workspace| {
        workspace.add_visitor("U0EVE", "Eve", "T0OTHER", None);
        workspace.share_channel(DEPLOYS, "U0EVE");
        workspace.add_group("S0RELEASE", "release", &["U0ANN", "U0EVE"]);
    });
    let message = acts.awaiting_approval().await;
    let slack = acts.house.slack.clone();
    let approve = slack.click("U0EVE", &message, Which::Text("Approve".to_owned()));
    let refresh = slack.choose("U0EVE", &message, "more", "Refresh");
    let reject = slack.click("U0EVE", &message, Which::Text("Reject".to_owned()));
    let (approve, refresh, reject) = tokio::join!(approve, refresh, reject);
    for delivery in [approve, refresh, reject] {
        let delivery = delivery.expect("a click");
        let answer: Value = serde_json::from_str(&delivery.body).expect("JSON");
        assert_eq!(answer["response_type"], "ephemeral");
        let text = answer["text"].as_str().expect("a text");
        assert!(
            text.starts_with("This Pilothouse works for another"),
            "{text}"
        );
    }
    assert_eq!(acts.carried_out().await, 0);
    assert!(acts.mutations().is_empty());
    assert!(slack.modal_of("U0EVE").is_none());
    assert!(slack.ephemerals("U0EVE", DEPLOYS).is_empty());
    let now = slack.messages(DEPLOYS);
    assert!(
        now.iter()
            .any(|one| one.ts == message.ts && has(one, "Approve"))
    );
}

#[tokio::test]
async fn who_meets_us_in_an_organization_acts_and_who_only_shares_a_channel_does_not() {
    let acts = Acts::open().await.with_visitors().await;
    let message = acts.awaiting_approval().await;
    let slack = acts.house.slack.clone();
    acts.click("U0EVE", &message, "Approve").await;
    // The payload names no workspace of the app, and another one of the organization as hers.
    acts.click("U0SUE", &message, "Approve").await;
    acts.at_once("it is not approved", |one| {
        one.ts == message.ts && read(one).contains("was approved by @U0SUE")
    })
    .await;
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
    assert!(slack.ephemerals("U0EVE", DEPLOYS).is_empty());
}

#[tokio::test]
async fn a_click_that_names_no_workspace_counts_once_slack_has_said_whose_it_is() {
    let acts = Acts::open().await;
    acts.house.slack.with(|workspace| {
        workspace.add_visitor("U0EVE", "Eve", "T0OTHER", None);
        workspace.share_channel(DEPLOYS, "U0EVE");
        workspace.add_group("S0RELEASE", "release", &["U0ANN", "U0EVE"]);
    });
    let message = acts.awaiting_approval().await;
    let slack = acts.house.slack.clone();
    acts.clicks_nameless("U0EVE", &message, "Approve").await;
    let asked = slack.until(PATIENCE, |_| {
        let asked = slack.calls().of("users.info");
        asked
            .iter()
            .any(|call| call.request["user"] == "U0EVE")
            .then_some(())
    });
    assert!(asked.await.is_some());
    // Bob could act, but Slack does not say that he is one of ours.
    slack
        .faults()
        .inject(Fault::on("users.info", Kind::Status(500)));
    acts.clicks_nameless("U0BOB", &message, "Approve").await;
    acts.told("U0BOB", "Slack did not say which workspace")
        .await;
    assert!(acts.mutations().is_empty());
    slack.faults().clear();
    acts.clicks_nameless("U0ANN", &message, "Approve").await;
    acts.at_once("it is not approved", |one| {
        one.ts == message.ts && read(one).contains("was approved by @U0ANN")
    })
    .await;
    assert_eq!(acts.mutations(), ["codepipeline.PutApprovalResult"]);
    assert!(slack.ephemerals("U0EVE", DEPLOYS).is_empty());
}
