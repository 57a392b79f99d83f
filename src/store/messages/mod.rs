//! `messages`: each Slack message as it should be, and what is known of the one that Slack shows.

mod absorbed;
mod trouble;
mod undelivered;
mod wanted;

pub use absorbed::Absorbed;
pub use undelivered::{Thread, Undelivered};
pub use wanted::Wanted;
