//! A TOML table with the keys it may have: reads each value with its line and says what is wrong.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys;
use super::not_yet;
use super::problems::Notes;

/// What every table of one file shares.
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) file_name: &'a str,
    pub(super) notes: &'a Notes,
}

impl Document<'_> {
    /// The line, from 1, on which a value or key begins.
    pub(super) fn line<T>(&self, spanned: &Spanned<T>) -> usize {
        self.line_at(spanned.span().start)
    }

    /// The line, from 1, of the byte at `offset`.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// A table whose keys have been checked.
pub(super) struct Table<'a> {
    document: &'a Document<'a>,
    title: &'static str,
    /// Where its header stands; `None` for the top of the file.
    line: Option<usize>,
    entries: &'a DeTable<'a>,
}

/// One value, with what to call it when it is wrong.
#[derive(Clone)]
pub(super) struct Item<'a> {
    pub(super) document: &'a Document<'a>,
    /// Such as `` `team` in [slack] ``.
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) value: &'a DeValue<'a>,
}

impl Item<'_> {
    /// Says that this value is wrong.
    pub(super) fn wrong(&self, why: impl AsRef<str>) {
        let Self { name, line, .. } = self;
        self.document
            .notes
            .at(*line, format!("{name} {}", why.as_ref()));
    }
}

impl<'a> Table<'a> {
    /// The top of the file.
    pub(super) fn top(document: &'a Document<'a>, entries: &'a DeTable<'a>) -> Self {
        Self::open(document, keys::TOP, None, entries)
    }

    fn open(
        document: &'a Document<'a>,
        title: &'static str,
        line: Option<usize>,
        entries: &'a DeTable<'a>,
    ) -> Self {
        for key in entries.keys() {
            if let Some(what) = keys::unknown_key(title, key.get_ref()) {
                document.notes.at(document.line(key), what);
            }
        }
        Self {
            document,
            title,
            line,
            entries,
        }
    }

    fn item(&self, key: &str) -> Option<Item<'a>> {
        let (spanned, value) = self.entries.get_key_value(key)?;
        Some(Item {
            document: self.document,
            name: keys::key_in(key, self.title),
            line: self.document.line(spanned),
            value: value.get_ref(),
        })
    }

    /// The value of a key that may be left out; `None` where it is wrong.
    pub(super) fn optional<T>(
        &self,
        key: &str,
        read: impl Fn(&Item<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.item(key) {
            Some(item) => read(&item).map(Some),
            None => Some(None),
        }
    }

    /// The value of a key, or `default` where it is left out; `None` where it is wrong.
    pub(super) fn or<T>(
        &self,
        key: &str,
        default: T,
        read: impl Fn(&Item<'a>) -> Option<T>,
    ) -> Option<T> {
        Some(self.optional(key, read)?.unwrap_or(default))
    }

    /// The value of a key that must be there; `None` where it is wrong or missing.
    pub(super) fn required<T>(
        &self,
        key: &str,
        read: impl Fn(&Item<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional(key, read)?;
        if value.is_none() {
            let name = keys::key_in(key, self.title);
            let more = not_yet::if_missing(self.title, key);
            self.wrong(format!("{name} is missing{more}"));
        }
        value
    }

    /// Says that something about this table as a whole is wrong.
    pub(super) fn wrong(&self, what: String) {
        match self.line {
            Some(line) => self.document.notes.at(line, what),
            None => {
                let file = self.document.file_name;
                self.document.notes.nowhere(format!("{what} in {file}"));
            }
        }
    }

    /// Whether the key is there, right or wrong.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The table `[key]`, if it is there.
    pub(super) fn table(&self, key: &'static str) -> Option<Table<'a>> {
        let (name, value) = self.entries.get_key_value(key)?;
        let line = self.document.line(name);
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table::open(self.document, key, Some(line), entries)),
            _ => {
                let what = format!("`{key}` is not one value but a table; begin it with [{key}]");
                self.document.notes.at(line, what);
                None
            }
        }
    }

    /// The tables `[[key]]`, in their order; `None` for one that is none.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Option<Table<'a>>> {
        let Some((name, value)) = self.entries.get_key_value(key) else {
            return Vec::new();
        };
        let elements: &[Spanned<DeValue<'a>>] = match value.get_ref() {
            DeValue::Array(elements) => elements,
            _ => {
                self.not_tables(key, self.document.line(name));
                return vec![None];
            }
        };
        let open = |element: &'a Spanned<DeValue<'a>>| {
            let line = self.document.line(element);
            match element.get_ref() {
                DeValue::Table(entries) => {
                    Some(Table::open(self.document, key, Some(line), entries))
                }
                _ => {
                    self.not_tables(key, line);
                    None
                }
            }
        };
        elements.iter().map(open).collect()
    }

    fn not_tables(&self, key: &str, line: usize) {
        let what = format!("`{key}` is a list of tables; begin each with [[{key}]]");
        self.document.notes.at(line, what);
    }
}
