//! A courier: carries the events of one target there, one after the other, for as long as the simulator lives.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::round::Parcel;
use super::target::{self, Reply};
use super::{Target, sns};
use crate::Call;
use crate::aws::Inner;
use crate::aws::world::Event;

/// How long a target may take, in real time (AWS documentation).
const DEADLINE: Duration = Duration::from_secs(5);
/// How often the model is moved, in real time, when nobody else does: a running clock brings events by itself.
const PULSE: Duration = Duration::from_millis(100);

/// Carries for ever.
pub async fn carry(sim: Arc<Inner>, round: usize, target: Target) {
    let client = target::client();
    let mut changes = sim.bus.changes.subscribe();
    loop {
        changes.mark_unchanged();
        let Some(parcel) = sim.bus.next(round, sim.clock.now()) else {
            if tokio::time::timeout(PULSE, changes.changed())
                .await
                .is_err()
            {
                sim.edit(|_| ());
            }
            continue;
        };
        let reply = sim.hand_over(&client, &target, &parcel).await;
        let now = sim.clock.now();
        sim.bus.settle(round, parcel, reply.outcome(), now);
    }
}

impl Inner {
    /// Makes one attempt, and writes it down.
    async fn hand_over(
        &self,
        client: &reqwest::Client,
        target: &Target,
        parcel: &Parcel<Event>,
    ) -> Reply {
        let begun = Instant::now();
        let event = &parcel.load.json;
        let (url, reply) = match target {
            Target::Http {
                url,
                header_name,
                header_value,
            } => {
                let deadline = self.bus.state().deadline.unwrap_or(DEADLINE);
                let key = (header_name.as_str(), header_value.as_str());
                (url, target::post(client, url, key, event, deadline).await)
            }
            Target::Queue { url, wrapped } => {
                let body = match wrapped {
                    true => sns::notification(event, self.clock.now()),
                    false => event.to_string(),
                };
                let sent = self.edit(|world| world.send_to_queue(url, body));
                (url, Reply::of(if sent { 200 } else { 400 }))
            }
            Target::Topic { arn } => {
                let sent = self.edit(|world| world.publish(arn, &event.to_string()));
                (arn, Reply::of(if sent { 200 } else { 400 }))
            }
        };
        self.bus.deliveries.record(Call {
            at: self.clock.now(),
            operation: url.clone(),
            scope: event["account"].as_str().unwrap_or_default().to_owned(),
            agent: String::new(),
            request: event.clone(),
            status: reply.status,
            spoilt: false,
            response: Value::String(reply.body.clone()),
            worked: begun..Instant::now(),
        });
        reply
    }
}
