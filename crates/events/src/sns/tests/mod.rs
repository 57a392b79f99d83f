//! Messages of SNS, true and forged: AWS's as far as they are to be had, and our own, signed by openssl and by ring.

mod address;
mod corpus;
mod forged;

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD, Engine};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

use super::*;

/// Reads a file that `fixtures/sns/make.py` has made.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sns/", $name))
    };
}
use fixture;

const TOPIC: &str = "arn:aws:sns:ap-northeast-2:111122223333:deployments";
const SIGNED_AT: &str = "2026-03-01T10:30:02.345Z";

fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

fn topics(topic: &str) -> [String; 1] {
    [topic.to_owned()]
}

fn envelope(message: &Value) -> Envelope {
    Envelope::read(message.to_string().as_bytes()).expect("a message of SNS")
}

fn certificate() -> Certificate {
    Certificate::from_pem(fixture!("rsa.pem").as_bytes()).expect("a certificate")
}

/// Ours, by name and version, as openssl has signed them.
fn messages() -> BTreeMap<String, Value> {
    serde_json::from_str(fixture!("messages.json")).expect("messages")
}

/// What is said of a message of ours at `now`.
fn judge(message: &Value, now: &str) -> Result<(), Untrusted> {
    verify(&envelope(message), &certificate(), at(now), &topics(TOPIC))
}

/// Signs it anew with version 2, whatever it says.
fn sign(mut message: Value) -> Value {
    message["SignatureVersion"] = json!("2");
    let signed = envelope(&message).canonical().expect("what is signed");
    let key = PrivatePkcs8KeyDer::from_pem_slice(fixture!("rsa.key.pem").as_bytes());
    let key = RsaKeyPair::from_pkcs8(key.expect("a key").secret_pkcs8_der()).expect("an RSA key");
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .expect("a signature");
    message["Signature"] = json!(BASE64_STANDARD.encode(&signature));
    message
}

/// `message` with other values; `null` takes one away.
fn but(message: &Value, changes: Value) -> Value {
    let mut message = message.clone();
    let all = message.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("changes") {
        match value {
            Value::Null => all.remove(name),
            value => all.insert(name.clone(), value.clone()),
        };
    }
    message
}
