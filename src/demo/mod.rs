//! The demo: the real bot as a child process, on a simulated Slack and a simulated AWS.

mod bot;
mod read;
mod tell;

pub use bot::Bot;
pub use read::read;
pub use tell::tell;
