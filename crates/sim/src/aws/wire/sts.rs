//! STS: AssumeRole and GetCallerIdentity.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::json;

use super::answer::Answer;
use super::auth::{Caller, Sessions};
use super::query::xml;
use crate::aws::world::{Refused, World};

/// Carries out an operation of STS.
///
/// # Errors
/// `UnknownOperationException`, `ValidationException`, `AccessDeniedException`.
pub fn run(
    form: &BTreeMap<String, String>,
    caller: &Caller,
    world: &World,
    sessions: &mut Sessions,
) -> Result<Answer, Refused> {
    let action = form.get("Action").map_or("", String::as_str);
    if form.get("Version").map(String::as_str) != Some("2011-06-15") {
        let message = format!(
            "Could not find operation {action} for version {}",
            form.get("Version").map_or("", String::as_str)
        );
        return Err(Refused::new("UnknownOperationException", message));
    }
    match action {
        "GetCallerIdentity" => Ok(identity(caller)),
        "AssumeRole" => assume(form, caller, world, sessions),
        _ => Err(Refused::new(
            "UnknownOperationException",
            format!("Could not find operation {action} for version 2011-06-15"),
        )),
    }
}

fn identity(caller: &Caller) -> Answer {
    let id = "AIDAPILOTHOUSE0000001";
    let value = json!({"Arn": caller.arn, "UserId": id, "Account": caller.account});
    let xml = xml("sts", "GetCallerIdentity", &value);
    Answer::xml(value, xml)
}

fn assume(
    form: &BTreeMap<String, String>,
    caller: &Caller,
    world: &World,
    sessions: &mut Sessions,
) -> Result<Answer, Refused> {
    let arn = field(form, "RoleArn", 20, 2048)?;
    let name = field(form, "RoleSessionName", 2, 64)?;
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_=,.@-".contains(c))
    {
        let message = format!(
            "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        );
        return Err(Refused::new("ValidationException", message));
    }
    let seconds = match form.get("DurationSeconds") {
        None => 3600,
        Some(text) => text.parse::<i64>().ok().filter(|it| (900..=43200).contains(it)).ok_or_else(|| {
            let message = format!("1 validation error detected: Value '{text}' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200");
            Refused::new("ValidationException", message)
        })?,
    };
    let denied = || {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            caller.arn
        );
        Refused::new("AccessDeniedException", message)
    };
    let (account, role) = arn
        .strip_prefix("arn:aws:iam::")
        .and_then(|rest| rest.split_once(":role/"))
        .ok_or_else(|| Refused::new("ValidationException", format!("{arn} is invalid")))?;
    let found = world
        .accounts
        .get(account)
        .and_then(|account| account.roles.get(role))
        .ok_or_else(denied)?;
    let named = found
        .external_id
        .as_ref()
        .is_none_or(|id| form.get("ExternalId") == Some(id));
    if found.trusts != caller.account
        || !named
        || world.is_denied(&caller.account, "sts:AssumeRole")
    {
        return Err(denied());
    }
    if seconds > found.max_seconds || (caller.assumed && seconds > 3600) {
        let message =
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Refused::new("ValidationException", message));
    }
    let principal = format!("arn:aws:sts::{account}:assumed-role/{role}/{name}");
    let session = sessions.open(
        account,
        principal.clone(),
        world.now() + SignedDuration::from_secs(seconds),
    );
    let expires = session
        .expires_at
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let id = format!("AROAPILOTHOUSE0000001:{name}");
    let value = json!({"AssumedRoleUser": {"AssumedRoleId": id, "Arn": principal}, "Credentials": {
        "AccessKeyId": session.access_key, "SecretAccessKey": session.secret,
        "SessionToken": session.token, "Expiration": expires}});
    let xml = xml("sts", "AssumeRole", &value);
    Ok(Answer::xml(value, xml))
}

fn field<'a>(
    form: &'a BTreeMap<String, String>,
    name: &str,
    min: usize,
    max: usize,
) -> Result<&'a str, Refused> {
    let value = form.get(name).map_or("", String::as_str);
    if (min..=max).contains(&value.len()) {
        return Ok(value);
    }
    let message = format!(
        "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must have length between {min} and {max}"
    );
    Err(Refused::new("ValidationException", message))
}
