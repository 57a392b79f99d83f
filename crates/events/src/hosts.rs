//! What AWS tells of hosts one by one, which is about no service: ECS's container instances and the daemons on them, and
//! CodeDeploy's instances, by EventBridge and by a trigger.

use super::envelope::{Envelope, Undecodable};
use super::{Means, Silence};

pub(super) fn read(_event: &Envelope<'_>) -> Result<Means, Undecodable> {
    Ok(Means::Nothing(Silence::Host))
}
