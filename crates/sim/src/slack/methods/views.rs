//! `views.*`: modals and the Home tab.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::blocks;
use super::super::model::{View, ViewKey, Workspace};
use super::super::wire::{Args, Failure};
use super::Answer;

/// The largest view, in bytes of JSON.
const LARGEST: usize = 250_000;

/// `views.open`
pub fn open(workspace: &mut Workspace, args: &Args, now: Timestamp) -> Answer {
    let view = view(args, "modal")?;
    let view = workspace
        .open_modal(args.required("trigger_id")?, view, now)?
        .clone();
    Ok(answer(workspace, &view))
}

/// `views.push`
pub fn push(workspace: &mut Workspace, args: &Args, now: Timestamp) -> Answer {
    let view = view(args, "modal")?;
    let view = workspace
        .push_modal(args.required("trigger_id")?, view, now)?
        .clone();
    Ok(answer(workspace, &view))
}

/// `views.update`
pub fn update(workspace: &mut Workspace, args: &Args, now: Timestamp) -> Answer {
    let key = match args.text("view_id")? {
        Some(id) => ViewKey::Id(id),
        None => ViewKey::External(args.required("external_id")?),
    };
    let old = workspace.view(key).ok_or("not_found")?;
    let kind = if old.is_home() { "home" } else { "modal" };
    let view = view(args, kind)?;
    let hash = args.text("hash")?.filter(|hash| !hash.is_empty());
    let view = workspace.update_view(key, hash, view, now)?.clone();
    Ok(answer(workspace, &view))
}

/// `views.publish`
pub fn publish(workspace: &mut Workspace, args: &Args, now: Timestamp) -> Answer {
    let person = args.required("user_id")?;
    let view = view(args, "home")?;
    let hash = args.text("hash")?.filter(|hash| !hash.is_empty());
    let view = workspace.publish_home(person, hash, view, now)?.clone();
    Ok(answer(workspace, &view))
}

/// Checks a view of the kind that is due.
///
/// # Errors
/// `view_too_large`, `invalid_arguments`.
pub fn check_view(view: &Value, kind: &str) -> Result<(), Failure> {
    if view.to_string().len() > LARGEST {
        return Err("view_too_large".into());
    }
    let problems = blocks::view_problems(view, kind);
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::listing("invalid_arguments", &problems))
}

fn view(args: &Args, kind: &str) -> Result<Value, Failure> {
    let view = args
        .structure("view", "invalid_arguments")?
        .ok_or_else(|| {
            Failure::listing(
                "invalid_arguments",
                &["missing required field: view".to_owned()],
            )
        })?;
    check_view(&view, kind)?;
    Ok(view)
}

fn answer(workspace: &Workspace, view: &View) -> Map<String, Value> {
    Map::from_iter([("view".to_owned(), workspace.view_json(view, json!({})))])
}
