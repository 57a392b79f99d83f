//! What is read of a typed line: its options, and what it names.

mod lines;
mod targets;

use super::{Request, parse};
use domain::refusal::Refusal;

#[test]
fn an_option_is_read_wherever_it_stands_and_other_dashes_are_text() {
    for (typed, words, env) in [
        (
            "approve orders --env prod looks good",
            "orders looks good",
            Some("prod"),
        ),
        (
            "approve orders ship it --env staging",
            "orders ship it",
            Some("staging"),
        ),
        ("approve --env prod orders ok", "orders ok", Some("prod")),
        ("approve orders ok —env=“prod”", "orders ok", Some("prod")),
        ("approve orders --Env prod", "orders", Some("prod")),
        (
            "approve orders --really --wip",
            "orders --really --wip",
            None,
        ),
        ("approve orders -- --env prod", "orders --env prod", None),
        ("approve orders it’s 'fine'", "orders it's 'fine'", None),
        ("approve orders — fine —1", "orders — fine —1", None),
        ("approve", "", None),
    ] {
        let Ok(Request::Approve(approve)) = parse(typed) else {
            panic!("{typed}");
        };
        assert_eq!(
            (approve.words.join(" ").as_str(), approve.env.as_deref()),
            (words, env),
            "{typed}"
        );
    }
    for (typed, refusal) in [
        ("approve orders ok --env", "missing value"),
        ("approve orders ok --env=", "missing value"),
        ("approve orders ok --env --wip", "missing value"),
        ("approve --env prod orders --env staging", "twice"),
        ("approve orders ok --force", "not built"),
        ("rollback payments-api --to v1", "not built"),
        ("rollback payments-api --to=v1", "not built"),
        ("scale payments-api 3", "not built"),
        ("lock", "not built"),
        ("approve orders ok --help", "help"),
    ] {
        let told = match parse(typed) {
            Err(Refusal::MissingValue { .. }) => "missing value",
            Err(Refusal::Twice { .. }) => "twice",
            Err(Refusal::NotBuilt { .. }) => "not built",
            Ok(Request::Help(_)) => "help",
            _ => "another",
        };
        assert_eq!(told, refusal, "{typed}: {:?}", parse(typed));
    }
}

#[test]
fn an_environment_behind_a_name_is_its_option() {
    for (one, other) in [
        (
            "status payments-api in prod",
            "status payments-api --env prod",
        ),
        (
            "rollback 'payments-api' IN “staging”",
            "rollback payments-api --env=staging",
        ),
        ("history orders in prod", "history --env prod orders"),
    ] {
        assert_eq!(parse(one), parse(other), "{one}");
        assert!(parse(one).is_ok(), "{one}: {:?}", parse(one));
    }
    assert!(parse("status payments-api prod").is_err());
    assert!(parse("rollback payments-api in prod --env staging").is_err());
}
