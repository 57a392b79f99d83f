//! `approve [PIPELINE] [--env ENV] [COMMENT…]`: yes to a manual approval that waits.

use super::acting::{self, Wish};
use super::named::{self, Pipelines, Waits, release_here, without_env};
use super::{Asker, Command, Tools};
use crate::domain::acting::{Intent, sentences};
use crate::domain::message::{Actions, Message, Part};
use crate::domain::policy::Action;
use crate::domain::refusal::Refusal;
use crate::domain::rich::Rich;

/// Approvals that a list offers: two buttons, and a menu's five.
const OFFERED: usize = 7;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Approve {
    /// The environment of the pipeline.
    #[arg(long)]
    env: Option<String>,
    /// A pipeline and a comment, or either.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

impl Command for Approve {
    const NAME: &'static str = "approve";
    const NEEDS: Option<Action> = Some(Action::Approve);

    async fn run(self, tools: &Tools, asker: &Asker) -> Message {
        let approved = self.approve(tools, asker).await;
        approved.unwrap_or_else(|refusal| refusal.message(asker.words))
    }
}

impl Approve {
    async fn approve(self, tools: &Tools, asker: &Asker) -> Result<Message, Refusal> {
        let (words, env) = without_env(&self.words, self.env);
        let environments = named::environments(tools, env.as_deref())?;
        let pipelines = Pipelines::look(tools, &environments).await;
        let named = words.first().filter(|word| pipelines.has(word));
        let comment = match named {
            Some(_) => words[1..].join(" "),
            None => words.join(" "),
        };
        let waiting = waiting(tools, asker, &pipelines, named).await?;
        match waiting.as_slice() {
            [one] => {
                let comment = Some(comment).filter(|text| !text.is_empty());
                answer(tools, asker, one, comment, true).await
            }
            [] => Err(Refusal::NothingWaits {
                pipeline: named.cloned(),
                unsure: pipelines.is_unsure(),
            }),
            several => Ok(choice(tools, asker, several).await?),
        }
    }
}

/// The approvals that are meant: those of the pipeline that is named, else of the release in whose thread it is asked,
/// else all.
pub(super) async fn waiting(
    tools: &Tools,
    asker: &Asker,
    pipelines: &Pipelines,
    named: Option<&String>,
) -> Result<Vec<Waits>, Refusal> {
    let here = match named {
        Some(_) => None,
        None => release_here(tools, asker).await?,
    };
    let run = here.as_ref().and_then(|release| release.execution());
    let is_meant = |waits: &&Waits| match (named, run) {
        (Some(name), _) => waits.pipeline.eq_ignore_ascii_case(name),
        (None, Some(run)) => waits.approval.execution == run.subject,
        (None, None) => true,
    };
    Ok(pipelines.waiting.iter().filter(is_meant).cloned().collect())
}

/// Says yes or no.
pub(super) async fn answer(
    tools: &Tools,
    asker: &Asker,
    waits: &Waits,
    comment: Option<String>,
    is_yes: bool,
) -> Result<Message, Refusal> {
    let approval = waits.approval.clone();
    let wish = Wish {
        request: asker.request.clone(),
        person: asker.person.clone(),
        intent: match is_yes {
            true => Intent::Approve { approval },
            false => Intent::Reject { approval },
        },
        comment,
    };
    Ok(acting::act(tools, &wish).await?.message(asker.words))
}

/// A list to choose from, each by its own button.
async fn choice(tools: &Tools, asker: &Asker, several: &[Waits]) -> Result<Message, Refusal> {
    let words = asker.words;
    let mut lines = Vec::new();
    let mut buttons = Vec::new();
    for waits in several.iter().take(OFFERED) {
        let intent = Intent::Approve {
            approval: waits.approval.clone(),
        };
        let args = [
            ("pipeline", Rich::text(&waits.pipeline).into()),
            (
                "environment",
                Rich::text(waits.environment.name.as_str()).into(),
            ),
            ("action", Rich::code(&waits.approval.action).into()),
        ];
        lines.push(words.say("approval-waits", &args));
        let mut button = sentences::button(intent, &asker.person, words);
        button.label = words.plain("approve-one", &args);
        let kept = tools
            .store
            .keep_intent(&button.intent, button.only.as_ref(), jiff::Timestamp::now());
        kept.await.map_err(|error| acting::unstored(&error))?;
        buttons.push(button);
    }
    let more = buttons.split_off(buttons.len().min(2));
    Ok(Message::sentence(words.say("approve-which", &[]))
        .with(Part::Lines(lines))
        .with(Part::Actions(Actions { buttons, more })))
}
