//! Hundreds of malformed payloads, rightly signed, through all three doors: answered as the contract says, and survived.

use serde_json::{Value, json};

use crate::door::{Doors, FORM, JSON, Said, form, interaction};
use testkit::{House, read};

const COMMANDS: &str = "/slack/commands";
const INTERACTIONS: &str = "/slack/interactions";
const EVENTS: &str = "/slack/events";

/// A body for a door, with its content type.
type Sent = (&'static str, &'static str, Vec<u8>);

/// A command as Slack sends it. It asks for help, so that whatever is left intact asks AWS nothing.
const COMMAND: [(&str, &str); 12] = [
    ("token", "gIkuvaNzQIHg97ATvDxqgjtO"),
    ("team_id", "T0001"),
    ("team_domain", "harbor"),
    ("channel_id", "C0DEPLOYS"),
    ("channel_name", "deploys"),
    ("user_id", "U0ANN"),
    ("user_name", "ann"),
    ("command", "/deploy"),
    ("text", "help"),
    ("api_app_id", "A0PILOT"),
    ("response_url", "http://127.0.0.1:9/commands/T0001/1/x"),
    ("trigger_id", "13345224609.738474920.8088930838d88f008e0"),
];

fn mention() -> Value {
    json!({
        "type": "event_callback", "token": "x", "team_id": "T0001", "context_team_id": "T0001",
        "api_app_id": "A0PILOT", "event_id": "Ev0001", "event_time": 1_700_000_000,
        "event": {
            "type": "app_mention", "user": "U0ANN", "text": "<@U0PILOT> help", "ts": "1700000000.000100",
            "channel": "C0DEPLOYS", "thread_ts": "1700000000.000100", "event_ts": "1700000000.000100",
        },
        "authorizations": [{"team_id": "T0001", "user_id": "U0PILOT", "is_bot": true}],
    })
}

fn click() -> Value {
    json!({
        "type": "block_actions", "team": {"id": "T0001", "domain": "harbor"},
        "user": {"id": "U0ANN", "username": "ann", "team_id": "T0001"}, "api_app_id": "A0PILOT",
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "C0DEPLOYS"},
        "channel": {"id": "C0DEPLOYS", "name": "deploys"}, "trigger_id": "1.2.x",
        "response_url": "http://127.0.0.1:9/actions/T0001/1/x", "state": {"values": {}},
        "actions": [{"action_id": "a", "block_id": "b", "type": "button", "value": "v"}],
    })
}

fn submission() -> Value {
    json!({
        "type": "view_submission", "team": {"id": "T0001"}, "user": {"id": "U0ANN", "team_id": "T0001"},
        "view": {"id": "V1", "hash": "h", "callback_id": "c", "state": {"values": {"b": {"a": {"value": "x"}}}}},
        "response_urls": [],
    })
}

/// Values that are wrong nearly everywhere.
fn wrong() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(18_446_744_073_709_551_615_u64),
        json!(1e308),
        json!(""),
        json!("\u{0}"),
        json!("<!channel> ' OR 1=1; -- \u{202E}"),
        json!([]),
        json!([{"id": "T0001"}, null]),
        json!({}),
        json!({"id": {"id": []}}),
    ]
}

/// The pointers to everything within.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The payload with every field in turn replaced by everything wrong, and once taken away.
fn distorted(payload: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    pointers(payload, "", &mut found);
    let mut out = Vec::new();
    for pointer in found {
        for value in wrong() {
            let mut one = payload.clone();
            *one.pointer_mut(&pointer).expect("a pointer into it") = value;
            out.push(one);
        }
        let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
        let mut one = payload.clone();
        if let Some(members) = one.pointer_mut(parent).and_then(Value::as_object_mut) {
            members.remove(name);
            out.push(one);
        }
    }
    out
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// The body cut short, and with bytes changed, dropped and doubled, `count` times.
fn damaged(body: &[u8], count: usize, dice: &mut Dice) -> Vec<Vec<u8>> {
    (0..count)
        .map(|_| {
            let mut bytes = body.to_vec();
            let at = dice.below(bytes.len());
            match dice.below(5) {
                0 => bytes.truncate(at),
                1 => bytes[at] = dice.below(256).to_le_bytes()[0],
                2 => drop(bytes.remove(at)),
                3 => bytes.insert(at, b"\0\"{[%&=\\\xff"[dice.below(9)]),
                _ => bytes.extend_from_within(at..),
            }
            bytes
        })
        .collect()
}

/// What comes to mind when a door is to be broken, with the field of a form before it for the doors that take forms.
fn by_hand() -> Vec<Vec<u8>> {
    let deep = |open: &str| open.repeat(20_000).into_bytes();
    let mut bodies: Vec<Vec<u8>> = [
        "",
        " ",
        "\0",
        "null",
        "true",
        "0",
        "-",
        "\"\"",
        "[]",
        "{}",
        "[{}]",
        "{",
        "}",
        "{\"type\":}",
        "\u{FEFF}{}",
        "{\"type\":\"event_callback\",\"type\":\"url_verification\"}",
        "{\"type\":\"url_verification\"}",
        "{\"type\":\"url_verification\",\"challenge\":7}",
        "{\"type\":1e999}",
        "{\"a\":1}{\"a\":2}",
        "NaN",
        "{\"type\":\"\\ud800\"}",
        "{'type':'event_callback'}",
        "<xml/>",
        "payload",
        "payload=",
        "&&&===",
        "%",
        "%zz=%",
        "a=1;b=2",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    bodies.extend([
        deep("["),
        deep("{\"a\":"),
        deep("[{\"event\":"),
        b"\xff\xfe{\"type\"".to_vec(),
    ]);
    bodies.push([br#"{"type":""#.as_slice(), b"\xc3\x28", br#""}"#].concat());
    bodies.push(vec![b'a'; 1024 * 1024]);
    bodies
}

fn all() -> Vec<Sent> {
    let mut dice = Dice(7);
    let mut sent: Vec<Sent> = Vec::new();
    for one in distorted(&mention()) {
        sent.push((EVENTS, JSON, one.to_string().into()));
    }
    for one in distorted(&click()).iter().chain(&distorted(&submission())) {
        sent.push((INTERACTIONS, FORM, interaction(one).into()));
    }
    for at in 0..COMMAND.len() {
        let mut without = COMMAND.to_vec();
        let field = without.remove(at).0;
        sent.push((COMMANDS, FORM, form(&without).into()));
        for value in [
            "",
            "\0",
            "null",
            "[]",
            "<!channel>",
            "\u{202E}",
            &"x".repeat(5_000),
        ] {
            let mut with = without.clone();
            with.extend([(field, value), (field, value)]);
            sent.push((COMMANDS, FORM, form(&with).into()));
        }
    }
    for (door, kind, body) in [
        (COMMANDS, FORM, form(&COMMAND)),
        (INTERACTIONS, FORM, interaction(&click())),
        (EVENTS, JSON, mention().to_string()),
    ] {
        let bodies = damaged(body.as_bytes(), 100, &mut dice);
        sent.extend(bodies.into_iter().map(|body| (door, kind, body)));
        for wrong in [
            "",
            "text/plain",
            "multipart/form-data",
            "application/json; charset=utf-16",
        ] {
            sent.push((door, wrong, body.clone().into()));
        }
        for body in by_hand() {
            let quoted = [b"payload=".as_slice(), &body].concat();
            sent.push((door, kind, body));
            sent.push((door, kind, quoted));
        }
    }
    sent
}

/// Whether this is an answer of the contract's: a sentence for a person, or silence for an event.
fn is_an_answer(door: &str, said: &Said) -> bool {
    let body = said.json();
    let sentence = body["response_type"] == "ephemeral"
        && body["text"].as_str().is_some_and(|text| !text.is_empty());
    said.status == 200
        && match door {
            EVENTS => said.body.is_empty() || body["challenge"].is_string(),
            // A modal is answered by a modal.
            INTERACTIONS => sentence || body["response_action"] == "update",
            _ => sentence,
        }
}

#[tokio::test]
async fn nothing_malformed_breaks_a_door() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    let all = all();
    assert!(all.len() > 200, "{}", all.len());
    for (door, kind, body) in all {
        // The whole form is within a MiB only where its field's name is.
        let expected = if body.len() > 1024 * 1024 { 413 } else { 200 };
        let said = doors.signed(door, kind, body.clone()).await;
        let text = String::from_utf8_lossy(&body[..body.len().min(1_000)]).into_owned();
        assert_eq!(said.status, expected, "{door}: {text}");
        assert!(
            said.status == 413 || is_an_answer(door, &said),
            "{door}: {text}\n{}",
            said.body
        );
    }
    let help = house.ask("U0BOB", "help").await;
    assert!(read(&help).starts_with("Here is what you can ask"));
    assert!(house.aws.calls().all().is_empty());
    // A panic would also stand in the log as a line that is no JSON, which the harness refuses.
    assert!(!house.bot.log().iter().any(|line| line.contains("panicked")));
}
