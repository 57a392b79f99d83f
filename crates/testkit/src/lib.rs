//! What the tests and benches share: the bot between both simulators, as a process or stepped by hand.
//!
//! [`House`] runs the real executable, and a test types, clicks and reads as a person does. [`Works`] holds the same workers
//! in the test's own process, on one clock that the test steps.

mod config;
mod house;
mod mentions;
mod notices;
mod reference;
mod seeds;
mod works;

pub use self::config::config;
pub use self::house::{
    DEPLOYS, House, Log, OVER, PATIENCE, Plan, SETTINGS, SOCKETS, answers_to, launch, over_sockets,
    pilothouse, read, start, stored,
};
pub use self::mentions::ts;
pub use self::reference::{Figures, change, reference_run};
pub use self::seeds::{alone, seeds};
pub use self::works::Works;
