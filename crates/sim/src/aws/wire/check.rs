//! What each service calls an input that does not fit.

use super::shape::Wrong;
use crate::aws::world::Refused;

/// CodeDeploy's members: the errors for one that is missing, and for one that is not right.
const CODEDEPLOY: [(&str, &str, &str); 11] = [
    (
        "applicationName",
        "ApplicationNameRequiredException",
        "InvalidApplicationNameException",
    ),
    (
        "deploymentGroupName",
        "DeploymentGroupNameRequiredException",
        "InvalidDeploymentGroupNameException",
    ),
    (
        "deploymentConfigName",
        "DeploymentConfigNameRequiredException",
        "InvalidDeploymentConfigNameException",
    ),
    (
        "deploymentId",
        "DeploymentIdRequiredException",
        "InvalidDeploymentIdException",
    ),
    (
        "deploymentIds",
        "DeploymentIdRequiredException",
        "InvalidDeploymentIdException",
    ),
    (
        "targetIds",
        "DeploymentTargetIdRequiredException",
        "InvalidDeploymentTargetIdException",
    ),
    (
        "revision",
        "RevisionRequiredException",
        "InvalidRevisionException",
    ),
    (
        "includeOnlyStatuses",
        "InvalidInputException",
        "InvalidDeploymentStatusException",
    ),
    (
        "deploymentWaitType",
        "InvalidInputException",
        "InvalidDeploymentWaitTypeException",
    ),
    (
        "autoRollbackConfiguration",
        "InvalidInputException",
        "InvalidAutoRollbackConfigException",
    ),
    (
        "description",
        "InvalidInputException",
        "DescriptionTooLongException",
    ),
];

/// The refusal by which `service` (`ecs`, …) answers a wrong input.
pub fn refusal(service: &str, wrong: &Wrong) -> Refused {
    if service == "sns" {
        return sns(wrong);
    }
    match wrong {
        // AWS lets some unknown members pass; a client of ours must not send any.
        Wrong::Unknown(path) => serialization(format!("Unexpected field: {path}")),
        Wrong::Type(path, expected) => serialization(format!("{path}: expected a {expected}")),
        _ => match service {
            "codedeploy" => codedeploy(wrong),
            "codepipeline" => Refused::new("ValidationException", constraint(wrong)),
            "sqs" => sqs(wrong),
            _ => Refused::new("InvalidParameterException", ecs(wrong)),
        },
    }
}

/// An input that cannot be read at all.
pub fn serialization(message: String) -> Refused {
    Refused::new("SerializationException", message)
}

fn ecs(wrong: &Wrong) -> String {
    match wrong {
        Wrong::Missing(path) => format!("{path} can not be blank."),
        Wrong::TooMany(path, max) => format!("{path} can have at most {max} items."),
        _ => constraint(wrong),
    }
}

fn sqs(wrong: &Wrong) -> Refused {
    let (code, message) = match wrong {
        Wrong::Missing(path) => (
            "MissingRequiredParameterException",
            format!("The request must contain the parameter {path}."),
        ),
        Wrong::Value(path, value, what) => (
            "InvalidParameterValueException",
            format!("Value {value} for parameter {path} is invalid. Reason: {what}."),
        ),
        _ => ("InvalidParameterValueException", constraint(wrong)),
    };
    Refused::new(code, message)
}

/// AWS passes over what it does not know; a client of ours must not send any.
fn sns(wrong: &Wrong) -> Refused {
    let (Wrong::Missing(path)
    | Wrong::Value(path, ..)
    | Wrong::TooMany(path, _)
    | Wrong::Unknown(path)
    | Wrong::Type(path, _)) = wrong;
    let why = match wrong {
        Wrong::Missing(_) => "no value for required parameter".to_owned(),
        _ => constraint(wrong),
    };
    let message = format!("Invalid parameter: {path} Reason: {why}");
    Refused::new("InvalidParameter", message)
}

fn constraint(wrong: &Wrong) -> String {
    let (path, value, what) = match wrong {
        Wrong::Missing(path) => (
            path,
            "null".to_owned(),
            "Member must not be null".to_owned(),
        ),
        Wrong::Value(path, value, what) => (path, format!("'{value}'"), what.clone()),
        Wrong::TooMany(path, max) => (
            path,
            "a list".to_owned(),
            format!("Member must have length less than or equal to {max}"),
        ),
        Wrong::Unknown(path) | Wrong::Type(path, _) => (
            path,
            "the value".to_owned(),
            "Member must be known".to_owned(),
        ),
    };
    format!(
        "1 validation error detected: Value {value} at '{path}' failed to satisfy constraint: {what}"
    )
}

fn codedeploy(wrong: &Wrong) -> Refused {
    let (Wrong::Missing(path)
    | Wrong::Value(path, ..)
    | Wrong::TooMany(path, _)
    | Wrong::Unknown(path)
    | Wrong::Type(path, _)) = wrong;
    let member = path.split('.').next().unwrap_or_default();
    let named = CODEDEPLOY.iter().find(|(name, ..)| *name == member);
    let code = match (wrong, named) {
        (Wrong::TooMany(..), _) if member == "deploymentIds" => "BatchLimitExceededException",
        (Wrong::TooMany(..), _) if member == "targetIds" => {
            "DeploymentTargetListSizeExceededException"
        }
        (Wrong::Missing(_), Some((_, missing, _))) => missing,
        (_, Some((.., invalid))) => invalid,
        _ => "InvalidInputException",
    };
    Refused::new(code, constraint(wrong))
}
