"""Cards and forms as the sandbox chat stores them: plain JSON, as a chat platform keeps what was posted.

Actions travel as `bot.codec` text; times stay instants, so that each reader sees them in their own zone.
"""

from typing import Any
from urllib.parse import urlsplit

from bot.actions import Action, FormAction
from bot.cards import Block, Bold, Buttons, Card, Facts, Fine, Link, Para, Plain, Signed, Span, When
from bot.codec import encode
from bot.forms import Choice, Field, Form, Text
from bot.ports import Links

Json = dict[str, Any]
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def card(card: Card, *, links: Links) -> Json:
    return {"title": card.title, "blocks": [_block(block, links) for block in card.blocks]}


def form(form: Form, *, links: Links) -> Json:
    return {
        "title": form.title,
        "submit": form.submit,
        "action": encode(form.action, FormAction),
        "intro": [_block(block, links) for block in form.intro],
        "fields": [_field(field, links) for field in form.fields],
    }


def _block(block: Block, links: Links) -> Json:
    match block:
        case Para(spans):
            return {"kind": "para", "spans": [_span(span, links) for span in spans]}
        case Fine(spans):
            return {"kind": "fine", "spans": [_span(span, links) for span in spans]}
        case Facts(rows):
            return {
                "kind": "facts",
                "rows": [[label, [_span(span, links) for span in spans]] for label, spans in rows],
            }
        case Buttons(items):
            return {
                "kind": "buttons",
                "items": [{"label": b.label, "tone": b.tone, "action": encode(b.action, Action)} for b in items],
            }


def _span(span: Span, links: Links) -> Json:
    match span:
        case Plain(text):
            return {"kind": "text", "text": text}
        case Bold(text):
            return {"kind": "bold", "text": text}
        case When(at, until):
            return {"kind": "time", "at": at.isoformat(), "until": until.isoformat() if until else ""}
        case Link(text, url):
            return {"kind": "link", "text": text, "url": url} if _leads(url) else {"kind": "text", "text": text}
        case Signed(text, claim):
            return {"kind": "link", "text": text, "url": links.url(claim)}


def _field(field: Field, links: Links) -> Json:
    shared = {"name": field.name, "label": field.label, "initial": field.initial, "hint": field.hint}
    match field:
        case Choice(options=options, required=required):
            drawn = [{"value": o.value, "label": [_span(span, links) for span in o.label]} for o in options]
            return shared | {"kind": "choice", "required": required, "options": drawn}
        case Text(long=long, required=required, limit=limit):
            return shared | {"kind": "text", "required": required, "long": long, "limit": limit}


def _leads(url: str) -> bool:
    """Whether a link leads somewhere, rather than doing something."""
    try:
        return url.isprintable() and urlsplit(url).scheme in SCHEMES
    except ValueError:
        return False
