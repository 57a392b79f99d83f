//! One release with all that a store keeps of it.

use domain::acting::{ApprovalRef, Intent, Verb};
use domain::environments::Placement;
use domain::message::Urgency;
use domain::names::{ChannelId, EnvironmentName, PersonId};
use domain::notice::{About, Notice, Push, Story};
use domain::provenance::Provenance;
use domain::release::{News, Observation, Place, Release, RunState, Source, StageNews, Subject};
use jiff::Timestamp;
use pilothouse::store::{Claim, Claimed, Entry, Incoming, Kept, KeptStory, Tx, Wanted};

/// One release with all that is written of it: it is heard of, told, approved by a person, and followed by a push.
pub struct One {
    /// Its subject's key.
    id: String,
    subject: Subject,
    environment: EnvironmentName,
    channel: ChannelId,
    now: Timestamp,
}

impl One {
    /// The release of this number; everything is written now.
    pub fn new(number: usize, now: Timestamp) -> Self {
        let subject = Subject::Execution {
            place: place(),
            pipeline: "payments".to_owned(),
            id: format!("{number:08x}-58ae-4d68-8fcd-9de7a3e4b5c6"),
        };
        Self {
            id: subject.to_string(),
            subject,
            environment: EnvironmentName::new("prod"),
            channel: ChannelId::new("C0DEPLOYS"),
            now,
        }
    }

    /// Writes all of it but its events.
    pub async fn is_told(&self, tx: &mut Tx) -> anyhow::Result<()> {
        self.is_folded(tx).await?;
        self.is_wanted(tx).await?;
        self.is_approved(tx).await?;
        self.is_pushed(tx).await
    }

    /// What AWS tells of it.
    pub fn events(&self) -> Vec<Incoming> {
        let event = |number: usize| Incoming {
            id: format!("{}/{number}", self.id),
            body: "{}".repeat(500),
            provenance: Provenance::Token,
        };
        (0..4).map(event).collect()
    }

    async fn is_folded(&self, tx: &mut Tx) -> anyhow::Result<()> {
        let kept = Kept {
            release: Release::default(),
            begun: self.now,
        };
        tx.keep_release(&self.id, &kept, self.now).await?;
        let (subject, environment) = (&self.subject, &self.environment);
        tx.add_subject(subject, &self.id, environment, self.now)
            .await?;
        tx.heard_of(subject, self.now).await?;
        for stage in ["Source", "Build", "Staging", "Approval", "Production"] {
            let state = RunState::Succeeded;
            let stage = stage.to_owned();
            let observation = Observation {
                of: subject.clone(),
                at: self.now,
                known: self.now,
                source: Source::Heard,
                news: News::Stage(StageNews { stage, state }),
            };
            tx.keep_observation(&self.id, &observation).await?;
        }
        Ok(())
    }

    /// Its message, and a reply below it.
    async fn is_wanted(&self, tx: &mut Tx) -> anyhow::Result<()> {
        for (part, length) in [("", 3_000), ("calls", 600)] {
            let wanted = Wanted {
                release: &self.id,
                channel: &self.channel,
                part,
                body: &"x".repeat(length),
                turn: "awaiting",
                urgency: Urgency::NeedsPerson,
                due: self.now,
            };
            tx.want(&wanted, self.now).await?;
        }
        Ok(())
    }

    async fn is_approved(&self, tx: &mut Tx) -> anyhow::Result<()> {
        let intent = Intent::Approve {
            approval: self.approval(),
            comment: None,
        };
        tx.keep_intent(&intent, None, self.now).await?;
        let claim = Claim {
            id: format!("{}/claim", self.id),
            person: PersonId::new("U0ANN"),
            intent,
            placement: Placement::Known(self.environment.clone()),
            credentials: Some(self.environment.clone()),
            names: vec!["payments".to_owned()],
            comment: None,
            version: None,
            to: None,
            at: self.now,
        };
        anyhow::ensure!(tx.claim(&claim).await? == Claimed::Won, "it is claimed");
        anyhow::ensure!(tx.settle_claim(&claim, self.now).await?, "it is settled");
        let entry = Entry {
            id: claim.id,
            at: self.now,
            person: claim.person,
            verb: Verb::Approve,
            placement: claim.placement,
            names: claim.names,
            version: None,
            to: None,
            comment: None,
            result: "done".to_owned(),
        };
        tx.audit(&entry).await
    }

    fn approval(&self) -> ApprovalRef {
        ApprovalRef {
            execution: self.subject.clone(),
            stage: "Approval".to_owned(),
            action: "Approve".to_owned(),
            attempt: format!("{}/1", self.id),
        }
    }

    /// News that is no release's own.
    async fn is_pushed(&self, tx: &mut Tx) -> anyhow::Result<()> {
        let push = Push {
            repository: "payments".to_owned(),
            reference: "main".to_owned(),
            is_tag: false,
            commit: self.id.clone(),
            by: None,
        };
        let notice = Notice {
            at: self.now,
            place: Some(place()),
            about: About::Push(push),
        };
        let kept = KeptStory {
            id: format!("{}/push", self.id),
            story: Story::of(notice),
            release: Some(self.id.clone()),
            settle: None,
        };
        tx.keep_story(&kept, self.now).await
    }
}

fn place() -> Place {
    Place {
        account: "111122223333".to_owned(),
        region: "ap-northeast-2".to_owned(),
    }
}
