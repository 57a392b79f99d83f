//! `docs/events.md`: what becomes of each family of events, from the very list by which they are read.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::families::{FAMILIES, Family, Form};
use super::silence::Silence;

/// What stands above the lists.
const OPENING: &str = "\
# What becomes of AWS's events

Pilothouse takes every event that it is sent, and counts each as `pilothouse_events_total` by its family and by what
became of it. This file is made of the lists in `crates/events/src/`, by which events are read; `pilothouse render FILE` shows
what becomes of one.

An event may come as EventBridge sends it, or in the form of a notification rule (CodeStar), which writes `detailType` and
has no id. Either may be wrapped: in a notification of SNS, in a message of SQS, in one of SNS within one of SQS, and in
the `Records` that Lambda is given of these. It may stand alone or in an array. A value may be missing or of another type
than AWS describes: an event is lost only where what it is about is not in it.

A repetition is known for a day by the event's own id; where it has none, by that of the message of SNS or SQS around it;
where there is none either, by what it says.

## Whose events are believed

| way in | speaks for |
| --- | --- |
| `POST /aws/sns` | the account of the topic, which is proven by the signature |
| `sources.sqs_queue` | the account of the queue, whatever is wrapped in its messages: a notification of SNS in a queue is not proven |
| `POST /aws/events` | all accounts of the settings: one token for the whole installation, which the API destinations of every account hold |

An event of another account of the settings is a hint: AWS is asked, with the role of that account's environment, and
nothing of the event is told before AWS has confirmed it. So one central bus, topic or queue may carry the events of all
accounts, and whoever may publish to it can forge none. An alarm, a task that died, a push or another event that is no
release's own cannot be confirmed: from another account it is dropped, counted as `foreign` and logged once. Send those
through a topic of their own account, or through an API destination.

An event whose own account or region is not that of what it is about is dropped and counted as `contradicted`; what
belongs to no environment is counted as `of_no_environment`.

A later answer of AWS wins over every event. Of what AWS does not know nothing is posted: an event may come before AWS
shows what it is about, so AWS is asked at least three times over two minutes. What `pilothouse replay` sends is the one
exception: it is posted as replayed, without buttons and mentions.
";

/// The text of `docs/events.md`.
pub fn document() -> String {
    let mut text = OPENING.to_owned();
    let mut by_title: BTreeMap<(bool, &str), Vec<&Family>> = BTreeMap::new();
    for family in FAMILIES {
        let (is_last, title) = match family.form {
            Form::Event(source, _) => (false, source),
            Form::Message(_) | Form::Written(..) => (true, "Messages with a form of their own"),
        };
        by_title.entry((is_last, title)).or_default().push(family);
    }
    for ((_, title), families) in by_title {
        let head = ["family", "known by", "what becomes of it"];
        table(&mut text, title, head, families.into_iter().map(row));
    }
    let rows = Silence::all().map(|silence| {
        let because = match &silence {
            Silence::Unread { .. } => {
                "no family reads this kind of event, which is logged once".to_owned()
            }
            Silence::Foreign { .. } => {
                "it is no release's own and of another account than the topic or the queue that it came by, which is \
                 logged once"
                    .to_owned()
            }
            known => known.to_string(),
        };
        [format!("`{}`", silence.word()), because]
    });
    table(
        &mut text,
        "No message",
        ["counted as", "because"],
        rows.into_iter(),
    );
    text
}

fn row(family: &Family) -> [String; 3] {
    let known_by = match family.form {
        Form::Event(_, kind) => kind.to_owned(),
        Form::Message(keys) => {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            keys.join(", ")
        }
        Form::Written(source, key) => format!("`source` being `{source}`, and `{key}`"),
    };
    [
        format!("[`{}`]({})", family.name, family.page),
        known_by,
        family.becomes.to_owned(),
    ]
}

fn table<const N: usize>(
    text: &mut String,
    title: &str,
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) {
    let head = [head.map(str::to_owned), head.map(|_| "---".to_owned())];
    // A text takes all that is written.
    let _ = writeln!(text, "\n## {title}\n");
    for line in head.into_iter().chain(rows) {
        let _ = writeln!(
            text,
            "| {} |",
            line.map(|cell| cell.replace('|', "\\|")).join(" | ")
        );
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The variable that has the file written in place of compared.
    const WRITE: &str = "PILOTHOUSE_WRITE_DOCS";

    #[test]
    fn the_file_says_what_the_lists_say() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/events.md");
        if std::env::var_os(WRITE).is_some() {
            fs::write(&path, document()).expect("docs/events.md");
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == document(),
            "docs/events.md is not what crates/events says; `{WRITE}=1 cargo test -p events document` writes it anew"
        );
    }

    #[test]
    fn every_silence_is_listed() {
        let words: BTreeSet<&str> = Silence::all().iter().map(Silence::word).collect();
        let source = include_str!("silence.rs");
        let written = source.matches(" => \"").count();
        assert_eq!(
            words.len(),
            written,
            "one is not in `Silence::all`: {words:?}"
        );
    }
}
