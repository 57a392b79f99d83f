//! A house to tell stories in: both simulators, the real bot as a process, and what a person sees.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use pilothouse::demo::{self, Bot};
use serde_json::Value;
use sim::Clock;
use sim::aws::world::Ship;
use sim::aws::{AwsSim, Target, World};
use sim::slack::{Delivery, Message, SlackSim};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use crate::{Log, answers_to, start};

pub use pilothouse::demo::{PATIENCE, SETTINGS, SOCKETS};

/// The variable that lets the stories be told over sockets and a queue instead of HTTP.
pub const OVER: &str = "PILOTHOUSE_STORIES_OVER";

/// Whether this run is over sockets and a queue.
pub fn over_sockets() -> bool {
    std::env::var_os(OVER).is_some_and(|way| way == "sockets")
}

const MINUTE: Duration = Duration::from_secs(60);

/// Where people talk in these stories.
pub const DEPLOYS: &str = "C0DEPLOYS";

/// Everything a story needs. The bot is stopped, or killed, when it is dropped.
pub struct House {
    pub slack: SlackSim,
    pub aws: AwsSim,
    pub clock: Clock,
    pub bot: Bot,
    settings: String,
    variables: Vec<(&'static str, String)>,
    _log: Log,
}

/// A house that is not open yet.
pub struct Plan {
    settings: String,
    world: fn(jiff::Timestamp) -> World,
    variables: Vec<(&'static str, String)>,
    over_sockets: bool,
}

impl House {
    /// The reference world, ready.
    pub async fn open() -> Self {
        Self::plan().open().await
    }

    /// The reference world, to be changed before it opens.
    pub fn plan() -> Plan {
        Plan {
            settings: SETTINGS.to_owned(),
            world: World::reference,
            variables: Vec::new(),
            over_sockets: over_sockets(),
        }
    }

    /// Stops the bot and starts it anew, with the same settings; name a store that outlives it.
    pub async fn restarted(self) -> Self {
        let (status, _) = self.bot.stop().await.expect("an end");
        assert!(status.success());
        let bot = start(&self.slack, &self.aws, &self.settings, &self.variables).await;
        knows(&self.slack, &bot, &self.settings).await;
        Self {
            _log: Log::of(&bot, &self.slack),
            bot,
            ..self
        }
    }

    /// Ends the bot without a word of warning and starts it anew, with the same settings; name a store that outlives it.
    pub async fn killed(self) -> Self {
        self.bot.kill().await.expect("an end");
        let bot = start(&self.slack, &self.aws, &self.settings, &self.variables).await;
        knows(&self.slack, &bot, &self.settings).await;
        Self {
            _log: Log::of(&bot, &self.slack),
            bot,
            ..self
        }
    }

    /// Sends AWS's events to the bot, as it is open for them.
    pub fn subscribe(&self, token: &str) {
        self.aws
            .send_events_to(match self.settings.contains(SOCKETS) {
                true => Target::Queue {
                    url: self.aws.queue_url("pilothouse"),
                    wrapped: false,
                },
                false => Target::Http {
                    url: format!("{}/aws/events", self.bot.url()),
                    header_name: "X-Pilothouse-Token".into(),
                    header_value: token.into(),
                },
            });
    }

    /// The ids of the events that AWS has told.
    pub fn told_ids(&self) -> BTreeSet<String> {
        let events = self.aws.events().into_iter();
        let said = events.flat_map(|event| events::said_in(event, events::Around::default()));
        said.map(|said| said.id).collect()
    }

    /// Types a slash command and returns what its person is told in the end: the acknowledgement where that is the
    /// answer, else the message that follows it.
    pub async fn ask(&self, person: &str, text: &str) -> Message {
        let answer = demo::ask(&self.slack, person, DEPLOYS, text).await;
        self.or_its_log(answer)
    }

    /// The `count`th message that a person is told in private, once it is there.
    pub async fn told(&self, person: &str, count: usize) -> Message {
        let told = demo::told(&self.slack, person, DEPLOYS, count).await;
        self.or_its_log(told)
    }

    /// Mentions the bot, in a thread where one is given, and returns its answer, whoever may read that.
    pub async fn mention(&self, person: &str, text: &str, thread: Option<&str>) -> Message {
        let heard = self.slack.mention(person, DEPLOYS, text, thread).await;
        let heard = heard.expect("a mention that is heard");
        assert_eq!(heard.status, 200, "{}", heard.body);
        self.answer_to(&heard).await
    }

    /// The answer to a mention that was delivered, once it is there.
    pub async fn answer_to(&self, mention: &Delivery) -> Message {
        let answer = self.slack.until(PATIENCE, |workspace| {
            answers_to(workspace, mention).first().cloned()
        });
        let log = || self.bot.log().join("\n");
        let answer = answer.await;
        answer.unwrap_or_else(|| panic!("a mention was not answered; the bot said:\n{}", log()))
    }

    /// Lets AWS go on, `step` by `step`, until `until` is there, looked at after each call that AWS is asked; panics where
    /// it never is.
    pub async fn until(&self, what: &str, step: Duration, until: impl Fn() -> bool) {
        for _ in 0..60 {
            let calls = self.aws.calls();
            let is_there = calls.until(Duration::from_millis(200), |_| until()).await;
            if is_there.is_some() || until() {
                return;
            }
            self.clock.advance(step);
            self.aws.tick();
        }
        panic!("{what}:\n{}", self.bot.log().join("\n"));
    }

    /// The lines of the bot's log with this message.
    pub fn logged(&self, message: &str) -> Vec<Value> {
        let log = self.bot.log();
        let lines = log.iter().map(|line| serde_json::from_str(line).unwrap());
        lines
            .filter(|line: &Value| line["message"] == message)
            .collect()
    }

    /// How often a person was told something that contains this.
    pub fn told_of(&self, person: &str, what: &str) -> usize {
        let told = self.slack.ephemerals(person, DEPLOYS);
        told.iter().filter(|one| read(one).contains(what)).count()
    }

    /// Waits until one connection is open.
    pub async fn connected(&self) {
        let is_open = self.slack.sockets_until(1, PATIENCE).await;
        assert!(is_open, "{}", self.bot.log().join("\n"));
    }

    /// Lets the simulated time pass in steps, as it does between two looks.
    pub fn minutes(&self, n: u32) {
        for _ in 0..n {
            self.clock.advance(MINUTE);
            self.aws.tick();
        }
    }

    /// Ships this to a service of the production cluster.
    pub fn deploy(&self, service: &str, ship: Ship) {
        self.aws
            .edit(|world| world.home().deploy("prod-main", service, ship))
            .expect("a deployment");
    }

    /// What Ann reads, with everything that depends on the hour taken out.
    pub async fn ann_reads(&self, text: &str) -> String {
        let answer = self.ask("U0ANN", text).await;
        without_durations(&read(&answer))
    }

    fn or_its_log(&self, told: anyhow::Result<Message>) -> Message {
        told.unwrap_or_else(|error| {
            let log = self.bot.log().join("\n");
            panic!("{error:#}; the bot said:\n{log}")
        })
    }
}

/// `12 min` and the like as `(time)`: the simulated clock is stepped and the bot's is not.
fn without_durations(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let digits = from
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(from.len());
        let (number, after) = from.split_at(digits);
        out.push_str(before);
        let unit = [" s", " min", " h", " d"].into_iter().find_map(|unit| {
            let after = after.strip_prefix(unit)?;
            (!after.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(after)
        });
        out.push_str(if unit.is_some() { "(time)" } else { number });
        rest = unit.unwrap_or(after);
    }
    out + rest
}

impl Plan {
    /// With these settings.
    pub fn settings(mut self, settings: impl Into<String>) -> Self {
        self.settings = settings.into();
        self
    }

    /// With more settings at the end.
    pub fn and(mut self, more: &str) -> Self {
        self.settings.push_str(more);
        self
    }

    /// With this world in AWS.
    pub fn world(mut self, world: fn(jiff::Timestamp) -> World) -> Self {
        self.world = world;
        self
    }

    /// With Slack's requests through a socket and AWS's events through a queue, whatever this run is over.
    pub fn over_sockets(mut self) -> Self {
        self.over_sockets = true;
        self
    }

    /// With this environment variable.
    pub fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// Starts it all; the bot is ready when this returns.
    pub async fn open(mut self) -> House {
        let clock = Clock::stepped(jiff::Timestamp::now());
        let here = "127.0.0.1:0".parse().expect("an address");
        let slack = SlackSim::start(here, clock.clone()).await.expect("a Slack");
        let aws = AwsSim::start(here, clock.clone(), (self.world)(clock.now()))
            .await
            .expect("an AWS");
        if self.over_sockets {
            slack.use_sockets(true);
            let socket = format!("[slack]\n{SOCKETS}");
            self.settings = self.settings.replace("[slack]", &socket);
        }
        if self.over_sockets && !self.settings.contains("[sources]") {
            let url = aws.queue_url("pilothouse");
            self.settings += &format!("\n[sources]\nsqs_queue = \"{url}\"\n");
        }
        let bot = start(&slack, &aws, &self.settings, &self.variables).await;
        watched(&bot, &self.settings).await;
        // What the bot asked by itself is not what a story is about.
        aws.calls().clear();
        House {
            _log: Log::of(&bot, &slack),
            slack,
            aws,
            clock,
            bot,
            settings: self.settings,
            variables: self.variables,
        }
    }
}

/// Lets Slack know this bot, and it alone.
async fn knows(slack: &SlackSim, bot: &Bot, settings: &str) {
    slack.connect(bot.url());
    if settings.contains(SOCKETS) {
        assert!(slack.sockets_until(1, PATIENCE).await);
    }
}

/// Waits until the bot has looked through every environment of these settings.
async fn watched(bot: &Bot, settings: &str) {
    let environments = settings.matches("[[environments]]").count();
    let mut log = bot.follow();
    let all = log.wait_for(|log| {
        let is_watched = |line: &&String| line.contains("the environment is watched");
        log.iter().filter(is_watched).count() >= environments
    });
    let all = tokio::time::timeout(PATIENCE, all).await;
    assert!(
        all.is_ok(),
        "not every environment is watched: {:?}",
        bot.log()
    );
}

/// The ids of the events that are in a bot's store.
pub async fn stored(file: &Path) -> BTreeSet<String> {
    let url = format!("sqlite:{}", file.display());
    let mut store = SqliteConnection::connect(&url).await.expect("a store");
    let ids = sqlx::query_scalar("SELECT id FROM inbox WHERE source = 'aws'");
    let ids: Vec<String> = ids.fetch_all(&mut store).await.expect("events");
    ids.into_iter().collect()
}

/// What a person reads, as text: the blocks from top to bottom.
pub fn read(message: &Message) -> String {
    demo::read(message.blocks(), &|_| "(date)".to_owned())
}
