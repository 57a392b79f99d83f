//! The query protocol of STS and SNS: a form in, XML out. <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::answer::escape;
use super::shape::{Member, Type};

/// A service by the version of its interface, which tells the services apart, and its name in a signature.
const VERSIONS: [(&str, &str); 2] = [("2011-06-15", "sts"), ("2010-03-31", "sns")];

/// The form's fields.
pub fn form(body: &[u8]) -> BTreeMap<String, String> {
    serde_urlencoded::from_bytes::<Vec<(String, String)>>(body)
        .unwrap_or_default()
        .into_iter()
        .collect()
}

/// The fields as the call log keeps them.
pub fn logged(form: &BTreeMap<String, String>) -> Value {
    json!(form)
}

/// The service that a form is for; STS says what is wrong with a version that none has.
pub fn service(form: &BTreeMap<String, String>) -> &'static str {
    let version = form.get("Version").map(String::as_str);
    let found = VERSIONS.iter().find(|(it, _)| Some(*it) == version);
    found.map_or("sts", |(_, service)| service)
}

/// The namespace of a service's XML.
pub fn namespace(service: &str) -> &'static str {
    match service {
        "sns" => "http://sns.amazonaws.com/doc/2010-03-31/",
        _ => "https://sts.amazonaws.com/doc/2011-06-15/",
    }
}

/// The input of an operation with these members: `A.entry.1.key` is the first key of a map, `A.member.1` the first item
/// of a list, and everything else a member. What is no member keeps its name, to be refused by it.
pub fn input(form: &BTreeMap<String, String>, members: &[Member]) -> Map<String, Value> {
    let mut input = Map::new();
    let fields = form
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "Action" | "Version"));
    for (name, value) in fields {
        let parts: Vec<&str> = name.split('.').collect();
        match parts[..] {
            [map, "entry", number, "key"] => {
                let held = form.get(&format!("{map}.entry.{number}.value"));
                let map = input.entry(map).or_insert_with(|| json!({}));
                map[value] = json!(held);
            }
            [_, "entry", _, "value"] => {}
            [list, "member", _] => {
                let list = input.entry(list).or_insert_with(|| json!([]));
                list.as_array_mut()
                    .into_iter()
                    .for_each(|list| list.push(json!(value)));
            }
            _ => {
                let of = members.iter().find(|one| one.name == name);
                input.insert(name.clone(), scalar(of.map(|one| &one.of), value));
            }
        }
    }
    input
}

/// A form has texts alone; those of another type are written as JSON writes them.
fn scalar(of: Option<&Type>, text: &str) -> Value {
    let is_text = !matches!(of, Some(Type::Bool | Type::Int { .. }));
    let read = serde_json::from_str(text).ok().filter(|_| !is_text);
    read.unwrap_or_else(|| json!(text))
}

/// The answer to an operation; one without output has no result.
pub fn xml(service: &str, operation: &str, output: &Value) -> String {
    let mut result = String::new();
    write(output, &mut result);
    if !result.is_empty() {
        result = format!("<{operation}Result>{result}</{operation}Result>");
    }
    format!(
        "<{operation}Response xmlns=\"{}\">{result}<ResponseMetadata><RequestId>REQUEST-ID</RequestId></ResponseMetadata></{operation}Response>",
        namespace(service)
    )
}

fn write(value: &Value, xml: &mut String) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (name, member) in members {
                xml.push_str(&format!("<{name}>"));
                match member {
                    // The one map that any of these services answers.
                    Value::Object(entries) if name == "Attributes" => {
                        for (key, value) in entries {
                            xml.push_str(&format!("<entry><key>{}</key><value>", escape(key)));
                            write(value, xml);
                            xml.push_str("</value></entry>");
                        }
                    }
                    member => write(member, xml),
                }
                xml.push_str(&format!("</{name}>"));
            }
        }
        Value::Array(items) => {
            for item in items {
                xml.push_str("<member>");
                write(item, xml);
                xml.push_str("</member>");
            }
        }
        Value::String(text) => xml.push_str(&escape(text)),
        other => xml.push_str(&other.to_string()),
    }
}
