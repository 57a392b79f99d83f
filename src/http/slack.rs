//! Slack's three doors: signature over the raw bytes, then an `Invocation`, then an answer within 50 ms.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;

use super::body::read;
use super::{Doors, Reject};
use crate::commands::{Outcome, Pressed};
use crate::domain::message::{Message, Modal};
use crate::domain::refusal::Refusal;
use crate::domain::words::Words;
use crate::slack::{self, Event, Interaction, Invocation, ReplyTo};

/// How long storing may take before Slack is asked to send it again.
const STORED: Duration = Duration::from_secs(1);

pub(super) async fn commands(State(doors): State<Arc<Doors>>, request: Request) -> Response {
    let result = command(&doors, request).await;
    doors.answer("commands", result)
}

pub(super) async fn interactions(State(doors): State<Arc<Doors>>, request: Request) -> Response {
    let result = interaction(&doors, request).await;
    doors.answer("interactions", result)
}

pub(super) async fn events(State(doors): State<Arc<Doors>>, request: Request) -> Response {
    let result = event(&doors, request).await;
    doors.answer("events", result)
}

async fn command(doors: &Doors, request: Request) -> Result<Response, Reject> {
    let (headers, body) = read(request).await?;
    if is_unsigned(&headers) && slack::is_ssl_check(&body) {
        return Ok(().into_response());
    }
    verify(doors, &headers, &body)?;
    let default = doors.desk.default_words();
    let Ok(invocation) = Invocation::from_command(&body, &doors.api_url) else {
        return Ok(doors
            .said
            .say(&Refusal::UnreadablePayload.message(default))
            .await);
    };
    if !doors.desk.is_ours(&invocation.team) {
        return Ok(doors.said.say(&Refusal::OtherTeam.message(default)).await);
    }
    let (Outcome::Answer(message) | Outcome::Working(message)) =
        doors.desk.take(invocation, &body).await;
    Ok(doors.said.say(&message).await)
}

async fn interaction(doors: &Doors, request: Request) -> Result<Response, Reject> {
    let (headers, body) = read(request).await?;
    verify(doors, &headers, &body)?;
    let default = doors.desk.default_words();
    let Ok(interaction) = Interaction::read(&body, &doors.api_url) else {
        return Ok(doors
            .said
            .say(&Refusal::UnreadablePayload.message(default))
            .await);
    };
    let ours = interaction
        .team
        .as_ref()
        .is_some_and(|team| doors.desk.is_ours(team));
    if !ours {
        let words = doors.desk.words(&interaction.person).await;
        let refusal = Refusal::OtherTeam.message(words);
        return Ok(refuse_interaction(doors, interaction, refusal, words, false).await);
    }
    match doors.desk.press(interaction.clone(), &body).await {
        Pressed::Taken => Ok(().into_response()),
        Pressed::Modal(modal) => Ok(Json(slack::updated(&modal)).into_response()),
        Pressed::Wrong(why) => Ok(Json(slack::errors(&why)).into_response()),
        Pressed::Refused(message) => {
            let words = doors.desk.words(&interaction.person).await;
            Ok(refuse_interaction(doors, interaction, message, words, true).await)
        }
    }
}

/// Tells the person where an interaction is told anything: a modal in its answer, a click by its response URL or, where
/// that must not be called, in its channel.
async fn refuse_interaction(
    doors: &Doors,
    interaction: Interaction,
    message: Message,
    words: &Words,
    ours: bool,
) -> Response {
    if interaction.kind == "view_submission" {
        let modal = Modal {
            title: words.plain("app-name", &[]),
            message,
            input: None,
            submit: None,
            close: words.plain("close", &[]),
        };
        return Json(slack::updated(&modal)).into_response();
    }
    let response = doors.said.say(&message).await;
    // Another workspace is called by nobody here: its refusal stands in the answer alone.
    if let (true, Some(team), Some(channel)) = (ours, interaction.team, interaction.channel) {
        let invocation = Invocation {
            team,
            person: interaction.person,
            channel,
            thread: None,
            text: String::new(),
            reply_to: interaction
                .response_url
                .map_or(ReplyTo::Ephemeral, ReplyTo::Url),
        };
        doors.desk.tell_later(invocation, message);
    }
    response
}

async fn event(doors: &Doors, request: Request) -> Result<Response, Reject> {
    let (headers, body) = read(request).await?;
    verify(doors, &headers, &body)?;
    let (id, invocation) = match Event::read(&body) {
        Ok(Event::Challenge(challenge)) => {
            return Ok(Json(json!({ "challenge": challenge })).into_response());
        }
        Ok(Event::Mention { id, invocation }) => (id, *invocation),
        Ok(Event::Other) => return Ok(().into_response()),
        Err(error) => {
            // Sent again it would be no better.
            tracing::warn!(%error, "an event from Slack was set aside");
            return Ok(().into_response());
        }
    };
    if !doors.desk.is_ours(&invocation.team) {
        return Ok(().into_response());
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    let stored = doors.desk.receive_mention(id, invocation, text);
    match tokio::time::timeout(STORED, stored).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::error!(
                error = format!("{error:#}"),
                "a mention could not be stored"
            );
            return Err(Reject::NotStored);
        }
        Err(_) => {
            tracing::error!("a mention could not be stored in time");
            return Err(Reject::NotStored);
        }
    }
    Ok(().into_response())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let only = all.next()?;
    // Two of them: which one was signed is anybody's guess.
    all.next().is_none().then(|| only.to_str().ok()).flatten()
}

fn is_unsigned(headers: &HeaderMap) -> bool {
    !headers.contains_key("x-slack-signature") && !headers.contains_key("x-slack-request-timestamp")
}

fn verify(doors: &Doors, headers: &HeaderMap, body: &[u8]) -> Result<(), Reject> {
    slack::verify(
        doors.signing_secret.expose(),
        header(headers, "x-slack-request-timestamp"),
        header(headers, "x-slack-signature"),
        body,
        Timestamp::now(),
    )
    .map_err(|error| {
        // Counted by `/metrics`; at a higher level any stranger could fill the log.
        tracing::debug!(%error, "a request that is not Slack's was refused");
        Reject::Unsigned
    })
}
