//! What the contract promises and this version has not is refused by name.

use super::{MINIMAL, problems, read, read_with};

#[test]
fn the_contracts_own_example_names_everything_that_is_not_built() {
    let contract = include_str!("contract.toml");
    insta::assert_snapshot!(problems(contract, &[]), @r#"
    pilothouse.toml:19: `routes`: routes are not built yet; all is told in the `channel` of [slack]
    pilothouse.toml:36: `sns_topics` in [sources]: events from AWS are not built yet; leave it out
    pilothouse.toml:37: `sqs_queue` in [sources]: events from AWS are not built yet; leave it out
    "#);
}

#[test]
fn each_thing_that_is_not_built_is_refused() {
    let grant = "[[grants]]\nusers = [\"U0ANN\"]\n";
    for (text, said) in [
        (
            "transport = \"socket\"",
            "4: `transport` in [slack]: Socket Mode is not built yet; write `http`".to_owned(),
        ),
        (
            "[sources]\nsqs_queue = \"https://q\"",
            "5: `sqs_queue` in [sources]: events from AWS are not built yet; leave it out"
                .to_owned(),
        ),
        (
            &format!("{grant}actions = [\"approve\"]\nnot_own = true"),
            "7: `not_own` in [[grants]]: a second person for each release is not built yet; write false"
                .to_owned(),
        ),
        (
            &format!("{grant}actions = [\"approve\"]\napprovals = 0x2"),
            "7: `approvals` in [[grants]]: more than one approval is not built yet; write 1"
                .to_owned(),
        ),
    ] {
        assert_eq!(
            problems(&format!("{MINIMAL}{text}"), &[]),
            format!("pilothouse.toml:{said}")
        );
    }
    for action in ["stop", "retry", "start", "restart", "scale", "lock"] {
        let text = format!("{MINIMAL}{grant}actions = [\n\"approve\",\n\"{action}\"]");
        let said = format!(
            "pilothouse.toml:8: an entry of `actions` in [[grants]]: `{action}` is not built yet; leave it out"
        );
        assert_eq!(problems(&text, &[]), said);
    }
    for store in [
        "postgres://ann:hunter2@db/p",
        "postgresql://ann:hunter2@db/p",
    ] {
        let said = problems(&format!("store = \"{store}\"\n{MINIMAL}"), &[]);
        assert_eq!(
            said,
            "pilothouse.toml:1: `store`: Postgres is not built yet; write a file, such as `sqlite:pilothouse.db`"
        );
        let said = problems(MINIMAL, &[("PILOTHOUSE_STORE", store)]);
        assert_eq!(
            said,
            "the variable PILOTHOUSE_STORE: Postgres is not built yet; write a file, such as `sqlite:pilothouse.db`"
        );
    }
}

#[test]
fn variables_for_what_is_not_built_are_refused() {
    for name in [
        "SLACK_SIGNING_SECRET",
        "SLACK_BOT_TOKEN",
        "PILOTHOUSE_STORE",
    ] {
        for reference in ["ssm:/pilothouse/x", "secretsmanager:pilothouse"] {
            let said = problems(MINIMAL, &[(name, reference)]);
            let why = "references are not built yet; put the secret itself into the variable";
            assert_eq!(said, format!("the variable {name}: {why}"));
        }
    }
    let said = problems(MINIMAL, &[("PILOTHOUSE_EVENTS_TOKEN", "hunter2")]);
    let why = "events from AWS are not built yet; leave it out";
    assert_eq!(said, format!("the variable PILOTHOUSE_EVENTS_TOKEN: {why}"));
    assert!(read_with(MINIMAL, &[("PILOTHOUSE_EVENTS_TOKEN", "")]).is_ok());
}

#[test]
fn what_has_no_effect_is_warned_of() {
    let settings = read(&format!("{MINIMAL}[pace]\nlook = \"1s\"\n")).expect("settings");
    assert_eq!(settings.pace.look.as_secs(), 1);
    assert_eq!(
        settings.warnings,
        [
            "pilothouse.toml:4: [pace] has no effect yet",
            "there are no [[environments]] in pilothouse.toml, so that nothing of AWS is seen",
        ]
    );
    let settings = read_with(MINIMAL, &[("SLACK_APP_TOKEN", "xapp-1")]).expect("settings");
    assert_eq!(
        settings.warnings[0],
        "the variable SLACK_APP_TOKEN has no effect: Socket Mode is not built yet"
    );
}

#[test]
fn empty_sources_ask_for_nothing() {
    assert!(read(&format!("{MINIMAL}[sources]\n")).is_ok());
}
