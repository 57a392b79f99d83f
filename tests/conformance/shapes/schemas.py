"""Strict JSON Schemas made from botocore's service models, and validators of them."""

import functools

import botocore.session
import jsonschema
import regex

# AWS itself answers null here, though botocore's models have no null: (structure, member).
NULL_ON_THE_WIRE = {
    # GetDeployment never tells the text of an AppSpec.
    ("AppSpecContent", "content"),
    # It is there only when the deployment has ended.
    ("DeploymentInfo", "deploymentOverview"),
}

SCALARS = {
    "string": {"type": "string"},
    "character": {"type": "string"},
    "blob": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "long": {"type": "integer"},
    "float": {"type": "number"},
    "double": {"type": "number"},
}
# Seconds since 1970 in JSON, ISO 8601 in XML.
TIMES = {"json": {"type": "number"}, "query": {"type": "string", "pattern": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"}}
LIMITS = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
    "integer": ("minimum", "maximum"),
    "long": ("minimum", "maximum"),
    "float": ("minimum", "maximum"),
    "double": ("minimum", "maximum"),
}


@functools.cache
def service(name):
    """botocore's model of a service."""
    return botocore.session.get_session().get_service_model(name)


@functools.cache
def validator(name, operation, side):
    """The validator of an operation's `input` or `output`."""
    model = service(name)
    # botocore's models list another encoding first, which neither the Rust SDK nor boto3 speaks.
    protocol = "query" if model.protocol == "query" else "json"
    definitions = {}
    shape = getattr(model.operation_model(operation), f"{side}_shape")
    # What has no output answers nothing, or nothing with braces around it.
    schema = reference(shape, protocol, definitions) if shape else {"type": ["null", "object"], "maxProperties": 0}
    return Strict({**schema, "$defs": definitions})


def reference(shape, protocol, definitions):
    """A reference to a shape's schema, which is made if it is not among the definitions."""
    if shape.name not in definitions:
        definitions[shape.name] = True
        definitions[shape.name] = schema_of(shape, protocol, definitions)
    return {"$ref": f"#/$defs/{shape.name}"}


def schema_of(shape, protocol, definitions):
    """The schema of one shape."""
    kind, metadata = shape.type_name, shape.metadata
    inner = functools.partial(reference, protocol=protocol, definitions=definitions)
    if kind == "structure":
        members = {wire(member, name): inner(member) for name, member in shape.members.items()}
        for name in members:
            if (shape.name, name) in NULL_ON_THE_WIRE:
                members[name] = {"anyOf": [members[name], {"type": "null"}]}
        schema = {"type": "object", "properties": members, "additionalProperties": False}
        schema["required"] = [wire(shape.members[name], name) for name in shape.required_members]
        if shape.is_tagged_union:
            schema |= {"minProperties": 1, "maxProperties": 1}
    elif kind == "list":
        schema = {"type": "array", "items": inner(shape.member)}
    elif kind == "map":
        schema = {"type": "object", "propertyNames": inner(shape.key), "additionalProperties": inner(shape.value)}
    elif kind == "timestamp":
        schema = dict(TIMES[protocol])
    else:
        schema = dict(SCALARS[kind])
    for limit, keyword in zip(("min", "max"), LIMITS.get(kind, ())):
        if limit in metadata:
            schema[keyword] = metadata[limit]
    schema |= {keyword: metadata[keyword] for keyword in ("enum", "pattern") if keyword in metadata}
    return schema


def wire(shape, name):
    """A member's name on the wire."""
    return shape.serialization.get("name", name)


def whole(validator, pattern, instance, _):
    """AWS's patterns are for the whole text, and in Java's dialect, which knows `\\p{L}`."""
    if validator.is_type(instance, "string") and not regex.fullmatch(pattern, instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


Strict = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": whole})
