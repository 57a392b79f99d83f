//! The topics of SNS: their certificates are fetched and their subscriptions confirmed here.
//!
//! Whether a message is a topic's own is decided in `events::sns`, which calls nobody: [`Certificates`] has the certificate
//! that it asks for, and [`Topics`] does the steps in turn.

mod keeper;
mod topics;

#[cfg(test)]
mod tests;

pub use keeper::{Certificates, Unavailable};
pub use topics::{Topics, Unproven};
