"""slack_sdk's models: what they parse, find within limits, and write again as it was."""

from slack_sdk.models.blocks import Block
from slack_sdk.models.metadata import Metadata
from slack_sdk.models.views import View


def problems(payload):
    """What the models find wrong with a message or a call that carries a view."""
    found = []
    for block in payload.get("blocks") or []:
        found += again(block, Block.parse)
    if payload.get("metadata"):
        found += again(payload["metadata"], lambda metadata: Metadata(**metadata))
    if payload.get("view"):
        found += view_problems(payload["view"])
    return found


def view_problems(view):
    """The same for a view, block by block, since the view's own model takes any block."""
    found = []
    for block in view["blocks"]:
        found += again(block, Block.parse)
    found += again(view, read_view)
    return found


def read_view(view):
    """The model of a view, which validates only where it is asked to."""
    model = View(**view)
    model.validate_json()
    return model


def again(json, parse):
    """Parses and writes again; the difference, or what was raised."""
    try:
        model = parse(json)
        if model is None:
            return [f"not known: {json}"]
        written = model.to_dict()
    except Exception as error:  # noqa: BLE001 - the models raise what they like
        return [f"{error}: {json}"]
    return [] if written == json else [f"{json} is written again as {written}"]
