//! Who works beside the doors: made from the settings, tied together by bells, started and stopped together.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::aws::Fleet;
use crate::bell::Bell;
use crate::config::{Pace, Queue};
use crate::metrics::Metrics;
use crate::slack::Slack;
use crate::store::{Intake, Store};
use crate::tasks::{
    Archive, Deliver, Look, Looks, Observe, Pull, Rates, Recorder, Settle, Stories, Unread,
};
use domain::telling::Around;

/// How long one who has met a fault waits before they begin anew.
const AGAIN: Duration = Duration::from_secs(5);

/// The crew.
#[derive(Debug)]
pub(crate) struct Crew {
    observe: Observe,
    look: Look,
    deliver: Deliver,
    stories: Stories,
    pull: Option<Pull>,
    intake: Intake,
    due: Bell,
}

impl Crew {
    /// Makes it. Nothing runs before [`Crew::fold`] and [`Crew::work`].
    pub(crate) fn new(
        store: &Store,
        slack: &Slack,
        fleet: &Arc<Fleet>,
        around: Around,
        queue: Option<&Queue>,
        pace: &Pace,
        metrics: &Metrics,
    ) -> Self {
        let [arrived, due, telling, noted, called] = std::array::from_fn(|_| Bell::default());
        let looks = Looks {
            look: pace.poll,
            reconcile: pace.reconcile,
        };
        let recorder = Arc::new(Recorder::new(around, looks));
        let rates = Rates {
            between_posts: Duration::from_secs(1) / pace.posts_per_second.get(),
            edits_a_minute: usize::try_from(pace.edits_per_minute.get()).unwrap_or(usize::MAX),
            between_edits: pace.edit,
        };
        let ring = arrived.clone();
        let intake = Intake::open(store.clone(), move || ring.ring());
        let pull = queue.map(|queue| Pull {
            queue: fleet.queue(&queue.url, queue.region.as_deref()),
            intake: intake.clone(),
            metrics: metrics.clone(),
        });
        Self {
            due: due.clone(),
            pull,
            intake,
            observe: Observe {
                store: store.clone(),
                recorder: recorder.clone(),
                arrived,
                due: due.clone(),
                telling: telling.clone(),
                noted: noted.clone(),
                called: called.clone(),
                metrics: metrics.clone(),
                unread: Unread::default(),
            },
            look: Look {
                store: store.clone(),
                fleet: fleet.clone(),
                recorder: recorder.clone(),
                due,
                called,
                telling: telling.clone(),
                metrics: metrics.clone(),
            },
            stories: Stories {
                store: store.clone(),
                recorder,
                noted,
                telling: telling.clone(),
            },
            deliver: Deliver::new(
                store.clone(),
                slack.clone(),
                rates,
                telling,
                metrics.clone(),
            ),
        }
    }

    /// The way in for events: what is stored is folded soon.
    pub(crate) fn intake(&self) -> Intake {
        self.intake.clone()
    }

    /// Where what it tells is read: to be told the workspace's address.
    pub(crate) fn archive(&self) -> Archive {
        self.look.recorder.archive.clone()
    }

    /// Rung where something was stored that is to be folded.
    pub(crate) fn arrived(&self) -> Bell {
        self.observe.arrived.clone()
    }

    /// Rung where AWS is to be asked about something.
    pub(crate) fn due(&self) -> Bell {
        self.due.clone()
    }

    /// Sets to work whoever needs neither AWS nor Slack: what comes in is folded from the first moment on.
    pub(crate) fn fold(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        let observe = self.observe.clone();
        tasks.spawn(steadily(stop, AGAIN, move |stop| observe.clone().run(stop)));
    }

    /// Sets everybody else to work, until `stop`.
    pub(crate) fn work(self, settle: Settle, tasks: &TaskTracker, stop: &CancellationToken) {
        tasks.spawn(settle.run(stop.clone()));
        self.look.recorder.begins(Timestamp::now());
        for environment in self.look.fleet.environments() {
            let (look, environment) = (self.look.clone(), environment.clone());
            tasks.spawn(steadily(stop, AGAIN, move |stop| {
                look.clone().run(environment.clone(), stop)
            }));
        }
        let Self {
            stories, deliver, ..
        } = self;
        tasks.spawn(steadily(stop, AGAIN, move |stop| stories.clone().run(stop)));
        tasks.spawn(steadily(stop, AGAIN, move |stop| deliver.clone().run(stop)));
        if let Some(pull) = self.pull {
            tasks.spawn(steadily(stop, AGAIN, move |stop| pull.clone().run(stop)));
        }
    }
}

/// Works until `stop`, and begins anew after a pause where it panics: a fault that one thing has met must not silence
/// all others.
fn steadily<W>(
    stop: &CancellationToken,
    pause: Duration,
    work: impl Fn(CancellationToken) -> W + Send + 'static,
) -> impl Future<Output = ()> + Send + 'static
where
    W: Future<Output = ()> + Send + 'static,
{
    let stop = stop.clone();
    async move {
        while AssertUnwindSafe(work(stop.clone()))
            .catch_unwind()
            .await
            .is_err()
        {
            tracing::error!("a part of the bot has met a fault of its own and begins anew");
            let pause = tokio::time::sleep(pause);
            if stop.run_until_cancelled(pause).await.is_none() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn who_panics_begins_anew_until_told_to_stop() {
        let stop = CancellationToken::new();
        let begun = Arc::new(AtomicU32::new(0));
        let count = begun.clone();
        let work = steadily(&stop, Duration::ZERO, move |stop| {
            let turn = count.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(turn >= 2, "a fault");
                stop.cancelled().await;
            }
        });
        let work = tokio::spawn(work);
        let third = async {
            while begun.load(Ordering::SeqCst) < 3 {
                tokio::task::yield_now().await;
            }
        };
        let third = tokio::time::timeout(AGAIN, third).await;
        third.expect("a third turn");
        stop.cancel();
        work.await.expect("an end");
        assert_eq!(begun.load(Ordering::SeqCst), 3);
    }
}
