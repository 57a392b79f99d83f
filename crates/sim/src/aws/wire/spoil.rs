//! What a fault makes of an answer.

use serde_json::{Value, json};

use super::answer::Answer;
use super::throttled;
use crate::{Fault, Kind};

/// What is done to the bytes of an answer.
#[derive(Debug, Clone, Copy)]
pub enum Spoil {
    None,
    NoContentType,
    Hang,
    Drop,
}

impl Spoil {
    /// What a fault, if there is one, does to the right answer.
    pub fn of(fault: Option<&Fault>) -> Self {
        match fault.map(|fault| &fault.kind) {
            Some(Kind::NoContentType) => Self::NoContentType,
            _ => Self::None,
        }
    }
}

/// The answer that a fault puts in the place of the right one, if it does.
pub fn spoilt(service: &str, kind: &Kind) -> Option<(Answer, Spoil)> {
    let lost = || Answer {
        status: 200,
        value: Value::Null,
        xml: None,
        query_error: None,
    };
    Some(match kind {
        Kind::Status(status) => {
            let (code, message) = match (status, service) {
                (503, _) => (
                    "ServiceUnavailableException",
                    "Service is unable to handle request.",
                ),
                (500.., "ecs") => (
                    "ServerException",
                    "Service Unavailable. Please try again later.",
                ),
                (500.., _) => (
                    "InternalFailure",
                    "We encountered an internal error. Please try again.",
                ),
                _ => ("ClientException", "The request was refused."),
            };
            (Answer::error(service, *status, code, message), Spoil::None)
        }
        Kind::Error(name) => {
            let status = if name.starts_with("Internal") || name == "ServerException" {
                500
            } else {
                400
            };
            (
                Answer::error(service, status, name, "A fault that was asked for."),
                Spoil::None,
            )
        }
        Kind::Throttle { .. } => (Answer::refused(service, &throttled()), Spoil::None),
        Kind::Hang => (lost(), Spoil::Hang),
        Kind::Drop => (lost(), Spoil::Drop),
        Kind::Garbage => {
            let page = "<html><body><h1>Bad gateway</h1>".to_owned();
            (
                Answer {
                    status: 200,
                    value: json!(page),
                    xml: Some(page),
                    query_error: None,
                },
                Spoil::None,
            )
        }
        Kind::Delay(_) | Kind::NoContentType | Kind::Hold => return None,
    })
}
