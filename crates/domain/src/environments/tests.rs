//! Whose something is, by what is known of it.

use super::{Environments, GroupName, Ownership, Placement};
use crate::names::{Environment, EnvironmentName, Globs};
use crate::release::{Place, Subject};

const SHARED: &str = "111122223333";
const ALONE: &str = "444455556666";

fn environment(name: &str, account: &str, clusters: &str, pipelines: &str) -> Environment {
    Environment {
        name: EnvironmentName::new(name),
        account: account.to_owned(),
        region: "us-west-2".to_owned(),
        clusters: Globs::new([clusters]),
        pipelines: Globs::new([pipelines]),
        applications: None,
        role_arn: None,
        production: name == "prod",
    }
}

/// Staging and production in one account, tools in another.
fn environments() -> Environments {
    Environments::new(vec![
        Environment {
            applications: Some(Globs::new(["web", "batch/*-staging"])),
            ..environment("staging", SHARED, "staging-*", "none")
        },
        environment("prod", SHARED, "*", "*"),
        environment("tools", ALONE, "tools", "none"),
    ])
}

fn place(account: &str) -> Place {
    Place {
        account: account.to_owned(),
        region: "us-west-2".to_owned(),
    }
}

/// The names of all that may have it; what must be named so that one does, after a colon.
fn said(ownership: &Ownership<'_>) -> String {
    let names = ownership.environments().iter();
    let names: Vec<&str> = names.map(|one| one.name.as_str()).collect();
    match ownership {
        Ownership::Unknown { application, .. } => {
            let application = application.as_deref().unwrap_or("nothing");
            format!("{}: {application}", names.join(" or "))
        }
        _ => names.join(" or "),
    }
}

#[test]
fn a_subject_belongs_to_the_first_environment_that_its_name_matches() {
    let environments = environments();
    let service = |place, cluster: &str| Subject::EcsDeployment {
        place,
        cluster: cluster.to_owned(),
        service: "api".to_owned(),
        id: "ecs-svc/1".to_owned(),
    };
    let run = |place| Subject::Execution {
        place,
        pipeline: "api".to_owned(),
        id: "1".to_owned(),
    };
    let elsewhere = Place {
        region: "eu-west-1".to_owned(),
        ..place(SHARED)
    };
    for (subject, owner) in [
        (run(place(SHARED)), "prod"),
        (run(place(ALONE)), ""),
        (run(elsewhere), ""),
        (service(place(SHARED), "staging-1"), "staging"),
        (service(place(SHARED), "main"), "prod"),
        (service(place(SHARED), ""), "staging or prod: nothing"),
        (service(place(ALONE), "main"), ""),
        (service(place(ALONE), ""), "tools"),
    ] {
        assert_eq!(said(&environments.of_subject(&subject)), owner, "{subject}");
    }
}

#[test]
fn what_no_cluster_decides_the_applications_of_the_settings_do_and_nothing_else() {
    let environments = environments();
    for (account, cluster, application, group, owner) in [
        // A cluster decides, whatever the application is.
        (SHARED, Some("main"), Some("web"), Some("web"), "prod"),
        (ALONE, Some("main"), None, None, ""),
        (SHARED, None, Some("web"), Some("web-prod"), "staging"),
        (SHARED, None, Some("web"), None, "staging"),
        (
            SHARED,
            None,
            Some("batch"),
            Some("batch-staging"),
            "staging",
        ),
        // What is not named may be anybody's, also where another one names all of its own.
        (
            SHARED,
            None,
            Some("batch"),
            Some("batch-prod"),
            "staging or prod: batch/batch-prod",
        ),
        (SHARED, None, Some("batch"), None, "staging or prod: batch"),
        (
            SHARED,
            None,
            Some("website"),
            Some("web"),
            "staging or prod: website/web",
        ),
        (SHARED, None, None, None, "staging or prod: nothing"),
        (ALONE, None, Some("batch"), Some("batch"), "tools"),
        (ALONE, None, None, None, "tools"),
        ("777788889999", None, Some("web"), None, ""),
    ] {
        let named = application.map(|application| GroupName { application, group });
        let found = environments.of_group(&place(account), cluster, named);
        assert_eq!(
            said(&found),
            owner,
            "{account} {cluster:?} {application:?} {group:?}"
        );
    }
}

#[test]
fn what_may_be_in_production_counts_as_production() {
    let environments = environments();
    assert!(environments.at(&place(SHARED)).is_production());
    assert!(!environments.at(&place(ALONE)).is_production());
    assert!(!Ownership::Nobody.is_production());
}

#[test]
fn a_placement_is_kept_as_a_name_where_it_is_known() {
    let environments = environments();
    for (ownership, kept) in [
        (environments.at(&place(ALONE)), r#""tools""#),
        (
            environments.at(&place(SHARED)),
            r#"{"possible":["staging","prod"],"application":null}"#,
        ),
    ] {
        let placement = ownership.placement().expect("somebody's");
        let json = serde_json::to_string(&placement).expect("JSON");
        assert_eq!(json, kept);
        assert_eq!(
            serde_json::from_str::<Placement>(&json).expect(kept),
            placement
        );
    }
    assert_eq!(Ownership::Nobody.placement(), None);
}
