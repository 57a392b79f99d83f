//! Nothing is done to what a typed line does not name in full, and nothing in production without a confirmation.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lines::Typed;
use crate::commands::{Request, parse};
use domain::acting::Comment;
use domain::acting::seen::{Seen, WaitingApproval, environment_named};
use domain::acting::selection::{Answer, Because, Line, ReleaseHere, Selection, select};
use domain::look::{Look, Why};
use domain::names::{Environment, EnvironmentName, Globs};
use domain::pipeline::{Approval, Pipeline};
use domain::refusal::Refusal;
use domain::service::{Controller, Service};

const LINES: u64 = 2_000;

/// Everything that there is: pipelines, where they are, and whether each waits for approval.
type World = &'static [(&'static str, &'static str, bool)];

/// Three approvals that wait, two in production and one in staging, and other cases.
const WORLDS: [World; 5] = [
    &[
        ("payments", "prod", true),
        ("orders", "prod", true),
        ("search", "staging", true),
    ],
    &[
        ("payments", "prod", true),
        ("orders", "prod", true),
        ("payments", "staging", true),
        ("search", "staging", false),
    ],
    &[
        ("payments", "prod", false),
        ("orders", "staging", false),
        ("search", "staging", true),
    ],
    &[
        ("payments", "prod", true),
        ("orders", "staging", false),
        ("search", "staging", false),
    ],
    &[
        ("payments", "prod", false),
        ("orders", "prod", false),
        ("payments", "staging", true),
        ("search", "staging", false),
    ],
];

/// What the bot cannot see of a world: a pipeline, or a whole environment.
const HIDDEN: [Option<(&str, &str)>; 5] = [
    None,
    Some(("prod", "payments")),
    Some(("staging", "search")),
    Some(("prod", "")),
    Some(("staging", "")),
];

fn environments() -> [Environment; 2] {
    let places = [
        ("prod", "111122223333", true),
        ("staging", "444455556666", false),
    ];
    places.map(|(name, account, production)| Environment {
        name: EnvironmentName::new(name),
        account: account.to_owned(),
        region: "us-west-2".to_owned(),
        clusters: Globs::any(),
        pipelines: Globs::any(),
        applications: None,
        role_arn: None,
        production,
    })
}

fn service(environment: &Environment, name: &str) -> Service {
    Service {
        environment: environment.name.clone(),
        cluster: format!("{}-main", environment.name),
        name: name.to_owned(),
        region: environment.region.clone(),
        controller: Controller::Ecs,
        application: None,
        deployment: None,
        desired: 1,
        running: 1,
        pending: 0,
        revision: None,
        rollout: None,
        last_failure: None,
    }
}

fn look(environment: &Environment, world: World, hidden: Option<(&str, &str)>) -> Arc<Look> {
    let here = environment.name.as_str();
    let is_hidden = |name: &str| {
        hidden.is_some_and(|(place, what)| place == here && [name, ""].contains(&what))
    };
    let pipelines = world
        .iter()
        .filter(|(name, place, _)| *place == here && !is_hidden(name));
    let approval = Approval {
        stage: "Approval".to_owned(),
        action: "Approve".to_owned(),
        since: None,
        execution: Some("e1".to_owned()),
        attempt: Some("a1".to_owned()),
    };
    let pipelines = pipelines.map(|(name, _, waits)| Pipeline {
        environment: environment.name.clone(),
        name: (*name).to_owned(),
        region: environment.region.clone(),
        stages: Vec::new(),
        approvals: waits.then(|| approval.clone()).into_iter().collect(),
    });
    let mut look = Look {
        environment: environment.name.clone(),
        services: ["payments-api", "orders-api"]
            .map(|name| service(environment, name))
            .into(),
        pipelines: pipelines.collect(),
        gaps: Vec::new(),
    };
    if hidden.is_some_and(|(place, _)| place == here) {
        look.miss(&environment.account, Why::Throttled);
    }
    Arc::new(look)
}

/// What the bot has read of a line, as `answering` goes on with it.
struct Read {
    answer: Answer,
    words: Vec<String>,
    env: Option<EnvironmentName>,
}

fn read(typed: &Typed) -> Result<Read, Refusal> {
    let (answer, words, env) = match parse(&typed.text)? {
        Request::Approve(approve) => (Answer::Approve, approve.words, approve.env),
        Request::Reject(reject) => (Answer::Reject, reject.words, reject.env),
        other => panic!("{typed:?} is {other:?}"),
    };
    let environments = environments();
    let env = env.map(|env| environment_named(&environments, &env));
    Ok(Read {
        answer,
        words,
        env: env.transpose()?.map(|env| env.name.clone()),
    })
}

/// Why it was right to answer this approval at once, as the contract has it; `None` where it was wrong.
fn reason(
    typed: &Typed,
    world: World,
    hidden: Option<(&str, &str)>,
    here: Option<&ReleaseHere>,
    one: &WaitingApproval,
) -> Option<&'static str> {
    if typed.answer == Answer::Approve && one.is_production {
        return None;
    }
    let environment = one.environment.as_str();
    let is_of_release = here
        .and_then(|here| here.execution.as_ref())
        .is_some_and(|(run, _)| *run == one.approval.execution);
    let is_there = typed.env.is_none_or(|env| env == environment);
    let goes_by = |name: &str| {
        world
            .iter()
            .filter(|(pipeline, _, _)| *pipeline == name)
            .count()
    };
    let waiting = world
        .iter()
        .filter(|(_, place, waits)| *waits && typed.env.is_none_or(|env| env == *place));
    let is_seen = hidden.is_none_or(|(place, _)| typed.env.is_some_and(|env| env != place));
    match typed.name {
        Some(name) if name == one.pipeline && is_there => {
            let is_only = typed.env.is_some() || goes_by(name) == 1 || is_of_release;
            is_only.then_some("named")
        }
        Some(_) => None,
        None if is_of_release && is_there => {
            let is_whole = hidden.is_none();
            (typed.is_bare || (typed.is_plain && is_whole)).then_some("in its thread")
        }
        None => {
            let is_only = waiting.count() == 1 && is_seen && is_there && here.is_none();
            (typed.is_bare && is_only).then_some("the only one")
        }
    }
}

/// A world as the bot sees it, and the threads in which somebody may type there.
struct Scene {
    world: World,
    hidden: Option<(&'static str, &'static str)>,
    looks: [Arc<Look>; 2],
    threads: Vec<Option<ReleaseHere>>,
}

impl Scene {
    fn new(world: World, hidden: Option<(&'static str, &'static str)>) -> Self {
        let environments = environments();
        let whole = environments.each_ref().map(|one| look(one, world, None));
        let whole = Seen::new(&environments, &whole);
        let run = |one: &WaitingApproval| ReleaseHere {
            execution: Some((one.approval.execution.clone(), one.pipeline.clone())),
            environment: Some(one.environment.clone()),
        };
        let mut threads: Vec<_> = whole
            .approvals(None)
            .into_iter()
            .map(run)
            .map(Some)
            .collect();
        let without_pipeline = ReleaseHere {
            execution: None,
            environment: None,
        };
        threads.extend([Some(without_pipeline), None]);
        Self {
            world,
            hidden,
            looks: environments.each_ref().map(|one| look(one, world, hidden)),
            threads,
        }
    }
}

#[test]
fn nothing_is_answered_that_a_line_does_not_name_in_full_in_2000_random_lines() {
    let environments = environments();
    let worlds = WORLDS.into_iter();
    let scenes: Vec<_> = worlds
        .flat_map(|world| HIDDEN.map(|hidden| Scene::new(world, hidden)))
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..LINES {
        let typed = Typed::new(seed);
        let Ok(read) = read(&typed) else {
            *counts.entry("not understood").or_default() += 1;
            continue;
        };
        for scene in &scenes {
            let seen = Seen::new(&environments, &scene.looks);
            for here in &scene.threads {
                let outcome = judged(&typed, &read, scene, here.as_ref(), &seen);
                *counts.entry(outcome).or_default() += 1;
            }
        }
    }
    for outcome in [
        "named",
        "in its thread",
        "the only one",
        "confirmed",
        "offered",
        "refused",
        "not understood",
    ] {
        let count = counts.get(outcome).copied().unwrap_or_default();
        assert!(count > 100, "{outcome}: {counts:?}");
    }
}

/// How a line came out, which must have been right.
fn judged(
    typed: &Typed,
    read: &Read,
    scene: &Scene,
    here: Option<&ReleaseHere>,
    seen: &Seen<'_>,
) -> &'static str {
    let Scene { world, hidden, .. } = scene;
    let case = || format!("{typed:?}\n{world:?}\nhidden: {hidden:?}\nin the thread of {here:?}");
    let line = Line {
        answer: read.answer,
        words: &read.words,
        env: read.env.as_ref(),
        here,
    };
    let (comment, outcome) = match select(&line, seen) {
        Ok(Selection::Act(one, comment)) => {
            let reason = reason(typed, world, *hidden, here, &one);
            let reason =
                reason.unwrap_or_else(|| panic!("{one:?} was answered at once:\n{}", case()));
            (comment, reason)
        }
        Ok(Selection::Confirm(one, comment)) => {
            let is_named = typed.name.is_none_or(|name| name == one.pipeline);
            assert!(is_named, "{one:?} was shown:\n{}", case());
            (comment, "confirmed")
        }
        Ok(Selection::Offer {
            comment, because, ..
        }) => {
            if let Because::Unnamed { word, .. } = because {
                let text = comment.as_ref().map_or("", Comment::as_str);
                assert!(text.starts_with(&word), "{text} lacks a word:\n{}", case());
            }
            (comment, "offered")
        }
        Err(
            Refusal::NothingWaits { .. }
            | Refusal::OtherEnvironment { .. }
            | Refusal::MissingReason { .. }
            | Refusal::Twice { .. },
        ) => (None, "refused"),
        Err(other) => panic!("{other:?}:\n{}", case()),
    };
    let text = comment.as_ref().map_or("", Comment::as_str);
    assert!(!text.contains(char::is_control), "{text:?}:\n{}", case());
    outcome
}
