//! What people would see of every sample that AWS really sent, where the samples are at hand: reviewed family by family.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use events::Undecodable;
use jiff::Timestamp;
use pilothouse::render::{self, Shown};

/// Every file of JSON below a folder, in the order of its name.
fn samples(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        match path.is_dir() {
            true => files.extend(samples(&path)),
            false if path.extension().is_some_and(|end| end == "json") => files.push(path),
            false => {}
        }
    }
    files.sort();
    files
}

/// The headline of each message, or why there is none.
fn seen(shown: Result<Vec<Result<Shown, Undecodable>>, Undecodable>) -> String {
    let shown = match shown {
        Ok(shown) => shown,
        Err(error) => return format!("cannot be read: {error}"),
    };
    let lines = shown.into_iter().map(|shown| match shown {
        Err(error) => format!("cannot be read: {error}"),
        Ok(Shown::Nothing(silence)) => format!("no message: {silence}"),
        Ok(Shown::Message(message)) => {
            let headline = message.text.lines().next().unwrap_or_default().to_owned();
            // What keeps a name from being a link is not seen.
            headline.replace('\u{200b}', "")
        }
    });
    lines.collect::<Vec<_>>().join("\n    ")
}

#[test]
fn every_sample_is_seen_as_it_was_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/events");
    let files = samples(&folder);
    if files.is_empty() {
        println!("0 samples were read: {} is not here", folder.display());
        return;
    }
    println!("{} samples were read", files.len());
    let now: Timestamp = "2026-03-02T09:00:00Z".parse().expect("a time");
    let mut all = String::new();
    for file in files {
        let name = file
            .strip_prefix(&folder)
            .expect("below the folder")
            .display();
        let body = fs::read_to_string(&file).expect("a sample");
        writeln!(all, "{name}\n    {}", seen(render::all(&body, now))).expect("a text");
    }
    insta::assert_snapshot!(all);
}
