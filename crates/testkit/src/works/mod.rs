//! The works beside the doors, stepped by hand: AWS moves, events are folded, AWS is asked, Slack is told.

mod crew;
mod reading;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use domain::provenance::Provenance;
use domain::release::Release;
use domain::telling::tell;
use jiff::Timestamp;
use pilothouse::store::{AWS, Incoming, Store};
use pilothouse::tasks::{Deliver, Look, Missed, Observe, Stories};
use serde_json::Value;
use sim::Clock;
use sim::aws::world::Region;
use sim::aws::{AwsSim, World};
use sim::slack::SlackSim;

use self::crew::crew;

/// Whether an event, of this number among those under way, arrives in a round.
type Arrives = Box<dyn Fn(&Value, usize, usize) -> bool + Send>;

/// Both simulators and the works between them, on one clock that the test steps.
pub struct Works {
    pub slack: SlackSim,
    pub aws: AwsSim,
    pub clock: Clock,
    pub store: Store,
    observe: Observe,
    pub look: Look,
    stories: Stories,
    deliver: Deliver,
    begun: Timestamp,
    /// Events of AWS that were handed in.
    handed_in: usize,
    /// Calls of Slack that were written into a transcript.
    written: usize,
    /// Events that AWS has told and that are still on their way.
    late: Vec<Value>,
    rounds: usize,
    /// Whether the event of this number arrives in this round.
    arrives: Arrives,
    folder: tempfile::TempDir,
}

impl Works {
    /// The reference world, and whatever `more` adds to its settings.
    pub async fn open(more: &str) -> Self {
        Self::installed_in(World::reference, more).await
    }

    /// A bot that is installed now, in an account of this world.
    pub async fn installed_in(world: impl FnOnce(Timestamp) -> World, more: &str) -> Self {
        let clock = Clock::stepped("2026-03-02T09:00:00Z".parse().expect("a time"));
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let slack = SlackSim::start(here, clock.clone()).await.expect("a Slack");
        let aws = AwsSim::start(here, clock.clone(), world(clock.now()))
            .await
            .expect("an AWS");
        let mut works = Self::between(slack, aws, clock, more).await;
        works.look_first().await;
        works
    }

    /// From now on the environments are watched.
    async fn look_first(&mut self) {
        self.reconcile().await;
        self.handed_in = self.aws.events().len();
    }

    /// The same AWS with a Slack and a store that know nothing yet.
    pub async fn beside(&self, more: &str) -> Self {
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let clock = Clock::stepped(self.clock.now());
        let slack = SlackSim::start(here, clock.clone()).await.expect("a Slack");
        let mut works = Self::between(slack, self.aws.clone(), clock, more).await;
        works.handed_in = works.aws.events().len();
        // They have been watched for as long as the others.
        for environment in works.look.fleet.environments() {
            let watched = works.store.watch(&environment.name, self.begun).await;
            watched.expect("watched");
        }
        works
    }

    async fn between(slack: SlackSim, aws: AwsSim, clock: Clock, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&format!("sqlite:{}/store.db", folder.path().display()))
            .await
            .expect("a store");
        let (observe, look, stories, deliver) = crew(&slack, &aws, &store, more, clock.now());
        Self {
            begun: clock.now(),
            slack,
            aws,
            clock,
            store,
            observe,
            look,
            stories,
            deliver,
            handed_in: 0,
            written: 0,
            late: Vec::new(),
            rounds: 0,
            arrives: Box::new(|_, _, _| true),
            folder,
        }
    }

    /// Another process on the same store, as after a restart.
    pub async fn restarted(&mut self) {
        let now = self.clock.now();
        (self.observe, self.look, self.stories, self.deliver) =
            crew(&self.slack, &self.aws, &self.store, "", now);
        self.deliver.resume(now).await.expect("put off");
    }

    /// Somebody says yes in the console to the approval that waits.
    pub fn approve(&self, words: &str) {
        let action = ("payments", "Approval", "Approve");
        let who = "arn:aws:iam::111122223333:user/ann";
        self.home(|home| {
            let (token, _) = home.waiting_approval("payments").expect("an approval");
            home.put_approval(action, &token, true, words, who)
        })
        .expect("approved");
    }

    /// Lets CodeDeploy stop what goes to production by this alarm.
    pub fn stopped_by(&self, alarm: &str) {
        self.home(|home| {
            let payments = home.applications.get_mut("payments").expect("payments");
            let group = payments.groups.get_mut("payments-prod");
            group.expect("its group").alarms = vec![alarm.to_owned()];
        });
    }

    /// Loses every event that has not been handed in.
    pub fn forget_events(&mut self) {
        self.handed_in = self.aws.events().len();
    }

    /// Changes the first account's region.
    pub fn home<T>(&self, change: impl FnOnce(&mut Region) -> T) -> T {
        self.aws.edit(|world| change(world.home()))
    }

    /// Every event that AWS has told while it was watched.
    pub fn all_events(&self) -> Vec<Value> {
        self.aws.events()
    }

    /// Lets events arrive late, each in the first round that `arrives` picks for it.
    pub fn trickle(&mut self, arrives: impl Fn(&Value, usize, usize) -> bool + Send + 'static) {
        self.arrives = Box::new(arrives);
    }

    /// The events that arrive now.
    fn arriving(&mut self) -> Vec<Value> {
        let events = self.aws.events();
        self.late.extend_from_slice(&events[self.handed_in..]);
        self.handed_in = events.len();
        self.rounds += 1;
        let (arrives, round) = (&self.arrives, self.rounds);
        let all = std::mem::take(&mut self.late);
        let (arriving, late) = all
            .into_iter()
            .enumerate()
            .partition::<Vec<_>, _>(|(index, event)| arrives(event, *index, round));
        self.late = late.into_iter().map(|(_, event)| event).collect();
        arriving.into_iter().map(|(_, event)| event).collect()
    }

    /// Hands events in as the door does, each known by its id.
    pub async fn hand_in(&self, events: &[Value]) {
        self.hand_in_by(events, &Provenance::Token).await;
    }

    /// Hands events in as they come by another way.
    pub async fn hand_in_by(&self, events: &[Value], provenance: &Provenance) {
        let incoming: Vec<Incoming> = events
            .iter()
            .flat_map(|event| events::said_in(event.clone(), Default::default()))
            .map(|said| Incoming {
                id: said.id_by(provenance),
                body: said.event.to_string(),
                provenance: provenance.clone(),
            })
            .collect();
        let now = self.clock.now();
        self.store
            .receive_all(AWS, &incoming, now)
            .await
            .expect("stored");
    }

    /// Folds what was handed in, and nothing more.
    pub async fn fold(&self) {
        while self
            .observe
            .run_once(self.clock.now())
            .await
            .expect("folded")
            > 0
        {}
    }

    /// Asks AWS about what is due.
    pub async fn ask(&self) {
        for environment in self.look.fleet.environments() {
            let mut missed = Missed::default();
            self.look
                .run_once(environment, self.clock.now(), &mut missed)
                .await
                .expect("looked");
        }
    }

    /// Asks AWS about everything.
    pub async fn reconcile(&self) {
        for environment in self.look.fleet.environments() {
            let mut missed = Missed::default();
            self.look
                .reconcile(environment, self.clock.now(), &mut missed)
                .await
                .expect("reconciled");
        }
    }

    /// Says what is to be told of news that is no release's own.
    pub async fn story(&self) {
        self.stories.run_once(self.clock.now()).await.expect("said");
    }

    /// Tells Slack what it may be told now.
    pub async fn tell(&self) {
        self.deliver.run_once(self.clock.now()).await.expect("told");
    }

    /// Everything once: what AWS has told is handed in and folded, AWS is asked, Slack is told.
    pub async fn work(&mut self) {
        let events = self.arriving();
        self.hand_in(&events).await;
        self.fold().await;
        self.ask().await;
        // What was asked about may have led to more, which is due at once.
        self.ask().await;
        self.story().await;
        self.tell().await;
    }

    /// Lets time go by, with everything done after each step.
    pub async fn go_by(&mut self, time: Duration, step: Duration) {
        let end = self.clock.now() + time;
        while self.clock.now() < end {
            self.clock.advance(step);
            self.aws.tick();
            self.work().await;
        }
    }

    /// Works on until everything that is to be told has been told.
    pub async fn settle(&mut self) {
        for _ in 0..200 {
            self.work().await;
            if self.store.backlog().await.expect("a count") == 0 {
                return;
            }
            self.clock.advance(Duration::from_secs(5));
        }
        panic!("there is no end to it");
    }

    /// The observations that are kept make the same messages again.
    pub async fn folds_again(&self) {
        for (id, release) in self.store.releases().await.expect("releases") {
            let mut again = Release::default();
            for observation in self.store.observations(&id).await.expect("observations") {
                again.fold(&observation);
            }
            let now = self.clock.now();
            let around = &self.look.recorder.around;
            let told = |release: &Release| tell(release, &BTreeSet::new(), around, now);
            assert_eq!(told(&again), told(&release), "{id}");
        }
    }
}
