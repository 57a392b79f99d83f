//! The demo: the real bot as a child process, on a simulated Slack and a simulated AWS.

mod bot;
mod tell;

pub use bot::Bot;
pub use tell::tell;
