//! All that a certificate is ever asked.

use events::sns::{Certificate, SignatureVersion};
use jiff::Timestamp;

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
