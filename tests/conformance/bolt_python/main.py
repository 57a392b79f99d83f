"""Bolt for Python takes from the simulated Slack all that a person does, and answers it."""

import acts
import app

from report import Report
from workspace import Workspace

# How Slack reaches the app; what people do is the same over each.
TRANSPORTS = [app.over_http, app.over_sockets]


def main():
    report = Report("bolt_python")
    sim = Workspace()
    sim.rules(paces=False)
    for transport in TRANSPORTS:
        acts.run(report, sim, transport(sim))
    report.end()


main()
