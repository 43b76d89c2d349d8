"""Cards and forms as Block Kit.

Running text is `rich_text` and labels are `plain_text` without emoji codes, never mrkdwn, so nothing that a person typed
can become markup and nothing needs escaping. Limits are Slack's own (docs.slack.dev/reference/block-kit) and counted in
UTF-16 units, so that an emoji never makes a text too long; what is over a limit is cut, with an ellipsis.
"""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any

from adapters.plain import cut, units, words
from bot.actions import Action, FormAction
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Link, Para, Plain, Signed, Span, When
from bot.codec import encode
from bot.domain import time
from bot.forms import Choice, Field, Form, Option, Text
from bot.ports import Links

Json = dict[str, Any]

IN_MESSAGE, IN_MODAL, IN_ROW = 50, 100, 25
SPOKEN = 800  # escaped at most five times as long, and chat.update refuses more than 4000 (msg_too_long)
HEADER, TITLE, LABEL, PROSE, QUIET, HINT, CHOICES, ADDRESS = 150, 24, 75, 3000, 2000, 2000, 100, 3000
LONG, SHORT = "{date_long} at {time}", "{time}"
INPUT = "value"
FORM = "usher.form"
ABSOLUTE = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)


def message(card: Card, *, links: Links | None = None) -> Json:
    """Return `text` and `blocks` of a message. `text` is what notifications show and screen readers read.

    Signed links are drawn only with `links`; without, their words stand alone.
    """
    return {"text": spoken(card.title), "blocks": blocks(card, links=links)}


def notice(text: str, *, card: Card | None = None, links: Links | None = None) -> Json:
    """Return a message that says `text` and, where there is one, shows the card below."""
    words = [_rich(_section([_text(text)]))] if text.strip() else []
    return {
        "text": spoken(text),
        "blocks": fitting([*words, *(blocks(card, links=links) if card else [])], most=IN_MESSAGE),
    }


def spoken(text: str) -> str:
    """Return plain text for the one field that Slack reads as mrkdwn: one line, never empty, control characters escaped."""
    return html.escape(cut(" ".join(text.split()), most=SPOKEN), quote=False) or "–"


def blocks(card: Card, *, links: Links | None = None) -> list[Json]:
    """Return the card's blocks, at most 50, headed by its title."""
    return fitting([*_header(card.title), *_drawn(card.blocks, links=links)], most=IN_MESSAGE)


def modal(form: Form) -> Json:
    """Return the view of a form: each field's name is its `block_id`, the form's action its `private_metadata`.

    Slack tells what stands in its long texts while they are written, and that it is closed, so that a draft can be kept.
    Options can only be plain text, so a time in them is written in the form's zone, which is named.
    """
    inputs = [_input(field, zone=form.zone) for field in form.fields]
    return {
        **_view(form.title, [*_drawn(form.intro, links=None), *inputs]),
        "callback_id": FORM,
        "private_metadata": encode(form.action, FormAction),
        "submit": _label(form.submit, most=TITLE),
        "close": _label("Close", most=TITLE),
        "notify_on_close": True,
    }


def home(card: Card, *, links: Links | None = None) -> Json:
    """Return the view of a Home, at most 100 blocks. A paragraph that is bold as a whole heads a part of it."""
    number = count()
    parts = chain.from_iterable(_part(item, links=links, number=number) for item in card.blocks)
    return {"type": "home", "blocks": fitting([*_header(card.title), *parts], most=IN_MODAL)}


def _part(item: Block, *, links: Links | None, number: Iterator[int]) -> Iterator[Json]:
    match item:
        case Para((Bold(heading),)) if heading.strip():
            yield {"type": "divider"}
            yield from _header(heading)
        case _:
            yield from _block(item, links=links, number=number)


def pane(title: str, *, drawn: Sequence[Json]) -> Json:
    """Return a view that only shows something."""
    return {**_view(title, drawn), "close": _label("Close", most=TITLE)}


def fitting(drawn: Sequence[Json], *, most: int) -> list[Json]:
    """Return the blocks, the last of them replaced by a remark where Slack would refuse so many."""
    if len(drawn) <= most:
        return list(drawn)
    return [*drawn[: most - 1], _quiet("There is more than fits here.")]


def _drawn(items: Sequence[Block], *, links: Links | None) -> Iterator[Json]:
    number = count()
    return chain.from_iterable(_block(item, links=links, number=number) for item in items)


def _block(item: Block, *, links: Links | None, number: Iterator[int]) -> Iterator[Json]:
    match item:
        case Para(spans):
            yield from _prose(_spans(spans, links=links))
        case Facts(rows):
            yield from _prose(_rows(rows, links=links))
        case Fine(spans):
            yield from [_quiet(text)] if (text := words(spans).strip()) else []
        case Buttons(items):
            presses = [_press(button, number=next(number)) for button in items]
            for start in range(0, len(presses), IN_ROW):
                yield {"type": "actions", "elements": presses[start : start + IN_ROW]}


def _prose(parts: list[Json]) -> list[Json]:
    return [_rich(_section(parts))] if parts else []


def _rows(rows: Sequence[tuple[str, tuple[Span, ...]]], *, links: Links | None) -> list[Json]:
    parts: list[Json] = []
    for label, value in rows:
        parts += [_text("\n")] if parts else []
        parts += [_text(f"{label}: ", bold=True), *(_spans(value, links=links) or [_text("–")])]
    return parts


def _spans(spans: Sequence[Span], *, links: Links | None) -> list[Json]:
    return [element for span in spans for element in _span(span, links=links)]


def _span(span: Span, *, links: Links | None) -> list[Json]:
    match span:
        case Plain(text):
            return [_text(text)] if text else []
        case Bold(text):
            return [_text(text, bold=True)] if text else []
        case When(at, until):
            return _when(at, until)
        case Link(text, url):
            return _link(text, url)
        case Signed(text, claim):
            return _link(text, links.url(claim) if links else "")


def _when(at: datetime, until: datetime | None) -> list[Json]:
    start = _date(at, shape=LONG)
    if until is None:
        return [start]
    return [start, _text("–"), _date(until, shape=SHORT if until - at < timedelta(days=1) else LONG)]


def _date(at: datetime, *, shape: str) -> Json:
    """Slack shows a `date` element in each reader's own zone; old clients show the fallback."""
    return {"type": "date", "timestamp": time.epoch(at), "format": shape, "fallback": words((When(at),))}


def _link(text: str, url: str) -> list[Json]:
    if not ABSOLUTE.fullmatch(url) or units(url) > ADDRESS:
        return [_text(text)] if text else []
    return [{"type": "link", "url": url, "text": cut(text or url, most=PROSE)}]


def _press(button: Button, *, number: int) -> Json:
    drawn = {
        "type": "button",
        "action_id": f"press.{number}",
        "text": _label(button.label, most=LABEL),
        "value": encode(button.action, Action),
    }
    return drawn if button.tone == "plain" else {**drawn, "style": button.tone}


def _input(field: Field, *, zone: str) -> Json:
    match field:
        case Choice(options=()):
            return _quiet(f"{field.label.rstrip('?')}: there is nothing to choose from. {field.hint}".strip())
        case Choice():
            return _asked(field, _select(field, zone=zone), hint=_choice_hint(field))
        case Text():
            return _asked(field, _line(field), hint=field.hint)


def _asked(field: Field, element: Json, *, hint: str) -> Json:
    drawn = {
        "type": "input",
        "block_id": field.name,
        "optional": not field.required,
        "label": _label(field.label, most=HINT),
        "element": {**element, "action_id": INPUT},
        **({"dispatch_action": True} if "dispatch_action_config" in element else {}),
    }
    return {**drawn, "hint": _label(hint, most=HINT)} if hint else drawn


def _select(field: Choice, *, zone: str) -> Json:
    options = {option.value: _option(option, zone=zone) for option in field.options[:CHOICES]}
    drawn: Json = {"type": "static_select", "options": list(options.values())}
    return {**drawn, "initial_option": options[field.initial]} if field.initial in options else drawn


def _choice_hint(field: Choice) -> str:
    if len(field.options) <= CHOICES:
        return field.hint
    return f"{field.hint} The first {CHOICES} of {len(field.options)} are listed.".strip()


def _option(option: Option, *, zone: str) -> Json:
    return {"text": _label(words(option.label, zone=zone), most=LABEL), "value": option.value}


def _line(field: Text) -> Json:
    most = max(1, min(field.limit, PROSE))
    drawn: Json = {"type": "plain_text_input", "multiline": field.long, "max_length": most}
    if field.long:
        drawn["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return {**drawn, "initial_value": cut(field.initial, most=most)} if field.initial else drawn


def _view(title: str, drawn: Sequence[Json]) -> Json:
    return {"type": "modal", "title": _label(title, most=TITLE), "blocks": fitting(drawn, most=IN_MODAL)}


def _header(title: str) -> list[Json]:
    return [{"type": "header", "text": _label(title, most=HEADER)}] if title.strip() else []


def _quiet(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "plain_text", "text": cut(text, most=QUIET), "emoji": False}]}


def _label(text: str, *, most: int) -> Json:
    """One line that cannot be empty: Slack refuses a message for an empty label."""
    return {"type": "plain_text", "text": cut(" ".join(text.split()), most=most) or "–", "emoji": False}


def _rich(section: Json) -> Json:
    return {"type": "rich_text", "elements": [section]}


def _section(parts: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": parts}


def _text(text: str, *, bold: bool = False) -> Json:
    drawn: Json = {"type": "text", "text": cut(text, most=PROSE)}
    return {**drawn, "style": {"bold": True}} if bold else drawn
