//! Dialogs: opened by what a person did, changed while they look, answered when they submit.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use slack_morphism::prelude::*;

use super::answer::patiently;
use super::client::{Slack, SlackError};
use super::markup::plain;
use super::render::render_for_modal;
use domain::message::{Input, Modal};

/// How long opening a dialog may take: its trigger lives 3 s from the click on.
const OPEN: Duration = Duration::from_millis(2_500);
/// What every dialog of ours is called; one of another name is not ours.
pub(super) const CALLBACK: &str = "pilothouse";
/// The `block_id` and the `action_id` of what is written into a dialog.
pub(super) const TEXT: &str = "text";
/// Characters of a title and of the two buttons, and of an input's label; characters that one may write:
/// <https://docs.slack.dev/reference/views/modal-views>.
const TITLE: usize = 24;
const LABEL: usize = 2_000;
const LONGEST: u32 = 3_000;

/// The id of an open dialog.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ViewId(String);

impl ViewId {
    /// Slack's id of a view, `V…`.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Slack {
    /// Opens a dialog before whoever did what `trigger_id` came with, within 2.5 s; never tried again, because the
    /// trigger would be spent.
    ///
    /// <https://docs.slack.dev/reference/methods/views.open>
    ///
    /// # Errors
    /// `expired_trigger_id` where 3 s have passed since the click; else what went wrong.
    pub async fn open_view(&self, trigger_id: &str, modal: &Modal) -> Result<ViewId, SlackError> {
        let open = Open {
            trigger_id,
            view: view(modal),
        };
        let opening = self.call::<_, Opened>("views.open", &open);
        let opened = tokio::time::timeout(OPEN, opening)
            .await
            .map_err(|_| SlackError::Silent)??;
        Ok(ViewId::new(opened.view.id))
    }

    /// Makes an open dialog show something else. Tried at most three times, which does no harm.
    ///
    /// <https://docs.slack.dev/reference/methods/views.update>
    ///
    /// # Errors
    /// `not_found` where the person has closed it; else what went wrong.
    pub async fn update_view(&self, id: &ViewId, modal: &Modal) -> Result<(), SlackError> {
        let update = Update {
            view_id: id.as_str(),
            view: view(modal),
        };
        patiently(|| self.post("views.update", &update)).await
    }
}

/// The answer to a submission that leaves the dialog open and makes it show something else.
pub fn updated(modal: &Modal) -> impl Serialize + use<> {
    SlackViewSubmissionResponse::Update(SlackViewSubmissionUpdateResponse::new(view(modal)))
}

/// The answer to a submission that says below the input what is wrong with what was written. Only for a dialog with an
/// input: Slack shows it nowhere else.
pub fn errors(text: &str) -> impl Serialize + use<> {
    let errors = HashMap::from([(TEXT.to_owned(), text.to_owned())]);
    SlackViewSubmissionResponse::Errors(SlackViewSubmissionErrorsResponse::new(errors))
}

fn view(modal: &Modal) -> SlackView {
    let mut blocks = render_for_modal(&modal.message).blocks;
    // Slack refuses an input that nothing submits.
    if let (Some(asked), Some(_)) = (&modal.input, &modal.submit) {
        blocks.push(input(asked).into());
    }
    let (submit, intent) = modal.submit.as_ref().map(|(label, id)| (label, id)).unzip();
    SlackView::Modal(SlackModalView {
        title: plain(&modal.title, TITLE),
        blocks,
        close: Some(plain(&modal.close, TITLE)),
        submit: submit.map(|label| plain(label, TITLE)),
        private_metadata: intent.map(|id| id.as_str().to_owned()),
        callback_id: Some(CALLBACK.into()),
        clear_on_close: None,
        notify_on_close: None,
        hash: None,
        external_id: None,
    })
}

fn input(input: &Input) -> SlackInputBlock {
    let longest = input.longest.clamp(1, LONGEST);
    let element = SlackBlockPlainTextInputElement::new()
        .with_action_id(TEXT.into())
        .with_multiline(true)
        .with_max_length(longest.into());
    SlackInputBlock::new(plain(&input.label, LABEL), element.into())
        .with_block_id(TEXT.into())
        .with_optional(input.is_optional)
}

#[derive(Serialize)]
struct Open<'a> {
    trigger_id: &'a str,
    view: SlackView,
}

#[derive(Serialize)]
struct Update<'a> {
    view_id: &'a str,
    view: SlackView,
}

/// The id alone: what else Slack answers may be of a new kind, and the dialog is open all the same.
#[derive(Deserialize)]
struct Opened {
    view: OpenedView,
}

#[derive(Deserialize)]
struct OpenedView {
    id: String,
}
