//! Modals: opened within the three seconds that a click gives, changed in place, and what a submission is answered.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use slack_morphism::prelude::*;

use super::actions::plain;
use super::answer::patiently;
use super::client::{Slack, SlackError};
use super::render::render;
use crate::domain::message::{Input, Modal};

/// How long opening may take: the trigger lives three seconds, and some are gone already.
const OPEN: Duration = Duration::from_millis(2_500);
/// Characters of a title and of the words on the buttons.
const WORDS: usize = 24;
/// The name of the field, and of its block.
pub(super) const TEXT: &str = "text";
/// The name of every modal of ours.
const CALLBACK: &str = "pilothouse";

/// A modal that is open before somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewId(String);

impl ViewId {
    /// Takes Slack's id as it stands.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }
}

impl Slack {
    /// Opens a modal before whoever clicked. A trigger is good for one attempt.
    ///
    /// <https://docs.slack.dev/reference/methods/views.open>
    pub async fn open_view(&self, trigger: &str, modal: &Modal) -> Result<ViewId, SlackError> {
        let body = Open {
            trigger_id: trigger,
            view: &view(modal),
        };
        let opened = tokio::time::timeout(OPEN, self.call("views.open", &body)).await;
        let opened: Opened = opened.unwrap_or(Err(SlackError::Silent))?;
        Ok(ViewId(opened.view.id))
    }

    /// Shows another modal in its place.
    ///
    /// <https://docs.slack.dev/reference/methods/views.update>
    pub async fn update_view(&self, id: &ViewId, modal: &Modal) -> Result<(), SlackError> {
        let view = view(modal);
        let body = Update {
            view_id: &id.0,
            view: &view,
        };
        patiently(|| async {
            let _: Opened = self.call("views.update", &body).await?;
            Ok(())
        })
        .await
    }
}

/// The answer to a submission by which the modal shows this from now on.
///
/// <https://docs.slack.dev/surfaces/modals#response_actions>
pub fn updated(modal: &Modal) -> impl Serialize + use<> {
    SlackViewSubmissionResponse::Update(SlackViewSubmissionUpdateResponse::new(view(modal)))
}

fn view(modal: &Modal) -> SlackView {
    let mut blocks = render(&modal.message).blocks;
    // Slack takes a field only beside something to submit it with.
    let input = modal.input.as_ref().filter(|_| modal.submit.is_some());
    blocks.extend(input.map(field));
    let mut view = SlackModalView::new(plain(&modal.title, WORDS), blocks)
        .with_close(plain(&modal.close, WORDS))
        .with_callback_id(CALLBACK.into());
    if let Some((label, intent)) = &modal.submit {
        view.submit = Some(plain(label, WORDS));
        view.private_metadata = Some(intent.as_str().to_owned());
    }
    SlackView::Modal(view)
}

fn field(input: &Input) -> SlackBlock {
    let element = SlackBlockPlainTextInputElement::new()
        .with_action_id(TEXT.into())
        .with_multiline(true)
        .with_max_length(input.longest.into());
    SlackInputBlock::new(
        plain(&input.label, 2_000),
        SlackInputBlockElement::PlainTextInput(element),
    )
    .with_block_id(TEXT.into())
    .with_optional(input.is_optional)
    .into()
}

#[derive(Serialize)]
struct Open<'a> {
    trigger_id: &'a str,
    view: &'a SlackView,
}

#[derive(Serialize)]
struct Update<'a> {
    view_id: &'a str,
    view: &'a SlackView,
}

#[derive(Deserialize)]
struct Opened {
    view: Id,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}
