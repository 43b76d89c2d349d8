"""What Teams sends, as the core's own words: what people write to the bot, press and submit.

A message's `text` is plain, save for names that were called (`<at>…</at>`) and for HTML's entities; what it is an answer to
stands in an attachment (learn.microsoft.com/microsoftteams/platform/bots, “Messages in bot conversations”).
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.teams.activity import Body, account, delivery, is_person, part, parts, storable, text, where
from adapters.teams.keys import DRAFT, FORM, OURS, PRESS, SHOWN, TITLE
from bot.actions import Action, FormAction
from bot.codec import Unreadable, decode
from bot.inbound import Drafted, Pressed, Said, Submitted

HELP = "help"
"""What somebody wants who calls the bot and says no more."""
CALLED = re.compile(r"<at\b[^<>]*>(?P<name>[^<]*)</at>", re.IGNORECASE)
QUOTED = re.compile(r"<quoted\b[^<>]*>", re.IGNORECASE)
QUOTE = re.compile(r"<blockquote\b([^<>]*)>", re.IGNORECASE)
REPLY = "schema.skype.com/Reply"
ITEM = re.compile(r"\bitemid=\"([^\"<>]*)\"", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li)\s*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
SPACES = str.maketrans({"\xa0": " ", "\u200b": None, "\ufeff": None})


@dataclass(frozen=True, slots=True)
class Sent:
    """What the button of a dialog, or of a card in a client that knows no better, sent: a press or a form.

    `shown` is the form's card as its sender had it, under its `title`; empty for a press.
    """

    inbound: Pressed | Submitted | Drafted
    shown: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""


def said(body: Body) -> Said | None:
    """Return what a person wrote to the bot, in their own chat with it or by calling its name elsewhere.

    None for everything else: what bots write, what calls somebody else alone, and no words at all. In their own chat,
    `thread` is the message that they answer, if they quote one.
    """
    at = where(body)
    if not at.place or not is_person(body):
        return None
    words, called = _called(body)
    if at.shared and not called:
        return None
    read = _read(words, marked=text(body, "textFormat") == "xml") or (HELP if called else "")
    if not read:
        return None
    here = at if at.shared else replace(at, thread=_quoted(body))
    return Said(account(body), read, here, delivery=delivery(body))


def executed(body: Body) -> Pressed:
    """Return the press of a button whose answer is drawn in place of its card. Raises Malformed."""
    return _pressed(body, part(body, "value", "action", "data"))


def sent(body: Body, data: Body) -> Sent:
    """Return what a `Submit` carried: its own data, with what the inputs hold beside it. Raises Malformed."""
    if FORM not in data:
        return Sent(_pressed(body, data))
    action: FormAction | None = _decoded(text(data, FORM), FormAction)
    values = {str(name): _held(value) for name, value in data.items() if _is_field(str(name))}
    kind = Drafted if text(data, DRAFT) else Submitted
    return Sent(kind(account(body), action, values), part(data, SHOWN), text(data, TITLE))


def in_message(body: Body) -> Sent | None:
    """Return what the button of a card sent as a message, None for a message that people wrote."""
    data = part(body, "value")
    if PRESS not in data and FORM not in data:
        return None
    told, above = sent(body, data), text(body, "replyToId")
    if isinstance(told.inbound, Pressed):
        return replace(told, inbound=replace(told.inbound, place=where(body).place, message=above))
    return told


def _pressed(body: Body, data: Body) -> Pressed:
    return Pressed(account(body), _decoded(text(data, PRESS), Action))


def _called(body: Body) -> tuple[str, bool]:
    """Return the words without the bot's own name, and whether it was called."""
    us, words, called = text(body, "recipient", "id"), text(body, "text"), False
    for each in parts(body, "entities"):
        if text(each, "type") != "mention" or not us or text(each, "mentioned", "id") != us:
            continue
        called = True
        if named := text(each, "text"):
            words = re.sub(rf"{re.escape(named)}[,:]?\s*", " ", words)
    return words, called


def _read(words: str, *, marked: bool) -> str:
    """Return a text as people see it."""
    seen = CALLED.sub(lambda found: found["name"], QUOTED.sub(" ", words))
    plain = TAG.sub("", BREAK.sub("\n", seen)) if marked else seen
    return storable(html.unescape(plain).translate(SPACES)).strip()


def _quoted(body: Body) -> str:
    """Return the id of the message that is answered, empty for none."""
    for each in parts(body, "entities"):
        if text(each, "type") == "quotedReply":
            return text(each, "quotedReply", "messageId")
    for each in parts(body, "attachments"):
        quote = QUOTE.search(text(each, "content")) if text(each, "contentType") == "text/html" else None
        item = ITEM.search(quote[1]) if quote is not None and REPLY in quote[1] else None
        if item is not None:
            return item[1]
    return ""


def _is_field(name: str) -> bool:
    return not name.startswith(OURS) and name != "msteams"


def _held(value: Any) -> str:
    return storable(value) if isinstance(value, str) else "" if value is None else str(value)


def _decoded(word: str, kind: Any) -> Any:
    try:
        return decode(word, kind)
    except Unreadable:
        return None
