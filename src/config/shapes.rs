//! What names and addresses of Slack and AWS look like; each answers with the value, or why it is none.

use std::net::SocketAddr;

use super::say::quoted;
use domain::names::{ChannelId, EnvironmentName, GroupId, PersonId, TeamId};
use domain::route::Mention;

/// Where to listen: an address and a port.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        let shown = quoted(text);
        format!("is {shown}, which is not an IP address and a port such as `0.0.0.0:8080`")
    })
}

/// A workspace, `T…`.
pub(super) fn team(text: &str) -> Result<TeamId, String> {
    slack_id(text, "T", "a workspace").map(TeamId::new)
}

/// A channel, `C…`, `G…` or `D…`; one by its name, `#…`, is refused by `not_yet`.
pub(super) fn channel(text: &str) -> Result<ChannelId, String> {
    if text.starts_with('#') {
        return Ok(ChannelId::new(text));
    }
    slack_id(text, "CGD", "a channel").map(ChannelId::new)
}

/// A person, `U…` or `W…`.
pub(super) fn person(text: &str) -> Result<PersonId, String> {
    slack_id(text, "UW", "a person").map(PersonId::new)
}

/// A user group, `S…`.
pub(super) fn group(text: &str) -> Result<GroupId, String> {
    slack_id(text, "S", "a user group").map(GroupId::new)
}

/// Whoever a message can mention: a person or a user group.
pub(super) fn mentioned(text: &str) -> Result<Mention, String> {
    let id = slack_id(text, "SUW", "a person or user group")?;
    Ok(match id.starts_with('S') {
        true => Mention::Group(GroupId::new(id)),
        false => Mention::Person(PersonId::new(id)),
    })
}

/// Slack gives ids out in capitals and digits, and their first letter tells what they are of.
fn slack_id<'t>(text: &'t str, letters: &str, of: &str) -> Result<&'t str, String> {
    let capitals = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    if text.len() > 1 && text.starts_with(|c| letters.contains(c)) && text.chars().all(capitals) {
        return Ok(text);
    }
    let letters: Vec<_> = letters
        .chars()
        .map(|letter| format!("`{letter}…`"))
        .collect();
    let letters = letters.join(" or ");
    Err(format!(
        "is {}, which is not the id of {of}, {letters}",
        quoted(text)
    ))
}

/// An environment's name: short, and easy to type after `--env`.
pub(super) fn environment_name(text: &str) -> Result<EnvironmentName, String> {
    const LONGEST: usize = 32;
    let simple = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let wrong = text.is_empty() || text.starts_with('-') || !text.chars().all(simple);
    if wrong || text.len() > LONGEST {
        return Err(format!(
            "is {}, which is not 1 to {LONGEST} of a-z, 0-9 and -, beginning with no -",
            quoted(text)
        ));
    }
    Ok(EnvironmentName::new(text))
}

/// An AWS account: twelve digits.
pub(super) fn account(text: &str) -> Result<String, String> {
    if is_account(text) {
        return Ok(text.to_owned());
    }
    Err(format!("is {}, which is not twelve digits", quoted(text)))
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An AWS region: words and a number, as in `us-gov-west-1`. A list of names would age.
pub(super) fn region(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| (1..=2).contains(&part.len()) && digits(part);
    match parts.as_slice() {
        [words @ .., last] if words.len() >= 2 && words.iter().all(word) && number(last) => {
            Ok(text.to_owned())
        }
        _ => Err(format!(
            "is {}, which is not a region such as `ap-northeast-2`",
            quoted(text)
        )),
    }
}

/// The ARN of an IAM role.
pub(super) fn role_arn(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@_/-".contains(c);
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    if let ["arn", partition, "iam", "", account, resource] = parts.as_slice()
        && partition.starts_with("aws")
        && is_account(account)
        && let Some(path) = resource.strip_prefix("role/")
        && !path.is_empty()
        && !path.ends_with('/')
        && path.chars().all(allowed)
    {
        return Ok(text.to_owned());
    }
    Err(format!(
        "is {}, which is not a role such as `arn:aws:iam::111122223333:role/pilothouse`",
        quoted(text)
    ))
}

/// The ARN of a topic of SNS. A FIFO topic is none here: SNS delivers from it to queues alone.
///
/// <https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>
pub(super) fn topic(text: &str) -> Result<String, String> {
    const LONGEST: usize = 256;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let parts: Vec<&str> = text.split(':').collect();
    let ["arn", partition, "sns", in_region, account, name] = parts.as_slice() else {
        return Err(no_topic(text));
    };
    if name.ends_with(".fifo") {
        return Err(format!(
            "is {}, which is a FIFO topic; SNS delivers from it to queues alone, so subscribe a queue and write `sqs_queue`",
            quoted(text)
        ));
    }
    let is_named = !name.is_empty() && name.len() <= LONGEST && name.chars().all(allowed);
    let is_somewhere = partition.starts_with("aws") && region(in_region).is_ok();
    match is_named && is_somewhere && is_account(account) {
        true => Ok(text.to_owned()),
        false => Err(no_topic(text)),
    }
}

fn no_topic(text: &str) -> String {
    format!(
        "is {}, which is not a topic such as `arn:aws:sns:ap-northeast-2:111122223333:deployments`",
        quoted(text)
    )
}

/// The account that an ARN names.
pub(super) fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}
