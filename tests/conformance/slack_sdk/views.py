"""Modals and the Home tab: what each views method answers and refuses, and how long a trigger lasts."""

import time

from client import DEPLOYS, client, plain, refused, section


def modal(text="hello", **members):
    """A modal."""
    return {"type": "modal", "title": plain("A modal"), "blocks": [section(text)], **members}


def home(text="hello"):
    """A Home tab."""
    return {"type": "home", "blocks": [section(text)]}


def asking(**members):
    """A modal that asks for something."""
    ask = {
        "type": "input",
        "block_id": "why",
        "label": plain("Why"),
        "element": {"type": "plain_text_input", "action_id": "reason"},
    }
    return {**modal(), "blocks": [ask], "submit": plain("Go"), **members}


def run(report, sim):
    """All of them."""
    web = client()

    def trigger(person="U0ANN"):
        return sim.act("command", person=person, channel=DEPLOYS, command="/deploy")["trigger_id"]

    with report.check("views.open: once for a trigger, and what it refuses"):
        used = trigger()
        opened = web.views_open(trigger_id=used, view=modal("first"))["view"]
        assert opened["root_view_id"] == opened["id"] and opened["hash"], opened
        assert opened["state"] == {"values": []}, opened["state"]
        assert sim.seen()["modal"]["id"] == opened["id"]
        refused("exchanged_trigger_id", web.views_open, trigger_id=used, view=modal())
        refused("invalid_trigger_id", web.views_open, trigger_id="1.2.3", view=modal())
    with report.check("views.open: a trigger is gone after three seconds"):
        late = trigger()
        time.sleep(3.1)
        refused("expired_trigger_id", web.views_open, trigger_id=late, view=modal())
    with report.check("views.open: views that Slack refuses"):
        fresh = trigger()
        for view in (
            home(),
            modal(text=""),
            modal(title=plain("x" * 25)),
            modal(private_metadata="x" * 3001),
            modal(callback_id="x" * 256),
            modal(blocks=[]),
            modal(blocks=[section("x")] * 101),
            modal(blocks=[{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}]),
            {**asking(), "submit": None},
            modal(unheard_of=True),
        ):
            refused("invalid_arguments", web.views_open, trigger_id=fresh, view=view)
        large = [section("x" * 2990) for _ in range(90)]
        refused("view_too_large", web.views_open, trigger_id=fresh, view=modal(blocks=large))
        # None of them used the trigger up.
        web.views_open(trigger_id=fresh, view=modal(external_id="mine"))
        refused("duplicate_external_id", web.views_open, trigger_id=trigger(), view=modal(external_id="mine"))
    with report.check("views.update: by id, by external id, by hash; what it refuses"):
        view = web.views_open(trigger_id=trigger(), view=modal("one", external_id="ext"))["view"]
        next_one = web.views_update(
            view_id=view["id"], hash=view["hash"], view=modal("two", external_id="ext")
        )["view"]
        assert next_one["hash"] != view["hash"]
        stale = {"view_id": view["id"], "hash": view["hash"], "view": modal("three")}
        refused("hash_conflict", web.views_update, **stale)
        web.views_update(external_id="ext", view=modal("four", external_id="ext"))
        assert sim.seen()["modal"]["blocks"][0]["text"]["text"] == "four"
        refused("not_found", web.views_update, view_id="V0NONE", view=modal())
    with report.check("views.push: three on each other and no fourth, from a click inside"):
        view = web.views_open(trigger_id=trigger(), view=clickable("bottom"))["view"]
        for text in ("middle", "top"):
            inside = click(sim, view)
            below, view = view, web.views_push(trigger_id=inside, view=clickable(text))["view"]
            assert view["previous_view_id"] == below["id"], view
        refused("push_limit_reached", web.views_push, trigger_id=click(sim, view), view=modal())
        refused("not_found", web.views_push, trigger_id=trigger(), view=modal())
        refused("invalid_trigger_id", web.views_push, trigger_id="1.2.3", view=modal())
    with report.check("views.publish: a Home tab, over and over; what it refuses"):
        first = web.views_publish(user_id="U0BOB", view=home("one"))["view"]
        web.views_publish(user_id="U0BOB", hash=first["hash"], view=home("two"))
        assert sim.seen("U0BOB")["home"]["blocks"][0]["text"]["text"] == "two"
        refused("hash_conflict", web.views_publish, user_id="U0BOB", hash=first["hash"], view=home())
        refused("invalid_arguments", web.views_publish, user_id="U0BOB", view=modal())
        refused("user_not_found", web.views_publish, user_id="U0NOBODY", view=home())
        sim.rules(home=False)
        try:
            refused("not_enabled", web.views_publish, user_id="U0BOB", view=home())
        finally:
            sim.rules(home=True)


def clickable(text):
    """A modal with a button."""
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    return modal(blocks=[section(text), {"type": "actions", "elements": [button]}])


def click(sim, view):
    """Ann clicks the button; the trigger that this gives."""
    return sim.act("click_in_view", person="U0ANN", view=view["id"], which={"action": "more"})["trigger_id"]
