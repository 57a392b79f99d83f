//! The environment of something as it is written down and said: its name, or that nobody knows which it is.

use serde::{Deserialize, Serialize};

use crate::names::EnvironmentName;
use crate::rich::Rich;
use crate::words::{Value, Words};

/// The environment of something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Placement {
    Known(EnvironmentName),
    Unknown(Unplaced),
}

/// What is known of something of which nobody knows the environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unplaced {
    /// Every environment that may have it, in the order of the settings.
    pub possible: Vec<EnvironmentName>,
    /// What `applications` would have to name: an application of CodeDeploy, or `application/group`.
    pub application: Option<String>,
}

impl Placement {
    /// Every environment that may have it.
    pub fn environments(&self) -> &[EnvironmentName] {
        match self {
            Self::Known(name) => std::slice::from_ref(name),
            Self::Unknown(unplaced) => &unplaced.possible,
        }
    }

    /// Whether it is this one, or may be.
    pub fn may_be(&self, environment: &EnvironmentName) -> bool {
        self.environments().contains(environment)
    }

    /// Its name within a sentence.
    pub fn say(&self, words: &Words) -> Rich {
        match self {
            Self::Known(name) => Rich::text(name.as_str()),
            Self::Unknown(unplaced) => {
                words.say("environment-unknown", &[("names", unplaced.names().into())])
            }
        }
    }

    /// The sentence that says what is missing, where it is not known.
    pub fn missing(&self, words: &Words) -> Option<Rich> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(unplaced) => Some(unplaced.say(words)),
        }
    }
}

impl Unplaced {
    /// That the environment is not known, and what to do so that it is.
    pub fn say(&self, words: &Words) -> Rich {
        let can = match self.application {
            Some(_) => "add",
            None => "wait",
        };
        let application = self.application.as_deref().unwrap_or_default();
        words.say(
            "environment-missing",
            &[
                ("can", Value::Choice(can)),
                ("names", self.names().into()),
                ("application", Rich::code(application).into()),
            ],
        )
    }

    fn names(&self) -> Rich {
        let names: Vec<&str> = self.possible.iter().map(EnvironmentName::as_str).collect();
        Rich::text(names.join(" / "))
    }
}
