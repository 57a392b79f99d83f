//! Whether a message is really from a topic of ours: SNS's signature, and the certificate that proves it.
//!
//! Anybody may post to an HTTPS subscription. [`certificate_url`] refuses what needs no certificate to be refused and says
//! where the certificate is, and [`verify`] decides once somebody has fetched it:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.

mod address;
mod certificate;
mod envelope;
mod proof;

#[cfg(test)]
mod tests;

pub use self::address::{CertificateUrl, Elsewhere};
pub use self::certificate::{Certificate, SignatureVersion, Unusable};
pub use self::envelope::{Envelope, Kind, NoEnvelope};
pub use self::proof::{Untrusted, certificate_url, verify};
