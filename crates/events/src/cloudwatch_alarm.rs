//! Changes of an alarm's state, as EventBridge, Lambda and a topic are told them:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>.

use jiff::Timestamp;
use serde_json::Value;

use super::envelope::{Envelope, Undecodable};
use super::lenient::{any_case, text, time};
use super::{Means, Silence, region};
use domain::notice::{About, Alarm, AlarmState, Notice};
use domain::release::{Place, place};

/// CloudWatch Alarm State Change.
pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let arn = event.resources().next().map(str::to_owned);
    changed(event.place()?, arn, event.at, event.detail)
}

/// The same, as an alarm's action gives it to Lambda:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html>.
pub(super) fn read_action(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let whole = event.whole();
    let arn = text(whole, &["alarmArn"]);
    let said = text(whole, &["accountId"]).zip(text(whole, &["region"]));
    let place = said
        .map(|(account, region)| Place { account, region })
        .or_else(|| place(arn.as_deref()?))
        .ok_or(Undecodable::Missing("accountId and region"))?;
    changed(place, arn, event.at, &whole["alarmData"])
}

/// The same, as an alarm's action publishes it to a topic. The region is in its ARN; older messages have none, and call
/// the region by its name only.
pub(super) fn read_message(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let whole = event.whole();
    let said = |key| text(whole, &[key]);
    let arn = said("AlarmArn");
    let named = || {
        let account = said("AWSAccountId")?;
        let region = region::code(&said("Region")?);
        Some(Place { account, region })
    };
    let place = arn.as_deref().and_then(place).or_else(named);
    let Some(state) = state(said("NewStateValue"))? else {
        return Ok(Means::Nothing(Silence::NewState));
    };
    let (cluster, service) = watched(&whole["Trigger"]);
    let alarm = Alarm {
        name: name(said("AlarmName"), arn)?,
        state,
        was: known(said("OldStateValue")),
        reason: said("NewStateReason").map(|reason| by_name(&reason)),
        description: said("AlarmDescription"),
        cluster,
        service,
        suppressed_by: None,
    };
    Ok(Means::Alone(vec![Notice {
        at: time(whole, &["StateChangeTime"]).unwrap_or(event.at),
        place: Some(place.ok_or(Undecodable::Missing(
            "AlarmArn, nor AWSAccountId and Region",
        ))?),
        about: About::Alarm(alarm),
    }]))
}

/// What EventBridge and Lambda are told in the same words; `at` is when, where the state does not say.
fn changed(
    place: Place,
    arn: Option<String>,
    at: Timestamp,
    data: &Value,
) -> Result<Means, Undecodable> {
    let Some(state) = state(text(data, &["state", "value"]))? else {
        return Ok(Means::Nothing(Silence::NewState));
    };
    let settings = &data["configuration"];
    let (cluster, service) = watched(settings);
    // The one alarm that suppresses others has a name; a window of time has AWS's word for it.
    let suppressed_by = text(data, &["state", "actionsSuppressedBy"]).map(|by| match by.as_str() {
        "Alarm" => text(settings, &["actionsSuppressor"]).unwrap_or(by),
        _ => by,
    });
    let alarm = Alarm {
        name: name(text(data, &["alarmName"]), arn)?,
        state,
        was: known(text(data, &["previousState", "value"])),
        reason: text(data, &["state", "reason"]).map(|reason| by_name(&reason)),
        description: text(settings, &["description"]),
        cluster,
        service,
        suppressed_by,
    };
    Ok(Means::Alone(vec![Notice {
        at: time(data, &["state", "timestamp"]).unwrap_or(at),
        place: Some(place),
        about: About::Alarm(alarm),
    }]))
}

/// `None` for a state that is not known here.
fn state(word: Option<String>) -> Result<Option<AlarmState>, Undecodable> {
    let word = word.ok_or(Undecodable::Missing("state"))?;
    Ok(known(Some(word)))
}

fn known(word: Option<String>) -> Option<AlarmState> {
    Some(match word?.as_str() {
        "OK" => AlarmState::Ok,
        "ALARM" => AlarmState::Alarm,
        "INSUFFICIENT_DATA" => AlarmState::InsufficientData,
        _ => return None,
    })
}

/// An alarm's name may have colons in it.
fn name(said: Option<String>, arn: Option<String>) -> Result<String, Undecodable> {
    let of_arn = || arn?.split_once(":alarm:").map(|(_, name)| name.to_owned());
    said.or_else(of_arn)
        .ok_or(Undecodable::Missing("name of an alarm"))
}

/// AWS's words, in which a composite alarm calls others by their ARNs, with their names instead.
fn by_name(reason: &str) -> String {
    let mut parts = reason.split("arn:");
    let start = parts.next().unwrap_or_default().to_owned();
    parts.fold(start, |said, part| match part.split_once(":alarm:") {
        Some((place, rest)) if !place.contains(' ') => said + rest,
        _ => said + "arn:" + part,
    })
}

/// The cluster and the service that its metrics are about, as far as they agree. A composite alarm has no metrics.
fn watched(settings: &Value) -> (Option<String>, Option<String>) {
    let own = any_case(settings, &["dimensions"]);
    let metrics = any_case(settings, &["metrics"]).and_then(Value::as_array);
    let of_metric = |metric| any_case(metric, &["metricStat", "metric", "dimensions"]);
    let dimensions: Vec<&Value> = own
        .into_iter()
        .chain(metrics.into_iter().flatten().filter_map(of_metric))
        .collect();
    let agreed = |name: &str| {
        let mut values = dimensions.iter().filter_map(|all| dimension(all, name));
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    };
    let cluster = agreed("ClusterName");
    // Services of other kinds have a dimension of the same name, but no cluster.
    let service = cluster.as_ref().and_then(|_| agreed("ServiceName"));
    (cluster, service)
}

/// One of an object of dimensions, or of a list of their names and values.
fn dimension(dimensions: &Value, name: &str) -> Option<String> {
    let Some(list) = dimensions.as_array() else {
        return text(dimensions, &[name]);
    };
    let named = |pair: &&Value| any_case(pair, &["name"]).and_then(Value::as_str) == Some(name);
    text(any_case(list.iter().find(named)?, &["value"])?, &[])
}
