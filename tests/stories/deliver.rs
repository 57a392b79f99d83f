//! Messages on their way to Slack: posted once, edited in place, whatever Slack does meanwhile.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use domain::message::Urgency;
use domain::names::ChannelId;
use jiff::{SignedDuration, Timestamp};
use pilothouse::bell::Bell;
use pilothouse::metrics::Metrics;
use pilothouse::slack::Slack;
use pilothouse::store::{Store, Wanted};
use pilothouse::tasks::{Deliver, Rates};
use sim::slack::{Content, Draft, Message, SlackSim};
use sim::{Clock, Fault, Kind};
use tokio_util::sync::CancellationToken;

use testkit::PATIENCE;

const RATES: Rates = Rates {
    between_posts: Duration::from_secs(1),
    edits_a_minute: 50,
    between_edits: Duration::from_secs(30),
};

/// A deliverer beside a Slack, with a clock that the test steps for both.
struct Post {
    slack: SlackSim,
    clock: Clock,
    store: Store,
    deliver: Deliver,
    _folder: tempfile::TempDir,
}

impl Post {
    async fn open() -> Self {
        let clock = Clock::stepped(Timestamp::now());
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let slack = SlackSim::start(here, clock.clone()).await.expect("a Slack");
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("store.db").display());
        let store = Store::open(&url).await.expect("a store");
        let deliver = deliver(&slack, &store);
        Self {
            slack,
            clock,
            store,
            deliver,
            _folder: folder,
        }
    }

    /// Says what the message of a release should show.
    async fn want(&self, release: &str, channel: &str, text: &str, urgency: Urgency) {
        self.want_part(release, channel, "", text, urgency).await;
    }

    async fn want_part(
        &self,
        release: &str,
        channel: &str,
        part: &str,
        text: &str,
        urgency: Urgency,
    ) {
        let now = self.clock.now();
        let body = serde_json::json!({
            "text": text,
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}],
        });
        let wanted = Wanted {
            release,
            channel: &ChannelId::new(channel),
            part,
            body: &body.to_string(),
            turn: text,
            urgency,
            due: now,
        };
        let mut tx = self.store.begin().await.expect("a transaction");
        tx.want(&wanted, now).await.expect("wanted");
        tx.commit().await.expect("kept");
    }

    /// Delivers until nothing is left, with as much time going by as the deliverer asks for.
    async fn deliver(&self) {
        for _ in 0..100 {
            let now = self.clock.now();
            let next = self.deliver.run_once(now).await.expect("delivered");
            let backlog = self.store.backlog().await.expect("a count");
            match (backlog, next) {
                (0, _) => return,
                (_, Some(next)) => {
                    let wait = next.duration_since(now).max(SignedDuration::from_millis(1));
                    self.clock.advance(wait.unsigned_abs());
                }
                (_, None) => {}
            }
        }
        panic!("there is no end to it: {:?}", self.slack.calls().all());
    }

    /// People say this much in a channel.
    fn people_say(&self, channel: &str, messages: usize) {
        let now = self.clock.now();
        self.slack.with(|workspace| {
            for _ in 0..messages {
                let draft = Draft {
                    channel: channel.to_owned(),
                    author: "U0ANN".to_owned(),
                    content: Content {
                        text: "hello".to_owned(),
                        ..Content::default()
                    },
                    ..Draft::default()
                };
                workspace.post(draft, now);
            }
        });
    }

    /// What the bot has said in a channel, as it stands now.
    fn said(&self, channel: &str) -> Vec<String> {
        let mut shown = self.shown(channel);
        shown.retain(|text| text != "hello");
        shown
    }

    /// Makes a release a part of another one, as far as messages go.
    async fn join(&self, goes: &str, stays: &str) {
        let mut tx = self.store.begin().await.expect("a transaction");
        tx.drop_unposted(goes).await.expect("dropped");
        tx.lead(goes, stays).await.expect("led");
        tx.commit().await.expect("kept");
    }

    fn shown(&self, channel: &str) -> Vec<String> {
        let messages = self.slack.messages(channel);
        messages
            .iter()
            .map(Message::text)
            .map(str::to_owned)
            .collect()
    }
}

fn deliver(slack: &SlackSim, store: &Store) -> Deliver {
    let token = slack.read(|workspace| workspace.app.token.clone());
    let client = Slack::new(&slack.api_url(), &token).expect("a client");
    Deliver::new(
        store.clone(),
        client,
        RATES,
        Bell::default(),
        Metrics::default(),
    )
}

#[tokio::test]
async fn a_message_is_posted_once_and_edited_in_place() {
    let post = Post::open().await;
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    for percent in 1..=5 {
        post.want(
            "r1",
            "C0DEPLOYS",
            &format!("{percent}0 %"),
            Urgency::Progress,
        )
        .await;
    }
    post.want("r1", "C0DEPLOYS", "done", Urgency::Turn).await;
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS"), ["done"]);
    assert_eq!(post.slack.calls().count("chat.postMessage"), 1);
    // What was overtaken before it could be shown is not shown.
    assert_eq!(post.slack.calls().count("chat.update"), 1);
}

#[tokio::test]
async fn progress_waits_for_its_pace_and_turns_do_not() {
    let post = Post::open().await;
    post.want("r1", "C0DEPLOYS", "0 %", Urgency::Turn).await;
    post.deliver().await;
    let posted = post.clock.now();
    // The same turn, another text.
    let now = post.clock.now();
    let mut tx = post.store.begin().await.expect("a transaction");
    let channel = ChannelId::new("C0DEPLOYS");
    let wanted = |body| Wanted {
        release: "r1",
        channel: &channel,
        part: "",
        body,
        turn: "0 %",
        urgency: Urgency::Progress,
        due: now,
    };
    tx.want(&wanted(r#"{"text":"10 %"}"#), now)
        .await
        .expect("wanted");
    tx.commit().await.expect("kept");
    let next = post.deliver.run_once(now).await.expect("delivered");
    let wait = next.expect("a next time").duration_since(posted);
    assert_eq!(wait.as_secs(), 30, "the pace of edits");
    assert_eq!(post.shown("C0DEPLOYS"), ["0 %"]);
    // Another turn goes at once.
    post.want("r1", "C0DEPLOYS", "failed", Urgency::NeedsPerson)
        .await;
    post.deliver
        .run_once(post.clock.now())
        .await
        .expect("delivered");
    assert_eq!(post.shown("C0DEPLOYS"), ["failed"]);
}

#[tokio::test]
async fn a_crowd_is_posted_at_slacks_pace_and_the_urgent_goes_first() {
    let post = Post::open().await;
    for n in 0..10 {
        post.want(
            &format!("r{n}"),
            "C0DEPLOYS",
            &format!("started {n}"),
            Urgency::Turn,
        )
        .await;
    }
    post.want("failed", "C0DEPLOYS", "failed", Urgency::NeedsPerson)
        .await;
    post.want("elsewhere", "C0PAYMENTS", "elsewhere", Urgency::Progress)
        .await;
    let begun = post.clock.now();
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS")[0], "failed");
    assert_eq!(post.shown("C0DEPLOYS").len(), 11);
    assert_eq!(post.shown("C0PAYMENTS"), ["elsewhere"]);
    assert_eq!(
        post.clock.now().duration_since(begun).as_secs(),
        10,
        "one a second in one channel"
    );
    let limited = post.slack.calls().all();
    assert!(limited.iter().all(|call| call.status != 429));
}

#[tokio::test]
async fn edits_stay_within_the_budget_of_the_workspace() {
    let post = Post::open().await;
    post.slack.set_paces(false);
    for n in 0..60 {
        post.want(&format!("r{n}"), "C0DEPLOYS", "started", Urgency::Turn)
            .await;
    }
    post.deliver().await;
    post.slack.set_paces(true);
    let begun = post.clock.now();
    for n in 0..60 {
        post.want(
            &format!("r{n}"),
            "C0DEPLOYS",
            &format!("done {n}"),
            Urgency::Turn,
        )
        .await;
    }
    post.deliver().await;
    assert_eq!(post.slack.calls().count("chat.update"), 60);
    assert_eq!(post.clock.now().duration_since(begun).as_secs(), 60);
}

#[tokio::test]
async fn an_edit_that_slack_limits_stops_the_rest_and_the_urgent_goes_first() {
    let post = Post::open().await;
    post.slack.set_paces(false);
    for n in 0..12 {
        post.want(&format!("r{n}"), "C0DEPLOYS", "started", Urgency::Turn)
            .await;
    }
    post.deliver().await;
    for n in 0..11 {
        let text = format!("done {n}");
        post.want(&format!("r{n}"), "C0DEPLOYS", &text, Urgency::Turn)
            .await;
    }
    post.want("r11", "C0DEPLOYS", "failed", Urgency::NeedsPerson)
        .await;
    let limited = Fault::on("chat.update", Kind::Throttle { retry_after: 20 });
    post.slack.faults().inject(limited.times(1));
    post.deliver().await;
    let edits = post.slack.calls().of("chat.update");
    let told: Vec<(u16, &str)> = edits
        .iter()
        .map(|call| (call.status, call.request["text"].as_str().expect("a text")))
        .collect();
    assert_eq!(
        told.len(),
        13,
        "each once, and the limited one again: {told:?}"
    );
    assert_eq!(told[..2], [(429, "failed"), (200, "failed")]);
    assert!(
        told[2..].iter().all(|(status, _)| *status == 200),
        "{told:?}"
    );
}

#[tokio::test]
async fn whatever_slack_does_there_is_one_message_and_it_is_right() {
    for method in ["chat.postMessage", "chat.update"] {
        for kind in [
            Kind::Status(500),
            Kind::Status(503),
            Kind::Error("internal_error".into()),
            Kind::Error("ratelimited".into()),
            Kind::Throttle { retry_after: 7 },
            Kind::Drop,
            Kind::NoContentType,
            Kind::Garbage,
        ] {
            for after in [false, true] {
                let post = Post::open().await;
                // What Slack limits it has not done.
                let limits = matches!(&kind, Kind::Throttle { .. })
                    || kind == Kind::Error("ratelimited".into());
                if after && limits {
                    continue;
                }
                let fault = Fault::on(method, kind.clone()).times(2);
                let fault = if after { fault.after() } else { fault };
                let what = format!("{fault:?}");
                post.slack.faults().inject(fault);
                post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
                    .await;
                post.deliver().await;
                post.want("r1", "C0DEPLOYS", "done", Urgency::Turn).await;
                post.deliver().await;
                assert_eq!(post.shown("C0DEPLOYS"), ["done"], "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_post_whose_answer_was_lost_is_found_again_after_a_restart() {
    let post = Post::open().await;
    post.slack
        .faults()
        .inject(Fault::on("chat.postMessage", Kind::Drop).after().times(1));
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver
        .run_once(post.clock.now())
        .await
        .expect("delivered");
    assert_eq!(post.shown("C0DEPLOYS"), ["on its way"]);
    // Another process, which knows only the store.
    post.clock.advance(Duration::from_secs(5));
    let again = deliver(&post.slack, &post.store);
    again.run_once(post.clock.now()).await.expect("delivered");
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS"), ["on its way"]);
    assert_eq!(post.slack.calls().count("conversations.history"), 1);
    assert_eq!(post.slack.calls().count("chat.postMessage"), 1);
}

#[tokio::test]
async fn an_edit_that_was_made_and_not_noted_is_undone_where_it_is_no_longer_wanted() {
    let post = Post::open().await;
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    let lost = Fault::on("chat.update", Kind::Drop).after().times(1);
    post.slack.faults().inject(lost);
    post.want("r1", "C0DEPLOYS", "failed", Urgency::NeedsPerson)
        .await;
    post.deliver
        .run_once(post.clock.now())
        .await
        .expect("delivered");
    assert_eq!(post.shown("C0DEPLOYS"), ["failed"]);
    // It has changed back before anybody looked.
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS"), ["on its way"]);
}

#[tokio::test]
async fn a_lost_lookup_does_not_lead_to_a_second_post() {
    let post = Post::open().await;
    post.slack
        .faults()
        .inject(Fault::on("chat.postMessage", Kind::Drop).after().times(1));
    post.slack
        .faults()
        .inject(Fault::on("conversations.history", Kind::Status(500)).times(3));
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS"), ["on its way"]);
    assert_eq!(post.slack.calls().count("chat.postMessage"), 1);
}

#[tokio::test]
async fn without_the_scope_to_look_it_is_posted_again() {
    let post = Post::open().await;
    post.slack.with(|workspace| {
        workspace
            .app
            .scopes
            .retain(|scope| !scope.ends_with(":history"));
    });
    post.slack
        .faults()
        .inject(Fault::on("chat.postMessage", Kind::Drop).after().times(1));
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    assert_eq!(
        post.shown("C0DEPLOYS"),
        ["on its way", "on its way"],
        "the one documented double"
    );
}

#[tokio::test]
async fn replies_follow_their_message_and_are_shown_to_the_channel() {
    let post = Post::open().await;
    post.want_part(
        "r1",
        "C0DEPLOYS",
        "failed/0",
        "it failed",
        Urgency::NeedsPerson,
    )
    .await;
    post.want("r1", "C0DEPLOYS", "failed", Urgency::NeedsPerson)
        .await;
    post.deliver().await;
    let messages = post.slack.messages("C0DEPLOYS");
    let [message, reply] = messages.as_slice() else {
        panic!("{messages:?}")
    };
    assert_eq!((message.text(), reply.text()), ("failed", "it failed"));
    let call = &post.slack.calls().of("chat.postMessage")[1].request;
    assert_eq!(call["thread_ts"], message.ts.as_str());
    assert_eq!(call["reply_broadcast"], true);
}

#[tokio::test]
async fn a_channel_that_cannot_be_written_to_keeps_its_messages_and_holds_up_no_other() {
    let post = Post::open().await;
    post.want("r1", "C0OLD", "to the archive", Urgency::Turn)
        .await;
    post.want("r2", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver
        .run_once(post.clock.now())
        .await
        .expect("delivered");
    assert_eq!(post.shown("C0DEPLOYS"), ["on its way"]);
    let troubles = post.store.troubles().await.expect("troubles");
    assert_eq!(
        troubles.get("C0OLD").map(String::as_str),
        Some("is_archived")
    );
    post.slack.with(|workspace| {
        let channel = workspace.channels.get_mut("C0OLD").expect("a channel");
        channel.archived = false;
    });
    post.deliver().await;
    assert_eq!(post.shown("C0OLD"), ["to the archive"]);
    assert!(post.store.troubles().await.expect("troubles").is_empty());
}

#[tokio::test]
async fn what_slack_will_not_show_as_blocks_is_posted_as_text() {
    let post = Post::open().await;
    let fault = Fault::on("chat.postMessage", Kind::Error("invalid_blocks".into()));
    post.slack.faults().inject(fault.times(1));
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS"), ["on its way"]);
    let calls = post.slack.calls().of("chat.postMessage");
    assert!(calls[1].request.get("blocks").is_none(), "{:?}", calls[1]);
}

#[tokio::test]
async fn what_is_not_taken_for_a_day_is_given_up() {
    let post = Post::open().await;
    post.slack.faults().inject(Fault::on(
        "chat.postMessage",
        Kind::Error("invalid_auth".into()),
    ));
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver
        .run_once(post.clock.now())
        .await
        .expect("delivered");
    post.clock.advance(Duration::from_secs(25 * 60 * 60));
    post.deliver
        .run_once(post.clock.now())
        .await
        .expect("delivered");
    assert_eq!(post.store.backlog().await.expect("a count"), 0);
    assert_eq!(post.slack.calls().count("chat.postMessage"), 1);
}

#[tokio::test]
async fn a_long_line_in_one_channel_holds_up_neither_another_channel_nor_an_edit() {
    let post = Post::open().await;
    post.want("told", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    // More than are looked through at a time.
    for index in 0..120 {
        let release = format!("r{index}");
        post.want(&release, "C0DEPLOYS", "failed", Urgency::NeedsPerson)
            .await;
    }
    post.want("told", "C0DEPLOYS", "done", Urgency::Turn).await;
    post.want("elsewhere", "C0PAYMENTS", "on its way", Urgency::Turn)
        .await;
    let now = post.clock.now();
    post.deliver.run_once(now).await.expect("delivered");
    assert_eq!(post.shown("C0DEPLOYS"), ["done"]);
    assert_eq!(post.shown("C0PAYMENTS"), ["on its way"]);
}

#[tokio::test]
async fn a_message_that_slack_edits_no_more_still_has_its_replies() {
    for code in ["edit_window_closed", "cant_update_message", "is_inactive"] {
        let post = Post::open().await;
        post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
            .await;
        post.deliver().await;
        let refused = Fault::on("chat.update", Kind::Error(code.into()));
        post.slack.faults().inject(refused);
        post.want("r1", "C0DEPLOYS", "halfway", Urgency::Turn).await;
        post.deliver().await;
        post.want("r1", "C0DEPLOYS", "failed", Urgency::NeedsPerson)
            .await;
        let reply = ("r1", "C0DEPLOYS", "failed/0", "it failed");
        post.want_part(reply.0, reply.1, reply.2, reply.3, Urgency::NeedsPerson)
            .await;
        post.deliver().await;
        let messages = post.slack.messages("C0DEPLOYS");
        let [message, reply] = messages.as_slice() else {
            panic!("{code}: {messages:?}")
        };
        assert_eq!((message.text(), reply.text()), ("on its way", "it failed"));
        assert_eq!(reply.thread_ts.as_ref(), Some(&message.ts), "{code}");
        assert_eq!(
            post.slack.calls().count("chat.update"),
            2,
            "{code}: each state is tried once"
        );
    }
}

#[tokio::test]
async fn a_message_that_slack_would_not_edit_is_tried_again_in_its_next_state() {
    let post = Post::open().await;
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    post.deliver().await;
    let refused = Fault::on("chat.update", Kind::Error("cant_update_message".into()));
    post.slack.faults().inject(refused.times(1));
    post.want("r1", "C0DEPLOYS", "halfway", Urgency::Turn).await;
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS"), ["on its way"]);
    post.want("r1", "C0DEPLOYS", "done", Urgency::Turn).await;
    post.deliver().await;
    assert_eq!(post.shown("C0DEPLOYS"), ["done"]);
}

#[tokio::test]
async fn what_becomes_urgent_waits_for_one_call_of_its_channel_and_not_for_all() {
    let post = Post::open().await;
    post.slack.set_paces(false);
    for n in 0..5 {
        post.want(&format!("r{n}"), "C0DEPLOYS", "started", Urgency::Turn)
            .await;
        // One that has posted nothing has nothing to wait for.
        let fresh = deliver(&post.slack, &post.store);
        fresh.run_once(post.clock.now()).await.expect("delivered");
    }
    for n in 0..5 {
        let text = format!("done {n}");
        post.want(&format!("r{n}"), "C0DEPLOYS", &text, Urgency::Turn)
            .await;
    }
    post.slack.calls().clear();
    let faults = post.slack.faults();
    faults.inject(Fault::on("chat.update", Kind::Hold).times(1));
    let stop = CancellationToken::new();
    let running = tokio::spawn(deliver(&post.slack, &post.store).run(stop.clone()));
    assert!(faults.held("chat.update", 1, PATIENCE).await);
    post.want("r5", "C0DEPLOYS", "failed", Urgency::NeedsPerson)
        .await;
    faults.release();
    for text in ["failed", "done 0", "done 1", "done 2", "done 3", "done 4"] {
        let calls = post.slack.calls();
        let told = calls.until(PATIENCE, |call| call.request["text"] == text);
        assert!(told.await.is_some(), "{text} is not told");
    }
    stop.cancel();
    running.await.expect("an end");
    let calls = post.slack.calls().all();
    assert_eq!(calls[1].request["text"], "failed", "{calls:?}");
    assert_eq!(calls.len(), 6, "{calls:?}");
}

#[tokio::test]
async fn a_pause_that_slack_asks_for_costs_nothing_of_the_minutes_edits() {
    let post = Post::open().await;
    post.slack.set_paces(false);
    for n in 0..40 {
        post.want(&format!("r{n}"), "C0DEPLOYS", "started", Urgency::Turn)
            .await;
    }
    post.deliver().await;
    for n in 0..40 {
        let text = format!("done {n}");
        post.want(&format!("r{n}"), "C0DEPLOYS", &text, Urgency::Turn)
            .await;
    }
    let limited = Fault::on("chat.update", Kind::Throttle { retry_after: 20 });
    post.slack.faults().inject(limited.times(1));
    let begun = post.clock.now();
    post.deliver().await;
    assert_eq!(post.slack.calls().count("chat.update"), 41);
    assert_eq!(post.clock.now().duration_since(begun).as_secs(), 20);
}

#[tokio::test]
async fn what_was_never_posted_stays_so_once_its_release_is_a_part_of_another() {
    for was_posted in [false, true] {
        let post = Post::open().await;
        let lost = Fault::on("chat.postMessage", Kind::Drop).times(1);
        let lost = if was_posted { lost.after() } else { lost };
        post.slack.faults().inject(lost);
        post.want("r1", "C0DEPLOYS", "a deployment", Urgency::Turn)
            .await;
        let now = post.clock.now();
        post.deliver.run_once(now).await.expect("delivered");
        post.join("r1", "r2").await;
        post.want("r2", "C0DEPLOYS", "a run", Urgency::Turn).await;
        post.want("r1", "C0DEPLOYS", "a part of it", Urgency::Turn)
            .await;
        post.deliver().await;
        let shown = post.shown("C0DEPLOYS");
        match was_posted {
            true => assert_eq!(shown, ["a part of it", "a run"]),
            false => assert_eq!(shown, ["a run"]),
        }
    }
}

#[tokio::test]
async fn a_lost_post_is_found_however_much_was_said_since() {
    let post = Post::open().await;
    post.slack
        .faults()
        .inject(Fault::on("chat.postMessage", Kind::Drop).after().times(1));
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    let now = post.clock.now();
    post.deliver.run_once(now).await.expect("delivered");
    post.clock.advance(Duration::from_secs(600));
    post.people_say("C0DEPLOYS", 150);
    post.deliver().await;
    assert_eq!(post.said("C0DEPLOYS"), ["on its way"]);
    assert_eq!(post.slack.calls().count("chat.postMessage"), 1);
    assert_eq!(post.slack.calls().count("conversations.history"), 1);
}

#[tokio::test]
async fn where_too_much_was_said_to_be_searched_nothing_is_posted_twice() {
    let post = Post::open().await;
    post.slack
        .faults()
        .inject(Fault::on("chat.postMessage", Kind::Drop).after().times(1));
    post.want("r1", "C0DEPLOYS", "on its way", Urgency::Turn)
        .await;
    let now = post.clock.now();
    post.deliver.run_once(now).await.expect("delivered");
    post.people_say("C0DEPLOYS", 150);
    for searched in 1..=2 {
        post.clock.advance(Duration::from_secs(10));
        let now = post.clock.now();
        let next = post.deliver.run_once(now).await.expect("delivered");
        assert!(next.is_some_and(|next| next > now), "asked again, later");
        let pages = post.slack.calls().count("conversations.history");
        assert_eq!(pages, 5 * searched);
    }
    assert_eq!(post.said("C0DEPLOYS"), ["on its way"]);
    post.clock.advance(Duration::from_secs(25 * 60 * 60));
    let now = post.clock.now();
    post.deliver.run_once(now).await.expect("delivered");
    assert_eq!(post.store.backlog().await.expect("a count"), 0);
    assert_eq!(post.slack.calls().count("chat.postMessage"), 1);
}
