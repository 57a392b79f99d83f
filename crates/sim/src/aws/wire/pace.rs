//! How fast an account may call: the token buckets that AWS publishes for ECS.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// A bucket: what it is called, how many calls it holds, and how many a second come back.
type Rate = (&'static str, f64, f64);

/// Buckets of one simulator, by account, region and kind.
#[derive(Debug, Default)]
pub struct Paces(BTreeMap<String, (f64, Timestamp)>);

impl Paces {
    /// Takes one call out of its bucket. Answers whether there was one left.
    pub fn take(&mut self, scope: &str, operation: &str, now: Timestamp) -> bool {
        let Some((name, burst, refill)) = rate(operation) else {
            return true;
        };
        let key = format!("{scope}/{name}");
        let (left, then) = self.0.get(&key).copied().unwrap_or((burst, now));
        let seconds = now.duration_since(then).as_secs_f64();
        let left = (left + seconds * refill).min(burst);
        let granted = left >= 1.0;
        self.0
            .insert(key, (if granted { left - 1.0 } else { left }, now));
        granted
    }
}

/// From AWS's documentation of ECS request throttling; none is published for CodeDeploy and CodePipeline.
fn rate(operation: &str) -> Option<Rate> {
    let name = operation.strip_prefix("ecs.")?;
    Some(match name {
        "DescribeTasks" | "ListTasks" | "DescribeServices" | "ListServices" => {
            ("service reads", 100.0, 20.0)
        }
        "UpdateService" => ("service changes", 50.0, 5.0),
        "ListClusters" | "DescribeClusters" => ("cluster reads", 50.0, 20.0),
        "DescribeTaskDefinition" | "ListTaskDefinitions" => ("task definition reads", 50.0, 20.0),
        _ => ("service deployments", 50.0, 20.0),
    })
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::Paces;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let mut paces = Paces::default();
        let now = Timestamp::UNIX_EPOCH;
        for _ in 0..100 {
            assert!(paces.take("1/r", "ecs.ListTasks", now));
        }
        assert!(!paces.take("1/r", "ecs.DescribeServices", now));
        assert!(paces.take("2/r", "ecs.DescribeServices", now));
        let later = now + SignedDuration::from_secs(1);
        assert_eq!(
            (0..30)
                .filter(|_| paces.take("1/r", "ecs.ListTasks", later))
                .count(),
            20
        );
    }
}
