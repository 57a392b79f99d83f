//! How long a click on Approve takes: the bot's own time until AWS is told, and until the buttons are gone.

mod bot;
mod figures;
mod order;

use std::ops::Range;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use jiff::Timestamp;
use pilothouse::demo::{PATIENCE, SETTINGS};
use sim::aws::world::pipeline::Change;
use sim::aws::{Target, World};
use sim::slack::{Message, Which};
use sim::{Call, Clock};

/// The bot's own time from a click until AWS is told, in milliseconds, in the median.
const OWN: f64 = 10.0;
/// From a click until its buttons are gone, in milliseconds, in the worst case.
const GONE: f64 = 500.0;
/// Clicks that are measured, each on an approval of its own.
const CLICKS: usize = 40;
/// Without a call for this long the bot is at rest.
const REST: Duration = Duration::from_millis(200);
/// The longest that a run takes from one of its waits to the next, in minutes of the simulated clock.
const RUN: usize = 240;

const CHANNEL: &str = "C0DEPLOYS";
const PIPELINE: &str = "payments";
const APPROVE: &str = "Approve";
const TOLD: &str = "codepipeline.PutApprovalResult";
/// What EventBridge's API destination sends.
const TOKEN: &str = "a-token-of-at-least-sixteen";

/// Who may approve. The clock of the runs is faster than any pace of Slack's, so that those are off.
const ACTS: &str = r#"
[[grants]]
actions = ["approve"]
groups = ["S0RELEASE"]

[pace]
posts_per_second = 100
edits_per_minute = 10000
"#;

/// What one click took, in milliseconds.
struct Took {
    /// From the click until AWS was told.
    told: f64,
    /// The same without what the simulators took for the calls before.
    own: f64,
    /// From the click until the message had no button to approve.
    gone: f64,
}

fn main() -> anyhow::Result<ExitCode> {
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    let clock = Clock::stepped(Timestamp::now());
    let token = ("PILOTHOUSE_EVENTS_TOKEN", TOKEN.to_owned());
    let house = bot::House::open(&clock, &[SETTINGS, ACTS].concat(), &[token])?;
    house.slack.set_paces(false);
    let all = house.runtime.block_on(async {
        house.aws.send_events_to(Target::Http {
            url: format!("{}/aws/events", house.bot.url()),
            header_name: "X-Pilothouse-Token".to_owned(),
            header_value: TOKEN.to_owned(),
        });
        // The first click alone opens connections and asks who is in the group.
        click(&house, &clock, 0).await?;
        let mut all = Vec::with_capacity(CLICKS);
        for number in 1..=CLICKS {
            all.push(click(&house, &clock, number).await?);
        }
        anyhow::Ok(all)
    })?;
    let own = order::sorted(all.iter().map(|took| took.own));
    let told = order::sorted(all.iter().map(|took| took.told));
    let gone = order::sorted(all.iter().map(|took| took.gone));
    println!("milliseconds from a click on Approve, min / median / max of {CLICKS}");
    println!(
        "  to the call of AWS, the bot's own   {}   (at most {OWN} in the median)",
        three(&own)
    );
    println!("  to the call of AWS                  {}", three(&told));
    println!(
        "  to the buttons gone                 {}   (at most {GONE})",
        three(&gone)
    );
    let met = order::median(&own) <= OWN && gone[CLICKS - 1] <= GONE;
    Ok(figures::verdict(met))
}

fn three(sorted: &[f64]) -> String {
    let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
    format!("{min:6.1} / {:6.1} / {max:6.1}", order::median(sorted))
}

/// One more run of the pipeline until it waits, and the click that lets it go on.
async fn click(house: &bot::House, clock: &Clock, number: usize) -> anyhow::Result<Took> {
    let message = awaiting(house, clock, number).await?;
    at_rest(house).await;
    house.aws.calls().clear();
    house.slack.calls().clear();
    let clicked = Instant::now();
    let which = Which::Text(APPROVE.to_owned());
    let delivery = house.slack.click("U0ANN", &message, which).await?;
    ensure!(delivery.ok(), "the click was answered {}", delivery.status);
    let gone = house.slack.until(PATIENCE, |workspace| {
        let now = workspace.message(CHANNEL, &message.ts)?;
        (!is_to_approve(now)).then(Instant::now)
    });
    let gone = gone.await.context("the buttons stay")?;
    let is_told = |call: &Call| call.operation == TOLD;
    let told = house.aws.calls().until(PATIENCE, is_told).await;
    let told = told.context("AWS is not told")?;
    ensure!(told.status == 200, "AWS refuses: {}", told.response);
    ensure!(house.aws.calls().count(TOLD) == 1, "AWS is told twice");

    let waited = clicked..told.worked.start;
    let both = [house.aws.calls(), house.slack.calls()];
    let calls = both.into_iter().flat_map(|calls| calls.all());
    let theirs = covered(&waited, calls.map(|call| call.worked).collect());
    let took = waited.end - waited.start;
    Ok(Took {
        told: milliseconds(took),
        own: milliseconds(took - theirs),
        gone: milliseconds(gone - clicked),
    })
}

/// Starts a run and lets AWS go on until it waits for approval; returns the message that asks for it.
async fn awaiting(house: &bot::House, clock: &Clock, number: usize) -> anyhow::Result<Message> {
    let revision = format!("{number:040x}");
    let change = Change::new(&revision, "Round totals half to even", "v42");
    let run = |world: &mut World| world.home().run_pipeline(PIPELINE, change);
    let run = house.aws.edit(run);
    run.map_err(|refused| anyhow::anyhow!("no run: {refused:?}"))?;
    let waits = |world: &mut World| world.home().waiting_approval(PIPELINE).is_some();
    for _ in 0..RUN {
        clock.advance(Duration::from_secs(60));
        if house.aws.edit(waits) {
            break;
        }
    }
    let shown = house.slack.until(PATIENCE, |workspace| {
        let asks = |one: &&Message| one.thread_ts.is_none() && is_to_approve(one);
        workspace.messages(CHANNEL).find(asks).cloned()
    });
    shown.await.context("no message asks for approval")
}

fn is_to_approve(message: &Message) -> bool {
    message.elements().iter().any(|one| one.text() == APPROVE)
}

/// Waits until the bot asks neither AWS nor Slack for anything: what it does for the run is not what a click costs.
async fn at_rest(house: &bot::House) {
    let last = || {
        let both = [house.aws.calls(), house.slack.calls()];
        let calls = both.into_iter().flat_map(|calls| calls.all());
        calls.map(|call| call.worked.end).max()
    };
    let begun = Instant::now();
    while let Some(left) = REST.checked_sub(last().unwrap_or(begun).elapsed()) {
        tokio::time::sleep(left).await;
    }
}

/// How much of a time is covered by these, which may overlap.
fn covered(whole: &Range<Instant>, mut parts: Vec<Range<Instant>>) -> Duration {
    parts.sort_by_key(|part| part.start);
    let mut covered = Duration::ZERO;
    let mut seen = whole.start;
    for part in parts {
        let (start, end) = (part.start.max(seen), part.end.min(whole.end));
        covered += end.saturating_duration_since(start);
        seen = seen.max(end);
    }
    covered
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
