//! Builds: which of them are told, and what of a failed phase.

use super::alone::*;
use super::*;
use domain::notice::Build;

fn ended(status: &str) -> Value {
    let arn = "arn:aws:codebuild:ap-northeast-2:111122223333:build/ledger-tests:7c1d-44";
    let phase = |kind: &str, status: &str, context: Value| {
        json!({"phase-type": kind, "phase-status": status, "phase-context": context,
            "start-time": "Mar 4, 2026 5:00:01 AM", "duration-in-seconds": 1.0})
    };
    event(
        "aws.codebuild",
        "CodeBuild Build State Change",
        json!([arn]),
        json!({
            "build-status": status, "project-name": "ledger-tests", "build-id": arn,
            "current-phase": "COMPLETED", "current-phase-context": "[: ]", "version": "1",
            "additional-information": {
                "build-number": 41.0, "initiator": "mina", "build-start-time": "Mar 4, 2026 5:00:01 AM",
                "source": {"type": "GITHUB", "location": "https://git.example/ledger"}, "source-version": "main",
                "logs": {"deep-link": "https://console.example/log#stream=7c1d"},
                "phases": [
                    phase("SUBMITTED", "SUCCEEDED", json!([])),
                    phase("DOWNLOAD_SOURCE", "SUCCEEDED", json!([": "])),
                    phase("BUILD", "FAILED", json!(["COMMAND_EXECUTION_ERROR: Error while executing command: just test. Reason: exit status 101"])),
                    phase("POST_BUILD", "FAILED", json!(["LATER: too late"])),
                    {"phase-type": "COMPLETED", "start-time": "Mar 4, 2026 5:06:07 AM"},
                ],
            },
        }),
    )
}

fn build(event: &Value) -> Build {
    match notice(event).about {
        About::Build(build) => build,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_build_that_fails_is_told_with_the_phase_that_failed_first() {
    for status in ["FAILED", "FAULT", "TIMED_OUT"] {
        for event in [ended(status), by_rule(ended(status), json!({}))] {
            let notice = notice(&event);
            assert_eq!(at_place(&notice), "111122223333/ap-northeast-2");
            assert_eq!(notice.at.to_string(), "2026-03-04T05:06:07Z");
            let text = |text: &str| Some(text.to_owned());
            let expected = Build {
                project: "ledger-tests".to_owned(),
                id: "7c1d-44".to_owned(),
                number: text("41"),
                started_by: text("mina"),
                started: Some("2026-03-04T05:00:01Z".parse().expect("a time")),
                phase: text("BUILD"),
                reason: text("Error while executing command: just test. Reason: exit status 101"),
                version: text("main"),
                log: text("https://console.example/log#stream=7c1d"),
                is_of_pipeline: false,
            };
            assert_eq!(notice.about, About::Build(expected));
        }
    }
}

#[test]
fn a_build_that_nobody_must_act_on_is_not_told() {
    for (status, word) in [
        ("IN_PROGRESS", "build_goes_on"),
        ("SUCCEEDED", "build_succeeded"),
        ("STOPPED", "build_stopped"),
        ("PAUSED", "new_state"),
    ] {
        assert_eq!(silence(&ended(status)), word);
    }
    let kind = "CodeBuild Build Phase Change";
    let detail = json!({"completed-phase": "BUILD", "completed-phase-status": "FAILED"});
    let phase = event("aws.codebuild", kind, json!([]), detail);
    assert_eq!(silence(&phase), "build_phase");
}

#[test]
fn a_build_of_a_pipeline_is_told_with_its_release() {
    let initiator = "detail/additional-information/initiator";
    let source = "detail/additional-information/source/type";
    let started = having(&ended("FAILED"), initiator, json!("codepipeline/ledger"));
    assert!(build(&started).is_of_pipeline);
    let given = having(&ended("FAILED"), source, json!("CODEPIPELINE"));
    let nobody = having(&given, initiator, Value::Null);
    assert!(build(&nobody).is_of_pipeline);
    // A person who starts the same project by hand has no pipeline that tells.
    assert_eq!(build(&given).started_by.as_deref(), Some("mina"));
    assert!(!build(&given).is_of_pipeline);
    let rule = having(&ended("FAILED"), initiator, json!("rule/nightly"));
    assert_eq!(build(&rule).started_by.as_deref(), Some("rule/nightly"));
}

#[test]
fn a_rule_that_tells_little_still_tells_that_a_build_failed() {
    let basic = having(
        &by_rule(ended("FAILED"), json!({})),
        "detail/additional-information",
        Value::Null,
    );
    let build = build(&basic);
    assert_eq!(
        (build.project.as_str(), build.id.as_str()),
        ("ledger-tests", "7c1d-44")
    );
    let more = [
        build.number,
        build.started_by,
        build.phase,
        build.reason,
        build.version,
        build.log,
    ];
    assert_eq!(more, [const { None }; 6]);
}

#[test]
fn what_a_phase_said_is_made_a_sentence() {
    for (context, sentence) in [
        (json!([]), None),
        (json!([": "]), None),
        (json!("[]"), None),
        (json!("[: ]"), None),
        (json!("[\": \"]"), None),
        (json!(null), None),
        (json!({"a": 1}), None),
        (
            json!(["COMMAND_EXECUTION_ERROR: It broke."]),
            Some("It broke."),
        ),
        (
            json!("[COMMAND_EXECUTION_ERROR: It broke.]"),
            Some("It broke."),
        ),
        (json!("[\"YAML_FILE_ERROR: No file.\"]"), Some("No file.")),
        (json!("YAML_FILE_ERROR Message: No file."), Some("No file.")),
        (json!(["BUILD_TIMED_OUT: "]), Some("BUILD_TIMED_OUT")),
        (
            json!(["Without a code: it broke."]),
            Some("Without a code: it broke."),
        ),
        (json!(["It broke."]), Some("It broke.")),
        (json!([": ", "A_B: One.", 7, "Two."]), Some("One. 7 Two.")),
    ] {
        let path = "detail/additional-information/phases/2/phase-context";
        let event = having(&ended("FAILED"), path, context.clone());
        assert_eq!(build(&event).reason.as_deref(), sentence, "{context}");
    }
}

#[test]
fn a_phase_that_is_known_only_as_the_current_one_is_told() {
    let event = having(
        &ended("FAULT"),
        "detail/additional-information/phases",
        json!(7),
    );
    let event = having(&event, "detail/current-phase", json!("PROVISIONING"));
    let event = having(
        &event,
        "detail/current-phase-context",
        json!("[INTERNAL_ERROR: No host.]"),
    );
    let build = build(&event);
    assert_eq!(
        (build.phase.as_deref(), build.reason.as_deref()),
        (Some("PROVISIONING"), Some("No host."))
    );
}

#[test]
fn a_build_is_known_by_its_arn_or_by_its_short_id() {
    let no_id = having(&ended("FAILED"), "detail/build-id", Value::Null);
    let no_project = having(&no_id, "detail/project-name", Value::Null);
    let short = having(
        &ended("FAILED"),
        "detail/build-id",
        json!("ledger-tests:7c1d-44"),
    );
    for event in [no_id, no_project.clone(), short] {
        let build = build(&event);
        assert_eq!(
            (build.project.as_str(), build.id.as_str()),
            ("ledger-tests", "7c1d-44")
        );
    }
    let unknown = having(&no_project, "resources", Value::Null);
    assert_eq!(refusal(&unknown), "the event has no build-id");
}

#[test]
fn a_log_that_is_not_there_has_no_link() {
    let link = "https://console.example/log#group=null;stream=null";
    let event = having(
        &ended("FAILED"),
        "detail/additional-information/logs/deep-link",
        json!(link),
    );
    assert_eq!(build(&event).log, None);
}
