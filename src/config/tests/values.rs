//! Which values are right, and what a key is where it is left out.

use std::path::Path;
use std::time::Duration;

use super::{MINIMAL, problems, read, read_with};
use crate::config::{Pace, Settings};
use domain::names::{EnvironmentName, Globs, GroupId, PersonId};
use domain::route::{Mention, Milestone};

/// An environment in which `line` comes last.
fn environment(line: &str) -> String {
    let right = "name = \"prod\"\naccount = \"111122223333\"\nregion = \"ap-northeast-2\"\n";
    let key = line.split(' ').next().unwrap_or_default();
    let rest: String = right
        .lines()
        .filter(|other| !other.starts_with(key))
        .flat_map(|other| [other, "\n"])
        .collect();
    format!("{MINIMAL}[[environments]]\n{rest}{line}\n")
}

#[test]
fn the_smallest_file_has_every_default() {
    let settings = read(MINIMAL).expect("settings");
    assert_eq!(settings.listen.to_string(), "0.0.0.0:8080");
    assert_eq!(settings.store.as_str(), "sqlite:pilothouse.db");
    assert_eq!(settings.slack.team.as_str(), "T0001");
    assert_eq!(settings.slack.channel.as_str(), "C0DEPLOYS");
    assert_eq!(settings.slack.locale, "en");
    assert_eq!(settings.slack.api_url, "https://slack.com/api");
    assert_eq!(settings.slack.bot_token.expose(), "xoxb-1-2-abc");
    assert_eq!(settings.pace, Pace::default());
    assert_eq!(settings.pace.reconcile, Duration::from_secs(180));
    assert_eq!(settings.pace.edits_per_minute.get(), 50);
    assert!(settings.environments.is_empty() && settings.grants.is_empty());
    assert_eq!(settings.warnings.len(), 1);

    let settings = read(&environment("name = \"prod\"")).expect("settings");
    let prod = &settings.environments[0];
    assert_eq!(
        (&prod.clusters, &prod.pipelines),
        (&Globs::any(), &Globs::any())
    );
    assert!(prod.role_arn.is_none() && prod.production);
    assert!(prod.applications.is_none());
    assert_eq!(settings.warnings, Vec::<String>::new());

    let settings = read(&environment("production = false")).expect("settings");
    assert!(!settings.environments[0].production);
}

#[test]
fn tables_may_be_written_inline_and_dotted() {
    let text = "slack.team = \"T1\"\nslack.channel = \"G1\"\ngrants = [{ actions = [\"approve\"], groups = [\"S1\"] }]\n";
    let settings = read(text).expect("settings");
    assert_eq!(settings.grants.len(), 1);
}

#[test]
fn the_store_variable_goes_before_the_file() {
    let text = format!("store = \"sqlite:a.db\"\n{MINIMAL}");
    let settings = read_with(&text, &[("PILOTHOUSE_STORE", "sqlite::memory:")]).expect("settings");
    assert_eq!(settings.store.as_str(), "sqlite::memory:");
    for store in [
        "sqlite:/var/lib/p.db",
        "sqlite://p.db",
        "sqlite:///var/lib/p.db",
    ] {
        assert!(
            read(&format!("store = \"{store}\"\n{MINIMAL}")).is_ok(),
            "{store}"
        );
    }
    for store in [
        "",
        "p.db",
        "sqlite:",
        "sqlite://",
        "sqlite:p.db?mode=ro",
        "mysql://db/p",
        "ssm:/p",
    ] {
        assert!(
            read(&format!("store = \"{store}\"\n{MINIMAL}")).is_err(),
            "{store}"
        );
    }
}

#[test]
fn the_web_api_is_https_or_on_loopback() {
    for (url, base) in [
        ("https://slack.com/api/", "https://slack.com/api"),
        ("https://slack.example.org", "https://slack.example.org"),
        ("http://127.0.0.1:4000/api", "http://127.0.0.1:4000/api"),
        ("http://localhost:4000/api/", "http://localhost:4000/api"),
        ("http://[::1]:4000/api", "http://[::1]:4000/api"),
    ] {
        let settings = read_with(MINIMAL, &[("SLACK_API_URL", url)]).expect(url);
        assert_eq!(settings.slack.api_url, base);
    }
    for url in [
        "slack.com/api",
        "http://slack.com/api",
        "http://127.0.0.1.example.org/api",
        "http://localhost.example.org/api",
        "http://10.0.0.1/api",
        "ftp://127.0.0.1/api",
        "https://slack.com/api?x=1",
        "https://slack.com/api#x",
        "https://ann:hunter2@slack.com/api",
    ] {
        assert_eq!(
            problems(MINIMAL, &[("SLACK_API_URL", url)]).lines().count(),
            1,
            "{url}"
        );
    }
}

#[test]
fn parts_of_aws_are_told_by_their_shape() {
    for line in [
        "region = \"us-gov-west-1\"",
        "region = \"eusc-de-east-1\"",
        "name = \"a-1\"",
        "role_arn = \"arn:aws-cn:iam::111122223333:role/a/path/r+=,.@_-1\"",
        "clusters = [\"a*\", \"b?\"]",
        "applications = [\"web\", \"web/web-*\"]",
    ] {
        let read = read(&environment(line));
        assert!(read.is_ok(), "{line}: {read:?}");
    }
    for line in [
        "region = \"ap-northeast\"",
        "region = \"ap-northeast-2a\"",
        "region = \"AP-northeast-2\"",
        "region = \"ap--2\"",
        "region = \"2\"",
        "name = \"\"",
        "name = \"-a\"",
        "name = \"a b\"",
        "name = \"abcdefghijklmnopqrstuvwxyz1234567\"",
        "account = \"11112222333\"",
        "account = \"11112222333x\"",
        "role_arn = \"pilothouse\"",
        "role_arn = \"arn:aws:iam::111122223333:user/ann\"",
        "role_arn = \"arn:aws:iam::111122223333:role/\"",
        "role_arn = \"arn:aws:iam::999900001111:role/pilothouse\"",
        "clusters = [\"\"]",
        "pipelines = []",
        "applications = []",
        "pipelines = \"*\"",
        "production = 1",
    ] {
        assert_eq!(
            problems(&environment(line), &[]).lines().count(),
            1,
            "{line}"
        );
    }
}

#[test]
fn ids_of_slack_are_told_by_their_first_letter() {
    for (team, channel, right) in [
        ("T1", "C1", true),
        ("T1", "G1", true),
        ("T1", "D1", true),
        ("E1", "C1", false),
        ("T", "C1", false),
        ("t1", "C1", false),
        ("T1", "#deploys", false),
        ("T1", "deploys", false),
        ("T1", "C0deploys", false),
        ("T1", "U1", false),
    ] {
        let text = format!("[slack]\nteam = \"{team}\"\nchannel = \"{channel}\"\n");
        assert_eq!(read(&text).is_ok(), right, "{team} {channel}");
    }
    for (who, right) in [
        ("users = [\"U1\", \"W1\"]", true),
        ("users = []\ngroups = [\"S1\"]", true),
        ("groups = [\"U1\"]", false),
        ("users = [\"S1\"]", false),
        ("users = []", false),
    ] {
        let text = format!("{MINIMAL}[[grants]]\nactions = [\"approve\"]\n{who}\n");
        assert_eq!(read(&text).is_ok(), right, "{who}");
    }
}

#[test]
fn tokens_are_told_by_their_shape_alone() {
    for (name, value, right) in [
        ("SLACK_BOT_TOKEN", "xoxb-1", true),
        ("SLACK_BOT_TOKEN", "xoxb-", false),
        ("SLACK_BOT_TOKEN", "xoxp-1", false),
        ("SLACK_BOT_TOKEN", "xoxb-1\n", false),
        ("SLACK_SIGNING_SECRET", "anything", true),
        ("SLACK_SIGNING_SECRET", "any thing", false),
        ("SLACK_SIGNING_SECRET", "sécret", false),
    ] {
        assert_eq!(
            read_with(MINIMAL, &[(name, value)]).is_ok(),
            right,
            "{value:?}"
        );
    }
}

#[test]
fn a_route_is_read_with_all_that_it_takes() {
    let text = format!(
        "{}[[routes]]\nenvironment = \"prod\"\nmatch = [\"pay*\"]\nonly = [\"failed\", \"rolled_back\"]\n\
         channel = \"C0PAY\"\nmention = [\"S0ONCALL\", \"U0ANN\"]\n",
        environment("production = true")
    );
    let settings = read(&text).expect("settings");
    let [route] = settings.routes.as_slice() else {
        panic!("{:?}", settings.routes)
    };
    let prod = EnvironmentName::new("prod");
    assert!(route.takes(&prod, &["payments"], Milestone::RolledBack));
    assert!(!route.takes(&prod, &["payments"], Milestone::Succeeded));
    assert!(!route.takes(&prod, &["orders"], Milestone::Failed));
    assert!(!route.takes(
        &EnvironmentName::new("staging"),
        &["payments"],
        Milestone::Failed
    ));
    assert_eq!(
        route.mention,
        [
            Mention::Group(GroupId::new("S0ONCALL")),
            Mention::Person(PersonId::new("U0ANN"))
        ]
    );
}

#[test]
fn topics_are_told_by_their_arns() {
    let topics = |list: &str| format!("{MINIMAL}[sources]\nsns_topics = {list}\n");
    assert!(read(MINIMAL).expect("settings").topics.is_empty());
    assert!(read(&topics("[]")).expect("settings").topics.is_empty());
    for arn in [
        "arn:aws:sns:ap-northeast-2:111122223333:deployments",
        "arn:aws-cn:sns:cn-north-1:111122223333:Deploy_1-ments",
        "arn:aws-us-gov:sns:us-gov-west-1:111122223333:d",
    ] {
        let settings = read(&topics(&format!("[\"{arn}\"]"))).expect(arn);
        assert_eq!(settings.topics, [arn]);
    }
    let wrong = r#"[
        "deployments",
        "arn:aws:sns:ap-northeast-2:111122223333:deployments.fifo",
        "arn:aws:sqs:ap-northeast-2:111122223333:deployments",
        "arn:aws:sns:seoul:111122223333:deployments",
        "arn:aws:sns:ap-northeast-2:1111:deployments",
        "arn:aws:sns:ap-northeast-2:111122223333:",
        "arn:aws:sns:ap-northeast-2:111122223333:deployments:5b6f6a10",
        "arn:aws:sns:ap-northeast-2:111122223333:de*",
        7,
    ]"#;
    insta::assert_snapshot!(problems(&topics(wrong), &[]), @r#"
    pilothouse.toml:6: an entry of `sns_topics` in [sources] is `deployments`, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`
    pilothouse.toml:7: an entry of `sns_topics` in [sources] is `arn:aws:sns:ap-northeast-2:111122223333:deployments.fifo`, which is a FIFO topic; SNS delivers from it to queues alone, so subscribe a queue and write `sqs_queue`
    pilothouse.toml:8: an entry of `sns_topics` in [sources] is `arn:aws:sqs:ap-northeast-2:111122223333:deployments`, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`
    pilothouse.toml:9: an entry of `sns_topics` in [sources] is `arn:aws:sns:seoul:111122223333:deployments`, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`
    pilothouse.toml:10: an entry of `sns_topics` in [sources] is `arn:aws:sns:ap-northeast-2:1111:deployments`, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`
    pilothouse.toml:11: an entry of `sns_topics` in [sources] is `arn:aws:sns:ap-northeast-2:111122223333:`, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`
    pilothouse.toml:12: an entry of `sns_topics` in [sources] is `arn:aws:sns:ap-northeast-2:111122223333:deployments:5b6f6a10`, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`
    pilothouse.toml:13: an entry of `sns_topics` in [sources] is `arn:aws:sns:ap-northeast-2:111122223333:de*`, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`
    pilothouse.toml:14: an entry of `sns_topics` in [sources] is a number, and should be text in quotes
    "#);
}

#[test]
fn a_queue_is_told_by_its_address() {
    for (url, region) in [
        (
            "https://sqs.ap-northeast-2.amazonaws.com/111122223333/pilothouse",
            Some("ap-northeast-2"),
        ),
        (
            "https://vpce-1.sqs.us-gov-west-1.vpce.amazonaws.com/111122223333/a.fifo",
            Some("us-gov-west-1"),
        ),
        ("http://127.0.0.1:4566/111122223333/pilothouse", None),
    ] {
        let settings = read(&format!("{MINIMAL}[sources]\nsqs_queue = \"{url}\"\n")).expect(url);
        let queue = settings.queue.expect(url);
        assert_eq!((queue.url.as_str(), queue.region.as_deref()), (url, region));
    }
    for url in [
        "https://q",
        "http://sqs.ap-northeast-2.amazonaws.com/111122223333/pilothouse",
        "https://sqs.ap-northeast-2.amazonaws.com/pilothouse",
        "https://example.com/111122223333/pilothouse",
        "https://sqs.ap-northeast-2.amazonaws.com/111122223333/pilothouse?a=1",
        "pilothouse",
    ] {
        let said = problems(&format!("{MINIMAL}[sources]\nsqs_queue = \"{url}\"\n"), &[]);
        assert!(said.contains("not the URL of a queue"), "{said}");
    }
}

#[test]
fn the_events_token_is_long_and_never_repeated() {
    let token = "0123456789abcdef";
    let settings = read_with(MINIMAL, &[("PILOTHOUSE_EVENTS_TOKEN", token)]).expect("settings");
    assert_eq!(settings.events_token.expect("a token").expose(), token);
    assert!(read(MINIMAL).expect("settings").events_token.is_none());
    let said = problems(MINIMAL, &[("PILOTHOUSE_EVENTS_TOKEN", "hunter2")]);
    assert!(
        said.contains("shorter than 16") && !said.contains("hunter2"),
        "{said}"
    );
}

#[test]
fn the_file_is_read_from_where_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none.toml");
    let said = Settings::load(Some(&path))
        .expect_err("no file")
        .to_string();
    assert!(
        said.contains("none.toml cannot be read") && said.contains("--config"),
        "{said}"
    );
    std::fs::write(&path, "stroe = 1\n").expect("a file");
    let said = Settings::load(Some(Path::new(&path)))
        .expect_err("a problem")
        .to_string();
    assert!(
        said.contains("none.toml:1: unknown key `stroe`; did you mean `store`?"),
        "{said}"
    );
}
