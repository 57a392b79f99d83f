//! What somebody says is a certificate, in PEM or in what PEM holds.
#![no_main]

use aws_smithy_types::base64;
use libfuzzer_sys::fuzz_target;
use pilothouse_fuzz::properties::known;
use pilothouse_fuzz::sns::{Certificate, ask};

fuzz_target!(|data: &[u8]| {
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        base64::encode(data)
    );
    for file in [data, pem.as_bytes()] {
        if let Ok(certificate) = Certificate::from_pem(file) {
            assert!(
                !ask(&certificate, known(), data),
                "anything is its signature"
            );
        }
    }
});
