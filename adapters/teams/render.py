"""Cards and forms as Adaptive Cards 1.5, as far as Teams draws them (learn.microsoft.com/microsoftteams/platform, “Cards”).

What people wrote is never markup: see `adapters.teams.words`. What is over a limit is cut, with an ellipsis or a remark.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from adapters.plain import cut, units, words
from adapters.teams.dialogs import opens_form
from adapters.teams.keys import DIALOG, DRAFT, FORM, PRESS, PRESS_VERB, REFRESH_VERB
from adapters.teams.words import line, markdown, reads_markdown, runs, spoken
from bot.actions import Action, FormAction
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Para, Plain, Span
from bot.codec import encode
from bot.forms import Choice, Field, Form, Option, Text
from bot.ports import Links

Json = dict[str, Any]
Press = Callable[[Button], Json]

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
LARGEST = 76_000  # bytes of UTF-16; Teams takes messages of about 100 KB, and around the card there is more
READERS = 60  # whose cards refresh by themselves, at most
IN_ROW = 5
TITLE, HINT, CHOICES = 150, 2000, 100
TONES = {"primary": "positive", "danger": "destructive"}
LOUD: Json = {"size": "Large", "weight": "Bolder"}
QUIET: Json = {"isSubtle": True, "size": "Small"}
WRONG = "usher.wrong"
MISSING, UNCHOSEN = "Please fill this in.", "Please choose one."
NOT_SENT = "Nothing was sent yet. Please look at what is marked below."


def message(content: Json, *, said: str) -> Json:
    """Return an activity that shows a card; `said` is what a notification says of it."""
    return {"type": "message", "summary": spoken(said), "attachments": [attachment(content)]}


def attachment(content: Json) -> Json:
    return {"contentType": ADAPTIVE, "content": content}


def card(card: Card, *, links: Links | None = None, readers: Sequence[str] = ()) -> Json:
    """Return a card for a conversation. For `readers` (`29:…`) it is drawn anew by itself when they look at it.

    Signed links are drawn only with `links`; without, their words stand alone.
    """
    drawn = _adaptive(card.title, [*_heading(card.title), *_drawn(card.blocks, links=links, press=_press)])
    return {**drawn, "refresh": _refresh(readers)} if readers else drawn


def notice(text: str, *, card: Card | None = None, links: Links | None = None) -> Json:
    """Return a card that says `text` and, where there is one, shows another below."""
    return _notice(text, card, links=links, press=_press)


def pane(card: Card, *, links: Links | None = None) -> Json:
    """Return a card for a dialog, which has a title of its own and from which only `Action.Submit` reaches us."""
    return _adaptive(card.title, list(_drawn(card.blocks, links=links, press=_send)))


def pane_notice(text: str, *, card: Card | None = None, links: Links | None = None) -> Json:
    """Return what `notice` does, for a dialog."""
    return _notice(text, card, links=links, press=_send)


def opener(title: str, action: Action) -> Json:
    """Return a card whose one button opens the form that an action leads to, where no form can open by itself."""
    button = {**_send(Button("Open the form", action, "primary")), "data": {**DIALOG, PRESS: encode(action, Action)}}
    return _adaptive(title, [*_heading(title), {"type": "ActionSet", "actions": [button]}])


def form(form: Form) -> Json:
    """Return the card of a form for a dialog: each field's name is its input's id.

    A form in which people write at length can be kept as a draft. Teams sends nothing while what is required is missing,
    drafts included; so there it is we who say what is missing. Options can only be plain text, so a time in them is written
    in the form's zone, which is named.
    """
    drafts = any(isinstance(field, Text) and field.long for field in form.fields)
    inputs = [part for field in form.fields for part in _input(field, zone=form.zone, checked=not drafts)]
    drawn = _adaptive(form.title, [*_drawn(form.intro, links=None, press=_send), *inputs])
    action = encode(form.action, FormAction)
    send = {"type": "Action.Submit", "title": line(form.submit), "style": "positive", "data": {FORM: action}}
    keep = {"type": "Action.Submit", "title": "Keep as a draft", "data": {FORM: action, DRAFT: DRAFT}}
    return {**drawn, "actions": [send, keep] if drafts else [send]}


def again(drawn: Json, *, values: Mapping[str, str], errors: Mapping[str, str]) -> Json:
    """Return a form's card with what was filled in, and with what is wrong below the fields; the rest of it at the top."""
    kept = [part for part in drawn["body"] if not part.get("id", "").startswith(WRONG)]
    fields = {part["id"] for part in kept if "id" in part}
    elsewhere = [text for name, text in errors.items() if name not in fields]
    body = [_wrong(text, at=str(number)) for number, text in enumerate(([NOT_SENT] if errors else []) + elsewhere)]
    for part in kept:
        name = part.get("id", "")
        body.append(_holding(part, values.get(name, "")) if name in fields else part)
        if name in errors:
            body.append(_wrong(errors[name], at=name))
    return {**drawn, "body": body}


def _holding(part: Json, value: str) -> Json:
    empty = {key: told for key, told in part.items() if key != "value"}
    return {**empty, "value": value} if value else empty


def size(drawn: Json) -> int:
    """Return how large Teams takes this for: bytes of UTF-16."""
    return 2 * units(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")))


def _adaptive(title: str, body: list[Json]) -> Json:
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "fallbackText": markdown((Plain(spoken(title)),), links=None),
        "body": _fitting(body),
        "msteams": {"width": "Full"},
    }


def _fitting(body: list[Json]) -> list[Json]:
    """Return the parts, the last of them replaced by a remark where Teams would refuse so much."""
    room = LARGEST - 2000
    for number, part in enumerate(body):
        room -= size(part) + 2
        if room < 0:
            return [*body[:number], _rich(runs((Plain("There is more than fits here."),), look=QUIET))]
    return body


def _refresh(readers: Sequence[str]) -> Json:
    action = {"type": "Action.Execute", "title": "Show how it stands now", "verb": REFRESH_VERB}
    return {"action": action, "userIds": list(readers[:READERS])}


def _notice(text: str, card: Card | None, *, links: Links | None, press: Press) -> Json:
    said = [_rich(runs((Plain(text),), look={}))] if text.strip() else []
    shown = [*_heading(card.title), *_drawn(card.blocks, links=links, press=press)] if card else []
    if said and shown:
        shown[0] = {**shown[0], "separator": True, "spacing": "Large"}
    return _adaptive(text, [*said, *shown])


def _heading(title: str) -> list[Json]:
    """A screen reader finds headings only among TextBlocks; a title that could be read as markup is none."""
    text = cut(" ".join(title.split()), most=TITLE)
    if not text:
        return []
    if markdown((Plain(text),), links=None) == text:
        return [{"type": "TextBlock", "style": "heading", "text": text, "wrap": True, **LOUD}]
    return [_rich(runs((Plain(text),), look=LOUD))]


def _drawn(items: Iterable[Block], *, links: Links | None, press: Press) -> Iterator[Json]:
    for item in items:
        match item:
            case Para(spans):
                yield from _prose(spans, links=links)
            case Facts(rows):
                yield from _rows(rows, links=links)
            case Fine(spans):
                yield from _prose(spans, links=links, look=QUIET)
            case Buttons(items=buttons):
                for start in range(0, len(buttons), IN_ROW):
                    row = buttons[start : start + IN_ROW]
                    yield {"type": "ActionSet", "actions": [press(button) for button in row]}


def _rows(rows: Iterable[tuple[str, tuple[Span, ...]]], *, links: Links | None) -> Iterator[Json]:
    for number, (label, value) in enumerate(rows):
        shown = value if words(value).strip() else (Plain("–"),)
        for part in _prose((Bold(f"{label}:"), Plain(" "), *shown), links=links):
            yield {**part, "spacing": "Small"} if number else part


def _prose(spans: Sequence[Span], *, links: Links | None, look: Json | None = None) -> list[Json]:
    if not words(spans).strip():
        return []
    if not reads_markdown(spans):
        return [_rich(runs(spans, look=look or {}))]
    return [{"type": "TextBlock", "text": markdown(spans, links=links), "wrap": True, **(look or {})}]


def _press(button: Button) -> Json:
    """A button in a conversation: what opens a form has to say so."""
    data = {PRESS: encode(button.action, Action)}
    if opens_form(button.action):
        return {**_send(button), "data": {**DIALOG, **data}}
    return {**_send(button), "type": "Action.Execute", "verb": PRESS_VERB, "fallback": _send(button)}


def _send(button: Button) -> Json:
    drawn = {
        "type": "Action.Submit",
        "title": line(button.label),
        "data": {PRESS: encode(button.action, Action)},
        "associatedInputs": "none",
    }
    return drawn if button.tone == "plain" else {**drawn, "style": TONES[button.tone]}


def _input(field: Field, *, zone: str, checked: bool) -> Iterator[Json]:
    match field:
        case Choice(options=()):
            said = f"{field.label.rstrip('?')}: there is nothing to choose from. {field.hint}".strip()
            yield _rich(runs((Plain(said),), look=QUIET))
        case Choice():
            yield _asked(field, _select(field, zone=zone), checked=checked, missing=UNCHOSEN)
            yield from _hint(_choice_hint(field))
        case Text():
            yield _asked(field, _line(field), checked=checked, missing=MISSING)
            yield from _hint(field.hint)


def _asked(field: Field, drawn: Json, *, checked: bool, missing: str) -> Json:
    optional = "" if checked or field.required else " (optional)"
    asked = {"id": field.name, "label": line(field.label, most=HINT) + optional, "spacing": "Large", **drawn}
    return {**asked, "isRequired": True, "errorMessage": missing} if checked and field.required else asked


def _select(field: Choice, *, zone: str) -> Json:
    options = {option.value: _option(option, zone=zone) for option in field.options[:CHOICES]}
    if not field.required:
        options = {"": {"title": "–", "value": ""}} | options
    drawn: Json = {"type": "Input.ChoiceSet", "style": "compact", "placeholder": "Choose one"}
    drawn["choices"] = list(options.values())
    return {**drawn, "value": field.initial} if field.initial in options and field.initial else drawn


def _choice_hint(field: Choice) -> str:
    if len(field.options) <= CHOICES:
        return field.hint
    return f"{field.hint} The first {CHOICES} of {len(field.options)} are listed.".strip()


def _option(option: Option, *, zone: str) -> Json:
    return {"title": line(words(option.label, zone=zone)), "value": option.value}


def _line(field: Text) -> Json:
    drawn: Json = {"type": "Input.Text", "isMultiline": field.long, "maxLength": max(1, field.limit)}
    return {**drawn, "value": cut(field.initial, most=field.limit)} if field.initial else drawn


def _hint(text: str) -> Iterator[Json]:
    if text.strip():
        yield {**_rich(runs((Plain(cut(text, most=HINT)),), look=QUIET)), "spacing": "Small"}


def _wrong(text: str, *, at: str) -> Json:
    wrong = _rich(runs((Plain(text),), look={"color": "Attention", "weight": "Bolder"}))
    return {**wrong, "id": f"{WRONG}.{at}", "spacing": "Small"}


def _rich(inlines: list[Json]) -> Json:
    return {"type": "RichTextBlock", "inlines": inlines}
