//! What a person may change: what they want, whether it can be done as things stand, and the one call that does it.

pub mod approval;
mod comment;
pub mod continuing;
pub mod deployments;
pub mod intent;
pub mod mutation;
pub mod names;
pub mod rollback;
pub mod seen;
pub mod selection;
pub mod sentences;
mod target;
#[cfg(test)]
mod tests;

pub use comment::Comment;
pub use intent::{ApprovalRef, Intent, IntentId, Verb, Wait};
pub use mutation::{Mutation, RevisionRef, Sent, Trace};
pub use names::Names;
pub use rollback::{Found, Plan};
pub use target::TargetName;
