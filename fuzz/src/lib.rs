//! The decoders, built for fuzzing: the files of the bot itself, without the libraries that no decoder needs.

#[path = "../../src/domain/mod.rs"]
pub mod domain;
#[path = "../../src/events/mod.rs"]
pub mod events;

pub mod json;
pub mod outer;
pub mod properties;
pub mod sns;
