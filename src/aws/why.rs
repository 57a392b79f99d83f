//! What an error of the SDK means to a person: who was silent, what is denied, what is wrong with the credentials.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use domain::look::Why;

/// The errors by which AWS says that there is no such thing.
const UNKNOWN: [&str; 6] = [
    "PipelineNotFoundException",
    "PipelineExecutionNotFoundException",
    "DeploymentDoesNotExistException",
    "ClusterNotFoundException",
    "ServiceNotFoundException",
    "ServiceDeploymentNotFoundException",
];

/// Reads an error of the call that needs `permission`.
///
/// AccessDenied is modelled by ECS alone; everywhere else only the error's code tells, so codes are read throughout.
pub fn why<E, R>(permission: &str, error: &SdkError<E, R>) -> Why
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::TimeoutError(_) => Why::Silent,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Why::Silent,
        SdkError::DispatchFailure(failure) if failure.is_io() => Why::Unreachable,
        // A connection that ended without an answer has a kind; credentials that cannot be had have none.
        SdkError::DispatchFailure(failure) if failure.as_other().is_some() => Why::Unreachable,
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => Why::Credentials,
        SdkError::ResponseError(_) => Why::Failed("unreadable answer".to_owned()),
        SdkError::ServiceError(service) => {
            let meta = service.err().meta();
            by_code(
                permission,
                meta.code().unwrap_or("unknown error"),
                meta.message().unwrap_or_default(),
            )
        }
        _ => Why::Failed("unknown error".to_owned()),
    }
}

/// Whether the error is that AWS does not know what it was asked about.
pub fn is_unknown(why: &Why) -> bool {
    matches!(why, Why::Failed(code) if UNKNOWN.contains(&code.as_str()))
}

fn by_code(permission: &str, code: &str, message: &str) -> Why {
    match code {
        "AccessDenied" | "AccessDeniedException" | "AuthorizationError" => Why::Denied {
            permission: denied(message)
                // SQS writes its own in small letters, SNS its name in capitals.
                .filter(|denied| !denied.eq_ignore_ascii_case(permission))
                .unwrap_or(permission)
                .to_owned(),
            who: principal(message),
        },
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "MissingAuthenticationTokenException" => Why::Credentials,
        "ThrottlingException"
        | "Throttling"
        | "Throttled"
        | "RequestThrottled"
        | "RequestLimitExceeded"
        | "LimitExceededException" => Why::Throttled,
        other => Why::Failed(other.to_owned()),
    }
}

/// The permission that the same sentence names: it may be one that the call needs beside its own.
fn denied(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once(" perform: ")?;
    rest.split_whitespace().next()
}

/// The principal of `User: arn:… is not authorized to perform: …`, the sentence of every AWS service.
fn principal(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("User: ")?;
    let (who, _) = rest.split_once(" is not authorized")?;
    Some(who.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_names_the_permission_and_for_whom() {
        let message = "User: arn:aws:sts::111122223333:assumed-role/pilothouse/s is not authorized to perform: \
                       codepipeline:GetPipelineState on resource: arn:aws:codepipeline:x:111122223333:payments";
        assert_eq!(
            by_code(
                "codepipeline:GetPipelineState",
                "AccessDeniedException",
                message
            ),
            Why::Denied {
                permission: "codepipeline:GetPipelineState".into(),
                who: Some("arn:aws:sts::111122223333:assumed-role/pilothouse/s".into()),
            }
        );
    }

    #[test]
    fn a_permission_that_a_call_needs_beside_its_own_is_named() {
        let message = "User: arn:aws:sts::111122223333:assumed-role/pilothouse/s is not authorized to perform: \
                       iam:PassRole on resource: arn:aws:iam::111122223333:role/tasks";
        let why = by_code("ecs:UpdateService", "AccessDeniedException", message);
        assert!(
            matches!(&why, Why::Denied { permission, .. } if permission == "iam:PassRole"),
            "{why:?}"
        );
        let message = "User: arn:aws:iam::111122223333:user/bot is not authorized to perform: \
                       sqs:deletemessage on resource: arn:aws:sqs:eu-west-1:111122223333:events";
        let why = by_code("sqs:DeleteMessage", "AccessDenied", message);
        assert!(
            matches!(&why, Why::Denied { permission, .. } if permission == "sqs:DeleteMessage"),
            "{why:?}"
        );
    }

    #[test]
    fn codes_are_told_apart() {
        for (code, why) in [
            ("ExpiredTokenException", Why::Credentials),
            ("ThrottlingException", Why::Throttled),
            ("RequestThrottled", Why::Throttled),
            ("InternalFailure", Why::Failed("InternalFailure".into())),
        ] {
            assert_eq!(by_code("ecs:ListServices", code, ""), why);
        }
    }
}
