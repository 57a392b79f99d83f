//! What the app's token may do, and the refusal of what it may not.

use super::model::Workspace;
use super::wire::Failure;

/// The refusal of a token that lacks `needed`.
pub fn missing_scope(workspace: &Workspace, needed: &str) -> Failure {
    let mut failure = Failure::from("missing_scope");
    failure.more.insert("needed".into(), needed.into());
    failure
        .more
        .insert("provided".into(), provided(workspace).into());
    failure
}

/// All that the token has, as one text.
pub fn provided(workspace: &Workspace) -> String {
    let scopes: Vec<&str> = workspace.app.scopes.iter().map(String::as_str).collect();
    scopes.join(",")
}
