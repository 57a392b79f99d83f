"""slack_sdk's WebClient and WebhookClient against the simulated Slack: every method, happy and unhappy."""

import limits
import methods
import paces
import views

from report import Report
from workspace import Workspace

COMMON = {"not_authed", "invalid_auth", "not_allowed_token_type", "missing_scope"}
# What is called by an address of its own.
NO_METHODS = {"response_url", "link"}
# Methods that can fail in no way of their own.
NEVER_FAIL = {"auth.test", "apps.connections.open"}


def main():
    report = Report("slack_sdk")
    sim = Workspace()
    sim.rules(paces=False)
    for part in (methods, views, limits):
        part.run(report, sim)
    with report.check("no method that the simulator offers is left unexercised"):
        calls = [call for call in sim.calls() if call["operation"] not in NO_METHODS]
        offered = set(sim.methods())
        assert len(offered) >= 19, offered
        answered = {call["operation"] for call in calls if call["response"].get("ok") is True}
        failed = {
            call["operation"]
            for call in calls
            if call["response"].get("ok") is False and call["response"]["error"] not in COMMON
        }
        assert offered <= answered, f"never answered: {offered - answered}"
        assert offered - NEVER_FAIL <= failed, f"never failed: {offered - NEVER_FAIL - failed}"
    paces.run(report, sim)
    report.end()


main()
