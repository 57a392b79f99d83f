//! Who is let in: the people of the workspace that Pilothouse works for, and nobody else.

use std::time::Duration;

use tokio::sync::watch;

use super::Desk;
use crate::slack::SlackError;
use domain::names::{PersonId, TeamId};
use domain::refusal::Refusal;
use domain::workspace::{Affiliation, Home, Organization, Origin};

/// How long a request waits for Slack to say whose the bot's own token is, after a start.
const ORGANIZATION: Duration = Duration::from_secs(5);

/// The workspace that Pilothouse works for, as far as it is known. Clones share it.
#[derive(Debug, Clone)]
pub struct Installation {
    team: TeamId,
    organization: watch::Sender<Organization>,
}

impl Installation {
    /// The installation in this workspace, before Slack has said whether it belongs to an organization.
    pub fn new(team: TeamId) -> Self {
        Self {
            team,
            organization: watch::Sender::new(Organization::NotKnown),
        }
    }

    /// Its workspace.
    pub fn team(&self) -> &TeamId {
        &self.team
    }

    /// Learns to which organization the workspace belongs.
    pub fn belongs_to(&self, organization: Option<TeamId>) {
        let known = organization.map_or(Organization::None, Organization::Named);
        self.organization.send_replace(known);
    }

    fn home(&self) -> Home {
        Home {
            team: self.team.clone(),
            organization: self.organization.borrow().clone(),
        }
    }

    /// The same once Slack has said all of it, or does not say it in time.
    async fn known_home(&self) -> Home {
        let mut organization = self.organization.subscribe();
        let is_known = organization.wait_for(|known| *known != Organization::NotKnown);
        let _ = tokio::time::timeout(ORGANIZATION, is_known).await;
        self.home()
    }
}

impl Desk {
    /// Whose the person is who sent this, as far as the payload says so. Asks nobody.
    pub fn affiliation(&self, origin: &Origin) -> Affiliation {
        origin.affiliation(&self.installation.home())
    }

    /// Lets a person of ours in. Slack is asked only where the payload does not say whose they are.
    ///
    /// # Errors
    /// [`Refusal::OtherTeam`] for people of other workspaces, who are not answered, and [`Refusal::TeamNotKnown`] where
    /// Slack does not say.
    pub(super) async fn admit(&self, person: &PersonId, origin: &Origin) -> Result<(), Refusal> {
        if self.affiliation(origin) == Affiliation::Ours {
            return Ok(());
        }
        let home = self.installation.known_home().await;
        match origin.affiliation(&home) {
            Affiliation::Ours => return Ok(()),
            Affiliation::Foreign => return Err(Refusal::OtherTeam),
            Affiliation::Unclear if home.organization == Organization::NotKnown => {
                return Err(Refusal::TeamNotKnown);
            }
            Affiliation::Unclear => {}
        }
        match self.tools.people.membership(person).await {
            Ok(membership) if membership.is_of(&home) => Ok(()),
            Ok(_) => Err(Refusal::OtherTeam),
            Err(SlackError::Refused(code)) if is_nobody_here(&code) => Err(Refusal::OtherTeam),
            Err(error) => {
                let person = person.as_str();
                tracing::warn!(%error, person, "could not look up the workspace of a person");
                Err(Refusal::TeamNotKnown)
            }
        }
    }
}

/// Whether Slack says by this error that the app has no such person before it.
fn is_nobody_here(code: &str) -> bool {
    matches!(code, "user_not_found" | "user_not_visible")
}
