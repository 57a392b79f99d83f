"""The simulated Slack, through the door at which its people can be made to act."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

SLACK_URL = os.environ["SLACK_URL"]
TOKEN = "xoxb-0001-0002-simulated"
APP_TOKEN = "xapp-1-A0PILOT-0003-simulated"
SECRET = "5d41402abc4b2a76b9719d911017c592"
# How long the door may take, in seconds: longer than Slack waits for an app.
PATIENCE = 20


class Refused(Exception):
    """Slack's own client would not let that person do that."""


class Workspace:
    """Who acts, and what is seen."""

    def __init__(self, url=SLACK_URL):
        self.base = url.removesuffix("/api")

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

    def sockets(self):
        """How many connections of the app are open."""
        return self._ask("sockets")

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
