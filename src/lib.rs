//! Pilothouse tells each release's story in one Slack message.

pub mod domain;
pub mod sim;
