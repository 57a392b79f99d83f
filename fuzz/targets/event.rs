//! Any bytes, as what somebody posts, puts into a queue, or gives to `render` and `replay`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pilothouse_fuzz::properties::check_body;

fuzz_target!(|data: &[u8]| {
    if let Ok(body) = std::str::from_utf8(data) {
        check_body(body);
    }
});
