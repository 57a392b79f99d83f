//! What a click costs: from Approve to AWS being asked, and to the buttons being gone.

mod figures;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use pilothouse::demo::{self, PATIENCE, SETTINGS};
use pilothouse::sim::Clock;
use pilothouse::sim::aws::world::pipeline::Change;
use pilothouse::sim::aws::{AwsSim, Target, World};
use pilothouse::sim::slack::{Message, SlackSim, Which, Workspace};

/// The longest from a click to the call that answers the approval, in milliseconds, in the median. The time that the
/// simulators take for what they are asked between counts as the bot's.
const TO_AWS: f64 = 10.0;
/// The longest from a click to the buttons being gone, in milliseconds.
const TO_GONE: f64 = 500.0;
/// Clicks, each on an approval of its own.
const CLICKS: usize = 30;

const CHANNEL: &str = "C0DEPLOYS";
const PERSON: &str = "U0ANN";
const CALL: &str = "codepipeline.PutApprovalResult";
const TOKEN: &str = "a-token-of-at-least-sixteen";
const MORE: &str = r#"
[[grants]]
actions = ["approve"]
users = ["U0ANN"]

[pace]
look = "500ms"
reconcile = "1h"
edit = "100ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

fn main() -> anyhow::Result<ExitCode> {
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let (to_aws, to_gone) = runtime.block_on(clicks())?;
    let (to_aws, to_gone) = (figures::sorted(to_aws), figures::sorted(to_gone));
    println!("milliseconds from a click on Approve, {CLICKS} of them, simulators unloaded");
    for (what, figures, limit) in [
        ("to the call of AWS", &to_aws, TO_AWS),
        ("to the buttons gone", &to_gone, TO_GONE),
    ] {
        println!(
            "  {what:20}  min / median / max   {:.1} / {:.1} / {:.1}   (at most {limit} in the {})",
            figures[0],
            figures::median(figures),
            figures[figures.len() - 1],
            if limit == TO_AWS { "median" } else { "worst" },
        );
    }
    let met = figures::median(&to_aws) <= TO_AWS && to_gone[to_gone.len() - 1] <= TO_GONE;
    Ok(figures::verdict(met))
}

/// The times of each click.
async fn clicks() -> anyhow::Result<(Vec<f64>, Vec<f64>)> {
    let clock = Clock::stepped(jiff::Timestamp::now());
    let here = "127.0.0.1:0".parse()?;
    let slack = SlackSim::start(here, Clock::running(1.0)).await?;
    slack.set_paces(false);
    let aws = AwsSim::start(here, clock.clone(), World::reference(clock.now())).await?;
    let bot = Path::new(env!("CARGO_BIN_EXE_pilothouse"));
    let token = [("PILOTHOUSE_EVENTS_TOKEN", TOKEN.to_owned())];
    let bot = demo::open(bot, &slack, &aws, &format!("{SETTINGS}{MORE}"), &token).await?;
    aws.send_events_to(Target::Http {
        url: format!("{}/aws/events", bot.url()),
        header_name: "X-Pilothouse-Token".to_owned(),
        header_value: TOKEN.to_owned(),
    });
    let (mut to_aws, mut to_gone) = (Vec::new(), Vec::new());
    for count in 0..CLICKS {
        let message = waits(&slack, &aws, &clock, count).await?;
        aws.calls().clear();
        let clicked = Instant::now();
        let click = slack.click(PERSON, &message, Which::Text("Approve".to_owned()));
        let asked = async {
            let asked = aws.calls().until(PATIENCE, |call| call.operation == CALL);
            asked.await.map(|_| clicked.elapsed())
        };
        let gone = async {
            let gone = slack.until(PATIENCE, |workspace| {
                let now = workspace.message(CHANNEL, &message.ts)?;
                (!has_approve(now)).then_some(())
            });
            gone.await.map(|()| clicked.elapsed())
        };
        let (click, asked, gone) = tokio::join!(click, asked, gone);
        anyhow::ensure!(click?.ok(), "a click was not taken");
        to_aws.push(milliseconds(asked.context("AWS was not asked")?));
        to_gone.push(milliseconds(gone.context("the buttons are still there")?));
    }
    bot.stop().await?;
    Ok((to_aws, to_gone))
}

/// One more run that waits for approval, once its message is quiet.
async fn waits(
    slack: &SlackSim,
    aws: &AwsSim,
    clock: &Clock,
    count: usize,
) -> anyhow::Result<Message> {
    let commit = format!("{count:040x}");
    let change = Change::new(&commit, "A change", &format!("v{}", 100 + count));
    let run = aws.edit(|world| world.home().run_pipeline("payments", change));
    run.map_err(|refused| anyhow!("AWS refused: {}", refused.message))?;
    for _ in 0..40 {
        clock.advance(Duration::from_secs(30));
        aws.tick();
        let waits = slack.until(Duration::from_millis(250), newest);
        if let Some(message) = waits.await {
            let mut changes = slack.changes();
            let quiet = Duration::from_millis(700);
            while let Ok(Ok(())) = tokio::time::timeout(quiet, changes.changed()).await {}
            return slack
                .read(newest)
                .context("its buttons went")
                .or(Ok(message));
        }
    }
    Err(anyhow!("no run waits for approval"))
}

fn newest(workspace: &Workspace) -> Option<Message> {
    let mut messages = workspace.messages(CHANNEL);
    let waits = |message: &&Message| message.thread_ts.is_none() && has_approve(message);
    messages.find(waits).cloned()
}

fn has_approve(message: &Message) -> bool {
    let elements = message.elements();
    elements.iter().any(|element| element.text() == "Approve")
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}
