//! The certificates of SNS: fetched once from an address that was checked, and kept.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use moka::future::Cache;
use tokio::sync::Semaphore;
use url::Url;

use domain::loopback::is_loopback;
use events::sns::{Certificate, CertificateUrl, Unusable};

/// How long fetching may take in all, waiting for others included: SNS waits 15 s for the answer to its post.
const FETCH: Duration = Duration::from_secs(5);
/// The largest file that is read; a certificate has about 2 KiB.
const LARGEST: usize = 64 * 1_024;
/// How many are fetched at once: a forged message may name any certificate, and must not make us ask for many.
const AT_ONCE: usize = 4;
/// How many are kept, and how long. Only what SNS has is kept, and that is one or two a region.
const MANY: u64 = 256;
const KEPT_FOR: Duration = Duration::from_secs(24 * 3_600);

/// Where certificates come from. Clones share what is kept.
#[derive(Debug, Clone)]
pub struct Certificates {
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    /// Where AWS is simulated.
    simulated: Option<Url>,
    kept: Cache<CertificateUrl, Arc<Certificate>>,
    turns: Arc<Semaphore>,
}

/// Why there is no certificate now. A later attempt may have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    #[error("the certificate of SNS did not come within 5 s")]
    Silent,
    #[error("the certificate of SNS is out of reach")]
    Unreachable,
    /// Also where it leads elsewhere: nobody follows.
    #[error("the certificate of SNS is answered with status {0}")]
    Status(u16),
    #[error("the certificate of SNS is larger than 64 KiB")]
    TooLarge,
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

impl Certificates {
    /// Fetches by `connector`. Where `aws_endpoint` puts AWS on this machine, certificates come from there too.
    pub fn new(connector: HttpsConnector<HttpConnector>, aws_endpoint: Option<&str>) -> Self {
        Self {
            // A certificate is asked for once in months: no connection is worth keeping.
            client: Client::builder(TokioExecutor::new())
                .pool_max_idle_per_host(0)
                .build(connector),
            simulated: aws_endpoint
                .and_then(|endpoint| Url::parse(endpoint).ok())
                .filter(is_loopback),
            kept: Cache::builder()
                .max_capacity(MANY)
                .time_to_live(KEPT_FOR)
                .build(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The certificate at `url`. Whoever asks while it is on its way waits for the same one; a failure is not kept.
    ///
    /// # Errors
    /// [`Unavailable`] says why it cannot be had.
    pub async fn get(&self, url: &CertificateUrl) -> Result<Arc<Certificate>, Unavailable> {
        self.kept
            .try_get_with_by_ref(url, self.fetch_in_time(url))
            .await
            .map_err(|error| *error)
    }

    /// Where `url` is fetched.
    pub(super) fn address(&self, url: &CertificateUrl) -> Url {
        match &self.simulated {
            Some(host) => url.at(host),
            None => url.as_url().clone(),
        }
    }

    async fn fetch_in_time(&self, url: &CertificateUrl) -> Result<Arc<Certificate>, Unavailable> {
        let fetch = async {
            let _turn = self.turns.acquire().await;
            self.fetch(url).await
        };
        let fetched = tokio::time::timeout(FETCH, fetch).await;
        fetched.map_err(|_| Unavailable::Silent)?.map(Arc::new)
    }

    async fn fetch(&self, url: &CertificateUrl) -> Result<Certificate, Unavailable> {
        let uri = self.address(url).as_str().parse();
        let uri = uri.map_err(|_| Unavailable::Unreachable)?;
        let answer = self.client.get(uri).await;
        let answer = answer.map_err(|_| Unavailable::Unreachable)?;
        if answer.status() != StatusCode::OK {
            return Err(Unavailable::Status(answer.status().as_u16()));
        }
        let pem = Limited::new(answer.into_body(), LARGEST).collect().await;
        let pem = pem.map_err(|error| match error.downcast::<LengthLimitError>() {
            Ok(_) => Unavailable::TooLarge,
            Err(_) => Unavailable::Unreachable,
        })?;
        Ok(Certificate::from_pem(&pem.to_bytes())?)
    }
}
