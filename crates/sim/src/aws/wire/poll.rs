//! The one operation that waits: a `ReceiveMessage` that finds nothing looks again until it does, or its time is over.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::Asked;
use super::answer::Answer;
use crate::aws::Inner;

/// How often it looks at the clock, in real time, while nobody moves the model: a message may become visible again by
/// the mere passing of time.
const PULSE: Duration = Duration::from_millis(100);

impl Inner {
    /// Carries out a call, again and again while it may wait for more.
    pub(super) async fn carry_out_patiently(&self, asked: &Asked) -> Answer {
        let mut stirs = self.stirs.subscribe();
        let began = Instant::now();
        loop {
            stirs.mark_unchanged();
            let answer = self.carry_out(asked);
            let left = patience(asked, &answer).saturating_sub(began.elapsed());
            if left.is_zero() {
                return answer;
            }
            // Whichever it is, the next thing to do is to look.
            let _ = tokio::time::timeout(left.min(PULSE), stirs.changed()).await;
        }
    }
}

/// How long, in real time, a call may wait that was answered so.
fn patience(asked: &Asked, answer: &Answer) -> Duration {
    let empty = answer.status == 200 && answer.value["Messages"].is_null();
    if asked.operation != "sqs.ReceiveMessage" || !empty {
        return Duration::ZERO;
    }
    let seconds = asked.logged.get("WaitTimeSeconds").and_then(Value::as_u64);
    Duration::from_secs(seconds.unwrap_or(0))
}
