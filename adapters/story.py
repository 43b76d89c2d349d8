"""One candidate books, told step by step: each step is done through the real doors, then checked in the database and at
the far end. What is printed is what was found there.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from aiohttp import ClientSession

from adapters.app import Usher
from adapters.sandbox.seed import ORGANIZER, RAE, SEED_CANDIDATES, STAGES
from adapters.sandbox.world import SandboxWorld
from bot.domain.access import USHER
from bot.domain.interview import Interview, State
from bot.domain.time import Interval
from bot.effects import Outcome
from bot.ports import Reservation

ADA = SEED_CANDIDATES[0]
LINK = re.compile(r"https?://\S+/book/\S+")
OPTION = re.compile(r'name="option"[^>]*?value="(\d+)"|value="(\d+)"[^>]*?name="option"')


class Broken(Exception):
    """A step did not happen as promised; the text says what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story plays: the program, the world around it, a way to fetch pages, and a way to let time pass."""

    usher: Usher
    world: SandboxWorld
    fetch: ClientSession
    forward: Callable[[timedelta], Awaitable[None]]


async def tell(stage: Stage) -> AsyncIterator[str]:
    """Play trigger, held, offered, booked, reminded, took place; yields what was seen. Raises Broken at the first gap."""
    for step in (_trigger, _held, _offered, _booked, _reminded, _took_place):
        yield await step(stage)


async def _trigger(stage: Stage) -> str:
    await stage.world.ats.advance(ADA.application, stage=STAGES[1])
    await stage.world.ats.deliver(stage.usher.router.handle)
    await stage.usher.relay.drain()
    interview = await _interview(stage)
    _check(interview.stage == STAGES[1], "an interview for the new stage", interview.stage)
    return f"Trigger: the ATS moved {ADA.name} to “{STAGES[1]}”, and one interview began"


async def _held(stage: Stage) -> str:
    interview = await _interview(stage)
    spans = [option.span for option in interview.standing]
    _check(len(spans) == 2, "two options that stand", f"{len(spans)}")
    held = await _reservations(stage, interview)
    _check(len(held) == 4, "both times reserved for interviewer and candidate", f"{len(held)} reservations")
    shown = [e for e in await stage.world.calendar.on(RAE.person.email, _weeks(stage)) if e.title.startswith("[Hold]")]
    _check(sorted(e.span for e in shown) == sorted(spans), "two [Hold] events at those times", f"{len(shown)}")
    return f"Held: two times on the calendar of {RAE.person.name}, {_when(spans[0])} and {_when(spans[1])}"


async def _offered(stage: Stage) -> str:
    interview = await _interview(stage)
    _check(interview.state is State.OFFERED, "the state offered", interview.state)
    mails = await _mails(stage)
    _check(len(mails) == 1, "exactly one mail to the candidate", f"{len(mails)}")
    link = LINK.search(_text(mails[0]))
    _check(link is not None, "a booking link in the mail", "none")
    notes = [note.outcome for note in await stage.world.ats.notes(ADA.application)]
    _check(notes == [Outcome.INVITED], "“invitation sent” in the ATS", f"{notes}")
    return f"Offered: one mail, “{mails[0]['Subject']}”, with a link, and the ATS knows"


async def _booked(stage: Stage) -> str:
    link = LINK.search(_text((await _mails(stage))[0]))
    _check(link is not None, "a booking link in the mail", "none")
    url = link.group(0) if link else ""
    async with stage.fetch.get(url) as page:
        numbers = [first or second for first, second in OPTION.findall(await page.text())]
        _check(
            page.status == 200 and len(numbers) == 2, "a page with two times", f"{page.status}, {len(numbers)} times"
        )
    async with stage.fetch.post(url, data={"step": "pick", "option": numbers[0]}) as page:
        _check(page.status == 200, "the page to say it is booked", f"status {page.status}")
    await stage.usher.relay.drain()
    interview = await _interview(stage)
    _check(interview.state is State.BOOKED and interview.booking is not None, "the state booked", interview.state)
    span = interview.booking.span if interview.booking else _weeks(stage)
    await _check_calendars(stage, span)
    confirmed = [mail for mail in await _mails(stage) if _invitation(mail)]
    _check(len(confirmed) == 1, "one confirmation with an invitation", f"{len(confirmed)}")
    notes = [note.outcome for note in await stage.world.ats.notes(ADA.application)]
    _check(notes == [Outcome.INVITED, Outcome.BOOKED], "the time in the ATS", f"{notes}")
    return f"Booked: {ADA.name} chose {_when(span)}; event, confirmation and invitation are out, the holds are gone"


async def _check_calendars(stage: Stage, span: Interval) -> None:
    event = [e for e in await stage.world.calendar.on(ORGANIZER, _weeks(stage)) if e.span == span]
    _check(len(event) == 1, "one event on the organiser's calendar", f"{len(event)}")
    mine = await stage.world.calendar.on(RAE.person.email, _weeks(stage))
    _check(any(e.span == span and e.uid == event[0].uid for e in mine), "the invitation on the interviewer's", "none")
    holds = [e.title for e in mine if e.title.startswith("[Hold]")]
    _check(not holds, "no hold left behind", f"{len(holds)}")


async def _reminded(stage: Stage) -> str:
    interview = await _interview(stage)
    _check(interview.booking is not None, "a booking", "none")
    start = interview.booking.span.start if interview.booking else stage.usher.clock()
    await stage.forward(start - timedelta(hours=1) - stage.usher.clock())
    reminders = [mail for mail in await _mails(stage) if str(mail["Subject"]).startswith("Reminder")]
    _check(len(reminders) == 1, "one reminder to the candidate", f"{len(reminders)}")
    lines = [line for line in await stage.world.chat.lines(RAE.account.user) if "Reminder" in str(line)]
    _check(len(lines) == 1, "one reminder to the interviewer", f"{len(lines)}")
    return "Reminded: the candidate by mail, the interviewer in chat, once each"


async def _took_place(stage: Stage) -> str:
    interview = await _interview(stage)
    end = interview.booking.span.end if interview.booking else stage.usher.clock()
    await stage.forward(end - stage.usher.clock() + timedelta(minutes=1))
    after = await _interview(stage)
    _check(after.state is State.TOOK_PLACE, "the state took place", after.state)
    async with stage.usher.database.store() as work:
        application = await work.applications.get(after.application, viewer=USHER)
    action = application.next if application else None
    _check(action is not None, "a next action", "none")
    redrawn = [line for line in await stage.world.chat.lines(RAE.account.user) if "Took place" in str(line)]
    _check(bool(redrawn), "the recruiter's card redrawn", "none")
    return f"Took place; next: {action.what if action else ''}"


async def _interview(stage: Stage) -> Interview:
    async with stage.usher.database.store() as work:
        application = await work.applications.by_ats("sandbox", ADA.application, viewer=USHER)
        found = await work.interviews.latest(application.id) if application else None
    if found is None:
        raise Broken("expected an interview, found none")
    return found


async def _reservations(stage: Stage, interview: Interview) -> tuple[Reservation, ...]:
    async with stage.usher.database.store() as work:
        application = await work.applications.get(interview.application, viewer=USHER)
        parties = [*interview.people, *((application.candidate,) if application else ())]
        return tuple(await work.reservations.of(parties, _weeks(stage)))


async def _mails(stage: Stage) -> list[EmailMessage]:
    return [mail.message for mail in await stage.world.mailer.of(ADA.email)]


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    raw = part.get_payload(decode=True) if part is not None else b""
    return raw.decode("utf-8") if isinstance(raw, bytes) else ""


def _invitation(mail: EmailMessage) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in mail.walk())


def _weeks(stage: Stage) -> Interval:
    now = stage.usher.clock()
    return Interval(now - timedelta(days=1), now + timedelta(days=60))


def _when(span: Interval) -> str:
    return f"{span.start:%a %d %b %H:%M}–{span.end:%H:%M} UTC"


def _check(held: bool, expected: str, found: object) -> None:
    if not held:
        raise Broken(f"expected {expected}, found {found}")
