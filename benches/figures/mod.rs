//! Whether anything is measured, and what is said of it.

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

/// Says whether what is required is met, as a word and as an exit code.
pub fn verdict(met: bool) -> ExitCode {
    if met {
        println!("met");
        return ExitCode::SUCCESS;
    }
    println!("NOT met");
    ExitCode::FAILURE
}
