"""slack_sdk's SignatureVerifier, Bolt's HTTPReceiver and the bot's own door agree on who is Slack."""

import http.client
import os
import subprocess
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlparse

from cases import RANDOM, edges, randoms
from slack_sdk.signature import Clock, SignatureVerifier

from bot import SETTINGS, serving
from programs import running
from report import Report
from workspace import SECRET, SLACK_URL

# Where the three are not of one mind: whether the bot, slack_sdk and Bolt take it, and why the bot does as it does.
DIFFERENT = {
    "future": (False, False, True, "five minutes either way, as Slack's guide has it; Bolt looks back only"),
    "plus before the time": (False, True, False, "digits alone: Python's int() takes a sign"),
    "underscore in the time": (False, True, False, "digits alone: Python's int() takes an underscore"),
    "zero before the time": (True, True, False, "signed as it was written; Bolt signs the number"),
    "a fraction of a second": (False, False, True, "Bolt signs the number, not what was written"),
    "more after a second =": (False, False, True, "all of the header is the signature; Bolt drops a part"),
    "body that is not UTF-8": (True, False, False, "bytes are signed; the others sign what they decode"),
    "ssl_check": (True, False, True, "Slack does not sign it; slack_sdk leaves it to Bolt"),
    "a command smuggled into ssl_check": (False, False, True, "Bolt drops the command; nothing is carried out"),
    "ssl_check, wrongly signed": (False, False, True, "what is signed must be signed rightly"),
}


class Whole(Clock):
    """The clock in whole seconds: within the second in which a request is 300 s old it still is."""

    def now(self):
        return int(time.time())


class Door:
    """One HTTP server, over one connection that is kept."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urlparse(url).netloc, timeout=20)

    def takes(self, body, headers):
        """Whether it took the request for Slack's: anything but 401."""
        self.connection.putrequest("POST", "/slack/commands")
        self.connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        self.connection.putheader("Content-Length", str(len(body)))
        for name, value in headers:
            self.connection.putheader(name, value)
        self.connection.endheaders(body)
        response = self.connection.getresponse()
        response.read()
        return response.status != 401


VERIFIER = SignatureVerifier(SECRET, Whole())


def sdk_takes(body, headers):
    """What slack_sdk says of the headers as a server hands them on: trimmed, and joined where there are two."""
    joined = {}
    for name, value in headers:
        joined.setdefault(name.lower(), []).append(value.strip())
    try:
        return VERIFIER.is_valid_request(body, {name: ", ".join(all) for name, all in joined.items()})
    except ValueError:
        return False


def ask(case, bot, bolt):
    """The three verdicts, all within one second of the clock."""
    for _ in range(20):
        now = int(time.time())
        headers = case.build(now)
        verdicts = (bot.takes(case.body, headers), sdk_takes(case.body, headers), bolt.takes(case.body, headers))
        if int(time.time()) == now:
            return verdicts
    raise AssertionError("no second was long enough")


def judge(cases, bot, bolt):
    """What is not as it should be, by kind, with one example; and how many of each kind there were."""
    wrong, seen = {}, Counter()
    for case in cases:
        verdicts = ask(case, bot, bolt)
        expected = DIFFERENT[case.kind][:3] if case.kind in DIFFERENT else (case.genuine,) * 3
        seen[case.kind] += 1
        if verdicts != expected:
            wrong.setdefault(case.kind, f"{verdicts} in place of {expected} on {case.body[:80]!r}")
    return wrong, seen


def main():
    report = Report("slack_sdk SignatureVerifier and Bolt HTTPReceiver")
    receiver = ["node", str(Path(__file__).with_name("receiver.js"))]
    with (
        serving(SETTINGS, os.environ["AWS_URL"], SLACK_URL) as served,
        running(receiver, stdout=subprocess.PIPE, text=True) as listening,
    ):
        bot, bolt = Door(served.url), Door(f"http://127.0.0.1:{int(listening.stdout.readline())}")
        wrong, seen = judge(edges(), bot, bolt)
        for kind, count in seen.items():
            why = f": {DIFFERENT[kind][3]}" if kind in DIFFERENT else ""
            with report.check(f"{kind} ({count}){why}"):
                assert kind not in wrong, wrong[kind]
        with report.check("every difference that is named is there"):
            assert DIFFERENT.keys() <= seen.keys(), DIFFERENT.keys() - seen.keys()
        with report.check(f"{RANDOM} random requests"):
            wrong, seen = judge(randoms(seed=5), bot, bolt)
            assert seen.total() == RANDOM and not wrong, wrong
    report.end()


main()
