//! Answers and errors in AWS's JSON 1.1, for SQS in 1.0 and, for STS and SNS, in XML.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::query::namespace;
use super::sqs;
use crate::aws::ops::media_type;
use crate::aws::world::Refused;

/// An answer before it is written: its status and its body as JSON, which is also what the call log keeps.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub value: Value,
    /// The body, where it is not the JSON of `value`.
    pub xml: Option<String>,
    /// `x-amzn-query-error`, of an error of SQS.
    pub query_error: Option<String>,
}

impl Answer {
    /// The output of an operation.
    pub fn ok(value: Value) -> Self {
        Self {
            status: 200,
            value,
            xml: None,
            query_error: None,
        }
    }

    /// The output of an operation of STS or SNS.
    pub fn xml(value: Value, xml: String) -> Self {
        Self {
            status: 200,
            value,
            xml: Some(xml),
            query_error: None,
        }
    }

    /// A refusal by `service`, with the status that goes with its name.
    pub fn refused(service: &str, refused: &Refused) -> Self {
        Self::error(
            service,
            status_of(service, &refused.code),
            &refused.code,
            &refused.message,
        )
    }

    /// An error with a status of its own.
    pub fn error(service: &str, status: u16, code: &str, message: &str) -> Self {
        if matches!(service, "sts" | "sns") {
            let code = query_code(service, code);
            let kind = if status < 500 { "Sender" } else { "Receiver" };
            let xml = format!(
                "<ErrorResponse xmlns=\"{}\"><Error><Type>{kind}</Type><Code>{code}</Code><Message>{}</Message></Error><RequestId>REQUEST-ID</RequestId></ErrorResponse>",
                namespace(service),
                escape(message)
            );
            return Self {
                status,
                value: json!({"code": code, "message": message}),
                xml: Some(xml),
                query_error: None,
            };
        }
        if service == "sqs" {
            let (value, query_error) = sqs::error(status, code, message);
            return Self {
                status,
                value,
                xml: None,
                query_error,
            };
        }
        // What the framework in front of a service refuses comes with the framework's namespace; a denial spells its
        // message with a capital letter. Clients must read both.
        let framework = [
            "SerializationException",
            "UnknownOperationException",
            "ThrottlingException",
            "InternalFailure",
        ];
        let value = if framework.contains(&code) {
            json!({"__type": format!("com.amazon.coral.service#{code}"), "message": message})
        } else if code == "AccessDeniedException" {
            json!({"__type": code, "Message": message})
        } else {
            json!({"__type": code, "message": message})
        };
        Self {
            status,
            value,
            xml: None,
            query_error: None,
        }
    }

    /// Writes it, as what `service` answers to the request of this id.
    pub fn write(&self, service: &str, request: &str) -> Response {
        let (kind, body) = match &self.xml {
            Some(xml) => ("text/xml", xml.replace("REQUEST-ID", request)),
            None if self.value.is_null() => (media_type(service), String::new()),
            None => (media_type(service), self.value.to_string()),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        let query_error = self.query_error.as_deref().unwrap_or_default();
        for (name, value) in [
            ("x-amzn-requestid", request),
            ("x-amzn-query-error", query_error),
        ] {
            if let Ok(value) = HeaderValue::from_str(value)
                && !value.is_empty()
            {
                let name = HeaderName::from_static(name);
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn status_of(service: &str, code: &str) -> u16 {
    match code {
        "ServerException" | "InternalFailure" => 500,
        "MissingAuthenticationTokenException" => 403,
        "AccessDeniedException"
        | "UnrecognizedClientException"
        | "ExpiredTokenException"
        | "InvalidSignatureException"
            if matches!(service, "sts" | "sqs" | "sns") =>
        {
            403
        }
        "AuthorizationError" => 403,
        "NotFound" => 404,
        _ => 400,
    }
}

/// The query protocol's names for the same things.
fn query_code<'a>(service: &str, code: &'a str) -> &'a str {
    match code {
        "AccessDeniedException" if service == "sns" => "AuthorizationError",
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "ExpiredTokenException" => "ExpiredToken",
        "AccessDeniedException" => "AccessDenied",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
        "IncompleteSignatureException" => "IncompleteSignature",
        "ValidationException" => "ValidationError",
        "UnknownOperationException" => "InvalidAction",
        "ThrottlingException" => "Throttling",
        other => other,
    }
}

/// Text inside XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
