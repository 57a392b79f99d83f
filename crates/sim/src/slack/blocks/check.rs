//! The small checks that all others are made of, and the words for what fails them.

use std::fmt::Display;

use serde_json::{Map, Value};

/// Collects what is wrong.
#[derive(Debug, Default)]
pub struct Check {
    problems: Vec<String>,
}

/// The length of a text in UTF-16 units: never less than what Slack counts.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

impl Check {
    /// What was found, in order.
    pub fn into_problems(self) -> Vec<String> {
        self.problems
    }

    /// Writes a problem down.
    pub fn wrong(&mut self, words: impl Display, at: &str) {
        self.problems.push(format!("{words} [json-pointer:{at}]"));
    }

    /// The value as an object that has all of `required` and nothing besides `optional`.
    pub fn object<'v>(
        &mut self,
        value: &'v Value,
        at: &str,
        required: &[&str],
        optional: &[&str],
    ) -> Option<&'v Map<String, Value>> {
        let Some(object) = value.as_object() else {
            self.wrong("must provide an object", at);
            return None;
        };
        for name in required {
            if object.get(*name).is_none_or(Value::is_null) {
                self.wrong(format_args!("missing required field: {name}"), at);
            }
        }
        for name in object.keys() {
            let name = name.as_str();
            if name != "type" && !required.contains(&name) && !optional.contains(&name) {
                self.wrong(format_args!("invalid additional property: {name}"), at);
            }
        }
        Some(object)
    }

    /// A member that, if there, is text of `least` to `most` characters.
    pub fn string(
        &mut self,
        object: &Map<String, Value>,
        name: &str,
        at: &str,
        (least, most): (usize, usize),
    ) {
        let Some(value) = object.get(name).filter(|value| !value.is_null()) else {
            return;
        };
        self.bounded(value, &format!("{at}/{name}"), (least, most));
    }

    /// Text of `least` to `most` characters.
    pub fn bounded(&mut self, value: &Value, at: &str, (least, most): (usize, usize)) {
        let Some(text) = value.as_str() else {
            self.wrong("must provide a string", at);
            return;
        };
        let length = length(text);
        if length < least {
            self.wrong(
                format_args!("must be more than {} characters", least - 1),
                at,
            );
        }
        if length > most {
            self.wrong(
                format_args!("must be less than {} characters", most + 1),
                at,
            );
        }
    }

    /// A member that, if there, is one of some words.
    pub fn one_of(&mut self, object: &Map<String, Value>, name: &str, at: &str, words: &[&str]) {
        if let Some(value) = object.get(name).filter(|value| !value.is_null())
            && !value.as_str().is_some_and(|word| words.contains(&word))
        {
            self.wrong("must be a valid enum value", &format!("{at}/{name}"));
        }
    }

    /// A member that, if there, is true or false.
    pub fn flag(&mut self, object: &Map<String, Value>, name: &str, at: &str) {
        if let Some(value) = object.get(name).filter(|value| !value.is_null())
            && !value.is_boolean()
        {
            self.wrong("must provide a boolean", &format!("{at}/{name}"));
        }
    }

    /// A member that, if there, is a whole number within bounds.
    pub fn number(
        &mut self,
        object: &Map<String, Value>,
        name: &str,
        at: &str,
        (least, most): (u64, u64),
    ) {
        let Some(value) = object.get(name).filter(|value| !value.is_null()) else {
            return;
        };
        let at = format!("{at}/{name}");
        match value.as_u64() {
            None => self.wrong("must provide an integer", &at),
            Some(number) if number < least => {
                self.wrong(format_args!("must be at least {least}"), &at);
            }
            Some(number) if number > most => {
                self.wrong(format_args!("must be at most {most}"), &at);
            }
            Some(_) => {}
        }
    }

    /// A member that, if there, is a list of `least` to `most` items.
    pub fn list<'v>(
        &mut self,
        object: &'v Map<String, Value>,
        name: &str,
        at: &str,
        (least, most): (usize, usize),
    ) -> &'v [Value] {
        let Some(value) = object.get(name).filter(|value| !value.is_null()) else {
            return &[];
        };
        self.items(value, &format!("{at}/{name}"), (least, most))
    }

    /// A list of `least` to `most` items.
    pub fn items<'v>(
        &mut self,
        value: &'v Value,
        at: &str,
        (least, most): (usize, usize),
    ) -> &'v [Value] {
        let Some(items) = value.as_array() else {
            self.wrong("must provide an array", at);
            return &[];
        };
        if items.len() < least {
            self.wrong(format_args!("must have at least {least} items"), at);
        }
        if items.len() > most {
            self.wrong(format_args!("no more than {most} items allowed"), at);
        }
        items
    }
}
