//! What the person who wants something changed reads: the plan, the question, and how it came out.

use super::continuing::Waiting;
use super::intent::{Intent, Verb, Wait};
use super::rollback::Plan;
use super::target::TargetName;
use crate::environments::Placement;
use crate::message::{Button, Input, Message, Modal, Part, Press, Style};
use crate::names::PersonId;
use crate::quote::quoted;
use crate::release::Version;
use crate::rich::Rich;
use crate::telling::{full, short};
use crate::words::{Value, Words};

/// Characters of a comment: what AWS keeps of it is shorter still.
const COMMENT: u32 = 400;

/// What a rollback will do.
pub fn plan(plan: &Plan, placement: &Placement, words: &Words) -> Message {
    let what = name(&plan.service, &plan.application, words);
    let version = |version: &Option<Version>, short_of: fn(&Version) -> Rich| match version {
        Some(version) => short_of(version),
        None => words.say("release-version-before", &[]),
    };
    let headline = words.say(
        "plan-headline",
        &[
            ("what", what.into()),
            ("where", placement.say(words).into()),
            ("version", version(&plan.to, short).into()),
        ],
    );
    let mut facts = Vec::new();
    if let Some((from, to)) = plan.from.as_ref().zip(plan.to.as_ref()) {
        let change = Rich::join([full(from, words), full(to, words)], " → ");
        facts.push((words.say("label-version", &[]), change));
    }
    if let Some(cluster) = &plan.cluster {
        facts.push((words.say("label-cluster", &[]), Rich::code(cluster)));
    }
    let way = ("kind", Value::Choice(plan.way.as_str()));
    facts.push((
        words.say("plan-label-means", &[]),
        words.say("plan-means", &[way]),
    ));
    let speed = ("speed", Value::Choice(plan.speed.as_str()));
    facts.push((
        words.say("plan-label-speed", &[]),
        words.say("plan-speed", &[speed]),
    ));
    let message = Message::sentence(headline).with(Part::Facts(facts));
    with_missing(message, placement, words)
}

/// What going on will do.
pub fn going_on(waiting: &Waiting, wait: &Wait, placement: &Placement, words: &Words) -> Message {
    let what = name(&waiting.names.service, &waiting.names.application, words);
    let version = match &waiting.brings {
        Some(version) => short(version),
        None => words.say("release-new-version", &[]),
    };
    let headline = words.say(
        "going-on",
        &[
            ("kind", Value::Choice(wait.as_str())),
            ("what", what.into()),
            ("where", placement.say(words).into()),
            ("version", version.into()),
        ],
    );
    let cluster = waiting.names.cluster.as_ref();
    let facts = cluster.map(|cluster| (words.say("label-cluster", &[]), Rich::code(cluster)));
    let message = match facts {
        Some(cluster) => Message::sentence(headline).with(Part::Facts(vec![cluster])),
        None => Message::sentence(headline),
    };
    with_missing(message, placement, words)
}

/// With what is missing where the environment is not known.
fn with_missing(message: Message, placement: &Placement, words: &Words) -> Message {
    match placement.missing(words) {
        Some(missing) => message.with(Part::Note(missing)),
        None => message,
    }
}

/// What an answer to an approval will do: to which pipeline, at which action, with which version and comment.
pub fn answering(
    intent: &Intent,
    target: &TargetName,
    version: Option<&Version>,
    words: &Words,
) -> Message {
    let verb = ("verb", Value::Choice(intent.verb().as_str()));
    let target = ("target", target.say(words).into());
    let headline = words.say("modal-answer", &[verb.clone(), target]);
    let mut facts = Vec::new();
    if let Intent::Approve { approval, .. } | Intent::Reject { approval, .. } = intent {
        let names = [&approval.stage, &approval.action].map(Rich::code);
        facts.push((words.say("label-approval", &[]), Rich::join(names, " / ")));
    }
    if let Some(version) = version {
        facts.push((words.say("label-version", &[]), full(version, words)));
    }
    if let Some(comment) = intent.comment() {
        facts.push((
            words.say("modal-comment", &[verb]),
            quoted(comment.as_str()),
        ));
    }
    match facts.is_empty() {
        true => Message::sentence(headline),
        false => Message::sentence(headline).with(Part::Facts(facts)),
    }
}

/// How it came out, for whoever wanted it.
pub fn done(verb: Verb, target: &TargetName, is_clear: bool, words: &Words) -> Message {
    let args = [
        ("verb", Value::Choice(verb.as_str())),
        ("target", target.say(words).into()),
    ];
    Message::sentence(match is_clear {
        true => words.say("acted", &args),
        false => words.say("acted-unclear", &args),
    })
}

/// A button by which one person does what they were shown.
pub fn button(intent: Intent, only: &PersonId, words: &Words) -> Button {
    let (label, style) = match intent.verb() {
        Verb::Rollback => ("button-rollback", Style::Danger),
        Verb::Reject => ("button-reject", Style::Danger),
        Verb::Continue => ("button-continue", Style::Primary),
        Verb::Approve => ("button-approve", Style::Primary),
        Verb::Refresh => ("button-refresh", Style::Plain),
    };
    Button {
        press: Press::Act,
        intent,
        only: Some(only.clone()),
        label: words.plain(label, &[]),
        style,
        confirm: None,
    }
}

/// A dialog that says something, under the name of what was clicked, as far as that is known.
pub fn modal(verb: Option<Verb>, message: Message, words: &Words) -> Modal {
    let title = match verb {
        Some(verb) => words.plain("modal-title", &[("verb", Value::Choice(verb.as_str()))]),
        None => words.plain("app-name", &[]),
    };
    Modal {
        title,
        message,
        input: None,
        submit: None,
        close: words.plain("close", &[]),
    }
}

/// A dialog by which what it says is done.
pub fn asking(message: Message, button: &Button, words: &Words) -> Modal {
    let verb = button.intent.verb();
    let is_optional = match verb {
        Verb::Approve => Some(true),
        Verb::Reject => Some(false),
        _ => None,
    };
    Modal {
        input: is_optional.map(|is_optional| Input {
            label: words.plain("modal-comment", &[("verb", Value::Choice(verb.as_str()))]),
            is_optional,
            longest: COMMENT,
        }),
        submit: Some((button.label.clone(), button.id())),
        ..modal(Some(verb), message, words)
    }
}

fn name(service: &Option<String>, application: &Option<String>, words: &Words) -> Rich {
    match service.as_ref().or(application.as_ref()) {
        Some(name) => Rich::text(name),
        None => words.say("release-something", &[]),
    }
}
