//! What a person wants changed: one verb, and the one exact thing of AWS that it goes to.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::comment::Comment;
use super::rollback::Plan;
use crate::names::PersonId;
use crate::policy::Action;
use crate::release::Subject;

/// One thing to do to one exact thing. Commands, mentions, clicks and modals all become one, and only that is carried
/// out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Intent {
    Approve {
        approval: ApprovalRef,
        /// What the person wrote before they confirmed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Comment>,
    },
    Reject {
        approval: ApprovalRef,
        /// Without it, the reason is to be asked for first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Comment>,
    },
    Rollback {
        deployment: Subject,
        /// What the person was shown; without it, it is to be shown first.
        plan: Option<Box<Plan>>,
    },
    Continue {
        deployment: Subject,
        wait: Wait,
    },
    /// AWS is asked anew; nothing of it changes.
    Refresh {
        subject: Subject,
    },
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Approve,
    Reject,
    Rollback,
    Continue,
    Refresh,
}

/// One attempt of a manual approval, in one execution of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ApprovalRef {
    /// Always an execution.
    pub execution: Subject,
    pub stage: String,
    pub action: String,
    /// The id of this attempt of the action, which a retry replaces.
    pub attempt: String,
}

/// What a deployment waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// CodeDeploy, before production traffic moves.
    Ready,
    /// CodeDeploy, while the old tasks are kept: to end it ends the instant rollback.
    Termination,
    /// ECS, at a pause hook of this id.
    Hook(String),
}

/// The opaque id under which an intent is stored, and which a button holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntentId(String);

impl Intent {
    /// What is done.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Approve { .. } => Verb::Approve,
            Self::Reject { .. } => Verb::Reject,
            Self::Rollback { .. } => Verb::Rollback,
            Self::Continue { .. } => Verb::Continue,
            Self::Refresh { .. } => Verb::Refresh,
        }
    }

    /// What it is done to.
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Approve { approval, .. } | Self::Reject { approval, .. } => &approval.execution,
            Self::Rollback { deployment, .. } | Self::Continue { deployment, .. } => deployment,
            Self::Refresh { subject } => subject,
        }
    }

    /// What the person wrote beside it.
    pub fn comment(&self) -> Option<&Comment> {
        match self {
            Self::Approve { comment, .. } | Self::Reject { comment, .. } => comment.as_ref(),
            Self::Rollback { .. } | Self::Continue { .. } | Self::Refresh { .. } => None,
        }
    }

    /// The same with this beside it, where it takes a comment; `None` leaves what is there.
    pub fn with_comment(mut self, written: Option<Comment>) -> Self {
        if let Self::Approve { comment, .. } | Self::Reject { comment, .. } = &mut self {
            *comment = written.or(comment.take());
        }
        self
    }

    /// What only one person can do once: intents of one key exclude each other, an approval and its rejection too, with
    /// whatever comment.
    pub fn key(&self) -> String {
        match self {
            Self::Approve { approval, .. } | Self::Reject { approval, .. } => {
                format!("approval/{}/{}", approval.execution, approval.attempt)
            }
            Self::Rollback { deployment, .. } => format!("rollback/{deployment}"),
            Self::Continue { deployment, wait } => format!("continue/{deployment}/{wait}"),
            Self::Refresh { subject } => format!("refresh/{subject}"),
        }
    }

    /// The id under which it is stored, for anybody or for one person alone.
    pub fn id(&self, only: Option<&PersonId>) -> IntentId {
        let body = serde_json::to_vec(&(self, only)).expect("an intent is plain data");
        IntentId(hex::encode(&Sha256::digest(body)[..16]))
    }
}

impl Verb {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Rollback => "rollback",
            Self::Continue => "continue",
            Self::Refresh => "refresh",
        }
    }

    /// The grant that it needs: who may say yes may say no. None for what only reads.
    pub fn needs(self) -> Option<Action> {
        match self {
            Self::Approve | Self::Reject => Some(Action::Approve),
            Self::Rollback => Some(Action::Rollback),
            Self::Continue => Some(Action::Continue),
            Self::Refresh => None,
        }
    }
}

impl IntentId {
    /// What a button or a modal holds, whatever it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready => f.write_str("ready"),
            Self::Termination => f.write_str("termination"),
            Self::Hook(id) => write!(f, "hook/{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::Place;

    fn approval(attempt: &str) -> ApprovalRef {
        ApprovalRef {
            execution: Subject::Execution {
                place: Place {
                    account: "111122223333".to_owned(),
                    region: "eu-west-1".to_owned(),
                },
                pipeline: "orders".to_owned(),
                id: "e1".to_owned(),
            },
            stage: "Approve".to_owned(),
            action: "Manual".to_owned(),
            attempt: attempt.to_owned(),
        }
    }

    #[test]
    fn an_id_stands_for_one_exact_thing_and_where_it_says_so_for_one_person() {
        let approve = |attempt| Intent::Approve {
            approval: approval(attempt),
            comment: None,
        };
        let ann = PersonId::new("U0ANN");
        let ids = [
            approve("a1").id(None),
            approve("a2").id(None),
            approve("a1").id(Some(&ann)),
            approve("a1").with_comment(Comment::new("ship it")).id(None),
            Intent::Reject {
                approval: approval("a1"),
                comment: None,
            }
            .id(None),
        ];
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[at + 1..].contains(id));
        }
        assert_eq!(approve("a1").id(None), ids[0]);
    }

    #[test]
    fn a_yes_and_a_no_to_one_approval_exclude_each_other() {
        let yes = Intent::Approve {
            approval: approval("a1"),
            comment: None,
        };
        let no = Intent::Reject {
            approval: approval("a1"),
            comment: Comment::new("too risky"),
        };
        assert_eq!(yes.key(), no.key());
    }

    #[test]
    fn what_was_stored_before_comments_is_still_read_and_found() {
        let yes = Intent::Approve {
            approval: approval("a1"),
            comment: None,
        };
        let old = serde_json::json!({"verb": "approve", "approval": approval("a1")});
        assert_eq!(
            serde_json::from_value::<Intent>(old.clone()).ok(),
            Some(yes.clone())
        );
        assert_eq!(serde_json::to_value(&yes).ok(), Some(old));
        let with = yes.with_comment(Comment::new("ship\u{0} it"));
        let read = serde_json::to_string(&with).expect("JSON");
        assert!(read.contains(r#""comment":"ship it""#), "{read}");
        assert_eq!(serde_json::from_str::<Intent>(&read).ok(), Some(with));
    }
}
