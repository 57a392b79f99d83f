//! How many signed `/deploy help` the bot answers a second, beside an empty axum route served and asked the same way.

mod bot;
mod figures;
mod order;

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::Router;
use axum::routing::post;
use axum::serve::ListenerExt;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use pilothouse::demo::SETTINGS;
use sha2::Sha256;
use sim::Clock;

/// The least that the bot may reach of what the empty route does.
const RATIO: f64 = 0.6;
/// Connections that are kept alive, each with one request under way.
const CONNECTIONS: usize = 64;
/// Pairs of rounds, and how long each side of a pair is asked.
const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(800);
/// The argument that makes this executable the empty server.
const EMPTY: &str = "--empty";

fn main() -> anyhow::Result<ExitCode> {
    if env::args().any(|argument| argument == EMPTY) {
        empty_server()?;
        return Ok(ExitCode::SUCCESS);
    }
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    // The simulators must be there as long as the bot is.
    let bot::House {
        runtime: _runtime,
        aws: _aws,
        slack,
        bot: serve,
    } = bot::House::open(&Clock::running(1.0), SETTINGS, &[])?;
    let empty = Empty::start()?;
    let secret = slack.read(|workspace| workspace.app.signing_secret.clone());
    let request = signed_help(&secret);
    let mut bot = Load::new(serve.url().trim_start_matches("http://"), &request)?;
    let mut route = Load::new(&empty.addr, &request)?;
    ensure!(
        bot.body()?.contains("/deploy status"),
        "the bot does not answer with its help"
    );
    // Warms both up: allocators, branch predictors, the language of the person who asks.
    bot.round()?;
    route.round()?;

    let mut rounds = Vec::new();
    for index in 0..ROUNDS {
        // Who goes first changes, so that neither always has the quieter half.
        let (ours, theirs) = match index % 2 {
            0 => (bot.round()?, route.round()?),
            _ => {
                let theirs = route.round()?;
                (bot.round()?, theirs)
            }
        };
        rounds.push((ours, theirs));
    }
    let ratios = order::sorted(rounds.iter().map(|(ours, theirs)| ours / theirs));
    let ours = order::sorted(rounds.iter().map(|(ours, _)| *ours));
    let theirs = order::sorted(rounds.iter().map(|(_, theirs)| *theirs));
    println!("requests a second, min / median / max of {ROUNDS} rounds, {CONNECTIONS} connections");
    println!("  /deploy help  {}", three(&ours, 0));
    println!("  empty route   {}", three(&theirs, 0));
    println!("  ratio         {}   (at least {RATIO})", three(&ratios, 3));
    Ok(figures::verdict(order::median(&ratios) >= RATIO))
}

fn three(sorted: &[f64], digits: usize) -> String {
    let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
    let median = order::median(sorted);
    format!("{min:8.digits$} {median:8.digits$} {max:8.digits$}")
}

/// One request as Slack sends it, head and body. Its signature is good for five minutes, which outlast the bench.
fn signed_help(secret: &str) -> Vec<u8> {
    let body = "token=simulatedVerification1&team_id=T0001&team_domain=harbor&channel_id=C0DEPLOYS\
                &channel_name=deploys&user_id=U0ANN&user_name=ann&command=%2Fdeploy&text=help&api_app_id=A0PILOT\
                &is_enterprise_install=false&trigger_id=1.2.3\
                &response_url=http%3A%2F%2F127.0.0.1%3A9%2Fcommands%2FT0001%2F1%2Fx";
    let timestamp = Timestamp::now().as_second();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    format!(
        "POST /slack/commands HTTP/1.1\r\nhost: pilothouse.example.com\r\nuser-agent: Slackbot 1.0\r\n\
         accept: application/json,*/*\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         x-slack-request-timestamp: {timestamp}\r\nx-slack-signature: v0={signature}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Connections over which the same request goes again and again.
///
/// Raw sockets and one thread: each connection is written to, then each is read, so that the server always has many
/// requests before it and the generator costs two system calls a request.
struct Load {
    connections: Vec<TcpStream>,
    request: Vec<u8>,
    buffer: Vec<u8>,
}

impl Load {
    fn new(addr: &str, request: &[u8]) -> anyhow::Result<Self> {
        let connect = || {
            let connection = TcpStream::connect(addr)?;
            connection.set_nodelay(true)?;
            connection.set_read_timeout(Some(Duration::from_secs(10)))?;
            Ok(connection)
        };
        Ok(Self {
            connections: (0..CONNECTIONS)
                .map(|_| connect())
                .collect::<io::Result<_>>()?,
            request: request.to_vec(),
            buffer: vec![0; 64 * 1024],
        })
    }

    /// Requests a second.
    fn round(&mut self) -> anyhow::Result<f64> {
        let started = Instant::now();
        let mut answered = 0;
        while started.elapsed() < ROUND {
            for connection in &mut self.connections {
                connection.write_all(&self.request)?;
            }
            for connection in &mut self.connections {
                answer(connection, &mut self.buffer)?;
            }
            answered += CONNECTIONS;
        }
        Ok(answered as f64 / started.elapsed().as_secs_f64())
    }

    /// What one request is answered with.
    fn body(&mut self) -> anyhow::Result<String> {
        self.connections[0].write_all(&self.request)?;
        let length = answer(&mut self.connections[0], &mut self.buffer)?;
        Ok(String::from_utf8_lossy(&self.buffer[..length]).into_owned())
    }
}

/// Reads one whole answer, which must be a 200, and returns its length.
fn answer(connection: &mut TcpStream, buffer: &mut [u8]) -> anyhow::Result<usize> {
    let mut read = 0;
    loop {
        let more = connection.read(&mut buffer[read..])?;
        ensure!(more > 0, "the server closed a connection");
        read += more;
        let Some(head) = buffer[..read].windows(4).position(|end| end == b"\r\n\r\n") else {
            continue;
        };
        let text = std::str::from_utf8(&buffer[..head])?;
        ensure!(text.starts_with("HTTP/1.1 200"), "not answered: {text}");
        let length: usize = text
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .context("an answer without a length")?
            .1
            .parse()?;
        if read >= head + 4 + length {
            return Ok(read);
        }
    }
}

/// The empty route in a process of its own, as the bot is.
struct Empty {
    child: Child,
    addr: String,
}

impl Empty {
    fn start() -> anyhow::Result<Self> {
        let mut child = Command::new(env::current_exe()?)
            .arg(EMPTY)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().context("a child without stdout")?;
        let mut addr = String::new();
        BufReader::new(stdout).read_line(&mut addr)?;
        let addr = addr.trim().to_owned();
        Ok(Self { child, addr })
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        // It may have ended already; nothing is left to do about it here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::main]
async fn empty_server() -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // As the bot does; without it the route would only be slower.
        let _ = stream.set_nodelay(true);
    });
    let router = Router::new().route("/slack/commands", post(async || ()));
    axum::serve(listener, router).await?;
    Ok(())
}
