//! The server around the doors: how much it reads, how long it waits, what else it answers, and what it does not.

use serde_json::json;

use crate::door::{DOORS, Doors, JSON};
use testkit::{House, PATIENCE};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read_whole() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    let part = vec![b'a'; MIB + 1];
    for door in DOORS {
        let head = format!("POST {door} HTTP/1.1\r\nhost: bot\r\n");
        let announced = format!("{head}content-length: {}\r\n\r\nabc", 50 * MIB);
        let said = doors.raw(announced.as_bytes()).await;
        assert!(said.starts_with("HTTP/1.1 413"), "{door}: {said}");

        // Chunks tell no length: the answer comes once they are too many, though the last has not come.
        let mut chunks = format!(
            "{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n",
            part.len()
        );
        chunks.push_str(std::str::from_utf8(&part).expect("text"));
        let said = doors.raw(chunks.as_bytes()).await;
        assert!(said.starts_with("HTTP/1.1 413"), "{door}: {said}");

        let said = doors.post(door, JSON, &[], part.clone()).await;
        assert_eq!(said.status, 413, "{door}");
        let said = doors.post(door, JSON, &[], part[..MIB].to_vec()).await;
        assert_eq!(said.status, 401, "{door}: one MiB is not too large");
    }
    assert!(house.aws.calls().all().is_empty());
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_off() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    let body = b"POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-length: 100\r\n\r\nabc";
    let both = async {
        tokio::join!(
            doors.raw(b"POST /slack/events HTTP/1.1\r\nhost: "),
            doors.raw(body)
        )
    };
    let (header, body) = tokio::time::timeout(PATIENCE, both).await.expect("cut off");
    assert!(
        header.is_empty() || header.starts_with("HTTP/1.1 4"),
        "{header}"
    );
    assert!(body.starts_with("HTTP/1.1 408"), "{body}");
}

#[tokio::test]
async fn what_load_balancers_and_prometheus_read_names_nobody() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    house.ask("U0ANN", "help").await;
    let health = doors.get("/healthz").await;
    assert_eq!((health.status, health.body.as_str()), (200, "ok\n"));
    let ready = doors.get("/readyz").await;
    let expected = json!({
        "ready": true, "settings": "ok", "store": "ok", "slack": "ok", "channels": {},
        "draining": false,
    });
    assert_eq!((ready.status, ready.json()), (200, expected));
    let metrics = doors.get("/metrics").await;
    assert_eq!(metrics.status, 200);
    let counted = r#"pilothouse_requests_total{door="commands",code="200"} 1"#;
    assert!(metrics.body.contains(counted), "{}", metrics.body);
    let app = house.slack.read(|workspace| workspace.app.clone());
    for page in [health, ready, metrics] {
        for private in ["U0ANN", "Ann", &app.token, &app.signing_secret] {
            assert!(
                !page.body.contains(private),
                "{private} is in {}",
                page.body
            );
        }
    }
}

#[tokio::test]
async fn there_is_no_other_door() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    for path in [
        "/",
        "/slack",
        "/slack/",
        "/slack/commands/",
        "/aws/events",
        "/aws/sns",
        "/.env",
    ] {
        let posted = doors.post(path, JSON, &[], "{}").await;
        let got = doors.get(path).await;
        assert_eq!((posted.status, got.status), (404, 404), "{path}");
    }
    for door in DOORS {
        assert_eq!(doors.get(door).await.status, 405, "{door}");
    }
    for path in ["/healthz", "/readyz", "/metrics"] {
        let status = doors.post(path, JSON, &[], "{}").await.status;
        assert_eq!(status, 405, "{path}");
    }
}
