"""Mail that stays here: every message as the bytes that would have gone out over SMTP, in its recipient's mailbox."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Protocol

from adapters.sandbox.shelf import Body, Shelf
from bot.letters import Letter
from bot.ports import Clock, Permanent

KIND = "mail"
REFUSING = "bounce.example"  # every address there is refused, so that bounces can be tried


class Draw(Protocol):
    """Turns a letter into the bytes of a message; the same one that SMTP carries. `at` is aware UTC."""

    def __call__(self, letter: Letter, *, message_id: str, at: datetime) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message in a mailbox: its number, whose it is, when it came (aware UTC), and its bytes."""

    number: str
    to: str
    at: datetime
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)


class SandboxMailer:
    """Implements `bot.ports.Mailer`. Like a mail server it knows no duplicates: sent twice is there twice."""

    def __init__(self, shelf: Shelf, *, draw: Draw, clock: Clock) -> None:
        self._shelf = shelf
        self._draw = draw
        self._clock = clock

    async def send(self, letter: Letter, *, message_id: str) -> None:
        """Put the message into the mailbox; raises Permanent for addresses that end in `@bounce.example`."""
        to, now = letter.to.strip().casefold(), self._clock()
        raw = self._draw(letter, message_id=message_id, at=now)
        if to.rpartition("@")[2] == REFUSING:
            raise Permanent("550 5.1.1 no such mailbox")
        number = str(await self._shelf.next(KIND))
        body = {"to": to, "at": now.isoformat(), "raw": b64encode(raw).decode()}
        await self._shelf.put(KIND, number, body)

    async def all(self) -> Sequence[Delivered]:
        """Return every message, oldest first."""
        return [_delivered(number, body) for number, body in await self._shelf.all(KIND)]

    async def of(self, address: str) -> Sequence[Delivered]:
        """Return one mailbox, oldest first; addresses are compared without case."""
        return [mail for mail in await self.all() if mail.to == address.strip().casefold()]

    async def get(self, number: str) -> Delivered | None:
        body = await self._shelf.get(KIND, number)
        return None if body is None else _delivered(number, body)


def _delivered(number: str, body: Body) -> Delivered:
    return Delivered(number, body["to"], datetime.fromisoformat(body["at"]), b64decode(body["raw"]))
