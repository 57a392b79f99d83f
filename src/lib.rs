//! Pilothouse tells each release's story in one Slack message.

pub mod config;
pub mod domain;
pub mod manifest;
pub mod sim;
