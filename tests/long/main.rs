//! The long runs: chance makes up each round, and its seed repeats it. `.ci/long` runs them all.
//!
//! `cargo test --locked --test long -- PART --seconds N [--seed SEED]`

mod between;
mod crash;
mod soak;
mod walk;
mod years;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Rounds that chance makes up.
#[derive(Debug, Parser)]
struct Args {
    part: Part,
    /// How long it may take; one round is run in any case.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// The seed of the first round; one that nobody has chosen where it is not given.
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The bot is ended at any call and started anew.
    Crash,
    /// Anything happens at AWS, and anything befalls its events.
    Walk,
    /// The store over more than two years.
    Years,
    /// The bot under a steady load, in one round.
    Soak,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Crash => "crash",
            Self::Walk => "walk",
            Self::Years => "years",
            Self::Soak => "soak",
        }
    }

    /// Rounds that go on at the same moment: in some, most of the time is waiting.
    fn at_once(self) -> usize {
        match self {
            Self::Crash => 4,
            Self::Walk => 2,
            Self::Years | Self::Soak => 1,
        }
    }

    /// Runs one round; what it was, in a few words. It panics where the bot is wrong.
    async fn round(self, seed: u64, time: Duration) -> String {
        match self {
            Self::Crash => crash::round(seed).await,
            Self::Walk => walk::round(seed).await,
            Self::Years => years::round(seed).await,
            Self::Soak => soak::round(seed, time).await,
        }
    }
}

/// A series of rounds.
struct Run {
    part: Part,
    time: Duration,
    begun: Instant,
    tally: Mutex<Tally>,
}

struct Tally {
    /// The seed of the next round, and whence those after it come.
    next: u64,
    seeds: fastrand::Rng,
    /// What the longest round so far has taken.
    longest: Duration,
    begun: usize,
    passed: usize,
    failed: usize,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("{}: seed {seed}", args.part.name());
    let run = Run::new(args.part, Duration::from_secs(args.seconds), seed);
    thread::scope(|scope| {
        for _ in 0..args.part.at_once() {
            scope.spawn(|| run.rounds());
        }
    });
    let Tally { passed, failed, .. } = *run.tally();
    println!("{passed} passed, {failed} failed");
    match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

impl Run {
    fn new(part: Part, time: Duration, seed: u64) -> Self {
        Self {
            part,
            time,
            begun: Instant::now(),
            tally: Mutex::new(Tally {
                next: seed,
                seeds: fastrand::Rng::with_seed(seed),
                longest: Duration::ZERO,
                begun: 0,
                passed: 0,
                failed: 0,
            }),
        }
    }

    /// Runs rounds, one after the other, as long as there is time and none fails.
    fn rounds(&self) {
        while let Some(seed) = self.next() {
            let begun = Instant::now();
            let round = catch_unwind(AssertUnwindSafe(|| {
                let runtime = Runtime::new().expect("a runtime");
                runtime.block_on(self.part.round(seed, self.time))
            }));
            let took = begun.elapsed();
            let mut tally = self.tally();
            tally.longest = tally.longest.max(took);
            let name = self.part.name();
            match round {
                Ok(what) => {
                    tally.passed += 1;
                    let seconds = took.as_secs_f64();
                    println!("{name}: seed {seed} passed in {seconds:.1} s: {what}");
                }
                Err(_) => {
                    tally.failed += 1;
                    println!("{name}: seed {seed} FAILED; alone: {}", self.alone(seed));
                }
            }
        }
    }

    /// The seed of the next round; nothing after a failure, or where one as long as the longest would take too long.
    fn next(&self) -> Option<u64> {
        let mut tally = self.tally();
        let is_time = self.begun.elapsed() + tally.longest <= self.time;
        if tally.failed > 0 || tally.begun > 0 && !is_time {
            return None;
        }
        tally.begun += 1;
        let seed = tally.next;
        tally.next = tally.seeds.u64(..);
        Some(seed)
    }

    /// The command that repeats one round.
    fn alone(&self, seed: u64) -> String {
        let name = self.part.name();
        let seconds = match self.part {
            Part::Soak => self.time.as_secs(),
            _ => 0,
        };
        format!("cargo test --locked --test long -- {name} --seconds {seconds} --seed {seed}")
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().expect("the tally's lock")
    }
}

/// A folder that outlives a process, in memory where the machine has such.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    folder.expect("a folder")
}
