//! Slack as the bot sees it: requests in, messages out, people looked up.

mod answer;
mod client;
mod markup;
mod payload;
mod people;
mod post;
mod render;
mod reply;
mod signature;

pub use client::{Identity, Slack, SlackError, production_connector};
pub use payload::{Event, Interaction, Invocation, Unreadable, is_ssl_check};
pub use people::People;
pub use post::Body;
pub use render::{Rendered, modal, render};
pub use reply::{BadResponseUrl, ReplyTo, ResponseUrl};
pub use signature::{Unsigned, verify};
