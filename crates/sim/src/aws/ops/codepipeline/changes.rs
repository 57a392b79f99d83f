//! What changes CodePipeline: approvals, and starting, stopping and retrying executions.

use serde_json::{Value, json};

use super::super::view::time;
use super::super::{Ask, Operation};
use crate::aws::wire::shape::{NAME, TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::pipeline::{Change, Trigger};

const RESULT: Type = Type::Struct(&[
    req("summary", Type::Text { min: 0, max: 512 }),
    req("status", Type::OneOf(&["Approved", "Rejected"])),
]);
const VARIABLE: Type = Type::Struct(&[
    req("name", Type::Text { min: 1, max: 128 }),
    req("value", Type::Text { min: 1, max: 1000 }),
]);
const REVISION: Type = Type::Struct(&[
    req("actionName", NAME),
    req(
        "revisionType",
        Type::OneOf(&[
            "COMMIT_ID",
            "IMAGE_DIGEST",
            "S3_OBJECT_VERSION_ID",
            "S3_OBJECT_KEY",
        ]),
    ),
    req("revisionValue", Type::Text { min: 1, max: 1500 }),
]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "PutApprovalResult",
        input: &[
            req("pipelineName", NAME),
            req("stageName", NAME),
            req("actionName", NAME),
            req("result", RESULT),
            req("token", TEXT),
        ],
        run: approve,
    },
    Operation {
        name: "StartPipelineExecution",
        input: &[
            req("name", NAME),
            opt(
                "variables",
                Type::List {
                    of: &VARIABLE,
                    max: 50,
                },
            ),
            opt("clientRequestToken", Type::Text { min: 1, max: 128 }),
            opt(
                "sourceRevisions",
                Type::List {
                    of: &REVISION,
                    max: 50,
                },
            ),
        ],
        run: start,
    },
    Operation {
        name: "StopPipelineExecution",
        input: &[
            req("pipelineName", NAME),
            req("pipelineExecutionId", TEXT),
            opt("abandon", Type::Bool),
            opt("reason", Type::Text { min: 0, max: 200 }),
        ],
        run: stop,
    },
    Operation {
        name: "RetryStageExecution",
        input: &[
            req("pipelineName", NAME),
            req("stageName", NAME),
            req("pipelineExecutionId", TEXT),
            req("retryMode", Type::OneOf(&["FAILED_ACTIONS", "ALL_ACTIONS"])),
        ],
        run: retry,
    },
];

fn approve(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (pipeline, stage, action) = (
        ask.name("pipelineName"),
        ask.name("stageName"),
        ask.name("actionName"),
    );
    let (token, who) = (ask.name("token"), ask.caller.arn.clone());
    let result = ask.input.get("result").cloned().unwrap_or_default();
    let approved = result["status"] == "Approved";
    let summary = result["summary"].as_str().unwrap_or_default();
    let region = ask.region();
    region.put_approval(
        (&pipeline, &stage, &action),
        &token,
        approved,
        summary,
        &who,
    )?;
    Ok(json!({"approvedAt": time(region.now)}))
}

fn start(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("name");
    let token = ask.text("clientRequestToken").map(str::to_owned);
    let commit = ask
        .input
        .get("sourceRevisions")
        .and_then(|some| some[0]["revisionValue"].as_str())
        .map(str::to_owned);
    let who = ask.caller.arn.clone();
    let region = ask.region();
    // Without a revision of its own it takes the branch's head, which is what the last execution took.
    let last = region
        .pipeline(&name)?
        .executions
        .last()
        .map(|one| one.change.clone());
    let mut change = last.unwrap_or_else(|| {
        Change::new(
            "0000000000000000000000000000000000000000",
            "First commit",
            "v1",
        )
    });
    change.failing_action = None;
    if let Some(commit) = commit {
        change.tag = commit.chars().take(7).collect();
        change.commit = commit;
    }
    let trigger = Trigger {
        kind: "StartPipelineExecution",
        detail: who,
    };
    let id = region.start_pipeline(&name, change, trigger, token.as_deref())?;
    Ok(json!({"pipelineExecutionId": id}))
}

fn stop(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, id) = (ask.name("pipelineName"), ask.name("pipelineExecutionId"));
    let abandon = ask.flag("abandon") == Some(true);
    let reason = ask.text("reason").map(str::to_owned);
    ask.region()
        .stop_pipeline(&name, &id, abandon, reason.as_deref())?;
    Ok(json!({"pipelineExecutionId": id}))
}

fn retry(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, stage, id) = (
        ask.name("pipelineName"),
        ask.name("stageName"),
        ask.name("pipelineExecutionId"),
    );
    let all = ask.text("retryMode") == Some("ALL_ACTIONS");
    ask.region().retry_stage(&name, &stage, &id, all)?;
    Ok(json!({"pipelineExecutionId": id}))
}
