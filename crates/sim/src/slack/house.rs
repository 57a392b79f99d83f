//! What people do to the workspace itself, without the app being told: delete, archive, invite, remove, restrict.

use super::model::Channel;
use super::{Refused, SlackSim};

impl SlackSim {
    /// A person deletes a message for all: their own, or, as an admin of the workspace, anybody's. Where it has
    /// replies, a tombstone stays in the channel's history, and nobody can reply to it any more.
    ///
    /// # Errors
    /// When the person sees no such message, or may not delete it.
    pub fn delete(&self, person: &str, channel: &str, ts: &str) -> Result<(), Refused> {
        self.with(|workspace| {
            let known = workspace.people.get(person);
            let known = known.ok_or_else(|| Refused(format!("nobody is {person}")))?;
            let message = workspace
                .message(channel, ts)
                .filter(|message| message.ephemeral_to.is_none())
                .filter(|_| workspace.can_see(person, channel))
                .ok_or_else(|| Refused(format!("{person} sees no message {ts}")))?;
            if message.author != person && !known.admin {
                return Err(Refused(format!("{person} may delete only their own")));
            }
            workspace.delete(channel, ts);
            Ok(())
        })
    }

    /// A channel is archived: it can be read, and nothing can be posted or edited in it.
    ///
    /// # Errors
    /// When there is no such channel.
    pub fn archive(&self, channel: &str) -> Result<(), Refused> {
        self.change(channel, |channel| channel.archived = true)
    }

    /// An archived channel is opened again, with the members that it had.
    ///
    /// # Errors
    /// When there is no such channel.
    pub fn unarchive(&self, channel: &str) -> Result<(), Refused> {
        self.change(channel, |channel| channel.archived = false)
    }

    /// Somebody, the bot for one, becomes a member of a channel.
    ///
    /// # Errors
    /// When there is no such channel.
    pub fn invite(&self, channel: &str, user: &str) -> Result<(), Refused> {
        self.change(channel, |channel| {
            channel.members.insert(user.to_owned());
        })
    }

    /// Somebody, the bot for one, is removed from a channel. A private one they do not see any more.
    ///
    /// # Errors
    /// When there is no such channel.
    pub fn kick(&self, channel: &str, user: &str) -> Result<(), Refused> {
        self.change(channel, |channel| {
            channel.members.remove(user);
        })
    }

    /// Lets only admins post in a channel, or everybody again.
    ///
    /// # Errors
    /// When there is no such channel.
    pub fn set_read_only(&self, channel: &str, on: bool) -> Result<(), Refused> {
        self.change(channel, |channel| channel.read_only = on)
    }

    fn change(&self, channel: &str, change: impl FnOnce(&mut Channel)) -> Result<(), Refused> {
        self.with(|workspace| {
            let known = workspace.channels.get_mut(channel);
            known
                .map(change)
                .ok_or_else(|| Refused(format!("there is no channel {channel}")))
        })
    }
}
