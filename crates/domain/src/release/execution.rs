//! The reducer of a pipeline's execution: the run, its stages, and the attempts of their actions.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::action::Action;
use super::attempts::nameless;
use super::hints::{Hint, Hints};
use super::observation::{
    Change, ExecutionNews, News, Observation, PlannedStage, RunState, Source,
};
use super::register::Register;
use super::shipped::Shipped;
use super::sight::Sight;
use super::subject::Subject;

/// All that is known of one execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    pub subject: Subject,
    seen: Option<Turn>,
    heard: Hints<RunState>,
    /// The latest retry of which an event told, and when the bot first knew of it.
    retry: Option<(i64, Reverse<Timestamp>)>,
    started: Register<Timestamp>,
    started_by: Register<String>,
    change: Shipped,
    comment: Register<String>,
    plan: Register<Vec<PlannedStage>>,
    /// What events said of whole stages since AWS last listed every attempt, which says more.
    stages: Hints<(String, RunState)>,
    /// By attempt.
    pub(super) actions: BTreeMap<String, Action>,
    pub(super) sight: Sight,
}

/// A state that AWS showed and the second in which it was taken. Events tell no fractions, so that within a second the
/// state that follows the others goes first. A retry may lead out of an end, so that no end is for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Turn {
    second: i64,
    state: RunState,
    /// As exactly as it is known.
    at: Timestamp,
    /// When the bot first knew.
    known: Timestamp,
}

impl Turn {
    /// Puts `turn` where it is later than what is there.
    fn put(slot: &mut Option<Self>, turn: Self) {
        let order = |turn: &Self| (turn.second, turn.state);
        match slot.as_mut() {
            Some(best) if order(best) > order(&turn) => {}
            Some(best) if order(best) == order(&turn) => {
                best.at = best.at.max(turn.at);
                best.known = best.known.min(turn.known);
            }
            _ => *slot = Some(turn),
        }
    }
}

impl Execution {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            subject,
            seen: None,
            heard: Hints::default(),
            retry: None,
            started: Register::default(),
            started_by: Register::default(),
            change: Shipped::default(),
            comment: Register::default(),
            plan: Register::default(),
            stages: Hints::default(),
            actions: BTreeMap::new(),
            sight: Sight::default(),
        }
    }

    /// Takes an observation of it; returns whether that says anything new.
    pub(super) fn fold(&mut self, observation: &Observation) -> bool {
        match &observation.news {
            News::Execution(news) => self.take(news, observation),
            News::Stage(news) => {
                let told = |one: &Self| (one.stage_state(&news.stage), one.entered(&news.stage));
                let before = told(self);
                let stage = (news.stage.clone(), news.state);
                self.stages.hear(observation, stage);
                told(self) != before
            }
            News::Action(news) => {
                let attempt = news
                    .execution
                    .clone()
                    .unwrap_or_else(|| nameless(&news.stage, &news.action));
                let listed = self.stages.answered();
                let action = self
                    .actions
                    .entry(attempt)
                    .or_insert_with(|| Action::new(&news.stage, &news.action));
                let was_there = action.is_there();
                listed.inspect(|known| action.list(*known));
                let is_news = action.fold(news, observation);
                is_news | (action.is_there() != was_there)
            }
            News::Listed => {
                let before = self.listing();
                self.stages.answer(observation.known);
                for action in self.actions.values_mut() {
                    action.list(observation.known);
                }
                self.listing() != before
            }
            News::Unknown => self.sight.miss(observation.known),
            News::Replayed => self.sight.replay(),
            News::Deployment(_)
            | News::PartOf(_)
            | News::Deed(_)
            | News::Overtaken
            | News::Hint
            | News::Missed(_)
            | News::Owner(_) => false,
        }
    }

    /// What is told of the run and may change though nothing new was said: an answer ends hints.
    fn shape(&self) -> impl PartialEq + use<> {
        let times = (self.resumed(), self.started(), self.ended());
        (self.state(), self.is_confirmed(), times)
    }

    /// The same of its stages and their actions.
    fn listing(&self) -> impl PartialEq + use<> {
        let attempts = self.attempts();
        let attempts: Vec<_> = attempts
            .map(|(id, action)| (id.to_owned(), action.state()))
            .collect();
        (self.stages.open().count(), attempts)
    }

    fn take(&mut self, news: &ExecutionNews, observation: &Observation) -> bool {
        let before = self.shape();
        let turn = Turn {
            second: observation.at.as_second(),
            state: news.state,
            at: observation.at,
            known: observation.known,
        };
        match observation.source {
            Source::Heard => {
                self.heard.hear(observation, news.state);
                let retry = (turn.second, Reverse(turn.known));
                let retry = (news.state == RunState::Resumed).then_some(retry);
                self.retry = self.retry.max(retry);
            }
            Source::Seen => {
                self.heard.answer(observation.known);
                self.sight.show(observation.known);
                Turn::put(&mut self.seen, turn);
            }
        }
        let plan = Some(news.plan.clone()).filter(|plan| !plan.is_empty());
        [
            self.shape() != before,
            self.started.put(observation, news.started),
            self.started_by.put(observation, news.started_by.clone()),
            news.change
                .as_ref()
                .is_some_and(|change| self.change.put(observation, change)),
            self.comment.put(observation, news.comment.clone()),
            self.plan.put(observation, plan),
        ]
        .contains(&true)
    }

    /// The hints that go beyond AWS's last answer. That the same is said again is no news.
    fn beyond(&self) -> impl Iterator<Item = &Hint<RunState>> {
        let seen = self.seen.map(|seen| (seen.second, seen.state));
        let is_beyond = move |hint: &&Hint<RunState>| Some(order(hint)) > seen;
        let mut beyond = self.heard.open().filter(is_beyond);
        let says_more = beyond.any(|hint| Some(hint.state) != seen.map(|(_, state)| state));
        self.heard
            .open()
            .filter(is_beyond)
            .filter(move |_| says_more)
    }

    /// The event by which it stands until AWS answers, if any.
    fn hint(&self) -> Option<&Hint<RunState>> {
        self.beyond().max_by_key(|hint| order(hint))
    }

    /// How it stands by all that is known; `None` where only its parts were heard of.
    pub fn state(&self) -> Option<RunState> {
        let seen = || self.seen.map(|turn| turn.state);
        self.hint().map(|hint| hint.state).or_else(seen)
    }

    /// Whether AWS, when asked, has said of its state what events say.
    pub fn is_confirmed(&self) -> bool {
        self.seen.is_some() && self.hint().is_none()
    }

    /// When the bot first knew of its present state, by the bot's own clock.
    pub fn known(&self) -> Option<Timestamp> {
        let Some(hint) = self.hint() else {
            return self.seen.map(|turn| turn.known);
        };
        let same = self.beyond().filter(|one| one.state == hint.state);
        same.map(|one| one.known).min()
    }

    /// The second in which it was last retried, since 1970: as an event says, until AWS has been asked, and from then on
    /// where AWS has shown a state of later.
    pub fn resumed(&self) -> Option<i64> {
        let (second, Reverse(known)) = self.retry?;
        let is_open = Some(known) > self.heard.answered();
        let is_borne_out = self.seen.is_some_and(|seen| seen.second >= second);
        (is_open || is_borne_out).then_some(second)
    }

    /// When it began, as well as that is known.
    pub fn started(&self) -> Option<Timestamp> {
        let entered = || self.stages.open().map(|hint| hint.at).min();
        let acted = || self.attempts().filter_map(|(_, one)| one.started()).min();
        let seen = || self.seen.map(|turn| turn.at);
        let turned = || self.hint().map(|hint| hint.at).or_else(seen);
        self.said(&self.started)
            .copied()
            .or_else(entered)
            .or_else(acted)
            .or_else(turned)
    }

    /// When it ended, where it has.
    pub fn ended(&self) -> Option<Timestamp> {
        match self.hint() {
            Some(hint) => hint.state.is_final().then_some(hint.at),
            None => self
                .seen
                .filter(|turn| turn.state.is_final())
                .map(|turn| turn.at),
        }
    }

    /// What stands in a register of which AWS tells when it is asked.
    fn said<'a, T>(&self, register: &'a Register<T>) -> Option<&'a T> {
        register.get_after(self.heard.answered())
    }

    /// Who or what started it.
    pub fn started_by(&self) -> Option<&str> {
        self.said(&self.started_by).map(String::as_str)
    }

    /// What it ships.
    pub fn change(&self) -> Option<Change> {
        self.change.get()
    }

    /// Why it was stopped, in the words of whoever stopped it.
    pub fn comment(&self) -> Option<&str> {
        self.said(&self.comment).map(String::as_str)
    }

    /// The names of its stages, in order: as the pipeline defines them, else as they were entered.
    pub fn stages(&self) -> Vec<&str> {
        let entered = self.stages.open();
        let mut known: Vec<(Timestamp, &str)> = self
            .attempts()
            .filter_map(|(_, action)| Some((action.started()?, action.stage.as_str())))
            .chain(entered.map(|hint| (hint.at, hint.state.0.as_str())))
            .collect();
        known.sort_unstable();
        let planned = self.plan.get().into_iter().flatten();
        let mut names: Vec<&str> = planned.map(|stage| stage.name.as_str()).collect();
        for (_, name) in known {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// How a stage stands, and since when, by what was told of it as a whole.
    pub fn stage_state(&self, stage: &str) -> Option<(RunState, Timestamp)> {
        let told = self.stages.open().filter(|hint| hint.state.0 == stage);
        let last = told.max_by_key(|hint| (hint.at.as_second(), hint.state.1));
        last.map(|hint| (hint.state.1, hint.at))
    }

    /// When a stage is first known to have been entered, by its own events.
    pub(super) fn entered(&self, stage: &str) -> Option<Timestamp> {
        let told = self.stages.open().filter(|hint| hint.state.0 == stage);
        told.map(|hint| hint.at).min()
    }

    /// How many actions a stage has by the pipeline's definition.
    pub(super) fn planned_actions(&self, stage: &str) -> Option<usize> {
        let plan = self.plan.get()?.iter();
        let mut stages = plan.filter(|planned| planned.name == stage);
        stages.next().map(|planned| planned.actions.len())
    }

    /// Whether AWS, when last asked, did not know it.
    pub fn is_unknown(&self) -> bool {
        self.sight.is_unknown()
    }

    /// Whether AWS has shown it and has not known it any more for a while: its pipeline is gone.
    pub fn is_lost(&self) -> bool {
        self.sight.is_lost()
    }
}

/// The later goes first; within a second, the state that follows the others.
fn order(hint: &Hint<RunState>) -> (i64, RunState) {
    (hint.at.as_second(), hint.state)
}
