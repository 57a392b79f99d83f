//! From an environment to its clients: assumed roles, credentials and clients are made once and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_sdk_ecs::config::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::sync::OnceCell;

use super::known::Known;
use domain::environments::{Environments, GroupName, Ownership};
use domain::look::Look;
use domain::names::{Environment, EnvironmentName};

/// How long a TCP and TLS handshake may take.
pub(super) const CONNECT: Duration = Duration::from_millis(1_500);
/// How long one attempt of a call may take.
const ATTEMPT: Duration = Duration::from_secs(2);
/// How long a call may take with all its attempts: less than a look, so that a call that hangs leaves time for those
/// that come after it.
const OPERATION: Duration = Duration::from_secs(3);
/// Attempts of a call that only reads.
const ATTEMPTS: u32 = 3;

/// Every environment of the settings, with its clients.
#[derive(Debug)]
pub struct Fleet {
    environments: Environments,
    base: SdkConfig,
    clients: HashMap<EnvironmentName, OnceLock<Clients>>,
    pub(super) known: Known,
    /// Looks under way, by environment: who asks meanwhile waits for the same answer.
    looks: Mutex<HashMap<EnvironmentName, Weak<OnceCell<Arc<Look>>>>>,
}

/// The clients of one environment. Cloning shares connections and credentials.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub ecs: aws_sdk_ecs::Client,
    pub codedeploy: aws_sdk_codedeploy::Client,
    pub codepipeline: aws_sdk_codepipeline::Client,
    pub sts: aws_sdk_sts::Client,
}

/// The connector that AWS is called with: rustls with ring, the one crypto provider in this program.
pub fn production_http_client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

impl Fleet {
    /// Reads endpoint and credential sources from the process environment, as every AWS SDK does. Calls nothing.
    pub async fn load(environments: Vec<Environment>) -> Self {
        let base = aws_config::defaults(BehaviorVersion::latest())
            .http_client(production_http_client())
            // Each client gets the region of its environment; one named here keeps the loader from asking for it.
            .region(Region::new("us-east-1"))
            .load()
            .await;
        Self::new(environments, base)
    }

    /// Calls AWS with the endpoint, the credentials and the connector of `base`, within the limits of this bot.
    pub fn new(environments: Vec<Environment>, base: SdkConfig) -> Self {
        let base = base
            .into_builder()
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT)
                    .read_timeout(ATTEMPT)
                    .operation_attempt_timeout(ATTEMPT)
                    .operation_timeout(OPERATION)
                    .build(),
            )
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(ATTEMPTS)
                    .with_initial_backoff(Duration::from_millis(200))
                    .with_max_backoff(Duration::from_secs(1)),
            )
            // CloudTrail names the client of a call by it.
            .app_name(AppName::new("pilothouse").expect("a name that AWS takes"))
            // Else every client, and each made for a single change, would assume its role anew.
            .identity_cache(IdentityCache::lazy().build())
            .build();
        let clients = environments
            .iter()
            .map(|environment| (environment.name.clone(), OnceLock::new()))
            .collect();
        Self {
            environments: Environments::new(environments),
            base,
            clients,
            known: Known::default(),
            looks: Mutex::default(),
        }
    }

    /// What every client is made from.
    pub(super) fn base(&self) -> &SdkConfig {
        &self.base
    }

    /// The environments in the order of the settings.
    pub fn environments(&self) -> &[Environment] {
        self.environments.all()
    }

    /// Whether a cluster in the account and region of `of` belongs to it.
    pub fn owns_cluster(&self, of: &Environment, cluster: &str) -> bool {
        asks(of, &self.environments.of_cluster(&of.place(), cluster))
    }

    /// The same for a pipeline.
    pub fn owns_pipeline(&self, of: &Environment, pipeline: &str) -> bool {
        asks(of, &self.environments.of_pipeline(&of.place(), pipeline))
    }

    /// Whether what a group of CodeDeploy in the account and region of `of` deploys is told by it: one environment tells
    /// also what may be that of several.
    pub fn tells_of_group(
        &self,
        of: &Environment,
        cluster: Option<&str>,
        group: Option<GroupName<'_>>,
    ) -> bool {
        asks(of, &self.environments.of_group(&of.place(), cluster, group))
    }

    /// Whether a cluster in the account and region of `of` belongs to any environment.
    pub fn knows_cluster(&self, of: &Environment, cluster: &str) -> bool {
        self.environments.of_cluster(&of.place(), cluster) != Ownership::Nobody
    }

    /// The same for a pipeline.
    pub fn knows_pipeline(&self, of: &Environment, pipeline: &str) -> bool {
        self.environments.of_pipeline(&of.place(), pipeline) != Ownership::Nobody
    }

    /// What AWS shows of an environment now. Whoever asks while a look is under way shares it.
    pub async fn look(&self, environment: &Environment) -> Arc<Look> {
        let cell = self.look_under_way(&environment.name);
        cell.get_or_init(async || Arc::new(self.look_afresh(environment).await))
            .await
            .clone()
    }

    fn look_under_way(&self, name: &EnvironmentName) -> Arc<OnceCell<Arc<Look>>> {
        let mut looks = self.looks.lock().expect("the lock of the looks");
        if let Some(cell) = looks.get(name).and_then(Weak::upgrade) {
            return cell;
        }
        let cell = Arc::new(OnceCell::new());
        looks.insert(name.clone(), Arc::downgrade(&cell));
        cell
    }

    /// The clients of an environment, made at the first call.
    pub(super) async fn clients(&self, environment: &Environment) -> Clients {
        let slot = &self.clients[&environment.name];
        if let Some(clients) = slot.get() {
            return clients.clone();
        }
        let clients = self.connect(environment).await;
        slot.get_or_init(|| clients).clone()
    }

    async fn connect(&self, environment: &Environment) -> Clients {
        let region = Region::new(environment.region.clone());
        let mut config = self.base.to_builder().region(region.clone()).build();
        if let Some(role) = &environment.role_arn {
            let credentials = AssumeRoleProvider::builder(role)
                .session_name("pilothouse")
                .configure(&config)
                .build()
                .await;
            config = config
                .into_builder()
                .credentials_provider(SharedCredentialsProvider::new(credentials))
                .build();
        }
        Clients {
            ecs: aws_sdk_ecs::Client::new(&config),
            codedeploy: aws_sdk_codedeploy::Client::new(&config),
            codepipeline: aws_sdk_codepipeline::Client::new(&config),
            sts: aws_sdk_sts::Client::new(&config),
        }
    }
}

/// Whether an environment is the one that asks about what is owned so.
fn asks(environment: &Environment, owner: &Ownership<'_>) -> bool {
    owner
        .asked_by()
        .is_some_and(|one| one.name == environment.name)
}
