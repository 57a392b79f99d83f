//! Slack's wire: arguments from a query, a form or JSON, and the shape of answers and errors.

use std::borrow::Cow;

use axum::http::{HeaderMap, Method, header};
use serde_json::{Map, Value, json};

/// An error as Slack answers it: a name, and sometimes more members.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub error: Cow<'static, str>,
    pub more: Map<String, Value>,
}

impl From<&'static str> for Failure {
    fn from(error: &'static str) -> Self {
        Self {
            error: error.into(),
            more: Map::new(),
        }
    }
}

impl Failure {
    /// An error that lists what is wrong with the arguments.
    pub fn listing(error: &'static str, problems: &[String]) -> Self {
        let messages: Vec<String> = problems
            .iter()
            .map(|problem| format!("[ERROR] {problem}"))
            .collect();
        let mut failure = Self::from(error);
        failure.more.insert("errors".into(), json!(problems));
        failure
            .more
            .insert("response_metadata".into(), json!({"messages": messages}));
        failure
    }

    /// `invalid_arguments` for an argument.
    pub fn argument(problem: &str, name: &str) -> Self {
        Self::listing(
            "invalid_arguments",
            &[format!("{problem} [json-pointer:/{name}]")],
        )
    }

    /// The body of the answer.
    pub fn body(self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("ok".into(), false.into());
        body.insert("error".into(), self.error.into());
        body.extend(self.more);
        body
    }
}

/// What a Web API call carries.
#[derive(Debug, Default, Clone)]
pub struct Args {
    /// The arguments; JSON in strings is not decoded yet. Never the token.
    values: Map<String, Value>,
    /// From the header, or else the form.
    pub token: Option<String>,
    /// Names of what Slack finds odd, though it answers.
    pub warnings: Vec<&'static str>,
}

impl Args {
    /// Decodes a request. `json` is whether the method reads JSON bodies at all.
    ///
    /// # Errors
    /// `invalid_json`, `json_not_object`, `invalid_post_type`, `missing_post_type`, `invalid_form_data`.
    pub fn decode(
        method: &Method,
        headers: &HeaderMap,
        query: &str,
        body: &[u8],
        json: bool,
    ) -> Result<Self, Failure> {
        let mut args = Self {
            values: pairs(query.as_bytes())?,
            ..Self::default()
        };
        // A token in the query is not read: apps of today may not send one there.
        args.values.remove("token");
        if method == Method::POST {
            args.decode_body(headers, body, json)?;
        }
        if let Some(bearer) = bearer(headers) {
            args.token = Some(bearer);
        }
        args.values.retain(|_, value| !value.is_null());
        Ok(args)
    }

    fn decode_body(&mut self, headers: &HeaderMap, body: &[u8], json: bool) -> Result<(), Failure> {
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        let has_charset = content_type.contains("charset");
        match content_type.split(';').next().unwrap_or_default().trim() {
            "application/x-www-form-urlencoded" => {
                if has_charset {
                    self.warnings.push("superfluous_charset");
                }
                let mut form = pairs(body)?;
                if let Some(Value::String(token)) = form.remove("token") {
                    self.token = Some(token);
                }
                self.values.extend(form);
            }
            "application/json" => {
                if !has_charset {
                    self.warnings.push("missing_charset");
                }
                // Official clients announce JSON and send nothing when there are no arguments.
                if body.is_empty() {
                    return Ok(());
                }
                let value: Value = serde_json::from_slice(body).map_err(|_| "invalid_json")?;
                let Value::Object(mut object) = value else {
                    return Err("json_not_object".into());
                };
                object.remove("token");
                // A method that does not read JSON sees no arguments at all.
                if json {
                    self.values.extend(object);
                }
            }
            "text/plain" => {
                if !has_charset {
                    self.warnings.push("missing_charset");
                }
            }
            "" if body.is_empty() => {}
            "" => return Err("missing_post_type".into()),
            _ => return Err("invalid_post_type".into()),
        }
        Ok(())
    }

    /// The arguments as they are written into the call log: JSON in strings decoded.
    pub fn for_log(&self) -> Value {
        let mut values = self.values.clone();
        for name in ["blocks", "attachments", "metadata", "view"] {
            if let Some(Value::String(text)) = values.get(name)
                && let Ok(decoded) = serde_json::from_str(text)
            {
                values.insert(name.into(), decoded);
            }
        }
        Value::Object(values)
    }

    /// Whether an argument was given, even if empty.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A text argument.
    ///
    /// # Errors
    /// `invalid_arguments` if it is not text.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        match self.values.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Failure::argument("must be a string", name)),
        }
    }

    /// A text argument that must be there and not empty.
    ///
    /// # Errors
    /// `invalid_arguments`.
    pub fn required(&self, name: &str) -> Result<&str, Failure> {
        self.text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| {
                Failure::listing(
                    "invalid_arguments",
                    &[format!("missing required field: {name}")],
                )
            })
    }

    /// A yes or no: `true`, `1`, `false`, `0`; absent is no.
    ///
    /// # Errors
    /// `invalid_arguments` for anything else.
    pub fn flag(&self, name: &str) -> Result<bool, Failure> {
        match self.values.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text == "true" || text == "1" => Ok(true),
            Some(Value::String(text)) if text == "false" || text == "0" || text.is_empty() => {
                Ok(false)
            }
            Some(_) => Err(Failure::argument("must be a boolean", name)),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// The name given, where it is none.
    pub fn number(&self, name: &str, error: &'static str) -> Result<Option<u64>, Failure> {
        match self.values.get(name) {
            None => Ok(None),
            Some(Value::Number(number)) => number.as_u64().map(Some).ok_or(error.into()),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|_| error.into()),
            Some(_) => Err(error.into()),
        }
    }

    /// A structure: JSON itself in a JSON body, JSON in a string anywhere. An empty string is no structure.
    ///
    /// # Errors
    /// The name given, where the string is not JSON.
    pub fn structure(&self, name: &str, error: &'static str) -> Result<Option<Value>, Failure> {
        match self.values.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| error.into()),
            Some(value) => Ok(Some(value.clone())),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ")?.trim();
    (!token.is_empty()).then(|| token.to_owned())
}

fn pairs(bytes: &[u8]) -> Result<Map<String, Value>, Failure> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_bytes(bytes).map_err(|_| "invalid_form_data")?;
    Ok(pairs
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)))
        .collect())
}
