"""How fast Slack lets an app go, as slack_sdk meets it: 429, Retry-After, and its handler that honours it."""

import time

from client import DEPLOYS, client
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler


def throttled(method, **arguments):
    """Calls until it is too fast; the refusal. Within any tier's limit of a minute."""
    for _ in range(101):
        try:
            method(**arguments)
        except SlackApiError as refusal:
            assert refusal.response.status_code == 429, refusal.response.status_code
            assert refusal.response["error"] == "ratelimited", refusal.response.data
            assert int(refusal.response.headers["Retry-After"]) >= 1, refusal.response.headers
            return refusal.response
    raise AssertionError("it was never too fast")


def run(report, sim):
    """All of them."""
    web = client()
    sim.rules(paces=True)
    with report.check("the fifth message at once in one channel is too fast, one elsewhere is not"):
        for n in range(4):
            web.chat_postMessage(channel=DEPLOYS, text=f"fast {n}")
        answer = throttled(web.chat_postMessage, channel=DEPLOYS, text="too fast")
        assert int(answer.headers["Retry-After"]) <= 4, answer.headers
        web.chat_postMessage(channel="C0PAYMENTS", text="elsewhere")
    with report.check("slack_sdk's RateLimitErrorRetryHandler waits as it is told, and its call goes through"):
        for _ in range(4):
            web.chat_postMessage(channel="C0INCIDENT", text="fast")
        patient = client()
        patient.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
        started = time.monotonic()
        assert patient.chat_postMessage(channel="C0INCIDENT", text="patient")["ok"]
        took = time.monotonic() - started
        posts = [
            call
            for call in sim.calls()
            if call["operation"] == "chat.postMessage" and call["request"].get("text") == "patient"
        ]
        assert [call["status"] for call in posts] == [429, 200], posts
        assert took >= 1, took
    with report.check("a paginated method without a limit has the pace of a lower tier"):
        for _ in range(3):
            web.conversations_list(limit=10)
        throttled(web.conversations_list)
        web.conversations_list(limit=10)
    with report.check("chat.update: fifty a minute in the whole workspace, and the others go on"):
        ts = web.chat_postMessage(channel="U0SAM", text="edited")
        at = {"channel": ts["channel"], "ts": ts["ts"]}
        for n in range(50):
            web.chat_update(**at, text=f"edit {n}")
        throttled(web.chat_update, **at, text="one too many")
        assert web.users_info(user="U0ANN")["ok"]
