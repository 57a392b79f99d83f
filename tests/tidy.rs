//! The structure that `ARCHITECTURE.md` promises, checked: which way arrows point, where a library may be used.

use std::fs;
use std::path::{Path, PathBuf};

/// A place in `src/`, and the places of ours that it may use besides itself.
const ARROWS: [(&str, &[&str]); 20] = [
    ("domain", &[]),
    ("bell", &[]),
    ("metrics", &[]),
    ("manifest", &[]),
    ("sim", &[]),
    ("config", &["domain"]),
    ("events", &["domain"]),
    ("aws", &["domain"]),
    ("slack", &["domain"]),
    ("store", &["domain"]),
    (
        "commands",
        &["aws", "slack", "store", "bell", "domain", "metrics"],
    ),
    (
        "http",
        &[
            "commands", "aws", "slack", "store", "events", "domain", "metrics",
        ],
    ),
    (
        "tasks",
        &[
            "commands", "aws", "slack", "store", "events", "bell", "domain", "metrics",
        ],
    ),
    (
        "crew",
        &[
            "tasks", "commands", "aws", "slack", "store", "bell", "domain", "config", "metrics",
        ],
    ),
    (
        "app",
        &[
            "crew", "http", "tasks", "commands", "aws", "slack", "store", "bell", "domain",
            "config", "metrics",
        ],
    ),
    ("render", &["slack", "events", "domain"]),
    ("demo", &["domain", "sim"]),
    ("replay", &["slack", "events", "config"]),
    (
        "main",
        &[
            "app", "config", "demo", "manifest", "render", "replay", "sim",
        ],
    ),
    ("lib", &[]),
];

/// A library, and the places that may use it.
const LIBRARIES: [(&str, &[&str]); 18] = [
    ("slack_morphism", &["slack"]),
    ("aws_config", &["aws"]),
    ("aws_sdk_", &["aws"]),
    ("aws_smithy_", &["aws"]),
    ("sqlx", &["store"]),
    ("ring::signature", &["aws"]),
    ("x509_cert", &["aws"]),
    ("axum", &["http", "sim"]),
    ("fluent_bundle", &["domain"]),
    ("clap", &["commands", "main"]),
    ("toml", &["config"]),
    ("prometheus_client", &["metrics"]),
    ("tracing_subscriber", &["main"]),
    ("hmac", &["slack", "sim"]),
    ("md5", &["sim"]),
    ("num_bigint", &["sim"]),
    ("sha1", &["sim"]),
    ("tokio_tungstenite", &["sim"]),
];

/// Lines of a file before its tests.
const LONGEST: usize = 350;

struct Source {
    /// Below `src/`.
    path: PathBuf,
    /// The first part of its path: `domain`, `app`.
    place: String,
    /// Before its tests, without comments.
    code: String,
    lines: usize,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(read(&root, &path));
            }
        }
    }
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

fn read(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("a source");
    let path = path.strip_prefix(root).expect("below src").to_owned();
    let first = path.iter().next().expect("a name").to_string_lossy();
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: Vec<_> = before_tests
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    Source {
        place: first.trim_end_matches(".rs").to_owned(),
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
    for source in sources() {
        let (_, allowed) = ARROWS
            .iter()
            .find(|(place, _)| *place == source.place)
            .unwrap_or_else(|| panic!("src/{} has no place in the structure", source.place));
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
                .filter(|name| *name != source.place && !allowed.contains(name))
                .filter(|name| ARROWS.iter().any(|(place, _)| place == name))
                .map(|name| format!("{} uses {name}", source.path.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_library_is_used_in_its_own_place() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (library, places) in LIBRARIES {
            let used = source
                .code
                .match_indices(library)
                .any(|(at, _)| stands_alone(&source.code, at));
            if used && !places.contains(&source.place.as_str()) {
                wrong.push(format!("{} uses {library}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a path begins at `at`: `axum::…` and no part of another word or of a text.
fn stands_alone(code: &str, at: usize) -> bool {
    let before = code[..at].chars().next_back();
    let name = code[at..]
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next();
    let after = &code[at + name.map_or(0, str::len)..];
    after.starts_with("::") && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"')
}

#[test]
fn the_middle_is_pure() {
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
    for source in sources().iter().filter(|source| source.place == "domain") {
        for word in IMPURE {
            assert!(
                !source.code.contains(word),
                "{}: {word}",
                source.path.display()
            );
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
    for source in sources()
        .iter()
        .filter(|source| source.place != "sim" && source.place != "demo")
    {
        assert!(!source.code.contains(hangul), "{}", source.path.display());
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

#[test]
fn licences_are_permissive_and_there_is_one_crypto_provider() {
    const PERMISSIVE: [&str; 11] = [
        "MIT",
        "Apache-2.0",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "Unlicense",
        "0BSD",
        "CC0-1.0",
        "MIT-0",
        "CDLA-Permissive-2.0",
    ];
    let packages = packages();
    assert!(packages.len() > 100, "the packages were not found");
    for (name, licence) in packages {
        let one_of = |part: &str| {
            part.split(" OR ")
                .any(|one| PERMISSIVE.contains(&one.trim_matches(['(', ')', ' '])))
        };
        let all = licence.replace('/', " OR ").split(" AND ").all(one_of);
        assert!(all, "{name} has licence {licence:?}");
        assert!(
            !["aws-lc-rs", "openssl", "native-tls"].contains(&name.as_str()),
            "{name} is a second crypto provider: rustls panics where it must choose"
        );
    }
}

#[test]
fn every_permission_that_is_needed_is_in_the_readme() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.expect("README.md");
    let mut needed = Vec::new();
    for source in sources().iter().filter(|source| source.place == "aws") {
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
