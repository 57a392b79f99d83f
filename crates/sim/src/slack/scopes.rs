//! What a token may do, and the refusal of what it may not.

use std::collections::BTreeSet;

use super::wire::Failure;

/// The refusal of a token that has `scopes` and lacks `needed`.
pub fn missing_scope(scopes: &BTreeSet<String>, needed: &str) -> Failure {
    let mut failure = Failure::from("missing_scope");
    failure.more.insert("needed".into(), needed.into());
    failure
        .more
        .insert("provided".into(), joined(scopes).into());
    failure
}

/// All that the token has, as one text.
pub fn joined(scopes: &BTreeSet<String>) -> String {
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    scopes.join(",")
}
