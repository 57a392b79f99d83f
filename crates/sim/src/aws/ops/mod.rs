//! The operations of every service but STS: what each takes, and how it is answered from the model.

mod codedeploy;
mod codepipeline;
mod ecs;
mod sns;
mod sqs;
mod view;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::wire::auth::Caller;
use super::wire::shape::Member;
use super::world::{Place, Refused, Region, World};

/// A service by its target prefix, its name in a signature, the version of its JSON, and its operations.
pub struct Service {
    pub target: &'static str,
    pub name: &'static str,
    json: &'static str,
    tables: &'static [&'static [Operation]],
}

/// One operation.
pub struct Operation {
    pub name: &'static str,
    pub input: &'static [Member],
    pub run: fn(&mut Ask<'_>) -> Result<Value, Refused>,
}

const JSON_1_1: &str = "application/x-amz-json-1.1";

/// The services offered.
pub const SERVICES: [Service; 4] = [
    Service {
        target: "AmazonEC2ContainerServiceV20141113",
        name: "ecs",
        json: JSON_1_1,
        tables: &ecs::TABLES,
    },
    Service {
        target: "CodeDeploy_20141006",
        name: "codedeploy",
        json: JSON_1_1,
        tables: &codedeploy::TABLES,
    },
    Service {
        target: "CodePipeline_20150709",
        name: "codepipeline",
        json: JSON_1_1,
        tables: &codepipeline::TABLES,
    },
    Service {
        target: "AmazonSQS",
        name: "sqs",
        json: "application/x-amz-json-1.0",
        tables: &sqs::TABLES,
    },
];

/// The operation of this name, of a service of the query protocol other than STS.
pub fn operation(service: &str, name: &str) -> Option<&'static Operation> {
    let tables: &[&[Operation]] = match service {
        "sns" => &sns::TABLES,
        _ => &[],
    };
    find(tables, name)
}

fn find(tables: &[&'static [Operation]], name: &str) -> Option<&'static Operation> {
    tables
        .iter()
        .flat_map(|table| table.iter())
        .find(|one| one.name == name)
}

/// The `Content-Type` of a service by its name, and of an answer that no service gives.
pub fn media_type(service: &str) -> &'static str {
    let found = SERVICES.iter().find(|one| one.name == service);
    found.map_or(JSON_1_1, Service::media_type)
}

impl Service {
    /// The `Content-Type` of its requests and answers.
    pub fn media_type(&self) -> &'static str {
        self.json
    }

    /// The operation of this name.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        find(self.tables, name)
    }
}

/// A call that has passed every check of its input, with the model that answers it.
pub struct Ask<'a> {
    pub service: &'static str,
    pub operation: &'static str,
    pub world: &'a mut World,
    pub caller: &'a Caller,
    /// What the client calls this endpoint: `ADDR:PORT`.
    pub host: &'a str,
    pub input: &'a Map<String, Value>,
}

impl Ask<'_> {
    /// A string of the input.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.input.get(name)?.as_str()
    }

    /// A required string; the shapes have seen to it that it is there.
    pub fn name(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    /// A boolean of the input.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.input.get(name)?.as_bool()
    }

    /// A list of strings of the input.
    pub fn list(&self, name: &str) -> Vec<String> {
        let items = self.input.get(name).and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// The caller's region; one that nobody has used yet is empty.
    pub fn region(&mut self) -> &mut Region {
        let now = self.world.now();
        let account = self
            .world
            .accounts
            .entry(self.caller.account.clone())
            .or_default();
        account
            .regions
            .entry(self.caller.region.clone())
            .or_insert_with(|| {
                let place = Place {
                    account: self.caller.account.clone(),
                    region: self.caller.region.clone(),
                };
                Region::new(place, now)
            })
    }

    /// One page of `items` under `key`, with a token for the next. The token is good for this very request only.
    pub fn page(&self, key: &str, items: Vec<Value>) -> Result<Value, Refused> {
        let seal = self.seal();
        let start = match self.text("nextToken") {
            None => 0,
            Some(token) => token
                .strip_prefix(&seal)
                .and_then(|offset| usize::from_str_radix(offset, 16).ok())
                .filter(|offset| *offset <= items.len() && *offset > 0)
                .ok_or_else(|| self.bad_token())?,
        };
        let asked = self.input.get("maxResults").and_then(Value::as_u64);
        let size = asked
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or(self.world.page)
            .max(1);
        let total = items.len();
        let page: Vec<Value> = items.into_iter().skip(start).take(size).collect();
        let end = start + page.len();
        let mut output = Map::new();
        output.insert(key.to_owned(), Value::Array(page));
        if end < total {
            output.insert("nextToken".to_owned(), json!(format!("{seal}{end:08x}")));
        }
        Ok(Value::Object(output))
    }

    fn seal(&self) -> String {
        let mut input = self.input.clone();
        input.remove("nextToken");
        input.remove("maxResults");
        let what = format!(
            "{}/{}/{}/{}/{}",
            self.caller.account,
            self.caller.region,
            self.service,
            self.operation,
            Value::Object(input)
        );
        hex::encode(&Sha256::digest(what)[..16])
    }

    fn bad_token(&self) -> Refused {
        if self.service == "ecs" {
            return Refused::new("InvalidParameterException", "Invalid token.");
        }
        Refused::new("InvalidNextTokenException", "The nextToken is not valid.")
    }
}
