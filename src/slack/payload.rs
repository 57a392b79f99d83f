//! Commands and events that Slack sends, read as leniently as it is written: every field may be missing, null or of a new kind.

use serde_json::Value;

use super::reply::ReplyTo;
use domain::names::{ChannelId, PersonId, TeamId};
use domain::workspace::Origin;

/// The payload lacks what every answer needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payload cannot be read")]
pub struct Unreadable;

/// Somebody asks for something, whatever the way it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    pub origin: Origin,
    pub person: PersonId,
    pub channel: ChannelId,
    /// The thread that a mention stands in.
    pub thread: Option<String>,
    /// What was typed after the command or the mention, as it came.
    pub text: String,
    pub reply_to: ReplyTo,
}

impl Invocation {
    /// Reads the form of a slash command. `api_url` decides which response URLs are called.
    ///
    /// # Errors
    /// Where nobody could be answered: no team, person or channel.
    pub fn from_command(form: &[u8], api_url: &str) -> Result<Self, Unreadable> {
        let mut command = Command::default();
        for (key, value) in url::form_urlencoded::parse(form) {
            let field = match &*key {
                "team_id" => &mut command.team_id,
                "enterprise_id" => &mut command.enterprise_id,
                "user_id" => &mut command.user_id,
                "channel_id" => &mut command.channel_id,
                "text" => &mut command.text,
                "response_url" => &mut command.response_url,
                _ => continue,
            };
            // The first of a doubled field stands: what follows cannot replace it.
            field.get_or_insert_with(|| value.into_owned());
        }
        let named = |field: Option<String>| field.filter(|text| !text.is_empty()).ok_or(Unreadable);
        let organization = named(command.enterprise_id).ok();
        let team = named(command.team_id)?;
        Ok(Self {
            // Slack offers an app's commands to nobody outside the organization, so the workspace of the command is that
            // of the person.
            origin: Origin {
                installed_in: [team]
                    .into_iter()
                    .chain(organization)
                    .map(TeamId::new)
                    .collect(),
                person_of: Vec::new(),
                is_shared: Some(false),
            },
            person: PersonId::new(named(command.user_id)?),
            channel: ChannelId::new(named(command.channel_id)?),
            thread: None,
            text: command.text.unwrap_or_default(),
            reply_to: ReplyTo::from_payload(command.response_url.as_deref(), api_url),
        })
    }
}

#[derive(Default)]
struct Command {
    team_id: Option<String>,
    enterprise_id: Option<String>,
    user_id: Option<String>,
    channel_id: Option<String>,
    text: Option<String>,
    response_url: Option<String>,
}

/// Whether this is Slack's `ssl_check` and nothing else: the one request that is answered unsigned.
pub fn is_ssl_check(form: &[u8]) -> bool {
    let mut checks = false;
    for (key, value) in url::form_urlencoded::parse(form) {
        match &*key {
            "ssl_check" => checks = value == "1",
            "token" => {}
            _ => return false,
        }
    }
    checks
}

/// What the Events API sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Slack asks whether this address is ours.
    Challenge(String),
    /// The bot was mentioned.
    Mention(Box<Mention>),
    /// An event that nothing is done about.
    Other,
}

/// A message that mentions the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The message's own, whatever Slack sends about it and however often: an edit has an event id of its own.
    pub id: String,
    pub invocation: Invocation,
    /// Whether the message was edited since it was posted.
    pub is_edited: bool,
}

impl Event {
    /// Reads an event.
    ///
    /// # Errors
    /// When it is no JSON object, or a mention lacks what an answer needs.
    pub fn read(body: &[u8]) -> Result<Self, Unreadable> {
        let body: Value = serde_json::from_slice(body).map_err(|_| Unreadable)?;
        if !body.is_object() {
            return Err(Unreadable);
        }
        let text = |pointer| text(&body, pointer);
        match (text("/type"), text("/event/type")) {
            (Some("url_verification"), _) => {
                let challenge = text("/challenge").ok_or(Unreadable)?;
                Ok(Self::Challenge(challenge.to_owned()))
            }
            // A bot that mentions us is no person to answer; two bots would talk for ever.
            (Some("event_callback"), Some("app_mention")) if text("/event/bot_id").is_none() => {
                Mention::read(&body).map(|mention| Self::Mention(Box::new(mention)))
            }
            _ => Ok(Self::Other),
        }
    }
}

impl Mention {
    fn read(body: &Value) -> Result<Self, Unreadable> {
        let text = |pointer| text(body, pointer);
        let person = text("/event/user").ok_or(Unreadable)?;
        let channel = text("/event/channel").ok_or(Unreadable)?;
        let (ts, thread) = (text("/event/ts"), text("/event/thread_ts"));
        let id = match ts {
            Some(ts) => format!("mention/{channel}/{ts}"),
            None => format!("mention/{}", text("/event_id").ok_or(Unreadable)?),
        };
        let asked = without_mention(
            text("/event/text").unwrap_or_default(),
            text("/authorizations/0/user_id"),
        );
        Ok(Self {
            id,
            invocation: Invocation {
                origin: origin_of_event(body),
                person: PersonId::new(person),
                channel: ChannelId::new(channel),
                thread: thread.map(str::to_owned),
                text: asked.to_owned(),
                reply_to: match thread.or(ts) {
                    Some(parent) => ReplyTo::Thread(parent.to_owned()),
                    None => ReplyTo::Ephemeral,
                },
            },
            is_edited: body
                .pointer("/event/edited")
                .is_some_and(|edited| !edited.is_null()),
        })
    }
}

/// Where an event comes from. `team` of a message is left aside: it may be the workspace of the channel.
fn origin_of_event(body: &Value) -> Origin {
    let ids = |pointers: &[&str]| {
        let named = pointers.iter().filter_map(|pointer| text(body, pointer));
        named.map(TeamId::new).collect()
    };
    Origin {
        installed_in: ids(&[
            "/team_id",
            "/context_team_id",
            "/context_enterprise_id",
            "/authorizations/0/team_id",
            "/authorizations/0/enterprise_id",
        ]),
        person_of: ids(&["/event/user_team", "/event/source_team"]),
        is_shared: body["is_ext_shared_channel"].as_bool(),
    }
}

/// What stands at a JSON pointer, where it is text and not empty: Slack writes `""` where it has nothing.
pub(super) fn text<'a>(json: &'a Value, pointer: &str) -> Option<&'a str> {
    let text = json.pointer(pointer)?.as_str()?;
    (!text.is_empty()).then_some(text)
}

/// The text after the mention of `bot`: `<@U0PILOT> status` asks for `status`, and so does `hey <@U0PILOT> status`.
/// Where the bot is not known by that id, the first mention is taken for it.
fn without_mention<'a>(text: &'a str, bot: Option<&str>) -> &'a str {
    let mut mentions = text
        .match_indices("<@")
        .filter_map(|(at, start)| text[at + start.len()..].split_once('>'));
    let is_ours = |(inside, _): &(&str, &str)| inside.split('|').next() == bot;
    let ours = mentions.clone().find(is_ours).or_else(|| mentions.next());
    ours.map_or(text, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "https://slack.com/api";

    #[test]
    fn ssl_check_is_alone_or_it_is_nothing() {
        for (form, is) in [
            ("ssl_check=1", true),
            ("ssl_check=1&token=x", true),
            ("ssl_check=0", false),
            ("ssl_check=1&text=status", false),
            ("ssl_check=1&command=%2Fdeploy", false),
            ("token=x", false),
            ("", false),
        ] {
            assert_eq!(is_ssl_check(form.as_bytes()), is, "{form}");
        }
    }

    #[test]
    fn a_mention_is_read_wherever_it_stands() {
        for (text, asked) in [
            ("<@U0PILOT> status", " status"),
            ("hey <@U0PILOT|pilothouse> status", " status"),
            ("hey <@U0ANN> <@U0PILOT> status", " status"),
            ("<@U0PILOT> status <@U0ANN>", " status <@U0ANN>"),
            ("<@W0OTHER> status", " status"),
            ("<@U0PILOT>", ""),
            ("<@U0PILOT", "<@U0PILOT"),
            ("status", "status"),
        ] {
            assert_eq!(without_mention(text, Some("U0PILOT")), asked);
        }
        assert_eq!(without_mention("<@U0PILOT> status", None), " status");
    }

    #[test]
    fn a_mention_is_known_by_its_message_and_says_whose_its_person_is() {
        let read = |body: &str| match Event::read(body.as_bytes()) {
            Ok(Event::Mention(mention)) => *mention,
            other => panic!("{other:?}"),
        };
        let event = |more: &str| {
            format!(
                r#"{{"type":"event_callback","event_id":"Ev1","team_id":"T1","is_ext_shared_channel":true,
                    "authorizations":[{{"team_id":null,"enterprise_id":"E1"}}],
                    "event":{{"type":"app_mention","user":"U0ANN","channel":"C1","team":"T9"{more}}}}}"#
            )
        };
        let first = read(&event(r#","ts":"1.2","user_team":"T2","source_team":"E2""#));
        assert_eq!(first.id, "mention/C1/1.2");
        assert!(!first.is_edited);
        let ids = |ids: &[&str]| ids.iter().map(|id| TeamId::new(*id)).collect::<Vec<_>>();
        let origin = Origin {
            installed_in: ids(&["T1", "E1"]),
            person_of: ids(&["T2", "E2"]),
            is_shared: Some(true),
        };
        assert_eq!(first.invocation.origin, origin);
        assert_eq!(first.invocation.reply_to, ReplyTo::Thread("1.2".to_owned()));
        let edited = read(&event(
            r#","ts":"1.2","edited":{"ts":"1.3"},"thread_ts":"1.0""#,
        ));
        assert_eq!((edited.id, edited.is_edited), (first.id, true));
        assert_eq!(
            edited.invocation.reply_to,
            ReplyTo::Thread("1.0".to_owned())
        );
        let without = read(&event(r#","ts":"","edited":null"#));
        assert_eq!(
            (without.id.as_str(), without.is_edited),
            ("mention/Ev1", false)
        );
        assert_eq!(without.invocation.reply_to, ReplyTo::Ephemeral);
    }

    #[test]
    fn a_doubled_field_does_not_replace_the_first() {
        let form = b"team_id=T0001&user_id=U0ANN&channel_id=C1&user_id=U0BOB&text=help";
        let invocation = Invocation::from_command(form, API).expect("a command");
        assert_eq!(invocation.person, PersonId::new("U0ANN"));
    }
}
