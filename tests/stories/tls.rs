//! The production connectors, built with the real features: one crypto provider, and a way that leads to TLS.

use aws_sdk_ecs::config::retry::RetryConfig;
use aws_sdk_ecs::config::{BehaviorVersion, Credentials, Region};
use sim::aws::world::REGION;
use sim::aws::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// The first byte of a TLS record that holds a handshake, and the first of its ClientHello.
const HANDSHAKE: (u8, u8) = (0x16, 0x01);

/// A listener that takes one connection, returns the first bytes sent to it, and hangs up.
async fn listener() -> (String, tokio::task::JoinHandle<(u8, u8)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("https://{}/", listener.local_addr().expect("its address"));
    let first = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut bytes = [0; 6];
        stream.read_exact(&mut bytes).await.expect("some bytes");
        (bytes[0], bytes[5])
    });
    (url, first)
}

#[test]
fn rustls_has_one_crypto_provider_to_choose() {
    // With two compiled in, this panics: it could not choose.
    let _ = rustls::ClientConfig::builder();
}

#[tokio::test]
async fn the_way_to_slack_reaches_tls() {
    let (url, first) = listener().await;
    let connector = pilothouse::slack::production_connector().expect("root certificates");
    let failed = connector.oneshot(url.parse().expect("a URL")).await;
    assert!(failed.is_err(), "a listener that hangs up is no Slack");
    assert_eq!(first.await.expect("a client"), HANDSHAKE);
}

#[tokio::test]
async fn the_way_to_aws_reaches_tls() {
    let (url, first) = listener().await;
    let keys = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test");
    let config = aws_sdk_ecs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(pilothouse::aws::production_http_client())
        .region(Region::from_static(REGION))
        .credentials_provider(keys)
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url)
        .build();
    let ecs = aws_sdk_ecs::Client::from_conf(config);
    let failed = ecs.list_clusters().send().await;
    assert!(failed.is_err(), "a listener that hangs up is no AWS");
    assert_eq!(first.await.expect("a client"), HANDSHAKE);
}
