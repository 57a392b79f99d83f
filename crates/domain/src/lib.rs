//! The rules: plain functions over plain types, with no IO, no clock and no chance in them.

pub mod acting;
pub mod console;
pub mod environments;
pub mod look;
pub mod loopback;
pub mod message;
pub mod names;
pub mod notice;
pub mod one_line;
pub mod phase;
pub mod pipeline;
pub mod policy;
pub mod provenance;
pub mod quote;
pub mod refusal;
pub mod release;
pub mod rich;
pub mod route;
pub mod secret;
pub mod service;
pub mod status;
pub mod telling;
pub mod words;
pub mod workspace;
