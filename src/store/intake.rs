//! The way into the inbox for events that come in crowds: many are stored in one transaction, each is answered.

use anyhow::{Context, bail};
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::{Received, Store};
use domain::provenance::Provenance;

/// The inbox's name for events of AWS.
pub const AWS: &str = "aws";

/// Deliveries that wait to be stored; who comes beyond that is sent away, to come again.
const QUEUE: usize = 1_024;
/// Deliveries stored in one transaction.
const BATCH: usize = 256;

/// An event as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// By which a repetition is known.
    pub id: String,
    pub body: String,
    pub provenance: Provenance,
}

/// Where events are handed in. Clones are the same way in; it ends with the last of them.
#[derive(Debug, Clone)]
pub struct Intake(mpsc::Sender<Delivery>);

/// Events that came together, and who waits to hear that they are stored.
struct Delivery {
    events: Vec<Incoming>,
    stored: oneshot::Sender<anyhow::Result<Vec<Received>>>,
}

impl Intake {
    /// Opens a way into `store`; `arrived` is called whenever something new was stored.
    pub fn open(store: Store, arrived: impl Fn() + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(store_all(store, receiver, arrived));
        Self(sender)
    }

    /// Stores events, together with those that others hand in at the same moment; returns which of them came for the
    /// first time.
    ///
    /// # Errors
    /// When they could not be stored, or too many wait: then they must not be acknowledged.
    pub async fn put(&self, events: Vec<Incoming>) -> anyhow::Result<Vec<Received>> {
        let (stored, answer) = oneshot::channel();
        if self.0.try_send(Delivery { events, stored }).is_err() {
            bail!("too many events wait to be stored");
        }
        answer.await.context("storing has ended")?
    }
}

async fn store_all(store: Store, mut queue: mpsc::Receiver<Delivery>, arrived: impl Fn()) {
    let mut deliveries = Vec::with_capacity(BATCH);
    // While one transaction is written, the next one gathers.
    while queue.recv_many(&mut deliveries, BATCH).await > 0 {
        let counts: Vec<usize> = deliveries.iter().map(|one| one.events.len()).collect();
        let taken = deliveries
            .iter_mut()
            .map(|one| std::mem::take(&mut one.events));
        let events: Vec<Incoming> = taken.flatten().collect();
        let mut received = store.receive_all(AWS, &events, Timestamp::now()).await;
        if let Ok(received) = &received
            && received.contains(&Received::First)
        {
            arrived();
        }
        for (delivery, count) in deliveries.drain(..).zip(counts) {
            let answer = match &mut received {
                Ok(received) => Ok(received.drain(..count).collect()),
                Err(error) => Err(anyhow::anyhow!("{error:#}")),
            };
            // Whoever waits no longer will send it again, and it will be known.
            let _ = delivery.stored.send(answer);
        }
    }
}
