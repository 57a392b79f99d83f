//! What is wrong with the settings: collected while they are read, and told at once.

use std::cell::RefCell;
use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1; `None` where it is about no line, such as a variable.
    pub line: Option<usize>,
    /// A sentence that says what, and what to do; never a secret's value.
    pub what: String,
}

/// Everything that is wrong, in the order of the file and then what is about no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    file_name: String,
    list: Vec<Problem>,
}

impl Problems {
    /// Puts `list` in order; `file_name` stands before each line's number.
    pub fn new(file_name: impl Into<String>, mut list: Vec<Problem>) -> Self {
        list.sort_by_key(|problem| problem.line.unwrap_or(usize::MAX));
        Self {
            file_name: file_name.into(),
            list,
        }
    }

    /// Each problem by itself.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Problem { line, what }) in self.list.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            match line {
                Some(line) => write!(f, "{}:{line}: {what}", self.file_name)?,
                None => f.write_str(what)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Where readers leave what they find, so that one mistake does not hide the next.
#[derive(Debug, Default)]
pub(super) struct Notes {
    problems: RefCell<Vec<Problem>>,
    warnings: RefCell<Vec<String>>,
}

impl Notes {
    /// Something about a line of the file is wrong.
    pub(super) fn at(&self, line: usize, what: impl Into<String>) {
        self.add(Some(line), what.into());
    }

    /// Something that is on no line is wrong.
    pub(super) fn nowhere(&self, what: impl Into<String>) {
        self.add(None, what.into());
    }

    fn add(&self, line: Option<usize>, what: String) {
        self.problems.borrow_mut().push(Problem { line, what });
    }

    /// Something that stops nobody, but should be known.
    pub(super) fn warn(&self, what: impl Into<String>) {
        self.warnings.borrow_mut().push(what.into());
    }

    /// The problems, then the warnings.
    pub(super) fn into_parts(self) -> (Vec<Problem>, Vec<String>) {
        (self.problems.into_inner(), self.warnings.into_inner())
    }
}
