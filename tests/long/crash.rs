//! The bot is ended at any call, before or after it took effect, and started anew: what is told stays one message, and true.

mod scene;

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use fastrand::Rng;
use jiff::Timestamp;
use sim::aws::World;
use sim::slack::{Message, Which};
use sim::{Call, Calls, Clock, Fault, Faults, Kind};
use testkit::{DEPLOYS, SETTINGS, read};

use self::scene::{SCENES, STOP, Scene};
use crate::between::Between;

/// Who may act, and everything many times as fast.
const MORE: &str = r#"
[[grants]]
actions = ["approve", "rollback"]
users = ["U0ANN"]

[pace]
poll = "100ms"
reconcile = "500ms"
edit = "100ms"
posts_per_second = 100
edits_per_minute = 10000
"#;
/// Who is asked to act.
const ANN: &str = "U0ANN";
/// How much of AWS's time goes by between two looks at Slack, and how long a look waits for something new.
const STEP: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(150);
/// Looks after which a release must have come to its end, and those that Ann waits before she acts again.
const LOOKS: u32 = 600;
const PAUSE: u32 = 4;

/// Runs one round.
pub async fn round(seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let scene = rng.choice(SCENES).expect("a scene");
    let crashes = rng.usize(1..=2);
    let crashes: Vec<Crash> = (0..crashes)
        .map(|_| Crash::drawn(scene, &mut rng))
        .collect();
    let mut told = Told::open(scene).await;
    for crash in crashes {
        told = told.crashed(crash).await;
    }
    told.goes_on_until(Told::is_over).await;
    told.between.is_told().await;
    told.is_told_once();
    told.is_true();
    told.was_done_once();
    told.what()
}

/// Where the bot is ended: at the `nth` call from now on, once it is held.
#[derive(Debug, Clone, Copy)]
struct Crash {
    at: At,
    nth: u32,
    is_after: bool,
    /// How much of AWS's time goes by before its events reach the new process.
    deaf: u32,
}

/// Which calls are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Slack,
    Aws,
    /// What Ann's click becomes.
    Click,
}

impl Crash {
    /// One that is reached as a rule.
    fn drawn(scene: Scene, rng: &mut Rng) -> Self {
        // Where nobody acts, there are few calls.
        let (places, slack, aws): (&[At], u32, u32) = match scene.button() {
            None => (&[At::Slack, At::Aws], 2, 25),
            Some(_) => (&[At::Slack, At::Aws, At::Click], 12, 120),
        };
        let at = *rng.choice(places).expect("a place");
        let most = match at {
            At::Slack => slack,
            At::Aws => aws,
            At::Click => 1,
        };
        Self {
            at,
            nth: rng.u32(1..=most),
            is_after: rng.bool(),
            deaf: rng.u32(0..4),
        }
    }

    /// Lets the calls before the one in question pass.
    fn inject(self, faults: &Faults, operation: &str) {
        let passes = Fault::on(operation, Kind::Delay(Duration::ZERO));
        faults.inject(passes.times(self.nth - 1));
        let hangs = Fault::on(operation, Kind::Hang).times(1);
        faults.inject(if self.is_after { hangs.after() } else { hangs });
    }
}

/// A call that was held when the bot was ended.
struct Held {
    operation: String,
    is_after: bool,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = if self.is_after { "after" } else { "before" };
        write!(f, "{when} {}", self.operation)
    }
}

/// One release that is told.
struct Told {
    between: Between,
    clock: Clock,
    scene: Scene,
    held: Vec<Held>,
    /// When the bot was ended, in words.
    killed: Vec<String>,
    looks: u32,
    /// The look from which on Ann acts again.
    acts_from: u32,
}

impl Told {
    async fn open(scene: Scene) -> Self {
        let clock = Clock::stepped(Timestamp::now());
        let settings = format!("{SETTINGS}{MORE}");
        let between = Between::open(settings, clock.clone(), World::reference).await;
        between.subscribe();
        between.slack.calls().clear();
        between.aws.calls().clear();
        between.aws.edit(|world| scene.begin(world.home()));
        Self {
            between,
            clock,
            scene,
            held: Vec::new(),
            killed: Vec::new(),
            looks: 0,
            acts_from: 0,
        }
    }

    /// Goes on until the call is held, or until the end where it is not made; there the bot is ended and started anew.
    async fn crashed(mut self, crash: Crash) -> Self {
        let before = self.hanging().len();
        let (slack, aws) = (self.between.slack.faults(), self.between.aws.faults());
        match crash.at {
            At::Slack => crash.inject(slack, "*"),
            At::Aws => crash.inject(aws, "*"),
            At::Click => {
                for call in self.scene.calls() {
                    crash.inject(aws, call);
                }
            }
        }
        self.goes_on_until(|told| told.is_over() || told.hanging().len() > before)
            .await;
        self.between.slack.faults().clear();
        self.between.aws.faults().clear();
        let held = self.hanging().into_iter().nth(before);
        let held = held.map(|call| Held {
            operation: call.operation,
            is_after: crash.is_after,
        });
        let at_the_end = || "at the end".to_owned();
        self.killed
            .push(held.as_ref().map_or_else(at_the_end, Held::to_string));
        self.held.extend(held);
        let between = self.between.killed().await;
        for _ in 0..crash.deaf {
            self.clock.advance(STEP);
            between.aws.tick();
        }
        between.subscribe();
        Self {
            between,
            acts_from: self.looks,
            ..self
        }
    }

    /// The calls that were left hanging.
    fn hanging(&self) -> Vec<Call> {
        let hanging = |calls: &Calls| {
            let calls = calls.all().into_iter();
            calls.filter(|call| call.status == 0).collect::<Vec<_>>()
        };
        let mut all = hanging(self.between.slack.calls());
        all.extend(hanging(self.between.aws.calls()));
        all.sort_by_key(|call| call.worked.start);
        all
    }

    /// Lets AWS go on, with Ann acting where she is asked to, until `until`.
    async fn goes_on_until(&mut self, until: impl Fn(&Self) -> bool) {
        for _ in 0..LOOKS {
            let end = self.between.slack.until(LOOK, |workspace| {
                let mut messages = workspace.messages(DEPLOYS);
                messages.any(|one| self.is_end(one)).then_some(())
            });
            end.await;
            if until(self) {
                return;
            }
            self.looks += 1;
            self.act().await;
            self.clock.advance(STEP);
            self.between.aws.tick();
        }
        let log = self.between.bot.log().join("\n");
        panic!("{} has no end: {:#?}\n{log}", self.what(), self.shown());
    }

    /// Ann clicks where she is asked to, and submits what she is shown; where nothing comes of it, again after a while.
    async fn act(&mut self) {
        if self.looks < self.acts_from {
            return;
        }
        let slack = &self.between.slack;
        let modal = slack.modal_of(ANN);
        let has_acted = match modal {
            Some(modal) if modal.json["submit"].is_object() => {
                slack.submit(ANN, &modal.id, &[]).await.is_ok()
            }
            modal => match self.offered() {
                Some((message, button)) => {
                    if let Some(old) = modal {
                        slack.close(ANN, &old.id).await.expect("closed");
                    }
                    slack.click(ANN, &message, button).await.is_ok()
                }
                None => false,
            },
        };
        if has_acted {
            self.acts_from = self.looks + PAUSE;
        }
    }

    /// The message that Ann is to click on, and the button.
    fn offered(&self) -> Option<(Message, Which)> {
        let button = self.scene.button()?;
        let messages = self.between.slack.messages(DEPLOYS).into_iter();
        let mut own = messages.filter(is_own);
        let message = own.find(|one| {
            let has_button = one
                .elements()
                .iter()
                .any(|element| element.text() == button);
            has_button && read(one).contains(self.scene.clicked_at())
        })?;
        Some((message, Which::Text(button.to_owned())))
    }

    fn is_over(&self) -> bool {
        let messages = self.between.slack.messages(DEPLOYS);
        messages.iter().any(|one| self.is_end(one))
    }

    /// Whether a message is the release's own and tells its end.
    fn is_end(&self, message: &Message) -> bool {
        let text = read(message);
        // Where a stop was not sent, nobody can know that for minutes, and the release may be through before.
        let is_unsent = |held: &Held| !held.is_after && held.operation == STOP;
        let is_through = self.held.iter().any(is_unsent) && text.contains("v42 is deployed");
        is_own(message) && (text.contains(self.scene.end()) || is_through)
    }

    /// What this round was, in words.
    fn what(&self) -> String {
        format!("{:?}; killed {}", self.scene, self.killed.join(", then "))
    }

    fn shown(&self) -> Vec<String> {
        let messages = self.between.slack.messages(DEPLOYS);
        messages.iter().map(read).collect()
    }

    /// One message, and below it no reply twice.
    fn is_told_once(&self) {
        let messages = self.between.slack.messages(DEPLOYS);
        let (own, replies): (Vec<&Message>, Vec<&Message>) =
            messages.iter().partition(|one| is_own(one));
        // What AWS made while its answer was lost may have been told before it was known whose it is.
        let leads_elsewhere = |one: &&&Message| read(one).contains("This is a part of");
        let lone = own.len() - own.iter().filter(leads_elsewhere).count();
        assert_eq!(lone, 1, "{}: {:#?}", self.what(), self.shown());
        let texts: BTreeSet<String> = replies.iter().map(|one| read(one)).collect();
        let (what, shown) = (self.what(), self.shown());
        assert_eq!(texts.len(), replies.len(), "{what}: {shown:#?}");
    }

    /// What is told is what runs.
    fn is_true(&self) {
        let image = self.between.aws.edit(|world| {
            let home = world.home();
            let service = home.service("prod-main", self.scene.service());
            let running = service.expect("a service").primary().expect("what runs");
            let definition = home.definitions.get(&running.definition);
            definition.expect("its definition").image.clone()
        });
        let runs = image.ends_with(":v42");
        let (what, shown) = (self.what(), self.shown());
        let tells = shown.iter().any(|one| one.contains("v42 is deployed"));
        assert_eq!(tells, runs, "{what}: {image} runs, but: {shown:#?}");
    }

    /// What Ann wanted has been done once.
    fn was_done_once(&self) {
        let is_it = |operation: &str| self.scene.calls().contains(&operation);
        let calls = self.between.aws.calls().all().into_iter();
        let answered = calls.filter(|call| call.status == 200 && is_it(&call.operation));
        let held = self
            .held
            .iter()
            .filter(|held| held.is_after && is_it(&held.operation));
        let done = answered.count() + held.count();
        let mut shown = self.shown().into_iter();
        let is_carried_out = shown.any(|one| one.contains(self.scene.end()));
        let wanted = usize::from(self.scene.button().is_some() && is_carried_out);
        assert_eq!(done, wanted, "{}: done {done} times", self.what());
    }
}

/// Whether a message is no reply.
fn is_own(message: &Message) -> bool {
    message.thread_ts.is_none()
}
