//! The seeds of a test whose order of things is random: all of them, or the one that a failure has named.

use std::env;
use std::ops::Range;
use std::thread;

/// The variable that names the only seed to try.
const SEED: &str = "PILOTHOUSE_SEED";

/// These seeds, or the one that the environment names.
///
/// # Panics
/// When the environment names something that is no number.
pub fn seeds(all: Range<u64>) -> Range<u64> {
    match env::var(SEED) {
        Ok(seed) => {
            let seed: u64 = seed.parse().expect("PILOTHOUSE_SEED is a whole number");
            seed..seed + 1
        }
        Err(_) => all,
    }
}

/// A seed, and the command that runs the current test with it alone.
pub fn alone(seed: u64) -> String {
    let current = thread::current();
    let test = current.name().unwrap_or_default();
    format!("seed {seed}: {SEED}={seed} cargo test --locked --test stories -- --exact {test}")
}
