//! What Slack makes of what a person types: escapes, mentions, links.

use crate::slack::Workspace;

/// Endings by which a bare word passes for a host name.
const HOST_ENDINGS: [&str; 8] = ["com", "net", "org", "io", "dev", "co", "sh", "app"];

/// Where the text is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A slash command with `should_escape`: mentions carry names.
    Command,
    /// A message: mentions are ids only.
    Message,
}

/// Turns typed text into what an app gets.
pub fn escape(workspace: &Workspace, typed: &str, to: To) -> String {
    typed
        .split_inclusive(char::is_whitespace)
        .map(|piece| {
            let word = piece.trim_end_matches(char::is_whitespace);
            let space = &piece[word.len()..];
            let core = word.trim_end_matches([',', '.', ':', ';', '!', '?', ')']);
            let tail = &word[core.len()..];
            let core = mention(workspace, core, to)
                .or_else(|| link(core))
                .unwrap_or_else(|| entities(core));
            format!("{core}{tail}{space}")
        })
        .collect()
}

/// Escapes the three characters that mean something to Slack.
pub fn entities(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn mention(workspace: &Workspace, word: &str, to: To) -> Option<String> {
    let named = to == To::Command;
    if let Some(name) = word.strip_prefix('#') {
        let channel = workspace
            .channels
            .values()
            .find(|known| known.name == name)?;
        return Some(format!("<#{}|{name}>", channel.id));
    }
    let name = word.strip_prefix('@')?.to_lowercase();
    let name = name.as_str();
    if ["here", "channel", "everyone"].contains(&name) {
        return Some(format!("<!{name}>"));
    }
    let app = &workspace.app;
    let person = workspace.people.values().find(|known| known.name == name);
    let id = person
        .map(|known| known.id.as_str())
        .or((name == app.name).then_some(app.bot_user.as_str()));
    if let Some(id) = id {
        return Some(if named {
            format!("<@{id}|{name}>")
        } else {
            format!("<@{id}>")
        });
    }
    let group = workspace
        .groups
        .values()
        .find(|known| known.handle == name)?;
    Some(if named {
        format!("<!subteam^{}|@{name}>", group.id)
    } else {
        format!("<!subteam^{}>", group.id)
    })
}

fn link(word: &str) -> Option<String> {
    let shown = entities(word);
    if word.starts_with("http://") || word.starts_with("https://") {
        return Some(format!("<{shown}>"));
    }
    let plain = word
        .chars()
        .all(|char| char.is_ascii_alphanumeric() || "-._@/".contains(char));
    let host = word.split('/').next().unwrap_or_default();
    let (before, ending) = host.rsplit_once('.')?;
    if !plain || before.is_empty() || !HOST_ENDINGS.contains(&ending) {
        return None;
    }
    match host.split_once('@') {
        None => Some(format!("<http://{shown}|{shown}>")),
        Some((local, _)) if !local.is_empty() && host == word => {
            Some(format!("<mailto:{shown}|{shown}>"))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_becomes_what_an_app_gets() {
        let workspace = Workspace::default();
        for (typed, command, message) in [
            ("a & <b>", "a &amp; &lt;b&gt;", "a &amp; &lt;b&gt;"),
            (
                "ask @bob, now",
                "ask <@U0BOB|bob>, now",
                "ask <@U0BOB>, now",
            ),
            (
                "@release",
                "<!subteam^S0RELEASE|@release>",
                "<!subteam^S0RELEASE>",
            ),
            (
                "in #deploys",
                "in <#C0DEPLOYS|deploys>",
                "in <#C0DEPLOYS|deploys>",
            ),
            (
                "api.io v1.2.3",
                "<http://api.io|api.io> v1.2.3",
                "<http://api.io|api.io> v1.2.3",
            ),
            (
                "https://x.com/?a&b",
                "<https://x.com/?a&amp;b>",
                "<https://x.com/?a&amp;b>",
            ),
            ("  two  spaces", "  two  spaces", "  two  spaces"),
        ] {
            assert_eq!(escape(&workspace, typed, To::Command), command);
            assert_eq!(escape(&workspace, typed, To::Message), message);
        }
    }
}
