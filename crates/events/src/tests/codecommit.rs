//! Pushes, by EventBridge and by a trigger; and reviews, which are not told.

use super::alone::*;
use super::*;
use domain::notice::Push;

const COMMIT: &str = "4e1243bd22c66e76c2ba9eddc1f91394e57f9f83";
const ARN: &str = "arn:aws:codecommit:ap-northeast-2:111122223333:ledger";
const MINA: &str = "arn:aws:iam::111122223333:user/mina";

fn changed(what: &str, kind: &str, name: &str) -> Value {
    let folder = if kind == "tag" { "tags" } else { "heads" };
    event(
        "aws.codecommit",
        "CodeCommit Repository State Change",
        json!([ARN]),
        json!({
            "event": what, "repositoryName": "ledger", "repositoryId": "9d11", "referenceType": kind,
            "referenceName": name, "referenceFullName": format!("refs/{folder}/{name}"), "commitId": COMMIT,
            "oldCommitId": "0b1c", "callerUserArn": MINA,
        }),
    )
}

fn triggered(references: Value) -> Value {
    json!({"Records": [{
        "awsRegion": "ap-northeast-2", "codecommit": {"references": references}, "customData": null,
        "eventId": "11aa-22bb", "eventName": "ReferenceChanges", "eventPartNumber": 1, "eventSource": "aws:codecommit",
        "eventSourceARN": ARN, "eventTime": "2026-03-04T05:06:06.647+0000", "userIdentityARN": MINA,
    }]})
}

fn pushed(event: &Value) -> Vec<(String, bool)> {
    let about = notices(event).into_iter().map(|notice| match notice.about {
        About::Push(push) => (push.reference, push.is_tag),
        other => panic!("{other:?}"),
    });
    about.collect()
}

#[test]
fn a_push_is_the_same_by_whatever_way_it_comes() {
    for (kind, name, folder) in [("branch", "release/2.1", "heads"), ("tag", "v41", "tags")] {
        let created = notice(&changed("referenceCreated", kind, name));
        let updated = notice(&changed("referenceUpdated", kind, name));
        let references =
            json!([{"commit": COMMIT, "ref": format!("refs/{folder}/{name}"), "created": true}]);
        let triggered = notice(&triggered(references));
        let push = Push {
            repository: "ledger".to_owned(),
            reference: name.to_owned(),
            is_tag: kind == "tag",
            commit: COMMIT.to_owned(),
            by: Some(MINA.to_owned()),
        };
        for notice in [&created, &updated, &triggered] {
            assert_eq!(notice.about, About::Push(push.clone()));
            assert_eq!(notice.topic(), created.topic());
        }
        assert_eq!(triggered.at.to_string(), "2026-03-04T05:06:06.647Z");
    }
}

#[test]
fn what_pushes_nothing_is_not_told() {
    for (what, word) in [
        ("referenceDeleted", "reference_deleted"),
        ("unreferencedMergeCommitCreated", "no_reference"),
        ("referencePainted", "new_state"),
    ] {
        assert_eq!(silence(&changed(what, "branch", "main")), word);
    }
    let gone = json!([{"commit": COMMIT, "ref": "refs/heads/old", "deleted": true}]);
    assert_eq!(silence(&triggered(gone)), "reference_deleted");
    let notes = json!([{"commit": COMMIT, "ref": "refs/notes/review"}]);
    assert_eq!(silence(&triggered(notes)), "no_reference");
    let name = "detail/referenceFullName";
    let notes = having(
        &changed("referenceUpdated", "branch", "main"),
        name,
        json!("refs/notes/review"),
    );
    assert_eq!(silence(&notes), "no_reference");
    let main = json!([{"commit": COMMIT, "ref": "refs/heads/main"}]);
    let test = having(
        &triggered(main),
        "Records/0/eventName",
        json!("TriggerEventTest"),
    );
    assert_eq!(silence(&test), "trigger_test");
}

#[test]
fn a_trigger_tells_several_branches_at_once_and_leaves_out_the_deleted() {
    let references = json!([
        {"commit": COMMIT, "ref": "refs/heads/main"},
        {"commit": COMMIT, "ref": "refs/heads/old", "deleted": true},
        {"commit": COMMIT, "ref": "refs/tags/v41", "created": true},
    ]);
    let both = [("main".to_owned(), false), ("v41".to_owned(), true)];
    assert_eq!(pushed(&triggered(references.clone())), both);
    let record = triggered(references)["Records"][0].clone();
    let two = json!({"Records": [having(&record, "eventId", json!("33cc")), record]});
    let said = said_in(two, Around::default());
    assert_eq!(
        said.iter().map(|said| said.id.as_str()).collect::<Vec<_>>(),
        ["33cc", "11aa-22bb"]
    );
    for said in said {
        assert_eq!(pushed(&said.event), both);
    }
}

#[test]
fn a_push_is_read_without_what_only_adorns_it() {
    let event = changed("referenceUpdated", "tag", "v41");
    for path in [
        "detail/callerUserArn",
        "detail/referenceFullName",
        "detail/repositoryName",
        "detail/oldCommitId",
    ] {
        assert_eq!(
            pushed(&having(&event, path, Value::Null)),
            [("v41".to_owned(), true)],
            "{path}"
        );
    }
    assert_eq!(
        refusal(&having(&event, "detail/commitId", Value::Null)),
        "the event has no commitId"
    );
    let nameless = having(&event, "detail/repositoryName", json!([]));
    let nameless = having(&nameless, "resources", json!([]));
    assert_eq!(refusal(&nameless), "the event has no repositoryName");
    for references in [
        json!([{"ref": "refs/heads/main"}]),
        json!([{"commit": COMMIT}]),
        json!("main"),
    ] {
        assert!(refusal(&triggered(references)).starts_with("the event has no "));
    }
}

#[test]
fn a_review_is_told_by_codecommit() {
    for kind in [
        "CodeCommit Pull Request State Change",
        "CodeCommit Comment on Commit",
        "CodeCommit Comment on Pull Request",
        "CodeCommit Comment Reaction Change",
        "CodeCommit Approval Rule Template Change",
    ] {
        let event = event("aws.codecommit", kind, json!([ARN]), json!({"event": "x"}));
        assert_eq!(silence(&event), "review", "{kind}");
        assert_eq!(silence(&by_rule(event, json!({}))), "review", "{kind}");
    }
}
