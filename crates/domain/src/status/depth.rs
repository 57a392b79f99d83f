//! One service in depth.

use super::{View, sentences};
use crate::console;
use crate::message::{Message, Part};
use crate::rich::{Rich, Span};
use crate::service::{Controller, Rollout, Service};
use crate::words::Value;

/// All that was seen of a service.
pub(super) fn service(service: &Service, view: &View<'_>) -> Message {
    let words = view.words;
    let label = |name: &str| words.say(name, &[]);
    let headline = words.say(
        "service-headline",
        &[
            ("service", Rich::code(&service.name).into()),
            (
                "environment",
                Rich::text(service.environment.as_str()).into(),
            ),
            ("health", Value::Choice(service.health().as_str())),
        ],
    );
    // Blue and green run side by side, and so do old and new tasks of a rolling update.
    let sides = if service.running > service.desired {
        "both"
    } else {
        "one"
    };
    let tasks = words.say(
        "tasks",
        &[
            ("sides", Value::Choice(sides)),
            ("running", service.running.into()),
            ("desired", service.desired.into()),
            ("pending", service.pending.into()),
        ],
    );
    let facts = vec![
        (label("label-tasks"), tasks),
        (label("label-version"), version(service, view)),
        (label("label-cluster"), Rich::code(&service.cluster)),
        (label("label-controller"), controller(service, view)),
    ];
    let mut lines = Vec::new();
    if let Some(rollout) = &service.rollout {
        let sentence = sentences::rollout(rollout, view);
        lines.push(words.say("rollout-line", &[("rollout", sentence.into())]));
    }
    if let Some(failure) = &service.last_failure {
        lines.push(sentences::failure(service, failure, view));
    }
    let mut message = Message::sentence(headline).with(Part::Facts(facts));
    if !lines.is_empty() {
        message = message.with(Part::Lines(lines));
    }
    let link = Span::Link {
        url: console::service(service),
        label: words.plain("open-in-console", &[]),
    };
    message.with(Part::Note(link.into()))
}

fn controller(service: &Service, view: &View<'_>) -> Rich {
    match (service.controller, &service.application) {
        (Controller::CodeDeploy, Some(application)) => view.words.say(
            "controller-codedeploy-application",
            &[("application", Rich::code(application).into())],
        ),
        (Controller::CodeDeploy, None) => view.words.say("controller-codedeploy", &[]),
        (Controller::Ecs, _) => view.words.say("controller-ecs", &[]),
        (Controller::External, _) => view.words.say("controller-external", &[]),
    }
}

/// `v41 (a:41)`, or `v41 (a:41) → v42 (a:42)` while one replaces the other.
fn version(service: &Service, view: &View<'_>) -> Rich {
    match service.rollout.as_ref().and_then(Rollout::way) {
        Some(way) => Rich::join(
            way.map(|revision| view.version(service, Some(revision))),
            " → ",
        ),
        None => view.version(service, service.revision.as_ref()),
    }
}
