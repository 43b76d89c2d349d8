"""Finding times for an interview: what the mirror and the reservations know, put before the pure search of panels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.dead_end import NoTimes
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Interview, Proposal, Seat
from bot.domain.panel import Member, Need, Panel, Place, Question
from bot.domain.panel_board import fillable
from bot.domain.panel_eases import gains
from bot.domain.panel_search import panels_at
from bot.domain.panel_search import propose as search
from bot.domain.people import Person
from bot.domain.policy import Kind
from bot.domain.slots import Availability, Rules
from bot.domain.time import Interval, epoch, from_epoch, local_day
from bot.ports import Mirrored, Reservation, Tally, Work
from bot.steps.patience import decided_by
from bot.steps.relief import no_times
from bot.steps.seating import Spot, is_seated, seating_of, spots_of

FRESH = timedelta(minutes=15)
MARGIN = timedelta(minutes=30)
LOOK_BACK = timedelta(days=7)
LATELY = timedelta(days=30)
"""How far back interviews count for whose turn it is; those that are booked ahead count as well."""
ANYWHERE = ZoneInfo("UTC")
DAYTIME = (time(8), time(20))
"""The candidate's own hours that are preferred where there is a choice."""


@dataclass(frozen=True, slots=True)
class Found:
    """Times to propose, in order, who would sit there (`panels` says why, of each), and who may sit there at all.

    `short` is what to say where they are fewer than asked for, or none. `unread` are people of pools who were left out,
    because their calendars have not been read lately enough; they should be, for the next time.
    """

    proposals: tuple[Proposal, ...]
    panels: tuple[Panel, ...] = ()
    short: NoTimes = field(default_factory=NoTimes)
    unread: tuple[PersonId, ...] = ()
    people: Mapping[PersonId, Person] = field(default_factory=dict)


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
class Judged:
    """Times that somebody was shown, judged again: `proposals` when all of them can still be had, else nothing.

    `taken` are those that somebody else has by now, `gone` those that the rules no longer allow, `changed` those at which
    the people who were shown would not all sit there.
    """

    proposals: tuple[Proposal, ...]
    taken: tuple[Interval, ...] = ()
    gone: tuple[Interval, ...] = ()
    changed: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A time that somebody was shown, by the second at which it starts, and who would sit there, seat by seat.

    Without `people` it is good with anybody.
    """

    start: int
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What a search knows: the question, and the people of its places.

    Left out of it are the `unread` of their pools and, of other pools, those that could be lent.
    """

    question: Question
    spots: tuple[Spot, ...]
    unread: frozenset[PersonId]
    lendable: frozenset[PersonId]

    @property
    def people(self) -> Mapping[PersonId, Person]:
        return {person.id: person for spot in self.spots for person in spot.everybody}


def answer_by(case: Case, *, desk: Desk) -> timedelta:
    """Return how long the candidate gets for the ask that comes next in this round."""
    offer = desk.policy.offer
    return offer.follow_up if case.interview.deadline is not None else offer.deadline


async def find(
    case: Case, *, count: int, margin: timedelta = MARGIN, work: Work, desk: Desk
) -> Found | Unknown | Vacant:
    """Return up to `count` times at which every required seat can be filled, or whose calendars must be read first.

    They start no sooner than `margin` after the first moment at which they could be chosen in time. What somebody asked
    for (the interview's wishes) comes first; where that is too little, other times fill up. A seat of one person that is
    not required is filled where they are not known to be busy: placing the hold asks their calendar, and a no leaves the
    seat empty.
    """
    if count < 1:
        return Found(())
    known = await _known(case, count=count, margin=margin, work=work, desk=desk)
    if isinstance(known, Unknown | Vacant):
        return known
    found = search(known.question)
    is_short = len(found.panels) < count
    short = no_times(found, known.question, gains(known.question) if is_short else ())
    unread = known.unread | (known.lendable if is_short else frozenset())
    return Found(_proposals(found.panels, known), found.panels, short, tuple(sorted(unread)), known.people)


def _proposals(panels: Iterable[Panel], known: _Known) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(
            panel.span,
            tuple(
                Seat(sitting.person, place.part, place.blocks, Answer.NONE)
                for sitting in panel.sittings
                for place in [known.question.places[sitting.place]]
            ),
        )
        for panel in panels
    )


async def judge(case: Case, shown: Sequence[Shown], *, work: Work, desk: Desk) -> Judged | Unknown | Vacant:
    """Return whether times that were shown are among those that a search allows now, with the same people.

    Nobody needs to have offered them: whatever the seconds and keys say, only what the rules and calendars allow comes back.
    """
    known = await _known(case, count=1, margin=MARGIN, work=work, desk=desk)
    if isinstance(known, Unknown | Vacant):
        return known
    rules = known.question.rules
    horizon = range(epoch(desk.now), epoch(rules.latest))
    wanted = {each.start: each for each in shown if each.start in horizon}
    panels = {start: panel for start in sorted(wanted) for panel in _panels(wanted[start], known)}
    same = [panel for start, panel in panels.items() if wanted[start].people in ((), _sitting(panel))]
    spans = [panel.span for panel in same]
    if len(spans) == len(shown) and _apart(spans, gap=rules.before + rules.after):
        return Judged(_proposals(same, known))
    lost = [Interval(from_epoch(start), from_epoch(start) + rules.duration) for start in wanted if start not in panels]
    taken = tuple(span for span in lost if _is_taken(span, wanted[epoch(span.start)].people, known))
    changed = tuple(panel.span for panel in panels.values() if panel not in same)
    return Judged((), taken, tuple(span for span in lost if span not in taken), changed)


def _panels(shown: Shown, known: _Known) -> tuple[Panel, ...]:
    """Return who would sit at a time, those who were shown before all others; nothing where it cannot be had."""
    return panels_at(replace(known.question, asked=frozenset(shown.people)), [from_epoch(shown.start)])


def _sitting(panel: Panel) -> tuple[PersonId, ...]:
    return tuple(sitting.person for sitting in panel.sittings)


def _apart(spans: Sequence[Interval], *, gap: timedelta) -> bool:
    return all(one.end + gap <= other.start for one, other in pairwise(spans))


def _is_taken(span: Interval, people: Sequence[PersonId], known: _Known) -> bool:
    """Return whether somebody whom the time cannot do without, or who was shown there, is busy then."""
    rules, places = known.question.rules, known.question.needed
    around = Interval(span.start - rules.before, span.end + rules.after)
    needed = {place.pool[0].person for place in places if len(place.pool) == 1} | {*people}
    members = {member.person: member for place in places for member in place.pool}
    calendars = [members[person].availability for person in sorted(needed & members.keys())]
    busy = any(around.overlaps(other) for calendar in calendars for other in calendar.busy)
    return busy or any(span.overlaps(other) for other in rules.closed)


async def stale(people: Sequence[Person], *, work: Work, desk: Desk) -> tuple[PersonId, ...]:
    """Return those whose calendars have not been read lately enough to offer anything."""
    mirrored = await work.mirror.of([person.id for person in people], Interval(desk.now, desk.now + FRESH))
    return tuple(person.id for person in people if _stale(mirrored.get(person.id), now=desk.now))


async def _known(case: Case, *, count: int, margin: timedelta, work: Work, desk: Desk) -> _Known | Unknown | Vacant:
    kind = desk.kind_of(case)
    span = Interval(desk.now - LOOK_BACK, desk.now + 2 * kind.horizon + LOOK_BACK)
    spots = spots_of(case.interview.seats, case.people)
    if is_seated(kind):
        seating = await seating_of(kind, opening=case.opening, pools=desk.policy.pools, work=work)
        if seating.missing:
            return Vacant(seating.gone, seating.missing[0])
        spots = seating.spots
    people = {person.id: person for spot in spots for person in spot.everybody}
    mirrored = await work.mirror.of(sorted(people), span)
    unread = frozenset(key for key in people if _stale(mirrored.get(key), now=desk.now))
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
    return _Known(question, spots, unread & drawn, unread - drawn)


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


def _stale(mirrored: Mirrored | None, *, now: datetime) -> bool:
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
        hours=person.hours,
        busy=(known.busy if known else ()) + trailing,
        interviews=_one_a_day(others, zone=desk.zone_of(person.zone)),
        days_off=person.days_off | desk.policy.organisation.holidays,
    )
    return Member(availability, person.tags, tally.interviews if tally else 0, tally.last if tally else None)


def _one_a_day(mine: Sequence[Reservation], *, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return what counts as load: of the options held for one interview, at most one will happen on a day."""
    return tuple({(held.interview, local_day(held.span.start, zone=zone)): held.span for held in mine}.values())
