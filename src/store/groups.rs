//! `deployment_groups`: what each group of CodeDeploy deploys to, since AWS does not always show it.

use anyhow::Context;
use jiff::Timestamp;
use sqlx::{Executor, Sqlite};

use super::{Store, Tx};
use domain::release::Place;

/// A deployment group of CodeDeploy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group<'a> {
    pub place: &'a Place,
    pub application: &'a str,
    pub name: &'a str,
}

/// The service that a group deploys.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Deployed {
    pub cluster: String,
    pub service: String,
}

impl Store {
    /// What a group deploys to, as AWS has last shown it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn group(&self, group: Group<'_>) -> anyhow::Result<Option<Deployed>> {
        read(&self.readers, group).await
    }
}

impl Tx {
    /// What a group deploys to, as AWS has last shown it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn group(&mut self, group: Group<'_>) -> anyhow::Result<Option<Deployed>> {
        read(self.connection(), group).await
    }

    /// Keeps what AWS shows that a group deploys to.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_group(
        &mut self,
        group: Group<'_>,
        deployed: &Deployed,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO deployment_groups \
             (account, region, application, name, cluster, service, seen_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (account, region, application, name) DO UPDATE \
             SET cluster = excluded.cluster, service = excluded.service, seen_at = excluded.seen_at",
        )
        .bind(&group.place.account)
        .bind(&group.place.region)
        .bind(group.application)
        .bind(group.name)
        .bind(&deployed.cluster)
        .bind(&deployed.service)
        .bind(now.as_millisecond())
        .execute(self.connection())
        .await
        .context("the deployment groups cannot be written")?;
        Ok(())
    }
}

async fn read<'e>(
    store: impl Executor<'e, Database = Sqlite>,
    group: Group<'_>,
) -> anyhow::Result<Option<Deployed>> {
    sqlx::query_as(
        "SELECT cluster, service FROM deployment_groups \
         WHERE account = $1 AND region = $2 AND application = $3 AND name = $4",
    )
    .bind(&group.place.account)
    .bind(&group.place.region)
    .bind(group.application)
    .bind(group.name)
    .fetch_optional(store)
    .await
    .context("the deployment groups cannot be read")
}
