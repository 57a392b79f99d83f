//! Input shapes, declared small, and what is wrong with an input that does not fit.

use serde_json::{Map, Value};

/// The type of a member.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// A string of `min` to `max` characters.
    Text {
        min: usize,
        max: usize,
    },
    /// One of these strings.
    OneOf(&'static [&'static str]),
    Int {
        min: i64,
        max: i64,
    },
    Bool,
    /// A number: epoch seconds where it is a time.
    Number,
    /// At most `max` of something.
    List {
        of: &'static Type,
        max: usize,
    },
    Struct(&'static [Member]),
    /// A structure that is not looked into.
    Any,
}

/// A member of an input.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub name: &'static str,
    pub of: Type,
    pub required: bool,
}

/// Any string.
pub const TEXT: Type = Type::Text {
    min: 0,
    max: usize::MAX,
};
/// A name of 1 to 100 characters.
pub const NAME: Type = Type::Text { min: 1, max: 100 };
/// Any number of strings.
pub const TEXTS: Type = Type::List {
    of: &TEXT,
    max: usize::MAX,
};

/// A member that may be left out.
pub const fn opt(name: &'static str, of: Type) -> Member {
    Member {
        name,
        of,
        required: false,
    }
}

/// A member that must be there.
pub const fn req(name: &'static str, of: Type) -> Member {
    Member {
        name,
        of,
        required: true,
    }
}

/// What is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// No such member.
    Unknown(String),
    /// A value of another JSON type; with the type expected.
    Type(String, &'static str),
    Missing(String),
    /// Too short, too long, too small, too great, or none of the choices; with the value and the constraint.
    Value(String, String, String),
    /// More than this many.
    TooMany(String, usize),
}

/// Checks the members of `input`, with `path` before their names.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(members: &[Member], input: &Map<String, Value>, path: &str) -> Result<(), Wrong> {
    let full = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    if let Some(name) = input
        .keys()
        .find(|key| !members.iter().any(|one| one.name == key.as_str()))
    {
        return Err(Wrong::Unknown(full(name)));
    }
    for member in members {
        match input.get(member.name).filter(|value| !value.is_null()) {
            Some(value) => check_value(&member.of, value, &full(member.name))?,
            None if member.required => return Err(Wrong::Missing(full(member.name))),
            None => {}
        }
    }
    Ok(())
}

fn check_value(of: &Type, value: &Value, path: &str) -> Result<(), Wrong> {
    let wrong = |expected: &'static str| Wrong::Type(path.to_owned(), expected);
    let unfit = |constraint: String| Wrong::Value(path.to_owned(), shown(value), constraint);
    match of {
        Type::Text { min, max } => {
            let length = value
                .as_str()
                .ok_or_else(|| wrong("STRING"))?
                .chars()
                .count();
            if length > *max {
                return Err(unfit(format!(
                    "Member must have length less than or equal to {max}"
                )));
            }
            if length < *min {
                return Err(unfit(format!(
                    "Member must have length greater than or equal to {min}"
                )));
            }
            Ok(())
        }
        Type::OneOf(choices) => {
            let text = value.as_str().ok_or_else(|| wrong("STRING"))?;
            if choices.contains(&text) {
                return Ok(());
            }
            Err(unfit(format!(
                "Member must satisfy enum value set: [{}]",
                choices.join(", ")
            )))
        }
        Type::Int { min, max } => {
            let number = value.as_i64().ok_or_else(|| wrong("INTEGER"))?;
            if number < *min {
                return Err(unfit(format!(
                    "Member must have value greater than or equal to {min}"
                )));
            }
            if number > *max {
                return Err(unfit(format!(
                    "Member must have value less than or equal to {max}"
                )));
            }
            Ok(())
        }
        Type::Bool => value.as_bool().map(|_| ()).ok_or_else(|| wrong("BOOLEAN")),
        Type::Number => value.as_f64().map(|_| ()).ok_or_else(|| wrong("NUMBER")),
        Type::List { of, max } => {
            let items = value.as_array().ok_or_else(|| wrong("LIST"))?;
            if items.len() > *max {
                return Err(Wrong::TooMany(path.to_owned(), *max));
            }
            let mut numbered = items.iter().enumerate();
            numbered.try_for_each(|(index, item)| {
                check_value(of, item, &format!("{path}.{}.member", index + 1))
            })
        }
        Type::Struct(members) => check(
            members,
            value.as_object().ok_or_else(|| wrong("STRUCTURE"))?,
            path,
        ),
        Type::Any => Ok(()),
    }
}

fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
