//! Everything that is wrong is told at once, and no secret with it.

use super::{MINIMAL, SECRETS, problems, read, read_with};
use crate::config::Settings;

#[test]
fn everything_wrong_is_told_at_once_with_its_line() {
    let text = r#"
listen = "localhost"
stroe = "sqlite:p.db"
team = "T0001"
[slack]
chanel = "C0DEPLOYS"
team = "C0001"
locale = "de"
transport = 1
bot_token = "xoxb-in-the-file"
[[environments]]
name = "Prod"
account = 111122223333
region = "seoul"
clusters = []
production = "yes"
[[environments]]
name = "staging"
account = "111122223333"
region = "ap-northeast-2"
role_arn = "arn:aws:iam::999900001111:role/pilothouse"
pipelines = ["a", 2,
  ""]
[[grants]]
actions = ["aprove"]
[[grants]]
users = ["ann", "U0ANN",
  "S0RELEASE"]
approvals = 0
[[routes]]
only = ["fail"]
channel = "payments"
[pace]
poll = "0s"
edit = "2h"
reconcile = 3
posts_per_second = 0
"#;
    let variables = [
        ("SLACK_API_URL", "http://slack.com/api"),
        ("SLACK_BOT_TOKEN", "xoxp-someone"),
        ("SLACK_SIGNING_SECRET", ""),
        ("PILOTHOUSE_STORE", "mysql://ann:hunter2@db"),
    ];
    insta::assert_snapshot!(problems(text, &variables), @r#"
    pilothouse.toml:2: `listen` is `localhost`, which is not an IP address and a port such as `0.0.0.0:8080`
    pilothouse.toml:3: unknown key `stroe`; did you mean `store`?
    pilothouse.toml:4: unknown key `team`; it belongs in [slack]
    pilothouse.toml:5: `channel` in [slack] is missing
    pilothouse.toml:6: unknown key `chanel` in [slack]; did you mean `channel`?
    pilothouse.toml:7: `team` in [slack] is `C0001`, which is not the id of a workspace, `T…`
    pilothouse.toml:8: `locale` in [slack] is `de`, which is none of `en`, `ko`
    pilothouse.toml:9: `transport` in [slack] is a number, and should be text in quotes
    pilothouse.toml:10: unknown key `bot_token` in [slack]; it is read from the environment, as SLACK_BOT_TOKEN
    pilothouse.toml:12: `name` in [[environments]] is `Prod`, which is not 1 to 32 of a-z, 0-9 and -, beginning with no -
    pilothouse.toml:13: `account` in [[environments]] is a number, and should be text in quotes
    pilothouse.toml:14: `region` in [[environments]] is `seoul`, which is not a region such as `ap-northeast-2`
    pilothouse.toml:15: `clusters` in [[environments]] is an empty list, and should name at least one
    pilothouse.toml:16: `production` in [[environments]] is text, and should be true or false
    pilothouse.toml:21: `role_arn` in [[environments]] is a role of the account 999900001111, not of 111122223333
    pilothouse.toml:22: an entry of `pipelines` in [[environments]] is a number, and should be text in quotes
    pilothouse.toml:23: an entry of `pipelines` in [[environments]] is empty; `*` matches everything
    pilothouse.toml:24: this grant is given to nobody; name `users` or `groups` in [[grants]]
    pilothouse.toml:25: an entry of `actions` in [[grants]] is `aprove`, which is not known; did you mean `approve`?
    pilothouse.toml:26: `actions` in [[grants]] is missing
    pilothouse.toml:27: an entry of `users` in [[grants]] is `ann`, which is not the id of a person, `U…` or `W…`
    pilothouse.toml:28: an entry of `users` in [[grants]] is `S0RELEASE`, which is not the id of a person, `U…` or `W…`
    pilothouse.toml:29: `approvals` in [[grants]] is 0, which is not between 1 and 4294967295
    pilothouse.toml:31: an entry of `only` in [[routes]] is `fail`, which is not known; did you mean `failed`?
    pilothouse.toml:32: `channel` in [[routes]] is `payments`, which is not the id of a channel, `C…` or `G…` or `D…`
    pilothouse.toml:34: `poll` in [pace] is `0s`, which is not above zero and at most 1h
    pilothouse.toml:35: `edit` in [pace] is `2h`, which is not above zero and at most 1h
    pilothouse.toml:36: `reconcile` in [pace] is a number, and should be text in quotes
    pilothouse.toml:37: `posts_per_second` in [pace] is 0, which is not between 1 and 4294967295
    the variable SLACK_SIGNING_SECRET is not set; copy it from the app's Basic Information page
    the variable SLACK_BOT_TOKEN is not a bot token, which begins with `xoxb-`
    the variable SLACK_API_URL is not https; plain http is only for loopback
    the variable PILOTHOUSE_STORE is not a store such as `sqlite:pilothouse.db`, a path without ? and #
    "#);
}

#[test]
fn several_mistakes_in_syntax_are_told_with_those_in_the_variables() {
    let text = "listen = 0.0.0.0:8080\n[slack\nteam = \"T0001\n[slack]\n[slack]\n";
    let variables = [("SLACK_BOT_TOKEN", "nonsense")];
    insta::assert_snapshot!(problems(text, &variables), @r#"
    pilothouse.toml:1: this is no TOML: invalid float
    pilothouse.toml:2: this is no TOML: unclosed table, expected `]`
    pilothouse.toml:5: this is no TOML: duplicate key
    the variable SLACK_BOT_TOKEN is not a bot token, which begins with `xoxb-`
    "#);
}

#[test]
fn what_is_missing_is_told() {
    let said = Settings::read("", "deploy.toml", &|_| None).expect_err("nothing is there");
    insta::assert_snapshot!(said.to_string(), @r#"
    the variable SLACK_SIGNING_SECRET is not set; copy it from the app's Basic Information page
    the variable SLACK_BOT_TOKEN is not set; copy it from the app's OAuth & Permissions page
    [slack] with `team` and `channel` is missing in deploy.toml
    "#);
    insta::assert_snapshot!(problems("[slack]\n[[environments]]\n[[grants]]\n", &[]), @r#"
    pilothouse.toml:1: `team` in [slack] is missing; to leave it out is not built yet
    pilothouse.toml:1: `channel` in [slack] is missing
    pilothouse.toml:2: `name` in [[environments]] is missing
    pilothouse.toml:2: `account` in [[environments]] is missing; to leave it out is not built yet
    pilothouse.toml:2: `region` in [[environments]] is missing; to leave it out is not built yet
    pilothouse.toml:3: `actions` in [[grants]] is missing
    pilothouse.toml:3: this grant is given to nobody; name `users` or `groups` in [[grants]]
    "#);
}

#[test]
fn tables_of_the_wrong_kind_are_told() {
    let text = "slack = 1\nenvironments = 2\ngrants = [3]\n[[pace]]\n[routes]\n";
    insta::assert_snapshot!(problems(text, &[]), @r#"
    pilothouse.toml:1: `slack` is not one value but a table; begin it with [slack]
    pilothouse.toml:2: `environments` is a list of tables; begin each with [[environments]]
    pilothouse.toml:3: `grants` is a list of tables; begin each with [[grants]]
    pilothouse.toml:4: `pace` is not one value but a table; begin it with [pace]
    pilothouse.toml:5: `routes` is a list of tables; begin each with [[routes]]
    "#);
}

#[test]
fn names_of_environments_are_checked_where_they_are_used() {
    let environment =
        "[[environments]]\nname = \"prod\"\naccount = \"111122223333\"\nregion = \"eu-west-1\"\n";
    let grant = "[[grants]]\nactions = [\"approve\"]\nusers = [\"U0ANN\"]\nenvironment = \"prd\"\n";
    insta::assert_snapshot!(problems(&format!("{MINIMAL}{environment}{environment}{grant}"), &[]), @r#"
    pilothouse.toml:9: `name` in [[environments]] is `prod`, which another one above has
    pilothouse.toml:15: `environment` in [[grants]] is `prd`, which is not known; did you mean `prod`?
    "#);
    insta::assert_snapshot!(problems(&format!("{MINIMAL}{grant}"), &[]), @r#"
    pilothouse.toml:7: `environment` in [[grants]] is `prd`, and there are no [[environments]]
    "#);
    // The bad name may be the one that the grant means.
    let bad = environment.replace("prod", "PRD");
    assert_eq!(
        problems(&format!("{MINIMAL}{bad}{grant}"), &[])
            .lines()
            .count(),
        1
    );
}

#[test]
fn no_secret_is_ever_told_or_shown() {
    let settings = read_with(MINIMAL, &[]).expect("settings");
    let shown = format!("{settings:?}");
    assert!(
        SECRETS.iter().all(|(_, secret)| !shown.contains(secret)),
        "{shown}"
    );

    let wrong = "hunter2 hunter2";
    let variables = [
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "SLACK_API_URL",
        "PILOTHOUSE_STORE",
        "PILOTHOUSE_EVENTS_TOKEN",
    ];
    let said = problems(MINIMAL, &variables.map(|name| (name, wrong)));
    assert!(!said.contains("hunter2"), "{said}");
    for misplaced in [
        "team = \"xoxb-9-secret\"",
        "xoxb-9-secret = 1",
        "locale = \"xapp-9-secret\"",
        "bot_token = \"xoxb-9-secret\"",
        "team = xoxb-9-secret",
    ] {
        let said = problems(&format!("[slack]\nchannel = \"C1\"\n{misplaced}\n"), &[]);
        assert!(!said.contains("9-secret"), "{said}");
    }
}

#[test]
fn what_is_repeated_is_one_short_line() {
    let said = problems(
        &format!("listen = \"a\\nb\\u001b{}\"\n{MINIMAL}", "c".repeat(200)),
        &[],
    );
    assert_eq!(said.lines().count(), 1);
    assert!(
        said.contains(r"`a\nb\u{1b}ccc") && said.contains("c…`"),
        "{said}"
    );
    assert!(read(MINIMAL).is_ok());
}
