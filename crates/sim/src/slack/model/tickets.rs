//! Tickets: each opens one Socket Mode connection, soon after it was issued.

use jiff::{SignedDuration, Timestamp};

use super::Workspace;

/// How long a ticket lasts. Slack calls the address temporary and names no figure; its clients use it at once.
const LIFE: SignedDuration = SignedDuration::from_secs(30);

/// The right to open one connection.
#[derive(Debug, Clone)]
pub struct Ticket {
    secret: String,
    issued: Timestamp,
}

impl Workspace {
    /// Issues a ticket.
    pub fn issue_ticket(&mut self, now: Timestamp) -> String {
        self.drop_old_tickets(now);
        let secret = self.fresh_secret();
        self.tickets.push(Ticket {
            secret: secret.clone(),
            issued: now,
        });
        secret
    }

    /// Takes a ticket; false if it was never issued, is too old, or was taken before.
    pub fn redeem_ticket(&mut self, secret: &str, now: Timestamp) -> bool {
        self.drop_old_tickets(now);
        let known = self
            .tickets
            .iter()
            .position(|ticket| ticket.secret == secret);
        known.map(|index| self.tickets.remove(index)).is_some()
    }

    fn drop_old_tickets(&mut self, now: Timestamp) {
        self.tickets
            .retain(|ticket| now.duration_since(ticket.issued) <= LIFE);
    }
}
