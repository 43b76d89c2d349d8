"""Making a time hold, and taking it back: reservations, calendar event, mails, cards, timers and ATS in one transaction."""

from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.case import Case
from bot.domain.dead_end import Unanswered
from bot.domain.interview import ASKED, IN_PLAY, Answer, Booking, Interview, Seat, Standing, State
from bot.domain.interview_events import Cancelled, Freed, Picked, Reopened, Shifted
from bot.domain.interview_link import awaited
from bot.domain.interview_moves import advance
from bot.domain.pipeline import Status
from bot.domain.relaxation import Relaxations
from bot.domain.time import Interval
from bot.effects import CardKind, Mail, Outcome, PlaceEvent, RemoveEvent, lane
from bot.moments import candidate_reminder, interviewer_reminder
from bot.ports import Work
from bot.steps import day, link
from bot.steps.ats import write_back
from bot.steps.holds import clear, let_go, reserve
from bot.steps.record import ENDED, Move, keep
from bot.steps.relief import noted
from bot.steps.round import seek
from bot.steps.seating import is_seated, seating_of
from bot.steps.tell import tell, write

REMIND_CANDIDATE = "remind.candidate"
REMIND_PANEL = "remind.interviewer"
HELD = ASKED | {State.BOOKED}
"""Where a booked time is still to come, whatever else is offered beside it."""


async def book(case: Case, number: int, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Make the chosen option the booking, in place of an earlier one if there is one; raises Refusal if it is gone."""
    before = case.interview
    booked = advance(before, Picked(number))
    if booked.booking is not None:
        booked = replace(booked, booking=awaited(booked.booking, kind=desk.kind_of(case)))
    move = Move("interview.moved" if before.booking else "interview.booked", by, {"option": str(number)})
    case = await keep(case, booked, move=move, work=work, desk=desk)
    others = [option.number for option in before.options if option.number != number]
    await work.reservations.release(before.id, others)
    await work.reservations.confirm(before.id, number)
    held = IN_PLAY | {Standing.CHOSEN}
    await clear(before, [o for o in before.options if o.standing in held and o.number != number], work=work)
    await _announce(case, moved=before.booking is not None, work=work, desk=desk)
    if before.booking is not None:
        await _tell_who_is_free(case, before, work=work, desk=desk)
    return case


async def follow(case: Case, span: Interval, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Make the time to which somebody moved the event the booking; the event itself stands there already.

    Raises Taken when a reservation of somebody's overlaps it.
    """
    before = case.interview
    move = Move("interview.followed", by)
    case = await keep(case, advance(before, Shifted(span)), move=move, work=work, desk=desk)
    option = case.interview.options[-1]
    await work.reservations.release(before.id)
    await reserve(case, [option], work=work, desk=desk)
    await work.reservations.confirm(before.id, option.number)
    held = IN_PLAY | {Standing.CHOSEN}
    await clear(before, [each for each in before.options if each.standing in held], work=work)
    await _tell_of(case, moved=True, work=work, desk=desk)
    return case


async def _announce(case: Case, *, moved: bool, work: Work, desk: Desk) -> None:
    interview = case.interview
    event = PlaceEvent(interview.id, interview.sequence)
    await work.outbox.add(event, key=f"event:{interview.id}:{interview.sequence}")
    await _tell_of(case, moved=moved, work=work, desk=desk)


async def _tell_of(case: Case, *, moved: bool, work: Work, desk: Desk) -> None:
    interview = case.interview
    await link.announce(case, work=work, desk=desk)
    for seat in interview.seats:
        if seat.answer is not Answer.FITS:  # their card, on which they said that it works, becomes the booked one
            person, occasion = case.people[seat.person], str(interview.sequence)
            await tell(CardKind.SEAT, interview.id, person=person, occasion=occasion, work=work, desk=desk)
    await write_back(case, Outcome.MOVED if moved else Outcome.BOOKED, work=work, desk=desk)
    await set_day_timers(case, work=work, desk=desk)


async def _tell_who_is_free(case: Case, before: Interview, *, work: Work, desk: Desk) -> None:
    """Whoever sat at the time before and does not sit at the new one hears that they are not needed any more."""
    sits = {seat.person for seat in case.interview.seats}
    for seat in before.seats:
        if seat.person not in sits and seat.person not in before.declined:
            person, occasion = case.people[seat.person], str(case.interview.sequence)
            await tell(CardKind.SEAT, before.id, person=person, occasion=occasion, work=work, desk=desk)


async def set_day_timers(case: Case, *, work: Work, desk: Desk) -> None:
    """Set what follows from the booked time: its end, and reminders; none for a booking closer than the lead."""
    booking, lead = case.interview.booking, desk.policy.reminder
    if booking is None:
        return
    interview, span = case.interview.id, booking.span
    await work.timers.set(f"{ENDED}:{interview}", kind=ENDED, subject=interview, due=span.end)
    await work.timers.drop(interview, kinds=(REMIND_CANDIDATE, REMIND_PANEL, *day.TIMERS))
    await day.set_timers(case, work=work, desk=desk)
    if span.start - desk.now <= lead:
        return
    due = candidate_reminder(span.start, zone=desk.zone_of(case.candidate.zone), lead=lead, quiet=desk.policy.quiet)
    await _remind(REMIND_CANDIDATE, f"{interview}", case=case, due=due, work=work, desk=desk)
    for person in case.panel:
        holidays = desk.policy.organisation.holidays
        zone = desk.zone_of(person.zone)
        due = interviewer_reminder(span.start, person=person, zone=zone, lead=lead, holidays=holidays)
        await _remind(REMIND_PANEL, f"{interview}:{person.id}", case=case, due=due, work=work, desk=desk)


async def _remind(kind: str, key: str, *, case: Case, due: datetime, work: Work, desk: Desk) -> None:
    if due > desk.now:
        await work.timers.set(f"{kind}:{key}", kind=kind, subject=case.interview.id, due=due)


async def cancel(case: Case, reason: str, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Take the interview back: every time is released, and whoever had been told of one is told."""
    before = case.interview
    case = await keep(
        case, advance(before, Cancelled(reason)), move=Move("interview.cancelled", by), work=work, desk=desk
    )
    await _take_back(case, before, work=work, desk=desk)
    told = before.booking is not None or before.deadline is not None or before.former is not None
    if told or await _waits_for_us(before, work=work):
        await write(Mail.CANCELLED, case=case, work=work, desk=desk)
    return case


async def _waits_for_us(interview: Interview, *, work: Work) -> bool:
    """Whether the candidate heard from us and answered, so that they look out for what comes next."""
    return not isinstance(interview.trouble, Unanswered) and bool(await work.contacts.of(interview.id))


async def _take_back(case: Case, before: Interview, *, work: Work, desk: Desk) -> None:
    """Release all that was held or booked, on the calendars too; who sat there and could come hears of it."""
    await work.timers.drop(before.id)
    await work.reservations.release(before.id)
    await clear(before, before.in_play, work=work)
    if before.booking is None:
        return
    await take_event_off(before, before.booking, work=work)
    for person in (case.people[seat.person] for seat in before.seats):
        if person.id not in before.declined:
            occasion = f"cancelled:{case.interview.sequence}"
            await tell(CardKind.SEAT, before.id, person=person, occasion=occasion, work=work, desk=desk)
    await write_back(case, Outcome.CANCELLED, work=work, desk=desk)


async def withdraw(case: Case, reason: str, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """End a round in which nothing is booked, without a mail: what the candidate hears is a person's business."""
    before = case.interview
    case = await keep(
        case, advance(before, Cancelled(reason)), move=Move("interview.withdrawn", by), work=work, desk=desk
    )
    await work.timers.drop(before.id)
    await let_go(before, work=work)
    return case


async def take_event_off(interview: Interview, booking: Booking, *, work: Work) -> None:
    """Cancel the organiser's event. One that is still on its way is settled first: its answer leads back here."""
    chosen = [option for option in interview.options if option.span == booking.span]
    await clear(interview, chosen, work=work)
    removal = RemoveEvent(interview.id, booking.event)
    await work.outbox.supersede(lane(removal))
    if booking.event:
        await work.outbox.add(removal, key=f"unevent:{interview.id}:{booking.event}:{interview.sequence}")


def goes_on(case: Case) -> bool:
    """Return whether new times may still be found: the application is active and in this interview's stage."""
    return case.application.status is Status.ACTIVE and case.application.stage == case.interview.stage


async def reopen(
    case: Case,
    reason: str,
    *,
    by: Viewer,
    wishes: tuple[Interval, ...] = (),
    relaxed: Relaxations = (),
    work: Work,
    desk: Desk,
) -> Case:
    """Begin a new round, started by the candidate or a named person; a standing booking stays until it is swapped.

    One that an interviewer can't make is given up first: everybody is told, the candidate by a mail. What is `relaxed`
    gives way for this round alone.
    """
    await noted(case.interview.id, relaxed, by=by, work=work)
    if _is_lost(case):
        return await _free(case, Freed(reason, wishes, relaxed), by=by, work=work, desk=desk)
    before = case.interview
    move = Move("interview.reopened", by, {"round": str(before.round + 1)})
    case = await keep(case, advance(before, Reopened(reason, wishes, relaxed)), move=move, work=work, desk=desk)
    await let_go(before, work=work)
    return await seek(case, work=work, desk=desk)


def _is_lost(case: Case) -> bool:
    """Whether a time is booked that cannot be held: somebody whom it needs said so, or has left."""
    interview = case.interview
    if interview.booking is None or interview.state not in HELD:
        return False
    left = any(seat.required and not case.people[seat.person].active for seat in interview.seats)
    return left or bool(interview.declined)


async def _named(case: Case, *, work: Work, desk: Desk) -> tuple[Seat, ...]:
    """Return the seats once their time is given up: those that are drawn anew are nobody's until there is another time."""
    kind = desk.kind_of(case)
    if not is_seated(kind):
        return case.interview.seats
    pools = desk.policy.pools
    seating = await seating_of(kind, opening=case.opening, candidate=case.candidate, pools=pools, work=work)
    named = {seat.person for seat in seating.seats}
    return tuple(replace(seat, answer=Answer.NONE) for seat in case.interview.seats if seat.person in named)


async def _free(case: Case, freed: Freed, *, by: Viewer, work: Work, desk: Desk) -> Case:
    before = case.interview
    move = Move("interview.freed", by, {"round": str(before.round + 1)})
    after = replace(advance(before, freed), seats=await _named(case, work=work, desk=desk))
    case = await keep(case, after, move=move, work=work, desk=desk)
    await _take_back(case, before, work=work, desk=desk)
    await write(Mail.FREED, case=case, work=work, desk=desk)
    return await seek(case, work=work, desk=desk)
