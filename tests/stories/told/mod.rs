//! Releases told in a channel: AWS moves, its events come in, one message follows each release to its end.

mod closed;
mod crowd;
mod disorder;
mod ended;
mod first;
mod forged;
mod joined;
mod killed;
mod missed;
mod notices;
mod orders;
mod quiet;
mod routes;
mod threads;
mod transcripts;
mod trouble;
mod trust;
mod unplaced;
mod unseen;

use testkit::{Works, change};

/// Where deployments are told.
const DEPLOYS: &str = "C0DEPLOYS";
