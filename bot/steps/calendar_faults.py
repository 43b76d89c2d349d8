"""A calendar that does not let us in: noted, told once for each cause however many it concerns, settled when it works again.

What waited for it goes on by itself then.
"""

from dataclasses import replace
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.calendar_faults import WHOLE, Cause, Doing, Fault
from bot.domain.case import Case
from bot.domain.dead_end import CalendarSilent
from bot.domain.ids import ORGANISER, InterviewId, PersonId
from bot.domain.people import Person
from bot.domain.time import local_day
from bot.effects import (
    CardKind,
    CheckEvent,
    Effect,
    PlaceEvent,
    PlaceHold,
    ReadCalendar,
    ReadEvents,
    ReadHours,
    RemoveEvent,
    RemoveHold,
    UnwatchCalendar,
    WatchCalendar,
)
from bot.inbound import GaveUp
from bot.ports import Work
from bot.steps import polling
from bot.steps.booking import goes_on, reopen
from bot.steps.owners import last_resort
from bot.steps.record import Move, keep, refresh
from bot.steps.round import go_without, refused, seek
from bot.steps.seating import SITS
from bot.steps.tell import tell

LATER = timedelta(minutes=15)
"""How long until something is tried again that a calendar did not let us do."""
FOR_GOOD = frozenset({Cause.NOT_FOUND, Cause.NOT_ALLOWED, Cause.ELSEWHERE, Cause.QUOTA})
"""Causes by which a hold that we cannot take off any more is nobody's trouble: it stands where we have no business."""

Writing = PlaceHold | RemoveHold | PlaceEvent | RemoveEvent


def subject_of(vendor: str, cause: Cause) -> str:
    """Return what the card about a cause is about."""
    return f"{vendor}.{cause}"


async def still(subject: str, *, work: Work) -> tuple[Fault, ...]:
    """Return what somebody has to mend by the one cure that a card tells, the oldest first."""
    vendor, _, cause = subject.partition(".")
    return tuple(each for each in await work.calendar_faults.of_cause(vendor, Cause(cause)) if not each.is_unheld)


async def closed(whose: PersonId, doing: Doing, cause: Cause, *, work: Work, desk: Desk) -> None:
    """Note what we cannot do, unless nobody needs that calendar.

    The organisation's recruiter gets one card for a cause, at most once a day.
    """
    if not await _is_of_use(whose, work=work):
        return
    vendor = await _vendor(whose, work=work, desk=desk)
    before = [each for each in await work.calendar_faults.of([whose]) if each.doing is doing]
    if any((each.vendor, each.cause) == (vendor, cause) for each in before):
        return
    fault, subject = Fault(whose, doing, vendor, cause, desk.now), subject_of(vendor, cause)
    known = await still(subject, work=work)
    await work.calendar_faults.add(fault)
    for other in before:
        await refresh(subject_of(other.vendor, other.cause), work=work)
    if fault.is_unheld:
        return
    await refresh(subject, work=work)
    recruiter = await last_resort(work=work, desk=desk)
    if not known and recruiter is not None:
        day = local_day(desk.now, zone=desk.site).isoformat()
        await tell(CardKind.CALENDAR, subject, person=recruiter, occasion=day, work=work, desk=desk)


async def opened(whose: PersonId, doing: Doing, *, work: Work, desk: Desk) -> None:
    """It works again: the card says so, others of the same cause are tried, and interviews that waited go on."""
    known = await work.calendar_faults.of([whose])
    gone = [each for each in known if each.doing is doing]
    wrote_in_vain = whose == ORGANISER and doing is Doing.READ and len(known) > len(gone)
    if wrote_in_vain and not await work.outbox.hasten(PlaceEvent):
        # Nobody needs to write there any more: all that waited to be written was called off.
        await opened(ORGANISER, Doing.WRITE, work=work, desk=desk)
    if gone:
        await work.calendar_faults.forget(whose, doing)
    for fault in gone:
        await refresh(subject_of(fault.vendor, fault.cause), work=work)
        if fault.cause in WHOLE:
            await read_again(subject_of(fault.vendor, fault.cause), work=work)
    if gone and doing is Doing.READ:
        await polling.go_on(whose, work=work, desk=desk)
    if doing is Doing.READ and whose != ORGANISER:
        await _go_on(whose, work=work, desk=desk)


async def left(person: PersonId, *, work: Work) -> None:
    """Somebody left, or has another calendar: nothing is known to be wrong with it."""
    gone = await work.calendar_faults.of([person])
    if gone:
        await work.calendar_faults.forget(person)
    for fault in gone:
        await refresh(subject_of(fault.vendor, fault.cause), work=work)


async def read_again(subject: str, *, work: Work) -> None:
    """Have all calendars read that a cause is known to close, and what waits for the organiser's be written."""
    faults = await still(subject, work=work)
    await polling.read_all({fault.whose for fault in faults}, work=work)
    if any(fault.whose == ORGANISER and fault.doing is Doing.WRITE for fault in faults):
        await work.outbox.hasten(PlaceEvent)


async def gave_up(effect: Effect, answer: GaveUp, *, work: Work, desk: Desk) -> bool:
    """Deal with what could not be read or written; False where a person must decide about it, or it is no calendar's."""
    match effect:
        case ReadCalendar(person):
            await work.outbox.skip(answer.row)
            await polling.slow_down(person, work=work, desk=desk)
            await without(person, answer.cause, work=work, desk=desk)
            return True
        case ReadHours() | WatchCalendar() | UnwatchCalendar():
            await work.outbox.skip(
                answer.row
            )  # asked again soon enough; what is wrong shows where the calendar is read
            return True
        case ReadEvents():
            await work.outbox.skip(answer.row)  # what was missed comes with the next read
            await polling.slow_down(ORGANISER, work=work, desk=desk)
            if answer.cause is not None:
                await closed(ORGANISER, Doing.READ, answer.cause, work=work, desk=desk)
            return True
        case CheckEvent() if answer.cause is not None:
            await work.outbox.skip(answer.row)
            return True
        case PlaceHold() | RemoveHold() | PlaceEvent() | RemoveEvent() if answer.cause is not None:
            return await _unwritten(effect, answer.row, answer.cause, work=work, desk=desk)
        case _:
            return False


async def without(person: PersonId, cause: Cause | None = None, *, work: Work, desk: Desk) -> None:
    """Somebody's calendar is not read, as they left or for a cause: interviews go on without it, or are left to a person."""
    if cause is not None:
        await closed(person, Doing.READ, cause, work=work, desk=desk)
    for waiting in await work.interviews.wanted(person):
        case = await work.interviews.case(waiting, viewer=USHER)
        if case is None or case.interview.placing or not _is_needed(person, case=case):
            continue
        if person in case.interview.awaited:
            awaited = tuple(each for each in case.interview.awaited if each != person)
            fewer = replace(case.interview, awaited=awaited)
            case = await keep(case, fewer, move=Move("interview.calendar_silent", USHER), work=work, desk=desk)
            await seek(case, silent=person, work=work, desk=desk)
        else:
            await go_without(case, person, work=work, desk=desk)


async def _unwritten(effect: Writing, row: int, cause: Cause, *, work: Work, desk: Desk) -> bool:
    """Deal with what could not be written for a cause that somebody can mend; False where a person must decide about it.

    It is tried again from time to time for as long as it is of use, in its place before what follows.
    """
    match effect:
        case PlaceHold(interview, option, person):
            await work.outbox.skip(row)
            await _unseen(interview, option, person, cause, work=work, desk=desk)
            return True
        case RemoveHold() if cause in FOR_GOOD:
            await work.outbox.skip(row)
            return True
        case PlaceEvent(interview) if cause is Cause.NOT_FOUND and await _has_event(interview, work=work):
            return False  # it is the event that is not there
        case PlaceEvent():
            await closed(ORGANISER, Doing.WRITE, cause, work=work, desk=desk)
        case RemoveHold() | RemoveEvent():
            pass
    if await _is_to_come(effect.interview, work=work, desk=desk):
        await work.outbox.put_off(row, wait=LATER, refused=cause is not Cause.SILENT)
    else:
        await work.outbox.skip(row)
    return True


async def _unseen(
    interview: InterviewId, option: int, person: PersonId, cause: Cause, *, work: Work, desk: Desk
) -> None:
    """Before a hold, the calendar could not be looked at: what was known of it counts no more, and the option goes."""
    await work.mirror.forget(person)
    await closed(person, Doing.READ, cause, work=work, desk=desk)
    await work.outbox.add(ReadCalendar(person))
    await refused(interview, option, person=person, work=work, desk=desk)


async def _go_on(person: PersonId, *, work: Work, desk: Desk) -> None:
    """Look for times where a person had to be told that this calendar cannot be read."""
    concerned = await work.interviews.of_person(person)
    known = await work.interviews.some(concerned)
    for key in concerned:
        if known[key].trouble != CalendarSilent(person):
            continue
        case = await work.interviews.case(key, viewer=USHER)
        if case is not None and _waits_for(person, case) and case.interview.kind in desk.policy.kinds:
            interview = case.interview
            wishes, relaxed = interview.wishes, interview.relaxed
            await reopen(case, interview.reason, by=USHER, wishes=wishes, relaxed=relaxed, work=work, desk=desk)


def _waits_for(person: PersonId, case: Case) -> bool:
    trouble = case.interview.trouble
    is_theirs = isinstance(trouble, CalendarSilent) and trouble.person == person
    return is_theirs and goes_on(case) and bool(case.candidate.email) and case.candidate.mail_ok


def _is_needed(person: PersonId, *, case: Case) -> bool:
    """Whether the search cannot do without this calendar; one of a seat that may stay empty never stops it."""
    return all(seat.required for seat in case.interview.seats if seat.person == person)


async def _has_event(interview: InterviewId, *, work: Work) -> bool:
    found = await work.interviews.get(interview)
    return found is not None and found.booking is not None and bool(found.booking.event)


async def _is_to_come(interview: InterviewId, *, work: Work, desk: Desk) -> bool:
    """Whether any of an interview's times is still to come."""
    found = await work.interviews.get(interview)
    return found is not None and any(option.span.end > desk.now for option in found.options)


async def _is_of_use(whose: PersonId, *, work: Work) -> bool:
    """Whether interviews may need the calendar: not that of a client's contact, say, who sits on none."""
    if whose == ORGANISER:
        return True
    person = await work.people.get(whose)
    return person is not None and (bool(person.roles & SITS) or bool(await work.interviews.of_person(whose)))


async def _vendor(whose: PersonId, *, work: Work, desk: Desk) -> str:
    person: Person | None = None if whose == ORGANISER else await work.people.get(whose)
    return desk.policy.organisation.calendar if person is None else person.calendar
