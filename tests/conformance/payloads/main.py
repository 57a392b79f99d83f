"""Every message and view that the bot sends is one to slack_sdk's models and to Slack's own types."""

import copy
import pathlib
import re

import live
import models
import recorded
import typed

from report import Report


SOURCES = pathlib.Path(__file__).parents[3] / "src/slack"
METHOD = re.compile(r'"((?:apps|chat|conversations|usergroups|users|views)\.[a-zA-Z.]+)"')
# What has one of these is read by people.
SHOWN = {"text", "blocks", "view", "attachments"}


def kept(report):
    """What was said, each once, by kind."""
    said = {kind: {} for kind in typed.TYPES}
    for what, source in (("a running bot", live), ("a recorded bot", recorded)):
        with report.check(f"what {what} says is heard"):
            count = 0
            for kind, payload in source.spoken():
                if isinstance(payload, dict) and payload.keys() & SHOWN:
                    assert kind in said, f"no type is known for {kind}"
                    said[kind].setdefault(repr(payload), payload)
                    count += 1
            assert count > 20, f"only {count} payloads"
    return {kind: list(payloads.values()) for kind, payloads in said.items()}


def called(report):
    """Every method that the bot's source names was called while the tests and the demo were recorded."""
    with report.check("every Slack method in the bot's source was recorded"):
        found = {name for path in SOURCES.rglob("*.rs") for name in METHOD.findall(path.read_text())}
        assert len(found) > 8, found
        found.add("auth.test")
        missing = found - {operation for operation, _ in recorded.spoken()}
        assert not missing, missing


def judged(report, said):
    """Both oracles, on everything."""
    for kind, payloads in said.items():
        with report.check(f"{kind}: {len(payloads)} pass slack_sdk's models"):
            found = [problem for payload in payloads for problem in models.problems(payload)]
            assert not found, f"{len(found)}: {found[0]}"
    everything = [(kind, payload) for kind, payloads in said.items() for payload in payloads]
    found = typed.problems(everything)
    for kind, payloads in said.items():
        with report.check(f"{kind}: {len(payloads)} pass tsc --strict"):
            wrong = [(n, error) for n, error in found.items() if everything[n][0] == kind]
            assert not wrong, f"{len(wrong)}: {wrong[0][1]} in {everything[wrong[0][0]][1]}"


def complete(report, said):
    """Each kind that the bot sends was sent."""
    with report.check("every kind of message and view that the bot sends was seen"):
        missing = {kind for kind, payloads in said.items() if not payloads}
        assert not missing, missing


def planted(report, said):
    """The oracles, proven: what is spoilt is found wrong."""
    right = next(payload for payload in said["chat.postMessage"] if payload.get("blocks"))
    assert not models.problems(right)
    section = next(n for n, block in enumerate(right["blocks"]) if block["type"] == "section")

    def spoilt(change):
        wrong = copy.deepcopy(right)
        change(wrong["blocks"][section])
        return wrong

    long = spoilt(lambda block: block["text"].update(text="x" * 3001))
    extra = spoilt(lambda block: block.update(colour="red"))
    misnamed = spoilt(lambda block: block.update(txt=block.pop("text")))
    header = {**right, "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}
    with report.check("planted faults are caught by slack_sdk's models"):
        for wrong in (long, extra, misnamed):
            assert models.problems(wrong), wrong
    with report.check("planted faults are caught by tsc"):
        wrong = [("chat.postMessage", payload) for payload in (right, extra, misnamed, header)]
        assert sorted(typed.problems(wrong)) == [1, 2, 3], typed.problems(wrong)


def main():
    report = Report("slack_sdk models and @slack/types")
    said = kept(report)
    complete(report, said)
    called(report)
    judged(report, said)
    planted(report, said)
    report.end()


main()
