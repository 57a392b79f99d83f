//! The wire: one endpoint for every service. A request is told apart, checked, answered and written down here.

mod answer;
pub mod auth;
mod check;
mod pace;
mod poll;
mod query;
pub mod shape;
mod spoil;
mod sqs;
mod sts;

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde_json::Value;

pub use pace::Paces;

use self::answer::Answer;
use self::spoil::{Spoil, spoilt};
use super::Inner;
use super::bus::{CERTIFICATE, PATH};
use super::ops::{self, Ask, Operation, SERVICES, Service};
use super::world::{Refused, World};
use crate::{Call, When, drop_connection};

/// The longest body read: a message of SQS has at most half as many bytes.
const BODY: usize = 1 << 21;

/// What a request turned out to be.
struct Asked {
    /// `ecs`, `codedeploy`, `codepipeline`, `sqs`, `sns` or `sts`.
    service: &'static str,
    /// As the call log names it, and as policies do.
    operation: String,
    table: Option<&'static Operation>,
    body: Bytes,
    headers: HeaderMap,
    /// The input as the call log keeps it.
    logged: Value,
}

/// Answers one request.
pub async fn answer(State(sim): State<Arc<Inner>>, request: Request) -> Response {
    let arrived = Instant::now();
    let (parts, body) = request.into_parts();
    let id = sim.request_id();
    if parts.method == Method::GET && parts.uri.path() == PATH {
        return certificate(&sim, &id).await;
    }
    let body = axum::body::to_bytes(body, BODY).await.unwrap_or_default();
    let asked = match read(parts.method, parts.headers, body) {
        Ok(asked) => asked,
        Err(refused) => return Answer::refused("", &refused).write("", &id),
    };
    let latency = *sim.latency.lock().expect("the latency's lock");
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let scope = sim.account(&asked);
    let fault = sim.faults.take(&asked.operation, &scope);
    let at = |when| fault.as_ref().filter(|fault| fault.when == when);
    sim.faults
        .wait(&asked.operation, fault.as_ref(), When::Before)
        .await;
    let before = at(When::Before).and_then(|fault| spoilt(asked.service, &fault.kind));
    let (answer, spoil) = match before {
        Some(spoilt) => spoilt,
        None => {
            let answer = sim.carry_out_patiently(&asked).await;
            at(When::After)
                .and_then(|fault| spoilt(asked.service, &fault.kind))
                .unwrap_or_else(|| (answer, Spoil::of(fault.as_ref())))
        }
    };
    let cut = matches!(spoil, Spoil::Hang | Spoil::Drop);
    sim.calls.record(Call {
        at: sim.clock.now(),
        operation: asked.operation.clone(),
        scope,
        agent: text(&asked.headers, "user-agent").to_owned(),
        request: asked.logged,
        status: if cut { 0 } else { answer.status },
        spoilt: fault.as_ref().is_some_and(|fault| fault.kind.spoils()),
        response: if cut {
            Value::Null
        } else {
            answer.value.clone()
        },
        worked: arrived..Instant::now(),
    });
    sim.faults
        .wait(&asked.operation, fault.as_ref(), When::After)
        .await;
    let mut response = answer.write(asked.service, &id);
    match spoil {
        Spoil::None => {}
        Spoil::NoContentType => {
            response.headers_mut().remove(CONTENT_TYPE);
        }
        Spoil::Hang => std::future::pending().await,
        Spoil::Drop => return drop_connection(),
    }
    response
}

/// Answers with the certificate of SNS. Anybody may have it, so that this is no call; faults name it `sns.certificate`.
async fn certificate(sim: &Inner, id: &str) -> Response {
    let operation = "sns.certificate";
    let fault = sim.faults.take(operation, "");
    sim.faults
        .wait(operation, fault.as_ref(), When::Before)
        .await;
    let fault = fault.and_then(|fault| spoilt("sns", &fault.kind));
    let (answer, spoil) = fault.unwrap_or_else(|| {
        (
            Answer::xml(Value::Null, CERTIFICATE.to_owned()),
            Spoil::None,
        )
    });
    match spoil {
        Spoil::Hang => std::future::pending().await,
        Spoil::Drop => drop_connection(),
        Spoil::None | Spoil::NoContentType => answer.write("sns", id),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

fn throttled() -> Refused {
    Refused::new("ThrottlingException", "Rate exceeded")
}

/// Tells which operation of which service a request is.
fn read(method: Method, headers: HeaderMap, body: Bytes) -> Result<Asked, Refused> {
    let header = |name: &str| text(&headers, name);
    let unknown = || Refused::new("UnknownOperationException", "");
    if method != Method::POST {
        return Err(unknown());
    }
    let kind = header("content-type")
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    if kind == "application/x-www-form-urlencoded" {
        let form = query::form(&body);
        let action = form.get("Action").cloned().unwrap_or_default();
        let logged = query::logged(&form);
        let service = query::service(&form);
        return Ok(Asked {
            service,
            operation: format!("{service}.{action}"),
            table: ops::operation(service, &action),
            body,
            headers,
            logged,
        });
    }
    let (target, name) = header("x-amz-target").split_once('.').ok_or_else(unknown)?;
    let service: &Service = SERVICES
        .iter()
        .find(|one| one.target == target)
        .ok_or_else(unknown)?;
    let operation = format!("{}.{name}", service.name);
    let table = service.operation(name);
    if kind != service.media_type() {
        return Err(unknown());
    }
    let logged = serde_json::from_slice(&body).unwrap_or_default();
    Ok(Asked {
        service: service.name,
        operation,
        table,
        body,
        headers,
        logged,
    })
}

impl Inner {
    /// The account of a call, or nothing where its keys are not known.
    fn account(&self, asked: &Asked) -> String {
        let sessions = self.sessions.lock().expect("the sessions' lock");
        let caller = sessions.caller(&asked.headers, asked.service, jiff::Timestamp::MIN);
        caller.map(|caller| caller.account).unwrap_or_default()
    }

    fn carry_out(&self, asked: &Asked) -> Answer {
        self.edit(|world| self.allowed(asked, world))
            .unwrap_or_else(|refused| Answer::refused(asked.service, &refused))
    }

    /// Every check in AWS's order: who, how fast, whether allowed, what; then the operation itself.
    fn allowed(&self, asked: &Asked, world: &mut World) -> Result<Answer, Refused> {
        let now = world.now();
        let mut sessions = self.sessions.lock().expect("the sessions' lock");
        let caller = sessions.caller(&asked.headers, asked.service, now)?;
        let scope = format!("{}/{}", caller.account, caller.region);
        if let Some(paces) = self.paces.lock().expect("the paces' lock").as_mut()
            && !paces.take(&scope, &asked.operation, now)
        {
            return Err(throttled());
        }
        if asked.service == "sts" {
            return sts::run(&query::form(&asked.body), &caller, world, &mut sessions);
        }
        let operation = asked
            .table
            .ok_or_else(|| Refused::new("UnknownOperationException", ""))?;
        let input = match asked.service {
            "sns" => query::input(&query::form(&asked.body), operation.input),
            _ => object(&asked.body)?,
        };
        let action = permission(&asked.operation);
        if world.is_denied(&caller.account, &action) {
            let resource = resource(asked.service, &caller, &input);
            // SQS names its operations in lower case here, and SNS itself in capitals.
            let action = match asked.service {
                "sqs" => action.to_lowercase(),
                "sns" => action.replacen("sns", "SNS", 1),
                _ => action,
            };
            let message = format!(
                "User: {} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action",
                caller.arn
            );
            return Err(Refused::new("AccessDeniedException", message));
        }
        shape::check(operation.input, &input, "")
            .map_err(|wrong| check::refusal(asked.service, &wrong))?;
        let mut ask = Ask {
            service: asked.service,
            operation: operation.name,
            world,
            caller: &caller,
            host: text(&asked.headers, "host"),
            input: &input,
        };
        let output = (operation.run)(&mut ask)?;
        Ok(match asked.service {
            "sns" => {
                let xml = query::xml("sns", operation.name, &output);
                Answer::xml(output, xml)
            }
            _ => Answer::ok(output),
        })
    }
}

/// A body that is a JSON object.
fn object(body: &[u8]) -> Result<serde_json::Map<String, Value>, Refused> {
    let value = serde_json::from_slice(body)
        .map_err(|_| check::serialization("The body is not JSON.".to_owned()))?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(check::serialization(
            "Start of structure or map expected.".to_owned(),
        )),
    }
}

/// The permission that an operation needs. The batches of SQS need that of what they do to each message.
fn permission(operation: &str) -> String {
    let action = operation.replacen('.', ":", 1);
    match action.strip_suffix("Batch") {
        Some(single) if action.starts_with("sqs:") => single.to_owned(),
        _ => action,
    }
}

/// The resource that a denial names.
fn resource(
    service: &str,
    caller: &auth::Caller,
    input: &serde_json::Map<String, Value>,
) -> String {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let rest = match service {
        "codepipeline" => text("name").or(text("pipelineName")).map(str::to_owned),
        "codedeploy" => text("applicationName").map(|name| {
            format!(
                "deploymentgroup:{name}/{}",
                text("deploymentGroupName").unwrap_or("*")
            )
        }),
        "sqs" => text("QueueUrl")
            .and_then(|url| url.rsplit('/').next())
            .map(str::to_owned),
        "sns" => return text("TopicArn").unwrap_or("*").to_owned(),
        _ => text("service")
            .or(text("cluster"))
            .filter(|it| !it.starts_with("arn:"))
            .map(|name| format!("cluster/{name}")),
    };
    rest.map_or_else(
        || "*".to_owned(),
        |rest| {
            format!(
                "arn:aws:{service}:{}:{}:{rest}",
                caller.region, caller.account
            )
        },
    )
}
