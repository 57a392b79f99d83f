//! `[[routes]]`: which channel is told of what.

use super::environments::Names;
use super::shapes;
use super::table::Table;
use super::values::{globs, some_texts, text, texts, word};
use domain::names::Globs;
use domain::route::{Milestone, Route};

/// Every route, in the order of the file; `None` where any of them is wrong.
pub(super) fn read(top: &Table<'_>, names: &Names) -> Option<Vec<Route>> {
    // All are read before the first bad one counts, so that every bad one is told.
    let routes: Vec<Option<Route>> = top
        .tables("routes")
        .iter()
        .map(|table| read_one(table.as_ref()?, names))
        .collect();
    routes.into_iter().collect()
}

fn read_one(table: &Table<'_>, names: &Names) -> Option<Route> {
    let environment = table.optional("environment", text(|text| names.refer(text)));
    let matched = table.or("match", Globs::any(), globs);
    let only = table.or("only", Vec::new(), some_texts(word(&Milestone::ALL)));
    let channel = table.required("channel", text(shapes::channel));
    let mention = table.or("mention", Vec::new(), texts(shapes::mentioned));
    Some(Route {
        environment: environment?,
        names: matched?,
        only: only?,
        channel: channel?,
        mention: mention?,
    })
}
