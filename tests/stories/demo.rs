//! `demo --tell`: the whole story, as it is printed in a terminal, and as it stands in the README.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_story_comes_out_as_told() {
    let told = Command::new(env!("CARGO_BIN_EXE_pilothouse"))
        .args(["demo", "--tell"])
        .output()
        .expect("the program");
    let errors = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{errors}");
    assert_eq!(errors, "");
    let story = without_moments(&String::from_utf8(told.stdout).expect("text"));
    insta::assert_snapshot!(story);

    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("README.md");
    let shown = readme
        .split_once("<!-- story -->\n```text\n")
        .and_then(|(_, rest)| rest.split_once("```\n"))
        .map(|(shown, _)| shown);
    assert_eq!(shown, Some(story.as_str()), "README.md tells another story");
}

/// The same with each `2026-11-20 09:00 UTC` as `(date)`.
fn without_moments(story: &str) -> String {
    const MOMENT: usize = "2026-11-20 09:00 UTC".len();
    let mut out = String::new();
    let mut rest = story;
    while let Some(zone) = rest.find(" UTC") {
        let end = zone + " UTC".len();
        out.push_str(&rest[..end - MOMENT]);
        out.push_str("(date)");
        rest = &rest[end..];
    }
    out + rest
}
