//! The bot under a steady load: what it holds of memory and files does not grow, and nothing goes wrong.

use std::fs;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pilothouse::demo::{self, Bot};
use serde_json::Value;
use sim::aws::world::Ship;
use sim::aws::{Disorder, World};
use sim::{Call, Clock};
use testkit::{DEPLOYS, PATIENCE};

use crate::between::Between;

/// How many times as fast as in life AWS goes on.
const SCALE: f64 = 30.0;
/// Services, and the clusters that they are in; a few of them are deployed at any moment.
const SERVICES: usize = 24;
const CLUSTERS: usize = 3;
/// People who ask at the same moment.
const PEOPLE: usize = 6;
/// In one of so many rounds, the store may be waited for in vain: the machine may have much else to do.
const BUSY: usize = 20;
const LATE: [&str; 2] = ["pool timed out", "could not be stored in time"];
/// How often in a row the bot may be asked whether it is ready.
const TRIES: usize = 3;
/// Rounds of the load at least.
const ROUNDS: usize = 8;
/// What the memory may grow by, in KiB.
const MEMORY: u64 = 8 * 1024;
/// What the open files may grow by: connections come and go.
const FILES: u64 = 8;

const SETTINGS: &str = r#"
listen = "127.0.0.1:0"
store = "sqlite:pilothouse.db"

[slack]
team = "T0001"
channel = "C0DEPLOYS"

[[environments]]
name = "prod"
account = "111122223333"
region = "ap-northeast-2"

[pace]
poll = "250ms"
reconcile = "1s"
edit = "250ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

/// Runs the one round.
pub async fn round(seed: u64, time: Duration) -> String {
    let mut load = Load::begin(seed).await;
    let begun = Instant::now();
    let mut held = Vec::new();
    while begun.elapsed() < time || held.len() < ROUNDS {
        load.goes_on().await;
        held.push(Held::by(&load.between.bot));
    }
    let told = load.messages();
    load.ends_well(held.len() / BUSY).await;
    // The first quarter warms up; of what follows, one half is compared with the other.
    let warm = &held[held.len() / 4..];
    let (before, after) = warm.split_at(warm.len() / 2);
    let (before, after) = (Held::most(before), Held::most(after));
    let figures = format!("{before:?}, and later {after:?}");
    assert!(after.memory <= before.memory + MEMORY, "{figures}");
    assert!(after.files <= before.files + FILES, "{figures}");
    format!("{} rounds, {told} messages; {figures}", held.len())
}

/// What a process holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    /// In KiB.
    memory: u64,
    files: u64,
}

impl Held {
    fn by(bot: &Bot) -> Self {
        let process = format!("/proc/{}", bot.pid().expect("a bot that runs"));
        let status = fs::read_to_string(format!("{process}/status")).expect("its status");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.expect("its memory").trim();
        let kibibytes = resident.strip_suffix(" kB").expect("in kB");
        let files = fs::read_dir(format!("{process}/fd")).expect("its files");
        Self {
            memory: kibibytes.parse().expect("a number"),
            files: files.count() as u64,
        }
    }

    fn most(all: &[Self]) -> Self {
        let most = |what: fn(&Self) -> u64| all.iter().map(what).max().expect("some rounds");
        Self {
            memory: most(|held| held.memory),
            files: most(|held| held.files),
        }
    }
}

/// The bot, and those who keep it busy.
struct Load {
    between: Between,
    client: reqwest::Client,
    rounds: usize,
}

impl Load {
    async fn begin(seed: u64) -> Self {
        let world = |now| World::crowd(now, SERVICES, CLUSTERS);
        let between = Between::open(SETTINGS.to_owned(), Clock::running(SCALE), world).await;
        between.slack.with(|workspace| {
            for person in (0..PEOPLE).map(person) {
                workspace.add_person(&person, &person, "en-US");
                let channel = workspace.channels.get_mut(DEPLOYS);
                channel.expect("a channel").members.insert(person);
            }
        });
        // Each event twice, in any order.
        between.aws.set_disorder(Disorder {
            copies: 2,
            shuffle: Some(seed),
            held: false,
        });
        between.subscribe();
        Self {
            between,
            client: reqwest::Client::new(),
            rounds: 0,
        }
    }

    /// One more deployment, everybody asks, and the bot is ready all the while.
    async fn goes_on(&mut self) {
        self.rounds += 1;
        let index = self.rounds % SERVICES;
        let (cluster, service) = (
            format!("cluster-{}", index % CLUSTERS),
            format!("svc-{index:03}"),
        );
        self.between.aws.edit(|world| {
            let home = world.home();
            let found = home.service(&cluster, &service).expect("a service");
            if found.current().is_none() {
                let ship = Ship::healthy(&format!("v{}", self.rounds));
                home.deploy(&cluster, &service, ship).expect("a deployment");
            }
        });
        let asked = (0..PEOPLE).map(async |number| {
            let person = person(number);
            let answer = demo::ask(&self.between.slack, &person, DEPLOYS, "status").await;
            answer.expect("an answer");
            self.forget(&person);
        });
        join_all(asked).await;
        self.is_ready().await;
        // So that the load is steady, and no heavier on a fast machine.
        let calls = self.between.aws.calls();
        calls.clear();
        let is_look = |call: &Call| call.operation == "codepipeline.ListPipelines";
        let look = calls.until(PATIENCE, is_look).await;
        assert!(look.is_some(), "AWS is not asked any more");
    }

    /// The bot is ready; on a machine that has much else to do, it may be asked more than once.
    async fn is_ready(&self) {
        let url = format!("{}/readyz", self.between.bot.url());
        let mut said = Vec::new();
        for _ in 0..TRIES {
            let ready = self.client.get(&url).send().await.expect("an answer");
            if ready.status() == 200 {
                return;
            }
            said.push(ready.text().await.expect("a body"));
        }
        panic!("{said:#?}\n{}", self.between.bot.log().join("\n"));
    }

    /// Takes away what a person was told, which would only slow the simulator down.
    fn forget(&self, person: &str) {
        self.between.slack.with(|workspace| {
            let told = workspace.ephemerals(person, DEPLOYS);
            let told: Vec<String> = told.map(|message| message.ts.clone()).collect();
            for ts in told {
                workspace.delete(DEPLOYS, &ts);
            }
        });
    }

    /// How many messages the channel has.
    fn messages(&self) -> usize {
        self.between.slack.messages(DEPLOYS).len()
    }

    /// The bot stops when it is asked to, and nothing went wrong; so often at most, others had the store for too long.
    async fn ends_well(self, busy: usize) {
        let (status, lines) = self.between.bot.stop().await.expect("an end");
        assert!(status.success(), "{status}");
        let lines = lines
            .iter()
            .map(|line| serde_json::from_str(line).expect("JSON"));
        let wrong = lines.filter(|line: &Value| line["level"] == "ERROR");
        let is_late = |line: &Value| LATE.iter().any(|late| line.to_string().contains(late));
        let (late, wrong): (Vec<Value>, Vec<Value>) = wrong.partition(is_late);
        assert!(
            wrong.is_empty() && late.len() <= busy,
            "{wrong:#?}{late:#?}"
        );
    }
}

fn person(number: usize) -> String {
    format!("U0SOAK{number}")
}
