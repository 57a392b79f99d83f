"""Conversations, messages, people and groups: what each method answers, and what it refuses."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.webhook import WebhookClient

from client import DEPLOYS, client, refused, section

from report import until
from workspace import APP_TOKEN, TOKEN

OPEN = "apps.connections.open"

NOWHERE = "C0NOWHERE"
# A channel that the bot can see and is no member of; one that it cannot see; one that is archived.
OTHER, HIDDEN, ARCHIVED = "C0RANDOM", "C0FINANCE", "C0OLD"


def run(report, sim):
    """All of them."""
    web = client()
    tokens(report, sim)
    connections(report, sim)
    messages(report, web)
    edits(report, web)
    history(report, web)
    conversations(report, web)
    people(report, sim, web)
    response_urls(report, sim)
    unknown(report, web)


def tokens(report, sim):
    for method in sorted({*sim.methods()} - {OPEN}):
        with report.check(f"{method}: no token, a wrong one, one of another kind"):
            refused("not_authed", client(None).api_call, api_method=method)
            refused("invalid_auth", client("xoxb-wrong").api_call, api_method=method)
            refused("not_allowed_token_type", client("xapp-1").api_call, api_method=method)
    with report.check("every method that needs a scope names it when the token has none"):
        everything = client().auth_test().headers["x-oauth-scopes"].split(",")
        sim.rules(scopes=[])
        try:
            free = {"auth.test", "chat.getPermalink", OPEN} | {
                method for method in sim.methods() if method.startswith("views.")
            }
            for method in set(sim.methods()) - free:
                answer = refused("missing_scope", client().api_call, api_method=method)
                assert answer["needed"], answer.data
                assert answer["provided"] == "", answer.data
        finally:
            sim.rules(scopes=everything)
    with report.check("auth.test: by the header and by the form"):
        answer = client().auth_test()
        assert (answer["user_id"], answer["team_id"]) == ("U0PILOT", "T0001"), answer.data
        by_form = client(None).api_call("auth.test", data={"token": client().token})
        assert by_form["bot_id"] == "B0PILOT", by_form.data


def connections(report, sim):
    with report.check("apps.connections.open: by an app-level token and no other; each address once"):
        opened = client(None).apps_connections_open(app_token=APP_TOKEN)
        assert opened["url"].startswith("ws://"), opened.data
        other = client(None).apps_connections_open(app_token=APP_TOKEN)
        assert other["url"] != opened["url"]
        refused("invalid_auth", client(None).apps_connections_open, app_token="xapp-1-wrong")
        refused("not_allowed_token_type", client(None).apps_connections_open, app_token=TOKEN)
        refused("missing_args", client(None).api_call, api_method=OPEN)
    with report.check("a connection says hello, and an address that was used opens none"):
        sim.rules(sockets=True)
        heard = []
        socket = SocketModeClient(app_token=APP_TOKEN, web_client=client(None))
        socket.on_message_listeners.append(heard.append)
        try:
            socket.connect()
            until(lambda: any('"hello"' in text for text in heard), patience=20)
            assert socket.is_connected()
            assert upgraded(socket.wss_uri) == 403
        finally:
            socket.close()
            sim.rules(sockets=False)


def upgraded(address):
    """What a handshake at this address is answered."""
    at = urlsplit(address)
    handshake = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    connection = HTTPConnection(at.netloc, timeout=10)
    connection.request("GET", f"{at.path}?{at.query}", headers=handshake)
    return connection.getresponse().status


def messages(report, web):
    with report.check("chat.postMessage: text, blocks, a thread, a broadcast, metadata"):
        first = web.chat_postMessage(channel=DEPLOYS, text="one", blocks=[section("one")])
        assert first["message"]["blocks"][0]["text"]["text"] == "one", first.data
        metadata = {"event_type": "told", "event_payload": {"id": "r1"}}
        reply = web.chat_postMessage(
            channel=DEPLOYS, text="two", thread_ts=first["ts"], reply_broadcast=True, metadata=metadata
        )
        assert reply["message"]["thread_ts"] == first["ts"], reply.data
        assert reply["message"]["metadata"] == metadata, reply.data
        by_name = web.chat_postMessage(channel="#deploys", text="three")
        assert by_name["channel"] == DEPLOYS
        direct = web.chat_postMessage(channel="U0ANN", text="four")
        assert direct["channel"].startswith("D"), direct.data
    with report.check("chat.postMessage: what it refuses"):
        post = web.chat_postMessage
        refused("channel_not_found", post, channel=NOWHERE, text="x")
        refused("channel_not_found", post, channel=HIDDEN, text="x")
        refused("not_in_channel", post, channel=OTHER, text="x")
        refused("is_archived", post, channel=ARCHIVED, text="x")
        refused("no_text", post, channel=DEPLOYS, text="")
        refused("cannot_reply_to_message", post, channel=DEPLOYS, text="x", thread_ts="1.000000")
        refused("invalid_blocks_format", post, channel=DEPLOYS, text="x", blocks="{")
        refused(
            "invalid_metadata_format", post, channel=DEPLOYS, text="x", metadata={"event_type": "a"}
        )
        refused("invalid_arguments", web.api_call, api_method="chat.postMessage", json={"text": "x"})
    with report.check("chat.postMessage: text that is too long is cut, and said to be"):
        answer = web.chat_postMessage(channel=DEPLOYS, text="x" * 40_001)
        assert len(answer["message"]["text"]) == 40_000
        assert "message_truncated" in answer["warning"], answer["warning"]
    with report.check("chat.postEphemeral: seen by one; what it refuses"):
        post = web.chat_postEphemeral
        assert post(channel=DEPLOYS, user="U0ANN", text="psst")["message_ts"]
        refused("user_not_in_channel", post, channel=DEPLOYS, user="U0NOBODY", text="x")
        refused("channel_not_found", post, channel=HIDDEN, user="U0BOB", text="x")
        refused("not_in_channel", post, channel=OTHER, user="U0ANN", text="x")
        refused("is_archived", post, channel=ARCHIVED, user="U0ANN", text="x")
        refused("no_text", post, channel=DEPLOYS, user="U0ANN", text=" ")
        refused("msg_too_long", post, channel=DEPLOYS, user="U0ANN", text="x" * 4_001)


def edits(report, web):
    with report.check("chat.update: blocks stay, go and come as Slack has it"):
        ts = web.chat_postMessage(channel=DEPLOYS, text="one", blocks=[section("one")])["ts"]
        kept = web.chat_update(
            channel=DEPLOYS, ts=ts, metadata={"event_type": "t", "event_payload": {}}
        )
        assert "blocks" in kept["message"], kept.data
        gone = web.chat_update(channel=DEPLOYS, ts=ts, text="two")
        assert "blocks" not in gone["message"], gone.data
        again = web.chat_update(channel=DEPLOYS, ts=ts, text="three", blocks=[section("three")])
        assert again["message"]["blocks"][0]["text"]["text"] == "three", again.data
    with report.check("chat.update: what it refuses"):
        update = web.chat_update
        refused("message_not_found", update, channel=DEPLOYS, ts="1.000000", text="x")
        refused("channel_not_found", update, channel=NOWHERE, ts=ts, text="x")
        refused("msg_too_long", update, channel=DEPLOYS, ts=ts, text="x" * 4_001)
        refused("no_text", update, channel=DEPLOYS, ts=ts)
        whisper = web.chat_postEphemeral(channel=DEPLOYS, user="U0ANN", text="psst")
        refused("message_not_found", update, channel=DEPLOYS, ts=whisper["message_ts"], text="x")
    with report.check("chat.getPermalink: a message, a reply; what it refuses"):
        link = web.chat_getPermalink
        assert link(channel=DEPLOYS, message_ts=ts)["permalink"].endswith(ts.replace(".", ""))
        reply = web.chat_postMessage(channel=DEPLOYS, text="x", thread_ts=ts)["ts"]
        assert f"thread_ts={ts}" in link(channel=DEPLOYS, message_ts=reply)["permalink"]
        refused("message_not_found", link, channel=DEPLOYS, message_ts="1.000000")
        refused("channel_not_found", link, channel=HIDDEN, message_ts=ts)
    with report.check("chat.delete: once, and only its own"):
        ts = web.chat_postMessage(channel=DEPLOYS, text="gone soon")["ts"]
        assert web.chat_delete(channel=DEPLOYS, ts=ts)["ts"] == ts
        refused("message_not_found", web.chat_delete, channel=DEPLOYS, ts=ts)
        refused("channel_not_found", web.chat_delete, channel=NOWHERE, ts=ts)


def history(report, web):
    with report.check("conversations.history: every page, each message once, newest first"):
        posted = [web.chat_postMessage(channel=DEPLOYS, text=f"n{n}")["ts"] for n in range(45)]
        seen, pages = [], 0
        for page in web.conversations_history(channel=DEPLOYS, limit=30, oldest=posted[0]):
            seen += [message["ts"] for message in page["messages"]]
            pages += 1
        assert seen == sorted(posted[1:], reverse=True), (len(seen), pages)
        assert pages >= 3, pages
    with report.check("conversations.history: one exact message with its metadata, if asked for"):
        metadata = {"event_type": "told", "event_payload": {"id": "r2"}}
        ts = web.chat_postMessage(channel=DEPLOYS, text="m", metadata=metadata)["ts"]
        at = {"channel": DEPLOYS, "oldest": ts, "latest": ts, "inclusive": True}
        (bare,) = web.conversations_history(**at)["messages"]
        assert "metadata" not in bare, bare
        (whole,) = web.conversations_history(**at, include_all_metadata=True)["messages"]
        assert whole["metadata"] == metadata, whole
    with report.check("conversations.history: what it refuses"):
        read = web.conversations_history
        refused("channel_not_found", read, channel=HIDDEN)
        refused("not_in_channel", read, channel=OTHER)
        refused("invalid_cursor", read, channel=DEPLOYS, cursor="nonsense")
        refused("invalid_limit", read, channel=DEPLOYS, limit=1001)
        refused("invalid_ts_oldest", read, channel=DEPLOYS, oldest="yesterday")
    with report.check("conversations.replies: the parent, then all replies in order; what it refuses"):
        parent = posted[0]
        replies = [
            web.chat_postMessage(channel=DEPLOYS, text=f"r{n}", thread_ts=parent)["ts"] for n in range(25)
        ]
        seen = []
        for page in web.conversations_replies(channel=DEPLOYS, ts=parent, limit=10):
            seen += [message["ts"] for message in page["messages"]]
        assert seen == [parent, *replies], len(seen)
        refused("thread_not_found", web.conversations_replies, channel=DEPLOYS, ts="1.000000")
        refused("not_in_channel", web.conversations_replies, channel=OTHER, ts=parent)


def conversations(report, web):
    with report.check("conversations.info: a channel's kind and membership; what it refuses"):
        assert web.conversations_info(channel=DEPLOYS)["channel"]["is_member"] is True
        assert web.conversations_info(channel=OTHER)["channel"]["is_member"] is False
        assert web.conversations_info(channel="C0INCIDENT")["channel"]["is_private"] is True
        counted = web.conversations_info(channel=DEPLOYS, include_num_members=True)
        assert counted["channel"]["num_members"] == 5, counted.data
        refused("channel_not_found", web.conversations_info, channel=HIDDEN)
    with report.check("conversations.list: every page, every kind; what it refuses"):
        ids = []
        kinds = "public_channel,private_channel"
        for page in web.conversations_list(types=kinds, limit=3):
            ids += [channel["id"] for channel in page["channels"]]
        assert sorted(ids) == sorted({*ids}) and {DEPLOYS, OTHER, ARCHIVED, "C0INCIDENT"} <= {*ids}, ids
        assert HIDDEN not in ids
        open_ones = web.conversations_list(types=kinds, limit=100, exclude_archived=True)
        assert ARCHIVED not in [channel["id"] for channel in open_ones["channels"]]
        refused("invalid_types", web.conversations_list, types="secret")
        refused("missing_scope", web.conversations_list, types="mpim")
    with report.check("conversations.members: every page; what it refuses"):
        members = []
        for page in web.conversations_members(channel=DEPLOYS, limit=2):
            members += page["members"]
        assert sorted(members) == ["U0ANN", "U0BOB", "U0MINJI", "U0PILOT", "U0SAM"], members
        refused("channel_not_found", web.conversations_members, channel=HIDDEN)
    with report.check("conversations.open: the same direct channel each time; what it refuses"):
        opened = web.conversations_open(users=["U0BOB"])["channel"]["id"]
        assert web.conversations_open(users="U0BOB")["channel"]["id"] == opened
        whole = web.conversations_open(channel=opened, return_im=True)["channel"]
        assert whole["is_im"] is True and whole["user"] == "U0BOB", whole
        refused("user_not_found", web.conversations_open, users=["U0NOBODY"])
        refused("users_list_not_supplied", web.conversations_open, users=[])
        refused("too_many_users", web.conversations_open, users=[f"U{n}" for n in range(9)])


def people(report, sim, web):
    with report.check("users.info: a person, the bot, a locale on request; what it refuses"):
        assert web.users_info(user="U0ANN")["user"]["real_name"] == "Ann"
        assert "locale" not in web.users_info(user="U0MINJI")["user"]
        assert web.users_info(user="U0MINJI", include_locale=True)["user"]["locale"] == "ko-KR"
        assert web.users_info(user="U0PILOT")["user"]["is_bot"] is True
        refused("user_not_found", web.users_info, user="U0NOBODY")
    with report.check("usergroups.list and usergroups.users.list: who is in a group; what they refuse"):
        groups = web.usergroups_list(include_users=True)["usergroups"]
        by_handle = {group["handle"]: group["users"] for group in groups}
        assert by_handle["oncall"] == ["U0BOB"], by_handle
        assert web.usergroups_users_list(usergroup="S0RELEASE")["users"] == ["U0ANN", "U0MINJI"]
        refused("no_such_subteam", web.usergroups_users_list, usergroup="S0NONE")
        sim.rules(paid=False)
        try:
            refused("plan_upgrade_required", web.usergroups_list)
            refused("plan_upgrade_required", web.usergroups_users_list, usergroup="S0RELEASE")
        finally:
            sim.rules(paid=True)


def response_urls(report, sim):
    def issued():
        return sim.act("command", person="U0ANN", channel=DEPLOYS, command="/deploy")["response_url"]

    with report.check("a response URL: five uses and no sixth, for all and for one"):
        hook = WebhookClient(issued())
        for use in range(5):
            kind = "in_channel" if use == 0 else "ephemeral"
            sent = hook.send(text=f"use {use}", response_type=kind)
            assert (sent.status_code, sent.body) == (200, "ok"), (sent.status_code, sent.body)
        sixth = hook.send(text="use 5")
        assert (sixth.status_code, sixth.body) == (404, "used_url"), (sixth.status_code, sixth.body)
        by_bob = [message["text"] for message in sim.messages("U0BOB")]
        assert "use 0" in by_bob and "use 1" not in by_bob, by_bob
    with report.check("a response URL: what it refuses, without counting it"):
        hook = WebhookClient(issued())
        for _ in range(6):
            sent = hook.send(text="", blocks=[section("x" * 3001)])
            assert (sent.status_code, sent.body) == (400, "invalid_blocks"), sent.body
        assert hook.send(text="").body == "no_text"
        assert hook.send(text="still good").status_code == 200
        other = WebhookClient(hook.url[:-1] + ("0" if hook.url[-1] != "0" else "1"))
        assert (other.send(text="x").status_code, other.send(text="x").body) == (404, "no_service")


def unknown(report, web):
    with report.check("a method that there is not is an unknown method"):
        refused("unknown_method", web.api_call, api_method="chat.shout")
