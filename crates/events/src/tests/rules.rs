//! What notification rules say besides: sources, failures and what an approval asks.

use super::pipeline::{RUN, action, execution, of};
use super::*;
use domain::release::{ActionState, Change, RunState};

fn started() -> Value {
    let variables = json!({"BranchName": "main", "CommitId": "9c1e", "RepositoryName": "payments"});
    by_rule(
        of("Stage", json!({"stage": "Source"})),
        json!({"sourceActions": [
            {"sourceActionName": "Bucket", "sourceActionProvider": "S3", "sourceActionVariables": {}},
            {"sourceActionName": "Code", "sourceActionProvider": "CodeCommit", "sourceActionVariables": variables},
        ]}),
    )
}

fn failed(kind: &str, stage: &str, extra_stage: &str) -> Value {
    let actions = json!([
        {"action": "Check", "additionalInformation": "Build terminated with state: FAILED"},
        {"action": "Deploy", "additionalInformation": "Deployment d-7GH5K1 failed"},
        {"additionalInformation": "of nothing"},
    ]);
    by_rule(
        of(kind, json!({"state": "FAILED", "stage": stage})),
        json!({"failedActionCount": 2, "failedActions": actions, "failedStage": extra_stage}),
    )
}

fn asked(data: Value, link: Value) -> Value {
    let kind =
        json!({"category": "Approval", "provider": "Manual", "owner": "AWS", "version": "1"});
    by_rule(
        of(
            "Action",
            json!({"stage": "Approve", "action": "Ask", "type": kind}),
        ),
        json!({"customData": data, "externalEntityLink": link}),
    )
}

pub(super) fn samples() -> Vec<Value> {
    vec![
        started(),
        failed("Pipeline", "", "Production"),
        failed("Stage", "Production", ""),
        asked(json!("Is it fine?"), json!("https://reviews.example.com/7")),
    ]
}

#[test]
fn a_rule_tells_the_same_as_eventbridge() {
    for event in pipeline::samples().into_iter().chain(codedeploy::samples()) {
        if event.get("detail-type").is_some() {
            for extras in [json!({}), json!(null), json!("odd")] {
                assert_eq!(read(&by_rule(event.clone(), extras)), read(&event));
            }
        }
    }
}

#[test]
fn the_first_stage_tells_what_is_shipped() {
    let told = told(&started());
    let [(run, News::Execution(news)), (_, News::Stage(stage))] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(
        (run.as_str(), news.state, stage.stage.as_str()),
        (RUN, RunState::Started, "Source")
    );
    let change = Change {
        revision: Some("9c1e".into()),
        branch: Some("main".into()),
        ..Change::default()
    };
    assert_eq!(news.change, Some(change));
}

#[test]
fn a_failure_tells_the_reasons_of_its_actions() {
    for (event, reasons) in [
        (failed("Pipeline", "", "Production"), 2),
        (failed("Stage", "Production", ""), 2),
        // Without their stage nobody knows which actions those are.
        (failed("Pipeline", "", ""), 0),
    ] {
        let told = told(&event);
        assert!(told.iter().all(|(of, _)| of == RUN));
        let actions: Vec<_> = told
            .iter()
            .filter_map(|(_, news)| match news {
                News::Action(action) => Some(action),
                _ => None,
            })
            .collect();
        assert_eq!((actions.len(), told.len()), (reasons, reasons + 1));
        for (action, (name, reason)) in actions.into_iter().zip([
            ("Check", "Build terminated with state: FAILED"),
            ("Deploy", "Deployment d-7GH5K1 failed"),
        ]) {
            assert_eq!(
                (action.stage.as_str(), action.action.as_str()),
                ("Production", name)
            );
            assert_eq!(
                (action.state, action.summary.as_deref()),
                (ActionState::Failed, Some(reason))
            );
            assert_eq!(action.execution, None);
        }
    }
}

#[test]
fn an_action_that_failed_says_why_where_it_has_no_result() {
    let failed = of(
        "Action",
        json!({"stage": "Approve", "action": "Ask", "state": "FAILED"}),
    );
    let event = by_rule(failed, json!({"additionalInformation": "Rejected by ann"}));
    assert_eq!(action(&event).summary.as_deref(), Some("Rejected by ann"));
}

#[test]
fn an_approval_says_what_it_asks() {
    let link = "https://reviews.example.com/7";
    for (data, url, description, review) in [
        (
            json!("Is it fine?"),
            json!(link),
            Some("Is it fine?"),
            Some(link),
        ),
        // A line's end that a shell left, as it is and spelled out.
        (json!("Is it fine?\n"), json!(""), Some("Is it fine?"), None),
        (
            json!("Is it fine?\\n"),
            json!(null),
            Some("Is it fine?"),
            None,
        ),
        (json!("\\n"), json!(link), None, Some(link)),
    ] {
        let ask = action(&asked(data, url)).approval.expect("something asked");
        assert_eq!(
            (
                ask.description.as_deref(),
                ask.review_url.as_deref(),
                ask.until
            ),
            (description, review, None)
        );
    }
    assert_eq!(action(&asked(json!(""), json!(null))).approval, None);
}

#[test]
fn an_arn_as_the_id_of_an_execution_is_its_last_part() {
    let id = "arn:aws:codepipeline:ap-northeast-2:111122223333:5d1f-77";
    let event = by_rule(of("Pipeline", json!({"execution-id": id})), json!({}));
    assert_eq!(execution(&event).state, RunState::Started);
}
