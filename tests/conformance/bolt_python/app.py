"""A small app of Bolt's, with a listener for each thing that a person can do."""

import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from report import until
from workspace import APP_TOKEN, SECRET, SLACK_URL, TOKEN


def plain(text):
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def buttons(text, approve="abc"):
    """A message with a button and a menu."""
    options = [{"text": plain(word), "value": word.lower()} for word in ("Later", "Never")]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {"type": "button", "action_id": "approve", "value": approve, "text": plain("Approve")},
                {"type": "overflow", "action_id": "more", "options": options},
            ],
        },
    ]


def modal(title="Ask", **members):
    """A modal that asks for a reason and a service, whose names the app supplies."""
    return {
        "type": "modal",
        "callback_id": "ask",
        "private_metadata": "kept",
        "notify_on_close": True,
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": [
            {
                "type": "input",
                "block_id": "why",
                "label": plain("Why"),
                "element": {"type": "plain_text_input", "action_id": "reason"},
            },
            {
                "type": "input",
                "block_id": "what",
                "optional": True,
                "label": plain("What"),
                "element": {"type": "external_select", "action_id": "service", "min_query_length": 1},
            },
            {
                "type": "actions",
                "elements": [{"type": "button", "action_id": "deeper", "text": plain("Deeper")}],
            },
        ],
        **members,
    }


class Proof:
    """The app, and what it got, by the name of what it was."""

    # How Slack reaches it: a word before the name of each check.
    way = "http"

    def __init__(self):
        self.got = {}
        self.retries = []
        self.fail_next = threading.Event()
        self.bolt = App(
            client=WebClient(token=TOKEN, base_url=f"{SLACK_URL}/"),
            signing_secret=SECRET,
            raise_error_for_unhandled_request=False,
        )
        self.bolt.use(self._middle)
        for register in (self._commands, self._clicks, self._modals, self._events):
            register(self.bolt)

    def _middle(self, request, next):
        self.retries.append(request.headers.get("x-slack-retry-num"))
        if self.fail_next.is_set():
            self.fail_next.clear()
            return BoltResponse(status=500, body="")
        return next()

    def _commands(self, bolt):
        @bolt.command("/deploy")
        def deploy(ack, command, respond, client, context):
            self.got["command"] = {**command, "as": (context.user_id, context.channel_id)}
            if command["text"] == "modal":
                ack()
                client.views_open(trigger_id=command["trigger_id"], view=modal())
            elif command["text"] == "public":
                ack(response_type="in_channel", text="For all")
            else:
                ack("Looking…")
                respond(text="Found", blocks=buttons("Found"))

    def _clicks(self, bolt):
        @bolt.action("approve")
        def approve(ack, body, action, respond):
            ack()
            self.got["click"] = body
            respond(text=f"Approved {action['value']}", replace_original=True)

        @bolt.action({"block_id": "row", "action_id": "more"})
        def more(ack, body, say):
            ack()
            self.got["choice"] = body["actions"][0]
            say(text="So be it", thread_ts=body["message"]["ts"])

        @bolt.action("deeper")
        def deeper(ack, body, client):
            ack()
            self.got["inside"] = body
            client.views_push(trigger_id=body["trigger_id"], view=modal("Deeper", callback_id="deep"))

    def _modals(self, bolt):
        @bolt.options("service")
        def services(ack, payload):
            self.got["typed"] = payload
            names = [name for name in ("api", "web", "worker") if payload["value"] in name]
            ack(options=[{"text": plain(name), "value": name} for name in names])

        @bolt.view("ask")
        def asked(ack, view):
            self.got["submission"] = view
            match view["state"]["values"]["why"]["reason"]["value"]:
                case "no":
                    ack(response_action="errors", errors={"why": "Say why"})
                case "again":
                    ack(response_action="update", view=modal("Again"))
                case _:
                    ack()

        @bolt.view("deep")
        def deep(ack):
            ack(response_action="clear")

        @bolt.view_closed("ask")
        def closed(ack, view):
            ack()
            self.got["closed"] = view

    def _events(self, bolt):
        @bolt.event("app_mention")
        def mention(event, say):
            self.got["mention"] = event
            say(text=f"You said {event['text']}", thread_ts=event.get("thread_ts", event["ts"]))

        @bolt.event("app_home_opened")
        def home(event, client):
            self.got["home"] = event
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": buttons("Home")[:1]})


class Doors(BaseHTTPRequestHandler):
    """Hands every request to Bolt as it came, from any number of connections at once."""

    bolt = None

    def do_POST(self):
        """The only method that Slack uses."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        answer = self.bolt.dispatch(BoltRequest(body=body, headers=self.headers))
        self.send_response(answer.status)
        content = answer.body.encode()
        for name, values in answer.headers.items():
            for value in values:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        """What is refused is told by the checks."""


def over_http(sim):
    """The app on a port that is picked, with Slack told where."""
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    proof = Proof()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Doors", (Doors,), {"bolt": proof.bolt}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sim.connect(f"http://127.0.0.1:{server.server_port}")
    return proof


def over_sockets(sim):
    """The app on a connection that it opens itself, with the same listeners."""
    sim.rules(sockets=True)
    proof = Proof()
    proof.way = "sockets"
    proof.handler = SocketModeHandler(proof.bolt, APP_TOKEN, ping_interval=1)
    proof.handler.connect()
    until(lambda: sim.sockets() == 1)
    return proof
