//! The reducer of a pipeline's execution: the run, its stages, and the attempts of their actions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::action::Action;
use super::observation::{
    Change, ExecutionNews, News, Observation, PlannedStage, RunState, Source,
};
use super::register::Register;
use super::sight::Sight;
use super::subject::Subject;

/// All that is known of one execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    pub subject: Subject,
    state: Option<Turn>,
    seen: Option<Turn>,
    /// The last second in which a retry is known to have begun.
    resumed: Option<i64>,
    started: Register<Timestamp>,
    started_by: Register<String>,
    change: Shipped,
    comment: Register<String>,
    plan: Register<Vec<PlannedStage>>,
    stages: BTreeMap<String, Turn>,
    /// When each stage is first known to have been entered.
    entered: BTreeMap<String, Timestamp>,
    /// By attempt.
    actions: BTreeMap<String, Action>,
    sight: Sight,
}

/// What is shipped, each part by itself: an event may name the author, and AWS, when asked, the page of the commit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Shipped {
    revision: Register<String>,
    message: Register<String>,
    author: Register<String>,
    branch: Register<String>,
    url: Register<String>,
}

impl Shipped {
    fn put(&mut self, source: Source, at: Timestamp, change: &Change) -> bool {
        [
            self.revision.put(source, at, change.revision.clone()),
            self.message.put(source, at, change.message.clone()),
            self.author.put(source, at, change.author.clone()),
            self.branch.put(source, at, change.branch.clone()),
            self.url.put(source, at, change.url.clone()),
        ]
        .contains(&true)
    }

    fn get(&self) -> Option<Change> {
        let change = Change {
            revision: self.revision.get().cloned(),
            message: self.message.get().cloned(),
            author: self.author.get().cloned(),
            branch: self.branch.get().cloned(),
            url: self.url.get().cloned(),
        };
        (change != Change::default()).then_some(change)
    }
}

/// A state and the second in which it was taken. Events tell no fractions, so that within a second the state that
/// follows the others goes first. A retry may lead out of an end, so that no end is for good.
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
    /// Puts `turn` where it is later than what is there; returns whether the state is another one now.
    fn put(slot: &mut Option<Self>, turn: Self) -> bool {
        let order = |turn: &Self| (turn.second, turn.state);
        match slot.as_mut() {
            Some(best) if order(best) > order(&turn) => false,
            Some(best) if order(best) == order(&turn) => {
                best.at = best.at.max(turn.at);
                best.known = best.known.min(turn.known);
                false
            }
            best => {
                let news = best.is_none_or(|best| best.state != turn.state);
                *slot = Some(turn);
                news
            }
        }
    }
}

impl Execution {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            subject,
            state: None,
            seen: None,
            resumed: None,
            started: Register::default(),
            started_by: Register::default(),
            change: Shipped::default(),
            comment: Register::default(),
            plan: Register::default(),
            stages: BTreeMap::new(),
            entered: BTreeMap::new(),
            actions: BTreeMap::new(),
            sight: Sight::default(),
        }
    }

    /// Takes an observation of it; returns whether that says anything new.
    pub(super) fn fold(&mut self, observation: &Observation) -> bool {
        match &observation.news {
            News::Execution(news) => self.take(news, observation),
            News::Stage(news) => {
                let turn = turn(news.state, observation);
                let entered = self.enter(&news.stage, observation.at);
                let mut slot = self.stages.get(&news.stage).copied();
                let moved = Turn::put(&mut slot, turn);
                self.stages
                    .extend(slot.map(|turn| (news.stage.clone(), turn)));
                moved | entered
            }
            News::Action(news) => {
                let attempt = news
                    .execution
                    .clone()
                    .unwrap_or_else(|| nameless(&news.stage, &news.action));
                self.actions
                    .entry(attempt)
                    .or_insert_with(|| Action::new(&news.stage, &news.action))
                    .fold(news, observation)
            }
            News::Unknown => self.sight.miss(observation.known),
            News::Deployment(_)
            | News::PartOf(_)
            | News::Deed(_)
            | News::Overtaken
            | News::Missed(_)
            | News::Owner(_) => false,
        }
    }

    fn take(&mut self, news: &ExecutionNews, observation: &Observation) -> bool {
        let (source, at) = (observation.source, observation.at);
        let turn = turn(news.state, observation);
        let resumed = (news.state == RunState::Resumed).then_some(turn.second);
        let before = self.resumed;
        self.resumed = self.resumed.max(resumed);
        let seen = source == Source::Seen && Turn::put(&mut self.seen, turn);
        if source == Source::Seen {
            self.sight.show(observation.known);
        }
        [
            Turn::put(&mut self.state, turn),
            seen,
            self.resumed != before,
            self.started.put(source, at, news.started),
            self.started_by.put(source, at, news.started_by.clone()),
            news.change
                .as_ref()
                .is_some_and(|change| self.change.put(source, at, change)),
            self.comment.put(source, at, news.comment.clone()),
            self.plan.put(
                source,
                at,
                Some(news.plan.clone()).filter(|plan| !plan.is_empty()),
            ),
        ]
        .contains(&true)
    }

    fn enter(&mut self, stage: &str, at: Timestamp) -> bool {
        match self.entered.get_mut(stage) {
            Some(first) if *first <= at => false,
            Some(first) => {
                *first = at;
                true
            }
            None => {
                self.entered.insert(stage.to_owned(), at);
                true
            }
        }
    }

    /// How it stands by all that is known; `None` where only its parts were heard of.
    pub fn state(&self) -> Option<RunState> {
        self.state.map(|turn| turn.state)
    }

    /// Whether AWS, when asked, has said of its state what events say.
    pub fn is_confirmed(&self) -> bool {
        let (Some(state), Some(seen)) = (self.state, self.seen) else {
            return false;
        };
        state.state == seen.state && self.resumed.is_none_or(|resumed| seen.second >= resumed)
    }

    /// When the bot first knew of its present state, by the bot's own clock.
    pub fn known(&self) -> Option<Timestamp> {
        self.state.map(|turn| turn.known)
    }

    /// The second in which it was last retried, since 1970.
    pub fn resumed(&self) -> Option<i64> {
        self.resumed
    }

    /// When it began, as well as that is known.
    pub fn started(&self) -> Option<Timestamp> {
        let entered = || self.entered.values().min().copied();
        let acted = || self.actions.values().filter_map(Action::started).min();
        let turned = || self.state.map(|turn| turn.at);
        self.started
            .get()
            .copied()
            .or_else(entered)
            .or_else(acted)
            .or_else(turned)
    }

    /// When it ended, where it has.
    pub fn ended(&self) -> Option<Timestamp> {
        let state = self.state.filter(|turn| turn.state.is_final())?;
        let seen = self.seen.filter(|seen| seen.state == state.state);
        Some(seen.unwrap_or(state).at)
    }

    /// Who or what started it.
    pub fn started_by(&self) -> Option<&str> {
        self.started_by.get().map(String::as_str)
    }

    /// What it ships.
    pub fn change(&self) -> Option<Change> {
        self.change.get()
    }

    /// Why it was stopped, in the words of whoever stopped it.
    pub fn comment(&self) -> Option<&str> {
        self.comment.get().map(String::as_str)
    }

    /// The names of its stages, in order: as the pipeline defines them, else as they were entered.
    pub fn stages(&self) -> Vec<&str> {
        let mut known: Vec<(Timestamp, &str)> = self
            .actions
            .values()
            .filter_map(|action| Some((action.started()?, action.stage.as_str())))
            .chain(self.entered.iter().map(|(name, at)| (*at, name.as_str())))
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

    /// The latest attempts of a stage's actions, in the order in which they began.
    pub fn actions_of(&self, stage: &str) -> Vec<&Action> {
        let mut latest: BTreeMap<&str, &Action> = BTreeMap::new();
        let attempts = self.attempts().map(|(_, action)| action);
        for action in attempts.filter(|action| action.stage == stage) {
            let slot = latest.entry(&action.name).or_insert(action);
            if action.known_from() > slot.known_from() {
                *slot = action;
            }
        }
        let mut actions: Vec<&Action> = latest.into_values().collect();
        actions.sort_by_key(|action| (action.known_from(), action.name.clone()));
        actions
    }

    /// Every attempt of every action. What events tell without naming the attempt is told only until one is named:
    /// it is one of those.
    pub fn attempts(&self) -> impl Iterator<Item = (&str, &Action)> {
        let is_other = |action: &Action, other: &Action| {
            other.stage == action.stage && other.name == action.name && !std::ptr::eq(other, action)
        };
        self.actions
            .iter()
            .filter(move |(attempt, action)| {
                let is_named = **attempt != nameless(&action.stage, &action.name);
                is_named || !self.actions.values().any(|other| is_other(action, other))
            })
            .map(|(attempt, action)| (attempt.as_str(), action))
    }

    /// How a stage stands, and since when, by what was told of it as a whole.
    pub fn stage_state(&self, stage: &str) -> Option<(RunState, Timestamp)> {
        self.stages.get(stage).map(|turn| (turn.state, turn.at))
    }

    /// When a stage is first known to have been entered, by its own events.
    pub(super) fn entered(&self, stage: &str) -> Option<Timestamp> {
        self.entered.get(stage).copied()
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

/// What stands for the attempt where an event does not name it.
fn nameless(stage: &str, action: &str) -> String {
    format!("{stage}/{action}")
}

fn turn(state: RunState, observation: &Observation) -> Turn {
    Turn {
        second: observation.at.as_second(),
        state,
        at: observation.at,
        known: observation.known,
    }
}
