//! Pilothouse tells each release's story in one Slack message.
//!
//! In reading order: the crate `domain` holds the rules and touches nothing, and the crate `events` reads AWS's events;
//! [`aws`], [`slack`] and [`store`] are the world as the rules see it; [`commands`] is what a person can ask for;
//! [`http`] is where requests come in; [`app`] builds it all from [`config`]. [`replay`] sends it recorded events. The
//! crate `sim` is a Slack and an AWS to try it on.

pub mod app;
pub mod aws;
pub mod bell;
pub mod commands;
pub mod config;
mod crew;
#[cfg(feature = "simulators")]
pub mod demo;
pub mod http;
pub mod manifest;
pub mod metrics;
pub mod render;
pub mod replay;
pub mod slack;
pub mod store;
pub mod tasks;
