//! Trouble on request: what a test or the demo wants a simulator to do wrong, and to which call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Answers this status in the service's usual shape for it (500, 503, …).
    Status(u16),
    /// Answers an error by its own name: `invalid_auth`, `AccessDeniedException`.
    Error(String),
    /// Too fast: Slack's 429 with `Retry-After` in whole seconds; AWS's `ThrottlingException`, which has no such header.
    Throttle { retry_after: u64 },
    /// Answers after this long.
    Delay(Duration),
    /// Never answers; the connection stays open.
    Hang,
    /// Closes the connection without an answer.
    Drop,
    /// Answers rightly, but without a `Content-Type`.
    NoContentType,
    /// Answers 200 with a body that is not what was promised.
    Garbage,
}

/// Whether the model has acted when it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Before,
    After,
}

/// One fault: the calls it befalls, and how.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The operation's wire name as in the call log, or `*` for every one.
    pub operation: String,
    /// An AWS account id or a Slack team id; `None` is every one.
    pub scope: Option<String>,
    pub kind: Kind,
    pub when: When,
    /// How many calls it befalls; `None` is all of them until cleared.
    pub times: Option<u32>,
}

impl Fault {
    /// A fault that befalls every call of `operation`, before the model acts.
    pub fn on(operation: impl Into<String>, kind: Kind) -> Self {
        Self {
            operation: operation.into(),
            scope: None,
            kind,
            when: When::Before,
            times: None,
        }
    }

    /// Only for this account or team.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Only after the model has acted.
    pub fn after(mut self) -> Self {
        self.when = When::After;
        self
    }

    /// Only this often.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

/// The faults that a simulator holds. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Fault>>>);

impl Faults {
    /// Adds one; the first that matches a call befalls it.
    pub fn inject(&self, fault: Fault) {
        self.0.lock().expect("the faults' lock").push(fault);
    }

    /// Takes all of them back.
    pub fn clear(&self) {
        self.0.lock().expect("the faults' lock").clear();
    }

    /// The fault that befalls this call, counted as used.
    pub fn take(&self, operation: &str, scope: &str) -> Option<Fault> {
        let mut faults = self.0.lock().expect("the faults' lock");
        let index = faults.iter().position(|fault| {
            (fault.operation == "*" || fault.operation == operation)
                && fault.scope.as_deref().is_none_or(|only| only == scope)
                && fault.times != Some(0)
        })?;
        let fault = &mut faults[index];
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        Some(fault.clone())
    }
}
