//! Whether a message is really from a topic of ours: SNS's signature, and the certificate that proves it.
//!
//! Anybody may post to an HTTPS subscription. [`certificate_url`] refuses what needs no certificate to be refused and says
//! where the certificate is, [`Certificates`] has it, and [`verify`] decides; [`Topics`] does the three in turn:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.

mod address;
mod certificate;
mod envelope;
mod keeper;
mod proof;
mod topics;

#[cfg(test)]
mod tests;

pub use address::{CertificateUrl, Elsewhere};
pub use certificate::{Certificate, Unusable};
pub use envelope::{Envelope, Kind, NoEnvelope};
pub use keeper::{Certificates, Unavailable};
pub use proof::{Untrusted, certificate_url, verify};
pub use topics::{Topics, Unproven};
