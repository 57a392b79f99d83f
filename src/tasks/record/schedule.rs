//! When AWS is asked about the releases in hand next.

use super::{Held, Open, Recorder};
use crate::store::Tx;
use domain::release::Subject;

impl Open<'_> {
    /// Says when AWS is asked about a release next; where `is_led_to`, also after its end: only then can what leads to
    /// its message name its address.
    pub(super) async fn schedule(
        &self,
        tx: &mut Tx,
        id: &str,
        held: &Held,
        is_led_to: bool,
    ) -> anyhow::Result<()> {
        let Recorder { looks, .. } = self.recorder;
        for (subject, at) in &held.heard {
            tx.heard_of(subject, *at).await?;
        }
        for subject in tx.subjects_of(id).await? {
            let next = match held.is_to_be_asked(&subject) {
                true => Some(self.now),
                false => looks.next(&held.kept, &subject, self.now),
            };
            if next.is_none() {
                let again = is_led_to.then(|| looks.soon(self.now));
                tx.look_at(&subject, again).await?;
            } else if held.seen.contains(&subject) {
                tx.look_at(&subject, next).await?;
            } else if held.heard.contains_key(&subject) {
                tx.look_at(&subject, Some(self.now)).await?;
            }
        }
        Ok(())
    }
}

impl Held {
    /// Whether AWS is asked at once, however it stands: of what an event names of which nothing is believed or nothing is
    /// known, and which execution made a deployment of which AWS has told and nobody has asked that.
    fn is_to_be_asked(&self, subject: &Subject) -> bool {
        let release = &self.kept.release;
        if self.hinted.contains(subject)
            || (self.heard.contains_key(subject) && release.is_unheard_of())
        {
            return true;
        }
        let is_lone = release.execution().is_none() && release.owner().is_none();
        is_lone
            && self.seen.contains(subject)
            && release
                .deployment(subject)
                .is_some_and(|one| one.seen().is_some() && one.whole().is_none())
    }
}
