"""A message as data: what to say, never how a platform draws it.

Text is spans, not markup: nothing in the core contains `*`, `<@…>` or `**`, so nothing a candidate typed can become
markup. A time is a `When` span, drawn in each reader's own zone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.actions import Action
from bot.domain.rooms import Pass
from bot.domain.token import Claim


@dataclass(frozen=True, slots=True)
class Plain:
    text: str


@dataclass(frozen=True, slots=True)
class Bold:
    text: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant (aware UTC), with the end where a length matters; each surface shows it in the reader's zone."""

    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link somewhere else; `url` is absolute."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A link that only its reader may use: signed when the message is sent, so that no token is ever stored."""

    text: str
    claim: Claim | Pass


Span = Plain | Bold | When | Link | Signed


@dataclass(frozen=True, slots=True)
class Para:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value rows."""

    rows: tuple[tuple[str, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Fine:
    """A quieter line below: where something stands, what was tried, a reference."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    action: Action
    tone: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Buttons:
    items: tuple[Button, ...]


Block = Para | Facts | Fine | Buttons


@dataclass(frozen=True, slots=True)
class Card:
    """A title and its blocks. The title alone must tell what it is about: it is the notification text."""

    title: str
    blocks: tuple[Block, ...] = ()


def para(*parts: Span | str) -> Para:
    """Return a paragraph; bare strings stand for plain spans."""
    return Para(spans(*parts))


def spans(*parts: Span | str) -> tuple[Span, ...]:
    return tuple(Plain(part) if isinstance(part, str) else part for part in parts)
