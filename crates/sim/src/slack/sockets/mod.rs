//! Socket Mode: when it is on, what people do reaches the app through connections that the app opened itself.
//!
//! `table` holds the connections and knows whose turn it is; `link` is one connection on the wire, with `frames` for
//! what Slack says on it.

mod frames;
mod link;
mod table;

use std::time::Duration;

pub use frames::Reason;
pub(super) use frames::envelope;
pub(super) use link::serve;
pub(super) use table::Sockets;

use super::SlackSim;

/// How long connections live, and how often Slack looks after them. All in real time, for the app's own clock is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketTimes {
    /// From the hello to the end.
    pub life: Duration,
    /// How long before the end the app is warned.
    pub warning: Duration,
    /// Between two pings; an app that says nothing, not even pong, after three of them is taken for dead.
    pub ping: Duration,
}

impl Default for SocketTimes {
    /// What Slack's hello announces, about five hours; the pings are so often that no official client, of which the
    /// least patient waits for 30 s, misses one.
    fn default() -> Self {
        Self {
            life: Duration::from_secs(18_060),
            warning: Duration::from_secs(10),
            ping: Duration::from_secs(10),
        }
    }
}

impl SlackSim {
    /// Turns Socket Mode on, or off as it is at the start. While it is on nothing is sent to the request URLs: without
    /// a connection a command or a click fails at once with `dispatch_failed`, and an event waits for its retries.
    /// Turned off, it ends every connection with `link_disabled`, as it does every new one.
    ///
    /// Slack documents no more than that an event is retried. Therefore a command or an interaction that was in flight
    /// on a connection that died is not sent again: its person sees `operation_timeout`. An event is, at once if
    /// another connection is open, with `retry_attempt` and the reason `timeout`.
    pub fn use_sockets(&self, on: bool) {
        self.shared.sockets.turn(on);
    }

    /// How many connections are open and not told to go.
    pub fn sockets(&self) -> usize {
        self.shared.sockets.count()
    }

    /// Waits until `count` connections are open, no more and no fewer; false after `patience` of real time. A bot that
    /// connects again is awaited with this, for nothing is delivered meanwhile.
    pub async fn sockets_until(&self, count: usize, patience: Duration) -> bool {
        self.shared.sockets.until(count, patience).await
    }

    /// Tells every open connection to go. After a warning they go on for [`SocketTimes::warning`] and are then asked to
    /// refresh; after every other reason Slack closes them, takes the acknowledgements that are still under way, and
    /// sends nothing more. [`Reason::LinkDisabled`] also turns Socket Mode off.
    pub fn disconnect(&self, reason: Reason) {
        match reason {
            Reason::LinkDisabled => self.use_sockets(false),
            _ => self.shared.sockets.tell(reason),
        }
    }

    /// Cuts every connection without a word: no frame, no closing handshake.
    pub fn drop_sockets(&self) {
        self.shared.sockets.cut();
    }

    /// Changes the times of connections that are opened from now on.
    pub fn set_socket_times(&self, times: SocketTimes) {
        self.shared.sockets.set_times(times);
    }
}
