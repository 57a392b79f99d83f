//! People of other workspaces, and messages that are edited.

use serde_json::{Value, json};

use super::{App, query, slack, with_button};
use crate::slack::SlackSim;

/// Eve of another organization, in a channel that is shared with it.
async fn shared() -> (SlackSim, App) {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    sim.with(|workspace| workspace.add_visitor("U0EVE", "Eve", "T0OTHER", None));
    let user = query(&sim, "users.info", &[("user", "U0EVE")]).await["user"].clone();
    assert_eq!(
        (&user["team_id"], &user["is_stranger"]),
        (&json!("T0OTHER"), &json!(true))
    );
    sim.with(|workspace| workspace.share_channel("C0DEPLOYS", "U0EVE"));
    (sim, app)
}

#[tokio::test]
async fn a_visitor_writes_and_clicks_in_a_shared_channel_and_nowhere_else() {
    let (sim, app) = shared().await;
    let user = query(&sim, "users.info", &[("user", "U0EVE")]).await["user"].clone();
    assert_eq!(user["is_stranger"], false, "they share a channel");
    assert_eq!(user["enterprise_user"], Value::Null);
    let info = query(&sim, "conversations.info", &[("channel", "C0DEPLOYS")]).await;
    assert_eq!(info["channel"]["is_ext_shared"], true);
    let other = query(&sim, "conversations.info", &[("channel", "C0PAYMENTS")]).await;
    assert_eq!(other["channel"]["is_ext_shared"], false);

    assert!(sim.say("U0EVE", "C0PAYMENTS", "hi", None).await.is_err());
    assert!(sim.seen_by("U0EVE", "C0PAYMENTS").is_empty());
    assert!(
        sim.command("U0EVE", "C0DEPLOYS", "/deploy", "")
            .await
            .is_err()
    );
    sim.mention("U0EVE", "C0DEPLOYS", "status", None)
        .await
        .unwrap();
    let heard: Value = serde_json::from_str(&app.got()[0].1).unwrap();
    assert_eq!(heard["is_ext_shared_channel"], true);
    assert_eq!(heard["event"]["user_team"], "T0OTHER");
    assert_eq!(heard["authorizations"][0]["team_id"], "T0001");

    let message = with_button(&sim).await;
    sim.click("U0EVE", &message, "approve").await.unwrap();
    let click = app.payload();
    assert_eq!(click["team"]["id"], "T0001", "the app's");
    assert_eq!(click["user"]["team_id"], "T0OTHER");
}

#[tokio::test]
async fn in_an_organization_no_workspace_of_the_app_is_named() {
    let (sim, app) = shared().await;
    sim.with(|workspace| {
        workspace.team.enterprise = Some("E0ACME".to_owned());
        workspace.app.org_installed = true;
        workspace.add_visitor("U0SUE", "Sue", "T0SISTER", Some("E0ACME"));
    });
    assert_eq!(
        query(&sim, "auth.test", &[]).await["enterprise_id"],
        "E0ACME"
    );
    let user = query(&sim, "users.info", &[("user", "U0SUE")]).await["user"].clone();
    assert_eq!(user["enterprise_user"]["enterprise_id"], "E0ACME");
    assert_eq!(user["is_stranger"], Value::Null);
    let message = with_button(&sim).await;
    sim.click("U0SUE", &message, "approve").await.unwrap();
    let click = app.payload();
    assert_eq!(
        (&click["team"], &click["enterprise"]["id"]),
        (&Value::Null, &json!("E0ACME"))
    );
    assert_eq!(click["user"]["team_id"], "T0SISTER");
}

#[tokio::test]
async fn an_edited_mention_is_another_event_of_the_same_message() {
    let (sim, app) = shared().await;
    let first = sim
        .mention("U0ANN", "C0DEPLOYS", "status", None)
        .await
        .unwrap();
    let sent: Value = serde_json::from_str(&first.sent).unwrap();
    assert_eq!(sent["event"]["edited"], Value::Null);
    let ts = sent["event"]["ts"].as_str().unwrap();
    assert!(
        sim.edit("U0BOB", "C0DEPLOYS", ts, "x").await.is_err(),
        "it is not theirs"
    );
    let edit = |text| sim.edit("U0ANN", "C0DEPLOYS", ts, text);
    let second = edit("@pilothouse help").await.unwrap().unwrap();
    assert_ne!(second.event_id, first.event_id);
    let sent: Value = serde_json::from_str(&second.sent).unwrap();
    assert_eq!(
        (&sent["event"]["ts"], &sent["event"]["edited"]["user"]),
        (&json!(ts), &json!("U0ANN"))
    );
    assert!(edit("never mind").await.unwrap().is_none());
    assert_eq!(app.got().len(), 2);
}
