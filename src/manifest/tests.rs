//! The Slack manifest in each of its forms: valid for Slack, and no more than the app needs.

use std::path::Path;

use serde_json::{Value, json};

use super::{BadAddress, manifest};

fn forms() -> Vec<(&'static str, Value)> {
    [
        ("as it stands", None, false),
        (
            "another address",
            Some("https://bot.example.org:8443/pilot/"),
            false,
        ),
        ("socket", None, true),
        (
            "socket with an address",
            Some("https://bot.example.org"),
            true,
        ),
    ]
    .into_iter()
    .map(|(form, url, socket)| {
        let text = manifest(url, socket).expect("an address that is right");
        let value = serde_saphyr::from_str(&text).expect("YAML");
        (form, value)
    })
    .collect()
}

/// Every text in `value` that is an address.
fn addresses(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) if text.contains("://") => vec![text],
        Value::Array(list) => list.iter().flat_map(addresses).collect(),
        Value::Object(map) => map.values().flat_map(addresses).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_file_is_what_is_printed_for_the_example_address() {
    let file = include_str!("../../manifest.yml");
    assert_eq!(manifest(None, false).as_deref(), Ok(file));
    let example = Some("https://pilothouse.example.com/");
    assert_eq!(manifest(example, false).as_deref(), Ok(file));
}

#[test]
fn every_form_is_valid_by_slacks_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("../shared/facts/slack-manifest.schema.json");
    let Ok(schema) = std::fs::read_to_string(path) else {
        println!("skipped: there is no copy of Slack's schema beside this repository");
        return;
    };
    // The regular expressions of Rust do not look ahead. The second pattern matches the same domains as the first.
    let schema = schema.replace(
        r"^(?![\\.\\-])([-a-z0-9\\.])+([a-z0-9])$",
        r"^[a-z0-9][-a-z0-9\\.]*[a-z0-9]$",
    );
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler
        .add_resource("manifest.json", schema)
        .expect("a resource");
    let schema = compiler.compile("manifest.json", &mut schemas);
    let schema = schema.expect("a schema");
    for (form, manifest) in forms() {
        if let Err(error) = schemas.validate(&manifest, schema) {
            panic!("{form}: {error:#}");
        }
    }
}

#[test]
fn slack_calls_three_paths_below_the_address() {
    for (form, manifest) in forms() {
        let mut found = addresses(&manifest);
        found.sort_unstable();
        let base = match form {
            "as it stands" => "https://pilothouse.example.com",
            "another address" => "https://bot.example.org:8443/pilot",
            _ => {
                assert!(found.is_empty(), "{form}: {found:?}");
                continue;
            }
        };
        let paths = ["commands", "events", "interactions"];
        assert_eq!(
            found,
            paths.map(|path| format!("{base}/slack/{path}")),
            "{form}"
        );
        let command = &manifest["features"]["slash_commands"][0];
        assert_eq!(command["url"], format!("{base}/slack/commands"));
    }
}

#[test]
fn every_form_asks_for_the_same_and_for_no_more_than_is_used() {
    for (form, manifest) in forms() {
        let socket = form.starts_with("socket");
        let settings = &manifest["settings"];
        assert_eq!(settings["socket_mode_enabled"], socket, "{form}");
        assert_eq!(settings["org_deploy_enabled"], false, "{form}");
        assert_eq!(settings["token_rotation_enabled"], false, "{form}");
        assert_eq!(settings["interactivity"]["is_enabled"], true, "{form}");
        let events = &settings["event_subscriptions"]["bot_events"];
        assert_eq!(events, &json!(["app_mention"]), "{form}");
        let scopes = json!([
            "app_mentions:read",
            "chat:write",
            "channels:history",
            "groups:history",
            "channels:read",
            "groups:read",
            "commands",
            "users:read",
            "usergroups:read"
        ]);
        assert_eq!(
            manifest["oauth_config"]["scopes"],
            json!({ "bot": scopes }),
            "{form}"
        );
    }
}

#[test]
fn names_are_within_slacks_limits() {
    let (_, manifest) = forms().swap_remove(0);
    let length = |value: &Value| value.as_str().expect("text").chars().count();
    let shown = &manifest["display_information"];
    assert_eq!(shown["name"], "Pilothouse");
    assert!(length(&shown["description"]) <= 140);
    let colour = shown["background_color"].as_str().expect("text");
    assert!(colour.len() == 7 && colour.starts_with('#'));
    assert!(length(&manifest["features"]["bot_user"]["display_name"]) <= 80);
    let command = &manifest["features"]["slash_commands"][0];
    assert_eq!(command["command"], "/deploy");
    assert_eq!(command["should_escape"], true);
    assert!(length(&command["description"]) <= 2_000);
    assert!(length(&command["usage_hint"]) <= 1_000);
}

#[test]
fn an_address_that_slack_could_not_call_or_that_breaks_yaml_is_refused() {
    let long = format!("https://bot.example.org/{}", "a".repeat(2_000));
    for (address, why) in [
        ("bot.example.org", BadAddress::NotAUrl),
        ("", BadAddress::NotAUrl),
        ("https://", BadAddress::NotAUrl),
        ("http://bot.example.org", BadAddress::NotHttps),
        ("javascript:x", BadAddress::NotHttps),
        ("https://bot.example.org?a=b", BadAddress::Letters),
        ("https://bot.example.org?a", BadAddress::TooMuch),
        ("https://bot.example.org/#a", BadAddress::TooMuch),
        ("https://ann@bot.example.org", BadAddress::TooMuch),
        ("https://bot.example.org\nsettings: {}", BadAddress::Letters),
        ("https://bot.example.org/a #b", BadAddress::Letters),
        ("https://bot.example.org/\"", BadAddress::Letters),
        ("https:\\\\bot.example.org", BadAddress::Letters),
        ("https://bücher.example", BadAddress::Letters),
        (&long, BadAddress::TooLong),
    ] {
        assert_eq!(manifest(Some(address), false), Err(why), "{address}");
        assert_eq!(manifest(Some(address), true), Err(why), "{address}");
    }
}
