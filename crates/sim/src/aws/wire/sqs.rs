//! How SQS says no: in JSON 1.0, with the name of the query protocol beside it.

use serde_json::{Value, json};

/// Exceptions of SQS's own model, and what the query protocol called them.
const OWN: [(&str, &str); 12] = [
    (
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
    ),
    (
        "MessageNotInflight",
        "AWS.SimpleQueueService.MessageNotInflight",
    ),
    (
        "EmptyBatchRequest",
        "AWS.SimpleQueueService.EmptyBatchRequest",
    ),
    (
        "TooManyEntriesInBatchRequest",
        "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    ),
    (
        "BatchEntryIdsNotDistinct",
        "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    ),
    (
        "InvalidBatchEntryId",
        "AWS.SimpleQueueService.InvalidBatchEntryId",
    ),
    ("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid"),
    ("InvalidMessageContents", "InvalidMessageContents"),
    ("InvalidAttributeName", "InvalidAttributeName"),
    ("InvalidAddress", "InvalidAddress"),
    ("RequestThrottled", "RequestThrottled"),
    ("OverLimit", "OverLimit"),
];

/// What the framework in front of SQS says, and what the query protocol called it.
const FRAMEWORK: [(&str, &str); 7] = [
    ("InvalidParameterValueException", "InvalidParameterValue"),
    ("MissingRequiredParameterException", "MissingParameter"),
    ("AccessDeniedException", "AccessDenied"),
    ("UnrecognizedClientException", "InvalidClientTokenId"),
    ("ExpiredTokenException", "ExpiredToken"),
    ("InvalidSignatureException", "SignatureDoesNotMatch"),
    ("UnknownOperationException", "InvalidAction"),
];

/// The body of an error, and its `x-amzn-query-error`, where it has one.
pub fn error(status: u16, code: &str, message: &str) -> (Value, Option<String>) {
    // Throttling has a name of its own here.
    let code = match code {
        "ThrottlingException" => "RequestThrottled",
        other => other,
    };
    let named = |table: &[(&str, &'static str)]| {
        let found = table.iter().find(|(name, _)| *name == code);
        found.map(|(_, query)| *query)
    };
    let own = named(&OWN);
    let space = match own {
        Some(_) => "com.amazonaws.sqs",
        None => "com.amazon.coral.service",
    };
    let fault = if status < 500 { "Sender" } else { "Receiver" };
    let query = own.or_else(|| named(&FRAMEWORK));
    (
        json!({"__type": format!("{space}#{code}"), "message": message}),
        query.map(|name| format!("{name};{fault}")),
    )
}
