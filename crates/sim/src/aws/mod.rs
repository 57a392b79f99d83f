//! A simulated AWS: ECS, CodeDeploy, CodePipeline, STS, SQS and SNS over a small model, behind one endpoint, and the
//! EventBridge that tells what happens in it.

mod bus;
mod ops;
#[cfg(test)]
mod tests;
mod wire;
pub mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::bus::Bus;
pub use self::bus::{Disorder, Target};
use self::wire::Paces;
use self::wire::auth::Sessions;
pub use self::wire::auth::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use self::world::Ids;
pub use self::world::World;
use super::{Calls, Clock, Faults, Server};

/// A simulated AWS that listens until its last clone is dropped.
#[derive(Debug, Clone)]
pub struct AwsSim {
    inner: Arc<Inner>,
    server: Arc<Server>,
    /// They stop with the server.
    couriers: Arc<Mutex<JoinSet<()>>>,
}

/// What the server and its handles share.
#[derive(Debug)]
struct Inner {
    clock: Clock,
    world: Mutex<World>,
    sessions: Mutex<Sessions>,
    calls: Calls,
    faults: Faults,
    latency: Mutex<Duration>,
    paces: Mutex<Option<Paces>>,
    ids: Mutex<Ids>,
    bus: Bus,
    /// Changes with everything that may end somebody's wait for a message.
    stirs: watch::Sender<u64>,
}

impl AwsSim {
    /// Serves `world`, by the time of `clock`, on `listen` (port 0 picks one).
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn start(listen: SocketAddr, clock: Clock, world: World) -> io::Result<Self> {
        let inner = Arc::new(Inner {
            clock,
            world: Mutex::new(world),
            sessions: Mutex::default(),
            calls: Calls::recorded("aws")?,
            faults: Faults::default(),
            latency: Mutex::default(),
            paces: Mutex::default(),
            ids: Mutex::new(Ids::new("requests")),
            bus: Bus::default(),
            stirs: watch::Sender::default(),
        });
        let router = Router::new()
            .fallback(wire::answer)
            .with_state(Arc::clone(&inner));
        let server = Arc::new(Server::start(listen, router).await?);
        let mut couriers = JoinSet::new();
        couriers.spawn(bus::deliver(Arc::clone(&inner)));
        Ok(Self {
            inner,
            server,
            couriers: Arc::new(Mutex::new(couriers)),
        })
    }

    /// The endpoint of every service.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.addr())
    }

    /// The URL of a queue of the reference worlds' first account.
    pub fn queue_url(&self, name: &str) -> String {
        format!("{}/{}/{name}", self.url(), world::HOME)
    }

    /// What was asked of it. The scope of a call is its account, empty where the keys were not known.
    pub fn calls(&self) -> &Calls {
        &self.inner.calls
    }

    /// What goes wrong in it.
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }

    /// Makes every call take this long, in real time.
    pub fn set_latency(&self, latency: Duration) {
        *self.inner.latency.lock().expect("the latency's lock") = latency;
    }

    /// Throttles as AWS documents it, by the simulated clock. Off at first.
    pub fn set_paces(&self, on: bool) {
        *self.inner.paces.lock().expect("the paces' lock") = on.then(Paces::default);
    }

    /// Moves the model to the clock's time; every call does so too.
    pub fn tick(&self) {
        self.edit(|_| ());
    }

    /// Changes the model, at the clock's time.
    pub fn edit<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.inner.edit(change)
    }

    /// Looks at the model, at the clock's time.
    pub fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.edit(|world| look(world))
    }
}

impl Inner {
    /// Changes the model at the clock's time, and publishes what that made happen.
    fn edit<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.lock().expect("the world's lock");
        world.tick(self.clock.now());
        let result = change(&mut world);
        // Under the model's lock, so that nobody gets ahead of anybody.
        self.bus.publish(world.take_events());
        self.bus.post(world.take_letters());
        let stirs = world.stirs();
        self.stirs
            .send_if_modified(|seen| std::mem::replace(seen, stirs) != stirs);
        result
    }

    fn request_id(&self) -> String {
        self.ids.lock().expect("the ids' lock").uuid()
    }
}
