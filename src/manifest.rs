//! The manifest of the Slack app, for one installation's address or for Socket Mode.

use url::Url;

#[cfg(test)]
mod tests;

/// The manifest for an example's address: the only place where the app's commands and scopes are listed.
const MANIFEST: &str = include_str!("../manifest.yml");

/// The address that stands in it.
const EXAMPLE: &str = "https://pilothouse.example.com";

/// The address is none that Slack could call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("the address is not a URL such as {EXAMPLE}")]
    NotAUrl,
    #[error("the address is not https, and Slack calls no other")]
    NotHttps,
    #[error("the address has a user, password, query or fragment; give only host, port and path")]
    TooMuch,
    #[error("the address may have only letters, digits and . _ ~ - / : in it")]
    Letters,
    #[error("the address is longer than {LONGEST} characters")]
    TooLong,
}

/// Slack's own limit is above it, with room for the paths.
const LONGEST: usize = 2_000;

/// The manifest in YAML. `url` is where Slack reaches this installation, the example's address unless
/// given; it may have a path. With `socket` nothing is called, so that no address is in it.
pub fn manifest(url: Option<&str>, socket: bool) -> Result<String, BadAddress> {
    let base = url.map_or_else(|| Ok(EXAMPLE.to_owned()), base)?;
    if !socket {
        return Ok(MANIFEST.replace(EXAMPLE, &base));
    }
    let lines = MANIFEST.lines().filter(|line| !line.contains(EXAMPLE));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    Ok(text.replace("socket_mode_enabled: false", "socket_mode_enabled: true"))
}

/// The address in the form that can stand in YAML without quotes and before a path.
fn base(address: &str) -> Result<String, BadAddress> {
    // Asked of what was typed, for the URL parser silently drops line breaks and mends backslashes.
    let simple = |c: char| c.is_ascii_alphanumeric() || "._~-/:?#@".contains(c);
    if !address.chars().all(simple) {
        return Err(BadAddress::Letters);
    }
    if address.len() > LONGEST {
        return Err(BadAddress::TooLong);
    }
    let url = Url::parse(address).map_err(|_| BadAddress::NotAUrl)?;
    if url.scheme() != "https" {
        return Err(BadAddress::NotHttps);
    }
    if address.contains(['?', '#', '@']) {
        return Err(BadAddress::TooMuch);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
