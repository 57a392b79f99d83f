//! Which attempts of an execution's actions are the latest, which wait for a person, and which failed it.

use super::{Action, ActionState, Execution};

impl Execution {
    /// The approval that waits for a person.
    pub fn awaited(&self) -> Option<(&str, &Action)> {
        let waits =
            |action: &Action| action.is_approval() && action.state() == Some(ActionState::Started);
        self.attempts().find(|(_, action)| waits(action))
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
