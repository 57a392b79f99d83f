//! A certificate that SNS signs with: its key, and when it is valid.

use jiff::Timestamp;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    UnparsedPublicKey,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_cert::der::Decode;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::time::Time;

/// `rsaEncryption`: <https://datatracker.ietf.org/doc/html/rfc8017#appendix-A.1>.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// How a message was signed; the topic decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVersion {
    /// SHA-1, which every topic has until it is set otherwise.
    One,
    /// SHA-256.
    Two,
}

/// The certificate of one address. Whose it is, its address says, and the TLS by which it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// A `RSAPublicKey` in DER.
    key: Vec<u8>,
    from: Timestamp,
    until: Timestamp,
}

/// Why a certificate is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("there is no certificate in PEM")]
    NoPem,
    #[error("the certificate is no X.509")]
    NoX509,
    #[error("the certificate's key is no RSA key")]
    NoRsa,
}

impl Certificate {
    /// Reads the first certificate of a PEM file.
    ///
    /// # Errors
    /// [`Unusable`] says what it is not.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Unusable> {
        let der = CertificateDer::from_pem_slice(pem).map_err(|_| Unusable::NoPem)?;
        let read = x509_cert::Certificate::from_der(&der).map_err(|_| Unusable::NoX509)?;
        let read = read.tbs_certificate();
        let key = read.subject_public_key_info();
        if key.algorithm.oid != RSA {
            return Err(Unusable::NoRsa);
        }
        let key = key.subject_public_key.as_bytes().ok_or(Unusable::NoRsa)?;
        let validity = read.validity();
        Ok(Self {
            key: key.to_vec(),
            from: timestamp(validity.not_before)?,
            until: timestamp(validity.not_after)?,
        })
    }

    /// Whether `now` lies within its dates, both included.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        (self.from..=self.until).contains(&now)
    }

    /// Whether its key made `signature` over `signed`. A key of less than 2,048 bits makes none that counts.
    pub fn has_signed(&self, version: SignatureVersion, signed: &str, signature: &[u8]) -> bool {
        let algorithm: &'static RsaParameters = match version {
            SignatureVersion::One => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            SignatureVersion::Two => &RSA_PKCS1_2048_8192_SHA256,
        };
        UnparsedPublicKey::new(algorithm, &self.key)
            .verify(signed.as_bytes(), signature)
            .is_ok()
    }
}

fn timestamp(time: Time) -> Result<Timestamp, Unusable> {
    i64::try_from(time.to_unix_duration().as_secs())
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or(Unusable::NoX509)
}
