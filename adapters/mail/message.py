"""A letter as the bytes of a mail: text, HTML and, for a meeting, an invitation that mail programs act on.

The shape is the one that calendars understand best (RFC 6047): multipart/mixed of multipart/alternative (text/plain,
text/html, text/calendar with its method) and the same invitation again as invite.ics. The same letter at the same time
gives the same bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from adapters.mail.address import Mailbox, mailbox, one_line
from adapters.mail.address import sender as read_sender
from adapters.mail.headers import head
from adapters.mail.html import html
from adapters.mail.invitation import invitation
from adapters.mail.outline import outline
from adapters.mail.text import plain
from bot.letters import Letter
from bot.ports import Links, Permanent
from bot.say.dates import language


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every mail of a house has in common: who it is from, its name below, how links are signed, the language.

    `sender` is MAIL_FROM; making one with a MAIL_FROM that is no address raises ValueError. `locale` as in "en_GB".
    """

    sender: str
    links: Links
    brand: str = ""
    locale: str = "en_GB"

    def __post_init__(self) -> None:
        read_sender(self.sender)

    @property
    def mailbox(self) -> Mailbox:
        """MAIL_FROM; where it has no name, the brand is the name that people see."""
        own = read_sender(self.sender)
        return own if own.name else mailbox(own.address, name=self.brand)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A mail ready to go: the envelope's two addresses, and the bytes. `ascii` is false where it needs SMTPUTF8."""

    sender: str
    to: str
    raw: bytes

    @property
    def ascii(self) -> bool:
        return f"{self.sender}{self.to}".isascii()


def sealed(letter: Letter, *, message_id: str, stationery: Stationery, at: datetime) -> Sealed:
    """Return the mail; `at` is now, aware UTC. Raises Permanent where `letter.to` is nothing that mail can go to."""
    try:
        to = mailbox(letter.to, name=letter.name)
    except ValueError as error:
        raise Permanent(f"mailbox refused: {error}") from None
    sender = stationery.mailbox
    lines = head(letter, sender=sender, to=to, message_id=message_id, at=at)
    body = _body(letter, stationery=stationery)
    if letter.invite is not None:
        body = _with_invitation(
            body,
            invitation(letter.invite, organizer=sender, attendee=to, stamp=at),
            method=letter.invite.method.value,
        )
    _fix_boundaries(body, seed=message_id)
    return Sealed(sender.address, to.address, lines + body.as_bytes())


def _body(letter: Letter, *, stationery: Stationery) -> EmailMessage:
    parts = outline(letter, links=stationery.links, locale=stationery.locale)
    brand, lang = one_line(stationery.brand), language(stationery.locale)
    body = EmailMessage(policy=SMTP)
    body.set_content(
        plain(parts, contact=letter.contact, brand=brand), cte="quoted-printable", params={"format": "flowed"}
    )
    body.add_alternative(
        html(parts, subject=letter.subject, contact=letter.contact, brand=brand, lang=lang),
        subtype="html",
        cte="quoted-printable",
    )
    return body


def _with_invitation(body: EmailMessage, ics: bytes, *, method: str) -> EmailMessage:
    body.add_alternative(
        ics, maintype="text", subtype="calendar", cte="base64", params={"method": method, "charset": "UTF-8"}
    )
    body.add_attachment(ics, maintype="application", subtype="ics", filename="invite.ics", cte="base64")
    return body


def _fix_boundaries(body: EmailMessage, *, seed: str) -> None:
    """Boundaries from the message id: "=_" occurs in neither quoted-printable nor base64, so no text can hold one."""
    for index, part in enumerate(each for each in body.walk() if each.is_multipart()):
        part.set_boundary(f"=_{sha256(f'{seed} {index}'.encode(errors='replace')).hexdigest()[:32]}")
