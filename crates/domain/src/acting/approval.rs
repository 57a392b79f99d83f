//! A manual approval as AWS shows it when somebody answers it, and what it is answered with.

use super::comment::Comment;
use super::intent::ApprovalRef;
use super::mutation::Mutation;
use crate::one_line::one_line;
use crate::refusal::Refusal;

/// Characters that a summary may have:
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html>.
const SUMMARY: usize = 512;

/// How an approval stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It waits, and whoever holds this token may answer it.
    Waits { token: String },
    /// Somebody has said yes or no; who, where AWS says it.
    Answered { approved: bool, by: Option<String> },
    /// Nobody answered in time.
    Expired,
    /// A newer execution took its place, or it was stopped, or AWS knows nothing of it.
    Gone,
}

/// The call that answers an approval.
///
/// # Errors
/// When it does not wait any more: who has answered, or what became of it.
pub fn answer(
    approval: &ApprovalRef,
    standing: Standing,
    approved: bool,
    summary: String,
) -> Result<Mutation, Refusal> {
    match standing {
        Standing::Waits { token } => Ok(Mutation::PutApprovalResult {
            approval: approval.clone(),
            approved,
            summary,
            token,
        }),
        Standing::Answered { approved, by } => Err(Refusal::AlreadyAnswered { approved, by }),
        Standing::Expired => Err(Refusal::ApprovalExpired),
        Standing::Gone => Err(Refusal::ApprovalGone),
    }
}

/// What AWS keeps of who answered, and why: the person's name and id, their comment as far as there is room, and the
/// id of the claim, by which the answer is known for ours.
pub fn summary(
    approved: bool,
    name: &str,
    person: &str,
    comment: Option<&Comment>,
    claim: &str,
) -> String {
    let verb = if approved { "Approved" } else { "Rejected" };
    let start: String = format!("{verb} by {} ({person}) in Slack", one_line(name))
        .chars()
        .take(SUMMARY / 4)
        .collect();
    let end = format!(" [pilothouse {claim}]");
    let Some(comment) = comment.map(Comment::as_str) else {
        return start + &end;
    };
    let room = SUMMARY.saturating_sub(start.chars().count() + end.chars().count() + 2);
    let comment: String = match comment.chars().count() <= room {
        true => comment.to_owned(),
        false => comment.chars().take(room - 1).chain(['…']).collect(),
    };
    format!("{start}: {comment}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_the_person_and_never_loses_its_claim() {
        assert_eq!(
            summary(
                true,
                "Ann\u{0} Kim\n",
                "U0ANN",
                Comment::new(" looks\u{7} good ").as_ref(),
                "c1"
            ),
            "Approved by Ann Kim (U0ANN) in Slack: looks good [pilothouse c1]"
        );
        assert_eq!(
            summary(false, "Ann", "U0ANN", None, "c1"),
            "Rejected by Ann (U0ANN) in Slack [pilothouse c1]"
        );
        for length in [100, 460, 512, 5_000] {
            let long = "한".repeat(length);
            let comment = Comment::new(&long);
            let summary = summary(true, &long, "U0ANN", comment.as_ref(), "c1");
            assert!(summary.chars().count() <= SUMMARY);
            assert!(summary.ends_with(" [pilothouse c1]"));
        }
    }
}
