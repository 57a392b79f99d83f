//! AWS's times and numbers as ours.

use aws_smithy_types::DateTime;
use jiff::Timestamp;

/// AWS's time as ours.
pub(super) fn time(at: &DateTime) -> Option<Timestamp> {
    Timestamp::new(at.secs(), i32::try_from(at.subsec_nanos()).ok()?).ok()
}

/// Our time as AWS's; it takes thousandths of a second.
pub(super) fn date(at: Timestamp) -> DateTime {
    DateTime::from_millis(at.as_millisecond())
}

/// A count that AWS types as signed and that is never negative.
pub(super) fn count<N: TryInto<u32>>(n: N) -> u32 {
    n.try_into().unwrap_or(0)
}

/// A traffic weight as whole percent.
pub(super) fn percent(weight: f64) -> u8 {
    weight.clamp(0.0, 100.0).round() as u8
}
