//! The rules: plain functions over plain types, with no IO, no clock and no chance in them.

pub mod names;
pub mod policy;
