//! A thousand orders of all that was ever observed of a few releases, each thrice: what is to be told stays the same.
//!
//! Here nothing is asked and nobody is told: what AWS answered is kept from one run, so that there is time for many
//! orders. `disorder` takes some through everything.

use std::sync::Arc;
use std::time::Duration;

use domain::release::{Observation, Source};
use events::{Means, decode};
use jiff::Timestamp;
use pilothouse::demo::read;
use pilothouse::store::{Store, Thread};
use pilothouse::tasks::Recorder;
use serde_json::Value;

use super::disorder::{ROUTES, drawn, everything, shuffled};
use super::{DEPLOYS, Works};
use testkit::{alone, seeds};

/// Orders that are tried.
const SEEDS: u64 = 1_000;
/// Observations that are folded in one transaction, at most.
const BATCH: u64 = 200;
/// What was observed of a run, and what was told of it in the end.
struct Run {
    heard: Vec<Observation>,
    seen: Vec<Observation>,
    recorder: Arc<Recorder>,
    /// Since when the environments have been watched.
    begun: Timestamp,
    now: Timestamp,
    /// Channels and messages, sorted.
    told: Vec<(String, String)>,
}

impl Run {
    async fn in_order() -> Self {
        let mut works = Works::open(ROUTES).await;
        let begun = works.clock.now();
        everything(&mut works, true).await;
        works.settle().await;
        let now = works.clock.now();
        let events = works.all_events().into_iter();
        let heard = events.flat_map(|event| match decode(&event, now).expect("an event").means {
            Means::Release(observations) => observations,
            Means::Alone(_) | Means::Nothing(_) => Vec::new(),
        });
        let heard = heard.collect();
        let mut seen = Vec::new();
        for (id, _) in works.store.releases().await.expect("releases") {
            let kept = works.store.observations(&id).await.expect("observations");
            seen.extend(kept.into_iter().filter(|one| one.source == Source::Seen));
        }
        let own = |channel: &str| {
            let messages = works.slack.messages(channel).into_iter();
            let own = messages.filter(|message| message.thread_ts.is_none());
            own.map(|message| (channel.to_owned(), plain(message.blocks())))
                .collect::<Vec<_>>()
        };
        let mut told = [own(DEPLOYS), own("C0PAYMENTS")].concat();
        told.sort();
        Self {
            heard,
            seen,
            recorder: works.look.recorder.clone(),
            begun,
            now,
            told,
        }
    }

    /// What is to be told once all of it has come, in the order of a seed.
    async fn in_the_order_of(&self, seed: u64) -> Vec<(String, String)> {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        for environment in self.recorder.around.environments.all() {
            let watched = store.watch(&environment.name, self.begun).await;
            watched.expect("watched");
        }
        let all = shuffled([&self.heard[..], &self.seen[..]].concat().as_slice(), seed);
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let size = 1 + drawn(seed, rest.len()) % BATCH;
            let (batch, later) = rest.split_at(rest.len().min(size as usize));
            let mut tx = store.begin().await.expect("a transaction");
            let recorded = self.recorder.record(&mut tx, batch, self.now).await;
            assert_eq!(recorded.expect("recorded").foreign, 0);
            tx.commit().await.expect("committed");
            rest = later;
        }
        let soon = self.now + Duration::from_secs(60);
        let wanted = store.undelivered(soon, 1_000).await.expect("messages");
        let own = wanted.into_iter().filter(|one| one.thread == Thread::None);
        let mut told: Vec<(String, String)> = own
            .map(|message| {
                let body: Value = serde_json::from_str(&message.body).expect("a body");
                let blocks = body["blocks"].as_array().expect("blocks");
                (message.channel.as_str().to_owned(), plain(blocks))
            })
            .collect();
        told.sort();
        told
    }
}

fn plain(blocks: &[Value]) -> String {
    read(blocks, &str::to_owned)
}

/// Some of the seeds: there are two cores on most machines at least.
async fn the_same(all: std::ops::Range<u64>) {
    let run = Run::in_order().await;
    assert_eq!(run.told.len(), 6, "{:#?}", run.told);
    assert!(run.heard.len() > 30 && run.seen.len() > 20);
    for seed in seeds(all) {
        assert_eq!(run.in_the_order_of(seed).await, run.told, "{}", alone(seed));
    }
}

#[tokio::test]
async fn in_five_hundred_orders_the_same_is_told() {
    the_same(0..SEEDS / 2).await;
}

#[tokio::test]
async fn in_five_hundred_more_orders_the_same_is_told() {
    the_same(SEEDS / 2..SEEDS).await;
}
