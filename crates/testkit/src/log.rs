//! The log of a bot, which holds lines of JSON and no secret.

use pilothouse::demo::Bot;
use sim::aws::SECRET_ACCESS_KEY;
use sim::slack::SlackSim;

/// What a bot logs. When it is dropped, every line must have been JSON, and none may have held a secret.
pub struct Log {
    lines: tokio::sync::watch::Receiver<Vec<String>>,
    secrets: Vec<String>,
}

impl Log {
    /// The log of this bot, with the secrets of this Slack.
    pub fn of(bot: &Bot, slack: &SlackSim) -> Self {
        let app = slack.read(|workspace| workspace.app.clone());
        let secrets = [
            app.token,
            app.app_token,
            app.signing_secret,
            app.verification_token,
            SECRET_ACCESS_KEY.to_owned(),
            // The paths of response URLs: whoever has one can post.
            "/commands/T".to_owned(),
            "/actions/T".to_owned(),
            // Whoever has a ticket can connect in the bot's place.
            "ticket=".to_owned(),
        ];
        Self {
            lines: bot.follow(),
            secrets: secrets.into(),
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        // A second panic would hide the first.
        if std::thread::panicking() {
            return;
        }
        for line in self.lines.borrow().iter() {
            let is_json = serde_json::from_str::<serde_json::Value>(line).is_ok();
            assert!(is_json, "a line of the log is no JSON: {line}");
            let told = self.secrets.iter().find(|secret| line.contains(*secret));
            assert_eq!(told, None, "a secret is in the log: {line}");
        }
    }
}
