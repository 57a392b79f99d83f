//! How what was measured is put in order and told.

use std::env;
use std::process::ExitCode;

/// Whether `cargo bench` asks; `cargo test --all-targets` builds no release and would measure nothing of worth.
pub fn is_measured() -> bool {
    let measured = env::args().any(|argument| argument == "--bench");
    if !measured {
        println!("nothing is measured: run `cargo bench`");
    }
    measured
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
