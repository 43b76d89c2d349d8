"""Finding times for an interview: what the mirror and the reservations know, put before the pure search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Proposal, Seat
from bot.domain.people import Person
from bot.domain.policy import Kind
from bot.domain.slots import Availability, Rules, Search, cheapest, search, two
from bot.domain.time import Interval, clock, local_day
from bot.ports import Mirrored, Reservation, Work
from bot.steps.patience import given_up_at
from bot.steps.seating import is_seated, seating_of

FRESH = timedelta(minutes=15)
MARGIN = timedelta(minutes=30)
LOOK_BACK = timedelta(days=7)
DAYTIME = (time(8), time(20))
"""The candidate's own hours that are preferred where there is a choice."""


@dataclass(frozen=True, slots=True)
class Found:
    """Times to propose, in order, and who would sit there; fewer than asked for, or none, with what the search says."""

    proposals: tuple[Proposal, ...]
    why: Search
    cure: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """These people's calendars have not been read lately enough to offer anything; unknown is never free."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Vacant:
    """A seat that the interview cannot be without has nobody any more: who left, or what is missing in words."""

    person: PersonId | None
    part: str


def answer_by(case: Case, *, desk: Desk) -> timedelta:
    """Return how long the candidate gets for the ask that comes next in this round."""
    offer = desk.policy.offer
    return offer.follow_up if case.interview.deadline is not None else offer.deadline


async def find(case: Case, *, count: int, work: Work, desk: Desk) -> Found | Unknown | Vacant:
    """Return up to `count` times at which every required seat is free, or whose calendars must be read first.

    A seat that is not required is filled where its person is known to be free.
    """
    kind = desk.kind_of(case)
    span = Interval(desk.now - LOOK_BACK, desk.now + 2 * kind.horizon + LOOK_BACK)
    if is_seated(kind):
        seating = await seating_of(kind, opening=case.opening, work=work)
        if seating.missing:
            return Vacant(seating.gone, seating.missing[0])
        case = replace(case, people={**case.people, **seating.people})
        seats = seating.seats
    else:
        seats = case.interview.seats
    seats = tuple(sorted(seats, key=lambda seat: seat.required))
    mirrored = await work.mirror.of([seat.person for seat in seats], span)
    unread = {seat.person for seat in seats if _stale(mirrored.get(seat.person), now=desk.now)}
    if any(seat.required and seat.person in unread for seat in seats):
        return Unknown(tuple(seat.person for seat in seats if seat.person in unread))
    parties = [*(seat.person for seat in seats), case.candidate.id]
    taken = await work.reservations.of(parties, span)
    rules = _rules(case, kind=kind, seats=seats, taken=taken, desk=desk)
    known = {
        seat.person: _availability(case.people[seat.person], mirrored=mirrored, taken=taken, kind=kind, desk=desk)
        for seat in seats
        if seat.person not in unread
    }
    free = [known[seat.person] for seat in seats if seat.required]
    found = search(rules, free)
    standing = tuple(option.span for option in case.interview.in_play)
    zone = desk.zone_of(case.candidate.zone)
    by_day = tuple(slot for slot in found.slots if DAYTIME[0] <= clock(slot.start, zone=zone) < DAYTIME[1])
    slots = by_day if len(two(by_day, zone=zone, avoid=standing)) >= count else found.slots
    chosen = two(slots, zone=zone, avoid=standing, gap=kind.before + kind.after)[:count]
    proposals = tuple(Proposal(span, _seated(seats, span, rules=rules, known=known)) for span in chosen)
    return Found(proposals, found, _cure(rules, free) if len(chosen) < count else "")


def _seated(
    seats: Sequence[Seat], span: Interval, *, rules: Rules, known: Mapping[PersonId, Availability]
) -> tuple[Seat, ...]:
    """Return who would sit there: all who must, and of the others those who are free."""
    return tuple(
        replace(seat, answer=Answer.NONE)
        for seat in seats
        if seat.required or (seat.person in known and span in search(rules, [known[seat.person]]).slots)
    )


def _stale(mirrored: Mirrored | None, *, now: datetime) -> bool:
    return mirrored is None or mirrored.read_at is None or now - mirrored.read_at > FRESH


def _rules(case: Case, *, kind: Kind, seats: Sequence[Seat], taken: Sequence[Reservation], desk: Desk) -> Rules:
    own = tuple(held.span for held in taken if held.party == case.candidate.id)
    seen = tuple(option.span for option in case.interview.options)
    return Rules(
        duration=kind.duration,
        earliest=_asked_by(case, seats, kind=kind, desk=desk) + answer_by(case, desk=desk) + kind.notice + MARGIN,
        latest=desk.now + kind.horizon,
        before=kind.before,
        after=kind.after,
        step=kind.step,
        site=desk.site,
        window=kind.window,
        wishes=case.interview.wishes,
        closed=own + seen,
        daily_load=kind.daily_load,
        weekly_load=kind.weekly_load,
    )


def _asked_by(case: Case, seats: Sequence[Seat], *, kind: Kind, desk: Desk) -> datetime:
    """Return when the candidate can be written to: now, or once the last of the interviewers has had time to answer."""
    asked = [case.people[seat.person] for seat in seats if seat.required] if kind.asks else []
    return max((given_up_at(desk.now, person=person, desk=desk) for person in asked), default=desk.now)


def _availability(
    person: Person, *, mirrored: Mapping[PersonId, Mirrored], taken: Sequence[Reservation], kind: Kind, desk: Desk
) -> Availability:
    mine = [held for held in taken if held.party == person.id]
    trailing = tuple(Interval(held.span.start, held.span.end + kind.after) for held in mine)
    return Availability(
        person=person.id,
        zone=desk.zone_of(person.zone),
        hours=person.hours,
        busy=mirrored[person.id].busy + trailing,
        interviews=_one_a_day(mine, zone=desk.zone_of(person.zone)),
        days_off=person.days_off | desk.policy.organisation.holidays,
    )


def _one_a_day(mine: Sequence[Reservation], *, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return what counts as load: of the options held for one interview, at most one will happen on a day."""
    return tuple({(held.interview, local_day(held.span.start, zone=zone)): held.span for held in mine}.values())


def _cure(rules: Rules, people: Sequence[Availability]) -> str:
    relaxation = cheapest(rules, people)
    return "" if relaxation is None else relaxation.ease.value
