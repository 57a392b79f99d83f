//! What was asked for, out of what was seen.

use std::sync::Arc;

use wildmatch::WildMatch;

use crate::look::{Gap, Look};
use crate::pipeline::Pipeline;
use crate::service::Service;

/// A name or glob that a person typed; letter case does not matter, since phones capitalise.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    typed: String,
    glob: WildMatch,
}

impl Pattern {
    /// Takes it as typed.
    pub fn new(typed: &str) -> Self {
        Self {
            typed: typed.to_owned(),
            glob: WildMatch::new(&typed.to_lowercase()),
        }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    fn matches(&self, name: &str) -> bool {
        self.glob.matches(&name.to_lowercase())
    }

    fn is_of(&self, service: &Service) -> bool {
        self.matches(&service.name)
            || self.matches(&service.cluster)
            || self.matches(&format!("{}/{}", service.cluster, service.name))
            || service
                .environment
                .as_str()
                .eq_ignore_ascii_case(&self.typed)
            || service
                .application
                .as_deref()
                .is_some_and(|application| self.matches(application))
    }
}

/// What an answer is about.
#[derive(Debug)]
pub struct Selection<'a> {
    /// The worst first, then by environment, cluster and name.
    pub services: Vec<&'a Service>,
    pub pipelines: Vec<&'a Pipeline>,
    pub gaps: Vec<&'a Gap>,
    /// Whether a name was asked for: then its pipelines are told whole, else only what waits or failed.
    pub by_name: bool,
    /// A name that exists and is close to the one that matched nothing.
    pub suggestion: Option<&'a str>,
}

impl<'a> Selection<'a> {
    /// Whether nothing of that name was seen.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty() && self.pipelines.is_empty()
    }

    /// Adds what turned out to be missing after the selection was made, each thing once.
    pub fn miss(&mut self, gaps: &'a [Gap]) {
        for gap in gaps {
            if !self.gaps.contains(&gap) {
                self.gaps.push(gap);
            }
        }
    }
}

/// Picks what `pattern` means: services by their name, cluster or application, and pipelines. `None` is everything.
pub fn select<'a>(looks: &'a [Arc<Look>], pattern: Option<&Pattern>) -> Selection<'a> {
    let mut services: Vec<_> = looks
        .iter()
        .flat_map(|look| &look.services)
        .filter(|service| pattern.is_none_or(|pattern| pattern.is_of(service)))
        .collect();
    services.sort_by_key(|s| (s.health(), &s.environment, &s.cluster, &s.name));
    let pipelines: Vec<_> = looks
        .iter()
        .flat_map(|look| &look.pipelines)
        .filter(|pipeline| pattern.is_none_or(|pattern| pattern.matches(&pipeline.name)))
        .collect();
    let mut selection = Selection {
        services,
        pipelines,
        gaps: looks.iter().flat_map(|look| &look.gaps).collect(),
        by_name: pattern.is_some(),
        suggestion: None,
    };
    if selection.is_empty() {
        selection.suggestion = pattern.and_then(|pattern| closest(looks, pattern.as_str()));
    }
    selection
}

/// The name nearest to what was typed, if any is near.
fn closest<'a>(looks: &'a [Arc<Look>], typed: &str) -> Option<&'a str> {
    const NEAR: f64 = 0.8;
    let typed = typed.to_lowercase();
    looks
        .iter()
        .flat_map(|look| {
            let services = look.services.iter().flat_map(|service| {
                [
                    Some(&service.name),
                    Some(&service.cluster),
                    service.application.as_ref(),
                ]
            });
            let pipelines = look.pipelines.iter().map(|pipeline| Some(&pipeline.name));
            services.chain(pipelines).flatten()
        })
        .map(|name| {
            (
                strsim::jaro_winkler(&typed, &name.to_lowercase()),
                name.as_str(),
            )
        })
        .filter(|(near, _)| *near >= NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}
