//! `[[environments]]`: which part of AWS has which name.

use super::say::{not_one_of, quoted};
use super::shapes;
use super::table::Table;
use super::values::{flag, globs, text};
use domain::names::{Environment, EnvironmentName, Globs};

/// The names that other tables may refer to.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Also those of environments with something else wrong, so that one mistake is told once.
    known: Vec<EnvironmentName>,
    /// Whether some environment's name could not be read; then any name may be right.
    unsure: bool,
}

impl Names {
    /// The environment that `text` names.
    pub(super) fn refer(&self, text: &str) -> Result<EnvironmentName, String> {
        let name = EnvironmentName::new(text);
        if self.unsure || self.known.contains(&name) {
            return Ok(name);
        }
        if self.known.is_empty() {
            return Err(format!(
                "is {}, and there are no [[environments]]",
                quoted(text)
            ));
        }
        Err(not_one_of(
            text,
            self.known.iter().map(EnvironmentName::as_str),
        ))
    }
}

/// Every environment in the order of the file, `None` where any is wrong; and their names.
pub(super) fn read(top: &Table<'_>) -> (Option<Vec<Environment>>, Names) {
    let mut names = Names::default();
    // All are read before the first bad one counts, so that every bad one is told.
    let environments: Vec<Option<Environment>> = top
        .tables("environments")
        .iter()
        .map(|table| match table {
            Some(table) => read_one(table, &mut names),
            None => {
                names.unsure = true;
                None
            }
        })
        .collect();
    (environments.into_iter().collect(), names)
}

fn read_one(table: &Table<'_>, names: &mut Names) -> Option<Environment> {
    let name = table.required("name", |item| {
        let name = text(shapes::environment_name)(item)?;
        if names.known.contains(&name) {
            item.wrong(format!("is `{name}`, which another one above has"));
        }
        Some(name)
    });
    match &name {
        Some(name) => names.known.push(name.clone()),
        None => names.unsure = true,
    }
    let account = table.required("account", text(shapes::account));
    let role_arn = table.optional(
        "role_arn",
        text(|arn| {
            let arn = shapes::role_arn(arn)?;
            match &account {
                Some(account) if shapes::account_of(&arn) != account => Err(format!(
                    "is a role of the account {}, not of {account}",
                    shapes::account_of(&arn)
                )),
                _ => Ok(arn),
            }
        }),
    );
    let region = table.required("region", text(shapes::region));
    let clusters = table.or("clusters", Globs::any(), globs);
    let pipelines = table.or("pipelines", Globs::any(), globs);
    let applications = table.optional("applications", globs);
    let production = table.or("production", true, flag);
    Some(Environment {
        name: name?,
        account: account?,
        region: region?,
        clusters: clusters?,
        pipelines: pipelines?,
        applications: applications?,
        role_arn: role_arn?,
        production: production?,
    })
}
