"""Slack's own types: `tsc --strict` over every payload as a literal, a line each."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

# The type of each kind of payload, with all its members: what a literal has besides is an error.
TYPES = {
    "chat.postMessage": "ChatPostMessageArguments",
    "chat.postEphemeral": "ChatPostEphemeralArguments",
    "chat.update": "ChatUpdateArguments",
    "views.open": "ViewsOpenArguments",
    "views.update": "ViewsUpdateArguments",
    "response_url": "RespondArguments",
    "acknowledgement": "RespondArguments",
    "view_submission": "ViewUpdateResponseAction",
}
HEAD = """import type { RespondArguments, ViewUpdateResponseAction } from '@slack/bolt';
import type { ChatPostEphemeralArguments, ChatPostMessageArguments, ChatUpdateArguments } from '@slack/web-api';
import type { ViewsOpenArguments, ViewsUpdateArguments } from '@slack/web-api';
"""
SETTINGS = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
        "module": "node16",
        "moduleResolution": "node16",
        "target": "es2022",
        "types": ["node"],
    },
    "files": ["payloads.ts"],
}


def problems(payloads):
    """What tsc finds wrong with some (kind, payload): by their place in the list."""
    packages = Path(os.environ["NODE_FOLDER"])
    lines = [
        f"export const p{n}: {TYPES[kind]} = {json.dumps(payload)};"
        for n, (kind, payload) in enumerate(payloads)
    ]
    # Below the packages, where tsc looks for them.
    with tempfile.TemporaryDirectory(dir=packages) as folder:
        Path(folder, "payloads.ts").write_text(HEAD + "\n".join(lines) + "\n")
        Path(folder, "tsconfig.json").write_text(json.dumps(SETTINGS))
        tsc = [packages / "node_modules/.bin/tsc", "--project", folder, "--pretty", "false"]
        run = subprocess.run(tsc, capture_output=True, text=True)
    found = {}
    first = HEAD.count("\n") + 1
    for line, error in re.findall(r"payloads\.ts\((\d+),\d+\): (error .*(?:\n  .*)*)", run.stdout):
        assert int(line) >= first, error
        found.setdefault(int(line) - first, error)
    assert found or run.returncode == 0, run.stdout + run.stderr
    return found
