//! A house to tell stories in: both simulators, the real bot as a process, and what a person sees.

use std::path::Path;

use pilothouse::demo::{self, Bot, SETTINGS};
use pilothouse::sim::Clock;
use pilothouse::sim::aws::{AwsSim, World};
use pilothouse::sim::slack::{Message, SlackSim};

/// Where people talk in these stories.
pub const DEPLOYS: &str = "C0DEPLOYS";

/// Everything a story needs. The bot is stopped, or killed, when it is dropped.
pub struct House {
    pub slack: SlackSim,
    pub aws: AwsSim,
    pub clock: Clock,
    pub bot: Bot,
}

/// A house that is not open yet.
pub struct Plan {
    settings: String,
    world: fn(jiff::Timestamp) -> World,
    variables: Vec<(&'static str, String)>,
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
        }
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

    fn or_its_log(&self, told: anyhow::Result<Message>) -> Message {
        told.unwrap_or_else(|error| {
            let log = self.bot.log().join("\n");
            panic!("{error:#}; the bot said:\n{log}")
        })
    }
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

    /// With this environment variable.
    pub fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// Starts it all; the bot is ready when this returns.
    pub async fn open(self) -> House {
        let clock = Clock::stepped(jiff::Timestamp::now());
        let here = "127.0.0.1:0".parse().expect("an address");
        let slack = SlackSim::start(here, clock.clone()).await.expect("a Slack");
        let aws = AwsSim::start(here, clock.clone(), (self.world)(clock.now()))
            .await
            .expect("an AWS");
        let bot = start(&slack, &aws, &self.settings, &self.variables).await;
        House {
            slack,
            aws,
            clock,
            bot,
        }
    }
}

/// Starts the bot on these simulators.
pub async fn start(
    slack: &SlackSim,
    aws: &AwsSim,
    settings: &str,
    more: &[(&'static str, String)],
) -> Bot {
    let pilothouse = Path::new(env!("CARGO_BIN_EXE_pilothouse"));
    demo::open(pilothouse, slack, aws, settings, more)
        .await
        .expect("a bot that gets ready")
}

/// What a person reads, as text: the blocks from top to bottom.
pub fn read(message: &Message) -> String {
    demo::read(message.blocks(), &|_| "(date)".to_owned())
}
