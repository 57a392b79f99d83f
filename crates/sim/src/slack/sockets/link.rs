//! One Socket Mode connection on the wire: its handshake, its frames, its pings, its end.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::table::{Order, Seat};
use super::{Reason, frames};
use crate::slack::Shared;
use crate::slack::reply::Reply;
use crate::slack::work::{self, Work, agent};

/// The handshake's name in the call log and for faults.
const OPERATION: &str = "link";
/// The life of a connection that was opened with `debug_reconnects=true`.
const DEBUG_LIFE: Duration = Duration::from_secs(360);
/// How long a frame may take to be written, and an app to answer a close.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long Slack leaves TCP open after the closing handshake: its own clients must not wait for it to close.
const LINGER: Duration = Duration::from_secs(30);
/// How many pings may be met with silence.
const MOST_UNANSWERED: u32 = 3;
/// How long a frame from the app may be, in bytes.
const LONGEST: usize = 1 << 20;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// What follows the question mark.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    debug_reconnects: bool,
}

/// Serves `/link/`: 403 without a live ticket (Slack's own status is not known), 400 where it is no WebSocket handshake.
pub async fn serve(
    State(shared): State<Arc<Shared>>,
    Query(wanted): Query<Wanted>,
    mut request: Request,
) -> Response {
    let Ok(handshake) = create_response_with_body(&request, Body::empty) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let work = Work {
        operation: OPERATION.into(),
        agent: agent(request.headers()),
        request: json!({"ticket": wanted.ticket}),
        web_api: false,
    };
    let ticket = wanted.ticket;
    let answered = work::answer(shared.clone(), work, move |shared| {
        let now = shared.clock.now();
        match shared.workspace().redeem_ticket(&ticket, now) {
            true => Reply::text(101, ""),
            false => Reply::text(403, "invalid_ticket"),
        }
    })
    .await;
    if answered.status() != StatusCode::SWITCHING_PROTOCOLS {
        return answered;
    }
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(open(shared, upgrade, wanted.debug_reconnects));
    handshake
}

/// Holds the connection from its upgrade to its end. The simulator must not live on because of it.
async fn open(shared: Arc<Shared>, upgrade: OnUpgrade, short: bool) {
    let Ok(upgraded) = upgrade.await else { return };
    let config = WebSocketConfig::default()
        .max_message_size(Some(LONGEST))
        .max_frame_size(Some(LONGEST));
    let io = TokioIo::new(upgraded);
    let mut socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await;
    let app = shared.workspace().app.id.clone();
    let joined = shared.sockets.join();
    drop(shared);
    match joined {
        Ok(mut seat) => {
            let cut = seat.cut.clone();
            if short {
                seat.times.life = DEBUG_LIFE;
            }
            let hello = frames::hello(&app, seat.count, seat.times);
            let talk = async move {
                write(&mut socket, Message::text(hello)).await?;
                talk(&mut socket, &mut seat).await?;
                finish(&mut socket, seat).await;
                Ok::<(), Error>(())
            };
            // However it ends: what is in flight here is lost, and the connection closes.
            let _ = cut.run_until_cancelled(talk).await;
        }
        Err(reason) => {
            let refusal = Message::text(frames::disconnect(reason));
            // The app that does not take it learns by the connection's end.
            let _ = write(&mut socket, refusal).await;
        }
    }
}

/// Goes on until Slack or the app closes.
async fn talk(socket: &mut Socket, seat: &mut Seat) -> Result<(), Error> {
    let times = seat.times;
    let mut next = Instant::now() + times.life.saturating_sub(times.warning);
    let mut warned = false;
    let mut unanswered = 0;
    let mut pings = interval(times.ping.max(Duration::from_millis(1)));
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let reason = tokio::select! {
            order = seat.orders.recv() => match order {
                Some(Order::Send(frame)) => {
                    write(socket, Message::text(frame)).await?;
                    continue;
                }
                Some(Order::Disconnect(reason)) => reason,
                None => return Err(Error::ConnectionClosed),
            },
            () = sleep_until(next) => match warned {
                true => Reason::RefreshRequested,
                false => Reason::Warning,
            },
            _ = pings.tick() => {
                if unanswered == MOST_UNANSWERED {
                    return Err(Error::ConnectionClosed);
                }
                unanswered += 1;
                write(socket, Message::Ping("Ping from applink-simulated".into())).await?;
                continue;
            }
            frame = socket.next() => {
                unanswered = 0;
                match frame.ok_or(Error::ConnectionClosed)?? {
                    Message::Text(text) => take(seat, &text),
                    Message::Close(_) => return Ok(()),
                    _ => {}
                }
                continue;
            }
        };
        write(socket, Message::text(frames::disconnect(reason))).await?;
        if reason != Reason::Warning {
            seat.go();
            return write(socket, Message::Close(None)).await;
        }
        (warned, next) = (true, Instant::now() + times.warning);
    }
}

/// Takes the acknowledgements that were under way, and lets the app end the connection.
async fn finish(socket: &mut Socket, seat: Seat) {
    seat.go();
    let rest = async {
        while let Some(Ok(frame)) = socket.next().await {
            if let Message::Text(text) = frame {
                take(&seat, &text);
            }
        }
    };
    let closed = timeout(PATIENCE, rest).await.is_ok();
    drop(seat);
    if closed {
        let mut none = [0];
        // Nothing may come any more but the end.
        let _ = timeout(LINGER, socket.get_mut().read(&mut none)).await;
    }
}

/// Takes an acknowledgement; what is none is passed over.
fn take(seat: &Seat, text: &str) {
    let Ok(mut frame) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let payload = frame.get_mut("payload").map_or(Value::Null, Value::take);
    if let Some(envelope_id) = frame["envelope_id"].as_str() {
        seat.acknowledge(envelope_id, payload);
    }
}

async fn write(socket: &mut Socket, message: Message) -> Result<(), Error> {
    timeout(PATIENCE, socket.send(message))
        .await
        .unwrap_or(Err(Error::ConnectionClosed))
}
