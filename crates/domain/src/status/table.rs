//! Many services as a compact table.

use std::collections::{BTreeMap, BTreeSet};

use super::{SHOWN, Selection, View, sentences};
use crate::message::{Message, Part};
use crate::names::Revision;
use crate::rich::Rich;
use crate::service::{Health, Rollout, Service};
use crate::words::{Value, Words};

/// Failures told in a sentence below the table; the state column has the rest.
const FAILURES: usize = 5;

/// A table of the worst, the failures among them in sentences, and how to see the rest.
pub(super) fn services(services: &[&Service], view: &View<'_>) -> Message {
    let words = view.words;
    let shown = &services[..services.len().min(SHOWN)];
    let mut message = Message::sentence(headline(services, words)).with(Part::Table {
        header: ["service", "environment", "state", "tasks", "version"]
            .map(|column| words.plain(&format!("column-{column}"), &[]))
            .into(),
        rows: shown.iter().map(|service| row(service, view)).collect(),
    });
    let failures: Vec<_> = shown
        .iter()
        .filter_map(|service| Some((service, service.last_failure.as_ref()?)))
        .take(FAILURES)
        .map(|(service, failure)| {
            words.say(
                "service-failure",
                &[
                    ("service", Rich::code(&service.name).into()),
                    (
                        "environment",
                        Rich::text(service.environment.as_str()).into(),
                    ),
                    ("failure", sentences::failure(service, failure, view).into()),
                ],
            )
        })
        .collect();
    if !failures.is_empty() {
        message = message.with(Part::Lines(failures));
    }
    let more = services.len() - shown.len();
    if more > 0 {
        message = message.with(Part::Note(words.say("and-more", &[("n", more.into())])));
    }
    message
}

/// The answer where no service was asked for or seen.
pub(super) fn pipelines_only(selection: &Selection<'_>, view: &View<'_>) -> Message {
    let n = selection.pipelines.len();
    Message::sentence(match n {
        0 => view.words.say("nothing-seen", &[]),
        _ => view.words.say("pipelines-headline", &[("n", n.into())]),
    })
}

/// How many there are, where, and how they are, in one sentence.
fn headline(services: &[&Service], words: &Words) -> Rich {
    let environments: BTreeSet<_> = services
        .iter()
        .map(|service| &service.environment)
        .collect();
    let mut healths: BTreeMap<Health, usize> = BTreeMap::new();
    for service in services {
        *healths.entry(service.health()).or_default() += 1;
    }
    let places = environments.iter().map(|name| Rich::text(name.as_str()));
    let states = healths.iter().map(|(health, n)| {
        words.say(
            "health-count",
            &[
                ("health", Value::Choice(health.as_str())),
                ("n", (*n).into()),
            ],
        )
    });
    words.say(
        "services-headline",
        &[
            ("n", services.len().into()),
            ("environments", Rich::join(places, ", ").into()),
            ("states", Rich::join(states, ", ").into()),
        ],
    )
}

fn row(service: &Service, view: &View<'_>) -> Vec<String> {
    let words = view.words;
    let health = words.plain(
        "health",
        &[("health", Value::Choice(service.health().as_str()))],
    );
    let state = match &service.rollout {
        Some(rollout) => format!("{health}: {}", sentences::rollout(rollout, view).plain()),
        None => health,
    };
    let way = service.rollout.as_ref().and_then(Rollout::way);
    let version = match (way, &service.revision) {
        (Some(way), _) => way.map(|end| short(service, end, view)).join(" → "),
        (None, Some(revision)) => match view.tag(service, revision) {
            Some(tag) => format!("{tag} (:{})", revision.number),
            None => format!(":{}", revision.number),
        },
        (None, None) => words.plain("version-unknown", &[]),
    };
    vec![
        service.name.clone(),
        format!("{} / {}", service.environment, service.cluster),
        state,
        tasks(service),
        version,
    ]
}

/// `v41`, or `:41` where the image is not known.
fn short(service: &Service, revision: &Revision, view: &View<'_>) -> String {
    view.tag(service, revision)
        .map_or_else(|| format!(":{}", revision.number), String::clone)
}

/// `3/4`; `4/4 +4` while old and new tasks run side by side.
fn tasks(service: &Service) -> String {
    let Service {
        running, desired, ..
    } = service;
    match running.checked_sub(*desired) {
        Some(extra) if extra > 0 => format!("{desired}/{desired} +{extra}"),
        _ => format!("{running}/{desired}"),
    }
}
