//! Certificates fetched over real HTTP from a host that answers as it likes.

use std::sync::atomic::{AtomicUsize, Ordering};

use events::sns::{Certificate, CertificateUrl, Envelope, Unusable, certificate_url, verify};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const RSA: &str = include_str!("../../../crates/events/fixtures/sns/rsa.pem");
const ELLIPTIC: &str = include_str!("../../../crates/events/fixtures/sns/elliptic.pem");
const MESSAGES: &str = include_str!("../../../crates/events/fixtures/sns/messages.json");
const TOPIC: &str = "arn:aws:sns:ap-northeast-2:111122223333:deployments";
const SIGNED_AT: &str = "2026-03-01T10:30:02.345Z";

/// The notification of version 2 that openssl has signed.
fn notification() -> Value {
    let messages: Value = serde_json::from_str(MESSAGES).expect("messages");
    messages["notification.v2"].clone()
}

fn envelope(message: &Value) -> Envelope {
    Envelope::read(message.to_string().as_bytes()).expect("a message of SNS")
}

fn signed_at() -> Timestamp {
    SIGNED_AT.parse().expect("a time")
}

/// Where the certificate of a message is.
fn certificate_of(message: &Value) -> CertificateUrl {
    certificate_url(&envelope(message), signed_at(), &[TOPIC.to_owned()]).expect("an address")
}

/// A host on loopback, and what it was asked.
struct Host {
    endpoint: String,
    asked: std::sync::Arc<AtomicUsize>,
    paths: tokio::sync::mpsc::UnboundedReceiver<String>,
}

/// Gives its first answer to the first who asks, and so on; the last to everybody after. `None` is no answer at all.
async fn host(answers: Vec<Option<String>>) -> Host {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let (tell, paths) = tokio::sync::mpsc::unbounded_channel();
    let count = asked.clone();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = request(&mut stream).await;
            let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
            let at = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
            tell.send(path).expect("the test");
            match &answers[at] {
                Some(answer) => {
                    // Nobody asks again on a connection that has just ended.
                    let answer = answer.replacen("\r\n", "\r\nconnection: close\r\n", 1);
                    // Whoever asked may have gone by the end of a long answer.
                    drop(stream.write_all(answer.as_bytes()).await);
                }
                None => silent.push(stream),
            }
        }
    });
    Host {
        endpoint,
        asked,
        paths,
    }
}

async fn request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let byte = stream.read_u8().await.expect("a request");
        request.push(byte);
    }
    String::from_utf8(request).expect("text")
}

fn ok(body: &str) -> Option<String> {
    Some(format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    ))
}

fn connector() -> HttpsConnector<HttpConnector> {
    hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
        .expect("root certificates")
        .https_or_http()
        .enable_http1()
        .build()
}

fn certificates(endpoint: &str) -> Certificates {
    Certificates::new(connector(), Some(endpoint))
}

const PATH: &str = "/SimpleNotificationService-73578bb88351deb3baa1a99b5cb5c630.pem";

fn url() -> CertificateUrl {
    certificate_of(&notification())
}

#[tokio::test]
async fn a_certificate_is_fetched_once_by_its_path_and_proves_a_message() {
    let mut host = host(vec![ok(RSA)]).await;
    let certificates = certificates(&format!("{}/ignored?x", host.endpoint));
    let (url, again) = (url(), certificates.clone());
    let (one, other) = tokio::join!(certificates.get(&url), again.get(&url));
    assert_eq!(one, other);
    let kept = certificates.get(&url).await.expect("a certificate");
    assert_eq!(Ok((*kept).clone()), Certificate::from_pem(RSA.as_bytes()));
    let message = envelope(&notification());
    assert_eq!(
        verify(&message, &kept, signed_at(), &[TOPIC.to_owned()]),
        Ok(())
    );
    assert_eq!(host.paths.recv().await.as_deref(), Some(PATH));
    assert_eq!(host.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_went_wrong_is_asked_for_again_and_a_redirect_is_not_followed() {
    let there = host(vec![ok(RSA)]).await;
    let location = format!("{}{PATH}", there.endpoint);
    let moved = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
    let answers = vec![
        Some(moved),
        Some("HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\n\r\n".to_owned()),
        Some("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort".to_owned()),
        ok("<html>"),
        ok(ELLIPTIC),
        ok(RSA),
    ];
    let here = host(answers).await;
    let certificates = certificates(&here.endpoint);
    for refused in [
        Unavailable::Status(302),
        Unavailable::Status(503),
        Unavailable::Unreachable,
        Unavailable::Unusable(Unusable::NoPem),
        Unavailable::Unusable(Unusable::NoRsa),
    ] {
        assert_eq!(certificates.get(&url()).await, Err(refused));
    }
    assert!(certificates.get(&url()).await.is_ok());
    assert_eq!(here.asked.load(Ordering::SeqCst), 6);
    assert_eq!(there.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_file_of_64_kib_is_read_and_no_larger_one() {
    let of = |size: usize| {
        let pem = RSA;
        ok(&format!("{pem}{}", "#".repeat(size - pem.len())))
    };
    // Says nothing of its size.
    let endless = Some(format!("HTTP/1.1 200 OK\r\n\r\n{}", "#".repeat(1 << 20)));
    let host = host(vec![of(64 * 1_024 + 1), endless, of(64 * 1_024)]).await;
    let certificates = certificates(&host.endpoint);
    assert_eq!(certificates.get(&url()).await, Err(Unavailable::TooLarge));
    assert_eq!(certificates.get(&url()).await, Err(Unavailable::TooLarge));
    assert!(certificates.get(&url()).await.is_ok());
}

/// Takes the five seconds that it is about.
#[tokio::test]
async fn a_host_that_is_silent_is_given_up_and_never_asked_for_many_at_once() {
    let host = host(vec![None]).await;
    let certificates = certificates(&host.endpoint);
    let others = (0..6).map(|digit| {
        let mut message = notification();
        let address = message["SigningCertURL"].as_str().expect("an address");
        message["SigningCertURL"] = json!(address.replace("73578", &format!("7357{digit}")));
        certificate_of(&message)
    });
    let others: Vec<_> = others.collect();
    let asked = others.iter().map(|url| Box::pin(certificates.get(url)));
    // When the first is given up nobody has had its turn yet.
    let (said, ..) = futures_util::future::select_all(asked).await;
    assert_eq!(said, Err(Unavailable::Silent));
    assert_eq!(host.asked.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_host_that_is_gone_is_out_of_reach() {
    // Taken and not listened at: a port that is given back is soon another test's.
    let taken = tokio::net::TcpSocket::new_v4().expect("a socket");
    let here = "127.0.0.1:0".parse().expect("an address");
    taken.bind(here).expect("a port");
    let gone = format!("http://{}", taken.local_addr().expect("an address"));
    let gone = certificates(&gone);
    assert_eq!(gone.get(&url()).await, Err(Unavailable::Unreachable));
}

#[test]
fn only_a_simulated_aws_has_certificates_elsewhere() {
    let at = |endpoint: &str| Certificates::new(connector(), Some(endpoint)).address(&url());
    for endpoint in [
        "http://127.0.0.1:4566",
        "http://localhost:4566",
        "http://[::1]:4566",
    ] {
        assert_eq!(at(endpoint).as_str(), format!("{endpoint}{PATH}"));
    }
    for endpoint in [
        "https://aws.example",
        "http://10.0.0.1",
        "http://localhost.example",
        "",
        "x",
    ] {
        assert_eq!(at(endpoint), *url().as_url(), "{endpoint}");
    }
    let none = Certificates::new(connector(), None);
    assert_eq!(none.address(&url()), *url().as_url());
}
