"""What the bot said to Slack while the tests and the demo passed by."""

import json
import os
import pathlib


def spoken():
    """All of it, as (kind, payload); refused calls are part of it, for a fault may have been the cause."""
    yield from calls(os.environ["RECORDED"])


def calls(folder):
    """The calls of Slack in a folder of recordings."""
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        for line in path.read_text().splitlines():
            call = json.loads(line)
            if call["service"] == "slack":
                yield call["operation"], call["request"]
