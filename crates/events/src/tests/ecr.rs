//! Images: only what a scan finds is told.

use super::alone::*;
use super::*;
use domain::notice::Scan;

fn scanned(counts: Value) -> Value {
    event(
        "aws.ecr",
        "ECR Image Scan",
        json!(["arn:aws:ecr:ap-northeast-2:111122223333:repository/shop/ledger"]),
        json!({
            "scan-status": "COMPLETE", "repository-name": "shop/ledger", "image-digest": "sha256:77aa",
            "image-tags": ["41", "latest"], "finding-severity-counts": counts,
        }),
    )
}

#[test]
fn a_scan_that_finds_something_grave_is_told() {
    for (counts, critical, high) in [
        (json!({"CRITICAL": 3, "HIGH": 2, "LOW": 9}), 3, 2),
        (json!({"CRITICAL": "3", "HIGH": 2.0}), 3, 2),
        (json!({"HIGH": 1}), 0, 1),
        (json!({"critical": 1, "high": null}), 1, 0),
        (json!({"CRITICAL": 1, "HIGH": -4}), 1, 0),
    ] {
        let expected = Scan {
            repository: "shop/ledger".to_owned(),
            tags: vec!["41".to_owned(), "latest".to_owned()],
            digest: Some("sha256:77aa".to_owned()),
            critical,
            high,
        };
        let event = scanned(counts);
        assert_eq!(notice(&event).about, About::Scan(expected.clone()));
        let nameless = having(&event, "detail/repository-name", Value::Null);
        assert_eq!(notice(&nameless).about, About::Scan(expected));
    }
    let untagged = having(
        &scanned(json!({"HIGH": 1})),
        "detail/image-tags",
        Value::Null,
    );
    let About::Scan(scan) = notice(&untagged).about else {
        panic!("{untagged}")
    };
    assert_eq!(scan.tags, [""; 0]);
}

#[test]
fn what_nobody_must_act_on_is_not_told() {
    for counts in [
        json!({"CRITICAL": 0, "HIGH": "0", "MEDIUM": 7}),
        json!({}),
        json!(null),
        json!([3]),
    ] {
        assert_eq!(silence(&scanned(counts)), "clean_scan");
    }
    let found = scanned(json!({"CRITICAL": 3}));
    assert_eq!(
        silence(&having(&found, "detail/scan-status", json!("FAILED"))),
        "no_scan"
    );
    assert_eq!(
        silence(&having(&found, "detail/scan-status", json!("QUEUED"))),
        "new_state"
    );
    for (kind, word) in [
        ("ECR Image Action", "image"),
        ("ECR Scan Resource Change", "scan_settings"),
    ] {
        let event = event(
            "aws.ecr",
            kind,
            json!([]),
            json!({"result": "FAILURE", "action-type": "PUSH"}),
        );
        assert_eq!(silence(&event), word);
    }
}

#[test]
fn what_no_family_reads_is_told_nowhere() {
    for (source, kind) in [
        ("aws.inspector2", "Inspector2 Finding"),
        ("aws.synthetics", "Synthetics Canary TestRun Failure"),
        ("aws.events", "Scheduled Event"),
        ("aws.ecr", "ECR Something New"),
    ] {
        let decoded = read(&event(source, kind, json!([]), json!({})));
        assert_eq!(decoded.family, "other");
        assert_eq!(
            decoded.means,
            Means::Nothing(Silence::of_kind(source, kind))
        );
    }
}
