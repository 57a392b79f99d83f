//! `[[grants]]`: who may do what, and where.

use toml::de::DeValue;

use super::environments::Names;
use super::say::not_one_of;
use super::shapes;
use super::table::{Item, Table};
use super::values::{count, globs, some_texts, text, texts, word};
use domain::names::Globs;
use domain::policy::{Action, Grant};

/// Every grant, in the order of the file; `None` where any of them is wrong.
pub(super) fn read(top: &Table<'_>, names: &Names) -> Option<Vec<Grant>> {
    // All are read before the first bad one counts, so that every bad one is told.
    let grants: Vec<Option<Grant>> = top
        .tables("grants")
        .iter()
        .map(|table| read_one(table.as_ref()?, names))
        .collect();
    grants.into_iter().collect()
}

/// What brings something new into an environment.
const ROLLOUTS: [Action; 3] = [Action::Approve, Action::Start, Action::Retry];

fn read_one(table: &Table<'_>, names: &Names) -> Option<Grant> {
    let actions = table.required("actions", some_texts(action));
    let environment = table.optional("environment", text(|text| names.refer(text)));
    let matched = table.or("match", Globs::any(), globs);
    let people = table.or("users", Vec::new(), texts(shapes::person));
    let groups = table.or("groups", Vec::new(), texts(shapes::group));
    // Checked here and refused by `not_yet` where they ask for what is not built.
    let approvals = table.optional("approvals", count);
    let not_own = table.or("not_own", (), not_own);
    for key in ["approvals", "not_own"] {
        if let Some(actions) = &actions
            && table.has(key)
            && !actions.iter().any(|action| ROLLOUTS.contains(action))
        {
            table.wrong(format!(
                "`{key}` in [[grants]] applies only to approve, start and retry, and this grant gives none of them"
            ));
        }
    }
    let (people, groups) = (people?, groups?);
    if people.is_empty() && groups.is_empty() {
        table.wrong(
            "this grant is given to nobody; name `users` or `groups` in [[grants]]".to_owned(),
        );
        return None;
    }
    approvals.and(not_own)?;
    Some(Grant {
        actions: actions?,
        environment: environment?,
        names: matched?,
        people,
        groups,
    })
}

/// Who of those concerned may not act themselves. It was `true` or `false` once.
fn not_own(item: &Item<'_>) -> Option<()> {
    if let DeValue::Boolean(flag) = item.value {
        let instead = if *flag { "starter" } else { "no" };
        item.wrong(format!("is {flag}, and is text now; write \"{instead}\""));
        return None;
    }
    text(word(&[("no", ()), ("starter", ()), ("authors", ())]))(item)
}

fn action(text: &str) -> Result<Action, String> {
    let found = Action::ALL
        .into_iter()
        .find(|action| action.as_str() == text);
    found.ok_or_else(|| not_one_of(text, Action::ALL.into_iter().map(Action::as_str)))
}
