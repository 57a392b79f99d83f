"""Every limit of Block Kit: at it, Slack and slack_sdk's models take it; one over, they do not."""

from client import DEPLOYS, actions, button, client, mrkdwn, plain, refused, section
from slack_sdk.models.blocks import Block

LONG = "must be less than {} characters"


def option(text="o", value="v", **members):
    """An option of a menu."""
    return {"text": plain(text), "value": value, **members}


def options(count):
    """So many options."""
    return [option(value=str(n)) for n in range(count)]


def select(**members):
    """A static select."""
    return {"type": "static_select", "action_id": "s", "placeholder": plain("One"), **members}


def group(count, label="g"):
    """A group of so many options."""
    return {"label": plain(label), "options": options(count)}


def overflow(count):
    """An overflow menu."""
    return {"type": "overflow", "action_id": "m", "options": options(count)}


def choices(kind, count):
    """Checkboxes or radio buttons."""
    return {"type": kind, "action_id": "c", "options": options(count)}


def confirm(**members):
    """A button with a confirm dialog."""
    whole = {"title": plain("t"), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")}
    return actions(button(confirm={**whole, **members}))


def table(rows, cells):
    """A table."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def rich(*elements):
    """A rich text block with one section."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def buttons(count):
    """So many buttons, each with an id of its own."""
    return actions(*(button(action_id=f"b{n}") for n in range(count)))


def sized(make, most, words=LONG):
    """A block at a limit, the same one over, and what Slack says to that."""
    return make(most), make(most + 1), words.format(most + 1)


def texts():
    """Limits of text: name, at it, over it, what Slack says."""
    x = "x".__mul__
    yield "section text", *sized(lambda n: section(x(n)), 3000)
    yield "field", *sized(lambda n: {"type": "section", "fields": [mrkdwn(x(n))]}, 2000)
    yield "header", *sized(lambda n: {"type": "header", "text": plain(x(n))}, 150)
    yield "block_id", *sized(lambda n: {**section("x"), "block_id": x(n)}, 255)
    yield "action_id", *sized(lambda n: actions(button(action_id=x(n))), 255)
    yield "button text", *sized(lambda n: actions(button(text=plain(x(n)))), 75)
    yield "button value", *sized(lambda n: actions(button(value=x(n))), 2000)
    yield "button url", *sized(lambda n: actions(button(url="https://a.example/" + x(n - 18))), 3000)
    yield "button label", *sized(lambda n: actions(button(accessibility_label=x(n))), 75)
    yield "confirm title", *sized(lambda n: confirm(title=plain(x(n))), 100)
    yield "confirm text", *sized(lambda n: confirm(text=plain(x(n))), 300)
    yield "confirm yes", *sized(lambda n: confirm(confirm=plain(x(n))), 30)
    yield "confirm no", *sized(lambda n: confirm(deny=plain(x(n))), 30)
    yield "option text", *sized(lambda n: actions(select(options=[option(text=x(n))])), 75)
    yield "option value", *sized(lambda n: actions(select(options=[option(value=x(n))])), 150)
    yield "placeholder", *sized(lambda n: actions(select(placeholder=plain(x(n)), options=options(1))), 150)
    yield "group label", *sized(lambda n: actions(select(option_groups=[group(1, x(n))])), 75)
    yield "image alt", *sized(
        lambda n: {"type": "image", "image_url": "https://a.example/i.png", "alt_text": x(n)}, 2000
    )
    described = lambda n: actions(select(options=[option(description=plain(x(n)))]))  # noqa: E731
    yield "option description", *sized(described, 75)


def counts():
    """Limits of number: name, at it, over it, what Slack says."""
    items = "no more than {0} items allowed"

    def many(name, make, most):
        return name, make(most), make(most + 1), items.format(most)

    yield many("fields", lambda n: {"type": "section", "fields": [plain("f")] * n}, 10)
    yield many("context elements", lambda n: {"type": "context", "elements": [plain("c")] * n}, 10)
    yield many("actions", buttons, 25)
    yield many("select options", lambda n: actions(select(options=options(n))), 100)
    yield many("option groups", lambda n: actions(select(option_groups=[group(1)] * n)), 100)
    yield many("overflow options", lambda n: actions(overflow(n)), 5)
    yield many("radio buttons", lambda n: actions(choices("radio_buttons", n)), 10)
    yield many("checkboxes", lambda n: actions(choices("checkboxes", n)), 10)
    yield many("table rows", lambda n: table(n, 1), 100)
    yield many("table cells", lambda n: table(1, n), 20)


def wrong():
    """What is wrong at any length: name, the block, what Slack says."""
    yield "empty section text", section(""), "must be more than 0 characters"
    yield "section of nothing", {"type": "section"}, "missing required field: text"
    yield "mrkdwn header", {"type": "header", "text": mrkdwn("x")}, "must be a valid enum value"
    yield "mrkdwn button", actions(button(text=mrkdwn("x"))), "must be a valid enum value"
    yield "button style", actions(button(style="loud")), "must be a valid enum value"
    yield "twice the same action_id", actions(button(), button()), "`action_id` already exists"
    yield "no actions", actions(), "must have at least 1 items"
    yield "no options", actions(overflow(0)), "must have at least 1 items"
    yield "no context", {"type": "context", "elements": []}, "must have at least 1 items"
    yield "both kinds of options", actions(
        select(options=options(1), option_groups=[group(1)])
    ), "must provide either"
    yield "an initial option that is none", actions(
        select(options=options(1), initial_option=option(value="other"))
    ), "initial option must be one of the options"
    yield "an unknown block", {"type": "carousel_of_dreams"}, "unsupported type"
    yield "an unknown member", {**section("x"), "colour": "red"}, "invalid additional property: colour"
    yield "no alt text", {"type": "image", "image_url": "https://a.example/i.png"}, "alt_text"
    yield "an empty rich text", rich({"type": "text", "text": ""}), "must be more than 0 characters"


# What slack_sdk's models do not look at; Slack does, and so the simulator must by itself.
MISSED_BY_MODELS = {
    "field",
    "option text",
    "option value",
    "option description",
    "group label",
    "radio buttons",
    "checkboxes",
    "table rows",
    "table cells",
    "mrkdwn header",
    "mrkdwn button",
    "twice the same action_id",
    "an initial option that is none",
}


def models_take(block):
    """Whether slack_sdk parses a block, finds it within limits, and writes the very same again."""
    try:
        parsed = Block.parse(block)
        return parsed is not None and parsed.to_dict() == block
    except Exception:  # noqa: BLE001 - the models raise what they like
        return False


def run(report, sim):
    """All of them."""
    web = client()

    def post(*blocks):
        return web.chat_postMessage(channel=DEPLOYS, text="x", blocks=list(blocks))

    def refuses(words, *blocks):
        answer = refused(
            "invalid_blocks", web.chat_postMessage, channel=DEPLOYS, text="x", blocks=list(blocks)
        )
        assert words in answer["errors"][0], answer["errors"]
        assert "[json-pointer:/blocks" in answer["errors"][0], answer["errors"]
        assert answer["response_metadata"]["messages"][0].startswith("[ERROR]"), answer.data

    for name, at, over, words in [*texts(), *counts()]:
        with report.check(f"limit: {name}"):
            post(at)
            refuses(words, over)
            assert models_take(at), "slack_sdk's models refuse what is at the limit"
            assert models_take(over) == (name in MISSED_BY_MODELS), "the list of what models miss"
    for name, block, words in wrong():
        with report.check(f"refused: {name}"):
            refuses(words, block)
            assert models_take(block) == (name in MISSED_BY_MODELS), "the list of what models miss"
    whole(report, web, post, refuses)


def whole(report, web, post, refuses):
    """Limits of the message as a whole, and of other methods that take blocks."""
    with report.check("limit: blocks"):
        post(*[section("x")] * 50)
        refuses("no more than 50 items allowed", *[section("x")] * 51)
    with report.check("refused: a block_id twice"):
        refuses("block_id already exists", *[{**section("x"), "block_id": "same"}] * 2)
    with report.check("refused: two tables"):
        post(table(1, 1))
        refuses("only_one_table_allowed", table(1, 1), table(1, 1))
    with report.check("refused: a text input among buttons"):
        refuses("unsupported type", actions({"type": "plain_text_input", "action_id": "t"}))
    with report.check("limit: all blocks of a message together"):
        long = {"channel": DEPLOYS, "text": "x", "blocks": [section("x" * 2500)] * 5}
        refused("msg_blocks_too_long", web.chat_postMessage, **long)
    with report.check("limit: attachments"):
        many = [{"color": "#aabbcc", "fallback": "x", "blocks": [section("x")]}] * 101
        refused("too_many_attachments", web.chat_postMessage, channel=DEPLOYS, text="x", attachments=many)
    with report.check("chat.update and chat.postEphemeral have the same limits"):
        ts = web.chat_postMessage(channel=DEPLOYS, text="x")["ts"]
        bad = {"channel": DEPLOYS, "text": "x", "blocks": [section("x" * 3001)]}
        refused("invalid_blocks", web.chat_update, ts=ts, **bad)
        refused("invalid_blocks", web.chat_postEphemeral, user="U0ANN", **bad)
