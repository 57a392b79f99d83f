//! One look at an environment: what AWS showed, and what it did not show and why.

use serde::{Deserialize, Serialize};

use crate::names::EnvironmentName;
use crate::pipeline::Pipeline;
use crate::rich::Rich;
use crate::service::Service;
use crate::words::{Value, Words};

/// What was seen of one environment at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    pub environment: EnvironmentName,
    pub services: Vec<Service>,
    pub pipelines: Vec<Pipeline>,
    /// What could not be seen. Where there is a gap, "there is none" is not known.
    pub gaps: Vec<Gap>,
}

/// Something that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub environment: EnvironmentName,
    pub account: String,
    pub why: Why,
}

/// Why AWS did not show something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No answer in time.
    Silent,
    /// The permission that is missing, `ecs:ListServices`, and for whom, where AWS named them.
    Denied {
        permission: String,
        who: Option<String>,
    },
    /// No credentials at all, or ones that AWS does not take.
    Credentials,
    /// The credentials belong to this other account.
    OtherAccount(String),
    Throttled,
    Unreachable,
    /// An error by AWS's own name.
    Failed(String),
}

impl Why {
    /// Whether somebody must mend it before AWS shows more; anything else may be over at the next look.
    pub fn lasts(&self) -> bool {
        match self {
            Self::Denied { .. } | Self::Credentials | Self::OtherAccount(_) => true,
            Self::Silent | Self::Throttled | Self::Unreachable | Self::Failed(_) => false,
        }
    }

    /// The reason as a sentence.
    pub fn say(&self, words: &Words) -> Rich {
        let mut args: Vec<(&str, Value)> = Vec::new();
        let name = match self {
            Self::Silent => "why-silent",
            Self::Denied {
                permission,
                who: Some(who),
            } => {
                args.push(("permission", Rich::code(permission).into()));
                args.push(("who", Rich::code(who).into()));
                "why-denied"
            }
            Self::Denied { permission, .. } => {
                args.push(("permission", Rich::code(permission).into()));
                "why-denied-anyone"
            }
            Self::Credentials => "why-credentials",
            Self::OtherAccount(other) => {
                args.push(("other", Rich::code(other).into()));
                "why-other-account"
            }
            Self::Throttled => "why-throttled",
            Self::Unreachable => "why-unreachable",
            Self::Failed(error) => {
                args.push(("error", Rich::code(error).into()));
                "why-failed"
            }
        };
        words.say(name, &args)
    }
}

impl Look {
    /// A look at which nothing could be seen.
    pub fn nothing(environment: EnvironmentName, account: &str, why: Why) -> Self {
        Self {
            gaps: vec![Gap {
                environment: environment.clone(),
                account: account.to_owned(),
                why,
            }],
            environment,
            services: Vec::new(),
            pipelines: Vec::new(),
        }
    }

    /// Adds a gap, once.
    pub fn miss(&mut self, account: &str, why: Why) {
        let gap = Gap {
            environment: self.environment.clone(),
            account: account.to_owned(),
            why,
        };
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }
}
