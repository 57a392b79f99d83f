//! `approve` and `reject`: what AWS shows, the approval that the line means, and the answer, its plan or a list of buttons.

use super::acting::{self, Wish};
use super::choice::{Choice, Listed, gaps};
use super::named::{looks, release_here};
use super::offer::{Offer, offer};
use super::{Asker, Tools};
use domain::acting::seen::{Seen, WaitingApproval, environment_named};
use domain::acting::selection::{Answer, Because, Line, ReleaseHere, Selection, select};
use domain::acting::{Comment, sentences};
use domain::environments::Ownership;
use domain::message::{Button, Message};
use domain::quote::quoted;
use domain::refusal::Refusal;
use domain::release::{Execution, Release, Subject};
use domain::rich::Rich;
use domain::words::{Value, Words};

/// Answers the approval that a line names in full; one that needs a confirmation is shown with its button, and where the
/// line names none in full, all that it may mean are.
pub async fn answer(
    tools: &Tools,
    asker: &Asker,
    answer: Answer,
    words: &[String],
    env: Option<&str>,
) -> Result<Message, Refusal> {
    let environments = tools.fleet.environments();
    if environments.is_empty() {
        return Err(Refusal::NoEnvironments);
    }
    let env = env
        .map(|typed| environment_named(environments, typed))
        .transpose()?;
    let all: Vec<_> = environments.iter().collect();
    // A name means what it means everywhere, so that `--env` narrows only what is answered.
    let (looks, release) = tokio::join!(Box::pin(looks(tools, &all)), release_here(tools, asker));
    let here = release?.map(|release| here(tools, &release));
    let line = Line {
        answer,
        words,
        env: env.map(|env| &env.name),
        here: here.as_ref(),
    };
    match select(&line, &Seen::new(environments, &looks))? {
        Selection::Act(one, comment) => {
            let wish = Wish {
                request: asker.request.clone(),
                person: asker.person.clone(),
                intent: answer.intent(one.approval, comment),
            };
            Ok(Box::pin(acting::act(tools, &wish))
                .await?
                .message(asker.words))
        }
        Selection::Confirm(one, comment) => {
            let intent = answer.intent(one.approval, comment);
            let offer = offer(tools, &asker.request, &asker.person, &intent, asker.words);
            let offer = Box::pin(offer).await;
            offer.map(Offer::message)
        }
        Selection::Offer {
            approvals,
            comment,
            because,
        } => {
            let mut choice = choice(asker, answer, &approvals, comment, &because);
            choice.notes.extend(gaps(&looks, asker.words));
            choice.message(tools, asker.words).await
        }
    }
}

fn here(tools: &Tools, release: &Release) -> ReleaseHere {
    let execution = release.execution();
    let named = |run: &Execution| match &run.subject {
        Subject::Execution { pipeline, .. } => Some((run.subject.clone(), pipeline.clone())),
        _ => None,
    };
    let owner = execution.map(|run| tools.environments.of_execution(run));
    ReleaseHere {
        execution: execution.and_then(named),
        environment: match owner {
            Some(Ownership::Known(environment)) => Some(environment.name.clone()),
            _ => None,
        },
    }
}

/// A list to choose from, each by its own button.
fn choice(
    asker: &Asker,
    answer: Answer,
    approvals: &[WaitingApproval],
    comment: Option<Comment>,
    because: &Because,
) -> Choice {
    let words = asker.words;
    let headline = words.say(
        "choose-approval",
        &[
            ("kind", Value::Choice(because.as_str())),
            ("typed", Rich::code(because.typed()).into()),
        ],
    );
    let listed = approvals.iter().map(|one| {
        let is_alike = |other: &&WaitingApproval| {
            (&other.pipeline, &other.environment, &other.approval.action)
                == (&one.pipeline, &one.environment, &one.approval.action)
        };
        let run = match approvals.iter().filter(is_alike).count() {
            1 => None,
            _ => run(one, words),
        };
        let with_run = |sentence: Rich| match &run {
            Some(run) => sentence.then(run.clone()),
            None => sentence,
        };
        let args = [
            ("verb", Value::Choice(answer.verb().as_str())),
            ("pipeline", Rich::text(&one.pipeline).into()),
            ("environment", Rich::text(one.environment.as_str()).into()),
            ("action", Rich::code(&one.approval.action).into()),
        ];
        let intent = answer.intent(one.approval.clone(), comment.clone());
        Listed {
            line: with_run(words.say("approval-waits", &args[1..])),
            button: Some(Button {
                label: with_run(words.say("answer-one", &args)).plain(),
                ..sentences::button(intent, &asker.person, words)
            }),
        }
    });
    let carried = comment.as_ref().map(|comment| {
        let comment = quoted(comment.as_str());
        words.say("choose-comment", &[("comment", comment.into())])
    });
    Choice {
        headline,
        listed: listed.collect(),
        notes: carried.into_iter().collect(),
    }
}

/// Which run waits, where another one of the same pipeline does, too.
fn run(one: &WaitingApproval, words: &Words) -> Option<Rich> {
    let Subject::Execution { id, .. } = &one.approval.execution else {
        return None;
    };
    let short = id.split('-').next().unwrap_or(id);
    Some(words.say("approval-run", &[("run", Rich::code(short).into())]))
}
