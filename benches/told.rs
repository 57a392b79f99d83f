//! How much Slack is told of one run of the reference pipeline, beside the events that AWS tells of it.

mod figures;

use std::process::ExitCode;

use testkit::reference_run;

/// The most calls of Slack for one run.
const CALLS: usize = 25;

fn main() -> anyhow::Result<ExitCode> {
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    let (_, figures) = tokio::runtime::Runtime::new()?.block_on(reference_run());
    println!(
        "one run: a build of 1 min, staging of 30 s, an approval after 6 min, traffic shifted by a tenth a minute,"
    );
    println!(
        "the old tasks kept for an hour; {} min in all",
        figures.took.as_secs() / 60
    );
    println!("| what | messages and edits |");
    println!("| --- | --- |");
    println!("| a message for each event | {} |", figures.events);
    println!("| Pilothouse | {} (at most {CALLS}) |", figures.all_calls());
    for (method, count) in &figures.calls {
        println!("| `{method}` | {count} |");
    }
    Ok(figures::verdict(figures.all_calls() <= CALLS))
}
