//! A simulated Slack and a simulated AWS: real HTTP servers over small models.
//!
//! They know the wire and not the bot: nothing in here imports anything else of this crate. They are as strict as
//! the real services are, and as unkind: limits, paces, deadlines and faults included. A test or the demo starts
//! them in its own process and reads and drives their models; `pilothouse sim` serves them to anybody.

pub mod aws;
mod calls;
mod clock;
mod faults;
mod holds;
mod record;
mod serve;
pub mod slack;

pub use calls::{Call, Calls};
pub use clock::Clock;
pub use faults::{Fault, Faults, Kind, When};
pub use record::Record;
pub use serve::{Server, drop_connection};
