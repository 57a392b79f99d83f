//! The demo: the real bot as a child process, on a simulated Slack and a simulated AWS.

mod bot;
mod house;
mod judge;
mod mrkdwn;
mod read;
mod stage;
mod story;
mod tell;
mod transcript;

pub use bot::Bot;
pub use house::{PATIENCE, SETTINGS, SOCKETS, ask, launch, open, told};
pub use read::read;
pub use tell::tell;
pub use transcript::transcript;
