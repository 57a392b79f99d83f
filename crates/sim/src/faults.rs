//! Trouble on request: what a test or the demo wants a simulator to do wrong, and to which call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::holds::Holds;

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
    /// Waits, and then goes on rightly: until [`Faults::release`], or until the client goes away, which ends the call.
    /// One that ends before the model acted is not in the call log; one that ends after stands there as answered.
    Hold,
}

impl Kind {
    /// Whether what is answered is this fault's own and not the model's.
    pub fn spoils(&self) -> bool {
        !matches!(self, Self::Delay(_) | Self::NoContentType | Self::Hold)
    }
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

    /// How long it delays a call, in real time, before or after the model acts.
    pub fn delay(&self, when: When) -> Duration {
        match self.kind {
            Kind::Delay(by) if self.when == when => by,
            _ => Duration::ZERO,
        }
    }

    /// Whether it holds a call, before or after the model acts.
    pub fn holds(&self, when: When) -> bool {
        self.kind == Kind::Hold && self.when == when
    }
}

/// The faults of a simulator, and the calls that it holds. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    faults: Arc<Mutex<Vec<Fault>>>,
    holds: Holds,
}

impl Faults {
    /// Adds one; the first that matches a call befalls it.
    pub fn inject(&self, fault: Fault) {
        self.faults.lock().expect("the faults' lock").push(fault);
    }

    /// Takes all of them back. What is held stays so until [`Faults::release`].
    pub fn clear(&self) {
        self.faults.lock().expect("the faults' lock").clear();
    }

    /// The fault that befalls this call, counted as used.
    pub fn take(&self, operation: &str, scope: &str) -> Option<Fault> {
        let mut faults = self.faults.lock().expect("the faults' lock");
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

    /// Waits as `fault` has it, before or after the model acts: for its delay, or until a held call of `operation` is
    /// let go.
    pub async fn wait(&self, operation: &str, fault: Option<&Fault>, when: When) {
        let delay = fault.map_or(Duration::ZERO, |fault| fault.delay(when));
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        self.hold(operation, fault, when).await;
    }

    /// Holds a call of `operation`, if `fault` does that now, until it is let go; dropping the future ends it. A
    /// simulator awaits this in the task of the connection, so that the call goes when its client does.
    pub async fn hold(&self, operation: &str, fault: Option<&Fault>, when: When) {
        if fault.is_some_and(|fault| fault.holds(when)) {
            self.holds.hold(operation).await;
        }
    }

    /// Waits until at least `count` calls of `operation` (`*` is any) are held at once; false after `patience` of real
    /// time.
    pub async fn held(&self, operation: &str, count: usize, patience: Duration) -> bool {
        let enough = |held: &[String]| {
            let alike = held
                .iter()
                .filter(|one| operation == "*" || *one == operation);
            alike.count() >= count
        };
        self.holds.until(patience, enough).await
    }

    /// Waits until no call is held any more; false after `patience` of real time. Who has killed a client awaits this
    /// before releasing, for a call whose end was not noticed yet would still be carried out.
    pub async fn none_held(&self, patience: Duration) -> bool {
        self.holds.until(patience, |held| held.is_empty()).await
    }

    /// Lets everything go that is held now. Later calls are held again, unless their fault was cleared or used up.
    pub fn release(&self) {
        self.holds.release();
    }
}
