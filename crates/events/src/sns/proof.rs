//! The decision whether a message is a topic's: everything that speaks against it, in the order of what it costs to see.

use base64::prelude::{BASE64_STANDARD, Engine};
use jiff::{SignedDuration, Timestamp};

use super::address::{CertificateUrl, Elsewhere, confirms};
use super::certificate::{Certificate, SignatureVersion};
use super::envelope::{Envelope, Kind};
use domain::release::place;

/// How far the clocks of SNS and of this machine may lie apart.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How old a message may be: SNS tries for as long as an hour to deliver it, with the time of its publication.
///
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>
const AGE: SignedDuration = SignedDuration::from_hours(1);

/// Why a message is not taken for that of a topic of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    #[error("its topic is not among `sources.sns_topics`")]
    Topic,
    #[error("its time cannot be read")]
    NoTime,
    #[error("it is older than SNS would deliver it")]
    Stale,
    #[error("it comes from the future")]
    Future,
    #[error("its signature is of no version that is known")]
    Version,
    #[error("the address of its certificate is not SNS's: {0}")]
    CertificateUrl(Elsewhere),
    #[error("the link that confirms it is not SNS's: {0}")]
    SubscribeUrl(Elsewhere),
    /// What is signed cannot be told.
    #[error("it lacks what its type has, or has line breaks where SNS writes none")]
    Misshapen,
    #[error("the certificate is not valid yet, or no longer")]
    Dates,
    #[error("the signature is wrong")]
    Signature,
}

/// Where the certificate is that must have signed `envelope`, if nothing else speaks against it.
///
/// `allowed` are the ARNs of the topics of the settings.
///
/// # Errors
/// [`Untrusted`], for all that is seen without the certificate.
pub fn certificate_url(
    envelope: &Envelope,
    now: Timestamp,
    allowed: &[String],
) -> Result<CertificateUrl, Untrusted> {
    check(envelope, now, allowed).map(|claim| claim.certificate)
}

/// Checks that a topic of `allowed` has sent `envelope` and signed it with the key of `certificate`, which must be that of
/// [`certificate_url`].
///
/// # Errors
/// [`Untrusted`] says what speaks against it.
pub fn verify(
    envelope: &Envelope,
    certificate: &Certificate,
    now: Timestamp,
    allowed: &[String],
) -> Result<(), Untrusted> {
    let claim = check(envelope, now, allowed)?;
    if !certificate.is_valid(now) {
        return Err(Untrusted::Dates);
    }
    let signature = BASE64_STANDARD
        .decode(&envelope.signature)
        .map_err(|_| Untrusted::Signature)?;
    if !certificate.has_signed(claim.version, &claim.signed, &signature) {
        return Err(Untrusted::Signature);
    }
    Ok(())
}

/// What a message says of its signature, where nothing speaks against it.
struct Claim {
    certificate: CertificateUrl,
    version: SignatureVersion,
    /// What must have been signed.
    signed: String,
}

fn check(envelope: &Envelope, now: Timestamp, allowed: &[String]) -> Result<Claim, Untrusted> {
    if !allowed.contains(&envelope.topic_arn) {
        return Err(Untrusted::Topic);
    }
    let region = place(&envelope.topic_arn).ok_or(Untrusted::Topic)?.region;
    is_fresh(&envelope.timestamp, now)?;
    let version = match envelope.signature_version.as_str() {
        "1" => SignatureVersion::One,
        "2" => SignatureVersion::Two,
        _ => return Err(Untrusted::Version),
    };
    let certificate = CertificateUrl::new(&envelope.signing_cert_url, &region)
        .map_err(Untrusted::CertificateUrl)?;
    let signed = envelope.canonical().ok_or(Untrusted::Misshapen)?;
    if envelope.kind != Kind::Notification {
        let link = envelope.subscribe_url.as_deref().unwrap_or_default();
        confirms(link, &region).map_err(Untrusted::SubscribeUrl)?;
    }
    Ok(Claim {
        certificate,
        version,
        signed,
    })
}

fn is_fresh(published: &str, now: Timestamp) -> Result<(), Untrusted> {
    let published: Timestamp = published.parse().map_err(|_| Untrusted::NoTime)?;
    let age = now.duration_since(published);
    if age > AGE + SKEW {
        return Err(Untrusted::Stale);
    }
    if age < -SKEW {
        return Err(Untrusted::Future);
    }
    Ok(())
}
