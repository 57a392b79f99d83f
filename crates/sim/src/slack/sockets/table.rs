//! The open connections of the app, and what is in flight on each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::{Reason, SocketTimes};

/// How many connections an app may have.
const MOST: usize = 10;
/// How many frames may wait for a connection to take them.
const WAITING: usize = 64;

/// All connections of the app.
#[derive(Debug, Default)]
pub struct Sockets {
    table: Mutex<Table>,
    /// How many are open.
    open: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Table {
    on: bool,
    links: Vec<Link>,
    /// Counts deliveries, so that each connection has its turn.
    turn: usize,
    last_link: u64,
    last_envelope: u64,
    times: SocketTimes,
}

#[derive(Debug)]
struct Link {
    id: u64,
    orders: mpsc::Sender<Order>,
    cut: CancellationToken,
    /// Told to go: it gets nothing more, and may still acknowledge.
    leaving: bool,
    in_flight: HashMap<String, oneshot::Sender<Value>>,
}

/// What a connection is to do.
#[derive(Debug)]
pub enum Order {
    /// Send this frame.
    Send(String),
    /// Say that it ends.
    Disconnect(Reason),
}

/// A connection's place in the table; dropping it gives it up, and all that is in flight there is lost.
#[derive(Debug)]
pub struct Seat {
    sockets: Weak<Sockets>,
    id: u64,
    /// How many were open when it joined, itself included.
    pub count: usize,
    pub times: SocketTimes,
    /// Ends where the connection is to go without a word.
    pub orders: mpsc::Receiver<Order>,
    pub cut: CancellationToken,
}

impl Sockets {
    /// Whether Socket Mode is on.
    pub fn on(&self) -> bool {
        self.table().on
    }

    /// Turns Socket Mode on or off.
    pub fn turn(&self, on: bool) {
        self.table().on = on;
        if !on {
            self.tell(Reason::LinkDisabled);
        }
    }

    /// Sets the times of connections to come.
    pub fn set_times(&self, times: SocketTimes) {
        self.table().times = times;
    }

    /// How many connections are open.
    pub fn count(&self) -> usize {
        self.table().staying().count()
    }

    /// Waits for a count; false after `patience`.
    pub async fn until(&self, count: usize, patience: Duration) -> bool {
        let mut open = self.open.subscribe();
        tokio::time::timeout(patience, open.wait_for(|open| *open == count))
            .await
            .is_ok()
    }

    /// Gives every open connection the order to say `reason`.
    pub fn tell(&self, reason: Reason) {
        self.change(|table| {
            for link in table.links.iter_mut().filter(|link| !link.leaving) {
                link.leaving = reason != Reason::Warning;
                // One whose app reads nothing hears nothing; it just ends.
                if link.orders.try_send(Order::Disconnect(reason)).is_err() {
                    link.cut.cancel();
                }
            }
        });
    }

    /// Ends every connection without a word.
    pub fn cut(&self) {
        self.change(|table| {
            for link in table.links.drain(..) {
                link.cut.cancel();
            }
        });
    }

    /// Takes in a new connection.
    ///
    /// # Errors
    /// Why not: Socket Mode is off, or there are ten.
    pub fn join(self: &Arc<Self>) -> Result<Seat, Reason> {
        self.change(|table| {
            if !table.on {
                return Err(Reason::LinkDisabled);
            }
            if table.staying().count() >= MOST {
                return Err(Reason::TooManyWebsockets);
            }
            table.last_link += 1;
            let (orders, received) = mpsc::channel(WAITING);
            let cut = CancellationToken::new();
            table.links.push(Link {
                id: table.last_link,
                orders,
                cut: cut.clone(),
                leaving: false,
                in_flight: HashMap::new(),
            });
            Ok(Seat {
                sockets: Arc::downgrade(self),
                id: table.last_link,
                count: table.staying().count(),
                times: table.times,
                orders: received,
                cut,
            })
        })
    }

    /// An id for an envelope, unlike all others.
    pub fn envelope_id(&self) -> String {
        let mut table = self.table();
        table.last_envelope += 1;
        format!("00000000-0000-4000-8000-{:012x}", table.last_envelope)
    }

    /// Sends an envelope on the connection whose turn it is; `None` where none can take it. What comes back is the
    /// acknowledgement's payload, `null` where it has none, or an error where the connection died before.
    pub fn send(&self, envelope_id: &str, envelope: &Value) -> Option<oneshot::Receiver<Value>> {
        let mut table = self.table();
        let count = table.links.len();
        for _ in 0..count {
            let index = table.turn % count;
            table.turn += 1;
            let link = &mut table.links[index];
            // Whoever no longer waits has seen the deadline pass.
            link.in_flight.retain(|_, waiting| !waiting.is_closed());
            let frame = Order::Send(envelope.to_string());
            if !link.leaving && link.orders.try_send(frame).is_ok() {
                let (acknowledge, acknowledged) = oneshot::channel();
                link.in_flight.insert(envelope_id.into(), acknowledge);
                return Some(acknowledged);
            }
        }
        None
    }

    fn acknowledge(&self, link: u64, envelope_id: &str, payload: Value) {
        let mut table = self.table();
        let link = table.links.iter_mut().find(|known| known.id == link);
        if let Some(waiting) = link.and_then(|link| link.in_flight.remove(envelope_id)) {
            // Too late is the same as never.
            let _ = waiting.send(payload);
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().expect("the sockets' lock")
    }

    fn change<T>(&self, work: impl FnOnce(&mut Table) -> T) -> T {
        let mut table = self.table();
        let result = work(&mut table);
        let count = table.staying().count();
        // Within the lock, so that the counts are told in the order in which they came about.
        self.open.send_replace(count);
        result
    }
}

impl Table {
    fn staying(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| !link.leaving)
    }
}

impl Seat {
    /// Takes what the app acknowledges here. Slack passes over what was not sent on this very connection.
    pub fn acknowledge(&self, envelope_id: &str, payload: Value) {
        if let Some(sockets) = self.sockets.upgrade() {
            sockets.acknowledge(self.id, envelope_id, payload);
        }
    }

    /// Gets no more envelopes from now on.
    pub fn go(&self) {
        if let Some(sockets) = self.sockets.upgrade() {
            sockets.change(|table| {
                let own = table.links.iter_mut().find(|link| link.id == self.id);
                if let Some(link) = own {
                    link.leaving = true;
                }
            });
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(sockets) = self.sockets.upgrade() {
            sockets.change(|table| table.links.retain(|link| link.id != self.id));
        }
    }
}
