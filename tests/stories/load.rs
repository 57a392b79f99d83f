//! Many services and many people: how often AWS is asked, and how long everybody waits.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sim::aws::World;
use sim::aws::world::{HOME, OTHER};

use testkit::{DEPLOYS, House, PATIENCE, SETTINGS, read};

/// What one call of a simulated AWS takes here.
const LATENCY: Duration = Duration::from_millis(100);
/// People who ask at the same moment.
const PEOPLE: usize = 200;
/// The least that a look at an environment takes: clusters, services, what they are, their deployments and revisions are
/// asked for one after the other.
const LOOK: Duration = LATENCY.saturating_mul(5);
/// The shortest time limit that a question to AWS has in the bot: the one of connecting.
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(1_500);

const ONE_ENVIRONMENT: &str = r#"
listen = "127.0.0.1:0"
store = "sqlite:pilothouse.db"

[slack]
team = "T0001"
channel = "C0DEPLOYS"

[[environments]]
name = "prod"
account = "111122223333"
region = "ap-northeast-2"
"#;

async fn crowd() -> House {
    House::plan()
        .settings(ONE_ENVIRONMENT)
        .world(|now| World::crowd(now, 120, 3))
        .open()
        .await
}

#[tokio::test]
async fn a_hundred_and_twenty_services_take_few_calls_with_clusters_side_by_side() {
    let house = crowd().await;
    house.aws.set_latency(LATENCY);
    let answer = house.ask("U0ANN", "status").await;

    let mut batches: BTreeMap<String, usize> = BTreeMap::new();
    let mut described = BTreeSet::new();
    for call in house.aws.calls().of("ecs.DescribeServices") {
        let cluster = call.request["cluster"].as_str().expect("a cluster");
        *batches.entry(cluster.to_owned()).or_default() += 1;
        let services = call.request["services"].as_array().expect("services");
        described.extend(services.iter().map(ToString::to_string));
    }
    assert_eq!(described.len(), 120);
    // Forty services in each cluster, ten in a call.
    assert_eq!(batches.into_values().collect::<Vec<_>>(), [4, 4, 4]);

    // A call is written down once its latency is over. One cluster after the other would list the second only after
    // the first has been described.
    let order: Vec<_> = house
        .aws
        .calls()
        .all()
        .into_iter()
        .map(|call| call.operation)
        .collect();
    let first = order.iter().position(|name| name == "ecs.DescribeServices");
    let last = order.iter().rposition(|name| name == "ecs.ListServices");
    assert!(last < first, "{order:?}");

    let text = read(&answer);
    assert_eq!(
        text.lines().filter(|line| line.contains("svc-")).count(),
        30
    );
    assert!(text.contains("and 90 more"), "{text}");
    assert!(text.contains("v1"), "{text}");
}

#[tokio::test]
async fn task_definitions_are_asked_for_once_and_only_those_that_are_shown() {
    let house = crowd().await;
    let first = house.ask("U0ANN", "status").await;
    assert_eq!(house.aws.calls().count("ecs.DescribeTaskDefinition"), 30);
    let second = house.ask("U0BOB", "status").await;
    assert_eq!(house.aws.calls().count("ecs.DescribeTaskDefinition"), 30);
    assert_eq!(read(&first), read(&second));
}

#[tokio::test]
async fn two_hundred_people_who_ask_at_once_share_the_looks() {
    // AWS is polled so rarely that every call is made for an answer.
    let poll = "\n[pace]\npoll = \"1h\"\n";
    let house = House::plan().settings(SETTINGS).and(poll).open().await;
    let people: Vec<String> = (0..PEOPLE).map(|n| format!("U0CROWD{n:03}")).collect();
    house.slack.with(|workspace| {
        for person in &people {
            workspace.add_person(person, person, "en-US");
        }
        let channel = workspace.channels.get_mut(DEPLOYS).expect("a channel");
        channel.members.extend(people.iter().cloned());
    });
    let complete = read(&house.ask("U0ANN", "status").await);
    house.aws.set_latency(LATENCY);
    house.aws.calls().clear();

    let started = Instant::now();
    let sent = people
        .iter()
        .map(|person| house.slack.command(person, DEPLOYS, "/deploy", "status"));
    let told = house.slack.until(PATIENCE, |workspace| {
        let everything = workspace.everything();
        let told = everything.iter().filter(|one| {
            let person = one.ephemeral_to.as_ref();
            person.is_some_and(|person| people.contains(person))
        });
        (told.count() == 2 * PEOPLE).then_some(())
    });
    let (sent, told) = tokio::join!(join_all(sent), told);
    let took = started.elapsed();
    assert!(told.is_some(), "{:#?}", house.bot.log());
    for delivery in sent {
        let delivery = delivery.expect("a command that Slack lets through");
        assert_eq!(delivery.status, 200, "{}", delivery.body);
    }

    let answers = people.iter().map(|person| {
        let told = house.slack.ephemerals(person, DEPLOYS);
        read(told.last().expect("an answer"))
    });
    let (late, in_time): (Vec<String>, Vec<String>) =
        answers.partition(|answer| answer.contains("AWS did not answer in time"));
    for answer in in_time {
        assert_eq!(answer, complete);
    }
    // On a busy machine AWS may be late for somebody, who is told so. Where everything together took less time than the
    // bot's shortest time limit, nothing can have been late.
    if took < SHORTEST_TIMEOUT {
        assert_eq!(late, Vec::<String>::new(), "{took:?}");
    }
    // One look at each environment is under way at most, and whoever asks meanwhile shares it.
    let looks = 1 + usize::try_from(took.as_millis() / LOOK.as_millis()).expect("few looks");
    for (environments, account) in [(2, HOME), (1, OTHER)] {
        let asked = house.aws.calls().of("ecs.ListClusters");
        let asked = asked.iter().filter(|call| call.scope == account).count();
        let most = environments * looks;
        assert!((1..=most).contains(&asked), "{asked} of {most} in {took:?}");
    }
}

#[tokio::test]
async fn a_role_is_assumed_once_for_many_questions() {
    // Started anew, so that its log of calls begins before the first one.
    let house = House::open().await.killed().await;
    for person in ["U0ANN", "U0BOB", "U0SAM"] {
        let text = read(&house.ask(person, "status --env partner").await);
        assert!(text.contains("billing-api"), "{text}");
    }
    assert_eq!(house.aws.calls().count("sts.AssumeRole"), 1);
}

#[tokio::test]
async fn where_environments_overlap_the_first_one_has_it() {
    let house = House::plan()
        .settings(ONE_ENVIRONMENT.replace("name = \"prod\"", "name = \"early\"\nclusters = [\"staging\"]"))
        .and("\n[[environments]]\nname = \"rest\"\naccount = \"111122223333\"\nregion = \"ap-northeast-2\"\n")
        .open()
        .await;
    let count = async |text: &str, word: &str| {
        let answer = read(&house.ask("U0ANN", text).await);
        answer.lines().filter(|line| line.contains(word)).count()
    };
    assert_eq!(count("status orders-api", "orders-api").await, 2);
    assert_eq!(count("status --env early", "-api").await, 2);
    assert_eq!(count("status --env rest", "-api").await, 3);
    assert_eq!(count("status payments --env early", "Approval").await, 1);
    assert_eq!(count("status payments --env rest", "Approval").await, 0);
}
