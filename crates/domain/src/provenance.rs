//! Where an event came in, and for whom that way in can speak: whose events are believed, and whose are only hints.

use std::fmt;

/// The way in by which an event came, as far as that matters for what is believed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Provenance {
    /// The endpoint with the token: one key of the whole installation, which the API destinations of every account hold.
    #[default]
    Token,
    /// The same, by `pilothouse replay`: what is recorded, so that something can be tried out.
    Replay,
    /// A topic or a queue of this account. Whoever may publish to it may claim anything of other accounts.
    Account(String),
}

impl Provenance {
    /// That of the topic with this ARN.
    pub fn of_topic(arn: &str) -> Self {
        Self::Account(arn.split(':').nth(4).unwrap_or_default().to_owned())
    }

    /// That of the queue at this URL, whose path begins with its account. A queue that names none speaks for nobody.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html>
    pub fn of_queue(url: &str) -> Self {
        let is_account = |part: &&str| part.len() == 12 && part.bytes().all(|c| c.is_ascii_digit());
        let account = url.split('/').skip(3).find(is_account);
        Self::Account(account.unwrap_or_default().to_owned())
    }

    /// Whether an event of this account is believed. All others are hints: AWS is asked.
    pub fn speaks_for(&self, account: &str) -> bool {
        match self {
            Self::Token | Self::Replay => true,
            Self::Account(own) => own == account,
        }
    }

    /// That of the text under which the store keeps it; what is kept without any came in before it was kept.
    pub fn of_text(text: Option<&str>) -> Self {
        match text {
            None | Some("token") => Self::Token,
            Some("replay") => Self::Replay,
            Some(account) => Self::Account(account.to_owned()),
        }
    }
}

/// As the store keeps it.
impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Replay => "replay",
            Self::Account(account) => account,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_and_a_queue_speak_for_their_own_account_alone() {
        let account = |account: &str| Provenance::Account(account.to_owned());
        let topic = "arn:aws:sns:ap-northeast-2:111122223333:deployments";
        let sqs = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/pilothouse";
        for (provenance, expected) in [
            (Provenance::of_topic(topic), account("111122223333")),
            (Provenance::of_queue(sqs), account("111122223333")),
            (
                Provenance::of_queue("http://localhost:4566/000000000000/events"),
                account("000000000000"),
            ),
            (
                Provenance::of_queue("http://localhost:9324/queue/events"),
                account(""),
            ),
        ] {
            assert_eq!(provenance, expected);
            assert!(!provenance.speaks_for("444455556666"));
            let kept = provenance.to_string();
            assert_eq!(Provenance::of_text(Some(&kept)), provenance);
        }
        assert!(account("111122223333").speaks_for("111122223333"));
        for all in [Provenance::Token, Provenance::Replay] {
            assert!(all.speaks_for("444455556666"));
            assert_eq!(Provenance::of_text(Some(&all.to_string())), all);
        }
        assert_eq!(Provenance::of_text(None), Provenance::Token);
    }
}
