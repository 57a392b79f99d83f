"""`pilothouse serve` on whatever AWS and Slack it is pointed at."""

import contextlib
import json
import os
import pathlib
import queue
import subprocess
import tempfile
import threading
import time

from programs import ACCESS_KEY, PILOTHOUSE, REGION, SECRET_KEY, running

SIGNING_SECRET = "5d41402abc4b2a76b9719d911017c592"
TOKEN = "xoxb-0001-0002-simulated"
# One environment of the simulated workspace; a group adds what it needs.
SETTINGS = """
listen = "127.0.0.1:0"
store = "sqlite:pilothouse.db"

[slack]
team = "T0001"
channel = "C0DEPLOYS"

[[environments]]
name = "prod"
account = "111122223333"
region = "ap-northeast-2"
clusters = ["prod-*"]
"""
# How long a line of the log may take on a busy machine, in seconds.
PATIENCE = 30


class Bot:
    """A running bot."""

    def __init__(self, process):
        self.lines = queue.Queue()
        self.log = []
        threading.Thread(target=self.read, args=(process.stderr,), daemon=True).start()
        self.url = "http://" + self.logged("listening")["addr"]
        self.logged("the Slack token is good")

    def read(self, stderr):
        for line in stderr:
            self.lines.put(line)

    def logged(self, message):
        """The next line of the log that says this."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"the bot did not log {message!r}, but: {''.join(self.log)}") from None
            self.log.append(line)
            said = json.loads(line)
            if said.get("message") == message:
                return said


@contextlib.contextmanager
def serving(settings, aws_url, slack_url):
    """A bot with these settings, ready."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, "pilothouse.toml")
        config.write_text(settings)
        environment = {
            "PATH": os.environ["PATH"],
            "SLACK_API_URL": slack_url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "AWS_ENDPOINT_URL": aws_url,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        }
        command = [PILOTHOUSE, "serve", "--config", str(config)]
        with running(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
            yield Bot(process)
