//! `demo --tell`: a story on a stage of its own, printed as it happens, and checked by the program itself.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::Timestamp;

use super::{Bot, SETTINGS, house, read, story};
use crate::sim::Clock;
use crate::sim::aws::{AwsSim, World};
use crate::sim::slack::{Message, SlackSim};

/// Where the story plays.
pub(super) const DEPLOYS: &str = "C0DEPLOYS";
/// How much of the bot's log is shown when something went wrong.
const TAIL: usize = 20;

/// Plays a story in the terminal; ends well only if everything came out as told.
///
/// # Errors
/// A sentence that says which scene went wrong and how, with the end of the bot's log.
pub async fn tell() -> anyhow::Result<ExitCode> {
    let stage = Stage::set().await?;
    stage.line("Slack and AWS are simulated here, in one process. Pilothouse is the real one.");
    if let Err(error) = story::play(&stage).await {
        let log = stage.bot.log();
        let tail = log[log.len().saturating_sub(TAIL)..].join("\n");
        return Err(error.context(format!(
            "the story went wrong; the bot's log ends:\n{tail}\n"
        )));
    }
    let (status, _) = stage.bot.stop().await?;
    ensure!(status.success(), "the bot was told to stop and {status}");
    print("The end: everything came out as told, and Pilothouse stopped when it was asked to.");
    Ok(ExitCode::SUCCESS)
}

/// Both simulators and the bot, and what is printed of them.
pub(super) struct Stage {
    pub(super) slack: SlackSim,
    pub(super) aws: AwsSim,
    clock: Clock,
    bot: Bot,
}

impl Stage {
    /// AWS begins a while ago: what is done there afterwards has its past before the bot's own, real now.
    async fn set() -> anyhow::Result<Self> {
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let clock = Clock::stepped(Timestamp::now() - story::LENGTH);
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
fn print(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
