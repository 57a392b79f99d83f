//! A thousand releases at once while Slack lets the bot say little: how long telling them takes, in what order, and the
//! memory that the process has needed at most.

mod figures;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use jiff::Timestamp;
use pilothouse::demo;
use sim::aws::world::Ship;
use sim::aws::world::ecs::Health;
use sim::aws::world::pipeline::Change;
use sim::aws::{AwsSim, Target, World};
use sim::slack::{Message, SlackSim};
use sim::{Clock, Fault, Kind};

/// The executable of the profile that is measured.
const PILOTHOUSE: &str = env!("CARGO_BIN_EXE_pilothouse");
/// The most memory that the process may need, in MiB.
const MEMORY: f64 = 150.0;
/// How many times as fast as Slack's own all paces are, those of the bot and those of Slack.
const SCALE: u32 = 50;
/// Services that are deployed at once, those of them that do not start, and pipelines that wait for an approval.
const SERVICES: usize = 900;
const BROKEN: usize = 100;
const GATES: usize = 100;
const CLUSTERS: usize = 9;
/// How long AWS takes, by its clock, and how much of it goes by at a time.
const AWS: Duration = Duration::from_secs(20 * 60);
const STEP: Duration = Duration::from_secs(15);
/// How long telling may take.
const PATIENCE: Duration = Duration::from_secs(300);

const CHANNEL: &str = "C0DEPLOYS";
/// What EventBridge's API destination sends.
const TOKEN: &str = "a-token-of-at-least-sixteen";

const SETTINGS: &str = r#"
listen = "127.0.0.1:0"
store = "sqlite:pilothouse.db"

[slack]
team = "T0001"
channel = "C0DEPLOYS"

[[environments]]
name = "prod"
account = "111122223333"
region = "ap-northeast-2"
"#;

/// What the thousand took.
struct Took {
    events: usize,
    /// Until AWS has come to an end, in real time.
    aws: Duration,
    /// From when Slack takes messages again until all that needs a person, and until everything is told.
    urgent: Duration,
    all: Duration,
    posts: usize,
    edits: usize,
    refused: usize,
    /// Messages about what went well that came before the last one that needs a person.
    too_early: usize,
    memory: f64,
}

fn main() -> anyhow::Result<ExitCode> {
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    let took = tokio::runtime::Runtime::new()?.block_on(crowd())?;
    let releases = SERVICES + GATES;
    println!("{releases} releases at once, Slack's paces and the bot's {SCALE} times as fast");
    println!("  of them fail, and wait for somebody   {BROKEN}, {GATES}");
    println!(
        "  events, while Slack takes no message  {} in {:.1} s",
        took.events,
        took.aws.as_secs_f64()
    );
    println!(
        "  calls of Slack                        {} posts, {} edits, {} refused",
        took.posts, took.edits, took.refused
    );
    println!(
        "  told: what needs a person, all        {:.1} s, {:.1} s",
        took.urgent.as_secs_f64(),
        took.all.as_secs_f64()
    );
    println!(
        "  told before its turn                  {}   (at most 0)",
        took.too_early
    );
    println!(
        "  memory at most                        {:.1} MiB   (at most {MEMORY})",
        took.memory
    );
    Ok(figures::verdict(
        took.too_early == 0 && took.memory <= MEMORY,
    ))
}

async fn crowd() -> anyhow::Result<Took> {
    let here = "127.0.0.1:0".parse()?;
    let clock = Clock::stepped(Timestamp::now());
    let slack = SlackSim::start(here, Clock::running(1.0)).await?;
    slack.set_pace_scale(f64::from(SCALE));
    let world = World::crowd(clock.now(), SERVICES, CLUSTERS);
    let aws = AwsSim::start(here, clock.clone(), world).await?;
    aws.edit(|world| (0..GATES).for_each(|gate| world.home().add_gate(&gate_name(gate))));
    let pace = format!(
        "\n[pace]\nposts_per_second = {SCALE}\nedits_per_minute = {}\n",
        50 * SCALE
    );
    let token = ("PILOTHOUSE_EVENTS_TOKEN", TOKEN.to_owned());
    let settings = [SETTINGS, &pace].concat();
    let bot = demo::open(Path::new(PILOTHOUSE), &slack, &aws, &settings, &[token]).await?;
    aws.send_events_to(Target::Http {
        url: format!("{}/aws/events", bot.url()),
        header_name: "X-Pilothouse-Token".to_owned(),
        header_value: TOKEN.to_owned(),
    });
    let slow = Fault::on("chat.postMessage", Kind::Throttle { retry_after: 1 });
    slack.faults().inject(slow);
    let before = aws.events().len();
    let begun = Instant::now();
    aws.edit(begin).context("a release does not begin")?;
    let end = clock.now() + AWS;
    while clock.now() < end {
        clock.advance(STEP);
        aws.tick();
        aws.delivered().await;
    }
    let aws_took = begun.elapsed();

    slack.faults().clear();
    let told = Instant::now();
    let needy = BROKEN + GATES;
    let until = async |count: usize, is_it: fn(&Message) -> bool| {
        let look = |workspace: &sim::slack::Workspace| {
            let own = workspace
                .messages(CHANNEL)
                .filter(|one| one.thread_ts.is_none());
            (own.filter(|one| is_it(one)).count() == count).then(|| told.elapsed())
        };
        let found = slack.until(PATIENCE, look).await;
        found.with_context(|| {
            let messages = slack.messages(CHANNEL).into_iter();
            let own = messages.filter(|one| one.thread_ts.is_none());
            let mut told: BTreeMap<String, usize> = BTreeMap::new();
            for one in own {
                let headline = one.text().lines().next().unwrap_or_default().to_owned();
                let kind = headline.replace(|c: char| c.is_ascii_digit(), "");
                *told.entry(kind).or_default() += 1;
            }
            format!("not all is told: {told:#?}")
        })
    };
    let urgent = until(needy, |one| !is_calm(one)).await?;
    let all = until(SERVICES + GATES, |one| is_calm(one) || needs_person(one)).await?;
    let messages = slack.messages(CHANNEL);
    let is_own = |one: &&Message| one.thread_ts.is_none();
    let last = messages.iter().rposition(|one| !is_calm(one));
    let too_early = messages[..last.unwrap_or_default()]
        .iter()
        .filter(is_own)
        .filter(|one| is_calm(one));
    let posts = slack.calls().of("chat.postMessage");
    let refused = posts.iter().filter(|call| call.status == 429).count();
    let pid = bot.pid().context("the bot has ended")?;
    let took = Took {
        events: aws.events().len() - before,
        aws: aws_took,
        urgent,
        all,
        posts: posts.len() - refused,
        edits: slack.calls().count("chat.update"),
        refused,
        too_early: too_early.count(),
        memory: most(pid)?,
    };
    bot.stop().await?;
    Ok(took)
}

/// Deploys every service and starts every pipeline; what goes well begins first.
fn begin(world: &mut World) -> anyhow::Result<()> {
    let home = world.home();
    for index in (0..SERVICES).rev() {
        let ship = match index < BROKEN {
            true => Ship::broken("v2", Health::CannotStart),
            false => Ship::healthy("v2"),
        };
        let cluster = format!("cluster-{}", index % CLUSTERS);
        let begun = home.deploy(&cluster, &format!("svc-{index:03}"), ship);
        ensure!(begun.is_ok(), "{begun:?}");
    }
    for gate in 0..GATES {
        let change = Change::new(&format!("{gate:040x}"), "Round totals half to even", "v2");
        let begun = home.run_pipeline(&gate_name(gate), change);
        ensure!(begun.is_ok(), "{begun:?}");
    }
    Ok(())
}

fn gate_name(gate: usize) -> String {
    format!("gate-{gate:03}")
}

fn is_calm(message: &Message) -> bool {
    message.text().contains("is deployed") || message.text().contains("is on its way")
}

fn needs_person(message: &Message) -> bool {
    let text = message.text();
    text.contains("failed and was *rolled back*") || text.contains("waits for approval")
}

/// The most memory that a process has had resident, in MiB.
fn most(pid: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .context("no VmHWM")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}
