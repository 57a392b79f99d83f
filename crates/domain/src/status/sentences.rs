//! The sentences that both forms of the answer use: versions, rollouts, failures, pipelines, gaps.

use jiff::Timestamp;

use super::{Selection, View};
use crate::look::{Gap, Why};
use crate::names::Revision;
use crate::pipeline::{Approval, Pipeline, StageState};
use crate::rich::{Rich, Span};
use crate::service::{Failure, Health, Phase, Rollout, Service};
use crate::words::{Value, Words};
use crate::{console, quote};

impl View<'_> {
    /// The image tag of a revision, where it is known.
    pub(super) fn tag(&self, service: &Service, revision: &Revision) -> Option<&String> {
        self.tags
            .get(&(service.environment.clone(), revision.clone()))
    }

    /// `v41 (payments-api:41)`, or the revision alone where the image is not known.
    pub(super) fn version(&self, service: &Service, revision: Option<&Revision>) -> Rich {
        let Some(revision) = revision else {
            return self.words.say("version-unknown", &[]);
        };
        let name = Rich::code(revision.to_string());
        match self.tag(service, revision) {
            Some(tag) => self.words.say(
                "version",
                &[("tag", Rich::code(tag).into()), ("revision", name.into())],
            ),
            None => name,
        }
    }

    /// How long ago `at` was.
    pub(super) fn ago(&self, at: Timestamp) -> Rich {
        self.words.duration(self.now.duration_since(at))
    }
}

/// What is rolling out, how far and since when.
pub(super) fn rollout(rollout: &Rollout, view: &View<'_>) -> Rich {
    let words = view.words;
    let shifted = rollout
        .traffic
        .filter(|_| rollout.phase == Phase::ShiftingTraffic);
    // In every other phase it is all or nothing, and the phase says which.
    let phase = match shifted {
        Some(_) => "shifting-percent",
        None => rollout.phase.as_str(),
    };
    let mut sentence = words.say(
        "rollout",
        &[
            ("phase", Value::Choice(phase)),
            ("percent", u32::from(shifted.unwrap_or_default()).into()),
            ("done", rollout.done.into()),
            ("total", rollout.total.into()),
        ],
    );
    let mut add = |more: Rich| {
        sentence = Rich::join([std::mem::take(&mut sentence), more], ", ");
    };
    if let Some(since) = rollout.since {
        add(words.say("rollout-since", &[("duration", view.ago(since).into())]));
    }
    if let Some(left) = rollout.until.map(|until| until.duration_since(view.now)) {
        add(words.say("rollout-left", &[("duration", words.duration(left).into())]));
    }
    sentence
}

/// The last failure in a sentence.
pub(super) fn failure(service: &Service, failure: &Failure, view: &View<'_>) -> Rich {
    let words = view.words;
    // While it is going back, nothing has been rolled back yet.
    let kind = match service.health() {
        Health::RollingBack => "rolling-back",
        _ => failure.kind.as_str(),
    };
    let kind = ("kind", Value::Choice(kind));
    let mut sentence = match failure.at {
        Some(at) => words.say(
            "failure-at",
            &[kind, ("at", at.into()), ("ago", view.ago(at).into())],
        ),
        None => words.say("failure", &[kind]),
    };
    if let Some(reason) = &failure.reason {
        sentence = sentence.then(quote::reason(reason, words));
    }
    sentence
}

/// What waits, what failed, and, where a name was asked for, each stage.
pub(super) fn pipelines(selection: &Selection<'_>, view: &View<'_>) -> Vec<Rich> {
    let mut lines = Vec::new();
    for pipeline in &selection.pipelines {
        for approval in &pipeline.approvals {
            lines.push(waits(pipeline, approval, view));
        }
        lines.extend(failed(pipeline, view));
        if selection.by_name {
            lines.push(stages(pipeline, view));
        }
    }
    lines
}

fn link(pipeline: &Pipeline) -> Value {
    let link = Span::Link {
        url: console::pipeline(pipeline),
        label: pipeline.name.clone(),
    };
    Rich::from(link).into()
}

fn waits(pipeline: &Pipeline, approval: &Approval, view: &View<'_>) -> Rich {
    let mut args = vec![
        ("pipeline", link(pipeline)),
        (
            "environment",
            Rich::text(pipeline.environment.as_str()).into(),
        ),
        ("action", Rich::code(&approval.action).into()),
    ];
    let sentence = match approval.since {
        Some(since) => {
            args.push(("duration", view.ago(since).into()));
            view.words.say("approval-waits-since", &args)
        }
        None => view.words.say("approval-waits", &args),
    };
    // Of several that wait at once, the execution alone tells which is which.
    match &approval.execution {
        Some(run) if pipeline.approvals.len() > 1 => {
            let short = run.split('-').next().unwrap_or(run);
            let run = Rich::code(short).into();
            sentence.then(view.words.say("approval-run", &[("run", run)]))
        }
        _ => sentence,
    }
}

fn failed(pipeline: &Pipeline, view: &View<'_>) -> Option<Rich> {
    let stage = pipeline.failed_stage()?;
    let sentence = view.words.say(
        "pipeline-failed",
        &[
            ("pipeline", link(pipeline)),
            (
                "environment",
                Rich::text(pipeline.environment.as_str()).into(),
            ),
            ("stage", Rich::code(&stage.name).into()),
        ],
    );
    Some(match &stage.reason {
        Some(reason) => sentence.then(quote::reason(reason, view.words)),
        None => sentence,
    })
}

fn stages(pipeline: &Pipeline, view: &View<'_>) -> Rich {
    let waiting = |name: &str| pipeline.approvals.iter().any(|a| a.stage == name);
    let newest = pipeline
        .stages
        .first()
        .and_then(|stage| stage.execution.clone());
    let stages = pipeline.stages.iter().map(|stage| {
        let state = match stage.state {
            StageState::InProgress if waiting(&stage.name) => "waiting",
            StageState::Succeeded if stage.execution != newest => "succeeded-earlier",
            state => state.as_str(),
        };
        view.words.say(
            "stage",
            &[
                ("name", Rich::text(&stage.name).into()),
                ("state", Value::Choice(state)),
            ],
        )
    });
    let stages = Rich::join(stages, " → ");
    view.words.say(
        "pipeline-stages",
        &[("pipeline", link(pipeline)), ("stages", stages.into())],
    )
}

/// A sentence for each thing that could not be seen.
pub(super) fn gaps(gaps: &[&Gap], words: &Words) -> Vec<Rich> {
    gaps.iter().map(|gap| gap_of(gap, words)).collect()
}

fn gap_of(gap: &Gap, words: &Words) -> Rich {
    let mut args: Vec<(&str, Value)> = vec![
        ("environment", Rich::text(gap.environment.as_str()).into()),
        ("account", Rich::code(&gap.account).into()),
    ];
    let name = match &gap.why {
        Why::Silent => "gap-silent",
        Why::Denied { permission, who } => {
            args.push(("permission", Rich::code(permission).into()));
            match who {
                Some(who) => {
                    args.push(("who", Rich::code(who).into()));
                    "gap-denied"
                }
                None => "gap-denied-anyone",
            }
        }
        Why::Credentials => "gap-credentials",
        Why::OtherAccount(other) => {
            args.push(("other", Rich::code(other).into()));
            "gap-other-account"
        }
        Why::Throttled => "gap-throttled",
        Why::Unreachable => "gap-unreachable",
        Why::Failed(error) => {
            args.push(("error", Rich::code(error).into()));
            "gap-failed"
        }
    };
    words.say(name, &args)
}
