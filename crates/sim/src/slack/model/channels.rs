//! Channels, who is in them, and who may see them.

use std::collections::BTreeSet;

use super::Workspace;

/// What kind of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Public,
    Private,
    /// One person and the bot.
    Direct,
}

impl Kind {
    /// The scopes' family: `channels:read`, `groups:history`, `im:write`.
    pub fn family(self) -> &'static str {
        match self {
            Kind::Public => "channels",
            Kind::Private => "groups",
            Kind::Direct => "im",
        }
    }

    /// As `conversations.list` calls it in `types`.
    pub fn type_name(self) -> &'static str {
        match self {
            Kind::Public => "public_channel",
            Kind::Private => "private_channel",
            Kind::Direct => "im",
        }
    }
}

/// A conversation.
#[derive(Debug, Clone)]
pub struct Channel {
    /// `C…`, or `D…` for a direct one.
    pub id: String,
    pub name: String,
    pub kind: Kind,
    pub archived: bool,
    /// Whether only the people who run the workspace may post: no app may, though it can still edit.
    pub read_only: bool,
    /// User ids; the bot's is among them where it was invited.
    pub members: BTreeSet<String>,
    /// The workspaces of other organizations that it is shared with (Slack Connect).
    pub shared_with: BTreeSet<String>,
}

impl Channel {
    /// Whether people of other organizations may be in it.
    pub fn is_ext_shared(&self) -> bool {
        !self.shared_with.is_empty()
    }
}

impl Workspace {
    /// Adds a channel, or replaces one with the same id.
    pub fn add_channel(&mut self, id: &str, name: &str, kind: Kind, members: &[&str]) {
        let channel = Channel {
            id: id.into(),
            name: name.into(),
            kind,
            archived: false,
            read_only: false,
            members: members.iter().map(|id| (*id).to_owned()).collect(),
            shared_with: BTreeSet::new(),
        };
        self.channels.insert(channel.id.clone(), channel);
    }

    /// Shares a channel with another organization's workspace, and lets one of its people in.
    ///
    /// # Panics
    /// When there is no such channel.
    pub fn share_channel(&mut self, id: &str, visitor: &str) {
        let team = self.team_of(visitor).to_owned();
        let channel = self.channels.get_mut(id).expect("a channel to share");
        channel.shared_with.insert(team);
        channel.members.insert(visitor.to_owned());
    }

    /// Whether `user` (a person or the bot) can read the channel. People of other organizations see only what is shared
    /// with them, and what they were invited to.
    pub fn can_see(&self, user: &str, channel: &str) -> bool {
        let is_external = self.is_external(user);
        let team = self.team_of(user);
        self.channels.get(channel).is_some_and(|channel| {
            let is_member = channel.members.contains(user);
            match is_external {
                true => is_member && channel.shared_with.contains(team),
                false => is_member || channel.kind == Kind::Public,
            }
        })
    }

    /// The channel, if the bot can tell that it exists.
    ///
    /// # Errors
    /// `channel_not_found`.
    pub fn channel_for_bot(&self, id: &str) -> Result<&Channel, &'static str> {
        if !self.can_see(&self.app.bot_user, id) {
            return Err("channel_not_found");
        }
        self.channels.get(id).ok_or("channel_not_found")
    }

    /// Whether the bot is a member.
    pub fn bot_is_in(&self, channel: &Channel) -> bool {
        channel.members.contains(&self.app.bot_user)
    }

    /// The channel, if the bot may post into it.
    ///
    /// # Errors
    /// `channel_not_found`, `is_archived`, `not_in_channel`, `restricted_action_read_only_channel`.
    pub fn channel_to_post(&self, id: &str) -> Result<&Channel, &'static str> {
        let channel = self.channel_for_bot(id)?;
        if channel.archived {
            return Err("is_archived");
        }
        let anywhere = self.app.scopes.contains("chat:write.public");
        let open = anywhere && channel.kind == Kind::Public;
        if !self.bot_is_in(channel) && !open {
            return Err("not_in_channel");
        }
        if channel.read_only {
            return Err("restricted_action_read_only_channel");
        }
        Ok(channel)
    }

    /// The direct conversation of a person with the bot, opened if it is not yet.
    ///
    /// # Errors
    /// `user_not_found`, `user_disabled`.
    pub fn open_direct(&mut self, person: &str) -> Result<String, &'static str> {
        let known = self.people.get(person).ok_or("user_not_found")?;
        if known.deleted {
            return Err("user_disabled");
        }
        let id = format!("D{}", person.get(1..).unwrap_or_default());
        if !self.channels.contains_key(&id) {
            let bot = self.app.bot_user.clone();
            self.add_channel(&id, "directmessage", Kind::Direct, &[person, &bot]);
        }
        Ok(id)
    }
}
