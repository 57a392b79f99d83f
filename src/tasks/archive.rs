//! Where people read what was told: the addresses of messages.

use std::sync::{Arc, OnceLock};

use domain::names::ChannelId;

/// The workspace's archive, once Slack has said whose the token is. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct Archive(Arc<OnceLock<String>>);

impl Archive {
    /// Takes the workspace's address as `auth.test` gives it. The first stays: a token is of one workspace.
    pub fn is_at(&self, workspace: &str) {
        // That it is known already changes nothing.
        let _ = self.0.set(workspace.trim_end_matches('/').to_owned());
    }

    /// The address of a message, as `chat.getPermalink` gives it; nothing while the workspace is not known.
    ///
    /// <https://docs.slack.dev/reference/methods/chat.getPermalink>
    pub fn link(&self, channel: &ChannelId, ts: &str) -> Option<String> {
        let workspace = self.0.get()?;
        let ts = ts.replace('.', "");
        Some(format!("{workspace}/archives/{channel}/p{ts}"))
    }
}
