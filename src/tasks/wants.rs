//! From a message as it is told to what the store keeps of it: its body, and what its buttons stand for.

use jiff::Timestamp;

use crate::slack::render;
use crate::store::{Tx, Wanted};
use domain::release::{DeedStage, News, Observation};
use domain::telling::Post;

/// Keeps a message as it should be, and what its buttons stand for; returns whether there is anything to deliver.
///
/// # Errors
/// When the store cannot be written.
pub(super) async fn want(
    tx: &mut Tx,
    release: &str,
    post: &Post,
    due: Timestamp,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let body = serde_json::to_string(&render(&post.message))?;
    let wanted = Wanted {
        release,
        channel: &post.channel,
        part: &post.part,
        body: &body,
        turn: &post.turn,
        urgency: post.urgency,
        due,
    };
    let is_telling = tx.want(&wanted, now).await?;
    if is_telling {
        for button in post.message.buttons() {
            tx.keep_intent(&button.intent, button.only.as_ref(), now)
                .await?;
        }
    }
    Ok(is_telling)
}

/// Whether it tells nothing of how things are at AWS: somebody is about to do something, or AWS would not say.
pub(super) fn is_beside(observation: &Observation) -> bool {
    match &observation.news {
        News::Deed(news) => news.stage == DeedStage::Claimed,
        News::Missed(_) | News::Owner(_) | News::Replayed => true,
        _ => false,
    }
}
