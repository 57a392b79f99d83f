//! The real bot between a Slack that goes by the wall clock and an AWS that goes by a clock of its own.

use std::time::Duration;

use jiff::Timestamp;
use pilothouse::demo::Bot;
use sim::Clock;
use sim::aws::{AwsSim, Target, World};
use sim::slack::SlackSim;
use tempfile::TempDir;
use testkit::{Log, PATIENCE, start};

/// How long Slack is told nothing before all is told: longer than the paces of these bots.
const QUIET: Duration = Duration::from_millis(600);
/// What EventBridge's API destination sends.
const TOKEN: &str = "a-token-of-at-least-sixteen";

/// The bot and both simulators. The store outlives the bot.
pub struct Between {
    pub slack: SlackSim,
    pub aws: AwsSim,
    pub bot: Bot,
    settings: String,
    variables: Vec<(&'static str, String)>,
    _log: Log,
    _folder: TempDir,
}

impl Between {
    /// Starts all three with these settings; AWS is watched when this returns. Nobody limits how fast Slack is told.
    pub async fn open(settings: String, clock: Clock, world: fn(Timestamp) -> World) -> Self {
        let here = "127.0.0.1:0".parse().expect("an address");
        let world = world(clock.now());
        let slack = SlackSim::start(here, Clock::running(1.0)).await;
        let slack = slack.expect("a Slack");
        slack.set_paces(false);
        let aws = AwsSim::start(here, clock, world).await.expect("an AWS");
        let folder = crate::folder();
        let store = format!("sqlite:{}/store.db", folder.path().display());
        let variables = vec![
            ("PILOTHOUSE_EVENTS_TOKEN", TOKEN.to_owned()),
            ("PILOTHOUSE_STORE", store),
        ];
        let bot = start(&slack, &aws, &settings, &variables).await;
        let between = Self {
            _log: Log::of(&bot, &slack),
            slack,
            aws,
            bot,
            settings,
            variables,
            _folder: folder,
        };
        between.is_watched().await;
        between
    }

    /// Waits until the bot has looked through every environment.
    async fn is_watched(&self) {
        let environments = self.settings.matches("[[environments]]").count();
        let mut log = self.bot.follow();
        let all = log.wait_for(|log| {
            let watched = |line: &&String| line.contains("the environment is watched");
            log.iter().filter(watched).count() >= environments
        });
        let all = tokio::time::timeout(PATIENCE, all).await;
        assert!(all.is_ok(), "{}", self.bot.log().join("\n"));
    }

    /// Waits until the bot has nothing more to tell.
    pub async fn is_told(&self) {
        self.is_watched().await;
        let mut changes = self.slack.changes();
        while tokio::time::timeout(QUIET, changes.changed()).await.is_ok() {}
    }

    /// Lets AWS send its events to the bot from now on.
    pub fn subscribe(&self) {
        self.aws.send_events_to(Target::Http {
            url: format!("{}/aws/events", self.bot.url()),
            header_name: "X-Pilothouse-Token".to_owned(),
            header_value: TOKEN.to_owned(),
        });
    }

    /// Ends the bot without a word of warning and starts it anew.
    pub async fn killed(self) -> Self {
        self.bot.kill().await.expect("an end");
        let bot = start(&self.slack, &self.aws, &self.settings, &self.variables).await;
        Self {
            _log: Log::of(&bot, &self.slack),
            bot,
            ..self
        }
    }
}
