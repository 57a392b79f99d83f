//! Pilothouse tells each release's story in one Slack message.
//!
//! In reading order: [`domain`] holds the rules and touches nothing; [`aws`], [`slack`] and [`store`] are the world
//! as the rules see it; [`commands`] is what a person can ask for; [`http`] is where requests come in; [`app`] builds
//! it all from [`config`]. [`replay`] sends it recorded events. [`sim`] is a Slack and an AWS to try it on.

pub mod app;
pub mod aws;
pub mod bell;
pub mod commands;
pub mod config;
mod crew;
pub mod demo;
pub mod domain;
pub mod events;
pub mod http;
pub mod manifest;
pub mod metrics;
pub mod render;
pub mod replay;
pub mod sim;
pub mod slack;
pub mod store;
pub mod tasks;
