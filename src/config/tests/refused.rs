//! What the contract promises and this version has not is refused by name.

use super::{MINIMAL, problems, read, read_with};
use crate::config::Transport;

#[test]
fn the_contracts_own_example_asks_for_nothing_that_is_not_built() {
    let settings = read(include_str!("contract.toml")).expect("settings");
    assert_eq!(settings.warnings, Vec::<String>::new());
}

#[test]
fn each_thing_that_is_not_built_is_refused() {
    let grant = "[[grants]]\nusers = [\"U0ANN\"]\n";
    for (text, said) in [
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
        "PILOTHOUSE_EVENTS_TOKEN",
    ] {
        for reference in ["ssm:/pilothouse/x", "secretsmanager:pilothouse"] {
            let said = problems(MINIMAL, &[(name, reference)]);
            let why = "references are not built yet; put the secret itself into the variable";
            assert_eq!(said, format!("the variable {name}: {why}"));
        }
    }
}

#[test]
fn each_transport_needs_its_own_secret_and_no_other() {
    let socket = format!("{MINIMAL}transport = \"socket\"");
    let app_token = ("SLACK_APP_TOKEN", "xapp-1-A0-1-abc");
    let unsigned = ("SLACK_SIGNING_SECRET", "");
    let settings = read_with(&socket, &[app_token, unsigned]).expect("settings");
    assert!(matches!(settings.slack.transport, Transport::Socket { .. }));
    // Whoever changes from one to the other may leave both secrets there.
    let settings = read_with(MINIMAL, &[app_token]).expect("settings");
    assert!(matches!(settings.slack.transport, Transport::Http { .. }));
    insta::assert_snapshot!(problems(&socket, &[unsigned]), @"the variable SLACK_APP_TOKEN is not set; make one with the scope connections:write on the app's Basic Information page, or write transport = \"http\"");
    insta::assert_snapshot!(problems(&socket, &[("SLACK_APP_TOKEN", "xoxb-1-2-abc")]), @"the variable SLACK_APP_TOKEN is not an app-level token, which begins with `xapp-`");
    insta::assert_snapshot!(problems(MINIMAL, &[unsigned, app_token]), @"the variable SLACK_SIGNING_SECRET is not set; copy it from the app's Basic Information page");
}

#[test]
fn empty_sources_ask_for_nothing() {
    assert!(read(&format!("{MINIMAL}[sources]\n")).is_ok());
}
