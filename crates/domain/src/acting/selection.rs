//! Which approval a typed line means: one that it names in full, or none, and then which ones it may mean.

use super::comment::Comment;
use super::intent::{ApprovalRef, Intent, Verb};
use super::seen::{Seen, WaitingApproval};
use super::target::TargetName;
use crate::environments::Placement;
use crate::names::EnvironmentName;
use crate::refusal::Refusal;
use crate::release::Subject;

/// Yes or no to a manual approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Approve,
    Reject,
}

/// What somebody typed after `approve` or `reject`, without its options.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub answer: Answer,
    pub words: &'a [String],
    /// What `--env` names.
    pub env: Option<&'a EnvironmentName>,
    /// The release in whose thread it was typed.
    pub here: Option<&'a ReleaseHere>,
}

/// The release in whose thread somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseHere {
    /// Its execution and the name of that pipeline; a deployment that no pipeline made has none.
    pub execution: Option<(Subject, String)>,
    pub environment: Option<EnvironmentName>,
}

/// What a line leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// It names this one in full: it is answered at once.
    Act(WaitingApproval, Option<Comment>),
    /// This one is shown, with a button that answers it.
    Confirm(WaitingApproval, Option<Comment>),
    /// Nothing is done: these may be meant, the likeliest first, and each has a button.
    Offer {
        approvals: Vec<WaitingApproval>,
        comment: Option<Comment>,
        because: Because,
    },
}

/// Why a line means no approval in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// It begins with a word that names no pipeline that could be seen.
    Unnamed { word: String, is_whole: bool },
    /// In a release's thread, its first word may be a name or a part of the comment.
    Doubtful { word: String },
    /// More than one goes by this name.
    SameName { name: String },
    /// It names none, and more than one waits.
    Several,
    /// It names none, and not everything could be seen.
    Hidden,
    /// It names none, and the release in whose thread it was typed has no pipeline.
    NotOfThisRelease,
}

/// Decides what a line means. An operation needs a target that the line names in full; a production environment needs a
/// confirmation as well, except for a rejection.
///
/// # Errors
/// When it names what cannot be meant here, or nothing waits that it may mean.
pub fn select(line: &Line<'_>, seen: &Seen<'_>) -> Result<Selection, Refusal> {
    let read = Reading::of(line, seen)?;
    if line.answer == Answer::Reject && read.comment.is_none() {
        let command = line.answer.verb().as_str().to_owned();
        return Err(Refusal::MissingReason { command });
    }
    let run = line.here.and_then(|here| here.execution.as_ref());
    match (&read.name, run) {
        (Some(name), run) => read.named(name, run),
        (None, Some((run, pipeline))) => read.in_thread(run, pipeline),
        (None, None) => match line.words.first() {
            Some(word) => {
                let word = word.clone();
                let is_whole = seen.is_whole(None);
                read.offer(
                    seen.approvals(read.scope),
                    Because::Unnamed { word, is_whole },
                )
            }
            None => read.bare(),
        },
    }
}

/// A line with its words told apart.
struct Reading<'a> {
    line: &'a Line<'a>,
    seen: &'a Seen<'a>,
    /// The first word, where it is exactly a pipeline's name.
    name: Option<String>,
    /// The environment by `--env ENV` or by `NAME in ENV`.
    scope: Option<&'a EnvironmentName>,
    comment: Option<Comment>,
    /// The words behind a name that may be meant as its environment.
    beside: Vec<&'a str>,
}

impl<'a> Reading<'a> {
    fn of(line: &'a Line<'a>, seen: &'a Seen<'a>) -> Result<Self, Refusal> {
        let name = line.words.first().map(|word| unquoted(word));
        let name = name.filter(|name| !seen.pipelines(name).is_empty());
        let mut rest = &line.words[usize::from(name.is_some())..];
        let mut scope = line.env;
        let mut beside = Vec::new();
        if name.is_some() {
            let place = match rest {
                [link, place, ..] if link.eq_ignore_ascii_case("in") => Some(place),
                [place, ..] => Some(place),
                [] => None,
            };
            beside.extend(place.map(|place| unquoted(place)));
            if let [link, place, after @ ..] = rest
                && link.eq_ignore_ascii_case("in")
                && let Some(named) = seen.environment(unquoted(place))
            {
                if scope.is_some_and(|scope| scope != named) {
                    return Err(Refusal::Twice {
                        option: "--env".to_owned(),
                        command: line.answer.verb().as_str().to_owned(),
                    });
                }
                (scope, rest) = (Some(named), after);
            }
        }
        Ok(Self {
            line,
            seen,
            name: name.map(str::to_owned),
            scope,
            comment: Comment::new(&rest.join(" ")),
            beside,
        })
    }

    /// A pipeline is named. In the thread of one of its runs, that run is meant.
    fn named(&self, name: &str, run: Option<&(Subject, String)>) -> Result<Selection, Refusal> {
        let mut places = self.seen.pipelines(name);
        places.retain(|place| self.scope.is_none_or(|scope| *place == scope));
        let mut approvals = self.seen.approvals(self.scope);
        approvals.retain(|one| one.pipeline.eq_ignore_ascii_case(name));
        let of_run: Vec<_> = match run {
            Some((run, _)) => approvals
                .iter()
                .copied()
                .filter(|one| one.approval.execution == *run)
                .collect(),
            None => Vec::new(),
        };
        let is_here = run.is_some_and(|(_, pipeline)| pipeline.eq_ignore_ascii_case(name));
        // Where another environment could not be seen, it may have a pipeline of the same name.
        let is_full = self.scope.is_some() || self.seen.is_whole(None);
        match (places.as_slice(), approvals.as_slice(), of_run.as_slice()) {
            (_, [], _) => Err(self.nothing_waits(Some(name), self.scope)),
            (_, _, [one]) => Ok(self.one(one, true)),
            ([_], [one], _) if !is_here => Ok(self.one(one, is_full)),
            _ => {
                let name = name.to_owned();
                self.offer(approvals, Because::SameName { name })
            }
        }
    }

    /// No pipeline is named in the thread of a run: that run is meant, unless the first word may be another name.
    fn in_thread(&self, run: &Subject, pipeline: &str) -> Result<Selection, Refusal> {
        let all = self.seen.approvals(None);
        let is_of_run = |one: &&&WaitingApproval| one.approval.execution == *run;
        let mine: Vec<_> = all.iter().filter(is_of_run).copied().collect();
        let place = mine.first().map(|one| &one.environment);
        let place = place.or(self.line.here.and_then(|here| here.environment.as_ref()));
        if let (Some(typed), Some(place)) = (self.scope, place)
            && typed != place
        {
            return Err(Refusal::OtherEnvironment {
                target: TargetName {
                    name: Some(pipeline.to_owned()),
                    cluster: None,
                    placement: Placement::Known(place.clone()),
                },
                typed: typed.clone(),
            });
        }
        // A word with dashes is no name, but one may follow it.
        let mut words = self.line.words.iter();
        let first = words
            .find(|word| !word.starts_with('-'))
            .or(self.line.words.first());
        let doubtful = first
            .filter(|word| self.seen.may_be_a_name(unquoted(word)) || !self.seen.is_whole(None));
        match (mine.as_slice(), doubtful) {
            ([], _) => Err(self.nothing_waits(Some(pipeline), place)),
            (_, Some(word)) => {
                let others = all.iter().filter(|one| !is_of_run(one)).copied();
                let approvals = mine.iter().copied().chain(others).collect();
                let word = word.clone();
                self.offer(approvals, Because::Doubtful { word })
            }
            ([one], None) => Ok(self.one(one, true)),
            _ => self.offer(mine, Because::Several),
        }
    }

    /// Nothing but the command was typed, perhaps with `--env`.
    fn bare(&self) -> Result<Selection, Refusal> {
        let approvals = self.seen.approvals(self.scope);
        let because = match (self.line.here, approvals.as_slice()) {
            (Some(_), _) => Because::NotOfThisRelease,
            (None, [one]) if self.seen.is_whole(self.scope) => return Ok(self.one(one, true)),
            (None, [_]) => Because::Hidden,
            _ => Because::Several,
        };
        self.offer(approvals, because)
    }

    /// Acts on the one that is meant, or shows it: where it needs a confirmation, is not named in full, or where the word
    /// behind its name may be another environment's.
    fn one(&self, one: &WaitingApproval, is_full: bool) -> Selection {
        let mut beside = self.beside.iter();
        let strays =
            beside.any(|word| self.seen.may_be_another_environment(word, &one.environment));
        let asks = one.is_production && self.line.answer == Answer::Approve;
        match is_full && !strays && !asks {
            true => Selection::Act(one.clone(), self.comment.clone()),
            false => Selection::Confirm(one.clone(), self.comment.clone()),
        }
    }

    fn offer(
        &self,
        mut approvals: Vec<&WaitingApproval>,
        because: Because,
    ) -> Result<Selection, Refusal> {
        if approvals.is_empty() {
            return Err(self.nothing_waits(None, self.scope));
        }
        if let Because::Unnamed { word, .. } = &because {
            let likeness = |one: &WaitingApproval| {
                strsim::jaro_winkler(&word.to_lowercase(), &one.pipeline.to_lowercase())
            };
            approvals.sort_by(|one, other| likeness(other).total_cmp(&likeness(one)));
        }
        Ok(Selection::Offer {
            approvals: approvals.into_iter().cloned().collect(),
            comment: self.comment.clone(),
            because,
        })
    }

    fn nothing_waits(&self, pipeline: Option<&str>, scope: Option<&EnvironmentName>) -> Refusal {
        Refusal::NothingWaits {
            pipeline: pipeline.map(str::to_owned),
            environment: scope.cloned(),
            unsure: !self.seen.is_whole(scope),
        }
    }
}

impl Answer {
    /// What is done.
    pub fn verb(self) -> Verb {
        match self {
            Self::Approve => Verb::Approve,
            Self::Reject => Verb::Reject,
        }
    }

    /// The intent that gives this answer.
    pub fn intent(self, approval: ApprovalRef, comment: Option<Comment>) -> Intent {
        match self {
            Self::Approve => Intent::Approve { approval, comment },
            Self::Reject => Intent::Reject { approval, comment },
        }
    }
}

impl Because {
    /// The word by which sentences choose.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unnamed { is_whole: true, .. } => "unnamed",
            Self::Unnamed { .. } => "unnamed-unsure",
            Self::Doubtful { .. } => "doubtful",
            Self::SameName { .. } => "same-name",
            Self::Several => "several",
            Self::Hidden => "hidden",
            Self::NotOfThisRelease => "not-here",
        }
    }

    /// What was typed for a name.
    pub fn typed(&self) -> &str {
        match self {
            Self::Unnamed { word: typed, .. }
            | Self::Doubtful { word: typed }
            | Self::SameName { name: typed } => typed,
            Self::Several | Self::Hidden | Self::NotOfThisRelease => "",
        }
    }
}

/// A word without the quotes around it.
pub fn unquoted(word: &str) -> &str {
    let inner = |quote| word.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(word)
}
