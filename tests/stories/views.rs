//! Buttons, menus and dialogs between the bot's own client and a strict Slack: shown, clicked, read, opened, changed.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::routing::any;
use domain::acting::{ApprovalRef, Intent, IntentId};
use domain::message::{Actions, Button, Confirm, Input, Message, Modal, Part, Press, Style};
use domain::names::{ChannelId, PersonId};
use domain::release::{Place, Subject};
use domain::rich::Rich;
use domain::words::Locale;
use jiff::Timestamp;
use pilothouse::slack::{
    Body, Did, Interaction, People, Rendered, ResponseUrl, Slack, SlackError, errors, render,
    updated,
};
use serde_json::{Value, json};
use sim::slack::{self as simulated, SlackSim};
use sim::{Clock, Fault, Kind};

/// A Slack with an app that gives every interaction the same answer, and the bot's client.
struct Office {
    slack: SlackSim,
    client: Slack,
    answer: Arc<Mutex<String>>,
}

impl Office {
    async fn open() -> Self {
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let slack = SlackSim::start(here, Clock::stepped(Timestamp::now()))
            .await
            .expect("a Slack");
        let token = slack.read(|workspace| workspace.app.token.clone());
        let client = Slack::new(&slack.api_url(), &token).expect("a client");
        let answer: Arc<Mutex<String>> = Arc::default();
        let said = answer.clone();
        let app = Router::new().fallback(any(async move || said.lock().expect("lock").clone()));
        let listener = tokio::net::TcpListener::bind(here).await.expect("a door");
        slack.connect(&format!(
            "http://{}",
            listener.local_addr().expect("address")
        ));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            slack,
            client,
            answer,
        }
    }

    /// What the app answers from now on.
    fn answers(&self, answer: impl serde::Serialize) {
        *self.answer.lock().expect("lock") = serde_json::to_string(&answer).expect("JSON");
    }

    async fn post(&self, message: &Message) -> simulated::Message {
        let body = body(&render(message));
        let channel = ChannelId::new("C0DEPLOYS");
        self.client
            .post_message(&channel, None, true, "m1", &body)
            .await
            .expect("a message that Slack takes");
        self.slack.messages("C0DEPLOYS").pop().expect("a message")
    }

    /// What the bot reads of something that was delivered to it.
    fn read(&self, delivery: &simulated::Delivery) -> Interaction {
        Interaction::read(delivery.sent.as_bytes(), &self.slack.api_url()).expect("an interaction")
    }

    /// The trigger of a click on a message of ours.
    async fn trigger(&self) -> String {
        let message = self.post(&release()).await;
        let click = self.slack.click("U0ANN", &message, "ask:reject").await;
        match self.read(&click.expect("a click")).did {
            Did::Click {
                trigger: Some(trigger),
                ..
            } => trigger,
            other => panic!("{other:?}"),
        }
    }

    /// The text of the dialog that Ann has before her.
    fn dialog(&self) -> Value {
        self.slack.modal_of("U0ANN").expect("a dialog").json
    }
}

fn body(rendered: &Rendered) -> Body {
    let json = serde_json::to_value(rendered).expect("JSON");
    serde_json::from_value(json).expect("a body")
}

fn approval() -> ApprovalRef {
    ApprovalRef {
        execution: Subject::Execution {
            place: Place {
                account: "111122223333".to_owned(),
                region: "eu-west-1".to_owned(),
            },
            pipeline: "orders".to_owned(),
            id: "e1".to_owned(),
        },
        stage: "Approve".to_owned(),
        action: "Manual".to_owned(),
        attempt: "a1".to_owned(),
    }
}

fn button(press: Press, intent: Intent, label: &str) -> Button {
    Button {
        press,
        intent,
        only: None,
        label: label.to_owned(),
        style: Style::Plain,
        confirm: None,
    }
}

fn approve(press: Press, label: &str) -> Button {
    let approval = approval();
    let approve = Intent::Approve {
        approval,
        comment: None,
    };
    button(press, approve, label)
}

fn reject() -> Button {
    let approval = approval();
    let reject = Intent::Reject {
        approval,
        comment: None,
    };
    button(Press::Ask, reject, "Reject")
}

/// A message with a button that asks first, a plain one, and a menu.
fn release() -> Message {
    let confirm = Confirm {
        title: "Approve orders?".to_owned(),
        text: "This deploys to production.".to_owned(),
        yes: "Approve".to_owned(),
        no: "Not yet".to_owned(),
    };
    let first = Button {
        style: Style::Danger,
        confirm: Some(confirm),
        ..approve(Press::Act, "Approve")
    };
    Message::sentence(Rich::text("orders waits for approval")).with(Part::Actions(Actions {
        buttons: vec![first, reject()],
        more: vec![approve(Press::Ask, "Approve with comment…")],
    }))
}

fn modal(text: &str) -> Modal {
    Modal {
        title: "Reject the deployment of orders".to_owned(),
        message: Message::sentence(Rich::text(text)),
        input: Some(Input {
            label: "Why".to_owned(),
            is_optional: false,
            longest: 200,
        }),
        submit: Some(("Reject".to_owned(), reject().id())),
        close: "Cancel".to_owned(),
    }
}

#[tokio::test]
async fn a_click_and_a_choice_say_what_they_stand_for_and_where() {
    let office = Office::open().await;
    let message = office.post(&release()).await;
    let did = |interaction: &Interaction| match &interaction.did {
        Did::Click { press, intent, .. } => (*press, intent.clone()),
        other => panic!("{other:?}"),
    };
    let slack = &office.slack;
    let clicked = slack.click("U0ANN", &message, "act:approve").await;
    let clicked = office.read(&clicked.expect("a click"));
    let id = approve(Press::Act, "").id();
    assert_eq!(did(&clicked), (Press::Act, id.clone()));
    assert_eq!(clicked.person, PersonId::new("U0ANN"));
    assert_eq!(clicked.channel, Some(ChannelId::new("C0DEPLOYS")));
    assert!(clicked.response_url.is_some());
    let at = clicked.message.expect("a message");
    assert_eq!(
        (at.ts, at.thread, at.is_ephemeral),
        (message.ts.clone(), None, false)
    );
    let chosen = slack.choose("U0BOB", &message, "more", "Approve with comment…");
    let chosen = office.read(&chosen.await.expect("a choice"));
    assert_eq!(did(&chosen), (Press::Ask, id));
    let rejected = slack.click("U0BOB", &message, "ask:reject").await;
    let rejected = office.read(&rejected.expect("a click"));
    assert_eq!(did(&rejected), (Press::Ask, reject().id()));
}

#[tokio::test]
async fn a_message_of_any_size_is_taken_with_its_buttons() {
    let office = Office::open().await;
    let long = "ü".repeat(4_000);
    let confirm = Confirm {
        title: long.clone(),
        text: long.clone(),
        yes: long.clone(),
        no: long.clone(),
    };
    let big = Button {
        label: long.clone(),
        confirm: Some(confirm),
        style: Style::Primary,
        ..approve(Press::Act, "")
    };
    let actions = Part::Actions(Actions {
        buttons: vec![big.clone(); 2],
        more: vec![big; 7],
    });
    let paragraphs = |message: Message| {
        (0..60).fold(message, |message, _| {
            message.with(Part::Paragraph(Rich::text(&long)))
        })
    };
    let message = paragraphs(Message::sentence(Rich::text(&long)));
    let message = paragraphs(message.with(actions.clone())).with(actions);
    let shown = office.post(&message).await;
    let ids: Vec<_> = shown
        .elements()
        .iter()
        .map(|it| it.action_id().to_owned())
        .collect();
    let each = ["act:approve", "act:approve:2", "more"];
    assert_eq!(ids, [each, each].concat());
}

#[tokio::test]
async fn a_dialog_opens_is_filled_and_submitted() {
    let office = Office::open().await;
    let trigger = office.trigger().await;
    let id = office
        .client
        .open_view(&trigger, &modal("Looking…"))
        .await
        .expect("a dialog");
    office
        .client
        .update_view(&id, &modal("From v18 to v17"))
        .await
        .expect("a change");
    let shown = office.dialog();
    assert_eq!(shown["blocks"][0]["text"]["text"], "From v18 to v17");
    assert_eq!(shown["callback_id"], "pilothouse");
    assert_eq!(shown["private_metadata"], reject().id().as_str());
    let title = shown["title"]["text"].as_str().expect("a title");
    assert_eq!(title, "Reject the deployment o…");

    office.answers(errors("Say a little more"));
    let submitted = office
        .slack
        .submit("U0ANN", id.as_str(), &[("text", "no")])
        .await;
    let submitted = submitted.expect("a submission");
    assert_eq!(submitted.notice, None);
    let expected = Did::Submit {
        view: id.clone(),
        intent: reject().id(),
        text: Some("no".to_owned()),
    };
    assert_eq!(office.read(&submitted).did, expected);
    let dialog = office.slack.modal_of("U0ANN").expect("a dialog");
    assert_eq!(dialog.errors["text"], "Say a little more");

    office.answers(updated(&Modal {
        submit: None,
        ..modal("It is rejected")
    }));
    let submitted = office
        .slack
        .submit("U0ANN", id.as_str(), &[("text", "too risky")])
        .await;
    assert_eq!(submitted.expect("a submission").notice, None);
    let shown = office.dialog();
    assert_eq!(shown["blocks"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["blocks"][0]["text"]["text"], "It is rejected");
    // Nothing is left to submit it with.
    assert!(
        office
            .slack
            .submit("U0ANN", id.as_str(), &[])
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_table_is_lines_in_a_dialog_and_an_optional_text_may_be_left_out() {
    let office = Office::open().await;
    let trigger = office.trigger().await;
    let mut modal = modal("The plan");
    modal.input.as_mut().expect("an input").is_optional = true;
    modal.message = modal.message.with(Part::Table {
        header: vec!["from".to_owned(), "to".to_owned()],
        rows: vec![vec!["v18".to_owned(), "v17".to_owned()]],
    });
    let id = office
        .client
        .open_view(&trigger, &modal)
        .await
        .expect("a dialog");
    assert_eq!(office.dialog()["blocks"][1]["text"]["text"], "v18 · v17");
    let submitted = office.slack.submit("U0ANN", id.as_str(), &[]).await;
    let did = office.read(&submitted.expect("a submission")).did;
    assert!(matches!(did, Did::Submit { text: None, .. }), "{did:?}");
}

#[tokio::test]
async fn a_trigger_that_is_over_or_spent_opens_nothing_and_is_tried_once() {
    let office = Office::open().await;
    let refused = |code: &str| Err(SlackError::Refused(code.to_owned()));
    let open = async |trigger: &str| office.client.open_view(trigger, &modal("The plan")).await;
    let late = office.trigger().await;
    office.slack.clock().advance(Duration::from_millis(3_001));
    assert_eq!(open(&late).await, refused("expired_trigger_id"));
    let once = office.trigger().await;
    let id = open(&once).await.expect("a dialog");
    assert_eq!(open(&once).await, refused("exchanged_trigger_id"));
    assert_eq!(open("1.2.x").await, refused("invalid_trigger_id"));
    assert_eq!(office.slack.calls().count("views.open"), 4);
    let closed = office.slack.close("U0ANN", id.as_str()).await;
    assert!(closed.expect("a dialog").is_none());
    let update = office.client.update_view(&id, &modal("The plan")).await;
    assert_eq!(update, Err(SlackError::Refused("not_found".to_owned())));
}

#[tokio::test]
async fn a_silent_slack_is_waited_for_no_longer_than_a_trigger_lives() {
    let office = Office::open().await;
    let trigger = office.trigger().await;
    office
        .slack
        .faults()
        .inject(Fault::on("views.open", Kind::Hang));
    let opened = office.client.open_view(&trigger, &modal("The plan")).await;
    assert_eq!(opened, Err(SlackError::Silent));
    assert_eq!(office.slack.calls().count("views.open"), 1);
    assert!(office.slack.modal_of("U0ANN").is_none());
}

#[tokio::test]
async fn opening_is_never_tried_again_and_changing_three_times_at_most() {
    let office = Office::open().await;
    let trigger = office.trigger().await;
    let failing = |operation| Fault::on(operation, Kind::Status(503));
    office.slack.faults().inject(failing("views.open").times(1));
    let opened = office.client.open_view(&trigger, &modal("The plan")).await;
    assert_eq!(opened, Err(SlackError::Status(503)));
    assert_eq!(office.slack.calls().count("views.open"), 1);
    let id = office.client.open_view(&trigger, &modal("The plan")).await;
    let id = id.expect("a dialog");
    office
        .slack
        .faults()
        .inject(failing("views.update").times(2));
    let changed = office.client.update_view(&id, &modal("Another plan")).await;
    assert_eq!(changed, Ok(()));
    assert_eq!(office.slack.calls().count("views.update"), 3);
    office.slack.faults().inject(failing("views.update"));
    let changed = office.client.update_view(&id, &modal("A third plan")).await;
    assert_eq!(changed, Err(SlackError::Status(503)));
    assert_eq!(office.slack.calls().count("views.update"), 6);
}

#[tokio::test]
async fn a_private_message_is_replaced_by_one_without_buttons() {
    let office = Office::open().await;
    let (channel, ann) = (ChannelId::new("C0DEPLOYS"), PersonId::new("U0ANN"));
    let posted = office
        .client
        .post_ephemeral(&channel, &ann, None, &render(&release()))
        .await;
    assert_eq!(posted, Ok(()));
    let message = office.slack.ephemerals("U0ANN", "C0DEPLOYS").pop();
    let message = message.expect("a private message");
    let click = office.slack.click("U0ANN", &message, "act:approve").await;
    let click = office.read(&click.expect("a click"));
    assert!(click.message.expect("a message").is_ephemeral);
    let url: ResponseUrl = click.response_url.expect("a response URL");
    let done = render(&Message::sentence(Rich::text("Approved")));
    assert_eq!(office.client.replace(&url, &done).await, Ok(()));
    let private = office.slack.ephemerals("U0ANN", "C0DEPLOYS");
    let [shown] = private.as_slice() else {
        panic!("{private:?}");
    };
    assert_eq!(shown.text(), "Approved");
    assert!(shown.elements().is_empty());
}

#[tokio::test]
async fn a_person_is_asked_about_once_and_is_their_id_while_slack_does_not_say() {
    let office = Office::open().await;
    let people = || People::new(office.client.clone(), Locale::default());
    let (ann, ghost) = (PersonId::new("U0ANN"), PersonId::new("U0GHOST"));
    let known = people();
    office
        .slack
        .faults()
        .inject(Fault::on("users.info", Kind::Status(500)).times(1));
    assert_eq!(known.name(&ann).await, "U0ANN");
    assert_eq!(known.name(&ann).await, "Ann");
    assert_eq!(known.name(&ann).await, "Ann");
    assert_eq!(known.look_up_locale(&ann).await, Ok(None));
    assert!(known.known_locale(&ann).await.is_some());
    assert_eq!(office.slack.calls().count("users.info"), 2);
    assert_eq!(known.name(&ghost).await, "U0GHOST");

    for (real_name, name) in [("", "ann"), ("Ann Lee", "Ann Lee")] {
        office.slack.with(|workspace| {
            let ann = workspace.people.get_mut("U0ANN").expect("Ann");
            ann.real_name = real_name.to_owned();
        });
        assert_eq!(people().name(&ann).await, name);
    }
    office
        .slack
        .faults()
        .inject(Fault::on("users.info", Kind::Hang));
    office.slack.calls().clear();
    assert_eq!(people().name(&ann).await, "U0ANN");
    assert_eq!(office.slack.calls().count("users.info"), 1);
}

#[tokio::test]
async fn what_is_not_ours_is_read_as_nothing() {
    let office = Office::open().await;
    let blocks = json!([{"type": "actions", "elements": [
        {"type": "button", "action_id": "act:link", "url": "https://example.com",
         "text": {"type": "plain_text", "text": "Look"}},
        {"type": "button", "action_id": "act:", "value": "forged",
         "text": {"type": "plain_text", "text": "Forged"}},
    ]}]);
    let Value::Array(blocks) = blocks else {
        unreachable!("a list was written");
    };
    let body = Body {
        text: "Look".to_owned(),
        blocks,
    };
    let channel = ChannelId::new("C0DEPLOYS");
    let posted = office
        .client
        .post_message(&channel, None, true, "m1", &body)
        .await;
    posted.expect("a message");
    let message = office.slack.messages("C0DEPLOYS").pop().expect("a message");
    let link = office.slack.click("U0ANN", &message, "act:link").await;
    assert_eq!(office.read(&link.expect("a click")).did, Did::Other);
    // A value that was never ours is read as it is; that it stands for nothing is for the store to say.
    let forged = office.slack.click("U0ANN", &message, "act:").await;
    let did = office.read(&forged.expect("a click")).did;
    let is_forged = matches!(&did, Did::Click { intent, .. } if *intent == IntentId::new("forged"));
    assert!(is_forged, "{did:?}");
}
