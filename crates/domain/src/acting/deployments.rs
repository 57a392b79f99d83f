//! Which deployments somebody means: by a name, or by the thread of a release.

use std::sync::Arc;

use wildmatch::WildMatch;

use crate::look::Look;
use crate::names::Environment;
use crate::release::{Deployment, Place, Release, place};
use crate::service::Service;

/// A service and the environment that it is in.
pub type Located<'a> = (&'a Environment, &'a Service);

/// The services that a word means: those that it names exactly, else all that it covers as a cluster, an environment or
/// a glob. `looks` are those at `environments`, in their order. Letter case does not matter, since phones capitalise.
pub fn services_named<'a>(
    environments: &[&'a Environment],
    looks: &'a [Arc<Look>],
    word: &str,
) -> Vec<Located<'a>> {
    let all = || {
        let looks = environments.iter().zip(looks);
        looks.flat_map(|(environment, look)| look.services.iter().map(|one| (*environment, one)))
    };
    let named: Vec<_> = all().filter(|one| is_named(*one, word)).collect();
    match named.is_empty() {
        true => all().filter(|one| is_covered(*one, word)).collect(),
        false => named,
    }
}

fn is_named((environment, service): Located<'_>, word: &str) -> bool {
    let path = format!("{}/{}", service.cluster, service.name);
    let is = |name: &str| name.eq_ignore_ascii_case(word);
    let application = service.application.as_deref();
    is(&service.name) || is(&path) || application.is_some_and(is) || {
        let is_there = place(word).is_some_and(|place| is_at(environment, &place));
        let named = word.split_once(":service/").map(|(_, named)| named);
        is_there && named.is_some_and(|named| named == path || named == service.name)
    }
}

fn is_covered((environment, service): Located<'_>, word: &str) -> bool {
    let glob = WildMatch::new(&word.to_lowercase());
    let path = format!("{}/{}", service.cluster, service.name);
    let names = [&service.cluster, &service.name, &path];
    let mut names = names.into_iter().chain(&service.application);
    environment.name.as_str().eq_ignore_ascii_case(word)
        || names.any(|name| glob.matches(&name.to_lowercase()))
}

fn is_at(environment: &Environment, place: &Place) -> bool {
    environment.account == place.account && environment.region == place.region
}

/// The deployments of a release that somebody may mean: of each service the last.
pub fn of_release(release: &Release) -> Vec<&Deployment> {
    let mut latest: Vec<&Deployment> = Vec::new();
    for root in release.roots() {
        latest.retain(|earlier| !is_of_one_service(earlier, root));
        latest.push(root);
    }
    latest
}

fn is_of_one_service(one: &Deployment, other: &Deployment) -> bool {
    let names = |it: &Deployment| {
        let of = [it.cluster(), it.service(), it.application(), it.group()];
        of.map(|name| name.map(str::to_owned))
    };
    one.names().next().is_some()
        && one.subject.place() == other.subject.place()
        && names(one) == names(other)
}
