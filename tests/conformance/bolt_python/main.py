"""Bolt for Python takes from the simulated Slack, over HTTP, all that a person does, and answers it."""

import acts
import app

from report import Report
from workspace import Workspace

report = Report("bolt_python")
sim = Workspace()
sim.rules(paces=False)
under_proof = app.start()
sim.connect(
    {door: f"{under_proof.url}/slack/events" for door in ("commands", "interactions", "events")}
)
acts.run(report, sim, under_proof)
report.end()
