//! `aws::sns` of the bot, but for what fetches certificates.

// Only `keeper.rs`, which is not here, asks where a certificate is fetched from in its place.
#![allow(dead_code)]

#[path = "../../src/aws/sns/address.rs"]
mod address;
#[path = "../../src/aws/sns/certificate.rs"]
mod certificate;
#[path = "../../src/aws/sns/envelope.rs"]
mod envelope;
#[path = "../../src/aws/sns/proof.rs"]
mod proof;

use jiff::Timestamp;

use self::certificate::SignatureVersion;

pub use self::certificate::Certificate;
pub use self::envelope::Envelope;
pub use self::proof::{certificate_url, verify};

/// What is signed of a message, where it can be told.
pub fn signed(envelope: &Envelope) -> Option<String> {
    envelope.canonical()
}

/// Asks a certificate all that it is ever asked; whether it takes these words for a signature.
///
/// # Panics
/// Never, or a bug is found.
pub fn ask(certificate: &Certificate, now: Timestamp, signature: &[u8]) -> bool {
    let versions = [SignatureVersion::One, SignatureVersion::Two];
    let _ = certificate.is_valid(now);
    versions
        .into_iter()
        .any(|version| certificate.has_signed(version, "words", signature))
}
