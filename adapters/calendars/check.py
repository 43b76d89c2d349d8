"""Whether calendars can be read, and the organiser's written; whether vendors tell of changes. Reading leaves no trace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.calendar_faults import WHOLE
from bot.domain.findings import Condition, Finding
from bot.domain.ids import ORGANISER, PersonId, random_key
from bot.domain.people import Person
from bot.domain.policy import Organisation
from bot.domain.time import Interval
from bot.ports import Calendar, Check, Clock, Event, NotYet, Permanent, Transient, Watched
from bot.say.calendar_faults import VENDORS, cure_of
from bot.say.hours import ORIGINS

log = logging.getLogger(__name__)

FRESH = timedelta(hours=1)
"""A calendar that was read this lately is not read again for a look."""
MOST = 40  # calendars that one look reads
AT_ONCE = 4
WHOLE_LOOK = 12.0  # seconds for all of them together
AHEAD = timedelta(days=300)  # where nobody plans, for the one event of a look that may write
READ_BY_WRITERS = frozenset({"google", "sandbox"})
"""Whose events we read with the very permission that lets us write them."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whose calendar it is, and when it was last read (aware UTC)."""

    person: Person
    read_at: datetime | None


Holders = Callable[[], Awaitable[Sequence[Held]]]
"""Returns everybody who may sit in an interview."""
Promises = Callable[[], Awaitable[Sequence[Watched]]]


def organiser(calendars: Mapping[str, Calendar], organisation: Organisation, *, clock: Clock, writes: bool) -> Check:
    """Look at the calendar on which interviews are booked; with `writes` place an event there, and take it off again."""
    name, owner = "calendars.organiser", organisation.organizer

    async def look() -> Sequence[Finding]:
        calendar = calendars.get(organisation.calendar)
        if calendar is None:
            cure = f"Add {organisation.calendar} to USHER_CALENDARS, or name another under organisation.calendar."
            says = f"It is to be with {organisation.calendar}, which is not connected."
            return [Finding(name, Condition.WRONG, says, cure)]
        try:
            await calendar.events(owner, "", window=Interval(clock(), clock() + timedelta(days=1)))
            if writes:
                await _write(calendar, owner, at=clock() + AHEAD)
        except (Transient, Permanent) as fault:
            return [_failed(name, fault, vendor=organisation.calendar, whose=ORGANISER, of=f"{owner} cannot be used")]
        return [Finding(name, Condition.FINE, f"{owner} can be {_proof(organisation.calendar, writes=writes)}.")]

    return look


def _proof(vendor: str, *, writes: bool) -> str:
    if writes:
        return "read and written"
    if vendor in READ_BY_WRITERS:
        return "read, by an access that includes writing"
    return "read; “usher doctor --write” tells whether it can be written, too"


async def _write(calendar: Calendar, owner: str, *, at: datetime) -> None:
    key = f"doctor.{random_key()}"
    event = Event(Interval(at, at + timedelta(minutes=5)), "Usher: a check", tentative=True)
    try:
        await calendar.place(owner, event, key=key)
    except Transient:  # it may stand all the same
        with suppress(Transient, Permanent):
            await calendar.remove(owner, key=key)
        raise
    await calendar.remove(owner, key=key)


def people(vendor: str, calendar: Calendar, *, holders: Holders, clock: Clock, patience: float = WHOLE_LOOK) -> Check:
    """Look at the calendar of everybody who is with a vendor; what was read lately is not read again.

    `patience` is in seconds, for all of them together.
    """

    async def look() -> Sequence[Finding]:
        now, theirs = clock(), [each for each in await holders() if each.person.calendar == vendor]
        if not theirs:
            return [Finding(f"calendars.{vendor}", Condition.OFF, "Nobody's calendar is there.")]
        stale = [each for each in theirs if each.read_at is None or now - each.read_at > FRESH]
        fine = [_fine(each, now=now) for each in theirs if each not in stale]
        turn = asyncio.Semaphore(AT_ONCE)
        until = asyncio.get_running_loop().time() + patience
        reads = [_read(each, calendar, turn=turn, until=until, now=now) for each in stale[:MOST]]
        given = zip(stale, await asyncio.gather(*reads, return_exceptions=True), strict=False)
        answers = [(each, _understood(answer)) for each, answer in given if answer is not None]
        if not fine and (whole := _closes_all(vendor, [answer for _, answer in answers])) is not None:
            return [whole]
        told = [_told(each, answer) for each, answer in answers]
        return [_vendor(vendor, theirs, now=now), *fine, *told, *_unread(vendor, len(stale) - len(answers))]

    return look


def elsewhere(connected: Mapping[str, Calendar], *, holders: Holders) -> Check:
    """Look for people whose calendar is with a vendor that is not connected."""

    async def look() -> Sequence[Finding]:
        return [
            Finding(
                f"calendars.people/{each.person.id}",
                Condition.WRONG,
                f"{each.person.name}'s calendar is with {each.person.calendar}, which is not connected.",
                f"Add {each.person.calendar} to USHER_CALENDARS, or name another: usher person add … --calendar.",
            )
            for each in await holders()
            if each.person.has_calendar and each.person.calendar not in connected
        ]

    return look


def notices(vendors: Sequence[str], *, promises: Promises, is_https: bool, clock: Clock) -> Check:
    """Look at what vendors promised to tell; without that, calendars are read every few minutes all the same."""

    async def look() -> Sequence[Finding]:
        if not is_https:
            says = "Calendars are read every few minutes: without an https address nobody can tell Usher of changes."
            return [Finding("calendars.notice", Condition.OFF, says)]
        known = await promises()
        return [_notice(each, [one for one in known if one.vendor == each], now=clock()) for each in vendors]

    return look


def _notice(vendor: str, known: Sequence[Watched], *, now: datetime) -> Finding:
    name = f"calendars.notice/{vendor}"
    live = [each.watch.expires for each in known if each.watch.id and each.watch.expires > now]
    refused = sum(not each.watch.id for each in known)
    lapsed = len(known) - len(live) - refused
    if not known:
        return Finding(name, Condition.OFF, f"{VENDORS[vendor]} was not asked to tell of changes yet.")
    if refused or lapsed:
        says = (
            f"{VENDORS[vendor]} tells of changes in {len(live)} of {len(known)} calendars; the others are read anyway."
        )
        cure = "See that this server's https address can be reached from outside, with a certificate that holds."
        return Finding(name, Condition.WATCH, says, cure)
    says = f"{VENDORS[vendor]} tells of changes in all {len(live)} calendars, until {min(live):%d %b %Y} at least."
    return Finding(name, Condition.FINE, says)


async def _read(
    held: Held, calendar: Calendar, *, turn: asyncio.Semaphore, until: float, now: datetime
) -> bool | Transient | Permanent | None:
    """Return whether only busy times are open to us, or why nothing is; None where its turn did not come in time."""
    is_asked = False
    try:
        async with asyncio.timeout_at(until), turn:
            is_asked = True
            window = Interval(now, now + timedelta(days=1))
            return (await calendar.changes(held.person.email, "", window=window)).blind
    except TimeoutError:
        return Transient("no answer in time") if is_asked else None
    except NotYet:
        return None
    except (Transient, Permanent) as fault:
        return fault


def _understood(answer: bool | BaseException) -> bool | Transient | Permanent:
    """Return an answer as far as it is one; what nobody understands hides no other's."""
    match answer:
        case bool() | Transient() | Permanent():
            return answer
        case Exception():
            kind = type(answer).__name__
            log.error("check_failed", extra={"check": "calendars", "kind": kind}, exc_info=answer)
            return Permanent(f"it answers what Usher does not understand, {kind}: the log says more; please report it")
        case _:
            raise answer


def _closes_all(vendor: str, answers: Sequence[bool | Transient | Permanent]) -> Finding | None:
    """Return what is wrong with a vendor that let us into none of its calendars; None where it is they that differ."""
    faults = [each for each in answers if isinstance(each, Transient | Permanent)]
    if len(faults) < len(answers) or not faults:
        return None
    name, called = f"calendars.{vendor}", VENDORS[vendor]
    for fault in faults:
        if isinstance(fault, Permanent) and fault.cause in WHOLE:
            return _failed(name, fault, vendor=vendor, of=f"{called} does not let Usher in")
    if all(isinstance(each, Transient) for each in faults):
        return _failed(name, faults[0], vendor=vendor, of=f"{called} cannot be reached")
    return None


def _told(held: Held, answer: bool | Transient | Permanent) -> Finding:
    name, whose = f"calendars.people/{held.person.id}", f"{held.person.name}'s calendar"
    if isinstance(answer, Transient | Permanent):
        return _failed(name, answer, vendor=held.person.calendar, whose=held.person.id, of=f"{whose} cannot be read")
    if answer:
        says = f"Of {whose} only busy times are open, so nothing can be held on it."
        return Finding(name, Condition.WATCH, says, "Let Usher see its events, if holds are to show there.")
    return Finding(name, Condition.FINE, f"{whose} can be read; {_hours(held.person)}.")


def _fine(held: Held, *, now: datetime) -> Finding:
    assert held.read_at is not None, "only what was read lately comes here"
    ago = int((now - held.read_at).total_seconds() // 60)
    says = f"{held.person.name}'s calendar was read {ago} min ago; {_hours(held.person)}."
    return Finding(f"calendars.people/{held.person.id}", Condition.FINE, says)


def _hours(person: Person) -> str:
    return f"working hours: {ORIGINS[person.hours_origin]}, zone: {ORIGINS[person.zone_from]}"


def _vendor(vendor: str, theirs: Sequence[Held], *, now: datetime) -> Finding:
    read = [each.read_at for each in theirs if each.read_at is not None]
    age = f"; the oldest was read {int((now - min(read)).total_seconds() // 60)} min ago" if read else ""
    return Finding(f"calendars.{vendor}", Condition.FINE, f"Calendars there: {len(theirs)}{age}.")


def _unread(vendor: str, many: int) -> Sequence[Finding]:
    if many <= 0:
        return ()
    says = f"{many} more with {VENDORS[vendor]} were not looked at: a look reads {MOST} at most, and not for long."
    return [Finding(f"calendars.people/{vendor}", Condition.WATCH, says, "Once usher serve runs, it reads them all.")]


def _failed(name: str, fault: Transient | Permanent, *, vendor: str, of: str, whose: PersonId | None = None) -> Finding:
    said, _, mend = str(fault).partition(": ")
    if (
        isinstance(fault, Transient) or " " not in said
    ):  # of what passes, and of a vendor's bare name, the whole is told
        said = str(fault)
    cure = f"{mend[:1].upper()}{mend[1:]}." if mend else "Look again; if it stays so, see the vendor's page in docs/."
    if isinstance(fault, Transient):
        cure = f"Usher tries again by itself. If it stays so, see that this machine reaches {VENDORS[vendor]}."
    elif fault.cause is not None:
        cure = cure_of(vendor, fault.cause, whose=[] if whose is None else [whose])
    return Finding(name, Condition.WRONG, f"{of} ({said}).", cure)
