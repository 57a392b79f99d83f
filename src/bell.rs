//! A bell: one task tells another that there is work. A ring is never lost, and many rings are one.

use tokio::sync::watch;

/// Rung where work was stored. Clones are the same bell.
#[derive(Debug, Clone)]
pub struct Bell(watch::Sender<()>);

/// Somebody who waits for the bell.
#[derive(Debug)]
pub struct Listener(watch::Receiver<()>);

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Bell {
    /// Says that there is work.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// Hears every ring from now on.
    pub fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

impl Listener {
    /// Waits for a ring since the last one that was heard.
    pub async fn heard(&mut self) {
        if self.0.changed().await.is_err() {
            // Nobody is left who could ring.
            std::future::pending::<()>().await;
        }
    }
}
