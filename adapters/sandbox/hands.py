"""What people of the made-up world do, each through their own door: the board, a chat, a mail, a calendar, the clock."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.sandbox.chat import account
from adapters.sandbox.clock import Drain, NextDue, Tick
from adapters.sandbox.desk import VALUE, Desk
from adapters.sandbox.post import opened
from adapters.sandbox.seed import STAGES, Applicant, Colleague, record
from adapters.sandbox.world import SandboxWorld
from bot.domain.time import Interval
from bot.domain.token import verify
from bot.forms import Choice
from bot.inbound import ApplicationSeen, PageOpened, PagePosted
from bot.pages import Page
from bot.ports import Handle
from bot.reply import Show

BOOKING = re.compile(r"/book/(\S+)")
ARRIVED = "new_candidate_application"


class OutOfReach(Exception):
    """What somebody was to press, open or choose is not there."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Every deed is carried out to the end before it returns. Raises OutOfReach for what nobody could do on the page."""

    world: SandboxWorld
    handle: Handle
    keys: Sequence[bytes]
    next_due: NextDue
    tick: Tick
    drain: Drain

    async def wait_until(self, moment: datetime) -> None:
        """Let product time pass, with everything that comes due on the way (aware UTC)."""
        await self.world.forward(moment, next_due=self.next_due, tick=self.tick, drain=self.drain)

    async def apply(self, applicant: Applicant) -> None:
        """Somebody applies: they are on the board, and the ATS tells of it."""
        told, now = record(applicant), self.world.clock()
        await self.world.ats.add(told, stages=STAGES)
        await self.handle(ApplicationSeen("sandbox", f"new-{applicant.application}", ARRIVED, told, now))
        await self.drain()

    async def move(self, applicant: Applicant, stage: str) -> None:
        await self.world.ats.advance(applicant.application, stage=stage)
        await self.drain()

    async def type(self, by: Colleague, text: str) -> None:
        await self._desk.typed(by.account.user, text)
        await self.drain()

    async def press(self, by: Colleague, label: str, *, about: str) -> None:
        """Press the newest button that reads so, on a card that names whom it is about."""
        for line in reversed(await self.world.chat.lines(by.account.user)):
            for action in _buttons(line.card, label, about=about):
                await self._desk.pressed(by.account.user, action, line=line.id)
                await self.drain()
                return
        raise OutOfReach(f"{by.person.first_name} has no button “{label}” about {about}")

    async def send(self, by: Colleague, **filled: str) -> None:
        """Send the form that stands open, as it is preset but for what is filled."""
        form = await self.world.chat.opened(account(by.account.user))
        if form is None:
            raise OutOfReach(f"{by.person.first_name} has no form open")
        preset = {field["name"]: field["initial"] for field in form.form["fields"]}
        values = {f"{VALUE}{name}": value for name, value in (preset | filled).items()}
        await self._desk.submitted(by.account.user, {"action": form.form["action"], **values})
        await self.drain()

    async def choose(self, applicant: Applicant) -> None:
        """The candidate opens the newest link in their mailbox, and takes the first time on it."""
        token = _token(await self._text(applicant))
        claim = verify(token, keys=self.keys)
        reply = await self.handle(PageOpened(claim, zone=applicant.zone))
        options = _options(reply.page) if isinstance(reply, Show) else []
        if not options:
            raise OutOfReach(f"{applicant.name} has no time to choose")
        await self.handle(PagePosted(claim, "pick", {"option": options[0]}, zone=applicant.zone))
        await self.drain()

    @asynccontextmanager
    async def only_free(self, *people: tuple[Colleague, Sequence[Interval]], during: Interval) -> AsyncIterator[None]:
        """Let everybody named have time at these spans alone, for as long as the block lasts."""
        calendar = self.world.calendar
        blocks = [
            (colleague.person.email, await calendar.put_busy(colleague.person.email, span, title="Busy"))
            for colleague, spans in people
            for span in _between(spans, during)
        ]
        yield
        for owner, event in blocks:
            await calendar.remove(owner, kept=event)

    @property
    def _desk(self) -> Desk:
        return Desk(self.world.chat, handle=self.handle)

    async def _text(self, applicant: Applicant) -> str:
        mails = await self.world.mailer.of(applicant.email)
        return "".join(piece.text for piece in opened(mails[-1]).text) if mails else ""


def _buttons(card: Mapping[str, Any], label: str, *, about: str) -> list[str]:
    """Return what the buttons that read so carry, in the last part of the card that follows what it is about."""
    if about not in str(card):
        return []
    items = [item for block in card.get("blocks", ()) if block["kind"] == "buttons" for item in block["items"]]
    return [str(item["action"]) for item in items if item["label"] == label]


def _token(text: str) -> str:
    found = BOOKING.search(text)
    if found is None:
        raise OutOfReach("there is no link in the newest mail")
    return found.group(1)


def _options(page: Page) -> list[str]:
    fields = (field for step in page.steps if step.name == "pick" for field in step.fields)
    return [option.value for field in fields if isinstance(field, Choice) for option in field.options]


def _between(spans: Sequence[Interval], during: Interval) -> list[Interval]:
    """Return what is left of a stretch of time without these spans."""
    edges = [during.start, *(edge for span in sorted(spans) for edge in (span.start, span.end)), during.end]
    return [Interval(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
