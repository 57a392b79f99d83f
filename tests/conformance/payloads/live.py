"""People talk to a bot that is really running, and all that it says to Slack is kept."""

import json

import pipeline
from bot import SETTINGS as BASE, serving
from programs import simulators
from report import until
from workspace import Workspace

SETTINGS = BASE + """production = true

[[environments]]
name = "staging"
account = "111122223333"
region = "ap-northeast-2"
clusters = ["staging*"]
pipelines = ["none-*"]
production = false

[[grants]]
actions = ["approve", "rollback", "continue"]
users = ["U0BOB"]
groups = ["S0RELEASE"]

[pace]
poll = "200ms"
reconcile = "1s"
edit = "200ms"
posts_per_second = 50
edits_per_minute = 3000
"""

DEPLOYS = "C0DEPLOYS"
# What is typed, rightly and wrongly, in the two languages that people of the workspace read.
TYPED = [
    "",
    "help",
    "help status",
    "help rollback",
    "help nothing",
    "status",
    "status payments-api",
    "status paymnets-api",
    "status --env nowhere",
    "status --wrong",
    "history",
    "history payments-api",
    "approve",
    "approve payments",
    "reject payments",
    "continue payments-api",
    "rollback",
    "rollback nothing-of-the-kind",
    "deploy everything",
    "status <!channel> *bold* `code` & <https://a.example|b>",
]


def spoken():
    """Everything that the bot said in a while, as (kind, payload)."""
    with simulators("--speed", "600") as urls, serving(SETTINGS, urls["aws_url"], urls["slack_url"]) as bot:
        slack = Workspace(urls["slack_url"])
        slack.rules(paces=False)
        slack.connect(bot.url)
        yield from typed(slack)
        yield from rejected(slack, urls["aws_url"])
        yield from taken_back(slack, urls["aws_url"])
        for call in slack.calls():
            yield call["operation"], call["request"]


def typed(slack):
    """What is typed, and how the bot acknowledges it."""
    for person in ("U0ANN", "U0MINJI", "U0SAM"):
        for text in TYPED:
            at = {"person": person, "channel": DEPLOYS}
            yield from acknowledgement(slack.act("command", **at, command="/deploy", text=text))
    for text in ("status", "histroy", "rollback orders-api"):
        slack.act("mention", person="U0ANN", channel=DEPLOYS, text=text)


def rejected(slack, aws_url):
    """Sam may not; Bob gives a reason, once Slack has told him that he must."""
    pipeline.start(aws_url, "payments")
    waiting = until(lambda: with_button(slack, "Reject"))
    yield from click(slack, "U0SAM", waiting, "Reject")
    yield from click(slack, "U0BOB", waiting, "Reject")
    modal = until(lambda: asking(slack))
    (reason,) = [block["block_id"] for block in modal["blocks"] if block["type"] == "input"]
    yield from submit(slack, modal, {reason: "not <!here> & not now"})
    until(lambda: not with_button(slack, "Reject"))


def taken_back(slack, aws_url):
    """Ann approves the next one, and Bob rolls it back by the modal that shows him the plan."""
    pipeline.start(aws_url, "payments")
    waiting = until(lambda: with_button(slack, "Approve"))
    yield from click(slack, "U0ANN", waiting, "Approve")
    release = until(lambda: with_button(slack, "Roll back"))
    yield from click(slack, "U0BOB", release, "Roll back")
    modal = until(lambda: asking(slack))
    yield from submit(slack, modal, {})
    until(lambda: any("rolls this back" in str(message) for message in slack.messages("U0BOB")))


def with_button(slack, words):
    """The last message for all that has this button."""
    for message in reversed(slack.messages("U0BOB")):
        rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
        if not message["ephemeral_to"] and any(
            one["type"] == "button" and one["text"]["text"] == words for row in rows for one in row
        ):
            return message
    return None


def asking(slack):
    """Bob's modal, which opens at once, when it has something to submit."""
    modal = slack.seen("U0BOB")["modal"]
    return modal if modal and modal.get("submit") else None


def click(slack, person, message, words):
    """Somebody clicks a button."""
    at = {"person": person, "channel": message["channel"], "ts": message["ts"]}
    yield from acknowledgement(slack.act("click", **at, which={"text": words}))


def submit(slack, modal, values):
    """Bob submits, and the bot answers with another modal."""
    answer = slack.act("submit", person="U0BOB", view=modal["id"], values=values)
    assert answer["status"] == 200 and answer["notice"] is None, answer
    if answer["body"]:
        yield "view_submission", json.loads(answer["body"])


def acknowledgement(delivery):
    """The body of an answer to Slack, where there is one."""
    assert delivery["status"] == 200, delivery
    if delivery["body"]:
        yield "acknowledgement", json.loads(delivery["body"])
