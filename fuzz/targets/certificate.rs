//! What somebody says is a certificate, in PEM or in what PEM holds.
#![no_main]

use base64::prelude::{BASE64_STANDARD, Engine};
use events::sns::Certificate;
use libfuzzer_sys::fuzz_target;
use pilothouse_fuzz::certificate::ask;
use pilothouse_fuzz::properties::known;

fuzz_target!(|data: &[u8]| {
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        BASE64_STANDARD.encode(data)
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
