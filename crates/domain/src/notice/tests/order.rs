//! Whatever order notices come in, and however often, their story ends up the same.

use proptest::prelude::*;

use super::*;

/// Notices of one topic, close enough to each other that some of them tell of the same.
fn of_one_topic() -> impl Strategy<Value = Vec<Notice>> {
    let text = || prop::option::of("[ab]{1,2}");
    let state = || {
        prop::sample::select(vec![
            AlarmState::Ok,
            AlarmState::Alarm,
            AlarmState::InsufficientData,
        ])
    };
    let alarm = (0..30_i64, 0..3_i64, state(), state(), text()).prop_map(
        |(seconds, millis, was, state, by)| {
            let mut notice = alarm(seconds, was, state);
            notice.at += SignedDuration::from_millis(millis * 300);
            if let About::Alarm(alarm) = &mut notice.about {
                alarm.suppressed_by = by;
            }
            notice
        },
    );
    let death = (0..30_i64, 0..12_u8, text())
        .prop_map(|(at, task, reason)| death(at, &task.to_string(), reason.as_deref()));
    let push = (0..30_i64, text()).prop_map(|(at, by)| push(at, by.as_deref()));
    let scan = (0..30_i64, 0..4_u64).prop_map(|(at, critical)| scan(at, critical));
    let custom = (0..30_i64, text(), "[ab]")
        .prop_map(|(at, id, text)| custom(at, id.as_deref(), Some("t"), &text));
    let build = text().prop_map(|number| build(number.as_deref()));
    let several = |one: BoxedStrategy<Notice>| prop::collection::vec(one, 1..40);
    prop_oneof![
        several(alarm.boxed()),
        several(death.boxed()),
        several(push.boxed()),
        several(scan.boxed()),
        several(custom.boxed()),
        several(build.boxed()),
    ]
}

proptest! {
    #[test]
    fn neither_order_nor_repetition_makes_a_difference(
        (told, again) in of_one_topic().prop_flat_map(|told| {
            let twice: Vec<Notice> = told.iter().chain(&told).cloned().collect();
            (Just(told), Just(twice).prop_shuffle())
        }),
    ) {
        let (one, other) = (story(told.clone()), story(again));
        prop_assert_eq!(&one, &other);
        prop_assert!(one.notices().is_sorted());
        for notice in told {
            let mut same = one.clone();
            prop_assert!(!same.fold(notice), "all of it was known");
            prop_assert_eq!(&same, &one);
        }
    }

    #[test]
    fn a_storm_beyond_memory_is_the_same_in_any_order(
        order in Just((0..250_i64).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let told = story(order.into_iter().map(|at| death(at, &format!("task-{at}"), None)));
        prop_assert_eq!(told.count(), 250);
        let kept: Vec<i64> = told.notices().iter().map(|notice| notice.at.as_second() - at(0).as_second()).collect();
        let expected: Vec<i64> = std::iter::once(0).chain(151..250).collect();
        prop_assert_eq!(kept, expected);
    }
}
