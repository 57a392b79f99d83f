//! `pilothouse.example.toml` is right, and complete.

use super::super::keys::{KEYS, TOP};
use super::read;
use domain::policy::Action;

const EXAMPLE: &str = include_str!("../../../pilothouse.example.toml");

#[test]
fn the_example_is_read_without_a_problem() {
    let settings = read(EXAMPLE).expect("settings");
    assert_eq!(settings.warnings, Vec::<String>::new());
    assert_eq!(settings.environments.len(), 2);
    let prod = &settings.environments[0];
    assert!(prod.production && prod.clusters.matches("prod-1"));
    assert_eq!(
        settings.grants[0].actions,
        [Action::Approve, Action::Rollback, Action::Continue]
    );
}

#[test]
fn every_key_is_in_the_example_below_its_table() {
    let mut title = TOP;
    let mut seen = Vec::new();
    for line in EXAMPLE.lines() {
        let line = line.trim_start_matches("# ");
        if let Some(header) = line.strip_prefix('[') {
            title = header.trim_matches(['[', ']']);
            seen.push((TOP, title));
        } else if let Some((key, _)) = line.split_once(" = ") {
            seen.push((title, key));
        }
    }
    for (title, keys) in KEYS {
        for key in keys {
            assert!(seen.contains(&(title, *key)), "{key} in [{title}]");
        }
    }
}
