//! CodeBuild Build State Change:
//! <https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications-ref.html>.

use serde_json::Value;

use super::envelope::{Envelope, Undecodable};
use super::lenient::{list, number, text, texts, time};
use super::{Means, Silence};
use domain::notice::{About, Build, Notice};

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let silence = match event.required(&["build-status"], "build-status")?.as_str() {
        "FAILED" | "FAULT" | "TIMED_OUT" => None,
        "IN_PROGRESS" => Some(Silence::BuildGoesOn),
        "SUCCEEDED" => Some(Silence::BuildSucceeded),
        "STOPPED" => Some(Silence::BuildStopped),
        _ => Some(Silence::NewState),
    };
    // A notification rule that tells little leaves this out.
    let more = &event.detail["additional-information"];
    if let Some(silence) = silence {
        return Ok(Means::Nothing(silence));
    }
    let arn = event
        .text(&["build-id"])
        .or_else(|| event.resources().next().map(str::to_owned))
        .ok_or(Undecodable::Missing("build-id"))?;
    let of_arn = arn.rsplit('/').next().and_then(|last| last.split_once(':'));
    let project = event
        .text(&["project-name"])
        .or_else(|| Some(of_arn?.0.to_owned()));
    let failed = failed_phase(more);
    let current = || {
        event
            .text(&["current-phase"])
            .filter(|it| it != "COMPLETED")
    };
    let build = Build {
        project: project.ok_or(Undecodable::Missing("project-name"))?,
        id: of_arn.map_or(arn.as_str(), |(_, id)| id).to_owned(),
        number: number(more, &["build-number"]).map(|number| number.to_string()),
        started_by: text(more, &["initiator"]),
        started: time(more, &["build-start-time"]),
        phase: failed
            .and_then(|phase| text(phase, &["phase-type"]))
            .or_else(current),
        reason: failed
            .and_then(|phase| said(phase, "phase-context"))
            .or_else(|| said(event.detail, "current-phase-context")),
        version: text(more, &["source-version"]),
        // Before there is a log, its link leads to `null`.
        log: text(more, &["logs", "deep-link"]).filter(|link| !link.ends_with("=null")),
        is_of_pipeline: is_of_pipeline(more),
    };
    Ok(Means::Alone(vec![Notice {
        at: event.at,
        place: Some(event.place()?),
        about: About::Build(build),
    }]))
}

/// Whether a pipeline started it; where nobody is said to have, whether it builds what a pipeline gave it.
fn is_of_pipeline(more: &Value) -> bool {
    match text(more, &["initiator"]) {
        Some(initiator) => initiator.starts_with("codepipeline/"),
        None => text(more, &["source", "type"]).as_deref() == Some("CODEPIPELINE"),
    }
}

/// The first phase that ended and did not succeed.
fn failed_phase(more: &Value) -> Option<&Value> {
    list(more, &["phases"]).find(|phase| {
        let status = text(phase, &["phase-status"]);
        status.is_some_and(|status| {
            !matches!(status.as_str(), "SUCCEEDED" | "QUEUED" | "IN_PROGRESS")
        })
    })
}

/// What a phase said, without the brackets and codes around it: of `["COMMAND_EXECUTION_ERROR: It failed."]`,
/// `[COMMAND_EXECUTION_ERROR: It failed.]` and `[: ]` only the sentence.
fn said(phase: &Value, key: &str) -> Option<String> {
    let contexts = texts(phase, &[key]).into_iter().flat_map(|context| {
        let list: Option<Vec<String>> = serde_json::from_str(&context).ok();
        list.unwrap_or_else(|| vec![context.trim_matches(['[', ']']).to_owned()])
    });
    let sentences: Vec<String> = contexts.filter_map(|context| sentence(&context)).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn sentence(context: &str) -> Option<String> {
    let (code, message) = context.split_once(':').unwrap_or(("", context));
    let code = code.trim().trim_end_matches(" Message");
    let is_code = code.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let (message, context) = (message.trim(), context.trim());
    let sentence = match (is_code, message.is_empty()) {
        (true, true) => code,
        (true, false) => message,
        (false, _) => context,
    };
    (!sentence.is_empty()).then(|| sentence.to_owned())
}
