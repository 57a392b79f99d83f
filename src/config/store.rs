//! Where the store is.

use std::fmt;

use super::variables::is_reference;

/// Says that the file is on a network disk; `not_yet` refuses that.
const NETWORK: &str = "?network=1";

/// The store's URL: `sqlite:` and a path, or `sqlite::memory:`.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl(String);

impl StoreUrl {
    /// The URL as it was written; it may hold a password.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Understands `text`. What it answers otherwise does not repeat it, for there may be a password in it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let path = text.strip_prefix("sqlite:").unwrap_or_default();
        let path = path.strip_suffix(NETWORK).unwrap_or(path);
        let path = path.strip_prefix("//").unwrap_or(path);
        // A query could open the file read-only, or with other habits than the store relies on.
        let usable = !path.is_empty() && !path.contains(['?', '#']);
        if usable || is_postgres(text) {
            return Ok(Self(text.to_owned()));
        }
        Err("is not a store such as `sqlite:pilothouse.db`, a path without ? and #".to_owned())
    }

    /// Understands the variable, in which a reference to a secret may stand; `not_yet` refuses that.
    pub(super) fn parse_variable(text: &str) -> Result<Self, String> {
        match is_reference(text) {
            true => Ok(Self(text.to_owned())),
            false => Self::parse(text),
        }
    }
}

impl Default for StoreUrl {
    /// `pilothouse.db` in the working directory.
    fn default() -> Self {
        Self("sqlite:pilothouse.db".to_owned())
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match is_postgres(&self.0) {
            true => f.write_str("StoreUrl(postgres:…)"),
            false => write!(f, "StoreUrl({})", self.0),
        }
    }
}

/// Whether a file on a network disk is meant.
pub(super) fn is_on_a_network_disk(text: &str) -> bool {
    text.starts_with("sqlite:") && text.ends_with(NETWORK)
}

/// Whether a Postgres server is meant.
pub(super) fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres:") || text.starts_with("postgresql:")
}
