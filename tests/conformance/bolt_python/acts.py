"""What people do in the simulated Slack, and what they see of the app's answers."""

from app import buttons

from report import until
from workspace import Refused

ANN, DEPLOYS = "U0ANN", "C0DEPLOYS"


def run(report, sim, proof):
    """All of them; what only one way has, on that way."""
    proof.sim = sim
    proof.since = max((message["ts"] for message in sim.messages()), default="")
    named = Named(report, proof.way)
    if proof.way == "http":
        doors(named, sim)
    commands(named, sim, proof)
    clicks(named, sim, proof)
    modals(named, sim, proof)
    events(named, sim, proof)
    if proof.way == "sockets":
        connections(named, sim, proof)


class Named:
    """A report whose checks say over which way they were."""

    def __init__(self, report, way):
        self.report, self.way = report, way

    def check(self, name):
        """A check of the report."""
        return self.report.check(f"{self.way}: {name}")


def got(proof, what):
    """What the app got, once; forgotten afterwards."""
    until(lambda: what in proof.got)
    return proof.got.pop(what)


def seen(proof, person=ANN):
    """The messages that a person sees, without those that were there before this way was proven."""
    return [message for message in proof.sim.messages(person) if message["ts"] > proof.since]


def shown(proof, text, person=ANN):
    """The message with this text, as soon as that person sees it."""

    def look():
        return next((one for one in seen(proof, person) if one["text"] == text), None)

    return until(look)


def doors(report, sim):
    with report.check("the challenge of the events URL is met"):
        met = sim.act("challenge", challenge="3eZbrw1aB10F")
        assert met["status"] == 200 and "3eZbrw1aB10F" in met["body"], met
    with report.check("ssl_check, which nobody signs, is answered"):
        assert sim.act("ssl_check")["status"] == 200


def commands(report, sim, proof):
    def type_in(text, **how):
        return sim.act(
            "command", **{"person": ANN, "channel": DEPLOYS, "command": "/deploy", "text": text, **how}
        )

    with report.check("a slash command is verified, parsed and acknowledged with words"):
        assert type_in("status @bob")["status"] == 200
        command = got(proof, "command")
        assert command["as"] == (ANN, DEPLOYS), command
        assert command["text"] == "status <@U0BOB|bob>", command
        assert command["is_enterprise_install"] == "false", command
        assert shown(proof, "Looking…")["ephemeral_to"] == ANN
    with report.check("respond() reaches the person by the response URL"):
        assert shown(proof, "Found")["ephemeral_to"] == ANN
        assert not any(message["text"] == "Found" for message in seen(proof, "U0BOB"))
    with report.check("a command answered in_channel is echoed to all"):
        type_in("public")
        texts = [message["text"] for message in seen(proof, "U0BOB")]
        assert texts[-2:] == ["/deploy public", "For all"], texts
    with report.check("a command that nobody listens to is told by Slackbot"):
        missed = type_in("", command="/unheard")
        # What is not acknowledged on a socket is not answered at all.
        notice, status = {"http": ("dispatch_failed", 404), "sockets": ("operation_timeout", 0)}[proof.way]
        assert (missed["notice"], missed["status"]) == (notice, status), missed
        said = seen(proof)[-1]
        assert said["author"] == "USLACKBOT" and notice in said["text"], said


def clicks(report, sim, proof):
    posted = proof.bolt.client.chat_postMessage(channel=DEPLOYS, text="Approve?", blocks=buttons("Approve?"))
    at = {"person": "U0BOB", "channel": DEPLOYS, "ts": posted["ts"]}
    with report.check("a choice from an overflow menu, and a reply in the thread"):
        sim.act("choose", **at, which={"action": "more"}, option="Later")
        assert got(proof, "choice")["selected_option"]["value"] == "later"
        assert shown(proof, "So be it")["thread_ts"] == posted["ts"]
    with report.check("a click carries message, state and value, and replace_original replaces"):
        sim.act("click", **at, which={"text": "Approve"})
        click = got(proof, "click")
        assert click["user"]["id"] == "U0BOB" and click["container"]["message_ts"] == posted["ts"]
        assert click["actions"][0]["block_id"] == "row", click["actions"]
        assert shown(proof, "Approved abc")["ts"] == posted["ts"]
    with report.check("what is no longer on the message cannot be clicked"):
        try:
            sim.act("click", **at, which={"action": "approve"})
        except Refused:
            return
        raise AssertionError("it was clicked")


def modals(report, sim, proof):
    def opened():
        sim.act("command", person=ANN, channel=DEPLOYS, command="/deploy", text="modal")
        got(proof, "command")
        return until(lambda: sim.seen()["modal"])

    def submit(view, **values):
        return sim.act("submit", person=ANN, view=view["id"], values=values)

    with report.check("a modal opens by the command's trigger"):
        view = opened()
        assert view["private_metadata"] == "kept", view
    with report.check("options are supplied as a person types, and one is chosen"):
        at = {"person": ANN, "view": view["id"], "which": {"action": "service"}}
        answer = sim.act("suggest", **at, typed="w")
        assert answer["notice"] is None, answer
        typed = got(proof, "typed")
        assert (typed["value"], typed["action_id"], typed["block_id"]) == ("w", "service", "what"), typed
        try:
            sim.act("suggest", **at, typed="")
        except Refused:
            pass
        else:
            raise AssertionError("nothing was typed, and the app was asked")
    with report.check("errors are shown at their block, and the modal stays"):
        answer = submit(view, why="no")
        assert answer["notice"] is None, answer
        assert sim.seen()["modal"]["errors"] == {"why": "Say why"}
        got(proof, "submission")
    with report.check("a submission carries what was written and chosen"):
        submit(view, why="because", service="worker")
        state = got(proof, "submission")["state"]["values"]
        assert state["why"]["reason"]["value"] == "because", state
        assert state["what"]["service"]["selected_option"]["value"] == "worker", state
        assert sim.seen()["modal"] is None
    with report.check("response_action update changes the modal in place"):
        view = opened()
        submit(view, why="again")
        now = sim.seen()["modal"]
        assert (now["id"], now["title"]["text"]) == (view["id"], "Again"), now
        got(proof, "submission")
    with report.check("a click inside pushes a second modal, which clears the stack"):
        sim.act("click_in_view", person=ANN, view=view["id"], which={"action": "deeper"})
        assert got(proof, "inside")["container"] == {"type": "view", "view_id": view["id"]}
        deeper = until(lambda: sim.seen()["modal"]["id"] != view["id"] and sim.seen()["modal"])
        submit(deeper, why="so")
        assert sim.seen()["modal"] is None
    with report.check("a modal that is closed says so"):
        view = opened()
        sim.act("close", person=ANN, view=view["id"])
        assert got(proof, "closed")["id"] == view["id"]


def events(report, sim, proof):
    with report.check("a mention is heard, and answered in its thread"):
        sim.act("mention", person=ANN, channel=DEPLOYS, text="status")
        mention = got(proof, "mention")
        assert mention["text"] == "<@U0PILOT> status", mention
        assert shown(proof, "You said <@U0PILOT> status")["thread_ts"] == mention["ts"]
    with report.check("a mention in a thread says which thread"):
        parent = mention["ts"]
        sim.act("mention", person=ANN, channel=DEPLOYS, text="again", thread_ts=parent)
        assert got(proof, "mention")["thread_ts"] == parent
    with report.check("an event that the app did not take comes again at once, and says so"):
        proof.retries.clear()
        proof.fail_next.set()
        taken = sim.act("mention", person=ANN, channel=DEPLOYS, text="once more")
        assert (taken["status"], taken["attempts"]) == (200, 2), taken
        first = {"http": None, "sockets": ["0"]}[proof.way]
        assert proof.retries == [first, ["1"]], proof.retries
        got(proof, "mention")
    with report.check("the Home tab is published when it is opened"):
        sim.act("home", person="U0MINJI")
        assert got(proof, "home")["tab"] == "home"
        until(lambda: sim.seen("U0MINJI")["home"])
        sim.act("home", person="U0MINJI")
        assert got(proof, "home")["view"]["type"] == "home"


def connections(report, sim, proof):
    with report.check("a warning, a refresh and a cut connection are each followed by another"):
        for reason in ("warning", "refresh_requested", None):
            old = proof.handler.client.current_session.session_id
            sim.act("disconnect", **({"reason": reason} if reason else {}))
            until(lambda: proof.handler.client.current_session.session_id != old)
            until(lambda: sim.sockets() >= 1)
            sim.act("mention", person=ANN, channel=DEPLOYS, text=f"after {reason}")
            assert got(proof, "mention")["text"].endswith(f"after {reason}")
