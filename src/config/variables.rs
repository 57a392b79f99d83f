//! The environment variables: secrets and what depends on where the bot runs.

use super::problems::Notes;
use domain::secret::Secret;

/// Shows an empty variable as one that is not set, as `docker run -e NAME=` leaves it.
pub(super) struct Variables<'a> {
    env: &'a dyn Fn(&str) -> Option<String>,
    notes: &'a Notes,
}

impl<'a> Variables<'a> {
    /// Reads by `env`, and leaves problems in `notes`.
    pub(super) fn new(env: &'a dyn Fn(&str) -> Option<String>, notes: &'a Notes) -> Self {
        Self { env, notes }
    }

    /// The variable's value, if it is set.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.env)(name).filter(|value| !value.is_empty())
    }

    /// The variable as `parse` understands it, or `None` inside where it is not set; `None` where it
    /// is wrong. What `parse` answers otherwise must not repeat the value.
    pub(super) fn optional<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Option<T>> {
        let Some(value) = self.get(name) else {
            return Some(None);
        };
        match parse(&value) {
            Ok(value) => Some(Some(value)),
            Err(why) => {
                self.notes.nowhere(format!("the variable {name} {why}"));
                None
            }
        }
    }

    /// A secret that may be set.
    pub(super) fn maybe_secret(
        &self,
        name: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Option<Option<Secret>> {
        self.optional(name, |value| {
            if !is_reference(value) {
                is_visible(value)?;
                check(value)?;
            }
            Ok(Secret::new(value))
        })
    }

    /// A secret that must be set; `hint` says where it is found.
    pub(super) fn secret(
        &self,
        name: &str,
        hint: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Option<Secret> {
        let read = self.maybe_secret(name, check)?;
        if read.is_none() {
            self.notes
                .nowhere(format!("the variable {name} is not set; {hint}"));
        }
        read
    }
}

/// Whether the value says where the secret is, and is not the secret itself.
pub(super) fn is_reference(value: &str) -> bool {
    value.starts_with("ssm:") || value.starts_with("secretsmanager:")
}

/// Files with secrets like to end in a line break, which no header can carry.
fn is_visible(value: &str) -> Result<(), String> {
    if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err("has a space, a line break or a letter outside ASCII in it".to_owned())
}
