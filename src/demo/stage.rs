//! The stage of a story: both simulators, the bot, and what is printed of them.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};

use super::{Bot, SETTINGS, house, read};
use crate::sim::Clock;
use crate::sim::aws::{AwsSim, World};
use crate::sim::slack::{Message, SlackSim};

/// Where the story plays.
pub(super) const DEPLOYS: &str = "C0DEPLOYS";

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
        let pilothouse = std::env::current_exe().context("this program's own path")?;
        let bot = house::open(&pilothouse, &slack, &aws, SETTINGS, &[]).await?;
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
        for message in messages {
            for line in read(message.blocks(), &str::to_owned).lines() {
                print(format!("    {line}").trim_end());
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
