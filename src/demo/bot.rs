//! The real bot as a child process: started, watched by its log, stopped.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// How long the bot may take to start, on a machine that builds something else meanwhile.
const START: Duration = Duration::from_secs(30);
/// How long it may take to stop: its own 25 s and a little.
const STOP: Duration = Duration::from_secs(30);

/// A running `pilothouse serve`. Dropping it kills the process.
#[derive(Debug)]
pub struct Bot {
    child: Child,
    url: String,
    log: watch::Receiver<Vec<String>>,
    // The settings lie here as long as the bot may read them.
    _folder: tempfile::TempDir,
}

impl Bot {
    /// Starts `serve` of the executable `pilothouse` with these settings and environment variables, on a port that is
    /// picked, and returns once it listens.
    ///
    /// # Errors
    /// When it ends instead; its last words are in the error.
    pub async fn start(
        pilothouse: &Path,
        settings: &str,
        variables: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("pilothouse.toml");
        let mut file = tokio::fs::File::create(&config).await?;
        file.write_all(settings.as_bytes()).await?;
        file.flush().await?;
        let mut child = Command::new(pilothouse)
            .args(["serve", "--config"])
            .arg(&config)
            .current_dir(folder.path())
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| is_of_the_machine(name)))
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be run", pilothouse.display()))?;
        let stderr = child.stderr.take().context("a child without stderr")?;
        let (sender, log) = watch::channel(Vec::new());
        tokio::spawn(async move {
            let mut lines = BufReader::new(stderr).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                sender.send_modify(|log| log.push(line));
            }
        });
        let mut bot = Self {
            child,
            url: String::new(),
            log,
            _folder: folder,
        };
        let listening = bot.logged("listening").await?;
        let addr = listening["addr"]
            .as_str()
            .context("no address was logged")?;
        bot.url = format!("http://{addr}");
        Ok(bot)
    }

    /// Waits until the Slack token has been found good, and so for readiness.
    ///
    /// # Errors
    /// When that does not come.
    pub async fn ready(self) -> anyhow::Result<Self> {
        self.logged("the Slack token is good").await?;
        Ok(self)
    }

    /// Where it listens, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// All that it has logged, line by line.
    pub fn log(&self) -> Vec<String> {
        self.log.borrow().clone()
    }

    /// Its log as it grows, for who looks at it after the bot has ended too.
    pub fn follow(&self) -> watch::Receiver<Vec<String>> {
        self.log.clone()
    }

    /// Waits for a log line with this message and returns it.
    ///
    /// # Errors
    /// When it does not come in time, or the bot ends.
    pub async fn logged(&self, message: &str) -> anyhow::Result<Value> {
        let find = |log: &Vec<String>| {
            log.iter()
                .filter_map(|line| serde_json::from_str::<Value>(line).ok())
                .find(|line| line["message"] == message)
        };
        let mut log = self.log.clone();
        let seen = tokio::time::timeout(START, log.wait_for(|log| find(log).is_some())).await;
        match seen {
            Ok(Ok(log)) => find(&log).context("a line that was there"),
            _ => bail!(
                "the bot did not log {message:?}; it said:\n{}",
                self.log().join("\n")
            ),
        }
    }

    /// Ends it without a word of warning, as a lost machine does, and waits until it is gone.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to stop, as an operating system does, and waits until it has.
    ///
    /// # Errors
    /// When it does not stop in time.
    pub async fn stop(mut self) -> anyhow::Result<(ExitStatus, Vec<String>)> {
        let pid = self.child.id().context("the bot has ended already")?;
        let pid = rustix::process::Pid::from_raw(pid.cast_signed()).context("a process id")?;
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        let status = tokio::time::timeout(STOP, self.child.wait())
            .await
            .context("the bot did not stop")??;
        Ok((status, self.log()))
    }
}

/// What a process needs of the machine: everything of AWS, Slack and Pilothouse is given by name alone.
fn is_of_the_machine(name: &str) -> bool {
    matches!(
        name,
        "PATH" | "HOME" | "TMPDIR" | "SSL_CERT_FILE" | "SSL_CERT_DIR" | "RUST_BACKTRACE"
    )
}
