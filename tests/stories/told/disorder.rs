//! Events thrice, late and in any order: the message comes out the same.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::time::Duration;

use sim::aws::world::Ship;
use sim::aws::world::ecs::Health;

use super::{DEPLOYS, Works, change};
use testkit::{alone, seeds};

const MINUTE: Duration = Duration::from_secs(60);
/// Orders of arrival that are tried of everything at once, and of a trickle; `orders` tries many more of them.
const SEEDS: u64 = 200;
const TRICKLES: u64 = 12;
/// Orders of arrival that are tried of one full run.
const RUNS: u64 = 1_000;
/// A channel of its own for the service that the pipeline deploys, beside the one for everything.
pub const ROUTES: &str = r#"
[[routes]]
match = ["*"]
channel = "C0DEPLOYS"

[[routes]]
match = ["payments*"]
channel = "C0PAYMENTS"
"#;

/// A number that a seed makes of something.
pub fn drawn(seed: u64, of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, of).hash(&mut hasher);
    hasher.finish()
}

/// Each of them three times, in an order that the seed makes.
pub fn shuffled<T: Clone>(all: &[T], seed: u64) -> Vec<T> {
    let copies = all.iter().enumerate();
    let mut copies: Vec<(u64, &T)> = copies
        .flat_map(|(index, one)| (0..3).map(move |copy| (drawn(seed, (index, copy)), one)))
        .collect();
    copies.sort_by_key(|(order, _)| *order);
    copies.into_iter().map(|(_, one)| one.clone()).collect()
}

/// A run that is approved and deployed, a deployment that its hook turns down, one that its circuit breaker takes
/// back, and one of blue/green, each step worked through if `works` is to tell it as it happens.
pub async fn everything(works: &mut Works, is_told: bool) {
    works.home(|home| {
        home.run_pipeline("payments", change("v42")).expect("a run");
        let broken = Ship::broken("v42", Health::CannotStart);
        home.deploy("prod-main", "orders-api", broken)
            .expect("a rolling update");
        home.deploy("prod-main", "search-api", Ship::healthy("v10"))
            .expect("a blue/green deployment");
    });
    go_by(works, 5, is_told).await;
    works.approve("Fine");
    go_by(works, 90, is_told).await;
    works.home(|home| {
        let failing = Ship::failing("v43", "AfterAllowTestTraffic");
        home.deploy("prod-main", "payments-api", failing)
            .expect("a CodeDeploy deployment")
    });
    go_by(works, 30, is_told).await;
}

async fn go_by(works: &mut Works, minutes: u32, is_told: bool) {
    for _ in 0..minutes {
        works.clock.advance(MINUTE);
        works.aws.tick();
        if is_told {
            works.work().await;
        }
    }
}

/// A full run of the pipeline, from the push through the approval to the end of production.
async fn a_run(works: &mut Works, is_told: bool) {
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    go_by(works, 5, is_told).await;
    works.approve("Fine");
    go_by(works, 90, is_told).await;
}

/// The releases' own messages in every channel, in an order that does not depend on which came first.
fn messages(works: &Works) -> Vec<String> {
    let own = |channel: &str| {
        let shown = works.shown(channel);
        let own = shown.split("\n\n").filter(|one| !one.starts_with("↳ "));
        own.filter(|one| !one.is_empty())
            .map(|one| format!("{channel}: {one}"))
            .collect::<Vec<_>>()
    };
    let mut own = [own(DEPLOYS), own("C0PAYMENTS")].concat();
    own.sort();
    own
}

/// Tests that share some seeds: they run side by side.
macro_rules! share_seeds {
    ($story:ident, $seeds:expr, $($name:ident: $part:literal of $parts:literal;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                let seeds = $seeds / $parts;
                $story(($part - 1) * seeds..$part * seeds).await;
            }
        )*
    };
}

async fn everything_is_the_same(seeds: Range<u64>) {
    let mut in_order = Works::open("").await;
    everything(&mut in_order, true).await;
    the_same(in_order, "", 4, seeds).await;
}

async fn a_run_is_the_same(seeds: Range<u64>) {
    let mut in_order = Works::open(ROUTES).await;
    a_run(&mut in_order, true).await;
    the_same(in_order, ROUTES, 2, seeds).await;
}

mod thrice_and_in_any_order_the_messages_are_the_same {
    use super::{SEEDS, everything_is_the_same};

    share_seeds! {
        everything_is_the_same, SEEDS,
        part_1: 1 of 4;
        part_2: 2 of 4;
        part_3: 3 of 4;
        part_4: 4 of 4;
    }
}

mod a_run_is_one_message_a_route_thrice_and_in_any_order {
    use super::{RUNS, a_run_is_the_same};

    share_seeds! {
        a_run_is_the_same, RUNS,
        part_1: 1 of 10;
        part_2: 2 of 10;
        part_3: 3 of 10;
        part_4: 4 of 10;
        part_5: 5 of 10;
        part_6: 6 of 10;
        part_7: 7 of 10;
        part_8: 8 of 10;
        part_9: 9 of 10;
        part_10: 10 of 10;
    }
}

/// Each of these orders leads to the same messages.
async fn the_same(mut in_order: Works, settings: &str, count: usize, all: Range<u64>) {
    in_order.settle().await;
    in_order.folds_again().await;
    let told = messages(&in_order);
    assert_eq!(told.len(), count, "{told:#?}");
    let events = in_order.all_events();
    for seed in seeds(all) {
        let mut works = in_order.beside(settings).await;
        let all = shuffled(&events, seed);
        // In a few batches of different sizes, with AWS asked and Slack told between them.
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let size = 1 + drawn(seed, rest.len()) as usize % 120;
            let (batch, later) = rest.split_at(size.min(rest.len()));
            works.hand_in(batch).await;
            works.fold().await;
            // Slack may be told before AWS has answered.
            if drawn(seed, (rest.len(), "first")) % 2 == 0 {
                works.tell().await;
            }
            works.ask().await;
            works.tell().await;
            rest = later;
        }
        works.settle().await;
        assert_eq!(messages(&works), told, "{}", alone(seed));
        works.folds_again().await;
    }
}

#[tokio::test]
async fn a_trickle_of_late_events_changes_nothing_in_the_end() {
    let mut in_order = Works::open("").await;
    everything(&mut in_order, true).await;
    in_order.settle().await;
    for seed in seeds(0..TRICKLES) {
        let mut works = Works::open("").await;
        works.trickle(move |_, index, round| drawn(seed, (index, round)) % 4 == 0);
        everything(&mut works, true).await;
        works.trickle(|_, _, _| true);
        works.settle().await;
        assert_eq!(messages(&works), messages(&in_order), "{}", alone(seed));
    }
}
