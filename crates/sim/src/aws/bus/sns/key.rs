//! The key that the simulated SNS signs with. It is everybody's: it signs what the simulator sends, and nothing else.

use num_bigint::BigUint;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::aws::world::sns::SignatureVersion;

/// The certificate of this key, made by `openssl` and good until 2049.
pub const CERTIFICATE: &str = include_str!("certificate.pem");
/// Where SNS would have it, below its host.
pub const PATH: &str = "/SimpleNotificationService-70696c6f74686f7573652d73696d7321.pem";

/// The modulus, in hexadecimal digits.
const MODULUS: &str = "\
    f8ab8aed62f1d4da76f6e82b1f86dfb530a4ae45e9f93620eb969e913613919f57ffd76fd39c1f961a8992bf4a07207f\
    f19b552d1a6be763a954c2d034a1302435ed326c0eaca2c12b8d46f75cb903fcd8c81f5c11226ef02ca28a063332f626\
    81785ff5e0be9da38463ef1867e7829958a68372879e1fc6eb27a19645713666ef641b797e6b5c0c2f1173fd0161903b\
    988bb906f336147d70d590722ac2701bd1da981f5587a878a50f8b0902337ea51b18358cee2f4461206e549b2d3139ba\
    1742451f58602361e25e6120935d5521b065f4aff8eb307f43904eec4a39c4023cae1c13d606104346d62bbbde08120e\
    0b5d1bebabc9a1af8e79508aba914231";
/// The private exponent, in hexadecimal digits.
const EXPONENT: &str = "\
    1cfe1b278c46b7d374d55ac2545dac4d7acb688a3c3a5326497179316305ab0fd1f9c14b877787733fcad4723b1653a2\
    b72fae21a117fd957013b2d7059bd97a0f53857275cf88f64eb69d149019fe2e07b4657b9d7fcf416f62d006e307490d\
    ba40a7a78a398f359664f4667b0ed1fa410cc0fca4753a2d3e1393d26a6c45b445d4351f18ae760c07cc31e758741293\
    f6c49247d2bdf54d447dcfffea3dc1ed5370faa970806a1b326cf3762d096241044495c78d4de966aa306064c25814ce\
    0a239854e2adfa2b7ce34d84722a0c2615900926d10ab74943b29188245c6657e6f36ba4892620082fc6eef0ba7a5ea3\
    14079e51a63e031a52b0207c3aa6e41";
/// Its length in bytes.
const LENGTH: usize = 256;

/// The DER of `DigestInfo` before the digest: <https://datatracker.ietf.org/doc/html/rfc8017#section-9.2>.
const SHA1: &[u8] = &[
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
];
const SHA256: &[u8] = &[
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// The signature of RSASSA-PKCS1-v1_5 over `text`.
///
/// ring signs with no SHA-1, which topics have by default. How long this takes tells of the key; there is nothing to learn.
pub fn sign(text: &str, version: SignatureVersion) -> Vec<u8> {
    let info = match version {
        SignatureVersion::One => [SHA1, Sha1::digest(text).as_slice()].concat(),
        SignatureVersion::Two => [SHA256, Sha256::digest(text).as_slice()].concat(),
    };
    let mut block = vec![0xff; LENGTH - info.len()];
    let last = block.len() - 1;
    (block[0], block[1], block[last]) = (0x00, 0x01, 0x00);
    block.extend(info);
    let number = |digits: &str| BigUint::parse_bytes(digits.as_bytes(), 16).expect("a number");
    let signed = BigUint::from_bytes_be(&block).modpow(&number(EXPONENT), &number(MODULUS));
    let bytes = signed.to_bytes_be();
    [vec![0; LENGTH - bytes.len()], bytes].concat()
}

#[cfg(test)]
mod tests {
    use ring::signature::{
        RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    };
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use x509_cert::der::Decode;

    use super::*;

    #[test]
    fn what_it_signs_is_signed_by_the_key_of_its_certificate() {
        let der = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).expect("PEM");
        let certificate = x509_cert::Certificate::from_der(&der).expect("a certificate");
        let key = certificate.tbs_certificate().subject_public_key_info();
        let key = key.subject_public_key.as_bytes().expect("a key");
        for (version, algorithm) in [
            (
                SignatureVersion::One,
                &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            ),
            (SignatureVersion::Two, &RSA_PKCS1_2048_8192_SHA256),
        ] {
            let key = UnparsedPublicKey::new(algorithm, key);
            let signature = sign("Message\n안녕\n", version);
            assert!(key.verify("Message\n안녕\n".as_bytes(), &signature).is_ok());
            assert!(key.verify(b"Message\n", &signature).is_err());
        }
    }
}
