//! A post to the door of SNS: nothing is taken for a topic's but what its key has signed.
#![no_main]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use events::sns::{Certificate, Envelope, certificate_url, verify};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pilothouse_fuzz::json::mutate;
use serde_json::Value;

const TOPIC: &str = "arn:aws:sns:ap-northeast-2:111122223333:deployments";
const NOW: &str = "2026-03-01T10:30:02.345Z";
const CERTIFICATE: &str = include_str!("../../crates/events/fixtures/sns/rsa.pem");
const MESSAGES: &str = include_str!("../../crates/events/fixtures/sns/messages.json");

static KEY: LazyLock<Certificate> =
    LazyLock::new(|| Certificate::from_pem(CERTIFICATE.as_bytes()).expect("a certificate"));

/// All that was ever signed with that key.
static SIGNED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let messages: Value = serde_json::from_str(MESSAGES).expect("messages");
    let messages = messages.as_object().expect("messages by their names");
    let signed = messages.values().map(|message| {
        let envelope = Envelope::read(message.to_string().as_bytes());
        let envelope = envelope.expect("a message of SNS");
        envelope.canonical().expect("what is signed")
    });
    signed.collect()
});

fuzz_target!(|data: &[u8]| {
    let Ok(envelope) = Envelope::read(data) else {
        return;
    };
    let now = NOW.parse().expect("a time");
    let allowed = [TOPIC.to_owned()];
    let url = certificate_url(&envelope, now, &allowed);
    if verify(&envelope, &KEY, now, &allowed).is_ok() {
        assert!(url.is_ok(), "taken without a certificate: {url:?}");
        let signed = envelope.canonical().expect("what is signed");
        assert!(SIGNED.contains(&signed), "nobody has signed {signed:?}");
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});
