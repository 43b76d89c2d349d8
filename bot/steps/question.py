"""What a search for times is asked: the rules, the places, and what mirror and reservations know of their people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Interview
from bot.domain.panel import Member, Need, Place, Question
from bot.domain.panel_board import fillable
from bot.domain.people import Person
from bot.domain.policy import EVENINGS, Kind
from bot.domain.relaxation import later
from bot.domain.slots import Availability, Rules
from bot.domain.time import Interval, local_day
from bot.ports import Mirrored, Reservation, Tally, Work
from bot.steps.patience import decided_by
from bot.steps.seating import Spot, is_seated, lent, seating_of, spots_of

FRESH = timedelta(minutes=15)
LOOK_BACK = timedelta(days=7)
LATELY = timedelta(days=30)
"""How far back interviews count for whose turn it is; those that are booked ahead count as well."""
ANYWHERE = ZoneInfo("UTC")
DAYTIME = (time(8), time(20))
"""The candidate's own hours that are preferred where there is a choice."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """These people's calendars have not been read lately enough to offer anything; unknown is never free."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Vacant:
    """A seat that the interview cannot be without has nobody any more: who left, or what is missing in words."""

    person: PersonId | None
    part: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a search knows: the question, and the people of its places.

    Left out of it are the `unread` of their pools and, of other pools, those that could be lent. `read_at` is when the
    oldest of the calendars that are known was read.
    """

    question: Question
    spots: tuple[Spot, ...]
    unread: frozenset[PersonId]
    lendable: frozenset[PersonId]
    read_at: datetime | None

    @property
    def people(self) -> Mapping[PersonId, Person]:
        return {person.id: person for spot in self.spots for person in spot.everybody}


def answer_by(case: Case, *, desk: Desk) -> timedelta:
    """Return how long the candidate gets for the ask that comes next in this round."""
    offer = desk.policy.offer
    return offer.follow_up if case.interview.deadline is not None else offer.deadline


async def stale(people: Sequence[Person], *, work: Work, desk: Desk) -> tuple[PersonId, ...]:
    """Return those whose calendars have not been read lately enough to offer anything."""
    mirrored = await work.mirror.of([person.id for person in people], Interval(desk.now, desk.now + FRESH))
    return tuple(person.id for person in people if _stale(person, mirrored.get(person.id), now=desk.now))


async def asked_of(case: Case, *, count: int, margin: timedelta, work: Work, desk: Desk) -> Known | Unknown | Vacant:
    kind = desk.kind_of(case)
    span = Interval(desk.now - LOOK_BACK, desk.now + 2 * kind.horizon + LOOK_BACK)
    spots = spots_of(case.interview.seats, case.people)
    if is_seated(kind):
        seating = await seating_of(
            kind, opening=case.opening, candidate=case.candidate, pools=desk.policy.pools, work=work
        )
        if seating.missing:
            return Vacant(seating.gone, seating.missing[0])
        spots = lent(seating.spots, case.interview.relaxed)
    people = {person.id: person for spot in spots for person in spot.everybody}
    mirrored = await work.mirror.of(sorted(people), span)
    unread = frozenset(key for key, each in people.items() if _stale(each, mirrored.get(key), now=desk.now))
    wanted = _unread_and_wanted(case.interview, spots, unread)
    if wanted:
        return Unknown(wanted)
    taken = await work.reservations.of([*people, case.candidate.id], span)
    tallies = await _tallies(case, spots, work=work, desk=desk)
    members = {
        key: _member(person, case, mirrored=mirrored, taken=taken, tally=tallies.get(key), kind=kind, desk=desk)
        for key, person in people.items()
    }
    required = [person for spot in spots if spot.need is Need.REQUIRED for person in spot.people]
    question = Question(
        rules=_rules(case, kind=kind, margin=margin + _asking(required, kind=kind, desk=desk), taken=taken, desk=desk),
        places=tuple(_place(spot, members, unread) for spot in spots),
        zone=desk.zone_of(case.candidate.zone),
        count=count,
        daytime=DAYTIME,
        wished=case.interview.wishes,
        standing=tuple(option.span for option in case.interview.in_play),
        asked=_asked(case.interview),
    )
    drawn = frozenset(person.id for spot in spots if len(spot.people) > 1 for person in spot.people)
    read = {key for key, person in people.items() if person.has_calendar} - unread
    times = [each.read_at for key, each in mirrored.items() if key in read and each.read_at is not None]
    return Known(question, spots, unread & drawn, unread - drawn, min(times, default=None))


def _unread_and_wanted(
    interview: Interview, spots: Sequence[Spot], unread: frozenset[PersonId]
) -> tuple[PersonId, ...]:
    """Return whose calendars a search cannot go without: too few of a required place are known, or answers are underway."""
    required = [spot for spot in spots if spot.need is Need.REQUIRED]
    concerned = {person.id for spot in required for person in spot.people if spot.tags <= person.tags}
    if underway := concerned & unread & {*interview.awaited}:
        return tuple(sorted(underway))
    if _can_fill(required, without=unread) or not _can_fill(required, without=frozenset()):
        return ()
    return tuple(sorted(concerned & unread))


def _can_fill(spots: Sequence[Spot], *, without: frozenset[PersonId]) -> bool:
    """Return whether the people are enough for all the places at once, whenever it may be."""
    people = {person.id: person for spot in spots for person in spot.people}
    free = {key: int(key not in without) for key in people}
    idle = {key: Member(Availability(key, ANYWHERE, each.hours), each.tags) for key, each in people.items()}
    places = [_place(spot, idle, frozenset()) for spot in spots]
    return bool(fillable(places, free, within=1))


def _place(spot: Spot, members: Mapping[PersonId, Member], unread: frozenset[PersonId]) -> Place:
    """Return a place with the members whose calendars are known; the one whom a seat names is told apart by the caller."""

    def pool(people: Sequence[Person]) -> tuple[Member, ...]:
        return tuple(members[person.id] for person in people if person.id not in unread)

    named = len(spot.people) == 1
    own = tuple(members[person.id] for person in spot.people) if named else pool(spot.people)
    others = {key: pool([each for each in people if each.id in members]) for key, people in spot.others.items()}
    return Place(spot.part, own, spot.count, spot.tags, spot.need, others)


def _asked(interview: Interview) -> frozenset[PersonId]:
    """Return who has been asked in this round and turned nothing down."""
    if interview.asked_at is None:
        return frozenset()
    seats = [
        seat
        for option in interview.options
        if option.asked is not None and option.asked >= interview.asked_at
        for seat in option.seats
    ]
    refused = {seat.person for seat in seats if seat.answer is Answer.CANNOT}
    return frozenset(seat.person for seat in seats) - refused


async def _tallies(case: Case, spots: Sequence[Spot], *, work: Work, desk: Desk) -> Mapping[int, Tally]:
    """Return who of the pools is booked how often, lately and in the time to come."""
    people = {person.id for spot in spots if len(spot.people) > 1 or spot.others for person in spot.everybody}
    span = Interval(desk.now - LATELY, desk.now + desk.kind_of(case).horizon)
    return await work.reservations.tally(sorted(people), span, but=case.interview.id) if people else {}


def _stale(person: Person, mirrored: Mirrored | None, *, now: datetime) -> bool:
    if not person.has_calendar:
        return False  # there is nothing to read: hours, days off and reservations are all that can be known
    return mirrored is None or mirrored.read_at is None or now - mirrored.read_at > FRESH


def _rules(case: Case, *, kind: Kind, margin: timedelta, taken: Sequence[Reservation], desk: Desk) -> Rules:
    own = tuple(held.span for held in taken if held.party == case.candidate.id)
    seen = tuple(option.span for option in case.interview.options)
    return Rules(
        duration=kind.duration,
        earliest=desk.now + answer_by(case, desk=desk) + kind.notice + margin,
        latest=desk.now + kind.horizon,
        before=kind.before,
        after=kind.after,
        step=kind.step,
        site=desk.site,
        window=kind.window,
        closed=own + seen,
        daily_load=kind.daily_load,
        weekly_load=kind.weekly_load,
        evenings=kind.evenings,
        odd=case.interview.wishes,
    )


def _asking(people: Sequence[Person], *, kind: Kind, desk: Desk) -> timedelta:
    """Return how long it may take until all interviewers have answered, where the kind asks them first.

    Added is some time for whoever then has to decide about one that stands alone.
    """
    if not kind.asks:
        return timedelta(0)
    return max(decided_by(desk.now, person=person, desk=desk) for person in people) - desk.now


def _member(
    person: Person,
    case: Case,
    *,
    mirrored: Mapping[PersonId, Mirrored],
    taken: Sequence[Reservation],
    tally: Tally | None,
    kind: Kind,
    desk: Desk,
) -> Member:
    mine = [held for held in taken if held.party == person.id]
    known = mirrored.get(person.id)
    trailing = tuple(Interval(held.span.start, held.span.end + kind.after) for held in mine)
    others = [held for held in mine if held.interview != case.interview.id]
    availability = Availability(
        person=person.id,
        zone=desk.zone_of(person.zone),
        hours=later(person.hours, rules={each.rule for each in case.interview.relaxed}),
        busy=(known.busy if known else ()) + trailing,
        interviews=_one_a_day(others, zone=desk.zone_of(person.zone)),
        days_off=person.days_off | desk.policy.organisation.holidays,
        evenings=kind.evenings if kind.asks or EVENINGS in person.tags else None,
    )
    return Member(availability, person.tags, tally.interviews if tally else 0, tally.last if tally else None)


def _one_a_day(mine: Sequence[Reservation], *, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return what counts as load: of the options held for one interview, at most one will happen on a day."""
    return tuple({(held.interview, local_day(held.span.start, zone=zone)): held.span for held in mine}.values())
