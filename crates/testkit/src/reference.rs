//! The reference run: a pipeline from a push to production, and how much Slack is told of it.

use std::collections::BTreeMap;
use std::time::Duration;

use sim::aws::world::pipeline::Change;

use crate::Works;

const MINUTE: Duration = Duration::from_secs(60);
/// How much of AWS's time goes by between two rounds of the works: events are told at once, AWS is asked every 15 s.
const STEP: Duration = Duration::from_secs(5);
/// How long the approval waits for somebody.
const WAITS: Duration = Duration::from_secs(6 * 60);
/// Production takes 10 min to shift its traffic, a tenth a minute, and an hour to keep the old tasks.
const PRODUCTION: Duration = Duration::from_secs(80 * 60);

/// What a run took.
#[derive(Debug)]
pub struct Figures {
    /// Events of AWS; in many tools each is a message.
    pub events: usize,
    /// The calls of Slack, by their methods, and how many of each.
    pub calls: BTreeMap<String, usize>,
    /// From the push to the end of production.
    pub took: Duration,
}

impl Figures {
    /// All calls of Slack.
    pub fn all_calls(&self) -> usize {
        self.calls.values().sum()
    }
}

/// Lets the reference pipeline run once, from the push to the end.
pub async fn reference_run() -> (Works, Figures) {
    let mut works = Works::open("").await;
    works.slack.calls().clear();
    let before = works.all_events().len();
    let begun = works.clock.now();
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("an execution");
    works.work().await;
    works.go_by(MINUTE * 2 + WAITS, STEP).await;
    works.approve("Staging looks right");
    works.work().await;
    works.go_by(PRODUCTION, STEP).await;
    works.settle().await;
    let all = works.slack.calls().all();
    let last = all.last().expect("a call").at;
    let mut calls = BTreeMap::new();
    for call in all {
        *calls.entry(call.operation).or_default() += 1;
    }
    let figures = Figures {
        events: works.all_events().len() - before,
        calls,
        took: last.duration_since(begun).unsigned_abs(),
    };
    (works, figures)
}

/// A commit that is built into the image `tag`, and what becomes of it.
pub fn change(tag: &str) -> Change {
    Change::new(
        "9c1e4f0a6d2b8c7e5f3a1b0d9e8f7a6b5c4d3e2f",
        "Round totals half to even\n\nAs the invoices do.",
        tag,
    )
}
