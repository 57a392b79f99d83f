//! Releases told in a channel: AWS moves, its events come in, one message follows each release to its end.

mod closed;
mod disorder;
mod killed;
mod missed;
mod notices;
mod orders;
mod routes;
mod transcripts;
mod trouble;
mod works;

use pilothouse::sim::aws::world::pipeline::Change;

pub use works::Works;

/// Where deployments are told.
const DEPLOYS: &str = "C0DEPLOYS";

/// A commit that is built into the image `tag`, and what becomes of it.
pub fn change(tag: &str) -> Change {
    Change::new(
        "9c1e4f0a6d2b8c7e5f3a1b0d9e8f7a6b5c4d3e2f",
        "Round totals half to even\n\nAs the invoices do.",
        tag,
    )
}
