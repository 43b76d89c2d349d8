"""Block Kit as Slack judges it and as a person reads it; knows nothing of the program that drew it.

Judged by the SDK's own models, by the JSON schema of `@slack/types`, and by the few rules that neither holds.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema_rs import Draft7Validator
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

VENDOR = Path(__file__).parent.parent / "data" / "vendor"
MESSAGE_RULES = Draft7Validator(json.loads((VENDOR / "slack-blocks.schema.json").read_text(encoding="utf-8")))
MODAL_RULES = Draft7Validator(json.loads((VENDOR / "slack-modal.schema.json").read_text(encoding="utf-8")))
HOME_RULES = Draft7Validator(json.loads((VENDOR / "slack-home.schema.json").read_text(encoding="utf-8")))
DATE_WORDS = {
    "{date_num}": "%Y-%m-%d",
    "{date}": "%B %d, %Y",
    "{date_short}": "%b %d, %Y",
    "{date_long}": "%A, %B %d, %Y",
    "{date_pretty}": "%B %d, %Y",
    "{date_short_pretty}": "%b %d, %Y",
    "{date_long_pretty}": "%A, %B %d, %Y",
    "{time}": "%H:%M",
    "{time_secs}": "%H:%M:%S",
}


def faults_in_message(message: Json) -> list[str]:
    """Everything Slack would refuse in `text` and `blocks` of a message, a sentence each."""
    blocks = message.get("blocks") or []
    faults = [] if message.get("text") else ["no text for notifications and screen readers"]
    faults += ["msg_too_long: text over 4000"] if _units(message.get("text") or "") > 4000 else []
    faults += [f"{len(blocks)} blocks, at most 50"] if len(blocks) > 50 else []
    faults += [f"schema: {error.message[:200]}" for error in MESSAGE_RULES.iter_errors(blocks)]
    return faults + list(_faults(blocks))


def faults_in_modal(view: Json) -> list[str]:
    """Everything Slack would refuse in a modal's view."""
    faults = [f"schema: {error.message[:200]}" for error in MODAL_RULES.iter_errors(view)]
    if any(block.get("type") == "input" for block in view.get("blocks") or []) and not view.get("submit"):
        faults.append("input blocks without a submit button")
    labels = [part for part in ("title", "submit", "close") if _units((view.get(part) or {}).get("text", "")) > 24]
    faults += [f"{part} over 24" for part in labels]
    return faults + _view_faults(view)


def faults_in_home(view: Json) -> list[str]:
    """Everything Slack would refuse in the view of an App Home."""
    return [f"schema: {error.message[:200]}" for error in HOME_RULES.iter_errors(view)] + _view_faults(view)


def _view_faults(view: Json) -> list[str]:
    blocks = view.get("blocks") or []
    faults = [f"{len(blocks)} blocks, at most 100"] if len(blocks) > 100 else []
    faults += ["view_too_large"] if len(json.dumps(view)) > 250_000 else []
    faults += ["private_metadata over 3000"] if len(view.get("private_metadata") or "") > 3000 else []
    return faults + list(_sdk_complaints(View(**view), view)) + list(_faults(blocks))


def _faults(blocks: Sequence[Json]) -> Iterator[str]:
    for block in blocks:
        yield from _sdk_complaints(Block.parse(dict(block)), block)
    names = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    yield from (f"block_id {name} twice" for name, times in names.items() if times > 1)
    for block in blocks:
        presses = Counter(element.get("action_id") for element in block.get("elements", []) if "action_id" in element)
        yield from (f"action_id {name} twice in a block" for name, times in presses.items() if times > 1)
    yield from (f"empty or missing text in {part}" for part in _parts(blocks) if part.get("text") == "")
    yield from (f"half a character in {part}" for part in _parts(blocks) if re.search("[\ud800-\udfff]", str(part)))
    yield from (fault for part in _parts(blocks) for fault in _select_faults(part))
    yield from (fault for part in _parts(blocks) for fault in _length_faults(part))


def _sdk_complaints(model: Any, drawn: Json) -> Iterator[str]:
    if model is None:
        yield f"the SDK does not know {drawn.get('type')}"
        return
    try:
        model.validate_json()
    except Exception as error:
        yield f"SDK: {error}"
    if model.to_dict() != drawn:
        yield f"the SDK reads {drawn.get('type')} as something else"


def _select_faults(part: Json) -> Iterator[str]:
    if part.get("type") != "static_select":
        return
    options = part.get("options", [])
    if not 1 <= len(options) <= 100:
        yield f"{len(options)} options, 1 to 100 allowed"
    if "initial_option" in part and part["initial_option"] not in options:
        yield "the initial option is not one of the options"
    if any(_units(option["text"]["text"]) > 75 or len(option["value"]) > 150 for option in options):
        yield "an option is too long"
    if len({option["value"] for option in options}) != len(options):
        yield "two options with one value"


def _length_faults(part: Json) -> Iterator[str]:
    if part.get("type") == "header" and _units(part["text"]["text"]) > 150:
        yield "a header over 150"
    if part.get("type") in {"actions", "context"} and len(part["elements"]) > (25 if part["type"] == "actions" else 10):
        yield f"too many elements in {part['type']}"
    if (
        part.get("type") == "input"
        and max(_units((part.get(each) or {}).get("text", "")) for each in ("label", "hint")) > 2000
    ):
        yield "an input's label or hint over 2000"
    if part.get("type") == "plain_text_input" and _units(part.get("initial_value") or "") > part.get(
        "max_length", 3000
    ):
        yield "an initial value longer than its field"
    if part.get("type") == "button" and (_units(part["text"]["text"]) > 75 or len(part.get("value", "")) > 2000):
        yield "a button's label over 75 or its value over 2000"
    if part.get("type") in {"text", "plain_text", "link"} and _units(part.get("text") or "") > 3000:
        yield "a text over 3000"
    if part.get("type") == "date" and not part.get("fallback"):
        yield "a date without fallback"


def _parts(found: Any) -> Iterator[Json]:
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from _parts(value)
    if isinstance(found, list | tuple):
        for value in found:
            yield from _parts(value)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def readable(blocks: Sequence[Json], *, zone: str = "UTC") -> str:
    """What a person in `zone` reads, top to bottom: buttons in square brackets, links with their address."""
    return "\n".join(_line(block, zone=zone) for block in blocks if block.get("type") != "divider")


def _line(block: Json, *, zone: str) -> str:
    match block:
        case {"type": "header", "text": {"text": text}}:
            return str(text)
        case {"type": "rich_text", "elements": elements}:
            return "".join(_inline(element, zone=zone) for element in elements)
        case {"type": "context", "elements": elements}:
            return " ".join(str(element["text"]) for element in elements)
        case {"type": "actions", "elements": elements}:
            return " ".join(f"[{element['text']['text']}]" for element in elements)
        case {"type": "input", "label": {"text": label}, "element": element}:
            hint = block.get("hint", {}).get("text", "")
            choices = [option["text"]["text"] for option in element.get("options", [])]
            return " ".join(filter(None, [f"{label}:", " / ".join(choices), hint]))
        case _:
            raise AssertionError(f"this stand-in cannot show a {block.get('type')} yet")


def _inline(element: Json, *, zone: str) -> str:
    match element:
        case {"type": "rich_text_section", "elements": elements}:
            return "".join(_inline(part, zone=zone) for part in elements)
        case {"type": "text", "text": text}:
            return str(text)
        case {"type": "link", "url": url, "text": text}:
            return f"{text} ({url})"
        case {"type": "date", "timestamp": stamp, "format": shape}:
            return date_shown(stamp, shape=shape, zone=zone)
        case _:
            raise AssertionError(f"this stand-in cannot show a {element.get('type')} yet")


def date_shown(stamp: int, *, shape: str, zone: str) -> str:
    """A `date` element as a reader in `zone` sees it (docs.slack.dev, “Date formatting”), never as “today”."""
    local = datetime.fromtimestamp(stamp, UTC).astimezone(ZoneInfo(zone))
    for word, form in DATE_WORDS.items():
        shape = shape.replace(word, local.strftime(form))
    if "{" in shape:
        raise AssertionError(f"Slack knows no such date format: {shape}")
    return shape


def buttons(blocks: Sequence[Json]) -> list[Json]:
    """Every button, each with the `block_id` of its row."""
    rows = [block for block in blocks if block.get("type") == "actions"]
    return [{**each, "block_id": row.get("block_id", "")} for row in rows for each in row["elements"]]


def inputs(view: Mapping[str, Any]) -> dict[str, Json]:
    """A view's input blocks by `block_id`."""
    return {block["block_id"]: block for block in view["blocks"] if block.get("type") == "input"}
