//! `pilothouse replay`: what was recorded comes to the bot through its door, and what goes wrong is told in a sentence.

use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use serde_json::{Value, json};
use sim::Server;
use tokio::io::AsyncWriteExt;

use testkit::{DEPLOYS, House, PATIENCE, read};

const TOKEN: &str = "a-token-of-at-least-sixteen";

/// What a run of `replay` came to.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    /// Standard output and standard error.
    said: String,
    wrong: String,
}

/// Runs `replay` in a folder, with this token and this standard input.
async fn replay(folder: &Path, token: &str, arguments: &[&str], input: &str) -> Run {
    let mut run = tokio::process::Command::new(env!("CARGO_BIN_EXE_pilothouse"))
        .arg("replay")
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PILOTHOUSE_EVENTS_TOKEN", token)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("a run");
    let mut stdin = run.stdin.take().expect("its standard input");
    // Who is told that the command line is wrong reads nothing.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let ended = tokio::time::timeout(PATIENCE, run.wait_with_output()).await;
    let Output {
        status,
        stdout,
        stderr,
    } = ended.expect("an end").expect("a run");
    let run = Run {
        code: status.code(),
        said: String::from_utf8(stdout).expect("text"),
        wrong: String::from_utf8(stderr).expect("text"),
    };
    let secret = "a-token-of";
    assert!(
        !run.said.contains(secret) && !run.wrong.contains(secret),
        "a secret is told: {run:?}"
    );
    run
}

/// A deployment of ECS that nobody has made, as EventBridge would tell of it.
fn deployment(id: &str, service: &str) -> Value {
    json!({
        "version": "0", "id": id, "detail-type": "ECS Deployment State Change", "source": "aws.ecs",
        "account": "111122223333", "region": "ap-northeast-2", "time": "2026-03-02T09:00:00Z",
        "resources": [format!("arn:aws:ecs:ap-northeast-2:111122223333:service/prod-main/{service}")],
        "detail": {
            "eventType": "INFO", "eventName": "SERVICE_DEPLOYMENT_IN_PROGRESS",
            "deploymentId": format!("ecs-svc/{id}"), "reason": "ECS deployment in progress.",
        },
    })
}

/// The same as a queue hands it on that a topic of SNS feeds.
fn wrapped(event: &Value) -> Value {
    let notification = json!({
        "Type": "Notification", "MessageId": "m-1", "Message": event.to_string(),
        "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:deployments",
    });
    json!({"Messages": [{"MessageId": "m-2", "Body": notification.to_string()}]})
}

fn folder(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// What came to a door of the test's own.
type Came = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A door that gives these answers, one after the other, and the last one from then on.
async fn door(answers: &'static [u16]) -> (Server, Came) {
    async fn answer(
        State((answers, came)): State<(&'static [u16], Came)>,
        headers: HeaderMap,
        body: Bytes,
    ) -> StatusCode {
        let mut came = came.lock().expect("what came");
        let answer = answers.get(came.len()).or(answers.last());
        came.push((headers, body));
        StatusCode::from_u16(*answer.expect("an answer")).expect("a status")
    }
    let came = Came::default();
    let router = Router::new()
        .route("/bot/aws/events", any(answer))
        .with_state((answers, came.clone()));
    let here = "127.0.0.1:0".parse().expect("an address");
    (Server::start(here, router).await.expect("a server"), came)
}

#[tokio::test]
async fn a_recording_is_told_in_slack_and_its_repetition_is_not() {
    let house = House::plan()
        .variable("PILOTHOUSE_EVENTS_TOKEN", TOKEN)
        .open()
        .await;
    let folder = folder(&[
        ("one.json", deployment("71", "payments-api").to_string()),
        (
            "more.json",
            json!([wrapped(&deployment("72", "orders-api"))]).to_string(),
        ),
    ]);
    let lines = format!("{}\n", deployment("73", "search-api"));
    let arguments = ["one.json", "more.json", "-", "--to", house.bot.url()];
    for _ in 0..2 {
        let run = replay(folder.path(), TOKEN, &arguments, &lines).await;
        assert_eq!((run.code, run.wrong.as_str()), (Some(0), ""), "{run:?}");
        assert_eq!(
            run.said,
            "sent one.json: ecs_deployment (71)\n\
             sent more.json: ecs_deployment (72)\n\
             sent -: ecs_deployment (73)\n"
        );
    }
    let told = house.slack.until(PATIENCE, |workspace| {
        let told: Vec<String> = workspace.messages(DEPLOYS).map(read).collect();
        (told.len() >= 3).then_some(told)
    });
    let told = told.await.expect("three messages");
    for service in ["payments-api", "orders-api", "search-api"] {
        let about: Vec<_> = told.iter().filter(|text| text.contains(service)).collect();
        assert_eq!(about.len(), 1, "{service}: {told:?}");
        assert!(about[0].contains("is on its way"), "{told:?}");
        let replayed = "Replayed: AWS does not know it.";
        assert!(about[0].contains(replayed), "{told:?}");
    }
}

#[tokio::test]
async fn a_file_that_holds_anything_else_is_named_and_the_others_are_sent() {
    let (server, came) = door(&[200]).await;
    let good = deployment("71", "payments-api");
    let folder = folder(&[
        ("half.json", format!("{good}\n\n{{\"hello\": \"there\"}}\n")),
        ("empty.json", String::new()),
        ("good.json", good.to_string()),
        ("unread.json", {
            let mut event = good.clone();
            event["detail"] = json!(null);
            event.to_string()
        }),
    ]);
    let to = format!("http://{}/bot/", server.addr());
    let arguments = [
        "half.json",
        "none.json",
        "empty.json",
        "good.json",
        "unread.json",
        "--to",
        &to,
    ];
    let run = replay(folder.path(), TOKEN, &arguments, "").await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(
        run.said,
        "sent good.json: ecs_deployment (71)\n\
         sent unread.json: nothing that the bot can read, for the event has no deploymentId (71)\n"
    );
    let wrong: Vec<&str> = run.wrong.lines().collect();
    for (line, expected) in wrong.iter().zip([
        "pilothouse: half.json:3: it is JSON, but no event of AWS",
        "pilothouse: none.json cannot be read: No such file",
        "pilothouse: empty.json holds no event",
    ]) {
        assert!(line.starts_with(expected), "{line}");
        assert!(line.ends_with("; nothing of it is sent"), "{line}");
    }
    assert_eq!(wrong.len(), 3, "{run:?}");
    let came = came.lock().expect("what came");
    let (headers, body) = &came[0];
    assert_eq!(came.len(), 2);
    assert_eq!(headers["x-pilothouse-token"], TOKEN);
    assert_eq!(headers["x-pilothouse-replay"], "1");
    assert_eq!(serde_json::from_slice::<Value>(body).ok(), Some(good));
}

#[tokio::test]
async fn the_command_line_is_refused_before_anything_is_sent() {
    let folder = folder(&[("one.json", deployment("71", "payments-api").to_string())]);
    for (token, to, expected) in [
        (
            "",
            "http://127.0.0.1:1",
            "the variable PILOTHOUSE_EVENTS_TOKEN is not set",
        ),
        (
            "short",
            "http://127.0.0.1:1",
            "is shorter than 16 characters",
        ),
        (
            "a token of sixteen",
            "http://127.0.0.1:1",
            "has a space, a line break",
        ),
        (
            "ssm:/pilothouse/token",
            "http://127.0.0.1:1",
            "references are not built yet",
        ),
        (
            TOKEN,
            "127.0.0.1:8080",
            "--to is not a URL such as `http://127.0.0.1:8080`",
        ),
        (
            TOKEN,
            "http://bot.example.com",
            "--to is not https; plain http is only for loopback",
        ),
        (
            TOKEN,
            "ftp://127.0.0.1",
            "--to is not https; plain http is only for loopback",
        ),
        (
            TOKEN,
            "http://127.0.0.1:1/?x=1",
            "--to has a query or fragment",
        ),
        (
            TOKEN,
            "http://ann:x@127.0.0.1:1",
            "--to has a user or password in it",
        ),
    ] {
        let run = replay(folder.path(), token, &["one.json", "--to", to], "").await;
        assert_eq!((run.code, run.said.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.wrong.contains(expected), "{to}: {run:?}");
    }
    let run = replay(folder.path(), "", &["one.json", "--to", "nowhere"], "").await;
    assert_eq!(
        run.wrong.lines().count(),
        2,
        "both are told at once: {run:?}"
    );
}

#[tokio::test]
async fn what_the_door_answers_is_told() {
    let both = json!([
        deployment("71", "payments-api"),
        deployment("72", "orders-api")
    ]);
    let folder = folder(&[("two.json", both.to_string())]);
    // The answers, how many requests they take, the events that are sent, and what is said of the others.
    let cases: [(&'static [u16], usize, usize, &str); 8] = [
        (&[503, 500, 200], 4, 2, ""),
        (
            &[413, 200],
            2,
            1,
            "it is larger than the 1 MiB that the bot takes",
        ),
        (&[400, 200], 2, 1, "the bot takes it for no event"),
        (
            &[401],
            1,
            0,
            "PILOTHOUSE_EVENTS_TOKEN is not the one that the bot was started with",
        ),
        (
            &[404],
            1,
            0,
            "start the bot with PILOTHOUSE_EVENTS_TOKEN, or correct the address",
        ),
        (
            &[301],
            1,
            0,
            "it leads elsewhere, with status 301, where the token is not sent",
        ),
        (
            &[418],
            1,
            0,
            "the answer was status 418, which is none of the bot's",
        ),
        (&[503], 6, 0, "the bot could not store it, with status 503"),
    ];
    for (answers, requests, sent, expected) in cases {
        let (server, came) = door(answers).await;
        let to = format!("http://{}/bot/aws/events", server.addr());
        let run = replay(folder.path(), TOKEN, &["two.json", "--to", &to], "").await;
        let code = i32::from(sent < 2);
        assert_eq!(run.code, Some(code), "{answers:?}: {run:?}");
        assert_eq!(came.lock().expect("what came").len(), requests, "{run:?}");
        assert_eq!(run.said.lines().count(), sent, "{answers:?}: {run:?}");
        assert!(run.wrong.contains(expected), "{answers:?}: {run:?}");
        assert_eq!(run.wrong.lines().count(), usize::from(sent < 2), "{run:?}");
    }
}

#[tokio::test]
async fn nobody_at_home_is_told() {
    let folder = folder(&[("one.json", deployment("71", "payments-api").to_string())]);
    // Taken and not listened at: a port that is given back is soon another story's.
    let taken = tokio::net::TcpSocket::new_v4().expect("a socket");
    let here = "127.0.0.1:0".parse().expect("an address");
    taken.bind(here).expect("a port");
    let to = format!("http://{}", taken.local_addr().expect("its address"));
    let run = replay(folder.path(), TOKEN, &["one.json", "--to", &to], "").await;
    assert_eq!((run.code, run.said.as_str()), (Some(1), ""), "{run:?}");
    let expected = format!(
        "pilothouse: not sent one.json: ecs_deployment (71), to {to}/aws/events: nobody listens there\n"
    );
    assert_eq!(run.wrong, expected);
}

#[tokio::test]
async fn a_bot_without_a_token_has_no_door_and_another_token_opens_none() {
    let folder = folder(&[("one.json", deployment("71", "payments-api").to_string())]);
    let closed = House::open().await;
    let arguments = ["one.json", "--to", closed.bot.url()];
    let run = replay(folder.path(), TOKEN, &arguments, "").await;
    assert!(run.wrong.contains("there is no such door"), "{run:?}");
    let house = House::plan()
        .variable("PILOTHOUSE_EVENTS_TOKEN", "quite-another-token")
        .open()
        .await;
    let arguments = ["one.json", "--to", house.bot.url()];
    let run = replay(folder.path(), TOKEN, &arguments, "").await;
    assert_eq!(run.code, Some(1));
    assert!(
        run.wrong
            .contains("is not the one that the bot was started with"),
        "{run:?}"
    );
}
