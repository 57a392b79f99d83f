//! What a story needs beside its people: settings for the reference world, the bot on both simulators, an answer.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};

use super::Bot;
use sim::aws::{ACCESS_KEY_ID, AwsSim, SECRET_ACCESS_KEY};
use sim::slack::{Message, SlackSim};

/// What an acknowledgement that is not yet the answer begins with.
const WORKING: [char; 2] = ['🔎', '⏳'];

/// How long an answer may take before it counts as missing; far beyond any bound that the bot promises.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Three environments in two accounts, as the reference world has them.
pub const SETTINGS: &str = r#"
listen = "127.0.0.1:0"
store = "sqlite:pilothouse.db"

[slack]
team = "T0001"
channel = "C0DEPLOYS"

[[environments]]
name = "prod"
account = "111122223333"
region = "ap-northeast-2"
clusters = ["prod-*"]
production = true

[[environments]]
name = "staging"
account = "111122223333"
region = "ap-northeast-2"
clusters = ["staging*"]
pipelines = ["none-*"]
production = false

[[environments]]
name = "partner"
account = "444455556666"
region = "ap-northeast-2"
role_arn = "arn:aws:iam::444455556666:role/pilothouse"
production = false
"#;

/// The setting by which a bot connects to Slack itself.
pub const SOCKETS: &str = "transport = \"socket\"";

/// Starts the bot of the executable `pilothouse` on these simulators, with `more` environment variables, and returns
/// once it is ready and Slack knows its doors.
///
/// # Errors
/// When it does not get ready; its last words are in the error.
pub async fn open(
    pilothouse: &Path,
    slack: &SlackSim,
    aws: &AwsSim,
    settings: &str,
    more: &[(&'static str, String)],
) -> anyhow::Result<Bot> {
    let bot = launch(pilothouse, slack, aws, settings, more).await?;
    let bot = bot.ready().await?;
    if settings.contains(SOCKETS) {
        bot.logged("connected to Slack").await?;
    }
    slack.connect(bot.url());
    Ok(bot)
}

/// Starts the bot as [`open`] does, and returns once it listens.
///
/// # Errors
/// When it ends instead; its last words are in the error.
pub async fn launch(
    pilothouse: &Path,
    slack: &SlackSim,
    aws: &AwsSim,
    settings: &str,
    more: &[(&'static str, String)],
) -> anyhow::Result<Bot> {
    let (token, secret) = slack.read(|workspace| {
        let app = &workspace.app;
        let secret = match settings.contains(SOCKETS) {
            true => ("SLACK_APP_TOKEN", app.app_token.clone()),
            false => ("SLACK_SIGNING_SECRET", app.signing_secret.clone()),
        };
        (app.token.clone(), secret)
    });
    let mut variables = vec![
        ("SLACK_API_URL", slack.api_url()),
        ("SLACK_BOT_TOKEN", token),
        secret,
        ("AWS_ENDPOINT_URL", aws.url()),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ];
    variables.extend_from_slice(more);
    Bot::start(pilothouse, settings, &variables).await
}

/// Types `/deploy TEXT` in a channel and returns what its person is told in the end: the acknowledgement where that
/// is the answer, else the message that follows it.
///
/// # Errors
/// When Slack does not let the command through, the bot does not take it, or no answer comes.
pub async fn ask(
    slack: &SlackSim,
    person: &str,
    channel: &str,
    text: &str,
) -> anyhow::Result<Message> {
    let before = slack.ephemerals(person, channel).len();
    let delivery = slack.command(person, channel, "/deploy", text).await?;
    ensure!(
        delivery.ok(),
        "`/deploy {text}` was answered with {}: {}",
        delivery.status,
        delivery.body
    );
    if !delivery.body.contains(WORKING) {
        return told(slack, person, channel, before + 1).await;
    }
    // The acknowledgement and the answer go to Slack by two ways, so either may be there first.
    told(slack, person, channel, before + 2).await?;
    let answer = slack
        .ephemerals(person, channel)
        .into_iter()
        .skip(before)
        .find(|message| !message.text().starts_with(WORKING));
    answer.with_context(|| format!("`/deploy {text}` was acknowledged twice"))
}

/// The `count`th message that a person is told in private in a channel, once it is there.
///
/// # Errors
/// When it does not come.
pub async fn told(
    slack: &SlackSim,
    person: &str,
    channel: &str,
    count: usize,
) -> anyhow::Result<Message> {
    slack
        .until(PATIENCE, |workspace| {
            workspace
                .ephemerals(person, channel)
                .nth(count - 1)
                .cloned()
        })
        .await
        .with_context(|| format!("{person} was not answered in {channel}"))
}
