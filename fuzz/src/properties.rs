//! What must hold of whatever comes, beside that nothing panics.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use domain::environments::Environments;
use domain::names::{ChannelId, Environment, EnvironmentName, Globs};
use domain::notice::{Notice, Story};
use domain::release::{Observation, Release, Subject};
use domain::telling::{Around as Settings, tell, tell_alone};
use domain::words::Locale;
use events::{Around, Means, Said, Undecodable, decode, said, said_in};

/// When the bot comes to know of everything here.
const KNOWN: &str = "2026-03-02T09:00:00Z";

/// When the bot comes to know of everything here.
pub fn known() -> Timestamp {
    KNOWN.parse().expect("a time")
}

/// Checks what becomes of a body.
///
/// # Panics
/// When something does not hold.
pub fn check_body(body: &str) {
    let Ok(all) = said(body, Around::default()) else {
        return;
    };
    assert!(
        !all.is_empty(),
        "something was said, and nothing came of it"
    );
    for Said { id, event } in all {
        assert!(!id.is_empty(), "a repetition of it would not be known");
        check_event(&event);
        let again = said_in(event.clone(), Around::default())
            .into_iter()
            .map(|said| said.event);
        let again: Vec<Value> = again.collect();
        assert_eq!(again, [event], "as the inbox or a recording gives it");
    }
}

/// Checks what becomes of an event.
///
/// # Panics
/// When something does not hold.
pub fn check_event(event: &Value) {
    match decode(event, known()).map(|decoded| decoded.means) {
        Ok(Means::Release(observations)) => check_observations(&observations),
        Ok(Means::Alone(notices)) => {
            assert!(!notices.is_empty(), "it is told, and nobody knows what");
            for notice in notices {
                check_kept(&notice);
                assert!(!notice.topic().is_empty());
                check_story(notice);
            }
        }
        Ok(Means::Nothing(silence)) => {
            assert!(!silence.word().is_empty() && !silence.to_string().is_empty());
        }
        Err(Undecodable::Missing(what)) => assert!(!what.is_empty()),
        Err(other) => panic!("it is an event, and its family says: {other}"),
    }
}

fn check_observations(observations: &[Observation]) {
    assert!(!observations.is_empty(), "a part of a release says nothing");
    let mut release = Release::default();
    for observation in observations {
        check_kept(observation);
        for subject in observation.joined().into_iter().chain([&observation.of]) {
            assert!(!id(subject).is_empty(), "{subject} has no id");
        }
        release.fold(observation);
        assert!(
            !release.fold(observation),
            "a repetition says something new"
        );
        release.stand(known());
    }
    for post in tell(&release, &BTreeSet::new(), settings(), known()) {
        assert!(!post.message.headline.plain().trim().is_empty());
    }
}

fn check_story(notice: Notice) {
    let mut story = Story::of(notice.clone());
    assert!(
        story.goes_on_with(&notice) && !story.fold(notice),
        "a repetition says something new"
    );
    for post in tell_alone(&story, None, &BTreeSet::new(), settings(), known()) {
        assert!(!post.message.headline.plain().trim().is_empty());
    }
}

/// Settings under which everything in one place is told.
fn settings() -> &'static Settings {
    static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings {
        environments: Environments::new(vec![Environment {
            name: EnvironmentName::new("prod"),
            account: "111122223333".to_owned(),
            region: "ap-northeast-2".to_owned(),
            clusters: Globs::any(),
            pipelines: Globs::any(),
            applications: None,
            role_arn: None,
            production: true,
        }]),
        routes: Vec::new(),
        grants: Vec::new(),
        channel: ChannelId::new("C0"),
        locale: Locale::En,
    });
    &SETTINGS
}

fn id(subject: &Subject) -> &str {
    match subject {
        Subject::Execution { id, .. }
        | Subject::CodeDeploy { id, .. }
        | Subject::ServiceDeployment { id, .. }
        | Subject::EcsDeployment { id, .. } => id,
    }
}

/// The store gives back what it was given.
fn check_kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(one: &T) {
    let text = serde_json::to_string(one).expect("what can be kept");
    let back: T = serde_json::from_str(&text).expect("what was kept");
    assert_eq!(&back, one, "as the store gives it");
}
