"""What the bot said to Slack while the demo, and the tests where they were recorded, passed by."""

import json
import os
import pathlib
import subprocess
import tempfile

from programs import PILOTHOUSE

FOLDER = "PILOTHOUSE_SIM_RECORD"


def spoken():
    """All of it, as (kind, payload); refused calls are part of it, for a fault may have been the cause."""
    with tempfile.TemporaryDirectory() as folder:
        demo = [PILOTHOUSE, "demo", "--tell"]
        subprocess.run(demo, env={**os.environ, FOLDER: folder}, stdout=subprocess.DEVNULL, check=True)
        yield from calls(folder)
    if is_whole():
        yield from calls(os.environ["RECORDED"])


def is_whole():
    """Whether the tests were recorded, too."""
    return bool(os.environ.get("RECORDED"))


def calls(folder):
    """The calls of Slack in a folder of recordings."""
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        for line in path.read_text().splitlines():
            call = json.loads(line)
            if call["service"] == "slack":
                yield call["operation"], call["request"]
