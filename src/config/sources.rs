//! `[sources]` and the token of the events' door: where AWS's events come from.

use url::Url;

use super::say::quoted;
use super::shapes;
use super::table::Table;
use super::values::{text, texts};
use domain::loopback::is_loopback;

/// A queue of SQS that events are pulled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    pub url: String,
    /// `None` where the address does not tell, as on loopback.
    pub region: Option<String>,
}

/// The fewest characters of the token: anybody may try them, as fast as the network goes.
const TOKEN: usize = 16;

/// What `[sources]` holds.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) topics: Vec<String>,
    pub(super) queue: Option<Queue>,
}

/// Reads `[sources]`; `None` where something in it is wrong.
pub(super) fn read(top: &Table<'_>) -> Option<Sources> {
    let Some(table) = top.table("sources") else {
        return Some(Sources::default());
    };
    // Both are read before the first bad one counts, so that both are told.
    let topics = table.or("sns_topics", Vec::new(), texts(shapes::topic));
    let queue = table.optional("sqs_queue", text(queue));
    Some(Sources {
        topics: topics?,
        queue: queue?,
    })
}

/// Whether the token is long enough. What it answers otherwise does not repeat it.
pub(super) fn token(value: &str) -> Result<(), String> {
    if value.len() >= TOKEN {
        return Ok(());
    }
    Err(format!(
        "is shorter than {TOKEN} characters; `openssl rand -hex 32` makes a good one"
    ))
}

fn queue(text: &str) -> Result<Queue, String> {
    let wrong = || {
        let example = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/pilothouse";
        format!(
            "is {}, which is not the URL of a queue such as `{example}`",
            quoted(text)
        )
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let path: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    let names_a_queue = matches!(path.as_slice(), [account, name]
        if shapes::account(account).is_ok() && !name.is_empty());
    let host = url.host_str().unwrap_or_default();
    let region = host
        .split('.')
        .find(|label| shapes::region(label).is_ok())
        .map(str::to_owned);
    let is_aws = url.scheme() == "https" && region.is_some();
    let is_plain = url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
    if !(names_a_queue && is_plain && (is_aws || is_loopback(&url))) {
        return Err(wrong());
    }
    Ok(Queue {
        url: text.to_owned(),
        region,
    })
}
