//! The release build of the bot on both simulators, and how what was measured is told.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use pilothouse::demo::Bot;
use pilothouse::sim::Clock;
use pilothouse::sim::aws::{ACCESS_KEY_ID, AwsSim, SECRET_ACCESS_KEY, World};
use pilothouse::sim::slack::SlackSim;
use tokio::runtime::Runtime;

/// The executable of the profile that is measured.
pub const PILOTHOUSE: &str = env!("CARGO_BIN_EXE_pilothouse");

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

[[environments]]
name = "partner"
account = "444455556666"
region = "ap-northeast-2"
role_arn = "arn:aws:iam::444455556666:role/pilothouse"
"#;

/// Whether `cargo bench` asks; `cargo test --all-targets` builds no release and would measure nothing of worth.
pub fn is_measured() -> bool {
    let measured = env::args().any(|argument| argument == "--bench");
    if !measured {
        println!("nothing is measured: run `cargo bench`");
    }
    measured
}

/// Both simulators, and the bot on them.
pub struct House {
    pub runtime: Runtime,
    pub slack: SlackSim,
    pub aws: AwsSim,
    pub bot: Bot,
    secret: String,
}

impl House {
    /// Opens it; the bot is ready when this returns.
    pub fn open() -> anyhow::Result<Self> {
        let runtime = Runtime::new()?;
        let (slack, aws, bot) = runtime.block_on(async {
            let clock = Clock::running(1.0);
            let here = "127.0.0.1:0".parse()?;
            let slack = SlackSim::start(here, clock.clone()).await?;
            let aws = AwsSim::start(here, clock.clone(), World::reference(clock.now())).await?;
            let bot = start(&slack, &aws).await?.ready().await?;
            slack.connect(bot.url());
            anyhow::Ok((slack, aws, bot))
        })?;
        let secret = slack.read(|workspace| workspace.app.signing_secret.clone());
        Ok(Self {
            runtime,
            slack,
            aws,
            bot,
            secret,
        })
    }

    /// `127.0.0.1:PORT`
    pub fn addr(&self) -> &str {
        self.bot.url().trim_start_matches("http://")
    }

    /// What Slack signs with.
    pub fn signing_secret(&self) -> &str {
        &self.secret
    }
}

/// Starts the bot; it listens when this returns.
pub async fn start(slack: &SlackSim, aws: &AwsSim) -> anyhow::Result<Bot> {
    let (token, secret) = slack.read(|workspace| {
        let app = &workspace.app;
        (app.token.clone(), app.signing_secret.clone())
    });
    let variables = [
        ("SLACK_API_URL", slack.api_url()),
        ("SLACK_BOT_TOKEN", token),
        ("SLACK_SIGNING_SECRET", secret),
        ("AWS_ENDPOINT_URL", aws.url()),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ];
    Bot::start(Path::new(PILOTHOUSE), SETTINGS, &variables)
        .await
        .context("the bot does not start")
}

/// From the least to the greatest.
pub fn sorted(figures: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The middle one of sorted figures.
pub fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

/// Says whether what is required is met, as a word and as an exit code.
pub fn verdict(met: bool) -> ExitCode {
    if met {
        println!("met");
        return ExitCode::SUCCESS;
    }
    println!("NOT met");
    ExitCode::FAILURE
}
