//! What something is done to, in the words that people use for it and can type back.

use crate::environments::Placement;
use crate::rich::Rich;
use crate::words::Words;

/// The name of a target: a pipeline, or a service with its cluster where that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetName {
    /// `None` while nobody has said what it is called.
    pub name: Option<String>,
    pub cluster: Option<String>,
    pub placement: Placement,
}

impl TargetName {
    /// `payments-api in prod (cluster prod-main)`.
    pub fn say(&self, words: &Words) -> Rich {
        let name = match &self.name {
            Some(name) => Rich::text(name),
            None => words.say("release-something", &[]),
        };
        let place = self.placement.say(words);
        let mut args = vec![("what", name.into()), ("where", place.into())];
        match &self.cluster {
            Some(cluster) => {
                args.push(("cluster", Rich::code(cluster).into()));
                words.say("target-in-cluster", &args)
            }
            None => words.say("target", &args),
        }
    }

    /// What a person types to mean this one and none of `all`: `payments-api in prod`, and with its cluster,
    /// `prod-main/payments-api in prod`, where another one is called the same.
    pub fn typed(&self, all: &[Self]) -> Option<String> {
        let name = self.name.as_ref()?;
        let is_called_the_same = |other: &&Self| {
            let is_named_so = |other: &String| other.eq_ignore_ascii_case(name);
            other.name.as_ref().is_some_and(is_named_so) && other.placement == self.placement
        };
        let place = match &self.placement {
            Placement::Known(environment) => format!(" in {environment}"),
            // None of the names that it may have means it.
            Placement::Unknown(_) => String::new(),
        };
        Some(match &self.cluster {
            Some(cluster) if all.iter().filter(is_called_the_same).count() > 1 => {
                format!("{cluster}/{name}{place}")
            }
            _ => format!("{name}{place}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::EnvironmentName;

    fn target(cluster: &str, environment: &str) -> TargetName {
        TargetName {
            name: Some("payments-api".to_owned()),
            cluster: Some(cluster.to_owned()),
            placement: Placement::Known(EnvironmentName::new(environment)),
        }
    }

    #[test]
    fn targets_of_one_name_are_told_apart_by_what_differs() {
        let all = [
            target("blue", "prod"),
            target("green", "prod"),
            target("main", "staging"),
        ];
        let typed = all.each_ref().map(|one| one.typed(&all).expect("a name"));
        assert_eq!(
            typed,
            [
                "blue/payments-api in prod",
                "green/payments-api in prod",
                "payments-api in staging"
            ]
        );
        let all = [target("main", "prod"), target("main", "staging")];
        let typed = all.each_ref().map(|one| one.typed(&all).expect("a name"));
        assert_eq!(typed, ["payments-api in prod", "payments-api in staging"]);
    }
}
