//! What never leaves this machine: there, and only there, plain HTTP and simulated services are taken.

use url::{Host, Url};

/// Whether an address is this machine's own: `localhost`, 127.0.0.0/8 or `::1`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback_whatever_a_name_says() {
        for (url, expected) in [
            ("http://127.0.0.1:4566", true),
            ("http://127.9.9.9/path", true),
            ("http://[::1]:4566", true),
            ("https://localhost", true),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false),
            ("http://0.0.0.0", false),
            ("unix:/run/localhost", false),
        ] {
            let url = Url::parse(url).expect(url);
            assert_eq!(is_loopback(&url), expected, "{url}");
        }
    }
}
