//! What a person reads when they type something, as a slash command and as a mention, in their own language.

use serde_json::Value;
use sim::slack::SlackSim;
use sim::{Fault, Kind};

use crate::door::{Doors, FORM, command};
use testkit::{DEPLOYS, House, PATIENCE, SETTINGS, read};

/// Every kind of text that is answered without a look at AWS.
const TEXTS: [&str; 49] = [
    "",
    "   ",
    "help",
    "Help",
    "HELP",
    "/help",
    "--help",
    "help status",
    "help /Status",
    "status --help",
    "help approve",
    "help nothing",
    "help status approve",
    "help --all",
    "statsu",
    "stat",
    "deploy",
    "xyzzy",
    "approve",
    "approve payments it's fine",
    "reject payments",
    "rollback orders-api",
    "rolback orders-api",
    "continue orders-api",
    "history",
    "scale orders-api 3",
    "help scale",
    "lock payments --for 2h",
    "rollback orders-api --to v17",
    "status --enviroment prod",
    "status --xyzzy",
    "status -x",
    "status --env",
    "status --env=",
    "status —env",
    "status orders-api --env prod --env staging",
    "status orders-api search-api",
    "status --env prdo",
    "status --env xyzzy",
    "status –env=“prdo”",
    "status --env=''",
    "status --env \"\"",
    "  status    --env   'prdo' ",
    "status --env payments.io",
    "status --env https://payments.io/?a&b",
    "status --env ann@payments.io",
    "<!channel> @channel @ann #deploys",
    "status --env <!channel>",
    "status --env *bold*`code`_it_",
];

#[tokio::test]
async fn everything_typed_is_answered_alike_as_command_and_as_mention() {
    let house = House::open().await;
    house.slack.set_paces(false);
    let mut table = Vec::new();
    for text in TEXTS {
        let answer = house.ask("U0BOB", text).await;
        let mentioned = house.mention("U0BOB", text, None).await;
        assert_eq!(read(&answer), read(&mentioned), "{text:?}");
        // Who wants something done wants it done to what is there.
        let is_for_aws = ["approve", "reject", "rollback", "continue"]
            .iter()
            .any(|name| text.starts_with(name));
        assert!(
            is_for_aws || house.aws.calls().all().is_empty(),
            "{text:?} asks AWS"
        );
        house.aws.calls().clear();
        let answer = read(&answer).replace('\n', "\n    ");
        table.push(format!("{text:?}\n    {answer}"));
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn what_is_typed_oddly_still_finds_its_service() {
    let house = House::open().await;
    house.slack.set_paces(false);
    let plain = read(&house.ask("U0ANN", "status web --env staging").await);
    for text in [
        "Status web --env staging",
        " status  web   --env=staging ",
        "status —env staging web",
        "status “web” –env ‘staging’",
        "status\u{A0}web\u{200B} --env STAGING",
    ] {
        assert_eq!(read(&house.ask("U0ANN", text).await), plain, "{text}");
    }
    let mentioned = house
        .mention("U0ANN", "status web --env staging", None)
        .await;
    assert_eq!(read(&mentioned), plain);
    let greeting = "hey @bob @pilothouse status web --env staging";
    let heard = house.slack.say("U0ANN", DEPLOYS, greeting, None).await;
    let heard = heard.expect("said").expect("heard");
    assert_eq!(read(&house.answer_to(&heard).await), plain);
}

#[tokio::test]
async fn nothing_typed_can_mention_link_or_mark_up() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    let long = "ab<!channel>".repeat(250);
    for text in [
        "status --env <!channel>",
        "<!here|here>",
        "help <@U0SAM>",
        "status --env <!subteam^S0RELEASE>",
        "status a <https://evil.example|payments-api>",
        "status --<!everyone>",
        "`<!channel>`",
        &long,
    ] {
        // Raw, since people cannot type it: it stands for what Slack's own escaping would let through.
        let said = doors.signed("/slack/commands", FORM, command(text)).await;
        assert_eq!(said.status, 200);
        let answer = said.json();
        let mut texts = vec![answer["text"].as_str().expect("a text")];
        let blocks = answer["blocks"].as_array().expect("blocks");
        texts.extend(
            blocks
                .iter()
                .filter_map(|block| block["text"]["text"].as_str()),
        );
        for shown in texts {
            assert!(!shown.contains('<'), "{text}: {shown}");
        }
    }
    let said = doors.signed("/slack/commands", FORM, command(&long)).await;
    let sentence = said.sentence();
    assert!(
        sentence.len() < 1_000 && sentence.ends_with("lists what you can ask."),
        "{sentence}"
    );
}

const GRANTS: &str = r#"
[[grants]]
actions = ["rollback"]
users = ["U0BOB"]

[[grants]]
actions = ["approve"]
groups = ["S0RELEASE"]
"#;

/// Which commands help names for a person.
async fn offered(house: &House, person: &str) -> Vec<String> {
    let help = read(&house.ask(person, "help").await);
    let known = [
        "status", "help", "approve", "reject", "rollback", "continue", "history",
    ];
    let named = |name: &&str| help.contains(&format!("/deploy {name}"));
    known
        .iter()
        .filter(|name| named(name))
        .map(ToString::to_string)
        .collect()
}

#[tokio::test]
async fn help_lists_what_the_asker_may_do() {
    let house = House::plan().and(GRANTS).open().await;
    assert_eq!(
        offered(&house, "U0BOB").await,
        ["status", "help", "rollback", "history"]
    );
    assert_eq!(
        offered(&house, "U0ANN").await,
        ["status", "help", "approve", "reject", "history"]
    );
    assert_eq!(
        offered(&house, "U0SAM").await,
        ["status", "help", "history"]
    );
    assert_eq!(
        house.slack.calls().count("usergroups.users.list"),
        1,
        "members are asked for once"
    );
    let no_grants = House::open().await;
    assert_eq!(
        offered(&no_grants, "U0ANN").await,
        ["status", "help", "history"]
    );
    assert_eq!(no_grants.slack.calls().count("usergroups.users.list"), 0);
}

#[tokio::test]
async fn a_group_that_cannot_be_looked_up_is_nobodys() {
    let house = House::plan().and(GRANTS).open().await;
    let fault = Fault::on("usergroups.users.list", Kind::Error("missing_scope".into()));
    house.slack.faults().inject(fault);
    assert_eq!(
        offered(&house, "U0ANN").await,
        ["status", "help", "history"]
    );
    house.slack.faults().clear();
    assert_eq!(
        offered(&house, "U0ANN").await,
        ["status", "help", "approve", "reject", "history"],
        "a failure is not remembered"
    );
}

/// Waits until Slack has been asked for a person's language, and answered.
async fn language_learned(slack: &SlackSim, times: usize) {
    let asked = slack.until(PATIENCE, |_| {
        (slack.calls().count("users.info") >= times).then_some(())
    });
    asked.await.expect("the language is looked up");
}

fn is_korean(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

#[tokio::test]
async fn a_korean_reader_gets_korean_and_a_restart_remembers() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}", folder.path().join("pilothouse.db").display());
    let plan = House::plan().variable("PILOTHOUSE_STORE", &store);
    let house = plan.open().await;
    assert!(
        !is_korean(&read(&house.ask("U0MINJI", "help").await)),
        "not known yet"
    );
    // The second answer, for somebody who does not type it within the same millisecond.
    let korean = async { while !is_korean(&read(&house.ask("U0MINJI", "help").await)) {} };
    let learned = tokio::time::timeout(PATIENCE, korean).await;
    assert!(learned.is_ok(), "Korean is not learned");
    assert_eq!(
        house.slack.calls().count("users.info"),
        1,
        "it is asked for once"
    );
    assert!(is_korean(&read(&house.ask("U0MINJI", "statsu").await)));
    assert!(!is_korean(&read(&house.ask("U0BOB", "help").await)));
    house
        .slack
        .with(|workspace| workspace.add_person("U0MINJI", "Minji", "en-US"));
    let house = house.restarted().await;
    let delivery = house
        .slack
        .command("U0MINJI", DEPLOYS, "/deploy", "help")
        .await;
    let answer: Value = serde_json::from_str(&delivery.expect("a command").body).expect("JSON");
    assert!(
        is_korean(answer["text"].as_str().expect("a text")),
        "from the first answer on"
    );

    // What was kept is a memory: whoever has changed their language since is asked about anew.
    let english = async { while is_korean(&read(&house.ask("U0MINJI", "statsu").await)) {} };
    let learned = tokio::time::timeout(PATIENCE, english).await;
    assert!(learned.is_ok(), "the new language is not learned");
}

#[tokio::test]
async fn an_answer_that_follows_is_in_the_language_of_who_asked_for_the_first_time() {
    let house = House::plan().open().await;
    let first = read(&house.ask("U0MINJI", "status").await);
    assert!(is_korean(&first), "{first}");
    assert_eq!(house.slack.calls().count("users.info"), 1);
    let second = read(&house.ask("U0MINJI", "status").await);
    assert!(is_korean(&second), "{second}");
    assert_eq!(house.slack.calls().count("users.info"), 1);

    // An answer does not wait for a Slack that does not say it.
    let hangs = Fault::on("users.info", Kind::Hang);
    house.slack.faults().inject(hangs);
    let answer = read(&house.ask("U0BOB", "status").await);
    assert!(
        !is_korean(&answer) && answer.contains("payments-api"),
        "{answer}"
    );
}

#[tokio::test]
async fn who_reads_another_language_gets_the_installations() {
    let korean = SETTINGS.replace("[slack]", "[slack]\nlocale = \"ko\"");
    let house = House::plan().settings(korean).open().await;
    house
        .slack
        .with(|workspace| workspace.add_person("U0ANN", "Ann", "xx-XX"));
    assert!(is_korean(&read(&house.ask("U0ANN", "help").await)));
    language_learned(&house.slack, 1).await;
    assert!(is_korean(&read(&house.ask("U0ANN", "help").await)));
    let fault = Fault::on("users.info", Kind::Error("missing_scope".into()));
    house.slack.faults().inject(fault);
    assert!(is_korean(&read(&house.ask("U0BOB", "help").await)));
    language_learned(&house.slack, 2).await;
    assert!(
        is_korean(&read(&house.ask("U0BOB", "help").await)),
        "where it cannot be looked up"
    );
}
