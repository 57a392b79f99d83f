//! ECR Image Scan: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html>.

use super::envelope::{Envelope, Undecodable};
use super::lenient::{any_case, number, texts};
use super::{Means, Silence};
use domain::notice::{About, Notice, Scan};

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    match event.required(&["scan-status"], "scan-status")?.as_str() {
        "COMPLETE" => {}
        "FAILED" => return Ok(Means::Nothing(Silence::NoScan)),
        _ => return Ok(Means::Nothing(Silence::NewState)),
    }
    // A severity of which there is none may be left out, and all of them with it.
    let found = |severity| {
        let counted = any_case(event.detail, &["finding-severity-counts", severity]);
        let number = counted.and_then(|found| number(found, &[]));
        number.map_or(0, |number| u64::try_from(number).unwrap_or(0))
    };
    let (critical, high) = (found("CRITICAL"), found("HIGH"));
    if critical == 0 && high == 0 {
        return Ok(Means::Nothing(Silence::CleanScan));
    }
    let of_arn = || {
        let (_, name) = event.resources().next()?.split_once(":repository/")?;
        Some(name.to_owned())
    };
    let repository = event.text(&["repository-name"]).or_else(of_arn);
    let scan = Scan {
        repository: repository.ok_or(Undecodable::Missing("repository-name"))?,
        tags: texts(event.detail, &["image-tags"]),
        digest: event.text(&["image-digest"]),
        critical,
        high,
    };
    Ok(Means::Alone(vec![Notice {
        at: event.at,
        place: Some(event.place()?),
        about: About::Scan(scan),
    }]))
}
