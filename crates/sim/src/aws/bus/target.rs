//! Where events go, and one attempt at getting one there.

use std::time::Duration;

use serde_json::Value;

/// A target of EventBridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An API destination with API key authorization.
    Http {
        url: String,
        header_name: String,
        header_value: String,
    },
    /// A queue of the simulator, in any account and region.
    Queue {
        /// As [`crate::aws::AwsSim::queue_url`] gives it.
        url: String,
        /// Whether an SNS topic lies between: the event is the `Message` of a `Notification`.
        wrapped: bool,
    },
    /// A topic of the simulator, in any account and region: the event is the message.
    Topic { arn: String },
}

/// What has become of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    /// It will be tried again, not before this many seconds if the target said so.
    Again {
        after: Option<i64>,
    },
    /// It will not.
    Lost,
}

/// What a target answered: a status, 0 where it did not, its body, and the seconds of `Retry-After`.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: String,
    pub retry_after: Option<i64>,
}

impl Reply {
    /// A target that did not answer, and why.
    fn none(error: &reqwest::Error) -> Self {
        Self {
            status: 0,
            body: error.to_string(),
            retry_after: None,
        }
    }

    /// An answer of this status.
    pub fn of(status: u16) -> Self {
        Self {
            status,
            body: String::new(),
            retry_after: None,
        }
    }

    /// What EventBridge makes of it: 429, 5xx and silence are tried again, every other refusal is final.
    pub fn outcome(&self) -> Outcome {
        match self.status {
            200..=299 => Outcome::Delivered,
            0 | 429 | 500.. => Outcome::Again {
                after: self.retry_after,
            },
            _ => Outcome::Lost,
        }
    }
}

/// Posts one event as an API destination does (AWS documentation): one event a request, a connection each.
pub async fn post(
    client: &reqwest::Client,
    url: &str,
    (name, value): (&str, &str),
    event: &Value,
    deadline: Duration,
) -> Reply {
    let request = client
        .post(url)
        .timeout(deadline)
        .header(name, value)
        .header("User-Agent", "Amazon/EventBridge/ApiDestinations")
        .header("Content-Type", "application/json; charset=utf-8")
        .header("Range", "bytes=0-1048575")
        .header("Accept-Encoding", "gzip,deflate")
        .header("Connection", "close")
        .body(event.to_string());
    send(request).await
}

/// Sends a request, and reads what is answered.
pub async fn send(request: reqwest::RequestBuilder) -> Reply {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) => return Reply::none(&error),
    };
    let header = response.headers().get("retry-after");
    let retry_after = header.and_then(|value| value.to_str().ok()?.parse().ok());
    let status = response.status().as_u16();
    match response.text().await {
        Ok(body) => Reply {
            status,
            body,
            retry_after,
        },
        Err(error) => Reply::none(&error),
    }
}

/// The client of the API destinations and of subscriptions.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client without TLS")
}
