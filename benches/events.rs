//! What an event costs: decoding and folding one, and storing and folding a burst of them without a look at AWS.

mod figures;
mod order;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use domain::environments::Environments;
use domain::names::{ChannelId, Environment, EnvironmentName, Globs};
use domain::provenance::Provenance;
use domain::release::Release;
use domain::telling::Around;
use domain::words::Locale;
use events::Means;
use jiff::{SignedDuration, Timestamp};
use pilothouse::bell::Bell;
use pilothouse::metrics::Metrics;
use pilothouse::store::{Incoming, Intake, Store};
use pilothouse::tasks::{Looks, Observe, Recorder, Unread};
use serde_json::Value;
use sim::aws::World;
use sim::aws::world::pipeline::Change;
use sim::aws::world::{HOME, REGION};

/// The longest that decoding and folding one event may take, in microseconds, in the median.
const ONE: f64 = 20.0;
/// The fewest events a second that may be stored and folded.
const BURST: f64 = 2_000.0;
/// Releases in the burst; each is a run of a pipeline with its deployments.
const RELEASES: usize = 400;
/// Senders at the same moment.
const SENDERS: usize = 64;
const ROUNDS: usize = 5;

fn main() -> anyhow::Result<ExitCode> {
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    let run = run_of_a_pipeline();
    let one = order::sorted(one(&run));
    println!(
        "microseconds to decode and fold one of {} events of a run",
        run.len()
    );
    println!(
        "  min / median / max   {:.1} / {:.1} / {:.1}   (at most {ONE} in the median)",
        one[0],
        order::median(&one),
        one[one.len() - 1]
    );

    let runtime = tokio::runtime::Runtime::new()?;
    let mut bursts = Vec::new();
    let mut syncs = Vec::new();
    for _ in 0..ROUNDS {
        let (burst, sync) = runtime.block_on(burst(&run))?;
        bursts.push(burst);
        syncs.push(sync);
    }
    let (bursts, syncs) = (order::sorted(bursts), order::sorted(syncs));
    println!(
        "events a second, stored and folded, {ROUNDS} rounds of {} events of {RELEASES} releases, {SENDERS} senders",
        run.len() * RELEASES
    );
    println!(
        "  min / median / max   {:.0} / {:.0} / {:.0}   (at least {BURST})",
        bursts[0],
        order::median(&bursts),
        bursts[bursts.len() - 1]
    );
    println!(
        "  storing one event alone takes {:.2} ms in the median",
        order::median(&syncs)
    );
    let is_good = order::median(&one) <= ONE && order::median(&bursts) >= BURST;
    Ok(figures::verdict(is_good))
}

/// Every event of one run of the reference pipeline, from the push to the end of production.
fn run_of_a_pipeline() -> Vec<Value> {
    let mut now = Timestamp::now();
    let mut world = World::reference(now);
    let change = Change::new(
        "9c1e4f0a6d2b8c7e5f3a1b0d9e8f7a6b5c4d3e2f",
        "Round totals",
        "v42",
    );
    world
        .home()
        .run_pipeline("payments", change)
        .expect("a run");
    for _ in 0..120 {
        now += SignedDuration::from_mins(1);
        world.tick(now);
        if let Some((token, _)) = world.home().waiting_approval("payments") {
            let who = "arn:aws:iam::111122223333:user/ann";
            let action = ("payments", "Approval", "Approve");
            let approved = world.home().put_approval(action, &token, true, "", who);
            approved.expect("approved");
        }
    }
    world
        .take_events()
        .into_iter()
        .map(|event| event.json)
        .collect()
}

/// The same run under other ids.
fn renamed(run: &[Value], number: usize) -> Vec<Incoming> {
    let mut ids = BTreeSet::new();
    for event in run {
        for path in [
            "/detail/execution-id",
            "/detail/action-execution-id",
            "/detail/deploymentId",
            "/detail/execution-result/external-execution-id",
            "/id",
        ] {
            ids.extend(
                event
                    .pointer(path)
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
        }
    }
    let rename = |event: &Value| {
        let mut text = event.to_string();
        for id in &ids {
            text = text.replace(id.as_str(), &format!("{id}-{number}"));
        }
        text
    };
    run.iter()
        .map(|event| Incoming {
            id: format!("{}-{number}", event["id"]),
            body: rename(event),
            provenance: Provenance::Token,
        })
        .collect()
}

/// Microseconds for each event of the run, many times over.
fn one(run: &[Value]) -> Vec<f64> {
    let bodies: Vec<String> = run.iter().map(Value::to_string).collect();
    let now = Timestamp::now();
    let mut all = Vec::new();
    for _ in 0..500 {
        let mut release = Release::default();
        for body in &bodies {
            let begun = Instant::now();
            let event = serde_json::from_str(body).expect("JSON");
            let decoded = events::decode(&event, now).expect("an event");
            let Means::Release(observations) = decoded.means else {
                continue;
            };
            for observation in &observations {
                std::hint::black_box(release.fold(observation));
            }
            all.push(begun.elapsed().as_secs_f64() * 1e6);
        }
    }
    all
}

/// Events a second, and milliseconds for a commit of one row, an fsync included.
async fn burst(run: &[Value]) -> anyhow::Result<(f64, f64)> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&format!("sqlite:{}/store.db", folder.path().display())).await?;
    let sync = one_commit(&store).await?;
    let arrived = Bell::default();
    let observe = Observe {
        store: store.clone(),
        recorder: Arc::new(recorder()),
        arrived: arrived.clone(),
        due: Bell::default(),
        telling: Bell::default(),
        noted: Bell::default(),
        called: Bell::default(),
        metrics: Metrics::default(),
        unread: Unread::default(),
    };
    let ring = arrived.clone();
    let intake = Intake::open(store.clone(), move || ring.ring());
    let events: Vec<Incoming> = (0..RELEASES)
        .flat_map(|number| renamed(run, number))
        .collect();
    let count = events.len();
    let mut shares: Vec<Vec<Incoming>> = vec![Vec::new(); SENDERS];
    for (index, event) in events.into_iter().enumerate() {
        shares[index % SENDERS].push(event);
    }
    let begun = Instant::now();
    let senders: Vec<_> = shares
        .into_iter()
        .map(|share| {
            let intake = intake.clone();
            tokio::spawn(async move {
                for event in share {
                    intake.put(vec![event]).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    let mut listener = arrived.listen();
    let mut folded = 0;
    while folded < count {
        match observe.run_once(Timestamp::now()).await? {
            0 => tokio::time::timeout(Duration::from_secs(10), listener.heard())
                .await
                .context("events did not arrive")?,
            some => folded += some,
        }
    }
    let took = begun.elapsed();
    for sender in senders {
        sender.await??;
    }
    anyhow::ensure!(
        store.releases().await?.len() >= RELEASES,
        "releases are missing"
    );
    anyhow::ensure!(
        store.backlog().await? >= RELEASES as u64,
        "messages are missing"
    );
    Ok((count as f64 / took.as_secs_f64(), sync))
}

async fn one_commit(store: &Store) -> anyhow::Result<f64> {
    let mut all = Vec::new();
    for number in 0..50 {
        let id = format!("alone-{number}");
        let begun = Instant::now();
        store.receive(&id, "bench", "{}", Timestamp::now()).await?;
        all.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(order::median(&order::sorted(all)))
}

fn recorder() -> Recorder {
    let environment = Environment {
        name: EnvironmentName::new("prod"),
        account: HOME.to_owned(),
        region: REGION.to_owned(),
        clusters: Globs::any(),
        pipelines: Globs::any(),
        applications: None,
        role_arn: None,
        production: true,
    };
    let around = Around {
        environments: Environments::new(vec![environment]),
        routes: Vec::new(),
        grants: Vec::new(),
        channel: ChannelId::new("C0DEPLOYS"),
        locale: Locale::En,
    };
    let looks = Looks {
        look: Duration::from_secs(15),
        reconcile: Duration::from_secs(180),
    };
    let recorder = Recorder::new(around, looks);
    recorder.begins(Timestamp::now());
    recorder
}
