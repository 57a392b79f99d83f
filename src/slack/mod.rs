//! Slack as the bot sees it: requests in, messages out, people looked up.

mod actions;
mod answer;
mod channels;
mod client;
mod interaction;
mod markup;
mod payload;
mod people;
mod post;
mod render;
mod reply;
mod signature;
mod socket;
mod users;
mod views;

pub use answer::AnswerKey;
pub use client::{Identity, Slack, SlackError, production_connector};
pub use interaction::{Did, Interaction, MessageAt};
pub use payload::{Event, Invocation, Mention, Unreadable, is_ssl_check};
pub use people::People;
pub use post::Body;
pub use render::{Rendered, render};
pub use reply::{BadResponseUrl, ReplyTo, ResponseUrl};
pub use signature::{Unsigned, verify};
pub use socket::{Address, Envelope, Socket, Standing, Taken, Taker};
pub use users::Profile;
pub use views::{ViewId, errors, updated};
