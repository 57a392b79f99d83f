//! Pilothouse tells each release's story in one Slack message.

pub mod aws;
pub mod commands;
pub mod config;
pub mod domain;
pub mod manifest;
pub mod metrics;
pub mod sim;
pub mod slack;
pub mod store;
