//! Settles what was begun and left open: by the last run, or because AWS did not answer.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::commands::{Tools, settle_all};

/// How often AWS is asked again about what it did not answer: somebody waits for it.
const AGAIN: Duration = Duration::from_secs(5);

/// Who settles.
#[derive(Debug, Clone)]
pub struct Settle {
    pub tools: Arc<Tools>,
}

impl Settle {
    /// Settles until told to stop; at a start, whatever the last run has left.
    pub async fn run(self, stop: CancellationToken) {
        let settle = async {
            let mut is_start = true;
            loop {
                match self.run_once(is_start).await {
                    Ok(_) => is_start = false,
                    Err(error) => {
                        let error = format!("{error:#}");
                        tracing::error!(error, "what was left open could not be read");
                    }
                }
                tokio::time::sleep(AGAIN).await;
            }
        };
        stop.run_until_cancelled(settle).await;
    }

    /// Settles what can be; returns how much is still open because AWS does not answer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn run_once(&self, is_start: bool) -> anyhow::Result<usize> {
        settle_all(&self.tools, is_start).await
    }
}
