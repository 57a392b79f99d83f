//! The stage of a story: both simulators, the bot, and what is printed of them.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};

use super::{Bot, SETTINGS, house, read};
use crate::sim::Clock;
use crate::sim::aws::{AwsSim, Target, World};
use crate::sim::slack::{Message, SlackSim};

/// Where the story plays.
pub(super) const DEPLOYS: &str = "C0DEPLOYS";

/// What EventBridge shows at the bot's door.
const TOKEN: &str = "only-the-demo-knows-this";
/// How many times as fast as in life Slack may be told things.
const FAST: f64 = 50.0;
/// The bot's paces to that.
const PACE: &str = r#"
[pace]
look = "100ms"
reconcile = "1s"
edit = "100ms"
posts_per_second = 50
edits_per_minute = 2500
"#;

/// Both simulators and the bot, and what is printed of them.
pub(super) struct Stage {
    pub(super) slack: SlackSim,
    pub(super) aws: AwsSim,
    clock: Clock,
    pub(super) bot: Bot,
}

impl Stage {
    /// AWS begins as long ago as the story is: what is done there afterwards has its past before the bot's own, real
    /// now.
    pub(super) async fn set(story: SignedDuration) -> anyhow::Result<Self> {
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let clock = Clock::stepped(Timestamp::now() - story);
        let world = World::reference(clock.now());
        let slack = SlackSim::start(here, Clock::running(1.0)).await?;
        let aws = AwsSim::start(here, clock.clone(), world).await?;
        // Slack's limits and the bot's paces pass as many times as fast as the story does.
        slack.set_pace_scale(FAST);
        let pilothouse = std::env::current_exe().context("this program's own path")?;
        let settings = format!("{SETTINGS}{PACE}");
        let token = [("PILOTHOUSE_EVENTS_TOKEN", TOKEN.to_owned())];
        let bot = house::open(&pilothouse, &slack, &aws, &settings, &token).await?;
        aws.send_events_to(Target::Http {
            url: format!("{}/aws/events", bot.url()),
            header_name: "X-Pilothouse-Token".to_owned(),
            header_value: TOKEN.to_owned(),
        });
        Ok(Self {
            slack,
            aws,
            clock,
            bot,
        })
    }

    /// Lets AWS's time go by up to this moment.
    pub(super) fn wait_until(&self, moment: Timestamp) {
        let left = moment.duration_since(self.clock.now());
        self.clock
            .advance(Duration::try_from(left).unwrap_or_default());
        self.aws.tick();
    }

    /// Somebody types a command; it and all that they are told are printed. The last of it is the answer.
    pub(super) async fn ask(&self, person: &str, text: &str) -> anyhow::Result<Message> {
        let before = self.slack.ephemerals(person, DEPLOYS).len();
        self.spoken(person, &format!("/deploy {text}"));
        let answer = house::ask(&self.slack, person, DEPLOYS, text).await?;
        self.answered(person, &self.slack.ephemerals(person, DEPLOYS)[before..]);
        Ok(answer)
    }

    /// Somebody mentions the bot in a thread, and is answered there alone.
    pub(super) async fn mention(
        &self,
        person: &str,
        thread: &str,
        text: &str,
    ) -> anyhow::Result<Message> {
        let before = self.slack.ephemerals(person, DEPLOYS).len();
        self.spoken(person, &format!("@Pilothouse {text}"));
        let delivery = self
            .slack
            .mention(person, DEPLOYS, text, Some(thread))
            .await?;
        ensure!(delivery.ok(), "the mention was not taken");
        let answer = house::told(&self.slack, person, DEPLOYS, before + 1).await?;
        self.answered(person, std::slice::from_ref(&answer));
        Ok(answer)
    }

    /// Lets AWS's time go on by so much from where it is.
    pub(super) async fn let_pass(&self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance(Duration::from_secs(60));
            self.aws.tick();
        }
        self.aws.delivered().await;
    }

    /// The channel's message of `what`, once it says `text` and has a reply that says `reply`, where there is to be one;
    /// all of it is printed.
    pub(super) async fn channel(
        &self,
        what: &str,
        text: &str,
        reply: Option<&str>,
    ) -> anyhow::Result<Vec<Message>> {
        let told = self.slack.until(house::PATIENCE, |workspace| {
            let all: Vec<Message> = workspace.messages(DEPLOYS).cloned().collect();
            let own = all.iter().find(|message| {
                let lines = read(message.blocks(), &str::to_owned);
                let is_about = lines.lines().next().is_some_and(|line| line.contains(what));
                message.thread_ts.is_none() && is_about && lines.contains(text)
            })?;
            let mut told = vec![own.clone()];
            if let Some(reply) = reply {
                let mut below = all
                    .iter()
                    .filter(|message| message.thread_ts.as_ref() == Some(&own.ts));
                let says =
                    |message: &&Message| read(message.blocks(), &str::to_owned).contains(reply);
                told.push(below.find(says)?.clone());
            }
            Some(told)
        });
        let told: Vec<Message> = told
            .await
            .with_context(|| format!("#deploys was not told of {what}: {text}"))?;
        print("  Pilothouse, to #deploys:");
        self.shown(&told);
        Ok(told)
    }

    /// Somebody writes to everybody. Answers the message's `ts`.
    pub(super) async fn say(&self, person: &str, text: &str) -> anyhow::Result<String> {
        self.slack.say(person, DEPLOYS, text, None).await?;
        let messages = self.slack.messages(DEPLOYS);
        let said = messages.last().context("a message just written")?;
        self.spoken(person, said.text());
        Ok(said.ts.clone())
    }

    /// A line of the narrator's.
    pub(super) fn line(&self, line: &str) {
        print(&format!("{line}\n"));
    }

    fn spoken(&self, person: &str, text: &str) {
        print(&format!("  {}: {text}", self.name(person)));
    }

    fn answered(&self, person: &str, messages: &[Message]) {
        print(&format!("  Pilothouse, to {} alone:", self.name(person)));
        self.shown(messages);
    }

    fn shown(&self, messages: &[Message]) {
        for message in messages {
            let mark = if message.thread_ts.is_some() {
                "↳ "
            } else {
                ""
            };
            for (index, line) in read(message.blocks(), &str::to_owned).lines().enumerate() {
                let mark = if index == 0 { mark } else { "" };
                print(format!("    {mark}{line}").trim_end());
            }
        }
        print("");
    }

    fn name(&self, person: &str) -> String {
        self.slack.read(|workspace| {
            let known = workspace.people.get(person);
            known.map_or(person.to_owned(), |known| known.real_name.clone())
        })
    }
}

/// A line on stdout. Where nobody listens any more the story goes on: its end is the exit code.
pub(super) fn print(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
