"""A mail to a candidate (or, for people without chat, a card by mail) as data; the mail adapter draws text and HTML."""

from dataclasses import dataclass
from enum import StrEnum

from bot.cards import Block, Signed
from bot.domain.time import Interval


class Method(StrEnum):
    """iCalendar's METHOD: an invitation or change, or a cancellation (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Invite:
    """The candidate's own calendar entry: one UID for life, a SEQUENCE that rises with every change."""

    uid: str
    sequence: int
    method: Method
    span: Interval
    summary: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`thread` ties the mails of one interview together (References); `zone` is the reader's IANA zone.

    `button` is the one thing the reader may want to press; `contact` a human to write to, in plain text.
    """

    to: str
    name: str
    subject: str
    blocks: tuple[Block, ...]
    zone: str
    thread: str
    button: Signed | None = None
    contact: str = ""
    invite: Invite | None = None
