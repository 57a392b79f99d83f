//! The Web API: arguments, tokens, scopes, posting, editing, reading, paces.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, query, slack};

#[tokio::test]
async fn auth_test_says_who_the_app_is_however_it_is_called() {
    let sim = slack().await;
    assert_eq!(query(&sim, "auth.test", &[]).await["user_id"], "U0PILOT");
    assert_eq!(call(&sim, "auth.test", json!({})).await["team_id"], "T0001");
    let token = sim.with(|workspace| workspace.app.token.clone());
    let form: Value = reqwest::Client::new()
        .post(format!("{}/auth.test", sim.api_url()))
        .form(&[("token", token)])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(form["bot_id"], "B0PILOT");
    let announced = reqwest::Client::new()
        .post(format!("{}/auth.test", sim.api_url()))
        .bearer_auth(sim.read(|workspace| workspace.app.token.clone()))
        .header("content-type", "application/json;charset=utf-8")
        .send()
        .await
        .unwrap();
    let scopes = announced.headers()["x-oauth-scopes"].clone();
    assert!(scopes.to_str().unwrap().contains("chat:write"));
    let empty: Value = announced.json().await.unwrap();
    assert_eq!(empty["ok"], true);
}

#[tokio::test]
async fn tokens_and_scopes_are_checked() {
    let sim = slack().await;
    let client = reqwest::Client::new();
    let url = format!("{}/chat.postMessage", sim.api_url());
    for (token, error) in [
        (None, "not_authed"),
        (Some("xoxb-other"), "invalid_auth"),
        (Some("xapp-1"), "not_allowed_token_type"),
    ] {
        let mut request = client.post(&url);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["error"], error);
    }
    sim.with(|workspace| workspace.app.scopes.remove("chat:write"));
    let answer = call(&sim, "chat.postMessage", json!({})).await;
    assert_eq!(answer["error"], "missing_scope");
    assert_eq!(answer["needed"], "chat:write");
}

#[tokio::test]
async fn bodies_that_are_not_what_they_say_are_refused() {
    let sim = slack().await;
    let token = sim.with(|workspace| workspace.app.token.clone());
    for (content_type, body, error) in [
        ("application/json", "{", "invalid_json"),
        ("application/json", "[]", "json_not_object"),
        ("application/xml", "<a/>", "invalid_post_type"),
        (
            "text/plain",
            "{\"channel\":\"C0DEPLOYS\"}",
            "invalid_arguments",
        ),
    ] {
        let answer: Value = reqwest::Client::new()
            .post(format!("{}/chat.postMessage", sim.api_url()))
            .bearer_auth(&token)
            .header("content-type", content_type)
            .body(body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(answer["error"], error, "{body}");
    }
    assert_eq!(
        call(&sim, "chat.dance", json!({})).await["error"],
        "unknown_method"
    );
    let json_to_reader = call(&sim, "users.info", json!({"user": "U0ANN"})).await;
    assert_eq!(json_to_reader["error"], "invalid_arguments");
}

#[tokio::test]
async fn posting_goes_only_where_the_bot_may_post() {
    let sim = slack().await;
    for (channel, error) in [
        ("C0NOWHERE", "channel_not_found"),
        ("C0FINANCE", "channel_not_found"),
        ("C0RANDOM", "not_in_channel"),
        ("C0OLD", "is_archived"),
    ] {
        let args = json!({"channel": channel, "text": "hello"});
        assert_eq!(call(&sim, "chat.postMessage", args).await["error"], error);
    }
    let direct = call(
        &sim,
        "chat.postMessage",
        json!({"channel": "U0ANN", "text": "hi"}),
    )
    .await;
    assert_eq!(direct["channel"], "D0ANN");
    assert_eq!(direct["ts"], "1700000000.000000");
    let empty = call(
        &sim,
        "chat.postMessage",
        json!({"channel": "C0DEPLOYS", "text": " "}),
    )
    .await;
    assert_eq!(empty["error"], "no_text");
    let orphan = json!({"channel": "C0DEPLOYS", "text": "x", "thread_ts": "1.000000"});
    let answer = call(&sim, "chat.postMessage", orphan).await;
    assert_eq!(answer["error"], "cannot_reply_to_message");
}

#[tokio::test]
async fn an_update_keeps_or_removes_what_it_does_not_name() {
    let sim = slack().await;
    let blocks = json!([{"type": "divider"}]);
    let metadata = json!({"event_type": "release", "event_payload": {"id": 1}});
    let first =
        json!({"channel": "C0DEPLOYS", "text": "one", "blocks": blocks, "metadata": metadata});
    let ts = call(&sim, "chat.postMessage", first).await["ts"].clone();
    let edit = async |args: Value| {
        let mut all = json!({"channel": "C0DEPLOYS", "ts": ts});
        all.as_object_mut()
            .unwrap()
            .extend(args.as_object().unwrap().clone());
        let answer = call(&sim, "chat.update", all).await;
        (answer, sim.messages("C0DEPLOYS").pop().unwrap())
    };
    assert_eq!(edit(json!({})).await.0["error"], "no_text");
    let (_, kept) = edit(json!({"metadata": {}})).await;
    assert_eq!((kept.blocks().len(), kept.metadata()), (1, None));
    let (_, both) = edit(json!({"text": "two", "blocks": blocks})).await;
    assert_eq!(both.blocks().len(), 1);
    let (answer, text_only) = edit(json!({"text": "three"})).await;
    assert_eq!((text_only.text(), text_only.blocks().len()), ("three", 0));
    assert!(answer["message"]["edited"].is_object());
    let texts: Vec<&str> = text_only
        .versions
        .iter()
        .map(|version| version.content.text.as_str())
        .collect();
    assert_eq!(texts, ["one", "one", "two", "three"]);
    let long = edit(json!({"text": "x".repeat(4001)})).await.0;
    assert_eq!(long["error"], "msg_too_long");
}

#[tokio::test]
async fn what_is_not_the_apps_cannot_be_changed() {
    let sim = slack().await;
    let ts = sim.with(|workspace| {
        let draft = super::super::Draft {
            channel: "C0DEPLOYS".into(),
            author: "U0ANN".into(),
            ..Default::default()
        };
        let now = jiff::Timestamp::UNIX_EPOCH;
        workspace.post(draft, now).ts.clone()
    });
    let args = json!({"channel": "C0DEPLOYS", "ts": ts, "text": "mine"});
    assert_eq!(
        call(&sim, "chat.update", args.clone()).await["error"],
        "cant_update_message"
    );
    assert_eq!(
        call(&sim, "chat.delete", args).await["error"],
        "cant_delete_message"
    );
    let args = json!({"channel": "C0DEPLOYS", "user": "U0ANN", "text": "psst"});
    let ephemeral = call(&sim, "chat.postEphemeral", args).await["message_ts"].clone();
    let args = json!({"channel": "C0DEPLOYS", "ts": ephemeral, "text": "x"});
    assert_eq!(
        call(&sim, "chat.update", args).await["error"],
        "message_not_found"
    );
    assert_eq!(sim.ephemerals("U0ANN", "C0DEPLOYS").len(), 1);
    assert_eq!(sim.seen_by("U0BOB", "C0DEPLOYS").len(), 1);
}

#[tokio::test]
async fn histories_come_newest_first_in_pages_and_metadata_on_request() {
    let sim = slack().await;
    sim.set_paces(false);
    for number in 0..23 {
        let metadata = json!({"event_type": "n", "event_payload": {"n": number}});
        let args =
            json!({"channel": "C0DEPLOYS", "text": format!("{number}"), "metadata": metadata});
        call(&sim, "chat.postMessage", args).await;
    }
    let first = query(&sim, "conversations.history", &[("channel", "C0DEPLOYS")]).await;
    assert_eq!(first["messages"][0]["text"], "22");
    assert_eq!(first["messages"][0]["metadata"], Value::Null);
    assert_eq!(first["has_more"], true);
    let cursor = first["response_metadata"]["next_cursor"].as_str().unwrap();
    let args = [
        ("channel", "C0DEPLOYS"),
        ("cursor", cursor),
        ("include_all_metadata", "true"),
    ];
    let second = query(&sim, "conversations.history", &args).await;
    assert_eq!(second["messages"].as_array().unwrap().len(), 3);
    assert_eq!(second["messages"][2]["metadata"]["event_payload"]["n"], 0);
    let oldest = second["messages"][0]["ts"].as_str().unwrap();
    let args = [
        ("channel", "C0DEPLOYS"),
        ("latest", oldest),
        ("inclusive", "true"),
    ];
    let bounded = query(&sim, "conversations.history", &args).await;
    assert_eq!(bounded["messages"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn people_groups_and_channels_can_be_read() {
    let sim = slack().await;
    let args = [("user", "U0MINJI"), ("include_locale", "true")];
    assert_eq!(
        query(&sim, "users.info", &args).await["user"]["locale"],
        "ko-KR"
    );
    let plain = query(&sim, "users.info", &[("user", "U0MINJI")]).await;
    assert_eq!(plain["user"]["locale"], Value::Null);
    let group = query(&sim, "usergroups.users.list", &[("usergroup", "S0ONCALL")]).await;
    assert_eq!(group["users"], json!(["U0BOB"]));
    let none = query(&sim, "usergroups.users.list", &[("usergroup", "S1")]).await;
    assert_eq!(none["error"], "no_such_subteam");
    let types = ("types", "public_channel,private_channel");
    let list = query(&sim, "conversations.list", &[types, ("limit", "200")]).await;
    assert_eq!(list["channels"].as_array().unwrap().len(), 4);
    let cursor = list["response_metadata"]["next_cursor"].as_str().unwrap();
    let list = query(
        &sim,
        "conversations.list",
        &[types, ("cursor", cursor), ("limit", "9")],
    )
    .await;
    assert_eq!(list["channels"].as_array().unwrap().len(), 1);
    sim.with(|workspace| workspace.app.scopes.remove("groups:read"));
    let args = [("channel", "C0INCIDENT")];
    assert_eq!(
        query(&sim, "conversations.info", &args).await["needed"],
        "groups:read"
    );
}

#[tokio::test]
async fn paces_are_kept_by_the_simulators_clock() {
    let sim = slack().await;
    let args = json!({"channel": "C0DEPLOYS", "text": "hello"});
    for _ in 0..4 {
        assert_eq!(
            call(&sim, "chat.postMessage", args.clone()).await["ok"],
            true
        );
    }
    assert_eq!(
        call(&sim, "chat.postMessage", args.clone()).await["error"],
        "ratelimited"
    );
    let refused = sim.calls().of("chat.postMessage").pop().unwrap();
    assert_eq!(refused.status, 429);
    let elsewhere = json!({"channel": "C0PAYMENTS", "text": "hello"});
    assert_eq!(call(&sim, "chat.postMessage", elsewhere).await["ok"], true);
    sim.clock().advance(Duration::from_secs(4));
    assert_eq!(
        call(&sim, "chat.postMessage", args.clone()).await["ok"],
        true
    );
    let ts = sim.messages("C0DEPLOYS")[0].ts.clone();
    let edit = json!({"channel": "C0DEPLOYS", "ts": ts, "text": "edited"});
    for _ in 0..50 {
        assert_eq!(call(&sim, "chat.update", edit.clone()).await["ok"], true);
    }
    assert_eq!(
        call(&sim, "chat.update", edit).await["error"],
        "ratelimited"
    );
}
