"""Errors that any operation of AWS may answer, whatever its model says."""

# What is answered before the operation is looked at.
COMMON = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InternalFailure",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "ServiceUnavailableException",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
    # SQS names them so in its JSON.
    "InvalidParameterValueException",
    "MissingRequiredParameterException",
    # STS has the query protocol's names of the same things.
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAction",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "Throttling",
    "ValidationError",
}


def known(model, code):
    """Whether an operation, by botocore's model of it, may be refused by this name."""
    own = {name for shape in model.error_shapes for name in (shape.error_code, shape.name)}
    return code in own | COMMON
