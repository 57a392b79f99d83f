//! What Slack says of channels.

use serde::Deserialize;

use super::answer::patiently;
use super::client::{Slack, SlackError};
use domain::names::ChannelId;

impl Slack {
    /// Whether people of other organizations read a channel.
    ///
    /// <https://docs.slack.dev/reference/methods/conversations.info>
    pub async fn is_externally_shared(&self, channel: &ChannelId) -> Result<bool, SlackError> {
        let params = [("channel", Some(channel.to_string()))];
        let info: Info = patiently(|| self.get("conversations.info", &params)).await?;
        Ok(info.channel.is_ext_shared.unwrap_or(false))
    }
}

#[derive(Deserialize)]
struct Info {
    channel: Channel,
}

#[derive(Deserialize)]
struct Channel {
    is_ext_shared: Option<bool>,
}
