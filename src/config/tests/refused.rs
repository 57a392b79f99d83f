//! What the contract promises and this version has not is refused by name.

use super::{MINIMAL, problems, read, read_with};
use crate::config::Transport;

#[test]
fn what_the_contracts_own_example_has_and_this_version_has_not_is_refused_with_its_line() {
    insta::assert_snapshot!(problems(include_str!("contract.toml"), &[]), @"
    pilothouse.toml:32: [[links]] is not built yet; leave it out
    pilothouse.toml:44: `one_of` in [[grants]] is not built yet; leave it out
    pilothouse.toml:48: [people] is not built yet; leave it out
    pilothouse.toml:52: [[freezes]] is not built yet; leave it out
    pilothouse.toml:59: [locks] is not built yet; leave it out
    pilothouse.toml:63: [reminders] is not built yet; leave it out
    pilothouse.toml:70: [audit] is not built yet; leave it out
    ");
}

#[test]
fn what_asks_for_nothing_is_no_problem() {
    let text = format!(
        "{MINIMAL}command = \"/deploy\"\nlabel = \"\"\n[[routes]]\nchannel = \"C1\"\nlogs = false\ncompact = false\n\
         [[grants]]\nusers = [\"U0ANN\"]\nactions = [\"approve\"]\napprovals = 1\none_of = []\nnot_own = \"no\"\n\
         break_glass = false\n"
    );
    assert!(read(&text).is_ok(), "{:?}", read(&text));
}

#[test]
fn every_key_that_is_not_built_is_refused_with_its_line() {
    let slack = |line: &str| format!("{MINIMAL}{line}\n");
    let route = |line: &str| format!("{MINIMAL}[[routes]]\nchannel = \"C1\"\n{line}\n");
    let grant = |line: &str| {
        format!("{MINIMAL}[[grants]]\nusers = [\"U0ANN\"]\nactions = [\"approve\"]\n{line}\n")
    };
    for (text, said) in [
        (
            slack("command = \"/ship\""),
            "4: `command` in [slack] is not built yet; leave it out",
        ),
        (
            slack("label = \"eu\""),
            "4: `label` in [slack] is not built yet; leave it out",
        ),
        (
            slack("label = 1"),
            "4: `label` in [slack] is not built yet; leave it out",
        ),
        (
            route("logs = true"),
            "6: `logs` in [[routes]] is not built yet; leave it out",
        ),
        (
            route("compact = true"),
            "6: `compact` in [[routes]] is not built yet; leave it out",
        ),
        (
            grant("one_of = [\"S0LEADS\"]"),
            "7: `one_of` in [[grants]] is not built yet; leave it out",
        ),
        (
            grant("break_glass = true"),
            "7: `break_glass` in [[grants]] is not built yet; leave it out",
        ),
        (
            slack(
                "[[environments]]\nname = \"prod\"\naccount = \"111122223333\"\nregion = \"eu-west-1\"\nexternal_id = \"x\"",
            ),
            "8: `external_id` in [[environments]] is not built yet; leave it out",
        ),
        (
            slack("[[links]]\nmatch = \"A\""),
            "4: [[links]] is not built yet; leave it out",
        ),
        (
            slack("[people]\nemails = false"),
            "4: [people] is not built yet; leave it out",
        ),
        (
            slack("[[freezes]]"),
            "4: [[freezes]] is not built yet; leave it out",
        ),
        (
            slack("[locks]"),
            "4: [locks] is not built yet; leave it out",
        ),
        (
            slack("[reminders]"),
            "4: [reminders] is not built yet; leave it out",
        ),
        (
            slack("[audit]"),
            "4: [audit] is not built yet; leave it out",
        ),
        (
            route("").replace("C1", "#payments"),
            "5: `channel` in [[routes]]: a channel by its name is not built yet; write its ID, such as `C0DEPLOYS`",
        ),
        (
            MINIMAL.replace("C0DEPLOYS", "#deploys"),
            "3: `channel` in [slack]: a channel by its name is not built yet; write its ID, such as `C0DEPLOYS`",
        ),
        (
            "[slack]\nchannel = \"C1\"\n".to_owned(),
            "1: `team` in [slack] is missing; to leave it out is not built yet",
        ),
        (
            format!("store = \"sqlite:p.db?network=1\"\n{MINIMAL}"),
            "1: `store`: a file on a network disk is not built yet; write one on a local disk, without ?network=1",
        ),
    ] {
        assert_eq!(problems(&text, &[]), format!("pilothouse.toml:{said}"));
    }
}

#[test]
fn what_was_called_otherwise_is_told_with_its_name_of_now() {
    let grant = "[[grants]]\nusers = [\"U0ANN\"]\nactions = [\"approve\"]\n";
    for (text, said) in [
        (
            "[pace]\nlook = \"15s\"".to_owned(),
            "5: unknown key `look` in [pace]; did you mean `poll`?",
        ),
        (
            format!("{grant}not_own = false"),
            "7: `not_own` in [[grants]] is false, and is text now; write \"no\"",
        ),
        (
            format!("{grant}not_own = true"),
            "7: `not_own` in [[grants]] is true, and is text now; write \"starter\"",
        ),
    ] {
        let said = format!("pilothouse.toml:{said}");
        assert_eq!(problems(&format!("{MINIMAL}{text}"), &[]), said);
    }
}

#[test]
fn conditions_of_rollouts_stand_only_where_there_is_one() {
    let grant = "[[grants]]\nusers = [\"U0ANN\"]\nactions = [\"rollback\"]\n";
    for key in ["approvals = 1", "not_own = \"no\""] {
        let said = problems(&format!("{MINIMAL}{grant}{key}"), &[]);
        let name = key.split(' ').next().unwrap_or_default();
        assert_eq!(
            said,
            format!(
                "pilothouse.toml:4: `{name}` in [[grants]] applies only to approve, start and retry, and this grant gives none of them"
            )
        );
    }
}

#[test]
fn each_thing_that_is_not_built_is_refused() {
    let grant = "[[grants]]\nusers = [\"U0ANN\"]\n";
    for (text, said) in [
        (
            &format!("{grant}actions = [\"approve\"]\nnot_own = \"starter\""),
            "7: `not_own` in [[grants]]: a second person for each release is not built yet; write \"no\""
                .to_owned(),
        ),
        (
            &format!("{grant}actions = [\"approve\"]\nnot_own = \"authors\""),
            "7: `not_own` in [[grants]]: a second person for each release is not built yet; write \"no\""
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
    for action in [
        "finish", "stop", "retry", "start", "restart", "scale", "lock", "logs",
    ] {
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
        let file = format!("{name}_FILE");
        let said = problems(MINIMAL, &[(&file, "/run/secrets/x")]);
        let why = "a secret in a file is not built yet; put the secret itself into the variable without _FILE";
        assert_eq!(said, format!("the variable {file}: {why}"));
    }
    for (name, value, why) in [
        (
            "SLACK_SIGNING_SECRET",
            "8f742231b10e8888,abcd99yyyzzz85a5",
            "two secrets at once are not built yet; write one",
        ),
        (
            "PILOTHOUSE_STORE",
            "sqlite:/mnt/p.db?network=1",
            "a file on a network disk is not built yet; write one on a local disk, without ?network=1",
        ),
        (
            "PILOTHOUSE_AUDIT_SECRET",
            "hunter2",
            "the audit webhook is not built yet; leave it out",
        ),
    ] {
        let said = problems(MINIMAL, &[(name, value)]);
        assert_eq!(said, format!("the variable {name}: {why}"));
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
