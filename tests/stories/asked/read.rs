//! An answer in words that depend neither on the hour nor on the ids of a run.

use std::fmt::Write as _;
use std::sync::Mutex;

use domain::release::{
    ActionNews, DeploymentNews, ExecutionNews, News, Observation, Subject, Version,
};
use jiff::Timestamp;
use pilothouse::aws::Answer;

/// Gives every subject a number when it is first read of, and tells times from the story's beginning.
pub struct Reader {
    start: Timestamp,
    subjects: Mutex<Vec<Subject>>,
}

impl Reader {
    pub fn new(start: Timestamp) -> Self {
        Self {
            start,
            subjects: Mutex::default(),
        }
    }

    /// One that has read nothing yet.
    pub fn anew(&self) -> Self {
        Self::new(self.start)
    }

    /// A line for each observation, and for each thing that is missing, in an order that is always the same.
    pub fn read(&self, answer: &Answer) -> String {
        let mut observations: Vec<&Observation> = answer.observations.iter().collect();
        observations.sort_by_key(|one| (kind(&one.of), rank(&one.news), when(one), one.of.clone()));
        let mut text = String::new();
        for one in observations {
            let (of, at) = (self.name(&one.of), self.time(one.at));
            let news = self.news(&one.news);
            writeln!(text, "{of} {at}: {news}").expect("a line");
        }
        let mut missed: Vec<_> = answer.missed.iter().collect();
        missed.sort_by_key(|(subject, _)| (kind(subject), subject));
        for (subject, why) in missed {
            writeln!(text, "{} missed: {why:?}", self.name(subject)).expect("a line");
        }
        for why in &answer.gaps {
            writeln!(text, "gap: {why:?}").expect("a line");
        }
        text
    }

    fn name(&self, subject: &Subject) -> String {
        let mut subjects = self.subjects.lock().expect("the subjects");
        let place = subjects.iter().position(|known| known == subject);
        let place = place.unwrap_or_else(|| {
            subjects.push(subject.clone());
            subjects.len() - 1
        });
        let number = subjects[..place]
            .iter()
            .filter(|other| kind(other) == kind(subject))
            .count();
        format!("{} {}", kind(subject), number + 1)
    }

    fn time(&self, at: Timestamp) -> String {
        let seconds = at.duration_since(self.start).as_secs();
        if seconds < -3600 {
            return "long ago".to_owned();
        }
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }

    fn news(&self, news: &News) -> String {
        match news {
            News::Execution(news) => self.execution(news),
            News::Action(news) => self.action(news),
            News::Deployment(news) => self.deployment(news),
            News::PartOf(whole) => format!("part of {}", self.name(whole)),
            News::Stage(_)
            | News::Deed(_)
            | News::Overtaken
            | News::Missed(_)
            | News::Unknown
            | News::Listed
            | News::Hint
            | News::Replayed
            | News::Owner(_) => {
                format!("{news:?}")
            }
        }
    }

    fn execution(&self, news: &ExecutionNews) -> String {
        let mut words = Words(format!("{:?}", news.state));
        words.add("started", news.started.map(|at| self.time(at)));
        words.add("by", news.started_by.clone());
        if let Some(change) = &news.change {
            words.add("ships", change.message.clone());
            words.add("revision", change.revision.clone());
            words.add("branch", change.branch.clone());
            words.add("url", change.url.clone());
        }
        words.add("comment", news.comment.clone());
        let stages = news.plan.iter();
        let stages: Vec<_> = stages
            .map(|stage| format!("{}({})", stage.name, stage.actions.join(" ")))
            .collect();
        words.add("plan", (!stages.is_empty()).then(|| stages.join(" ")));
        words.0
    }

    fn action(&self, news: &ActionNews) -> String {
        let mut words = Words(format!("{}/{} {:?}", news.stage, news.action, news.state));
        words.add("category", news.category.clone());
        words.add("started", news.started.map(|at| self.time(at)));
        words.add("made", news.made.as_ref().map(|made| self.name(made)));
        let url = news.url.as_ref();
        words.add(
            "url",
            url.map(|url| url.split('?').next().unwrap_or_default().to_owned()),
        );
        words.add("summary", news.summary.clone());
        words.add("error", news.error.clone());
        words.add("by", news.by.clone());
        if let Some(ask) = &news.approval {
            words.add("asks", ask.description.clone());
            words.add("review", ask.review_url.clone());
            words.add("until", ask.until.map(|at| self.time(at)));
        }
        words.0
    }

    fn deployment(&self, news: &DeploymentNews) -> String {
        let mut words = Words(format!("{:?}", news.state));
        words.add("by means", news.means.map(|means| format!("{means:?}")));
        let place = news.cluster.as_ref().zip(news.service.as_ref());
        words.add(
            "of",
            place.map(|(cluster, service)| format!("{cluster}/{service}")),
        );
        let group = news.application.as_ref().zip(news.group.as_ref());
        words.add(
            "group",
            group.map(|(application, group)| format!("{application}/{group}")),
        );
        words.add("from", news.from.as_ref().map(version));
        words.add("to", news.to.as_ref().map(version));
        words.add("by", news.started_by.clone());
        words.add("created", news.created.map(|at| self.time(at)));
        words.add("ended", news.ended.map(|at| self.time(at)));
        if let Some(progress) = &news.progress {
            words.add(
                "tasks",
                Some(format!("{}/{}", progress.done, progress.total)),
            );
            words.add(
                "traffic",
                progress.traffic.map(|traffic| format!("{traffic}%")),
            );
            words.add("until", progress.until.map(|at| self.time(at)));
        }
        // AWS's words may name deployments.
        let named = |reason: &String| {
            let words = reason.split(' ').map(|word| {
                if word.starts_with("d-") {
                    "d-…"
                } else {
                    word
                }
            });
            words.collect::<Vec<_>>().join(" ")
        };
        words.add("reason", news.reason.as_ref().map(named));
        words.add("undoes", news.undoes.as_ref().map(|of| self.name(of)));
        words.add("undone by", news.undone_by.as_ref().map(|of| self.name(of)));
        words.0
    }
}

/// Words, and what they are about where it is known.
struct Words(String);

impl Words {
    fn add(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            write!(self.0, "; {name} {value}").expect("a word");
        }
    }
}

fn version(version: &Version) -> String {
    let tag = version.tag.as_deref().unwrap_or("?");
    format!("{} ({tag})", version.revision)
}

/// What kind of thing it is, in a word.
pub fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Execution { .. } => "execution",
        Subject::CodeDeploy { .. } => "codedeploy",
        Subject::ServiceDeployment { .. } => "service deployment",
        Subject::EcsDeployment { .. } => "set",
    }
}

fn rank(news: &News) -> u8 {
    match news {
        News::Execution(_) => 0,
        News::Action(_) => 1,
        _ => 2,
    }
}

/// When the observed began, as far as it says.
fn when(one: &Observation) -> Timestamp {
    match &one.news {
        News::Action(news) => news.started,
        News::Deployment(news) => news.created,
        News::Execution(news) => news.started,
        _ => None,
    }
    .unwrap_or(one.at)
}
