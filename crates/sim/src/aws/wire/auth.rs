//! Whose a call is: the keys in its `Authorization` header, and the sessions that AssumeRole gave.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use jiff::Timestamp;

use crate::aws::world::{HOME, Ids, Refused};

/// The base key pair: a user of the reference worlds' first account.
pub const ACCESS_KEY_ID: &str = "AKIAPILOTHOUSE000001";
/// Its secret. Signatures are not recomputed, so anything would do.
pub const SECRET_ACCESS_KEY: &str = "a-secret-that-only-the-simulator-knows-1";

/// Who calls, and where.
#[derive(Debug, Clone)]
pub struct Caller {
    pub account: String,
    pub region: String,
    /// As GetCallerIdentity and AccessDenied name them.
    pub arn: String,
    /// Whether the keys came from AssumeRole.
    pub assumed: bool,
}

/// What AssumeRole gave out.
#[derive(Debug, Clone)]
pub struct Session {
    pub access_key: String,
    pub secret: String,
    pub token: String,
    pub account: String,
    pub arn: String,
    pub expires_at: Timestamp,
}

/// All sessions, by access key.
#[derive(Debug)]
pub struct Sessions {
    given: BTreeMap<String, Session>,
    ids: Ids,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            given: BTreeMap::new(),
            ids: Ids::new("sessions"),
        }
    }
}

impl Sessions {
    /// Gives out keys for a role's session.
    pub fn open(&mut self, account: &str, arn: String, expires_at: Timestamp) -> Session {
        let session = Session {
            access_key: format!("ASIA{}", self.ids.key(16)),
            secret: format!("{}{}", self.ids.key(20), self.ids.key(20)),
            token: format!("IQoJb3JpZ2luX2VjE{}{}", self.ids.key(32), self.ids.key(32)),
            account: account.to_owned(),
            arn,
            expires_at,
        };
        self.given
            .insert(session.access_key.clone(), session.clone());
        session
    }

    /// Finds out who calls `service`.
    ///
    /// # Errors
    /// `MissingAuthenticationTokenException`, `UnrecognizedClientException`, `ExpiredTokenException`,
    /// `InvalidSignatureException`, `IncompleteSignatureException`.
    pub fn caller(
        &self,
        headers: &HeaderMap,
        service: &str,
        now: Timestamp,
    ) -> Result<Caller, Refused> {
        let header = text(headers, "authorization").ok_or_else(|| {
            Refused::new(
                "MissingAuthenticationTokenException",
                "Request is missing Authentication Token",
            )
        })?;
        let incomplete = || {
            Refused::new(
                "IncompleteSignatureException",
                format!("'{header}' not a valid key=value pair in Authorization header"),
            )
        };
        let rest = header
            .strip_prefix("AWS4-HMAC-SHA256 ")
            .ok_or_else(incomplete)?;
        let part = |name: &str| {
            rest.split(',')
                .find_map(|one| one.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let credential = part("Credential").ok_or_else(incomplete)?;
        let signed = part("SignedHeaders").ok_or_else(incomplete)?;
        part("Signature")
            .filter(|it| it.len() == 64)
            .ok_or_else(incomplete)?;
        let scope: Vec<&str> = credential.split('/').collect();
        let [key, _date, region, scoped, "aws4_request"] = scope[..] else {
            return Err(incomplete());
        };
        let signs = |name: &str| signed.split(';').any(|one| one == name);
        if !signs("host") || text(headers, "x-amz-date").is_none() {
            return Err(incomplete());
        }
        if scoped != service {
            let message = format!("Credential should be scoped to correct service: '{service}'.");
            return Err(Refused::new("InvalidSignatureException", message));
        }
        let token = text(headers, "x-amz-security-token");
        let (account, arn, assumed) = if key == ACCESS_KEY_ID && token.is_none() {
            (
                HOME.to_owned(),
                format!("arn:aws:iam::{HOME}:user/pilothouse"),
                false,
            )
        } else {
            let session = self
                .given
                .get(key)
                .filter(|it| token == Some(it.token.as_str()));
            let session = session.ok_or_else(|| {
                Refused::new(
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid.",
                )
            })?;
            if session.expires_at <= now {
                let message = "The security token included in the request is expired";
                return Err(Refused::new("ExpiredTokenException", message));
            }
            (session.account.clone(), session.arn.clone(), true)
        };
        Ok(Caller {
            account,
            region: region.to_owned(),
            arn,
            assumed,
        })
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
