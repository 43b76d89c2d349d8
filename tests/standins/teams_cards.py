"""Adaptive Cards as Teams judges them and as a person reads them; knows nothing of the program that drew them.

Judged by the schema of Adaptive Cards 1.5, and by what Teams says of cards besides; Markdown is read by a parser of its own,
as the clients' is (markdown-it), and dates are drawn by the patterns of the npm package `adaptivecards`.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema_rs import Draft6Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

Json = dict[str, Any]

VENDOR = Path(__file__).parent.parent / "data" / "vendor"
RULES = Draft6Validator(json.loads((VENDOR / "adaptive-card-1.5.schema.json").read_text(encoding="utf-8")))
LARGEST, READERS, IN_ROW = 80_000, 60, 6
STAMP = r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})Z"
DATE = re.compile(r"\{{2}DATE\(" + STAMP + r"(?:, ?(COMPACT|LONG|SHORT))?\)\}{2}")
TIME = re.compile(r"\{{2}TIME\(" + STAMP + r"\)\}{2}")
FUNCTION = re.compile(r"\{\{(?:DATE|TIME)\(")
INPUTS = frozenset({"Input.Text", "Input.ChoiceSet"})
READ_AS_MORE = {
    "list_item_open",
    "heading_open",
    "hr",
    "code_inline",
    "code_block",
    "fence",
    "blockquote_open",
    "image",
}
MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("strikethrough")


def faults_in_message(activity: Json) -> list[str]:
    """Everything that is wrong with a message, a sentence each."""
    faults = [f"MessageSizeTooBig: {size}"] if (size := _size(activity)) > LARGEST else []
    cards = [each.get("content") for each in activity.get("attachments") or ()]
    said = activity.get("text") or activity.get("summary")
    faults += [] if said else ["a notification has nothing to say"]
    faults += ["half a character"] if re.search("[\ud800-\udfff]", str(activity)) else []
    return faults + [fault for card in cards for fault in faults_in_card(card)]


def faults_in_card(card: Any, *, dialog: bool = False) -> list[str]:
    """Everything that is wrong with a card in a conversation, or in a `dialog`."""
    judged = {key: value for key, value in card.items() if key != "msteams"}
    faults = [f"schema: {error.message[:200]}" for error in RULES.iter_errors(judged)]
    faults += [] if card.get("version") == "1.5" else [f"version {card.get('version')}"]
    faults += [f"{size} bytes"] if (size := _size(card)) > LARGEST else []
    faults += list(_action_faults(card, dialog=dialog))
    faults += list(_input_faults(card))
    faults += [f"no date: {text[:80]}" for text in texts(card) if FUNCTION.search(TIME.sub("", DATE.sub("", text)))]
    return faults + [f"a date outside a TextBlock: {text[:80]}" for text in _not_blocks(card) if FUNCTION.search(text)]


def _action_faults(card: Json, *, dialog: bool) -> Iterator[str]:
    readers = card.get("refresh", {}).get("userIds", ())
    if len(readers) > READERS or not all(each.startswith("29:") for each in readers):
        yield "refresh for too many, or for ids that are no Teams users"
    for row in [card.get("actions", []), *(part["actions"] for part in parts(card) if part.get("type") == "ActionSet")]:
        if len(row) > IN_ROW:
            yield f"{len(row)} buttons in a row"
        for action in row:
            yield from _button_faults(action, dialog=dialog)


def _button_faults(action: Json, *, dialog: bool) -> Iterator[str]:
    fallback = action.get("fallback", {})
    opens = "msteams" in action.get("data", {})
    if not action.get("title"):
        yield "a button without a label"
    if action["type"] == "Action.Execute" and (fallback.get("type"), fallback.get("data")) != (
        "Action.Submit",
        action.get("data"),
    ):
        yield "a button that old clients cannot press"
    if dialog and (action["type"] != "Action.Submit" or opens):
        yield "a button that does nothing in a dialog"
    if not dialog and action["type"] == "Action.Submit" and not opens:
        yield "a button whose answer nobody sees"


def _input_faults(card: Json) -> Iterator[str]:
    names = Counter(part.get("id") for part in parts(card) if "id" in part)
    yield from (f"id {name} twice" for name, times in names.items() if times > 1)
    for part in inputs(card).values():
        if not part.get("label"):
            yield "an input without a label"
        if part.get("isRequired") and not part.get("errorMessage"):
            yield "an input that does not say what is missing"
        if _units(part.get("value", "")) > part.get("maxLength", 80_000):
            yield "a value longer than its field"
        choices = [choice["value"] for choice in part.get("choices", [])]
        if len(set(choices)) != len(choices) or (choices and part.get("value", choices[0]) not in choices):
            yield "two choices with one value, or a value that is none of them"


def typed_as_markup(card: Json) -> Iterator[str]:
    """What Markdown reads as more than words, bold ones, and links that lead to the web or to a mail address."""
    for text in markdown_in(card):
        for token in tokens(text):
            if token.type in READ_AS_MORE or token.type in {"em_open", "s_open"}:
                yield f"{token.type}: {text[:120]}"
            if token.type == "link_open" and not re.match(r"(https?|mailto):", str(token.attrs.get("href"))):
                yield f"a link to {token.attrs.get('href')}"


def markdown_in(card: Json) -> Iterator[str]:
    yield from (part["text"] for part in parts(card) if part.get("type") == "TextBlock")
    yield card.get("fallbackText", "")


def tokens(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def dates_in(card: Json) -> list[datetime]:
    """Every instant that a client draws as a date."""
    found = [match.group(1) for text in _blocks(card) for match in DATE.finditer(text)]
    return [datetime.fromisoformat(stamp).replace(tzinfo=UTC) for stamp in found]


def times_in(card: Json) -> list[datetime]:
    found = [match.group(1) for text in _blocks(card) for match in TIME.finditer(text)]
    return [datetime.fromisoformat(stamp).replace(tzinfo=UTC) for stamp in found]


def readable(card: Json, *, zone: str = "UTC") -> str:
    """What a person in `zone` reads, top to bottom: buttons in square brackets, links with their address."""
    lines = [_line(part, zone=zone) for part in card["body"]]
    return "\n".join([*lines, *([_row(card["actions"])] if card.get("actions") else [])])


def _line(part: Json, *, zone: str) -> str:
    match part:
        case {"type": "RichTextBlock", "inlines": inlines}:
            return "".join(run["text"] for run in inlines)
        case {"type": "TextBlock", "text": text}:
            return "\n".join(_read(token) for token in MARKDOWN.parse(_dated(text, zone=zone)) if token.children)
        case {"type": "ActionSet", "actions": actions}:
            return _row(actions)
        case {"type": "Input.Text" | "Input.ChoiceSet", "label": label}:
            return f"{label}: {' / '.join(choice['title'] for choice in part.get('choices', ()))}".strip()
        case _:
            raise AssertionError(f"this stand-in cannot show a {part.get('type')} yet")


def _row(actions: Sequence[Json]) -> str:
    return " ".join(f"[{action['title']}]" for action in actions)


def _read(block: Token) -> str:
    said, leads = "", ""
    for token in block.children or ():
        if token.type == "link_open":
            leads = str(token.attrs["href"])
        elif token.type == "link_close":
            said += f" ({leads})"
        else:
            said += "\n" if token.type in {"softbreak", "hardbreak"} else token.content
    return said


def _dated(text: str, *, zone: str) -> str:
    """Dates as the package draws them in English, times by 24 hours."""
    day = DATE.sub(lambda found: _shown(found.group(1), zone, "%a, %b %d, %Y"), text)
    return TIME.sub(lambda found: _shown(found.group(1), zone, "%H:%M"), day)


def _shown(stamp: str, zone: str, shape: str) -> str:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).strftime(shape)


def buttons(card: Json) -> list[Json]:
    """Every button, in the order in which it stands."""
    rows = [part["actions"] for part in card["body"] if part.get("type") == "ActionSet"]
    return [action for row in [*rows, card.get("actions", [])] for action in row]


def inputs(card: Json) -> dict[str, Json]:
    """A card's inputs by their ids."""
    return {part["id"]: part for part in card["body"] if part.get("type") in INPUTS}


def parts(found: Any) -> Iterator[Json]:
    """Every object in what is drawn, at any depth, but for the data of buttons."""
    if isinstance(found, dict):
        yield found
    for name, value in (
        found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    ):
        if name not in {"data", "fallback"}:
            yield from parts(value)


def texts(card: Json) -> Iterator[str]:
    """Every text that somebody may read."""
    shown = ("text", "title", "label", "placeholder", "value", "errorMessage", "fallbackText")
    yield from (part[name] for part in parts(card) for name in shown if isinstance(part.get(name), str))


def _blocks(card: Json) -> Iterator[str]:
    yield from (part["text"] for part in parts(card) if part.get("type") == "TextBlock")


def _not_blocks(card: Json) -> Iterator[str]:
    """What is shown by other means; what somebody typed into a field stays as it is."""
    for part in parts(card):
        shown = ("title", "label", "placeholder", "errorMessage", "fallbackText")
        yield from (part[name] for name in shown if isinstance(part.get(name), str))
        if part.get("type") == "TextRun":
            yield part["text"]


def _size(drawn: Any) -> int:
    return 2 * _units(json.dumps(drawn, ensure_ascii=False))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
