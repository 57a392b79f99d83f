//! Which attempts of an execution's actions are the latest, which wait for a person, and which failed it.

use std::collections::BTreeMap;

use super::{Action, ActionState, Execution};

impl Execution {
    /// The latest attempts of a stage's actions, in the order in which they began.
    pub fn actions_of(&self, stage: &str) -> Vec<&Action> {
        let mut latest: BTreeMap<&str, &Action> = BTreeMap::new();
        let attempts = self.attempts().map(|(_, action)| action);
        for action in attempts.filter(|action| action.stage == stage) {
            let slot = latest.entry(&action.name).or_insert(action);
            if action.known_from() > slot.known_from() {
                *slot = action;
            }
        }
        let mut actions: Vec<&Action> = latest.into_values().collect();
        actions.sort_by_key(|action| (action.known_from(), action.name.clone()));
        actions
    }

    /// Every attempt of every action, as far as AWS, once it has listed them, knows of it. What events tell without
    /// naming the attempt is told only until one is named: it is one of those.
    pub fn attempts(&self) -> impl Iterator<Item = (&str, &Action)> {
        let is_other = |action: &Action, other: &Action| {
            other.stage == action.stage && other.name == action.name && !std::ptr::eq(other, action)
        };
        let there = || self.actions.iter().filter(|(_, action)| action.is_there());
        there()
            .filter(move |(attempt, action)| {
                let is_named = **attempt != nameless(&action.stage, &action.name);
                is_named || !there().any(|(_, other)| is_other(action, other))
            })
            .map(|(attempt, action)| (attempt.as_str(), action))
    }

    /// The approval that waits for a person: one of which AWS says so, else one of which only an event does.
    pub fn awaited(&self) -> Option<(&str, &Action)> {
        let waits =
            |action: &Action| action.is_approval() && action.state() == Some(ActionState::Started);
        let waiting = self.attempts().filter(|(_, action)| waits(action));
        waiting.min_by_key(|(_, action)| action.unconfirmed().is_some())
    }

    /// The attempts that failed, and that nobody has repeated.
    pub fn failed_attempts(&self) -> impl Iterator<Item = (&str, &Action)> {
        self.attempts().filter(|(_, action)| {
            action.state() == Some(ActionState::Failed) && self.is_latest(action)
        })
    }

    /// The attempt of an action that failed last, and so failed the execution.
    pub fn failed_attempt(&self) -> Option<(&str, &Action)> {
        self.failed_attempts()
            .max_by_key(|(_, action)| (action.ended(), action.name.clone()))
    }

    /// The action that failed last, and so failed the execution.
    pub fn failed_action(&self) -> Option<&Action> {
        self.failed_attempt().map(|(_, action)| action)
    }

    /// Whether no later attempt of the same action is known.
    pub fn is_latest(&self, attempt: &Action) -> bool {
        let mut same = self.actions_of(&attempt.stage).into_iter();
        same.any(|latest| std::ptr::eq(latest, attempt))
    }

    /// The id of an attempt.
    pub fn attempt_of(&self, attempt: &Action) -> Option<&str> {
        let mut all = self.attempts();
        all.find_map(|(id, action)| std::ptr::eq(action, attempt).then_some(id))
    }
}

/// What stands for the attempt where an event does not name it.
pub(super) fn nameless(stage: &str, action: &str) -> String {
    format!("{stage}/{action}")
}
