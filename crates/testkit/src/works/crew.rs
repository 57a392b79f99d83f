//! The workers of a bot in the test's own process, between both simulators.

use std::sync::Arc;
use std::time::Duration;

use domain::environments::Environments;
use domain::telling::Around;
use domain::words::Locale;
use jiff::Timestamp;
use pilothouse::aws::Fleet;
use pilothouse::bell::Bell;
use pilothouse::config::Settings;
use pilothouse::demo::SETTINGS;
use pilothouse::metrics::Metrics;
use pilothouse::slack::Slack;
use pilothouse::store::Store;
use pilothouse::tasks::{Deliver, Look, Looks, Observe, Rates, Recorder, Stories, Unread};
use sim::aws::AwsSim;
use sim::slack::SlackSim;

use crate::config;

/// The environment of the usual settings that is in another account.
const PARTNER: &str = "[[environments]]\nname = \"partner\"";

/// The usual settings with the two environments of one account only.
fn one_account() -> &'static str {
    let (one_account, _) = SETTINGS.split_once(PARTNER).expect("a second account");
    one_account
}

/// Everybody who works beside the doors, with `more` added to the settings.
pub fn crew(
    slack: &SlackSim,
    aws: &AwsSim,
    store: &Store,
    more: &str,
    since: Timestamp,
) -> (Observe, Look, Stories, Deliver) {
    let variables = |name: &str| match name {
        "SLACK_BOT_TOKEN" => Some("xoxb-1".to_owned()),
        "SLACK_SIGNING_SECRET" => Some("secret".to_owned()),
        _ => None,
    };
    let settings = format!("{}{more}", one_account());
    let settings = Settings::read(&settings, "test.toml", &variables).expect("settings");
    let around = Around {
        environments: Environments::new(settings.environments.clone()),
        routes: settings.routes,
        grants: settings.grants,
        channel: settings.slack.channel,
        locale: Locale::En,
    };
    let looks = Looks {
        look: settings.pace.poll,
        reconcile: settings.pace.reconcile,
    };
    let recorder = Recorder::new(around, looks);
    recorder.begins(since);
    let team = slack.read(|workspace| workspace.team.domain.clone());
    recorder
        .archive
        .is_at(&format!("https://{team}.slack.com/"));
    let recorder = Arc::new(recorder);
    let rates = Rates {
        between_posts: Duration::from_secs(1) / settings.pace.posts_per_second.get(),
        edits_a_minute: 50,
        between_edits: settings.pace.edit,
    };
    let metrics = Metrics::default();
    let token = slack.read(|workspace| workspace.app.token.clone());
    let client = Slack::new(&slack.api_url(), &token).expect("a client");
    let telling = Bell::default();
    let observe = Observe {
        store: store.clone(),
        recorder: recorder.clone(),
        arrived: Bell::default(),
        due: Bell::default(),
        telling: telling.clone(),
        noted: Bell::default(),
        called: Bell::default(),
        metrics: metrics.clone(),
        unread: Unread::default(),
    };
    let look = Look {
        store: store.clone(),
        fleet: Arc::new(Fleet::new(settings.environments, config(aws))),
        recorder: recorder.clone(),
        due: Bell::default(),
        called: Bell::default(),
        telling: telling.clone(),
        metrics: metrics.clone(),
    };
    let stories = Stories {
        store: store.clone(),
        recorder,
        noted: Bell::default(),
        telling: telling.clone(),
    };
    let deliver = Deliver::new(store.clone(), client, rates, telling, metrics);
    (observe, look, stories, deliver)
}
