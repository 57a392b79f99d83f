//! Five hundred sequences of events, forged, foreign and late ones among them: once AWS has been asked, what is told is
//! what AWS says, and nothing is ever done.
//!
//! As in `orders`, AWS's answers are kept from one run, here at several of its moments, so that there is time for many;
//! the second story takes some through everything.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use domain::provenance::Provenance;
use domain::release::{News, Observation, Release, Source, Subject};
use domain::telling::{Post, tell};
use events::{Means, decode};
use jiff::{SignedDuration, Timestamp};
use pilothouse::tasks::Recorder;
use serde_json::{Value, json};
use sim::aws::world::ecs::Health;
use sim::aws::world::{HOME, OTHER, REGION, Ship};

use super::disorder::{drawn, shuffled};
use super::trust::SETTINGS;
use super::{DEPLOYS, Works, change};
use testkit::{alone, seeds};

/// Sequences that are tried at each of the moments.
const SEEDS: u64 = 500 / MOMENTS;
const MOMENTS: u64 = 4;
/// Forged events in a sequence, at most; each comes once or twice.
const FORGED: usize = 40;
const MINUTE: Duration = Duration::from_secs(60);
/// How long after the last event AWS is asked.
const LATER: SignedDuration = SignedDuration::from_hours(1);

/// What was known at one moment of a run.
struct Scene {
    events: Vec<Value>,
    /// AWS's answers.
    seen: Vec<Observation>,
    /// What AWS says is one release: by the text of each subject, that of the one by which the release is called.
    one: HashMap<String, String>,
    recorder: Arc<Recorder>,
    now: Timestamp,
}

/// What is to be shown: a channel, which of a release's messages there it is, and its text.
type Told = (String, String, String);

impl Scene {
    async fn of(works: &Works) -> Self {
        let (mut seen, mut one) = (Vec::new(), HashMap::new());
        for (id, _) in works.store.releases().await.expect("releases") {
            let kept = works.store.observations(&id).await.expect("observations");
            let answers = kept.into_iter().filter(|one| one.source == Source::Seen);
            for answer in answers {
                for subject in answer.joined().into_iter().chain([&answer.of]) {
                    one.insert(subject.to_string(), id.clone());
                }
                seen.push(answer);
            }
        }
        Self {
            events: works.all_events(),
            seen,
            one,
            recorder: works.look.recorder.clone(),
            now: works.clock.now(),
        }
    }

    /// All that AWS answers, the last of it at `at`.
    fn answers(&self, at: Timestamp) -> Vec<Observation> {
        let last = self.seen.iter().map(|one| one.known).max();
        let later = at.duration_since(last.expect("an answer"));
        let answer = |one: &Observation| Observation {
            known: one.known + later,
            ..one.clone()
        };
        self.seen.iter().map(answer).collect()
    }

    /// When AWS has answered all of it after every event.
    fn end(&self) -> Timestamp {
        let first = self.seen.iter().map(|one| one.known).min();
        self.now + self.now.duration_since(first.expect("an answer")) + LATER
    }

    /// What is to be told once these events have come, batch after batch, and AWS has been asked.
    fn told(&self, batches: &[Vec<(Value, Provenance)>], seed: u64) -> Vec<Told> {
        let mut releases: BTreeMap<String, Release> = BTreeMap::new();
        let mut fold = |observation: &Observation| {
            let subject = observation.of.to_string();
            let id = self.one.get(&subject).unwrap_or(&subject);
            releases.entry(id.clone()).or_default().fold(observation);
        };
        let mut named: BTreeSet<Subject> = BTreeSet::new();
        let mut now = self.now;
        for (index, batch) in batches.iter().enumerate() {
            now += Duration::from_secs(1);
            for (event, by) in batch {
                for one in heard(event, by, now) {
                    fold(&one);
                    named.insert(one.of);
                }
            }
            if drawn(seed, (index, "asked")) % 4 == 0 {
                self.answers(now).iter().for_each(&mut fold);
            }
        }
        let end = self.end();
        self.answers(end).iter().for_each(&mut fold);
        named.retain(|subject| !self.one.contains_key(&subject.to_string()));
        for of in named {
            fold(&Observation {
                of,
                at: end,
                known: end,
                source: Source::Seen,
                news: News::Unknown,
            });
        }
        let around = &self.recorder.around;
        let told = releases
            .values()
            .filter(|release| !release.is_unheard_of())
            .flat_map(|release| tell(release, &BTreeSet::new(), around, end));
        let shown = |post: Post| {
            let message = format!("{:?}", post.message);
            (post.channel.to_string(), post.part, message)
        };
        let mut told: Vec<Told> = told.map(shown).collect();
        told.sort();
        told
    }
}

/// What is heard of an event that comes this way.
fn heard(event: &Value, by: &Provenance, now: Timestamp) -> Vec<Observation> {
    match decode(event, now).map(|decoded| decoded.means.said_by(by)) {
        Ok(Means::Release(observations)) => observations,
        _ => Vec::new(),
    }
}

/// The way in that speaks for the event's own account.
fn own(event: &Value) -> Provenance {
    let account = event["account"].as_str().expect("an account");
    Provenance::Account(account.to_owned())
}

/// The moments of a run: an approval waits, production shifts its traffic, one deployment has failed, all is over.
async fn scenes() -> Vec<Scene> {
    let mut works = Works::open(SETTINGS).await;
    let mut scenes = Vec::new();
    works.aws.edit(|world| {
        let broken = Ship::broken("v42", Health::CannotStart);
        let home = world.home();
        home.run_pipeline("payments", change("v42")).expect("a run");
        home.deploy("prod-main", "orders-api", broken)
            .expect("a rolling update");
        home.deploy("prod-main", "search-api", Ship::healthy("v10"))
            .expect("a blue/green deployment");
        let other = world.region_mut(OTHER, REGION).expect("the other account");
        other
            .deploy("apps", "billing-api", Ship::healthy("v4"))
            .expect("a rolling update");
    });
    works.go_by(MINUTE * 4, MINUTE / 2).await;
    scenes.push(Scene::of(&works).await);
    works.approve("Fine");
    works.go_by(MINUTE * 6, MINUTE / 2).await;
    scenes.push(Scene::of(&works).await);
    works.go_by(MINUTE * 20, MINUTE).await;
    scenes.push(Scene::of(&works).await);
    works.go_by(MINUTE * 70, MINUTE * 2).await;
    scenes.push(Scene::of(&works).await);
    scenes
}

/// Words for how something stands, one of each family.
const STATES: [(&str, &[&str]); 2] = [
    (
        "/detail/state",
        &[
            "SUCCEEDED",
            "FAILED",
            "STOPPED",
            "STOPPING",
            "RESUMED",
            "CANCELED",
            "STARTED",
            "SUCCESS",
            "FAILURE",
            "STOP",
            "READY",
        ],
    ),
    (
        "/detail/eventName",
        &[
            "SERVICE_DEPLOYMENT_FAILED",
            "SERVICE_DEPLOYMENT_COMPLETED",
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            "HOOK_FAILED",
            "HOOK_AWAITING_ACTION",
        ],
    ),
];
const TIMES: [&str; 4] = [
    "1999-12-31T00:00:00Z",
    "2026-03-02T09:00:10Z",
    "2026-03-02T10:00:00Z",
    "2099-01-01T00:00:00Z",
];
const IDS: [&str; 4] = [
    "/detail/execution-id",
    "/detail/action-execution-id",
    "/detail/deploymentId",
    "/detail/execution-result/external-execution-id",
];

/// Something that AWS has not said, by a way in that anybody may use who may publish there.
fn forged(event: &Value, seed: u64) -> (Value, Provenance) {
    let pick = |what: &str, from: usize| drawn(seed, what) as usize % from;
    let mut event = event.clone();
    for (path, words) in STATES {
        if let Some(state) = event.pointer_mut(path) {
            *state = words[pick(path, words.len())].into();
        }
    }
    if pick("reason", 4) == 0 && event.pointer("/detail/reason").is_some() {
        event["detail"]["reason"] = json!("ECS deployment ecs-svc/1 in progress: rolling back.");
    }
    if pick("late", 2) == 0 {
        event["time"] = TIMES[pick("time", TIMES.len())].into();
    }
    let home = Provenance::Account(HOME.to_owned());
    match pick("kind", 7) {
        0 | 1 => {
            let path = IDS[pick("id", IDS.len())];
            if let Some(id) = event.pointer_mut(path) {
                *id = match path {
                    "/detail/deploymentId"
                        if id.as_str().is_some_and(|id| id.starts_with("d-")) =>
                    {
                        json!("d-FORGED123")
                    }
                    "/detail/execution-id" | "/detail/action-execution-id" => {
                        let number = pick("number", 1_000);
                        json!(format!("00000000-0000-4000-8000-{number:012}"))
                    }
                    _ => json!(format!("ecs-svc/{}", pick("number", 1_000))),
                };
            }
            (event, home)
        }
        2 => {
            event["account"] = "999999999999".into();
            (event, Provenance::Token)
        }
        3 => {
            event["region"] = "us-east-1".into();
            (event, Provenance::Token)
        }
        4 => {
            let text = event.to_string().replace(HOME, OTHER);
            (serde_json::from_str(&text).expect("JSON"), home)
        }
        _ => (event, home),
    }
}

/// The real events in some order, some of them missing and some again, with as many forged ones among them.
fn sequence(scene: &Scene, seed: u64) -> Vec<Vec<(Value, Provenance)>> {
    let real = scene.events.iter().enumerate();
    let real = real.filter(|(index, _)| drawn(seed, (index, "lost")) % 4 != 0);
    let mut all: Vec<(Value, Provenance)> = real.map(|(_, one)| (one.clone(), own(one))).collect();
    for index in 0..scene.events.len().min(FORGED) {
        let of = drawn(seed, (index, "of")) as usize % scene.events.len();
        all.push(forged(&scene.events[of], drawn(seed, (index, "forged"))));
    }
    let all = shuffled(&all, seed);
    // Each comes up to three times.
    let all: Vec<_> = all
        .into_iter()
        .enumerate()
        .filter(|(index, _)| drawn(seed, (index, "copy")) % 2 == 0)
        .map(|(_, one)| one)
        .collect();
    let size = all.len().div_ceil(1 + drawn(seed, "batches") as usize % 6);
    all.chunks(size.max(1)).map(<[_]>::to_vec).collect()
}

#[tokio::test]
async fn in_five_hundred_sequences_with_forged_events_what_is_told_is_what_aws_says() {
    for (moment, scene) in scenes().await.iter().enumerate() {
        let right = scene.told(&[], 0);
        assert!(right.len() >= 4, "{right:#?}");
        let in_order = scene.events.iter().map(|one| (one.clone(), own(one)));
        assert_eq!(scene.told(&[in_order.collect()], 0), right, "{moment}");
        let first = moment as u64 * 1_000;
        for seed in seeds(first..first + SEEDS) {
            let told = scene.told(&sequence(scene, seed), seed);
            assert_eq!(told, right, "moment {moment}, {}", alone(seed));
        }
    }
}

#[tokio::test]
async fn forged_events_lead_to_no_operation_whatever_they_claim() {
    let mut works = Works::open(SETTINGS).await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.go_by(MINUTE * 6, MINUTE / 4).await;
    works.settle().await;
    let before = works.slack.messages(DEPLOYS).len();
    let scene = Scene::of(&works).await;
    for seed in 0..10 {
        for batch in sequence(&scene, seed) {
            for (event, by) in batch {
                let mut event = event;
                event["id"] = format!("{seed}-{}", drawn(seed, event.to_string())).into();
                works.hand_in_by(&[event], &by).await;
            }
            works.fold().await;
            works.tell().await;
            works.ask().await;
            works.tell().await;
        }
        works.go_by(MINUTE / 2, MINUTE / 4).await;
    }
    works.go_by(MINUTE * 3, MINUTE / 4).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert_eq!(works.slack.messages(DEPLOYS).len(), before, "{shown}");
    assert!(shown.contains("[Approve]"), "{shown}");
    for call in works.aws.calls().all() {
        let (_, operation) = call.operation.split_once('.').expect("a service");
        let reads = ["Get", "List", "Describe", "BatchGet", "AssumeRole"];
        let is_read = reads.iter().any(|read| operation.starts_with(read));
        assert!(is_read, "{}", call.operation);
    }
}
