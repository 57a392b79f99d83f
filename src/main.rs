//! The command line: arguments, logs, one call.

#[cfg(feature = "simulators")]
mod simulators;

use std::ffi::OsString;
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use pilothouse::app::App;
use pilothouse::config::{EventsDoor, Settings};
use pilothouse::render::{self, Shown};
use pilothouse::{manifest, replay};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::{EnvFilter, FilterExt, ParseError, filter_fn};
use tracing_subscriber::prelude::*;

/// Pilothouse tells each release's story in one Slack message.
#[derive(Debug, Parser)]
#[command(name = "pilothouse", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot.
    Serve {
        /// The settings; $PILOTHOUSE_CONFIG, then pilothouse.toml, where it is left out.
        #[arg(long)]
        config: Option<PathBuf>,
        #[arg(long, hide = true)]
        wait: bool,
    },
    /// The whole thing on one laptop: the bot, a simulated Slack, a simulated AWS.
    #[cfg(feature = "simulators")]
    Demo {
        #[arg(long, hide = true)]
        port: Option<u16>,
        /// Play a story in the terminal and end.
        #[arg(long)]
        tell: bool,
    },
    /// Run the two simulators alone; prints where they are as one line of JSON.
    #[cfg(feature = "simulators")]
    Sim(simulators::Simulators),
    /// Print the Slack app manifest.
    Manifest {
        /// Where this installation is reached, such as https://pilothouse.example.com.
        #[arg(long)]
        url: Option<String>,
        /// For Socket Mode, which needs no address.
        #[arg(long)]
        socket: bool,
    },
    /// Show the message that an AWS event would become, as JSON, or say why it becomes none. Asks AWS nothing.
    Render {
        /// An event as AWS writes it, however it is wrapped; - is what comes in.
        file: PathBuf,
    },
    /// Send recorded events through the real door, to try a pipeline without a deployment.
    ///
    /// Shows the bot PILOTHOUSE_EVENTS_TOKEN, which must be its own. An event that the bot has had within a day tells it
    /// nothing: it knows the event's id.
    Replay {
        /// JSON: an event, an array of them, or one a line, as EventBridge, SNS, SQS or Lambda hand them on; - is standard
        /// input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The bot's address or that of its door, such as http://127.0.0.1:8080; https but for loopback.
        #[arg(long)]
        to: String,
    },
    #[command(hide = true)]
    Check(Unbuilt),
    #[command(hide = true)]
    Policy(Unbuilt),
    #[command(hide = true)]
    Audit(Unbuilt),
    #[command(hide = true)]
    Backup(Unbuilt),
    #[command(hide = true)]
    Move(Unbuilt),
    #[command(hide = true)]
    Health(Unbuilt),
}

/// A subcommand that the contract has and this version has not: whatever follows it, it is answered with just that.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
struct Unbuilt {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _rest: Vec<OsString>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = log() {
        return wrong(&format!(
            "RUST_LOG is no log filter ({error}); write info, or pilothouse=debug,warn"
        ));
    }
    match run(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("pilothouse: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve { wait: true, .. } => Ok(not_built("serve --wait")),
        Command::Serve { config, .. } => serve(config).await,
        #[cfg(feature = "simulators")]
        Command::Demo { port: Some(_), .. } => Ok(not_built("demo --port")),
        #[cfg(feature = "simulators")]
        Command::Demo { tell: true, .. } => simulators::tell().await,
        #[cfg(feature = "simulators")]
        Command::Demo { .. } => Ok(not_built("demo` without `--tell")),
        #[cfg(feature = "simulators")]
        Command::Sim(simulators) => simulators::simulate(simulators).await,
        Command::Manifest { url, socket } => Ok(match manifest::manifest(url.as_deref(), socket) {
            Ok(text) => {
                print!("{text}");
                ExitCode::SUCCESS
            }
            Err(error) => wrong(&error),
        }),
        Command::Render { file } => show(&file),
        Command::Replay { files, to } => resend(&files, &to).await,
        Command::Check(_) => Ok(not_built("check")),
        Command::Policy(_) => Ok(not_built("policy")),
        Command::Audit(_) => Ok(not_built("audit")),
        Command::Backup(_) => Ok(not_built("backup")),
        Command::Move(_) => Ok(not_built("move")),
        Command::Health(_) => Ok(not_built("health")),
    }
}

async fn serve(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = match Settings::load(config.as_deref()) {
        Ok(settings) => settings,
        Err(problems) => return Ok(wrong(&problems)),
    };
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    let stop = stop_signal()?;
    let app = App::start(settings).await?;
    stop.await;
    tracing::info!("stopping");
    app.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Prints what the events in a file become.
fn show(file: &Path) -> anyhow::Result<ExitCode> {
    let name = file.display();
    let body = match file.as_os_str() == "-" {
        true => {
            std::io::read_to_string(std::io::stdin()).context("what comes in cannot be read")?
        }
        false => fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?,
    };
    let unreadable = || format!("{name} holds no event that can be read");
    let all = render::all(&body, jiff::Timestamp::now()).with_context(unreadable)?;
    let mut result = Ok(ExitCode::SUCCESS);
    for shown in all {
        match shown {
            Ok(Shown::Message(message)) => println!("{}", serde_json::to_string_pretty(&message)?),
            Ok(Shown::Nothing(silence)) => println!("no message: {silence}"),
            Err(error) => result = Err(error).with_context(unreadable),
        }
    }
    result
}

async fn resend(files: &[PathBuf], to: &str) -> anyhow::Result<ExitCode> {
    Ok(match EventsDoor::load(to) {
        Ok(door) if replay::replay(files, &door).await? => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problems) => wrong(&problems),
    })
}

/// Ends at SIGTERM or SIGINT. The handlers stand once this returns, not once it is awaited.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn wrong(problem: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::from(2)
}

fn not_built(what: &str) -> ExitCode {
    wrong(&format!("`pilothouse {what}` is not built yet"))
}

/// JSON lines, unless a person is watching. What libraries log below INFO holds tokens, addresses that are secrets,
/// and people's words: no setting turns that on.
fn log() -> Result<(), ParseError> {
    let wanted = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(wanted) if !wanted.is_empty() => EnvFilter::try_new(wanted)?,
        _ => EnvFilter::new("info"),
    };
    // Its errors hold addresses by which anybody could connect in the bot's place; what they say is told elsewhere.
    let sockets = "slack_morphism::hyper_tokio::socket_mode";
    let harmless = filter_fn(move |meta| {
        !meta.target().starts_with(sockets) && *meta.level() <= tracing::Level::INFO
            || meta.target().starts_with("pilothouse")
    });
    let filter = wanted.and(harmless);
    let registry = tracing_subscriber::registry();
    if std::io::stderr().is_terminal() {
        let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
        registry.with(layer.with_filter(filter)).init();
    } else {
        let layer = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_writer(std::io::stderr);
        registry.with(layer.with_filter(filter)).init();
    }
    // A panic is a line like every other, for whoever collects them.
    std::panic::set_hook(Box::new(
        |panic| tracing::error!(%panic, "a bug in Pilothouse"),
    ));
    Ok(())
}
