//! Where certificates may come from: one host a region, one form of path, and no second way to write it.

use proptest::prelude::*;

use super::super::address::confirms;
use super::*;

const DIGITS: &str = "73578bb88351deb3baa1a99b5cb5c630";

fn certificate_of(host: &str) -> String {
    format!("https://{host}/SimpleNotificationService-{DIGITS}.pem")
}

#[test]
fn a_certificate_is_at_the_host_of_its_own_region() {
    for (region, host) in [
        ("us-east-1", "sns.us-east-1.amazonaws.com"),
        ("us-gov-west-1", "sns.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "sns.cn-north-1.amazonaws.com.cn"),
    ] {
        let url = CertificateUrl::new(&certificate_of(host), region).expect("SNS's address");
        assert_eq!(url.as_url().as_str(), certificate_of(host));
    }
    for (region, host) in [
        ("us-east-1", "sns.us-east-2.amazonaws.com"),
        ("us-east-1", "sns.us-east-1.amazonaws.com.cn"),
        ("cn-north-1", "sns.cn-north-1.amazonaws.com"),
        ("us-east-1", "sns.us-east-1.amazonaws.com."),
        ("us-east-1", "sns.us-east-1.amazonaws.co"),
        ("us-east-1", "asns.us-east-1.amazonaws.com"),
        ("us-east-1", "a.sns.us-east-1.amazonaws.com"),
        ("us-east-1", "sns.s3-us-east-1.amazonaws.com"),
        ("us-east-1", "s3.amazonaws.com"),
        ("us-east-1", "[::1]"),
        ("us-east-1", "127.0.0.1"),
    ] {
        let said = CertificateUrl::new(&certificate_of(host), region);
        assert_eq!(said, Err(Elsewhere::Host), "{host} for {region}");
    }
}

#[test]
fn whatever_else_is_written_is_refused_for_what_it_is() {
    let at = "https://sns.us-east-1.amazonaws.com";
    let file = format!("/SimpleNotificationService-{DIGITS}.pem");
    for (address, refused) in [
        (String::new(), Elsewhere::Malformed),
        (file.clone(), Elsewhere::Malformed),
        (format!(" {at}{file}"), Elsewhere::Malformed),
        (format!("{at}{file}\n"), Elsewhere::Malformed),
        (format!("HTTPS{}{file}", &at[5..]), Elsewhere::Malformed),
        (
            format!("https:\\\\{}{file}", &at[8..]),
            Elsewhere::Malformed,
        ),
        (format!("{at}:443{file}"), Elsewhere::Malformed),
        (format!("{at}/x/..{file}"), Elsewhere::Malformed),
        (format!("https://@{}{file}", &at[8..]), Elsewhere::Malformed),
        (format!("ftp{}{file}", &at[5..]), Elsewhere::Scheme),
        (format!("{at}:444{file}"), Elsewhere::Port),
        (format!("https://:x@{}{file}", &at[8..]), Elsewhere::User),
        (format!("{at}@evil.example{file}"), Elsewhere::User),
        (format!("{at}{file}?"), Elsewhere::Query),
        (format!("{at}{file}?x"), Elsewhere::Query),
        (format!("{at}{file}#x"), Elsewhere::Query),
        (format!("{at}/"), Elsewhere::Path),
        (format!("{at}/{file}"), Elsewhere::Path),
        (format!("{at}{file}/"), Elsewhere::Path),
        (format!("{at}/x{file}"), Elsewhere::Path),
        (
            format!("{at}{file}").replace("73578bb", "73578BB"),
            Elsewhere::Path,
        ),
        (
            format!("{at}{file}").replace("73578bb", "73578bg"),
            Elsewhere::Path,
        ),
        (
            format!("{at}{file}").replace("73578bb", "73578b"),
            Elsewhere::Path,
        ),
        (
            format!("{at}{file}").replace("73578bb", "%373578b"),
            Elsewhere::Path,
        ),
    ] {
        let said = CertificateUrl::new(&address, "us-east-1");
        assert_eq!(said, Err(refused), "{address}");
    }
}

#[test]
fn the_link_that_confirms_has_a_query_and_the_same_host() {
    let link = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336";
    assert_eq!(confirms(link, "us-east-1"), Ok(()));
    assert_eq!(confirms(link, "us-east-2"), Err(Elsewhere::Host));
    let metadata = "http://169.254.169.254/latest/meta-data/";
    assert_eq!(confirms(metadata, "us-east-1"), Err(Elsewhere::Scheme));
}

proptest! {
    /// One character more, less or another: only another digit makes another certificate of SNS.
    #[test]
    fn no_address_near_to_snss_is_taken(at in 0..105_usize, other in any::<char>(), how in 0..3) {
        let right = certificate_of("sns.us-east-1.amazonaws.com");
        let mut near: Vec<char> = right.chars().collect();
        let at = at.min(near.len() - 1);
        match how {
            0 => near[at] = other,
            1 => near.insert(at, other),
            _ => drop(near.remove(at)),
        }
        let near: String = near.into_iter().collect();
        let is_another = near.len() == right.len()
            && near.starts_with("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-")
            && near.ends_with(".pem")
            && near[62..near.len() - 4].bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        prop_assert_eq!(CertificateUrl::new(&near, "us-east-1").is_ok(), is_another, "{}", near);
    }
}
