//! SNS's courier: carries letters to their endpoints, one after the other, for as long as the simulator lives.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Post;
use crate::Call;
use crate::aws::Inner;
use crate::aws::bus::target::{Outcome, Reply, client, send};

/// How long an endpoint may take, in real time (AWS documentation).
const DEADLINE: Duration = Duration::from_secs(15);
/// How often the clock is looked at, in real time, while a letter waits for its next attempt.
const PULSE: Duration = Duration::from_millis(100);

/// Carries for ever.
pub async fn deliver(sim: Arc<Inner>) {
    let client = client();
    let mut changes = sim.bus.changes.subscribe();
    loop {
        changes.mark_unchanged();
        let (parcel, is_waiting) = {
            let mut state = sim.bus.state();
            let parcel = state.letters.next(sim.clock.now());
            (parcel, state.letters.left() > 0)
        };
        let Some(parcel) = parcel else {
            let pause = if is_waiting { PULSE } else { Duration::MAX };
            // Whichever it is, the next thing to do is to look.
            let _ = tokio::time::timeout(pause, changes.changed()).await;
            continue;
        };
        let outcome = outcome(sim.deliver_letter(&client, &parcel.load).await);
        let now = sim.clock.now();
        sim.bus.state().letters.settle(parcel, outcome, now);
        sim.bus.changed();
    }
}

/// What SNS makes of an answer: silence and 5xx are tried again, every refusal is final.
fn outcome(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Delivered,
        400..=499 => Outcome::Lost,
        _ => Outcome::Again { after: None },
    }
}

impl Inner {
    /// Makes one attempt, and writes it down. Answers the status, 0 where there was no answer.
    async fn deliver_letter(&self, client: &reqwest::Client, post: &Post) -> u16 {
        let begun = Instant::now();
        let letter = &post.letter;
        let sent = match letter.raw {
            true => Value::String(letter.message.clone()),
            false => post.document(),
        };
        let body = match &sent {
            Value::String(message) => message.clone(),
            // SNS breaks the lines between the members.
            document => format!("{document:#}"),
        };
        let deadline = self.bus.state().deadline.unwrap_or(DEADLINE);
        let mut request = client.post(&letter.endpoint).timeout(deadline);
        for (name, value) in post.headers() {
            request = request.header(name, value);
        }
        let reply: Reply = send(request.body(body)).await;
        self.bus.deliveries.record(Call {
            at: self.clock.now(),
            operation: letter.endpoint.clone(),
            scope: letter
                .topic
                .split(':')
                .nth(4)
                .unwrap_or_default()
                .to_owned(),
            agent: String::new(),
            request: sent,
            status: reply.status,
            spoilt: false,
            response: Value::String(reply.body),
            worked: begun..Instant::now(),
        });
        reply.status
    }
}
