//! What EventBridge tells of a region: every change as an event, one file per family.
//!
//! A family is a file that puts its changes into words as [`Happening`]s; the model calls it where the change is made,
//! and the region's [`Outbox`] keeps what it says until somebody outside the model carries it off.

pub mod cloudwatch_alarm;
pub mod codedeploy;
pub mod codepipeline;
pub mod ecs_deployment;
pub mod ecs_hook;
pub mod ecs_service_action;

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::ids::Ids;
use super::place::Place;

/// How many events a region keeps while nobody carries them off; the oldest go first.
const KEPT: usize = 20_000;

/// A change in the words of its service: an event without its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    pub at: Timestamp,
    /// `aws.ecs`, `aws.codedeploy`, …
    pub source: &'static str,
    pub detail_type: &'static str,
    /// Some families have no such member.
    pub resources: Option<Vec<String>>,
    pub detail: Value,
}

/// An event as EventBridge writes it, with the exact time, which its own `time` gives in whole seconds only.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub at: Timestamp,
    pub json: Value,
}

/// The events of a region that nobody has carried off yet.
#[derive(Debug, Clone)]
pub struct Outbox {
    place: Place,
    /// Its own source: how often something is told changes no name in the model.
    pub(super) ids: Ids,
    waiting: VecDeque<Event>,
}

impl Outbox {
    /// An empty one.
    pub fn new(place: Place) -> Self {
        Self {
            ids: Ids::new(format!("{}/{}/events", place.account, place.region)),
            place,
            waiting: VecDeque::new(),
        }
    }

    /// Puts a change into its envelope, and keeps it.
    pub fn push(&mut self, happening: Happening) {
        let mut json = json!({
            "version": "0",
            "id": self.ids.uuid(),
            "detail-type": happening.detail_type,
            "source": happening.source,
            "account": self.place.account,
            "time": seconds(happening.at),
            "region": self.place.region,
            "detail": happening.detail,
        });
        if let Some(resources) = happening.resources {
            json["resources"] = json!(resources);
        }
        if self.waiting.len() == KEPT {
            self.waiting.pop_front();
        }
        self.waiting.push_back(Event {
            at: happening.at,
            json,
        });
    }

    /// Everything kept, oldest first; nothing is kept afterwards.
    pub fn take(&mut self) -> Vec<Event> {
        self.waiting.drain(..).collect()
    }
}

/// `2026-11-20T09:00:00Z`: an envelope has no fractions.
fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-11-20T09:00:00.000Z`: details have milliseconds.
fn millis(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
