"""Where the demo's stories play, and how their steps look at the database and at the far ends."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from aiohttp import ClientSession

from adapters.app import Usher
from adapters.sandbox.feed import Entry
from adapters.sandbox.hands import Hands
from adapters.sandbox.seed import Applicant
from adapters.sandbox.world import SandboxWorld
from bot.domain.access import USHER
from bot.domain.interview import Interview
from bot.domain.time import Interval
from bot.ports import Reservation

LINK = re.compile(r"https?://\S+/book/\S+")
OPTION = re.compile(r'name="option"[^>]*?value="(\d+)"|value="(\d+)"[^>]*?name="option"')


class Broken(Exception):
    """A step did not happen as promised; the text says what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story plays: the program, the world around it, a way to fetch pages, a way to let time pass, and what
    people do.
    """

    usher: Usher
    world: SandboxWorld
    fetch: ClientSession
    forward: Callable[[timedelta], Awaitable[None]]
    hands: Hands

    @property
    def weeks(self) -> Interval:
        """The time that a story plays in, from a day back on."""
        now = self.usher.clock()
        return Interval(now - timedelta(days=1), now + timedelta(days=60))

    async def reaches(self, applicant: Applicant, stage: str) -> None:
        """The ATS moves somebody to a stage, its web hook follows, and what comes of it is carried out."""
        await self.world.ats.advance(applicant.application, stage=stage)
        await self.world.ats.deliver(self.usher.router.handle)
        await self.usher.relay.drain()

    async def interview(self, applicant: Applicant) -> Interview:
        async with self.usher.database.store() as work:
            application = await work.applications.by_ats("sandbox", applicant.application, viewer=USHER)
            found = await work.interviews.latest(application.id) if application else None
        if found is None:
            raise Broken("expected an interview, found none")
        return found

    async def reservations(self, interview: Interview) -> tuple[Reservation, ...]:
        """Return what is reserved for an interview's people and its candidate."""
        async with self.usher.database.store() as work:
            application = await work.applications.get(interview.application, viewer=USHER)
            parties = [*interview.people, *((application.candidate,) if application else ())]
            found = await work.reservations.of(parties, self.weeks)
        return tuple(row for row in found if row.interview == interview.id)

    async def mails(self, applicant: Applicant) -> list[EmailMessage]:
        return [mail.message for mail in await self.world.mailer.of(applicant.email)]

    async def events(self, owner: str) -> list[Entry]:
        return [*await self.world.calendar.on(owner, self.weeks)]

    async def holds(self, owner: str) -> list[Entry]:
        return [entry for entry in await self.events(owner) if entry.title.startswith("[Hold]")]

    async def picks(self, applicant: Applicant) -> Interview:
        """The candidate opens the page behind the newest link, and presses the first of its two times."""
        link = LINK.search(text((await self.mails(applicant))[-1]))
        check(link is not None, "a booking link in the mail", "none")
        url = link.group(0) if link else ""
        async with self.fetch.get(url) as page:
            numbers = [first or second for first, second in OPTION.findall(await page.text())]
            found = f"{page.status}, {len(numbers)} times"
            check(page.status == 200 and len(numbers) == 2, "a page with two times", found)
        async with self.fetch.post(url, data={"step": "pick", "option": numbers[0]}) as page:
            check(page.status == 200, "the page to say it is booked", f"status {page.status}")
        await self.usher.relay.drain()
        return await self.interview(applicant)


def text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    raw = part.get_payload(decode=True) if part is not None else b""
    return raw.decode("utf-8") if isinstance(raw, bytes) else ""


def invites(mail: EmailMessage) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in mail.walk())


def when(span: Interval) -> str:
    return f"{span.start:%a %d %b %H:%M}–{span.end:%H:%M} UTC"


def check(held: bool, expected: str, found: object) -> None:
    """Raise Broken unless it held."""
    if not held:
        raise Broken(f"expected {expected}, found {found}")
