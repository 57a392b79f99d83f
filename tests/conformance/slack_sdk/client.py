"""The client under proof, and how its errors are read."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from workspace import SLACK_URL, TOKEN

DEPLOYS = "C0DEPLOYS"


def client(token=TOKEN):
    """A WebClient that retries nothing."""
    return WebClient(token=token, base_url=f"{SLACK_URL}/", retry_handlers=[])


def refused(error, method, **arguments):
    """Calls and returns the refusal, which must be this one."""
    try:
        answer = method(**arguments)
    except SlackApiError as refusal:
        assert refusal.response["ok"] is False
        said = refusal.response["error"]
        assert said == error, f"{said} in place of {error}: {refusal.response.data}"
        return refusal.response
    raise AssertionError(f"{error} was expected, and it went well: {answer.data}")


def plain(text):
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def section(text):
    """A section."""
    return {"type": "section", "text": mrkdwn(text)}


def button(**members):
    """A button."""
    return {"type": "button", "action_id": "go", "text": plain("Go"), **members}


def actions(*elements):
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}
