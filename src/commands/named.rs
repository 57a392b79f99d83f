//! What commands ask before they decide what is meant: environments, looks at AWS, the release of a thread.

use std::sync::Arc;

use futures_util::future::join_all;

use super::acting::unstored;
use super::{Asker, Tools};
use domain::acting::seen::environment_named;
use domain::look::Look;
use domain::names::Environment;
use domain::refusal::Refusal;
use domain::release::Release;

/// The environments that `--env` means, or all.
pub fn environments<'a>(
    tools: &'a Tools,
    typed: Option<&str>,
) -> Result<Vec<&'a Environment>, Refusal> {
    let all = tools.fleet.environments();
    if all.is_empty() {
        return Err(Refusal::NoEnvironments);
    }
    match typed {
        Some(typed) => Ok(vec![environment_named(all, typed)?]),
        None => Ok(all.iter().collect()),
    }
}

/// The release in whose thread somebody asks.
pub async fn release_here(tools: &Tools, asker: &Asker) -> Result<Option<Release>, Refusal> {
    let Some(thread) = &asker.thread else {
        return Ok(None);
    };
    let release = tools.store.release_at(&asker.channel, thread).await;
    release.map_err(|error| unstored(&error))
}

/// A look at each of these environments, in their order.
pub async fn looks(tools: &Tools, environments: &[&Environment]) -> Vec<Arc<Look>> {
    join_all(environments.iter().map(|one| tools.fleet.look(one))).await
}
