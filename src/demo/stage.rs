//! The stage of a story: both simulators, the bot, and what is printed of them.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};

use super::{Bot, SETTINGS, house, read};
use sim::Clock;
use sim::aws::{AwsSim, Target, World};
use sim::slack::{Message, SlackSim, View, Which, Workspace};

/// Where the story plays.
pub(super) const DEPLOYS: &str = "C0DEPLOYS";

/// What EventBridge shows at the bot's door.
const TOKEN: &str = "only-the-demo-knows-this";
/// How many times as fast as in life Slack may be told things.
const FAST: f64 = 50.0;
/// How long Slack is silent before a step counts as over: longer than the bot's own paces.
const QUIET: Duration = Duration::from_millis(400);
/// Who may do what, and the bot's paces to Slack's.
const PACE: &str = r#"
[[grants]]
actions = ["approve", "rollback", "continue"]
users = ["U0BOB"]
groups = ["S0RELEASE"]

[pace]
poll = "100ms"
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

    /// Somebody types a command; it and all that they are told are printed. The last of it is the answer.
    pub(super) async fn ask(&self, person: &str, text: &str) -> anyhow::Result<Message> {
        let before = self.slack.ephemerals(person, DEPLOYS).len();
        self.spoken(person, &format!("/deploy {text}"));
        let answer = house::ask(&self.slack, person, DEPLOYS, text).await?;
        self.answered(person, &self.slack.ephemerals(person, DEPLOYS)[before..]);
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

    /// Waits until the channel has a message of `what`, whatever it says.
    pub(super) async fn posted(&self, what: &str) -> anyhow::Result<()> {
        self.aws.delivered().await;
        let is_posted = self.slack.until(house::PATIENCE, |workspace| {
            own(workspace, what).is_some().then_some(())
        });
        is_posted
            .await
            .with_context(|| format!("#deploys has no message of {what}"))
    }

    /// The channel's message of `what`, once it says all of this and nothing changes any more; it is printed.
    pub(super) async fn told(&self, what: &str, says: &[&str]) -> anyhow::Result<Message> {
        let is_told = self.slack.until(house::PATIENCE, |workspace| {
            let message = own(workspace, what)?;
            let text = read(message.blocks(), &str::to_owned);
            says.iter().all(|part| text.contains(part)).then_some(())
        });
        let is_told = is_told.await;
        is_told.with_context(|| {
            let now = self.slack.read(|workspace| {
                own(workspace, what).map(|message| read(message.blocks(), &str::to_owned))
            });
            format!("#deploys was not told of {what}: {says:?}, but: {now:?}")
        })?;
        self.quiet().await;
        let message = self.message(what)?;
        print("  Pilothouse, to #deploys:");
        self.shown(std::slice::from_ref(&message));
        Ok(message)
    }

    /// The reply below the message of `what` that says this; it is printed.
    pub(super) async fn reply(&self, what: &str, says: &str) -> anyhow::Result<Message> {
        let own = self.message(what)?;
        let told = self.slack.until(house::PATIENCE, |workspace| {
            let mut below = workspace
                .messages(DEPLOYS)
                .filter(|message| message.thread_ts.as_ref() == Some(&own.ts));
            let is_it = |message: &&Message| read(message.blocks(), &str::to_owned).contains(says);
            below.find(is_it).cloned()
        });
        let told = told.await;
        let told = told.with_context(|| format!("nobody replied about {what}: {says}"))?;
        print("  Pilothouse, below it and to #deploys:");
        self.shown(std::slice::from_ref(&told));
        Ok(told)
    }

    /// Somebody clicks on a button of the message of `what`.
    pub(super) async fn click(&self, person: &str, what: &str, button: &str) -> anyhow::Result<()> {
        print(&format!("  {} clicks [{button}].", self.name(person)));
        let which = Which::Text(button.to_owned());
        let message = self.message(what)?;
        let delivery = self.slack.click(person, &message, which).await?;
        ensure!(delivery.ok(), "the click was not taken");
        Ok(())
    }

    /// Somebody chooses from the menu of the message of `what`.
    pub(super) async fn choose(
        &self,
        person: &str,
        what: &str,
        option: &str,
    ) -> anyhow::Result<()> {
        print(&format!("  {} chooses [{option}].", self.name(person)));
        let message = self.message(what)?;
        let menu = self.slack.choose(person, &message, "more", option);
        ensure!(menu.await?.ok(), "the choice was not taken");
        Ok(())
    }

    /// The dialog before somebody, once it says this; it is printed.
    pub(super) async fn dialog(&self, person: &str, says: &str) -> anyhow::Result<View> {
        let shown = self.slack.until(house::PATIENCE, |workspace| {
            let view = workspace.modal_of(person)?;
            said(view).contains(says).then(|| view.clone())
        });
        let view = shown.await;
        let view = view.with_context(|| format!("{person} has no dialog that says {says:?}"))?;
        print(&format!(
            "  Pilothouse, to {} in a dialog:",
            self.name(person)
        ));
        for line in said(&view).lines() {
            print(format!("    {line}").trim_end());
        }
        print("");
        Ok(view)
    }

    /// Somebody submits a dialog, with this in its field where it has one.
    pub(super) async fn submit(
        &self,
        person: &str,
        dialog: &View,
        text: &str,
    ) -> anyhow::Result<()> {
        let label = dialog.json["submit"]["text"].as_str().unwrap_or_default();
        let name = self.name(person);
        match text {
            "" => print(&format!("  {name} submits it with [{label}].")),
            text => print(&format!(
                "  {name} writes \"{text}\" and submits it with [{label}]."
            )),
        }
        let field = [("text", text)];
        let fields = if text.is_empty() { &[][..] } else { &field[..] };
        let delivery = self.slack.submit(person, &dialog.id, fields).await?;
        ensure!(delivery.ok(), "the dialog was not taken");
        Ok(())
    }

    /// What somebody is told in private, once it says this; it is printed.
    pub(super) async fn privately(&self, person: &str, says: &str) -> anyhow::Result<Message> {
        let told = self.slack.until(house::PATIENCE, |workspace| {
            let mut private = workspace.ephemerals(person, DEPLOYS);
            let is_it = |message: &&Message| read(message.blocks(), &str::to_owned).contains(says);
            private.rfind(is_it).cloned()
        });
        let told = told
            .await
            .with_context(|| format!("{person} was not told {says:?}"))?;
        self.answered(person, std::slice::from_ref(&told));
        Ok(told)
    }

    fn message(&self, what: &str) -> anyhow::Result<Message> {
        let message = self.slack.read(|workspace| own(workspace, what).cloned());
        message.with_context(|| format!("#deploys has no message of {what}"))
    }

    /// Waits until Slack has shown nothing new for a while.
    async fn quiet(&self) {
        let mut changes = self.slack.changes();
        while let Ok(Ok(())) = tokio::time::timeout(QUIET, changes.changed()).await {}
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

/// The message of `what`, and no reply.
fn own<'a>(workspace: &'a Workspace, what: &str) -> Option<&'a Message> {
    workspace.messages(DEPLOYS).find(|message| {
        let text = read(message.blocks(), &str::to_owned);
        message.thread_ts.is_none() && text.lines().next().is_some_and(|line| line.contains(what))
    })
}

/// What a dialog says.
fn said(view: &View) -> String {
    let blocks = view.json["blocks"].as_array();
    read(blocks.map_or(&[], Vec::as_slice), &str::to_owned)
}

/// A line on stdout. Where nobody listens any more the story goes on: its end is the exit code.
pub(super) fn print(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
