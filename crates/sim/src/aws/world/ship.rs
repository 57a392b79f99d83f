//! A new version of a service, and what becomes of it.

use super::ecs::Health;

/// A new version on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ship {
    /// The image's tag.
    pub tag: String,
    /// What becomes of its tasks.
    pub health: Health,
    /// The CodeDeploy lifecycle event whose hook fails.
    pub failing_hook: Option<&'static str>,
}

impl Ship {
    /// A version that works.
    pub fn healthy(tag: &str) -> Self {
        Self {
            tag: tag.to_owned(),
            health: Health::Healthy,
            failing_hook: None,
        }
    }

    /// A version whose tasks come to nothing.
    pub fn broken(tag: &str, health: Health) -> Self {
        Self {
            health,
            ..Self::healthy(tag)
        }
    }

    /// A version that a CodeDeploy hook turns down.
    pub fn failing(tag: &str, hook: &'static str) -> Self {
        Self {
            failing_hook: Some(hook),
            ..Self::healthy(tag)
        }
    }
}
