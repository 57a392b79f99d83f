//! The only place that makes a status code.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a request is not taken. The body tells a stranger nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reject {
    /// Larger than 1 MiB.
    TooLarge,
    /// The body did not come, or not in time.
    Incomplete,
    /// Unsigned, wrongly signed, too old or from the future.
    Unsigned,
    /// It could not be stored and must be sent again.
    NotStored,
    /// Not ready for work.
    NotReady,
}

impl Reject {
    /// Its status.
    pub fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete => StatusCode::REQUEST_TIMEOUT,
            Self::Unsigned => StatusCode::UNAUTHORIZED,
            Self::NotStored | Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Reject {
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}
