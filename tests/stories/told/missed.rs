//! What the bot did not see is told all the same, and truly.

use std::time::Duration;

use pilothouse::demo::read;
use sim::aws::world::ecs::Health;
use sim::aws::world::{HOME, Ship};

use pilothouse::tasks::Missed;

use super::disorder::drawn;
use super::{DEPLOYS, Works, change};
use testkit::{alone, seeds};

const MINUTE: Duration = Duration::from_secs(60);
/// Runs of which AWS's events are lost here and there.
const LOSSES: u64 = 24;

/// While the bot is down AWS goes on, and its events are lost.
async fn down(works: &mut Works, minutes: u32) {
    for _ in 0..minutes {
        works.clock.advance(MINUTE);
        works.aws.tick();
    }
    works.forget_events();
    works.restarted().await;
}

#[tokio::test]
async fn a_whole_deployment_while_the_bot_was_down_is_told_within_one_reconcile() {
    let mut works = Works::open("").await;
    works.clock.advance(MINUTE);
    works.home(|home| {
        let broken = Ship::broken("v42", Health::CannotStart);
        home.deploy("prod-main", "orders-api", broken)
            .expect("a deployment");
        home.deploy("prod-main", "search-api", Ship::healthy("v10"))
            .expect("a deployment");
    });
    down(&mut works, 30).await;
    works.reconcile().await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn a_release_goes_on_in_the_same_message_after_a_restart() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.go_by(MINUTE, MINUTE / 4).await;
    down(&mut works, 3).await;
    works.reconcile().await;
    works.settle().await;
    let waiting = works.shown(DEPLOYS);
    assert!(waiting.contains("waits for approval"), "{waiting}");
    let (token, _) = works
        .home(|home| home.waiting_approval("payments"))
        .expect("an approval");
    let who = "arn:aws:iam::111122223333:user/bob";
    works
        .home(|home| {
            home.put_approval(
                ("payments", "Approval", "Approve"),
                &token,
                false,
                "Not on a Friday",
                who,
            )
        })
        .expect("rejected");
    down(&mut works, 1).await;
    works.reconcile().await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn what_ended_before_the_bot_first_watched_is_not_told() {
    let mut works = Works::open("").await;
    works.reconcile().await;
    works.settle().await;
    assert_eq!(works.shown(DEPLOYS), "");
}

#[tokio::test]
async fn what_is_under_way_when_the_bot_first_watches_is_told() {
    let begun = Works::open("").await;
    begun
        .home(|home| home.deploy("prod-main", "payments-api", Ship::healthy("v42")))
        .expect("a deployment");
    begun.clock.advance(MINUTE * 3);
    begun.aws.tick();
    let mut works = begun.beside("").await;
    works.reconcile().await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert!(
        shown.contains("v42 is on its way") && shown.contains("% of traffic"),
        "{shown}"
    );
}

#[tokio::test]
async fn what_somebody_must_mend_first_has_no_whole_day_asked_about_time_and_again() {
    let mut works = Works::open("").await;
    let denied = "codedeploy:ListDeployments";
    works.aws.edit(|world| world.deny(HOME, denied));
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.go_by(MINUTE * 5, MINUTE / 4).await;
    let mut missed = Missed::default();
    // The calls about single runs, each time that everything is looked through.
    let mut asked = async |works: &Works| {
        works.clock.advance(MINUTE * 30);
        let before = works.aws.calls().count("codepipeline.ListActionExecutions");
        let environment = works.look.fleet.environments()[0].clone();
        let now = works.clock.now();
        let looked = works.look.reconcile(&environment, now, &mut missed).await;
        looked.expect("reconciled");
        works.aws.calls().count("codepipeline.ListActionExecutions") - before
    };
    works.home(|home| {
        let (token, _) = home.waiting_approval("payments").expect("an approval");
        let who = "arn:aws:iam::111122223333:user/bob";
        home.put_approval(
            ("payments", "Approval", "Approve"),
            &token,
            false,
            "No",
            who,
        )
        .expect("rejected");
    });
    works.aws.tick();
    assert_eq!([asked(&works).await, asked(&works).await], [1, 0]);
    // What it hid is looked for once it is mended.
    works.aws.edit(|world| world.allow(HOME, denied));
    let mended = [
        asked(&works).await,
        asked(&works).await,
        asked(&works).await,
    ];
    assert_eq!(mended, [0, 1, 0]);
}

/// A run from the push to the end of production; in each of its minutes what AWS tells may be lost, and the bot may be
/// started anew, as the seed says.
async fn run_with_losses(seed: Option<u64>) -> Works {
    let mut works = Works::open("").await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    let befalls = |what: &str, minute: u32, one_in: u64| {
        seed.is_some_and(|seed| drawn(seed, (what, minute)) % one_in == 0)
    };
    for minute in 0..95 {
        if minute == 5 {
            works.approve("Fine");
        }
        works.clock.advance(MINUTE);
        works.aws.tick();
        if befalls("lost", minute, 2) {
            works.forget_events();
        }
        if befalls("restarted", minute, 8) {
            works.restarted().await;
        }
        if minute % 5 == 0 {
            works.reconcile().await;
        }
        works.work().await;
    }
    works.settle().await;
    works
}

#[tokio::test]
async fn whatever_is_lost_and_whenever_it_restarts_the_message_is_the_same() {
    let own = |works: &Works| {
        let messages = works.slack.messages(DEPLOYS).into_iter();
        let own = messages.filter(|message| message.thread_ts.is_none());
        own.map(|message| read(message.blocks(), &str::to_owned))
            .collect::<Vec<_>>()
    };
    let told = own(&run_with_losses(None).await);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("v42 is deployed"), "{told:#?}");
    for seed in seeds(0..LOSSES) {
        let with_losses = own(&run_with_losses(Some(seed)).await);
        assert_eq!(with_losses, told, "{}", alone(seed));
    }
}
