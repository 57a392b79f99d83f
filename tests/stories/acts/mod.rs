//! People act: they click, type and submit, and AWS does it, once.

mod approvals;
mod elsewhere;
mod faults;
mod killed;
mod named;
mod refused;
mod rollbacks;
mod scenes;
mod states;
mod threads;
mod unplaced;
mod visitors;

use std::path::Path;
use std::time::Duration;

use sim::Call;
use sim::aws::world::Ship;
use sim::slack::{Message, View, Which};

use testkit::{DEPLOYS, House, PATIENCE, Plan, change, read};

/// What EventBridge's API destination sends.
const TOKEN: &str = "a-token-of-at-least-sixteen";

/// Who may do what here, and everything many times as fast.
const SETTINGS: &str = r#"
[[grants]]
actions = ["approve", "rollback", "continue"]
users = ["U0BOB"]
groups = ["S0RELEASE"]

[pace]
poll = "250ms"
reconcile = "1s"
edit = "100ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

/// A house in which people act. Its store outlives its bot.
struct Acts {
    house: House,
    folder: tempfile::TempDir,
}

impl Acts {
    async fn open() -> Self {
        Self::planned(House::plan()).await
    }

    /// With more in the plan.
    async fn planned(plan: Plan) -> Self {
        let folder = folder();
        let store = format!("sqlite:{}/store.db", folder.path().display());
        let house = plan
            .and(SETTINGS)
            .variable("PILOTHOUSE_EVENTS_TOKEN", TOKEN)
            .variable("PILOTHOUSE_STORE", &store)
            .open()
            .await;
        house.slack.set_paces(false);
        let acts = Self { house, folder };
        acts.house.subscribe(TOKEN);
        acts
    }

    /// Where its store is.
    fn folder(&self) -> String {
        self.folder.path().display().to_string()
    }

    /// Ends the bot without a word of warning and starts it anew.
    async fn killed(self) -> Self {
        self.house.slack.faults().clear();
        self.house.aws.faults().clear();
        let acts = Self {
            house: self.house.killed().await,
            ..self
        };
        acts.house.subscribe(TOKEN);
        acts
    }

    /// Lets AWS go on until a message of the channel is as it should be.
    async fn until(&self, what: &str, is_so: impl Fn(&Message) -> bool) -> Message {
        self.until_within(what, Duration::from_secs(30), is_so)
            .await
    }

    async fn until_within(
        &self,
        what: &str,
        step: Duration,
        is_so: impl Fn(&Message) -> bool,
    ) -> Message {
        for round in 0..60 {
            let found = self
                .house
                .slack
                .until(Duration::from_millis(400), |workspace| {
                    workspace.messages(DEPLOYS).find(|one| is_so(one)).cloned()
                });
            if let Some(found) = found.await {
                return found;
            }
            // What takes its time takes most of it in one wait.
            self.house
                .clock
                .advance(if round < 30 { step } else { step * 10 });
            self.house.aws.tick();
        }
        let shown: Vec<String> = self
            .house
            .slack
            .messages(DEPLOYS)
            .iter()
            .map(read)
            .collect();
        panic!(
            "{what}: {}\n{}",
            shown.join("\n--\n"),
            self.house.bot.log().join("\n")
        )
    }

    /// The same, while AWS stands still.
    async fn at_once(&self, what: &str, is_so: impl Fn(&Message) -> bool) -> Message {
        self.until_within(what, Duration::ZERO, is_so).await
    }

    /// A run of `payments` that waits for approval, as the channel sees it.
    async fn awaiting_approval(&self) -> Message {
        self.house
            .aws
            .edit(|world| world.home().run_pipeline("payments", change("v42")))
            .expect("an execution");
        self.until("it does not wait for approval", |message| {
            has(message, "Approve") && message.thread_ts.is_none()
        })
        .await
    }

    /// A deployment of `payments-api` by CodeDeploy in its termination wait.
    async fn in_termination_wait(&self) -> Message {
        self.ship("payments-api");
        self.until("it does not wait", |message| {
            read(message).contains("kept for a quick rollback") && has(message, "Roll back")
        })
        .await
    }

    fn ship(&self, service: &str) {
        self.house
            .aws
            .edit(|world| {
                world
                    .home()
                    .deploy("prod-main", service, Ship::healthy("v42"))
            })
            .expect("a deployment");
    }

    /// Clicks on a button by its words.
    async fn click(&self, person: &str, message: &Message, button: &str) {
        let which = Which::Text(button.to_owned());
        let delivery = self.house.slack.click(person, message, which).await;
        let delivery = delivery.expect("a click");
        assert!(delivery.ok(), "{} {}", delivery.status, delivery.body);
    }

    /// Chooses from the menu of a message.
    async fn choose(&self, person: &str, message: &Message, option: &str) {
        let delivery = self.house.slack.choose(person, message, "more", option);
        assert!(delivery.await.expect("a choice").ok());
    }

    /// The modal before a person, once it says so.
    async fn modal(&self, person: &str, says: &str) -> View {
        let shown = self.house.slack.until(PATIENCE, |workspace| {
            let view = workspace.modal_of(person)?;
            said(view).contains(says).then(|| view.clone())
        });
        let shown = shown.await;
        shown.unwrap_or_else(|| {
            let now = self.house.slack.modal_of(person);
            let now = now.map_or("nothing".to_owned(), |view| said(&view));
            panic!(
                "no modal says {says}, but {now}\n{}",
                self.house.bot.log().join("\n")
            )
        })
    }

    async fn submit(&self, person: &str, view: &View, values: &[(&str, &str)]) {
        let delivery = self.house.slack.submit(person, &view.id, values).await;
        let delivery = delivery.expect("a submission");
        assert!(delivery.ok() && delivery.notice.is_none(), "{delivery:?}");
    }

    /// The titles of all that was shown in dialogs, the oldest first.
    fn titles(&self) -> Vec<String> {
        let calls = self.house.slack.calls().all().into_iter();
        let views = calls.filter(|call| call.operation.starts_with("views."));
        let title = |call: Call| call.request["view"]["title"]["text"].clone();
        views
            .map(|view| title(view).as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// What a person is told in private, once it says this.
    async fn told(&self, person: &str, says: &str) -> String {
        self.told_often(person, says, 1).await
    }

    /// The same, once it was said so often.
    async fn told_often(&self, person: &str, says: &str, count: usize) -> String {
        let told = self.house.slack.until(PATIENCE, |workspace| {
            let private = workspace.ephemerals(person, DEPLOYS).map(read);
            private.filter(|one| one.contains(says)).nth(count - 1)
        });
        told.await.unwrap_or_else(|| {
            let now = self.house.slack.ephemerals(person, DEPLOYS);
            let now: Vec<String> = now.iter().map(read).collect();
            panic!(
                "{person} is not told {says}, but {now:?}\n{}",
                self.house.bot.log().join("\n")
            )
        })
    }

    /// The private message that somebody got with a button, once it says this.
    async fn offered(&self, person: &str, says: &str) -> Message {
        self.told(person, says).await;
        let private = self.house.slack.ephemerals(person, DEPLOYS);
        let offered = private.into_iter().find(|one| read(one).contains(says));
        offered.expect("an offer")
    }

    /// How often AWS was asked to change something.
    fn mutations(&self) -> Vec<String> {
        const MUTATIONS: [&str; 7] = [
            "codepipeline.PutApprovalResult",
            "codedeploy.StopDeployment",
            "codedeploy.CreateDeployment",
            "codedeploy.ContinueDeployment",
            "ecs.StopServiceDeployment",
            "ecs.UpdateService",
            "ecs.ContinueServiceDeployment",
        ];
        let calls = self.house.aws.calls().all();
        calls
            .into_iter()
            .map(|call| call.operation)
            .filter(|operation| MUTATIONS.contains(&operation.as_str()))
            .collect()
    }
}

/// A folder that outlives a process, in memory where the machine has such: many houses at once would wait for one disk.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    folder.expect("a folder")
}

/// Whether a message has a button, or a line of its menu, with these words.
fn has(message: &Message, button: &str) -> bool {
    message.elements().iter().any(|one| {
        let options = one.json["options"].as_array().into_iter().flatten();
        let mut lines = options.map(|option| &option["text"]["text"]);
        one.text() == button || lines.any(|line| line == button)
    })
}

/// What a modal says.
fn said(view: &View) -> String {
    let blocks = view.json["blocks"].as_array().cloned().unwrap_or_default();
    pilothouse::demo::read(&blocks, &|_| "(date)".to_owned())
}
