//! Anything happens at AWS and anything befalls its events: the messages come out as for one who misses nothing.

use std::fmt;
use std::time::Duration;

use domain::names::ChannelId;
use fastrand::Rng;
use jiff::Timestamp;
use pilothouse::demo::read;
use serde_json::Value;
use sim::aws::world::ecs::Health;
use sim::aws::world::{HOME, Refused, Region, Ship};
use testkit::{DEPLOYS, Works, change};

/// How much of AWS's time goes by between two rounds of the works.
const STEP: Duration = Duration::from_secs(60);
/// Steps between two reconciles, as the settings have it by default.
const RECONCILE: u32 = 5;
/// Steps in which something may happen, and those in which all of it comes to an end.
const ACTIVE: u32 = 30;
const QUIET: u32 = 25;
/// What stops a deployment to production.
const ALARM: &str = "payments-5xx";
const SERVICES: [(&str, &str); 5] = [
    ("prod-main", "payments-api"),
    ("prod-main", "orders-api"),
    ("prod-main", "search-api"),
    ("staging", "payments-api"),
    ("staging", "orders-api"),
];

/// Runs one round.
pub async fn round(seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let mut steady = Works::open("").await;
    let mut walker = steady.beside("").await;
    walker.reconcile().await;
    steady.stopped_by(ALARM);
    steady.home(|home| {
        let payments = home.applications.get_mut("payments").expect("payments");
        let group = payments.groups.get_mut("payments-prod");
        group.expect("its group").termination_minutes = 5;
    });
    let mut events = Events::drawn(&mut rng);
    let restarts = rng.u32(5..40);
    let mut acts = Acts::default();
    for step in 0..ACTIVE + QUIET {
        for works in [&steady, &walker] {
            works.clock.advance(STEP);
        }
        if step < ACTIVE && rng.u32(0..3) == 0 {
            let now = steady.clock.now();
            steady.home(|home| acts.act(home, now, &mut rng));
        }
        events.befall(&steady, step, &mut rng);
        if rng.u32(0..restarts) == 0 {
            walker.restarted().await;
        }
        if step % RECONCILE == 0 {
            steady.reconcile().await;
            walker.reconcile().await;
        }
        walker.hand_in(&events.arriving(step, &mut rng)).await;
        walker.forget_events();
        steady.work().await;
        walker.work().await;
    }
    walker.hand_in(&events.arriving(u32::MAX, &mut rng)).await;
    for works in [&mut steady, &mut walker] {
        works.reconcile().await;
        works.settle().await;
        works.folds_again().await;
    }
    let told = own(&steady).await;
    assert_eq!(told.len(), acts.releases, "{:#?}: {told:#?}", acts.done);
    let theirs = own(&walker).await;
    let more: Vec<&String> = theirs.iter().filter(|one| !told.contains(one)).collect();
    let less: Vec<&String> = told.iter().filter(|one| !theirs.contains(one)).collect();
    assert_eq!(more, less, "{events} after {:#?}", acts.done);
    assert_eq!(theirs.len(), told.len(), "{events} after {:#?}", acts.done);
    format!(
        "{} acts, {} releases; {events}",
        acts.done.len(),
        acts.releases
    )
}

/// The releases' own messages, in an order that does not depend on which came first.
async fn own(works: &Works) -> Vec<String> {
    let channel = ChannelId::new(DEPLOYS);
    let mut own = Vec::new();
    for message in works.slack.messages(DEPLOYS) {
        let release = works.store.release_at(&channel, &message.ts).await;
        let is_of_release = release.expect("a store").is_some();
        let text = read(message.blocks(), &str::to_owned);
        // What was told by itself before it was known whose it is, says no more than that.
        let leads_elsewhere = text.contains("This is a part of");
        if message.thread_ts.is_none() && is_of_release && !leads_elsewhere {
            own.push(text);
        }
    }
    own.sort();
    own
}

/// What people and machines do at AWS.
#[derive(Default)]
struct Acts {
    /// What was done, in words.
    done: Vec<String>,
    /// What began a release of its own.
    releases: usize,
    versions: u32,
}

impl Acts {
    /// Does something, unless AWS does not have it.
    fn act(&mut self, home: &mut Region, now: Timestamp, rng: &mut Rng) {
        self.versions += 1;
        let tag = format!("v{}", 100 + self.versions);
        let (done, begins) = match rng.u32(0..10) {
            0..=2 => (ship(home, &tag, rng), true),
            3 | 4 => {
                let run = home.run_pipeline("payments", change(&tag));
                (run.map(|id| format!("{tag} runs as {id}")), true)
            }
            5 | 6 => (answer(home, rng.bool()), false),
            7 => (alarm(home), false),
            _ => (stop(home, now, rng), false),
        };
        if let Ok(done) = done {
            self.done.push(format!("{now}: {done}"));
            self.releases += usize::from(begins);
        }
    }
}

fn ship(home: &mut Region, tag: &str, rng: &mut Rng) -> Result<String, Refused> {
    let (cluster, service) = rng.choice(SERVICES).expect("a service");
    let is_codedeploy = (cluster, service) == ("prod-main", "payments-api");
    let ship = match rng.u32(0..4) {
        0 => Ship::broken(tag, Health::CannotStart),
        1 if is_codedeploy => Ship::failing(tag, "AfterAllowTestTraffic"),
        _ => Ship::healthy(tag),
    };
    let what = format!("{cluster}/{service} {ship:?}");
    home.deploy(cluster, service, ship)?;
    Ok(what)
}

/// Somebody answers the approval that waits, in the console.
fn answer(home: &mut Region, is_yes: bool) -> Result<String, Refused> {
    let (token, id) = home.waiting_approval("payments").ok_or_else(nothing)?;
    let action = ("payments", "Approval", "Approve");
    let who = format!("arn:aws:iam::{HOME}:user/ann");
    home.put_approval(action, &token, is_yes, "As seen in staging", &who)?;
    Ok(format!("{id} is answered with {is_yes}"))
}

/// The alarm goes off, or is over.
fn alarm(home: &mut Region) -> Result<String, Refused> {
    if home.alarms.contains(ALARM) {
        home.clear_alarm(ALARM);
        return Ok("the alarm is over".to_owned());
    }
    home.raise_alarm(ALARM);
    Ok("the alarm goes off".to_owned())
}

/// Somebody stops what is on its way, in the console.
fn stop(home: &mut Region, now: Timestamp, rng: &mut Rng) -> Result<String, Refused> {
    match rng.u32(0..3) {
        0 => {
            let mut runs = home.pipeline("payments")?.executions.iter();
            let run = runs.rfind(|run| run.status.is_open());
            let id = run.ok_or_else(nothing)?.id.clone();
            home.stop_pipeline("payments", &id, rng.bool(), Some("Not today"))?;
            Ok(format!("{id} is stopped"))
        }
        1 => {
            let last = home.deployments.last().ok_or_else(nothing)?.id.clone();
            home.stop_deployment(&last, Some(true))?;
            Ok(format!("{last} is stopped"))
        }
        _ => {
            let (cluster, service) = rng.choice(SERVICES).expect("a service");
            let service = home.service_mut(cluster, service)?;
            let arn = service.current().ok_or_else(nothing)?.arn.clone();
            service.stop_deployment(&arn, false, now)?;
            Ok(format!("{arn} is stopped"))
        }
    }
}

fn nothing() -> Refused {
    Refused::new("NothingException", "There is nothing of the kind.")
}

/// What befalls the events on their way.
struct Events {
    /// In percent: lost, late, and delivered again.
    lost: u32,
    late: u32,
    again: u32,
    /// Events that AWS has told.
    told: usize,
    /// Those on their way, and the step in which they arrive.
    under_way: Vec<(u32, Value)>,
}

impl fmt::Display for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            told,
            lost,
            late,
            again,
            ..
        } = self;
        write!(
            f,
            "{told} events, {lost} % lost, {late} % late, {again} % again"
        )
    }
}

impl Events {
    fn drawn(rng: &mut Rng) -> Self {
        let mut percent = || rng.choice([0, 10, 50, 100]).expect("a share");
        Self {
            lost: percent(),
            late: percent(),
            again: percent(),
            told: 0,
            under_way: Vec::new(),
        }
    }

    /// Takes what AWS has told since, with a fate for each.
    fn befall(&mut self, steady: &Works, step: u32, rng: &mut Rng) {
        let all = steady.all_events();
        for event in &all[self.told..] {
            let happens = |rng: &mut Rng, percent| rng.u32(0..100) < percent;
            if happens(rng, self.lost) {
                continue;
            }
            let copies = if happens(rng, self.again) {
                rng.u32(2..=3)
            } else {
                1
            };
            for _ in 0..copies {
                let late = if happens(rng, self.late) {
                    rng.u32(1..20)
                } else {
                    0
                };
                self.under_way.push((step + late, event.clone()));
            }
        }
        self.told = all.len();
    }

    /// What arrives in a step, in any order.
    fn arriving(&mut self, step: u32, rng: &mut Rng) -> Vec<Value> {
        let under_way = std::mem::take(&mut self.under_way);
        let (mut now, later): (Vec<_>, _) = under_way.into_iter().partition(|(at, _)| *at <= step);
        self.under_way = later;
        rng.shuffle(&mut now);
        now.into_iter().map(|(_, event)| event).collect()
    }
}
