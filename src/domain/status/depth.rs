//! One service in depth.

use super::{View, sentences};
use crate::domain::console;
use crate::domain::message::{Message, Part};
use crate::domain::rich::{Rich, Span};
use crate::domain::service::{Controller, Rollout, Service};
use crate::domain::words::Value;

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
    let tasks = words.say(
        "tasks",
        &[
            ("running", service.running.into()),
            ("desired", service.desired.into()),
            ("pending", service.pending.into()),
        ],
    );
    let mut facts = vec![
        (label("label-tasks"), tasks),
        (
            label("label-version"),
            view.version(service, service.revision.as_ref()),
        ),
        (label("label-cluster"), Rich::code(&service.cluster)),
        (label("label-controller"), controller(service, view)),
    ];
    let mut lines = Vec::new();
    if let Some(rollout) = &service.rollout {
        facts.push((label("label-change"), change(service, rollout, view)));
        let sentence = sentences::rollout(rollout, view);
        lines.push(words.say("rollout-line", &[("rollout", sentence.into())]));
    }
    if let Some(failure) = &service.last_failure {
        lines.push(sentences::failure(failure, view));
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

/// `v41 (a:41) → v42 (a:42)`, or only where it goes.
fn change(service: &Service, rollout: &Rollout, view: &View<'_>) -> Rich {
    let from = rollout.from.as_ref().or(service.revision.as_ref());
    let to = rollout.to.as_ref();
    let arrow = [from.filter(|from| Some(*from) != to), to];
    let ends = arrow
        .into_iter()
        .flatten()
        .map(|revision| view.version(service, Some(revision)));
    Rich::join(ends, " → ")
}
