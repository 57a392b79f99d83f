"""What the groups share: a report, the simulated Slack's control door, and the bot as a process."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

SLACK_URL = os.environ["SLACK_URL"]
AWS_URL = os.environ["AWS_URL"]
TOKEN = "xoxb-0001-0002-simulated"
SECRET = "5d41402abc4b2a76b9719d911017c592"
# How long anything may take that is waited for, in seconds: far beyond what is promised.
PATIENCE = 20


class Report:
    """Prints a line for each check; `with report("what is so"):` is one."""

    def __init__(self, client):
        self.client = client
        self.count = 0
        self.failed = 0

    @contextmanager
    def __call__(self, name):
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what the check reports
            self.failed += 1
            why = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"FAIL {name}: {why[:600]}")
        else:
            self.count += 1
            print(f"ok  {name}")

    def end(self):
        """The last line; exits 1 if anything failed."""
        print(f"count {self.count} {self.client}")
        sys.stdout.flush()
        # Clients leave threads behind that would keep the process.
        os._exit(1 if self.failed or not self.count else 0)


class Refused(Exception):
    """Slack's own client would not let that person do that."""


class Sim:
    """The simulated Slack, through the door that acts for its people."""

    def __init__(self):
        self.base = SLACK_URL.removesuffix("/api")

    def _ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.base}/sim/{path}", data, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return json.loads(response.read() or "null")
        except urllib.error.HTTPError as error:
            said = error.read().decode()
            if error.code == 409:
                raise Refused(json.loads(said)["refused"]) from None
            raise RuntimeError(f"{path}: {error.code} {said}") from None

    def connect(self, url):
        """Tells Slack where the app's three doors are: below one address, or each by its name."""
        self._ask("connect", {"url": url} if isinstance(url, str) else url)

    def act(self, do, **how):
        """Somebody does something; what became of it."""
        return self._ask("act", {"do": do, **how})

    def rules(self, **rules):
        """Changes what the workspace allows."""
        self._ask("rules", rules)

    def calls(self):
        """What was asked of Slack so far."""
        return self._ask("calls")

    def methods(self):
        """The names of all methods that the simulator offers."""
        return self._ask("methods")

    def seen(self, person="U0ANN", channel="C0DEPLOYS"):
        """What a person has before them."""
        return self._ask(f"seen?{urllib.parse.urlencode({'person': person, 'channel': channel})}")

    def messages(self, person="U0ANN", channel="C0DEPLOYS"):
        """The messages that a person sees, as they stand now."""
        return [
            {**message, **message["versions"][-1]["content"]}
            for message in self.seen(person, channel)["messages"]
        ]


def until(what, look):
    """Looks until there is something, and returns it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come about")


class Bot:
    """`pilothouse serve` on both simulators, ready when this returns."""

    def __init__(self, settings):
        self.folder = tempfile.TemporaryDirectory()
        config = Path(self.folder.name, "pilothouse.toml")
        config.write_text(settings)
        environment = {
            "PATH": os.environ["PATH"],
            "SLACK_API_URL": SLACK_URL,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "AWS_ENDPOINT_URL": AWS_URL,
            "AWS_ACCESS_KEY_ID": "AKIAPILOTHOUSE000001",
            "AWS_SECRET_ACCESS_KEY": "a-secret-that-only-the-simulator-knows-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.process = subprocess.Popen(
            [os.environ["PILOTHOUSE"], "serve", "--config", str(config)],
            cwd=self.folder.name,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log = []
        threading.Thread(target=self._follow, daemon=True).start()
        self.url = f"http://{self.logged('listening')['addr']}"
        self.logged("the Slack token is good")

    def _follow(self):
        for line in self.process.stderr:
            self.log.append(json.loads(line))

    def logged(self, message):
        """The line of the log that says this, once it is there."""
        return until(
            f"the log line {message!r}",
            lambda: next((line for line in self.log if line["message"] == message), None),
        )

    def stop(self):
        """Ends it as an operating system does."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        finally:
            self.process.kill()
            self.folder.cleanup()
