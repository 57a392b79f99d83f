//! What CodePipeline says to an approval's own topic:
//! <https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html>.

use serde_json::Value;

use super::Means;
use super::envelope::{Envelope, Undecodable};
use super::lenient::{text, time};
use super::pipeline::ask;
use domain::notice::{About, Approval, Notice};
use domain::release::{Place, place};

/// What the message is given to keep of the topic that it came by: the one word of its account.
const TOPIC: &str = "TopicArn";

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let whole = event.whole();
    let said = |key| text(whole, &["approval", key]);
    let required = |key| said(key).ok_or(Undecodable::Missing(key));
    let until = time(whole, &["approval", "expires"]);
    let approval = Approval {
        pipeline: required("pipelineName")?,
        stage: required("stageName")?,
        action: required("actionName")?,
        ask: ask(said("customData"), said("externalEntityLink"), until).unwrap_or_default(),
        console: text(whole, &["consoleLink"]),
    };
    let topic = text(whole, &[TOPIC]).and_then(|topic| place(&topic));
    let region = text(whole, &["region"]);
    let notice = Notice {
        place: topic.map(|topic| Place {
            region: region.unwrap_or(topic.region),
            account: topic.account,
        }),
        ..event.notice(About::Approval(approval))
    };
    Ok(Means::Alone(vec![notice]))
}

/// Makes such a message fit to be kept: without the token that answers the approval, which is also a part of one of its
/// links, and with the topic that it came by.
pub(super) fn make_fit(event: &mut Value, topic: Option<&str>) {
    let Some(approval) = event.get_mut("approval").and_then(Value::as_object_mut) else {
        return;
    };
    approval.remove("token");
    approval.remove("approvalReviewLink");
    if let (Some(topic), Some(members)) = (topic, event.as_object_mut()) {
        members.insert(TOPIC.to_owned(), topic.into());
    }
}
