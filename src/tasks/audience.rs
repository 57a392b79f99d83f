//! Warns at the start about channels that people outside the workspace read.

use std::collections::BTreeMap;

use crate::slack::Slack;
use domain::names::ChannelId;
use domain::route::Route;

/// The channels that the bot posts to, each with the settings that name it.
#[derive(Debug)]
pub struct Audience {
    slack: Slack,
    channels: BTreeMap<ChannelId, Vec<String>>,
}

impl Audience {
    /// Of the channel that deployments are posted to, and of those of the routes.
    pub fn new(slack: &Slack, channel: &ChannelId, routes: &[Route]) -> Self {
        let mut channels = BTreeMap::from([(channel.clone(), vec!["slack.channel".to_owned()])]);
        for (index, route) in routes.iter().enumerate() {
            let settings = channels.entry(route.channel.clone()).or_default();
            settings.push(format!("routes[{index}].channel"));
        }
        Self {
            slack: slack.clone(),
            channels,
        }
    }

    /// Warns about each setting that names an externally shared channel. Where Slack does not say, it warns of nothing.
    pub async fn run(self) {
        for (channel, settings) in &self.channels {
            let is_shared = self.slack.is_externally_shared(channel).await;
            let channel = channel.as_str();
            match is_shared {
                Ok(true) => settings.iter().for_each(|setting| warn(setting, channel)),
                Ok(false) => {}
                Err(error) => {
                    tracing::info!(%error, channel, "could not check whether a channel is shared");
                }
            }
        }
    }
}

fn warn(setting: &str, channel: &str) {
    tracing::warn!(
        setting,
        channel,
        "{setting} posts to {channel}, an externally shared channel: people outside the workspace can read it"
    );
}
