//! What somebody wrote themselves, in the form of a custom notification of AWS Chatbot:
//! <https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html>.

use serde_json::Value;

use super::Means;
use super::envelope::{Envelope, Undecodable};
use super::lenient::{text, texts};
use domain::notice::{About, Custom, Notice};
use domain::quote::cut;

/// The longest that AWS takes, in characters.
const TITLE: usize = 250;
const DESCRIPTION: usize = 8_000;
const NEXT_STEP: usize = 350;
const KEYWORD: usize = 75;

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let whole = event.whole();
    let content = |key| text(whole, &["content", key]);
    let list = |key, longest| {
        let items = texts(whole, &["content", key]);
        items.iter().map(|item| cut(item, longest)).collect()
    };
    let description = content("description").ok_or(Undecodable::Missing("description"))?;
    let custom = Custom {
        id: text(whole, &["id"]),
        title: content("title").map(|title| cut(&title, TITLE)),
        description: cut(&description, DESCRIPTION),
        next_steps: list("nextSteps", NEXT_STEP),
        keywords: list("keywords", KEYWORD),
        thread: text(whole, &["metadata", "threadId"]),
        // It stands where a title does.
        summary: text(whole, &["metadata", "summary"]).map(|summary| cut(&summary, TITLE)),
        resources: texts(whole, &["metadata", "relatedResources"]),
        context: context(&whole["metadata"]["additionalContext"]),
    };
    Ok(Means::Alone(vec![Notice {
        at: event.at,
        place: None,
        about: About::Custom(custom),
    }]))
}

/// Names and what they stand for; what is no text says nothing.
fn context(named: &Value) -> Vec<(String, String)> {
    let pairs = named.as_object().into_iter().flatten();
    pairs
        .filter_map(|(name, value)| Some((name.clone(), text(value, &[])?)))
        .collect()
}
