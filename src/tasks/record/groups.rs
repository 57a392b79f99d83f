//! What a group of CodeDeploy deploys to is kept where AWS shows it, and added where AWS does not.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::store::{Deployed, Group, Tx};
use domain::release::{News, Observation, Source};

/// The observation with the service that its group deploys, as far as that was ever seen.
pub(super) async fn completed<'o>(
    tx: &mut Tx,
    observation: &'o Observation,
    now: Timestamp,
) -> anyhow::Result<Cow<'o, Observation>> {
    let as_it_is = Cow::Borrowed(observation);
    let News::Deployment(news) = &observation.news else {
        return Ok(as_it_is);
    };
    let (Some(application), Some(name)) = (&news.application, &news.group) else {
        return Ok(as_it_is);
    };
    let group = Group {
        place: observation.of.place(),
        application,
        name,
    };
    let known = tx.group(group).await?;
    match (&news.cluster, &news.service, observation.source, known) {
        (Some(cluster), Some(service), Source::Seen, known) => {
            let shown = Deployed {
                cluster: cluster.clone(),
                service: service.clone(),
            };
            if known.as_ref() != Some(&shown) {
                tx.keep_group(group, &shown, now).await?;
            }
            Ok(as_it_is)
        }
        (None, None, _, Some(Deployed { cluster, service })) => {
            let mut news = news.clone();
            (news.cluster, news.service) = (Some(cluster), Some(service));
            Ok(Cow::Owned(Observation {
                news: News::Deployment(news),
                ..observation.clone()
            }))
        }
        _ => Ok(as_it_is),
    }
}
