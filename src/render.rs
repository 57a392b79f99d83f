//! `pilothouse render`: the message that an event would become, without asking AWS anything.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::slack::{Rendered, render};
use domain::environments::Environments;
use domain::message::Message;
use domain::names::{ChannelId, Environment, EnvironmentName, Globs, PersonId};
use domain::notice::{About, Notice, Story};
use domain::policy::{Action, Grant};
use domain::release::{
    Execution, ExecutionNews, News, Observation, Place, Release, RunState, Source,
};
use domain::telling::{Around, tell, tell_alone};
use domain::words::Locale;
use events::{Means, Silence, Undecodable};

/// What one event becomes.
#[derive(Debug, Clone)]
pub enum Shown {
    Message(Box<Rendered>),
    /// It is told nowhere, and why.
    Nothing(Silence),
}

/// What the events in `body` become, one after the other, however they are wrapped: each as though it were all that is known,
/// AWS had confirmed it, and everybody might click. An environment is called by its account. What cannot be read costs
/// nothing but itself.
///
/// # Errors
/// When it is no JSON.
pub fn all(body: &str, now: Timestamp) -> Result<Vec<Result<Shown, Undecodable>>, Undecodable> {
    let events = match serde_json::from_str(body).map_err(|_| Undecodable::NoJson)? {
        Value::Array(events) => events,
        event => vec![event],
    };
    let said = events
        .into_iter()
        .flat_map(|event| events::said_in(event, events::Around::default()));
    Ok(said.map(|said| event(&said.event, now)).collect())
}

fn event(event: &Value, now: Timestamp) -> Result<Shown, Undecodable> {
    let message = match events::decode(event, now)?.means {
        Means::Nothing(silence) => return Ok(Shown::Nothing(silence)),
        Means::Release(observations) => released(observations),
        Means::Alone(notices) if notices.iter().any(is_of_pipeline) => {
            return Ok(Shown::Nothing(Silence::BuildOfPipeline));
        }
        Means::Alone(notices) => alone(notices, now),
    };
    Ok(match message {
        Some(message) => Shown::Message(Box::new(render(&message))),
        None => Shown::Nothing(Silence::Uneventful),
    })
}

fn released(observations: Vec<Observation>) -> Option<Message> {
    let around = around(observations.iter().map(|one| one.of.place()));
    let now = observations.iter().map(|one| one.at).max()?;
    let mut release = Release::default();
    for observation in observations {
        release.fold(&Observation {
            source: Source::Seen,
            ..observation
        });
    }
    let broken: Vec<Observation> = release
        .executions()
        .filter_map(|one| broken(one, now))
        .collect();
    for observation in &broken {
        release.fold(observation);
    }
    let posts = tell(&release, &BTreeSet::new(), &around, now);
    let own = posts.into_iter().find(|post| post.part.is_empty());
    own.map(|post| post.message)
}

/// What AWS, asked, would say of an execution of which only something that failed is known.
fn broken(execution: &Execution, now: Timestamp) -> Option<Observation> {
    let has_failed = execution.failed_action().is_some()
        || execution.stages().into_iter().any(|stage| {
            let state = execution.stage_state(stage);
            state.is_some_and(|(state, _)| state == RunState::Failed)
        });
    let is_known = execution.state().is_some();
    (has_failed && !is_known).then(|| Observation {
        of: execution.subject.clone(),
        at: now,
        known: now,
        source: Source::Seen,
        news: News::Execution(ExecutionNews {
            state: RunState::Failed,
            started: None,
            started_by: None,
            change: None,
            comment: None,
            plan: Vec::new(),
        }),
    })
}

/// Whether it is told in the thread of a release, and nowhere else.
fn is_of_pipeline(notice: &Notice) -> bool {
    matches!(&notice.about, About::Build(build) if build.is_of_pipeline)
}

fn alone(notices: Vec<Notice>, now: Timestamp) -> Option<Message> {
    let around = around(notices.iter().filter_map(|one| one.place.as_ref()));
    let mut notices = notices.into_iter();
    let mut story = Story::of(notices.next()?);
    for notice in notices {
        story.fold(notice);
    }
    let now = match &story.last().about {
        // As long as it waits.
        About::Approval(asked) => {
            let until = asked.ask.until.unwrap_or(now);
            until.min(now) - SignedDuration::from_secs(1)
        }
        _ => now,
    };
    let posts = tell_alone(&story, None, &BTreeSet::new(), &around, now);
    posts.into_iter().next().map(|post| post.message)
}

/// Settings under which everything is told, and anybody may do anything.
fn around<'a>(places: impl Iterator<Item = &'a Place>) -> Around {
    let places: BTreeMap<(&str, &str), &Place> = places
        .map(|place| ((place.account.as_str(), place.region.as_str()), place))
        .collect();
    let environment = |place: &&Place| Environment {
        name: EnvironmentName::new(&place.account),
        account: place.account.clone(),
        region: place.region.clone(),
        clusters: Globs::any(),
        pipelines: Globs::any(),
        applications: None,
        role_arn: None,
        production: false,
    };
    Around {
        environments: Environments::new(places.values().map(environment).collect()),
        routes: Vec::new(),
        grants: vec![Grant {
            actions: Action::ALL.to_vec(),
            environment: None,
            names: Globs::any(),
            people: vec![PersonId::new("U0")],
            groups: Vec::new(),
        }],
        channel: ChannelId::new("C0"),
        locale: Locale::default(),
    }
}
