//! How production traffic moves from the old tasks to the new: at once, in equal steps, or a few first.

/// A plan for moving traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    AllAtOnce,
    /// `percent` more every `minutes`.
    Linear {
        percent: u32,
        minutes: u32,
    },
    /// `percent` first, the rest after `minutes`.
    Canary {
        percent: u32,
        minutes: u32,
    },
}

impl Shift {
    /// The plan behind a deployment configuration that CodeDeploy predefines for ECS.
    pub fn of_config(name: &str) -> Option<Self> {
        let plan = name.strip_prefix("CodeDeployDefault.ECS")?;
        Some(match plan {
            "AllAtOnce" => Self::AllAtOnce,
            "Linear10PercentEvery1Minutes" => Self::Linear {
                percent: 10,
                minutes: 1,
            },
            "Linear10PercentEvery3Minutes" => Self::Linear {
                percent: 10,
                minutes: 3,
            },
            "Canary10Percent5Minutes" => Self::Canary {
                percent: 10,
                minutes: 5,
            },
            "Canary10Percent15Minutes" => Self::Canary {
                percent: 10,
                minutes: 15,
            },
            _ => return None,
        })
    }

    /// The weight (0 to 100) of the new tasks `seconds` after the shift began.
    pub fn weight(self, seconds: i64) -> u32 {
        let steps = |minutes: u32| seconds.max(0) / (i64::from(minutes.max(1)) * 60);
        match self {
            Self::AllAtOnce => 100,
            Self::Linear { percent, minutes } => {
                let step = u32::try_from(steps(minutes)).unwrap_or(u32::MAX - 1) + 1;
                step.saturating_mul(percent).min(100)
            }
            Self::Canary { percent, minutes } if steps(minutes) == 0 => percent,
            Self::Canary { .. } => 100,
        }
    }

    /// Seconds from one step to the next.
    pub fn pause(self) -> i64 {
        match self {
            Self::AllAtOnce => 1,
            Self::Linear { minutes, .. } | Self::Canary { minutes, .. } => {
                i64::from(minutes.max(1)) * 60
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shift;

    #[test]
    fn weights_follow_the_plan() {
        let linear = Shift::of_config("CodeDeployDefault.ECSLinear10PercentEvery1Minutes").unwrap();
        let canary = Shift::of_config("CodeDeployDefault.ECSCanary10Percent5Minutes").unwrap();
        for (plan, seconds, weight) in [
            (linear, 0, 10),
            (linear, 59, 10),
            (linear, 60, 20),
            (linear, 540, 100),
            (linear, 100_000, 100),
            (canary, 299, 10),
            (canary, 300, 100),
            (Shift::AllAtOnce, 0, 100),
        ] {
            assert_eq!(plan.weight(seconds), weight, "{plan:?} after {seconds} s");
        }
    }
}
