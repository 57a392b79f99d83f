//! The structure that `ARCHITECTURE.md` promises, checked: which way arrows point, where a library may be used.

use std::fs;
use std::path::{Path, PathBuf};

/// A place in `src/`, and the places in it that it may use besides itself. What the crates may use, the compiler checks.
const ARROWS: [(&str, &[&str]); 18] = [
    ("bell", &[]),
    ("metrics", &[]),
    ("manifest", &[]),
    ("config", &[]),
    ("aws", &[]),
    ("slack", &[]),
    ("store", &[]),
    ("commands", &["aws", "slack", "store", "bell", "metrics"]),
    ("http", &["commands", "aws", "slack", "store", "metrics"]),
    (
        "tasks",
        &["commands", "aws", "slack", "store", "bell", "metrics"],
    ),
    (
        "crew",
        &[
            "tasks", "commands", "aws", "slack", "store", "bell", "config", "metrics",
        ],
    ),
    (
        "app",
        &[
            "crew", "http", "tasks", "commands", "aws", "slack", "store", "bell", "config",
            "metrics",
        ],
    ),
    ("render", &["slack"]),
    ("demo", &[]),
    ("replay", &["slack", "config"]),
    (
        "main",
        &[
            "app",
            "config",
            "manifest",
            "render",
            "replay",
            "simulators",
        ],
    ),
    ("simulators", &["demo", "main"]),
    ("lib", &[]),
];

/// A library, and the places in `src/` that may use it.
const LIBRARIES: [(&str, &[&str]); 13] = [
    ("slack_morphism", &["slack"]),
    ("aws_config", &["aws"]),
    ("aws_sdk_", &["aws"]),
    ("aws_smithy_", &["aws"]),
    ("sqlx", &["store"]),
    ("axum", &["http"]),
    ("sim", &["simulators", "demo"]),
    ("clap", &["commands", "main", "simulators"]),
    ("toml", &["config"]),
    ("prometheus_client", &["metrics"]),
    ("tracing_subscriber", &["main"]),
    ("hmac", &["slack"]),
    ("tokio_tungstenite", &["slack"]),
];

/// Lines of a file before its tests.
const LONGEST: usize = 350;

struct Source {
    /// Below the root of the workspace.
    path: PathBuf,
    /// The first part of its path in `src/`: `commands`, `app`; nothing for a file of another crate.
    place: Option<String>,
    /// Before its tests, without comments.
    code: String,
    lines: usize,
    text: String,
}

/// The sources of every crate of the workspace.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    for entry in fs::read_dir(root.join("crates")).expect("the crates") {
        folders.push(entry.expect("a crate").path().join("src"));
    }
    assert!(folders.len() > 4, "the crates were not found: {folders:?}");
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(read(root, &path));
            }
        }
    }
    assert!(sources.len() > 400, "the sources were not found");
    sources
}

/// Those in `src/`, each with its place.
fn placed(sources: &[Source]) -> impl Iterator<Item = (&str, &Source)> {
    sources
        .iter()
        .filter_map(|source| Some((source.place.as_deref()?, source)))
}

fn read(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("a source");
    let path = path.strip_prefix(root).expect("below the root").to_owned();
    let place = path.strip_prefix("src").ok().map(|below| {
        let first = below.iter().next().expect("a name").to_string_lossy();
        first.trim_end_matches(".rs").to_owned()
    });
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: Vec<_> = before_tests
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    Source {
        place,
        code: code.join("\n"),
        lines: before_tests.lines().count(),
        path,
        text,
    }
}

/// The names that follow `prefix` in the code, as in `crate::NAME::…`.
fn named_after<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    code.match_indices(prefix)
        .map(|(at, _)| &code[at + prefix.len()..])
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn arrows_point_down() {
    let mut wrong = Vec::new();
    for (own, source) in placed(&sources()) {
        let (_, allowed) = ARROWS
            .iter()
            .find(|(place, _)| *place == own)
            .unwrap_or_else(|| panic!("src/{own} has no place in the structure"));
        // `crate::{a, b}` would hide from this test.
        assert!(
            !source.code.contains("crate::{"),
            "{}",
            source.path.display()
        );
        let mut used = named_after(&source.code, "crate::");
        used.extend(named_after(&source.code, "pilothouse::"));
        wrong.extend(
            used.into_iter()
                .filter(|name| *name != own && !allowed.contains(name))
                .filter(|name| ARROWS.iter().any(|(place, _)| place == name))
                .map(|name| format!("{} uses {name}", source.path.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_library_is_used_in_its_own_place() {
    let mut wrong = Vec::new();
    for (own, source) in placed(&sources()) {
        for (library, places) in LIBRARIES {
            let used = source
                .code
                .match_indices(library)
                .any(|(at, _)| stands_alone(&source.code, at, library));
            if used && !places.contains(&own) {
                wrong.push(format!("{} uses {library}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a path begins at `at`: `axum::…` and no part of another word or of a text. A library that ends with `_` is the
/// beginning of many.
fn stands_alone(code: &str, at: usize, library: &str) -> bool {
    let before = code[..at].chars().next_back();
    let name = code[at..]
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default();
    let is_it = name == library || library.ends_with('_');
    is_it
        && code[at + name.len()..].starts_with("::")
        && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"')
}

#[test]
fn the_core_is_pure() {
    const IMPURE: [&str; 9] = [
        "async fn",
        "tokio::",
        "std::fs",
        "std::net",
        "std::env",
        "std::time::Instant",
        "Timestamp::now",
        "SystemTime",
        "rand::",
    ];
    let is_core = |source: &&Source| {
        let crates = ["crates/domain", "crates/events"];
        let is_test = source
            .path
            .components()
            .any(|part| part.as_os_str() == "tests");
        !is_test && crates.iter().any(|core| source.path.starts_with(core))
    };
    let all = sources();
    let core: Vec<&Source> = all.iter().filter(is_core).collect();
    assert!(core.len() > 100, "the core was not found");
    for source in core {
        for word in IMPURE {
            let path = source.path.display();
            assert!(!source.code.contains(word), "{path}: {word}");
        }
    }
}

#[test]
fn a_file_opens_with_a_sentence_and_can_be_held_in_the_head() {
    for source in sources() {
        let path = source.path.display();
        let opening = source.text.lines().next().unwrap_or_default();
        assert!(
            opening.starts_with("//! ") && opening.len() > 20,
            "{path}: {opening}"
        );
        assert!(source.lines <= LONGEST, "{path} has {} lines", source.lines);
    }
}

#[test]
fn nothing_is_silenced_or_left_for_later() {
    const WORDS: [&str; 7] = [
        "todo!(",
        "unimplemented!(",
        "TODO",
        "FIXME",
        "#[ignore",
        "#[allow(",
        "#![allow(",
    ];
    for source in sources() {
        for word in WORDS {
            assert!(
                !source.text.contains(word),
                "{}: {word}",
                source.path.display()
            );
        }
    }
}

#[test]
fn sentences_are_in_locales_and_not_in_code() {
    let hangul = |c: char| ('\u{AC00}'..='\u{D7A3}').contains(&c);
    let speak_for_themselves = ["src/demo", "crates/sim", "crates/testkit"];
    for source in sources() {
        let path = &source.path;
        if !speak_for_themselves.iter().any(|own| path.starts_with(own)) {
            assert!(!source.code.contains(hangul), "{}", path.display());
        }
    }
}

/// The packages of the production build, as Cargo sees them: name and licence.
fn packages() -> Vec<(String, String)> {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked"])
        .arg("--filter-platform=x86_64-unknown-linux-gnu")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    packages
        .iter()
        .map(|package| (text(&package["name"]), text(&package["license"])))
        .collect()
}

/// What `deny.toml` says, which `cargo deny` reads too.
fn denied() -> toml::Table {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml"));
    text.expect("deny.toml").parse().expect("TOML")
}

#[test]
fn every_package_is_allowed_by_deny_toml() {
    let rules = denied();
    let allowed: Vec<&str> = rules["licenses"]["allow"]
        .as_array()
        .expect("licences")
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let banned: Vec<&str> = rules["bans"]["deny"]
        .as_array()
        .expect("banned crates")
        .iter()
        .filter_map(|entry| entry["crate"].as_str())
        .collect();
    assert!(!allowed.is_empty() && !banned.is_empty(), "{rules}");
    let packages = packages();
    assert!(packages.len() > 100, "the packages were not found");
    for (name, licence) in packages {
        let one_of = |part: &str| {
            part.split(" OR ")
                .any(|one| allowed.contains(&one.trim_matches(['(', ')', ' '])))
        };
        let all = licence.replace('/', " OR ").split(" AND ").all(one_of);
        assert!(all, "{name} has licence {licence:?}");
        assert!(!banned.contains(&name.as_str()), "{name} is banned");
    }
}

#[test]
fn every_permission_that_is_needed_is_in_the_readme() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.expect("README.md");
    let mut needed = Vec::new();
    for (_, source) in placed(&sources()).filter(|(place, _)| *place == "aws") {
        let texts = source.code.split('"').skip(1).step_by(2);
        needed.extend(
            texts
                .filter(|text| {
                    let service = text.split(':').next().unwrap_or_default();
                    text.contains(':')
                        && ["ecs", "codedeploy", "codepipeline", "sqs", "sns"].contains(&service)
                })
                .map(str::to_owned),
        );
    }
    assert!(
        needed.len() >= 10,
        "the permissions were not found: {needed:?}"
    );
    for permission in needed {
        assert!(
            readme.contains(&format!("`{permission}`")),
            "README.md lacks {permission}"
        );
    }
}
