//! What the tests and benches share: the bot between both simulators, as a process or stepped by hand.
//!
//! [`House`] runs the real executable, and a test types, clicks and reads as a person does. [`Works`] holds the same workers
//! in the test's own process, on one clock that the test steps.

mod config;
mod house;
mod launch;
mod log;
mod mentions;
mod notices;
mod reference;
mod seeds;
mod works;

pub use self::config::config;
pub use self::house::{
    DEPLOYS, House, OVER, PATIENCE, Plan, SETTINGS, SOCKETS, over_sockets, read, stored,
};
pub use self::launch::{launch, pilothouse, start};
pub use self::log::Log;
pub use self::mentions::{answers_to, ts};
pub use self::reference::{Figures, change, reference_run};
pub use self::seeds::{alone, seeds};
pub use self::works::Works;
