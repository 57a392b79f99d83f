//! `messages`: each Slack message as it should be, and what is known of the one that Slack shows.

mod trouble;
mod undelivered;
mod wanted;

pub use undelivered::{Thread, Undelivered};
pub use wanted::Wanted;
