//! What is told, where, and to be clicked, of a deployment of which nobody knows the environment.

use super::kit::{at, codedeploy, deployment, moving, seen};
use super::{Told, around, shown};
use crate::message::Part;
use crate::names::{ChannelId, EnvironmentName, Globs, GroupId, PersonId};
use crate::policy::{Action, Grant};
use crate::release::{DeploymentNews, DeploymentState, Observation};
use crate::route::{Mention, Route};
use crate::service::{Means, Phase};
use crate::telling::{Around, Post, tell};

/// A deployment of CodeDeploy of which AWS does not show the cluster.
fn hidden(state: DeploymentState) -> Observation {
    let news = DeploymentNews {
        cluster: None,
        service: None,
        ..deployment(state, Means::CodeDeploy)
    };
    seen(&codedeploy("d-1"), 10, news)
}

fn route(environment: Option<&str>, channel: &str, mention: &str) -> Route {
    Route {
        environment: environment.map(EnvironmentName::new),
        names: Globs::any(),
        only: Vec::new(),
        channel: ChannelId::new(channel),
        mention: vec![Mention::Group(GroupId::new(mention))],
    }
}

fn grant(environment: Option<&str>) -> Grant {
    Grant {
        actions: vec![Action::Rollback, Action::Continue],
        environment: environment.map(EnvironmentName::new),
        names: Globs::any(),
        people: vec![PersonId::new("U0ANN")],
        groups: Vec::new(),
    }
}

fn told(around: Around, state: DeploymentState) -> Vec<Post> {
    Told::new(around).at(20, &[hidden(state)])
}

#[test]
fn it_is_told_where_the_routes_of_every_possible_environment_lead_and_else_in_the_one_channel() {
    let (prod, staging) = (Some("prod"), Some("staging"));
    for (name, routes, channels, mentions) in [
        ("no route", vec![], vec!["C0DEPLOYS"], vec![]),
        (
            "a route of one",
            vec![route(prod, "C0PROD", "S0PROD")],
            vec!["C0DEPLOYS"],
            vec![],
        ),
        (
            "a route of each",
            vec![
                route(prod, "C0PROD", "S0PROD"),
                route(staging, "C0STAGE", "S0STAGE"),
            ],
            vec!["C0DEPLOYS"],
            vec![],
        ),
        (
            "a route of all",
            vec![
                route(None, "C0ALL", "S0ALL"),
                route(prod, "C0PROD", "S0PROD"),
            ],
            vec!["C0ALL"],
            vec!["S0ALL"],
        ),
        // It may be in production, whose people are called.
        (
            "a route of each into one channel",
            vec![
                route(prod, "C0BOTH", "S0PROD"),
                route(staging, "C0BOTH", "S0STAGE"),
            ],
            vec!["C0BOTH"],
            vec!["S0PROD", "S0STAGE"],
        ),
    ] {
        let posts = told(around(routes), DeploymentState::Failed);
        let own = posts.iter().filter(|post| post.part.is_empty());
        let told_in: Vec<_> = own.map(|post| post.channel.as_str()).collect();
        assert_eq!(told_in, channels, "{name}");
        let text = shown(&posts);
        for group in ["S0ALL", "S0PROD", "S0STAGE"] {
            let is_mentioned = text.contains(group);
            assert_eq!(is_mentioned, mentions.contains(&group), "{name}: {text}");
        }
    }
}

#[test]
fn it_says_what_is_missing_in_the_settings() {
    let text = shown(&told(around(Vec::new()), moving(Phase::ShiftingTraffic)));
    assert!(
        text.contains("in an unknown environment (staging / prod)"),
        "{text}"
    );
    assert!(
        text.contains("Environment unknown: add `applications` to whichever of staging / prod this belongs to. What is missing there: `payments/payments-prod`."),
        "{text}"
    );
}

#[test]
fn it_can_be_clicked_only_where_every_possible_environment_lets_somebody_and_as_in_production() {
    let (prod, staging) = (Some("prod"), Some("staging"));
    for (grants, buttons) in [
        (vec![], vec![]),
        (vec![grant(staging)], vec![]),
        (vec![grant(prod)], vec![]),
        (vec![grant(None)], vec!["Continue", "Roll back"]),
        (
            vec![grant(prod), grant(staging)],
            vec!["Continue", "Roll back"],
        ),
    ] {
        let around = Around {
            grants,
            ..around(Vec::new())
        };
        let posts = told(around, moving(Phase::AwaitingPerson));
        let parts = posts.iter().filter(|post| post.part.is_empty());
        let actions = parts
            .flat_map(|post| &post.message.parts)
            .find_map(|part| match part {
                Part::Actions(actions) => Some(actions.buttons.clone()),
                _ => None,
            });
        let shown = actions.unwrap_or_default();
        let labels: Vec<&str> = shown.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(labels, buttons);
        if let Some(go_on) = shown.iter().find(|one| one.label == "Continue") {
            assert!(go_on.confirm.is_some());
        }
    }
}

#[test]
fn a_failure_calls_nobody_where_it_is_not_in_production() {
    for (cluster, is_mentioned) in [("prod-main", true), ("staging-main", false)] {
        let failed = DeploymentNews {
            cluster: Some(cluster.to_owned()),
            ..deployment(DeploymentState::Failed, Means::CodeDeploy)
        };
        let routes = vec![route(None, "C0ALL", "S0ALL")];
        let posts = Told::new(around(routes)).at(20, &[seen(&codedeploy("d-1"), 10, failed)]);
        assert_eq!(shown(&posts).contains("S0ALL"), is_mentioned, "{cluster}");
    }
}

#[test]
fn an_application_that_the_settings_name_is_known() {
    let mut around = around(Vec::new());
    let mut environments = around.environments.all().to_vec();
    environments[0].applications = Some(Globs::new(["payments/*"]));
    around.environments = crate::environments::Environments::new(environments);
    let release = super::kit::folded([&hidden(moving(Phase::ShiftingTraffic))]);
    let text = shown(&tell(&release, &Default::default(), &around, at(20)));
    assert!(
        text.contains("in staging:") && !text.contains("unknown"),
        "{text}"
    );
}
