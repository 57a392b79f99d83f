//! Reading a request whole, within a limit of size and of time.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::HeaderMap;
use http_body_util::BodyExt;

use super::Reject;

/// The largest body, in bytes.
const BODY: usize = 1024 * 1024;
/// How long a body may take.
const READ: Duration = Duration::from_secs(10);
/// What is still read and thrown away of a body that is too large, in bytes: a client that has not finished sending
/// would otherwise see the connection reset in place of the answer.
const DRAINED: usize = 16 * BODY;

/// The headers and the whole body, refused as soon as it is known to be too large.
pub(super) async fn read(request: Request) -> Result<(HeaderMap, Bytes), Reject> {
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > BODY as u64 {
        drain(body);
        return Err(Reject::TooLarge);
    }
    match tokio::time::timeout(READ, collect(body)).await {
        Ok(read) => read.map(|bytes| (parts.headers, bytes)),
        Err(_) => Err(Reject::Incomplete),
    }
}

async fn collect(mut body: Body) -> Result<Bytes, Reject> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or_default();
    let mut read = Vec::with_capacity(announced.min(BODY));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Reject::Incomplete)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if read.len() + data.len() > BODY {
            drain(body);
            return Err(Reject::TooLarge);
        }
        read.extend_from_slice(&data);
    }
    Ok(read.into())
}

/// Throws away what still comes, for a while, so that the client reads its answer.
fn drain(mut body: Body) {
    tokio::spawn(tokio::time::timeout(READ, async move {
        let mut left = DRAINED;
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            let Some(rest) = left.checked_sub(length) else {
                break;
            };
            left = rest;
        }
    }));
}
