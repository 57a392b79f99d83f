//! The only place that makes a status code.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a request is not taken. A stranger is told nothing; whoever had the right token is told what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reject {
    /// Larger than 1 MiB.
    TooLarge,
    /// The body did not come, or not in time.
    Incomplete,
    /// Unsigned, wrongly signed, too old or from the future.
    Unsigned,
    /// From a topic that is not ours, or with an address in it that is not SNS's.
    Foreign,
    /// No signed message of SNS.
    NoMessage,
    /// It could not be stored and must be sent again.
    NotStored,
    /// What it needs of AWS cannot be had now: it must be sent again.
    OutOfReach,
    /// Not ready for work.
    NotReady,
    /// What came is no event; sent again it would be no better.
    NoEvent,
}

impl Reject {
    /// Its status.
    pub fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete => StatusCode::REQUEST_TIMEOUT,
            Self::Unsigned => StatusCode::UNAUTHORIZED,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::NoEvent | Self::NoMessage => StatusCode::BAD_REQUEST,
            Self::NotStored | Self::OutOfReach | Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Reject {
    fn into_response(self) -> Response {
        match self {
            Self::NoEvent => {
                let why =
                    "This is no event: send one JSON object of EventBridge, or an array of them.\n";
                (self.status(), why).into_response()
            }
            _ => self.status().into_response(),
        }
    }
}
