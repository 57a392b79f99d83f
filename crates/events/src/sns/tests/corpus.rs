//! The signed messages that lie beside the sources, where they do: each true one is taken, each forged one for what it is.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:deploy-events";

/// The folder, where this machine has it.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/events/sns");
    if !folder.exists() {
        println!("0 samples were read: {} is not here", folder.display());
        return None;
    }
    Some(folder)
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("a file of the folder")
}

/// What the name of a forged message says of it.
fn reason(name: &str) -> Untrusted {
    match name {
        "BAD-cert-http" => Untrusted::CertificateUrl(Elsewhere::Scheme),
        "BAD-cert-port" => Untrusted::CertificateUrl(Elsewhere::Port),
        "BAD-cert-query" => Untrusted::CertificateUrl(Elsewhere::Query),
        "BAD-cert-s3-bucket" | "BAD-cert-s3-path" | "BAD-cert-suffix" => {
            Untrusted::CertificateUrl(Elsewhere::Host)
        }
        "BAD-cert-userinfo" => Untrusted::CertificateUrl(Elsewhere::User),
        "BAD-stale" => Untrusted::Stale,
        "BAD-subject-dropped" | "BAD-tampered-message" | "BAD-version-downgrade" => {
            Untrusted::Signature
        }
        "BAD-subscribeurl-ssrf" => Untrusted::SubscribeUrl(Elsewhere::Scheme),
        "BAD-topic-not-allowed" => Untrusted::Topic,
        "BAD-version-3" => Untrusted::Version,
        other => panic!("{other} is forged in a way that nobody has named"),
    }
}

#[test]
fn each_of_the_24_is_taken_or_refused_as_its_name_says() {
    let Some(folder) = folder() else { return };
    let certificate = Certificate::from_pem(read(&folder, "cert.pem").as_bytes());
    let certificate = certificate.expect("a certificate");
    let (mut taken, mut refused) = (0, 0);
    for entry in fs::read_dir(&folder).expect("a folder") {
        let file = entry.expect("an entry").file_name();
        let file = file.to_string_lossy();
        let Some(name) = file.strip_suffix(".json") else {
            continue;
        };
        let is_forged = name.starts_with("BAD-");
        if !is_forged && !name.ends_with(".v1") && !name.ends_with(".v2") {
            continue;
        }
        let envelope = Envelope::read(read(&folder, &file).as_bytes()).expect("a message of SNS");
        let said = verify(&envelope, &certificate, at(SIGNED_AT), &topics(TOPIC));
        if is_forged {
            assert_eq!(said, Err(reason(name)), "{name}");
            refused += 1;
        } else {
            assert_eq!(said, Ok(()), "{name}");
            taken += 1;
        }
    }
    assert_eq!((taken, refused), (10, 14));
    println!("{} samples were read", taken + refused);
}

#[test]
fn what_is_signed_is_written_as_others_write_it() {
    let Some(folder) = folder() else { return };
    let expected = read(&folder, "canonical_strings.json");
    let expected: BTreeMap<String, String> = serde_json::from_str(&expected).expect("strings");
    assert_eq!(expected.len(), 5);
    for (name, signed) in expected {
        for version in ["v1", "v2"] {
            let body = read(&folder, &format!("{name}.{version}.json"));
            let envelope = Envelope::read(body.as_bytes()).expect("a message of SNS");
            assert_eq!(envelope.canonical().as_ref(), Some(&signed), "{name}");
        }
    }
}

#[test]
fn a_request_as_it_comes_is_read_and_a_raw_delivery_is_none() {
    let Some(folder) = folder() else { return };
    for (name, is_signed) in [
        ("http-request.sns-notification.json", true),
        ("http-request.sns-subscriptionconfirmation.json", true),
        ("http-request.sns-raw-delivery.json", false),
    ] {
        let request: Value = serde_json::from_str(&read(&folder, name)).expect("a request");
        let body = request["body"].as_str().expect("a body");
        assert_eq!(Envelope::read(body.as_bytes()).is_ok(), is_signed, "{name}");
    }
}
