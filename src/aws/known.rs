//! What AWS has said once and is not asked again: what never changes for good, a pipeline's definition for a while.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::batch::Batched;
use super::codepipeline::Definition;
use domain::look::Why;
use domain::names::{Environment, Revision};

/// How many of each kind are remembered.
const MANY: u64 = 2_000;
/// How long a pipeline's definition is taken for the present one.
const DEFINITION: Duration = Duration::from_secs(5 * 60);
/// How long credentials are taken to be of the account that they were of.
const IDENTITY: Duration = Duration::from_secs(5 * 60);

/// Answers of AWS, by what was asked and where.
#[derive(Debug)]
pub(super) struct Known {
    /// The image of each task definition.
    pub images: Cache<String, Arc<str>>,
    /// The task definition of each service revision and of each AppSpec.
    pub revisions: Cache<String, Revision>,
    pub definitions: Cache<String, Arc<Definition>>,
    /// The environments whose credentials are of their own account.
    pub identities: Cache<String, ()>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            images: Cache::new(MANY),
            revisions: Cache::new(MANY),
            definitions: Cache::builder()
                .max_capacity(MANY)
                .time_to_live(DEFINITION)
                .build(),
            identities: Cache::builder()
                .max_capacity(MANY)
                .time_to_live(IDENTITY)
                .build(),
        }
    }
}

/// What was said of `name` in the account and region of `environment`, else what `ask` says now. An error is not
/// remembered, and whoever asks meanwhile waits for the same answer.
pub(super) async fn once<T: Clone + Send + Sync + 'static>(
    cache: &Cache<String, T>,
    environment: &Environment,
    name: &str,
    ask: impl Future<Output = Result<T, Why>>,
) -> Result<T, Why> {
    // Boxed, because the futures of the SDK are large, and the cache keeps them several times over in its own.
    let answer = Box::pin(cache.try_get_with(key(environment, name), Box::pin(ask)));
    answer.await.map_err(|why: Arc<Why>| Why::clone(&why))
}

/// The same for many `names`, of which `ask` brings in one go those that are not known yet, as far as they are to be
/// had, and why some are not.
pub(super) async fn once_each<T, F>(
    cache: &Cache<String, T>,
    environment: &Environment,
    names: impl IntoIterator<Item = String>,
    ask: impl FnOnce(Vec<String>) -> F,
) -> (HashMap<String, T>, Option<Why>)
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Batched<(String, T)>>,
{
    let mut found = HashMap::new();
    let mut unknown = Vec::new();
    for name in names {
        match cache.get(&key(environment, &name)).await {
            Some(value) => {
                found.insert(name, value);
            }
            None => unknown.push(name),
        }
    }
    if unknown.is_empty() {
        return (found, None);
    }
    let (read, missed) = ask(unknown).await;
    for (name, value) in read {
        cache.insert(key(environment, &name), value.clone()).await;
        found.insert(name, value);
    }
    (found, missed)
}

fn key(environment: &Environment, name: &str) -> String {
    format!("{}/{}/{name}", environment.account, environment.region)
}
