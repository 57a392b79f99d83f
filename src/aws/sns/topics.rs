//! The topics of the settings: whether a message is one of theirs, and the answer to the one that asks to be confirmed.

use std::sync::Arc;
use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_sns::Client;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use jiff::Timestamp;
use moka::future::Cache;

use super::keeper::{Certificates, Unavailable};
use crate::aws::fleet::Fleet;
use crate::aws::why::why;
use domain::look::Why;
use domain::release::place;
use events::sns::{Envelope, Untrusted, certificate_url, verify};

/// How many confirmations are remembered, and how long: SNS may send each again for an hour.
const MANY: u64 = 1_024;
const REMEMBERED: Duration = Duration::from_secs(3_600);

/// The topics of the settings. Clones share certificates and credentials.
#[derive(Debug, Clone)]
pub struct Topics {
    /// Their ARNs.
    allowed: Arc<[String]>,
    certificates: Certificates,
    /// What a client of each topic's region is made from.
    base: SdkConfig,
    /// The ids of the messages that were answered.
    confirmed: Cache<String, ()>,
}

/// Why a message is not taken, for good or for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Fleet {
    /// The topics of these ARNs, whose certificates are fetched by `connector`. Calls nothing.
    pub fn topics(&self, allowed: &[String], connector: HttpsConnector<HttpConnector>) -> Topics {
        Topics {
            allowed: allowed.into(),
            certificates: Certificates::new(connector, self.base().endpoint_url()),
            base: self.base().clone(),
            confirmed: Cache::builder()
                .max_capacity(MANY)
                .time_to_live(REMEMBERED)
                .build(),
        }
    }
}

impl Topics {
    /// Checks that one of them has sent `envelope`. Takes at most as long as fetching a certificate may, 5 s.
    ///
    /// # Errors
    /// [`Unproven::Untrusted`] where it has not, or `now` too long ago; [`Unproven::Unavailable`] where that cannot be told
    /// now.
    pub async fn prove(&self, envelope: &Envelope, now: Timestamp) -> Result<(), Unproven> {
        let url = certificate_url(envelope, now, &self.allowed)?;
        let certificate = self.certificates.get(&url).await?;
        Ok(verify(envelope, &certificate, now, &self.allowed)?)
    }

    /// Tells SNS that the subscription which `envelope` asks about is wanted, once however often it is asked, within 3 s.
    /// `envelope` must be proven. From then on nobody can end the subscription by the link that stands in every message.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html>
    ///
    /// # Errors
    /// When AWS does not take it; asked again, it may.
    pub async fn confirm(&self, envelope: &Envelope) -> Result<(), Arc<Why>> {
        self.confirmed
            .try_get_with_by_ref(&envelope.message_id, self.call(envelope))
            .await
    }

    async fn call(&self, envelope: &Envelope) -> Result<(), Why> {
        let mut config = self.base.to_builder();
        if let Some(place) = place(&envelope.topic_arn) {
            config = config.region(Region::new(place.region));
        }
        Client::new(&config.build())
            .confirm_subscription()
            .topic_arn(&envelope.topic_arn)
            .set_token(envelope.token.clone())
            .authenticate_on_unsubscribe("true")
            .send()
            .await
            .map(drop)
            .map_err(|error| why("sns:ConfirmSubscription", &error))
    }
}
