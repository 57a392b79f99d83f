"""Recorded calls: read from a folder, told apart, and checked one by one."""

import collections
import json
import pathlib
import re

from aws_errors import known
from schemas import service, validator

# As the bot calls itself in its `User-Agent`.
BOT = "app/pilothouse"


class Recorded:
    """What was recorded of AWS: every different call once, and how often it came."""

    def __init__(self, folder):
        self.calls = collections.Counter()
        for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
            with path.open() as lines:
                for line in lines:
                    self.add(json.loads(line))

    def add(self, call):
        """Keeps what is checked of a call; when and by which account it was made makes no difference."""
        if call["service"] != "aws":
            return
        name, operation = call["operation"].split(".", 1)
        bot = BOT in call["agent"].split()
        kept = (name, operation, bot, call["status"], call["spoilt"])
        self.calls[(*kept, json.dumps(call["request"]), json.dumps(call["response"]))] += 1

    def requests(self):
        """The bot's requests: (service, operation) and how often, by what was sent."""
        found = collections.defaultdict(collections.Counter)
        for (name, operation, bot, _, _, request, _), count in self.calls.items():
            if bot:
                found[name, operation][request] += count
        return found

    def answers(self):
        """What the model answered, whoever asked; faults are not the model's."""
        found = collections.defaultdict(collections.Counter)
        for (name, operation, _, status, spoilt, _, response), count in self.calls.items():
            if status and not spoilt:
                found[name, operation][status, response] += count
        return found


def request_errors(name, operation, text):
    """What is wrong with a request."""
    request = json.loads(text)
    if service(name).protocol == "query":
        request = from_form(service(name).operation_model(operation).input_shape, request)
    return errors(validator(name, operation, "input"), request)


def from_form(shape, form):
    """A form's members; those that are numbers as numbers, and none of what names the operation."""
    numbers = {member for member, of in shape.members.items() if of.type_name == "integer"} if shape else set()
    fields = {key: value for key, value in form.items() if key not in ("Action", "Version")}
    return {key: int(value) if key in numbers else value for key, value in fields.items()}


def answer_errors(name, operation, status, text):
    """What is wrong with an answer, or with how it says no."""
    answer = json.loads(text)
    if status < 300:
        return errors(validator(name, operation, "output"), answer)
    code = answer.get("code") or answer.get("__type", "")
    code = code.rsplit("#", 1)[-1]
    unknown = set(answer) - {"__type", "message", "Message", "code"}
    if unknown:
        return [f"a refusal with {sorted(unknown)}"]
    if operation not in service(name).operation_names:
        return [] if code in ("UnknownOperationException", "InvalidAction") else [f"{code} of an unknown operation"]
    return [] if known(service(name).operation_model(operation), code) else [f"{code} is not in the model"]


def errors(by, value):
    """Each violation, with where it is."""
    return [f"{error.json_path}: {error.message[:300]}" for error in by.iter_errors(value)]


def contained(sources):
    """(service, operation) of each call that the bot's source contains, by its SDK's names."""
    code = "\n".join(path.read_text().split("#[cfg(test)]")[0] for path in sources.rglob("*.rs"))
    # As a method of a client, or by the builder of its input.
    called = set(re.findall(r"\.\s*(\w+)\(\)|operation::(?=(\w+))", code))
    called = {name for names in called for name in names}
    found = {("sts", "AssumeRole")} if "AssumeRoleProvider" in code else set()
    for name in ("ecs", "codedeploy", "codepipeline", "sqs", "sns", "sts"):
        if f"aws_sdk_{name}::Client" in code:
            found |= {(name, one) for one in service(name).operation_names if snake(one) in called}
    return found


def snake(operation):
    """`ListTasks` as the Rust SDK calls it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
