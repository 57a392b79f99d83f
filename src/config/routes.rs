//! `[[routes]]`: checked like the rest, so that a file for a later version is right before that version comes.

use super::environments::Names;
use super::shapes;
use super::table::Table;
use super::values::{globs, some_texts, text, texts, word};

const STATES: [(&str, ()); 6] = [
    ("started", ()),
    ("progress", ()),
    ("approval", ()),
    ("succeeded", ()),
    ("failed", ()),
    ("rolled_back", ()),
];

/// Says what is wrong with each route; `not_yet` refuses them all.
pub(super) fn check(top: &Table<'_>, names: &Names) {
    for table in top.tables("routes").iter().flatten() {
        table.optional("environment", text(|text| names.refer(text)));
        table.optional("match", globs);
        table.optional("only", some_texts(word(&STATES)));
        table.required("channel", text(shapes::channel));
        table.optional("mention", texts(shapes::mentioned));
    }
}
