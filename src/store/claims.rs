//! `claims`: who does what, one winner for each thing that can be done once.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Store, Tx};
use domain::acting::{Intent, Mutation};
use domain::environments::Placement;
use domain::names::{EnvironmentName, PersonId};
use domain::release::Version;

/// How long it is remembered who was first.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Claims forgotten at a time.
const FORGOTTEN: i64 = 1_000;

/// Something that one person does, and nobody else meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Rides in what AWS is sent as text.
    pub id: String,
    pub person: PersonId,
    pub intent: Intent,
    /// Where that is; an environment's name alone where it is known.
    #[serde(rename = "environment")]
    pub placement: Placement,
    /// The environment whose credentials do it; claims of old do not say, and it is the one that they are in.
    #[serde(default)]
    pub credentials: Option<EnvironmentName>,
    /// What people call what it is done to, the best name first.
    pub names: Vec<String>,
    pub comment: Option<String>,
    /// What it is done to: what a rollback leaves, what is approved.
    pub version: Option<Version>,
    /// What a rollback goes back to.
    pub to: Option<Version>,
    pub at: Timestamp,
}

impl Claim {
    /// The environment whose credentials do it.
    pub fn credentials(&self) -> Option<&EnvironmentName> {
        let credentials = self.credentials.as_ref();
        credentials.or(self.placement.environments().first())
    }
}

/// A claim of which nobody knows how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub claim: Claim,
    /// The call and when it was sent; nothing where none was.
    pub sent: Option<(Mutation, Timestamp)>,
}

/// What came of claiming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    Won,
    /// Somebody else was first.
    Lost {
        by: Box<Claim>,
        is_over: bool,
    },
}

impl Store {
    /// Who has claimed something, and whether that is over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn claim_of(&self, intent: &Intent) -> anyhow::Result<Option<(Claim, bool)>> {
        let row: Option<(String, Option<i64>)> =
            sqlx::query_as("SELECT body, settled_at FROM claims WHERE key = $1")
                .bind(intent.key())
                .fetch_optional(&self.readers)
                .await
                .context("the claims cannot be read")?;
        row.map(|(body, settled)| Ok((read(&body)?, settled.is_some())))
            .transpose()
    }

    /// Notes which call is about to be sent for a claim.
    ///
    /// # Errors
    /// When the store cannot be written: then it must not be sent.
    pub async fn sending(
        &self,
        claim: &Claim,
        mutation: &Mutation,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let noted = sqlx::query(
            "UPDATE claims SET mutation = $3, sent_at = $4 \
             WHERE key = $1 AND id = $2 AND sent_at IS NULL AND settled_at IS NULL",
        )
        .bind(claim.intent.key())
        .bind(&claim.id)
        .bind(serde_json::to_string(mutation)?)
        .bind(now.as_millisecond())
        .execute(&self.writer)
        .await
        .context("the claims cannot be written")?;
        anyhow::ensure!(noted.rows_affected() == 1, "the claim is not held any more");
        Ok(())
    }

    /// Every claim of which nobody knows how it ended, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open_claims(&self) -> anyhow::Result<Vec<Open>> {
        let rows: Vec<(String, Option<String>, Option<i64>)> = sqlx::query_as(
            "SELECT body, mutation, sent_at FROM claims WHERE settled_at IS NULL \
             ORDER BY claimed_at LIMIT 100",
        )
        .fetch_all(&self.readers)
        .await
        .context("the claims cannot be read")?;
        rows.into_iter()
            .map(|(body, mutation, sent)| {
                let sent = match mutation.zip(sent) {
                    Some((mutation, at)) => Some((
                        serde_json::from_str(&mutation).context("a call cannot be read")?,
                        Timestamp::from_millisecond(at)?,
                    )),
                    None => None,
                };
                Ok(Open {
                    claim: read(&body)?,
                    sent,
                })
            })
            .collect()
    }

    /// Forgets some of the claims that were settled 90 days ago.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_claims(&self, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "DELETE FROM claims WHERE key IN \
             (SELECT key FROM claims WHERE settled_at < $1 ORDER BY settled_at LIMIT $2)",
        )
        .bind((now - KEPT).as_millisecond())
        .bind(FORGOTTEN)
        .execute(&self.writer)
        .await
        .context("the claims cannot be written")?;
        Ok(())
    }
}

impl Tx {
    /// Claims what an intent wants, unless somebody has.
    ///
    /// # Errors
    /// When the store cannot be written: then nothing must be done.
    pub async fn claim(&mut self, claim: &Claim) -> anyhow::Result<Claimed> {
        let won = sqlx::query(
            "INSERT INTO claims (key, id, person, verb, body, claimed_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING",
        )
        .bind(claim.intent.key())
        .bind(&claim.id)
        .bind(claim.person.as_str())
        .bind(claim.intent.verb().as_str())
        .bind(serde_json::to_string(claim)?)
        .bind(claim.at.as_millisecond())
        .execute(self.connection())
        .await
        .context("the claims cannot be written")?;
        if won.rows_affected() == 1 {
            return Ok(Claimed::Won);
        }
        let (body, settled): (String, Option<i64>) =
            sqlx::query_as("SELECT body, settled_at FROM claims WHERE key = $1")
                .bind(claim.intent.key())
                .fetch_one(self.connection())
                .await
                .context("the claims cannot be read")?;
        Ok(Claimed::Lost {
            by: Box::new(read(&body)?),
            is_over: settled.is_some(),
        })
    }

    /// Notes that what was claimed is done: nobody can do it again. Returns whether it was this claim's to settle.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn settle_claim(&mut self, claim: &Claim, now: Timestamp) -> anyhow::Result<bool> {
        let settled = sqlx::query(
            "UPDATE claims SET settled_at = $3 WHERE key = $1 AND id = $2 AND settled_at IS NULL",
        )
        .bind(claim.intent.key())
        .bind(&claim.id)
        .bind(now.as_millisecond())
        .execute(self.connection())
        .await
        .context("the claims cannot be written")?;
        Ok(settled.rows_affected() == 1)
    }

    /// Gives up a claim whose thing was not done: anybody may claim it again. Returns whether it was there to give up.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn drop_claim(&mut self, claim: &Claim) -> anyhow::Result<bool> {
        let dropped =
            sqlx::query("DELETE FROM claims WHERE key = $1 AND id = $2 AND settled_at IS NULL")
                .bind(claim.intent.key())
                .bind(&claim.id)
                .execute(self.connection())
                .await
                .context("the claims cannot be written")?;
        Ok(dropped.rows_affected() == 1)
    }
}

fn read(body: &str) -> anyhow::Result<Claim> {
    serde_json::from_str(body).context("a claim cannot be read")
}
