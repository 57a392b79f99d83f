//! What a test reads of the works: channels, transcripts, the files of the store.

use jiff::SignedDuration;
use pilothouse::demo::read;

use super::Works;

impl Works {
    /// Whether this stands anywhere in the files of the store.
    pub fn store_says(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.folder.path()).expect("a folder");
        files.flatten().any(|file| {
            let bytes = std::fs::read(file.path()).expect("a file of the store");
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        })
    }

    /// What stands in a channel now: each message, with its replies below it.
    pub fn shown(&self, channel: &str) -> String {
        let messages = self.slack.messages(channel);
        let shown = messages.iter().map(|message| {
            let mark = if message.thread_ts.is_some() {
                "↳ "
            } else {
                ""
            };
            format!("{mark}{}", read(message.blocks(), &str::to_owned))
        });
        shown.collect::<Vec<_>>().join("\n\n")
    }

    /// Every post and every edit since the last transcript, as a person would see them change.
    pub fn transcript(&mut self) -> String {
        let calls = self.slack.calls().all();
        let mut out = String::new();
        for call in &calls[self.written..] {
            let what = match call.operation.as_str() {
                "chat.postMessage" if call.request["thread_ts"].is_string() => "replied",
                "chat.postMessage" => "posted",
                "chat.update" => "edited",
                _ => continue,
            };
            let text = |key: &str| call.request[key].as_str().unwrap_or_default();
            let (channel, ts) = (text("channel"), text("ts"));
            let is_reply = self.slack.read(|workspace| {
                let edited = workspace.message(channel, ts);
                edited.is_some_and(|message| message.thread_ts.is_some())
            });
            let what = if is_reply { "edited the reply" } else { what };
            let after = call.at.duration_since(self.begun);
            let blocks = call.request["blocks"].as_array().cloned();
            let shown = read(&blocks.unwrap_or_default(), &str::to_owned);
            out.push_str(&format!(
                "== {} {what} in {channel}\n{shown}\n\n",
                clock(after)
            ));
        }
        self.written = calls.len();
        out
    }
}

fn clock(after: SignedDuration) -> String {
    let seconds = after.as_secs();
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
