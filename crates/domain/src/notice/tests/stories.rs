//! What goes on with a story, what begins another one, and what is told twice.

use super::*;

fn states(story: &Story) -> Vec<AlarmState> {
    let about = story.notices().iter().map(|notice| match &notice.about {
        About::Alarm(alarm) => alarm.state,
        other => panic!("{other:?}"),
    });
    about.collect()
}

#[test]
fn an_alarm_is_one_story_until_it_is_over() {
    let no_data = |seconds, was| alarm(seconds, was, AlarmState::InsufficientData);
    for (name, told, next, goes_on) in [
        (
            "its end, hours later",
            vec![rises(0)],
            falls(9 * HOUR),
            true,
        ),
        (
            "its end, told before its beginning",
            vec![falls(9 * HOUR)],
            rises(0),
            true,
        ),
        (
            "what happened between",
            vec![rises(0), falls(9 * HOUR)],
            rises(4 * HOUR),
            true,
        ),
        (
            "flapping",
            vec![rises(0), falls(HOUR)],
            rises(HOUR + 10 * MINUTE),
            true,
        ),
        (
            "once more, after a pause",
            vec![rises(0), falls(HOUR)],
            rises(HOUR + 11 * MINUTE),
            false,
        ),
        // A topic may be told only of alarms, never of their ends.
        (
            "once more, and nobody told its end",
            vec![rises(0)],
            rises(2 * HOUR),
            false,
        ),
        (
            "a new reason for the same alarm",
            vec![rises(0)],
            alarm(2 * HOUR, AlarmState::Alarm, AlarmState::Alarm),
            true,
        ),
        (
            "no data, hours later",
            vec![rises(0)],
            no_data(9 * HOUR, AlarmState::Alarm),
            true,
        ),
        (
            "data again, hours later",
            vec![rises(0), no_data(60, AlarmState::Alarm)],
            alarm(9 * HOUR, AlarmState::InsufficientData, AlarmState::Ok),
            true,
        ),
        ("good news twice", vec![falls(0)], falls(HOUR), false),
        (
            "a beginning long before a beginning",
            vec![rises(9 * HOUR)],
            rises(0),
            false,
        ),
    ] {
        assert_eq!(story(told).goes_on_with(&next), goes_on, "{name}");
    }
}

#[test]
fn an_alarm_that_two_ways_tell_is_told_once() {
    let mut with_suppressor = rises(0);
    if let About::Alarm(alarm) = &mut with_suppressor.about {
        alarm.suppressed_by = Some("deploying".to_owned());
    }
    // EventBridge's own time stands in where the state has none: it has no fractions.
    let with_fraction = Notice {
        at: at(0) + SignedDuration::from_millis(989),
        ..rises(0)
    };
    let mut one = Story::of(with_fraction.clone());
    assert!(one.fold(with_suppressor.clone()), "it says more");
    assert!(!one.fold(with_fraction.clone()));
    assert_eq!((one.count(), one.first()), (1, &with_suppressor));
    let other = story([with_suppressor, with_fraction]);
    assert_eq!(one, other);
    // A second apart, it is another change.
    assert_eq!(story([rises(0), rises(1)]).count(), 2);
}

#[test]
fn good_news_that_comes_first_ends_the_story_all_the_same() {
    let story = story([falls(60), rises(0), falls(30), rises(20)]);
    use AlarmState::{Alarm, Ok};
    assert_eq!(states(&story), [Alarm, Alarm, Ok, Ok]);
    assert_eq!((story.first(), story.last()), (&rises(0), &falls(60)));
}

#[test]
fn a_flapping_alarm_keeps_how_it_began_and_how_it_stands() {
    let flap = |at: i64| {
        if at % 2 == 0 {
            rises(at * MINUTE)
        } else {
            falls(at * MINUTE)
        }
    };
    let mut told = Story::of(flap(0));
    for at in 1..1_000 {
        let next = flap(at);
        assert!(told.goes_on_with(&next));
        assert!(told.fold(next));
    }
    assert_eq!((told.count(), told.notices().len()), (1_000, 100));
    assert_eq!(
        (told.first(), told.last()),
        (&rises(0), &falls(999 * MINUTE))
    );
    // What is told again while it is remembered is counted once.
    assert!(!told.fold(flap(999)));
    assert_eq!(told.count(), 1_000);
}

#[test]
fn a_storm_of_deaths_is_one_story_until_there_is_a_pause() {
    let mut storm = Story::of(death(0, "task-0", None));
    for at in 1..300 {
        let next = death(at * 9 * MINUTE, &format!("task-{at}"), Some("exit"));
        assert!(storm.goes_on_with(&next), "{at}");
        storm.fold(next);
    }
    assert_eq!((storm.count(), storm.notices().len()), (300, 100));
    let end = 299 * 9 * MINUTE;
    assert!(storm.goes_on_with(&death(end + 10 * MINUTE, "task-x", None)));
    assert!(!storm.goes_on_with(&death(end + 10 * MINUTE + 1, "task-x", None)));
    assert!(storm.goes_on_with(&death(-10 * MINUTE, "task-x", None)));
    assert!(!storm.goes_on_with(&death(-10 * MINUTE - 1, "task-x", None)));
}

#[test]
fn a_task_dies_once_however_often_that_is_told() {
    let full = death(5, "task-1", Some("OutOfMemory"));
    let bare = death(3, "task-1", None);
    let one = story([bare.clone(), full.clone(), bare.clone()]);
    assert_eq!(one, story([full.clone(), bare.clone()]));
    assert_eq!(one.notices(), [Notice { at: at(3), ..full }]);
    assert_eq!(story([bare, death(3, "task-2", None)]).count(), 2);
}

#[test]
fn a_build_and_a_push_are_told_with_what_the_fuller_event_knows() {
    for order in [[None, Some("41")], [Some("41"), None]] {
        let built = story(order.map(build));
        assert_eq!(built.notices(), [build(Some("41"))]);
        let pushed = story(order.map(|by| push(0, by)));
        assert_eq!(pushed.notices(), [push(0, Some("41"))]);
    }
    // The branch was put back to an old commit: that is another push.
    assert!(!Story::of(push(0, None)).goes_on_with(&push(HOUR, None)));
    assert!(Story::of(push(0, None)).goes_on_with(&push(3, None)));
}

#[test]
fn a_scan_is_news_again_only_where_it_finds_something_else() {
    let first = Story::of(scan(0, 3));
    assert!(first.goes_on_with(&scan(24 * HOUR, 3)));
    assert!(!first.goes_on_with(&scan(24 * HOUR, 4)));
    assert!(first.goes_on_with(&scan(MINUTE, 4)));
    assert_eq!(
        story([scan(0, 3), scan(9, 4), scan(20, 3)]).last(),
        &scan(20, 3)
    );
}

#[test]
fn what_people_write_is_one_story_only_where_they_say_so() {
    let anonymous = Story::of(custom(0, None, None, "slow"));
    assert!(!anonymous.goes_on_with(&custom(1, None, None, "slow")));
    let threaded = Story::of(custom(0, None, Some("t"), "slow"));
    assert!(threaded.goes_on_with(&custom(9 * HOUR, None, Some("t"), "fast")));
    let named = Story::of(custom(0, Some("c"), None, "slow"));
    assert!(named.goes_on_with(&custom(1, Some("c"), None, "slow")));
    assert!(
        !named.goes_on_with(&custom(1, Some("c"), None, "fast")),
        "the same id every time"
    );
    assert!(!named.goes_on_with(&custom(HOUR, Some("c"), None, "slow")));
    let mut repeated = named.clone();
    assert!(!repeated.fold(custom(1, Some("c"), None, "slow")));
    assert_eq!(repeated, named);
}

#[test]
fn the_ends_of_time_are_near_nothing() {
    let ends = [Timestamp::MIN, Timestamp::MAX];
    for one in ends {
        for other in ends {
            let at = |at| Notice {
                at,
                ..death(0, "task-1", None)
            };
            assert_eq!(Story::of(at(one)).goes_on_with(&at(other)), one == other);
        }
    }
}

#[test]
fn a_story_outlives_a_restart() {
    let told = story([rises(0), falls(60)]);
    let kept = serde_json::to_string(&told).expect("JSON");
    assert_eq!(serde_json::from_str::<Story>(&kept).expect("a story"), told);
}
