"""A kept mail as a reader sees it: headers, text, its HTML for a frame, and the invitation it carries."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from functools import lru_cache
from itertools import pairwise

from adapters.sandbox.mailbox import Delivered

URL = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
NEW_TAB = '<base target="_blank">'  # a candidate's page refuses to be shown inside a frame


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a mail's text; `url` is set where it is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """`html` and `invitation` tell whether the mail carries them; they are fetched by its number. `box` is whose it is."""

    number: str
    box: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: tuple[Piece, ...]
    html: bool
    invitation: bool

    @property
    def name(self) -> str:
        """Who it is from, as mail readers show them."""
        return parseaddr(self.sender)[0] or self.sender


@lru_cache(maxsize=256)
def opened(mail: Delivered) -> Opened:
    message = mail.message
    plain = _body(message, "plain")
    return Opened(
        mail.number,
        mail.to,
        mail.at,
        str(message["From"] or ""),
        str(message["To"] or mail.to),
        str(message["Subject"] or "(no subject)"),
        pieces(_content(plain) if plain is not None else ""),
        _body(message, "html") is not None,
        _calendar(message) is not None,
    )


def frame(mail: Delivered) -> str:
    """Return the HTML part with its links opening outside the frame; empty if there is none."""
    part = _body(mail.message, "html")
    text = "" if part is None else _content(part)
    head = HEAD.search(text)
    return text[: head.end()] + NEW_TAB + text[head.end() :] if head else (text and NEW_TAB + text)


def invitation(mail: Delivered) -> bytes:
    """Return the iCalendar part, its lines ending as RFC 5545 3.1 has them; empty if there is none."""
    part = _calendar(mail.message)
    return b"" if part is None else b"".join(line + b"\r\n" for line in _content(part).encode().splitlines())


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a text cut where its links begin and end."""
    cuts = sorted({0, len(text), *(cut for found in URL.finditer(text) for cut in found.span())})
    return tuple(Piece(part, part if URL.fullmatch(part) else "") for part in (text[a:b] for a, b in pairwise(cuts)))


def _body(message: EmailMessage, kind: str) -> MIMEPart | None:
    return message.get_body((kind,))


def _calendar(message: EmailMessage) -> MIMEPart | None:
    return next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)


def _content(part: MIMEPart) -> str:
    content = part.get_content()
    return content if isinstance(content, str) else bytes(content).decode(errors="replace")
