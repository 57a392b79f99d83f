//! A channel's story in plain text: every post and every edit of it, as they came about.

use super::read;
use sim::slack::Change;

/// Each change under a line that says what it is, with the messages numbered as they were posted. `time` shows the
/// moments in them, given as their fallback text. It says nothing of when: that is in [`Change::at`].
pub fn transcript(changes: &[Change], time: &dyn Fn(&str) -> String) -> String {
    let posts: Vec<&str> = changes
        .iter()
        .filter(|change| change.version == 0)
        .map(|change| change.ts.as_str())
        .collect();
    let number = |ts: &str| posts.iter().position(|post| *post == ts).map(|at| at + 1);
    // A thread below what is not in the transcript has no number.
    let named = |ts: &str| number(ts).map_or_else(|| "?".to_owned(), |number| number.to_string());
    let parts: Vec<String> = changes
        .iter()
        .map(|change| {
            let mut head = format!("#{}", named(&change.ts));
            if change.version > 0 {
                head.push_str(&format!(", edit {}", change.version));
            } else if let Some(parent) = &change.thread_ts {
                head.push_str(&format!(", below #{}", named(parent)));
                if change.broadcast {
                    head.push_str(", in the channel too");
                }
            }
            let body = match change.content.blocks.as_slice() {
                [] => change.content.text.clone(),
                blocks => read(blocks, time),
            };
            format!("{head}\n{body}\n")
        })
        .collect();
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::transcript;
    use sim::slack::{Content, Draft, Workspace};

    #[test]
    fn posts_edits_and_replies_are_told_in_their_order() {
        let mut slack = Workspace::default();
        let now = Timestamp::UNIX_EPOCH;
        let says = |text: &str| Content {
            text: text.to_owned(),
            ..Content::default()
        };
        let draft = |content: Content| Draft {
            channel: "C0DEPLOYS".to_owned(),
            content,
            ..Draft::default()
        };
        let first = slack.post(draft(says("api: started")), now).ts.clone();
        let second = slack.post(draft(says("web: started")), now).ts.clone();
        assert!(slack.edit("C0DEPLOYS", &first, says("api: halfway"), now));
        let failed = Draft {
            thread_ts: Some(first.clone()),
            broadcast: true,
            ..draft(says("api: failed"))
        };
        slack.post(failed, now);
        let blocks = Content {
            blocks: vec![
                json!({"type": "header", "text": {"type": "plain_text", "text": "*web*"}}),
                json!({
                    "type": "section", "text": {"type": "mrkdwn", "text": "*Done* at <!date^0^{time}|10:00>"},
                    "fields": [{"type": "mrkdwn", "text": "*By*\n<@U0ANN>"}],
                    "accessory": {"type": "overflow", "action_id": "more", "options": [
                        {"text": {"type": "plain_text", "text": "Roll back…"}, "value": "1"},
                        {"text": {"type": "plain_text", "text": "Stop"}, "value": "2"},
                    ]},
                }),
                json!({"type": "divider"}),
                json!({"type": "actions", "elements": [
                    {"type": "button", "text": {"type": "plain_text", "text": "Approve"}},
                    {"type": "button", "text": {"type": "plain_text", "text": "Reject"}},
                ]}),
                json!({"type": "context", "elements": [
                    {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "a face"},
                    {"type": "mrkdwn", "text": "<https://a.example|the run>"},
                ]}),
            ],
            ..Content::default()
        };
        assert!(slack.edit("C0DEPLOYS", &second, blocks, now));
        assert!(slack.delete("C0DEPLOYS", &second));
        let told = transcript(&slack.transcript("C0DEPLOYS"), &|at| format!("({at})"));
        let expected = "\
#1
api: started

#2
web: started

#1, edit 1
api: halfway

#3, below #1, in the channel too
api: failed

#2, edit 1
*web*
Done at (10:00)
  By: @U0ANN
[… Roll back… | Stop]
---
[Approve] [Reject]
[a face]
the run
";
        assert_eq!(told, expected);
    }
}
