//! Slash commands, and what their acknowledgement becomes.

use serde_json::{Map, Value};

use super::escape::{To, entities, escape};
use super::{Delivery, Door, Refused};
use crate::slack::methods::hook_content;
use crate::slack::{ChannelKind, Content, Draft, Origin, SLACKBOT, SlackSim, Workspace};

/// A command as it goes to the app.
struct Typed {
    form: Vec<(&'static str, String)>,
    trigger_id: String,
    response_url: String,
}

impl SlackSim {
    /// A person types `/command text` in a channel. The answer becomes a message as Slack does it; a late or a
    /// wrong one becomes Slackbot's notice.
    ///
    /// # Errors
    /// When the person or the channel does not exist, the person is not in it, or it is archived.
    pub async fn command(
        &self,
        person: &str,
        channel: &str,
        command: &str,
        text: &str,
    ) -> Result<Delivery, Refused> {
        let typed = self.command_form(person, channel, command, text)?;
        let body =
            serde_urlencoded::to_string(&typed.form).map_err(|why| Refused(why.to_string()))?;
        let mut delivery = self.send(Door::Commands, body, None).await;
        delivery.trigger_id = typed.trigger_id;
        delivery.response_url = typed.response_url;
        if delivery.ok() && !self.take_answer(person, channel, command, text, &delivery) {
            delivery.notice = Some("invalid_command_response");
        }
        if let Some(notice) = delivery.notice {
            self.notify(
                person,
                channel,
                &format!("{command} failed with the error \"{notice}\""),
            );
        }
        self.shared.changed();
        Ok(delivery)
    }

    /// Slack's own test of a command's URL: not signed, and nothing in it but the old token.
    pub async fn ssl_check(&self) -> Delivery {
        let token = self.shared.workspace().app.verification_token.clone();
        let plain = self.signing(super::Signing {
            unsigned: true,
            ..super::Signing::default()
        });
        let body = format!("ssl_check=1&token={token}");
        plain.send(Door::Commands, body, None).await
    }

    fn command_form(
        &self,
        person: &str,
        channel: &str,
        command: &str,
        text: &str,
    ) -> Result<Typed, Refused> {
        let now = self.shared.clock.now();
        let mut workspace = self.shared.workspace();
        let user_name = may_write(&workspace, person, channel)?;
        if workspace.is_external(person) {
            return Err(Refused(format!(
                "{command} is not for people of other organizations"
            )));
        }
        if !workspace.app.scopes.contains("commands") {
            return Err(Refused(format!("{command} is not a valid command")));
        }
        let known = &workspace.channels[channel];
        let channel_name = match known.kind {
            ChannelKind::Public => known.name.clone(),
            ChannelKind::Private => "privategroup".to_owned(),
            ChannelKind::Direct => "directmessage".to_owned(),
        };
        let text = escape(&workspace, text.trim(), To::Command);
        let trigger_id = workspace.issue_trigger(person, None, now);
        let path = workspace.issue_response_url(person, channel, Origin::Command, now);
        let response_url = format!("{}{path}", self.shared.base());
        let mut form = vec![
            ("token", workspace.app.verification_token.clone()),
            ("team_id", workspace.team_of(person).to_owned()),
            ("team_domain", workspace.team.domain.clone()),
            ("channel_id", channel.to_owned()),
            ("channel_name", channel_name),
            ("user_id", person.to_owned()),
            ("user_name", user_name),
            ("command", command.to_owned()),
            ("text", text),
            ("api_app_id", workspace.app.id.clone()),
            (
                "is_enterprise_install",
                workspace.app.org_installed.to_string(),
            ),
            ("response_url", response_url.clone()),
            ("trigger_id", trigger_id.clone()),
        ];
        if let Some(enterprise) = workspace.enterprise_of(person) {
            form.push(("enterprise_id", enterprise.to_owned()));
            form.push(("enterprise_name", enterprise.to_owned()));
        }
        Ok(Typed {
            form,
            trigger_id,
            response_url,
        })
    }

    /// Shows what the app answered; false if Slack cannot.
    fn take_answer(
        &self,
        person: &str,
        channel: &str,
        command: &str,
        typed: &str,
        delivery: &Delivery,
    ) -> bool {
        let body = delivery.body.trim();
        if body.is_empty() {
            return true;
        }
        let answer: Map<String, Value> = if delivery.content_type.starts_with("application/json") {
            match serde_json::from_str(body) {
                Ok(answer) => answer,
                Err(_) => return false,
            }
        } else {
            Map::from_iter([("text".to_owned(), body.into())])
        };
        let Ok(sent) = hook_content(&answer) else {
            return false;
        };
        let in_channel = answer
            .get("response_type")
            .is_some_and(|kind| kind == "in_channel");
        let now = self.shared.clock.now();
        let mut workspace = self.shared.workspace();
        if in_channel {
            // What was typed is shown to all, before the answer.
            let text = entities(format!("{command} {typed}").trim_end());
            let echo = Draft {
                channel: channel.into(),
                author: person.into(),
                content: Content {
                    text,
                    ..Content::default()
                },
                ..Draft::default()
            };
            workspace.post(echo, now);
        }
        if !sent.is_empty() {
            let draft = Draft {
                channel: channel.into(),
                author: workspace.app.bot_user.clone(),
                ephemeral_to: (!in_channel).then(|| person.to_owned()),
                content: sent.into_content(),
                ..Draft::default()
            };
            workspace.post(draft, now);
        }
        true
    }

    fn notify(&self, person: &str, channel: &str, text: &str) {
        let now = self.shared.clock.now();
        let notice = Draft {
            channel: channel.into(),
            author: SLACKBOT.into(),
            ephemeral_to: Some(person.into()),
            content: Content {
                text: text.into(),
                ..Content::default()
            },
            ..Draft::default()
        };
        self.shared.workspace().post(notice, now);
    }
}

/// The person's short name, if they can write in the channel.
pub(super) fn may_write(
    workspace: &Workspace,
    person: &str,
    channel: &str,
) -> Result<String, Refused> {
    let known = workspace
        .people
        .get(person)
        .filter(|known| !known.deleted)
        .ok_or_else(|| Refused(format!("nobody is {person}")))?;
    let channel = workspace
        .channels
        .get(channel)
        .filter(|channel| channel.members.contains(person))
        .filter(|channel| workspace.can_see(person, &channel.id))
        .ok_or_else(|| Refused(format!("{person} is not in {channel}")))?;
    if channel.archived {
        return Err(Refused(format!("{} is archived", channel.id)));
    }
    Ok(known.name.clone())
}
