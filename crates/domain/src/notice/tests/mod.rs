//! Notices as tests make them, and the topics that they have; their stories are in the files below.

mod order;
mod stories;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::*;

/// A time of the day in question, in seconds after five.
fn at(seconds: i64) -> Timestamp {
    let five: Timestamp = "2026-03-04T05:00:00Z".parse().expect("a time");
    five + SignedDuration::from_secs(seconds)
}

fn notice(seconds: i64, about: About) -> Notice {
    let place = Place {
        account: "111122223333".to_owned(),
        region: "ap-northeast-2".to_owned(),
    };
    Notice {
        at: at(seconds),
        place: Some(place),
        about,
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

fn alarm(seconds: i64, was: AlarmState, state: AlarmState) -> Notice {
    let alarm = Alarm {
        name: "slow".to_owned(),
        state,
        was: Some(was),
        reason: Some("Threshold crossed.".to_owned()),
        description: None,
        cluster: None,
        service: None,
        suppressed_by: None,
    };
    notice(seconds, About::Alarm(alarm))
}

fn rises(seconds: i64) -> Notice {
    alarm(seconds, AlarmState::Ok, AlarmState::Alarm)
}

fn falls(seconds: i64) -> Notice {
    alarm(seconds, AlarmState::Alarm, AlarmState::Ok)
}

fn death(seconds: i64, task: &str, reason: Option<&str>) -> Notice {
    let death = Death {
        cluster: "prod".to_owned(),
        service: "ledger".to_owned(),
        task: task.to_owned(),
        deployment: None,
        revision: None,
        reason: reason.map(str::to_owned),
        container: None,
        exit_code: None,
    };
    notice(seconds, About::Death(death))
}

fn build(number: Option<&str>) -> Notice {
    let build = Build {
        project: "ledger-tests".to_owned(),
        id: "7c1d".to_owned(),
        number: number.map(str::to_owned),
        started_by: None,
        started: None,
        phase: None,
        reason: None,
        version: None,
        log: None,
        is_of_pipeline: false,
    };
    notice(0, About::Build(build))
}

fn push(seconds: i64, by: Option<&str>) -> Notice {
    let push = Push {
        repository: "ledger".to_owned(),
        reference: "main".to_owned(),
        is_tag: false,
        commit: "4e12".to_owned(),
        by: by.map(str::to_owned),
    };
    notice(seconds, About::Push(push))
}

fn scan(seconds: i64, critical: u64) -> Notice {
    let scan = Scan {
        repository: "ledger".to_owned(),
        tags: Vec::new(),
        digest: Some("sha256:77".to_owned()),
        critical,
        high: 0,
    };
    notice(seconds, About::Scan(scan))
}

fn custom(seconds: i64, id: Option<&str>, thread: Option<&str>, description: &str) -> Notice {
    let custom = Custom {
        id: id.map(str::to_owned),
        title: None,
        description: description.to_owned(),
        next_steps: Vec::new(),
        keywords: Vec::new(),
        thread: thread.map(str::to_owned),
        summary: None,
        resources: Vec::new(),
        context: Vec::new(),
    };
    Notice {
        place: None,
        ..notice(seconds, About::Custom(custom))
    }
}

fn story(notices: impl IntoIterator<Item = Notice>) -> Story {
    let mut notices = notices.into_iter();
    let mut story = Story::of(notices.next().expect("a notice"));
    for notice in notices {
        story.fold(notice);
    }
    story
}

#[test]
fn each_kind_of_notice_has_topics_of_its_own() {
    let mut topics = BTreeSet::new();
    for notice in [
        rises(0),
        death(0, "1", None),
        build(None),
        push(0, None),
        scan(0, 1),
        custom(0, None, Some("t"), "x"),
    ] {
        assert!(topics.insert(notice.topic()), "{}", notice.topic());
    }
    let untagged = |tags: &[&str]| {
        let mut scan = scan(0, 1);
        if let About::Scan(scan) = &mut scan.about {
            scan.digest = None;
            scan.tags = tags.iter().map(|&tag| tag.to_owned()).collect();
        }
        scan.topic()
    };
    assert_ne!(
        untagged(&["41"]),
        untagged(&["42"]),
        "two images are two, also where their digests are not told"
    );
}
