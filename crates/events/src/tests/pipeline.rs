//! Executions of pipelines, their stages and their actions, as EventBridge tells them.

use super::*;
use domain::release::{ActionNews, ActionState, ExecutionNews, RunState};

pub(super) const RUN: &str = "111122223333/ap-northeast-2/execution/payments/5d1f-77";

/// An event of a pipeline, a stage or an action, with `more` in its detail.
pub(super) fn of(kind: &str, more: Value) -> Value {
    let detail = json!({"pipeline": "payments", "execution-id": "5d1f-77", "state": "STARTED", "version": 3.0});
    let kind = format!("CodePipeline {kind} Execution State Change");
    event("aws.codepipeline", &kind, json!([]), with(detail, more))
}

fn failed_deploy() -> Value {
    of(
        "Action",
        json!({
            "stage": "Production", "action": "Deploy", "state": "FAILED", "action-execution-id": "a-1",
            "type": {"category": "Deploy", "provider": "CodeDeployToECS", "owner": "AWS", "version": 1},
            "execution-result": {"external-execution-id": "d-7GH5K1", "external-execution-summary": "Deployment d-7GH5K1 failed", "error-code": "JobFailed"},
        }),
    )
}

pub(super) fn samples() -> Vec<Value> {
    vec![
        of(
            "Pipeline",
            json!({"execution-trigger": {"trigger-detail": "x"}, "pipeline-execution-attempt": 1.0}),
        ),
        of("Stage", json!({"stage": "Build", "state": "RESUMED"})),
        failed_deploy(),
    ]
}

pub(super) fn execution(event: &Value) -> ExecutionNews {
    match only(event) {
        (of, News::Execution(news)) if of == RUN => news,
        other => panic!("{other:?}"),
    }
}

pub(super) fn action(event: &Value) -> ActionNews {
    match only(event) {
        (of, News::Action(news)) if of == RUN => *news,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_execution_tells_what_started_it() {
    let trigger = json!({"provider-type": "GitHub", "full-repository-name": "acme/payments", "commit-id": "9c1e",
        "commit-message": "Round totals", "author-display-name": "Ann", "tag-name": "v41"});
    let started = of(
        "Pipeline",
        json!({"execution-trigger": trigger, "start-time": "2026-03-04T05:06:01.250Z"}),
    );
    let news = execution(&started);
    assert_eq!(
        (news.state, news.started_by.as_deref()),
        (RunState::Started, Some("Ann"))
    );
    let change = news.change.expect("a change");
    assert_eq!(
        (change.message.as_deref(), change.branch.as_deref()),
        (Some("Round totals"), Some("v41"))
    );
    for (trigger, by) in [
        (
            json!({"trigger-type": "CronTrigger", "trigger-detail": ""}),
            Some("CronTrigger"),
        ),
        (
            json!({"trigger-type": "Webhook", "trigger-detail": "a-rule"}),
            Some("a-rule"),
        ),
        (
            json!({"provider-type": "GitLab", "author-id": "ann-7"}),
            Some("ann-7"),
        ),
        (json!("none"), None),
    ] {
        let news = execution(&of("Pipeline", json!({"execution-trigger": trigger})));
        assert_eq!(news.started_by.as_deref(), by);
    }
}

#[test]
fn an_execution_is_read_by_its_state() {
    for (word, state) in [
        ("STARTED", RunState::Started),
        ("RESUMED", RunState::Resumed),
        ("STOPPING", RunState::Stopping),
        ("STOPPED", RunState::Stopped),
        ("CANCELED", RunState::Canceled),
        ("SUPERSEDED", RunState::Superseded),
        ("FAILED", RunState::Failed),
        ("SUCCEEDED", RunState::Succeeded),
    ] {
        let comment = json!({"state": word, "stop-execution-comments": "wrong branch"});
        let news = execution(&of("Pipeline", comment));
        assert_eq!(
            (news.state, news.comment.as_deref(), news.change),
            (state, Some("wrong branch"), None)
        );
    }
    assert_eq!(
        silence(&of("Pipeline", json!({"state": "PONDERING"}))),
        "new_state"
    );
}

#[test]
fn a_stage_is_read_of_its_execution() {
    let (of_what, news) = only(&of("Stage", json!({"stage": "Build", "state": "RESUMED"})));
    assert_eq!(of_what, RUN);
    assert!(
        matches!(news, News::Stage(news) if news.state == RunState::Resumed && news.stage == "Build")
    );
    // A stage event of old times names no stage; that the execution is in motion it tells all the same.
    assert_eq!(execution(&of("Stage", json!({}))).state, RunState::Started);
    assert_eq!(
        silence(&of("Stage", json!({"state": "SUCCEEDED"}))),
        "no_stage"
    );
    assert_eq!(
        silence(&of(
            "Stage",
            json!({"stage": "Build", "state": "PONDERING"})
        )),
        "new_state"
    );
}

#[test]
fn an_action_names_the_deployment_that_it_made() {
    let news = action(&failed_deploy());
    assert_eq!(
        (news.state, news.error.as_deref(), news.execution.as_deref()),
        (ActionState::Failed, Some("JobFailed"), Some("a-1"))
    );
    assert_eq!(news.summary.as_deref(), Some("Deployment d-7GH5K1 failed"));
    assert_eq!(
        news.made.map(|made| made.to_string()).as_deref(),
        Some("111122223333/ap-northeast-2/codedeploy/d-7GH5K1")
    );
}
