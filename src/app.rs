//! Builds everything from the settings, and runs it until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use backon::{ExponentialBuilder, Retryable};
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::aws::Fleet;
use crate::commands::{COMMAND, Desk, Hands, INTERACTION, Installation, MENTION, Tools};
use crate::config::{Settings, Transport};
use crate::crew::Crew;
use crate::http::{self, Doors, Health, Said, SlackState};
use crate::metrics::Metrics;
use crate::slack::{
    Address, Event, Interaction, Invocation, Mention, People, Slack, Socket, Standing,
    production_connector,
};
use crate::store::Store;
use crate::tasks::{Archive, Audience, Settle};
use domain::environments::Environments;
use domain::names::PersonId;
use domain::telling::Around;
use domain::words::Locale;

/// How long a shutdown waits for what is under way; with the end of the store it stays within 25 s.
const DRAIN: Duration = Duration::from_secs(24);
/// How often Slack is asked whether the token still holds.
const TOKEN_CHECK: Duration = Duration::from_secs(300);
/// How old a mention may be that a restart still answers.
const ANSWERED_LATE: SignedDuration = SignedDuration::from_mins(10);

/// The running bot.
#[derive(Debug)]
pub struct App {
    addr: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<()>,
    tasks: TaskTracker,
    health: Health,
    store: Store,
}

impl App {
    /// Opens the store, binds the address, and takes requests from then on. Slack is asked about the token beside.
    ///
    /// # Errors
    /// When the store cannot be opened, the address is taken, or this machine has no root certificates.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        let store = Store::open(settings.store.as_str()).await?;
        // Before anything is answered: another copy on this address may be at work on the same store.
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("listen = \"{}\" cannot be bound", settings.listen))?;
        let addr = listener.local_addr()?;
        let slack = Slack::new(&settings.slack.api_url, settings.slack.bot_token.expose())?;
        let locale = Locale::from_tag(&settings.slack.locale).unwrap_or_default();
        let people = People::new(slack.clone(), locale);
        recall(&store, &people).await?;
        let metrics = Metrics::default();
        let tasks = TaskTracker::new();
        let audience = Audience::new(&slack, &settings.slack.channel, &settings.routes);
        let environments = Environments::new(settings.environments.clone());
        let around = Around {
            environments: environments.clone(),
            routes: settings.routes,
            grants: settings.grants.clone(),
            channel: settings.slack.channel.clone(),
            locale,
        };
        let fleet = Arc::new(Fleet::load(settings.environments).await);
        let topics = match settings.topics.as_slice() {
            [] => None,
            topics => Some(fleet.topics(topics, production_connector()?)),
        };
        let stop = CancellationToken::new();
        let crew = Crew::new(
            &store,
            &slack,
            &fleet,
            around,
            settings.queue.as_ref(),
            &settings.pace,
            &metrics,
        );
        let tools = Tools {
            fleet: fleet.clone(),
            environments,
            slack: slack.clone(),
            people,
            store: store.clone(),
            grants: settings.grants,
            hands: Hands::default(),
            arrived: crew.arrived(),
            due: crew.due(),
            metrics: metrics.clone(),
        };
        let tools = Arc::new(tools);
        let archive = crew.archive();
        let installation = Installation::new(settings.slack.team);
        let desk = Desk::new(tools.clone(), installation.clone(), tasks.clone());
        resume(&store, &desk, &settings.slack.api_url).await?;

        let standing = watch::Sender::new(Standing::Connecting);
        let (health, signing_secret, app_token) = match settings.slack.transport {
            Transport::Http { signing_secret } => (Health::default(), Some(signing_secret), None),
            Transport::Socket { app_token } => {
                (Health::through(standing.subscribe()), None, Some(app_token))
            }
        };
        let address = app_token.map(|app_token| Address {
            api_url: settings.slack.api_url.clone(),
            app_token,
        });
        let doors = Doors {
            desk,
            signing_secret,
            api_url: settings.slack.api_url,
            events_token: settings.events_token,
            topics,
            intake: crew.intake(),
            said: Said::default(),
            health: health.clone(),
            metrics,
        };
        let doors = Arc::new(doors);
        if let Some(address) = address {
            let socket = Socket::new(address, doors.clone(), standing)?;
            tasks.spawn(socket.run(stop.clone()));
        }
        let router = http::router(doors);
        let server = tokio::spawn(http::serve(listener, router, stop.clone()));
        crew.fold(&tasks, &stop);
        tasks.spawn(work_when_good(
            crew,
            Settle { tools },
            audience,
            health.clone(),
            tasks.clone(),
            stop.clone(),
        ));
        let token = check_token(slack, installation, health.clone(), archive);
        tokio::spawn(stop.clone().run_until_cancelled_owned(token));
        tracing::info!(%addr, "listening");
        Ok(Self {
            addr,
            stop,
            server,
            tasks,
            health,
            store,
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Takes no more requests, and waits for what is under way as long as a shutdown may take.
    pub async fn stop(self) {
        self.health.drain();
        self.stop.cancel();
        self.tasks.close();
        let finished = async {
            // A server that panicked has nothing more to finish.
            let _ = self.server.await;
            self.tasks.wait().await;
        };
        match tokio::time::timeout(DRAIN, finished).await {
            Ok(()) => tracing::info!("stopped; nothing was left undone"),
            Err(_) => tracing::warn!(left = self.tasks.len(), "stopped with answers under way"),
        }
        self.store.close().await;
    }
}

/// Reads back which languages people read.
async fn recall(store: &Store, people: &People) -> anyhow::Result<()> {
    for (person, tag) in store.locales().await? {
        if let Some(locale) = Locale::from_tag(&tag) {
            people.remember_locale(PersonId::new(person), locale).await;
        }
    }
    Ok(())
}

/// Takes up what was asked and stored, and not dealt with when the bot last ended.
async fn resume(store: &Store, desk: &Desk, api_url: &str) -> anyhow::Result<()> {
    let since = Timestamp::now() - ANSWERED_LATE;
    for waiting in store.waiting(COMMAND, since).await? {
        if let Ok(invocation) = Invocation::from_command(waiting.body.as_bytes(), api_url) {
            desk.resume_command(waiting.id, invocation, waiting.received)
                .await;
        }
    }
    for waiting in store.waiting(INTERACTION, since).await? {
        if let Ok(interaction) = Interaction::read(waiting.body.as_bytes(), api_url) {
            desk.resume_press(waiting.id, interaction, waiting.received)
                .await;
        }
    }
    for waiting in store.waiting(MENTION, since).await? {
        if let Ok(Event::Mention(mention)) = Event::read(waiting.body.as_bytes()) {
            let id = waiting.id;
            desk.resume_mention(Mention { id, ..*mention }, waiting.received);
        }
    }
    Ok(())
}

/// AWS is asked, and channels are told, once the token is known to be of the right workspace.
async fn work_when_good(
    crew: Crew,
    settle: Settle,
    audience: Audience,
    health: Health,
    tasks: TaskTracker,
    stop: CancellationToken,
) {
    if stop.run_until_cancelled(health.good()).await.is_some() {
        tasks.spawn(stop.clone().run_until_cancelled_owned(audience.run()));
        crew.work(settle, &tasks, &stop);
    }
}

/// Asks Slack whose the token is, again and again, since it can be revoked; `/readyz` tells how that stands.
async fn check_token(slack: Slack, installation: Installation, health: Health, archive: Archive) {
    let team = installation.team();
    let mut again = tokio::time::interval(TOKEN_CHECK);
    loop {
        again.tick().await;
        let pace = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Duration::from_secs(30))
            .without_max_times()
            .with_jitter();
        let identity = (|| slack.auth_test())
            .retry(pace)
            .notify(|error, _| token_is_bad(&health, error.to_string()))
            .await;
        match identity {
            Ok(identity) if identity.team == *team => {
                installation.belongs_to(identity.organization);
                archive.is_at(&identity.url);
                if health.slack_is(SlackState::Good) {
                    tracing::info!(team = team.as_str(), "the Slack token is good");
                }
            }
            Ok(identity) => token_is_bad(
                &health,
                format!(
                    "SLACK_BOT_TOKEN is of workspace {}, but slack.team is {team}",
                    identity.team
                ),
            ),
            Err(error) => token_is_bad(&health, error.to_string()),
        }
    }
}

fn token_is_bad(health: &Health, why: String) {
    if health.slack_is(SlackState::Bad(why.clone())) {
        tracing::error!(why, "the Slack token is not good");
    }
}
