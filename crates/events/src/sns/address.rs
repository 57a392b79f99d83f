//! Which addresses are SNS's own: those of one host of the topic's region, and nothing that only looks like it.

use url::Url;

/// Before and after the 32 hexadecimal digits of a certificate's path.
const CERTIFICATE: (&str, &str) = ("/SimpleNotificationService-", ".pem");
const DIGITS: usize = 32;

/// The address of a signing certificate, known to be SNS's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CertificateUrl(Url);

/// What shows that an address is not SNS's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Elsewhere {
    /// No address at all, or one that a parser has to mend; two parsers may mend it differently.
    #[error("it is not written as an address is")]
    Malformed,
    #[error("it is not https")]
    Scheme,
    #[error("it names a user")]
    User,
    #[error("it names a port")]
    Port,
    #[error("it has a query or a fragment")]
    Query,
    /// Also a bucket named `sns`, whose host begins like SNS's.
    #[error("its host is not SNS's in the region of the topic")]
    Host,
    #[error("its path is not that of a certificate")]
    Path,
}

impl CertificateUrl {
    /// Takes `address` if it is where SNS has its certificates in `region`.
    ///
    /// # Errors
    /// [`Elsewhere`] says what shows that it is not.
    pub(super) fn new(address: &str, region: &str) -> Result<Self, Elsewhere> {
        let url = of_sns(address, region)?;
        if url.query().is_some() {
            return Err(Elsewhere::Query);
        }
        let (before, after) = CERTIFICATE;
        let digits = url.path().strip_prefix(before);
        let is_certificate = digits
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|digits| {
                digits.len() == DIGITS
                    && digits
                        .bytes()
                        .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            });
        if !is_certificate {
            return Err(Elsewhere::Path);
        }
        Ok(Self(url))
    }

    /// The same path at another host: where AWS is simulated, its certificates come from the simulator.
    pub fn at(&self, host: &Url) -> Url {
        let mut url = host.clone();
        url.set_path(self.0.path());
        url.set_query(None);
        url.set_fragment(None);
        url
    }

    /// The address as it stands in the message.
    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

/// Checks that the link which confirms a subscription is SNS's in `region`. Nobody follows it.
///
/// # Errors
/// [`Elsewhere`] says what shows that it is not.
pub(super) fn confirms(address: &str, region: &str) -> Result<(), Elsewhere> {
    of_sns(address, region).map(drop)
}

/// All but the path and the query, which differ.
fn of_sns(address: &str, region: &str) -> Result<Url, Elsewhere> {
    let url = Url::parse(address).map_err(|_| Elsewhere::Malformed)?;
    if url.as_str() != address {
        return Err(Elsewhere::Malformed);
    }
    if url.scheme() != "https" {
        return Err(Elsewhere::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Elsewhere::User);
    }
    if url.port().is_some() {
        return Err(Elsewhere::Port);
    }
    if url.fragment().is_some() {
        return Err(Elsewhere::Query);
    }
    if url.host_str() != Some(&host(region)) {
        return Err(Elsewhere::Host);
    }
    Ok(url)
}

/// <https://docs.aws.amazon.com/general/latest/gr/sns.html>
fn host(region: &str) -> String {
    let partition = if region.starts_with("cn-") { ".cn" } else { "" };
    format!("sns.{region}.amazonaws.com{partition}")
}
