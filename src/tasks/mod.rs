//! What goes on beside the doors: events are folded, AWS is asked, Slack is told, what was left open is settled.

mod archive;
mod audience;
mod deliver;
mod look;
mod observe;
mod pace;
mod pull;
mod record;
mod settle;
mod stories;
mod wants;

pub use archive::Archive;
pub use audience::Audience;
pub use deliver::{Deliver, Rates};
pub use look::{Look, Missed};
pub use observe::{Observe, Unread};
pub use pace::Looks;
pub use pull::{Poison, Pull, Stuck};
pub use record::{Recorded, Recorder};
pub use settle::Settle;
pub use stories::Stories;
