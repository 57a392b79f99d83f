//! How things are called: environments, clusters, services, pipelines, revisions, people.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use wildmatch::WildMatch;

/// Defines a name that is a string inside and nothing else outside.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the name as it stands.
            pub fn new(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// What the settings call a part of AWS: `prod`.
    EnvironmentName
}
name! {
    /// A Slack workspace, `T…`, or an Enterprise Grid organization of several, `E…`.
    TeamId
}
name! {
    /// A Slack person, `U…` or `W…`.
    PersonId
}
name! {
    /// A Slack channel, `C…`, `G…` or `D…`.
    ChannelId
}
name! {
    /// A Slack user group, `S…`.
    GroupId
}

/// A part of AWS with a name: one account in one region, narrowed by globs.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    pub name: EnvironmentName,
    /// Twelve digits.
    pub account: String,
    pub region: String,
    /// Which clusters belong to it.
    pub clusters: Globs,
    /// Which pipelines belong to it.
    pub pipelines: Globs,
    /// Which applications of CodeDeploy, or `application/group`s, belong to it, where the settings say so. It decides only
    /// where no cluster does.
    pub applications: Option<Globs>,
    /// Assumed for every call in this environment; without it the bot's own credentials are used.
    pub role_arn: Option<String>,
    /// Asks for confirmation; true unless set to false.
    pub production: bool,
}

/// Names with `*` and `?` in them; one of them matching is enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Globs(Vec<WildMatch>);

impl Globs {
    /// Matches what any of `patterns` matches.
    pub fn new<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Self {
        Self(
            patterns
                .into_iter()
                .map(|pattern| WildMatch::new(pattern.as_ref()))
                .collect(),
        )
    }

    /// Matches everything.
    pub fn any() -> Self {
        Self::new(["*"])
    }

    /// Whether `name` is meant.
    pub fn matches(&self, name: &str) -> bool {
        self.0.iter().any(|glob| glob.matches(name))
    }

    /// Whether `name` is meant, or `part` of it by a pattern of the form `name/part`.
    pub fn matches_within(&self, name: &str, part: Option<&str>) -> bool {
        self.0
            .iter()
            .any(|glob| match glob.pattern().contains('/') {
                true => part.is_some_and(|part| glob.matches(&format!("{name}/{part}"))),
                false => glob.matches(name),
            })
    }
}

/// A task definition's family and revision, `payments-api:41`, read from its ARN or its short form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Revision {
    pub family: String,
    pub number: u32,
}

impl FromStr for Revision {
    type Err = NotARevision;

    fn from_str(text: &str) -> Result<Self, NotARevision> {
        let name = text.rsplit_once('/').map_or(text, |(_, name)| name);
        let (family, number) = name.rsplit_once(':').ok_or(NotARevision)?;
        Ok(Self {
            family: family.to_owned(),
            number: number.parse().map_err(|_| NotARevision)?,
        })
    }
}

impl TryFrom<String> for Revision {
    type Error = NotARevision;

    fn try_from(text: String) -> Result<Self, NotARevision> {
        text.parse()
    }
}

impl From<Revision> for String {
    fn from(revision: Revision) -> Self {
        revision.to_string()
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.family, self.number)
    }
}

/// The text names no revision of a task definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a task definition with a revision")]
pub struct NotARevision;

/// The last part of an ARN or path: `orders-api` of `arn:aws:ecs:…:service/prod/orders-api`.
pub fn last_part(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or(arn)
}

/// What people call an image: its tag, or the start of its digest where it has no tag.
pub fn image_tag(image: &str) -> &str {
    if let Some((_, digest)) = image.split_once("@sha256:") {
        return digest.get(..12).unwrap_or(digest);
    }
    let name = image.rsplit_once('/').map_or(image, |(_, name)| name);
    name.split_once(':').map_or("latest", |(_, tag)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_read_from_an_arn_and_from_its_short_form() {
        let arn = "arn:aws:ecs:ap-northeast-2:111122223333:task-definition/payments-api:41";
        let revision: Revision = arn.parse().expect("an ARN");
        assert_eq!(revision.to_string(), "payments-api:41");
        assert_eq!("payments-api:41".parse(), Ok(revision));
        assert_eq!("payments-api".parse::<Revision>(), Err(NotARevision));
        assert_eq!("payments-api:x".parse::<Revision>(), Err(NotARevision));
    }

    #[test]
    fn an_image_is_called_by_its_tag_or_the_start_of_its_digest() {
        for (image, tag) in [
            (
                "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/api:v41",
                "v41",
            ),
            ("localhost:5000/api", "latest"),
            ("api", "latest"),
            ("repo/api@sha256:0123456789abcdef", "0123456789ab"),
            ("repo/api:v2@sha256:0123456789abcdef", "0123456789ab"),
        ] {
            assert_eq!(image_tag(image), tag, "{image}");
        }
    }
}
