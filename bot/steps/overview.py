"""What stands across all that somebody may see: whose feedback is missing, who is left, what stands still, who left.

All of it is worked out from the record when it is asked; nothing is counted in advance. Reads here are Usher's own: what is
shown to somebody, the caller notes as seen by them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.bounds import shortest, unheard_since
from bot.domain.case import Applied, Case, is_theirs
from bot.domain.dropoffs import Journey
from bot.domain.feedback import owing
from bot.domain.finals import Finalist, Ripe, finalist, plan
from bot.domain.ids import ApplicationId, InterviewId, OpeningId, PersonId
from bot.domain.interview import ASKED, Interview, State
from bot.domain.people import Person
from bot.domain.pipeline import Opening, Status
from bot.domain.staleness import MET, Owned, Trace, left, limit
from bot.domain.standstill import Standstill, Wait, heard, standstills, why
from bot.ports import Newest, Work

LATELY = timedelta(days=90)
"""How far back it is told where candidates left."""
NONE: frozenset[PersonId] = frozenset()
AGES = 1000
"""How many days stand for a moment that nobody knows."""
MANY = 2000
"""How many applications are asked about in one statement."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The openings that a question is about; with `all_of_them`, everything there is."""

    openings: Sequence[Opening]
    all_of_them: bool = False

    @property
    def keys(self) -> frozenset[OpeningId] | None:
        """Return their keys, None for all."""
        return None if self.all_of_them else frozenset(each.id for each in self.openings)


@dataclass(frozen=True, slots=True)
class Lacking:
    """An interview that took place, and who has not sent the scorecard that was due `since` then (aware UTC)."""

    case: Case
    people: tuple[Person, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Unheard:
    """A candidate who has heard nothing for `days` working days of the `owner` where `allowed` are allowed.

    `since` is when they heard last, None where nothing tells of any contact; `until` when somebody put it off to.
    """

    applied: Applied
    owner: Person
    days: int
    allowed: int
    since: datetime | None = None
    until: datetime | None = None


async def lacking(chosen: Chosen, *, person: Person, work: Work, desk: Desk) -> Sequence[Lacking]:
    """Return the interviews whose feedback is not complete, the longest waiting first; none about the asker."""
    keys = await work.scorecards.owed_to(None if chosen.all_of_them else person.id)
    cases = await work.interviews.cases(keys, viewer=USHER)
    authors = await work.scorecards.authors(keys) if keys else {}
    wanted = {each.id for each in chosen.openings}
    found = []
    for case in cases:
        missing = owing(case.interview, authors.get(case.interview.id, NONE))
        booking = case.interview.booking
        if missing and booking is not None and case.opening.id in wanted and not _own(case, person):
            people = tuple(case.people[key] for key in missing)
            found.append(Lacking(case, people, booking.span.end + desk.policy.feedback.ask))
    return sorted(found, key=lambda each: (each.since, each.case.interview.id))


async def unheard(chosen: Chosen, *, person: Person, work: Work, desk: Desk) -> Sequence[Unheard]:
    """Return the candidates who have heard nothing for longer than their stage allows, the longest first.

    What people do among themselves is no contact; a time that a candidate has in hand is. Who is on hold is not counted.
    """
    people = await _everybody(work)
    near = {
        applied.application.id: (applied, owner)
        for applied, newest in await _unheard_by(people, chosen, person=person, work=work, desk=desk)
        if (owner := _owner(applied, people)) is not None
        and applied.application.status is not Status.ON_HOLD
        and _is_long_ago(applied, newest, owner=owner, desk=desk)
    }
    traces = await _traces(tuple(near), work=work)
    found = []
    for key, (applied, owner) in near.items():
        each = _unheard(applied, traces[key], owner=owner, desk=desk)
        if each.days >= each.allowed:
            found.append(each)
    return sorted(found, key=lambda each: (each.allowed - each.days, each.since or desk.now, each.applied.candidate.id))


def _unheard(applied: Applied, trace: Trace, *, owner: Person, desk: Desk) -> Unheard:
    since = heard(applied, trace.latest)
    allowed = limit(applied, trace.latest, policy=desk.policy)
    until = trace.snooze.until if trace.snooze is not None and trace.snooze.until > desk.now else None
    days = _days(since or applied.application.stage_at, owner, desk=desk)
    return Unheard(applied, owner, days, allowed, since, until)


def _is_long_ago(applied: Applied, newest: Newest | None, *, owner: Person, desk: Desk) -> bool:
    """Whether a candidate may have been left for too long: so much can be told without reading a whole interview."""
    return _days(_lately(applied, newest), owner, desk=desk) >= shortest(desk.policy)


def _lately(applied: Applied, newest: Newest | None) -> datetime | None:
    """Return roughly when a candidate heard something, never later than they did."""
    moments = [applied.application.last_contact]
    if newest is not None and newest.state in ASKED:
        moments.append(newest.deadline)
    if newest is not None and newest.state in MET | {State.BOOKED}:
        moments.append(newest.starts)
    return max((each for each in moments if each is not None), default=applied.application.stage_at)


async def still(chosen: Chosen, *, person: Person, work: Work, desk: Desk) -> Sequence[Standstill]:
    """Return the roles in which candidates do not get on: left for too long, overdue, or handed over to a person.

    Who is on hold is not counted.
    """
    people = await _everybody(work)
    totals = await work.overview.active(chosen.keys, but=person.email) if chosen.openings else {}
    perhaps = [
        (applied, owner)
        for applied, newest in await _unheard_by(people, chosen, person=person, work=work, desk=desk, due=desk.now)
        if applied.application.status is not Status.ON_HOLD
        and (owner := _owner(applied, people)) is not None
        and _may_be_stuck(applied, newest, owner=owner, desk=desk)
    ]
    traces = await _traces([each.application.id for each, _ in perhaps], work=work)
    told = [(applied, traces[applied.application.id], owner) for applied, owner in perhaps]
    stuck = [(applied, trace) for applied, trace, owner in told if _is_stuck(applied, trace, owner=owner, desk=desk)]
    return standstills(await _waits(stuck, work=work, desk=desk), totals=totals)


def _may_be_stuck(applied: Applied, newest: Newest | None, *, owner: Person, desk: Desk) -> bool:
    action = applied.application.next
    handed_over = newest is not None and newest.state is State.HANDED_OVER
    late = action is not None and action.due < desk.now
    return handed_over or late or _is_long_ago(applied, newest, owner=owner, desk=desk)


def _is_stuck(applied: Applied, trace: Trace, *, owner: Person, desk: Desk) -> bool:
    latest = trace.latest
    here = latest is not None and latest.stage == applied.application.stage
    if here and latest is not None and latest.state is State.HANDED_OVER:
        return True
    plain = Trace(trace.latest, trace.step)  # put off is not moved on
    return left(applied, plain, owned=_owned(owner, desk=desk), policy=desk.policy, now=desk.now) is not None


async def _waits(stuck: Sequence[tuple[Applied, Trace]], *, work: Work, desk: Desk) -> Sequence[Wait]:
    over = [trace.latest for _, trace in stuck if trace.latest is not None and trace.latest.state is State.TOOK_PLACE]
    missing = await _missing(over, work=work)
    return [
        why(
            applied,
            trace,
            missing=missing.get(trace.latest.id, ()) if trace.latest is not None else (),
            ask=desk.policy.feedback.ask,
            now=desk.now,
        )
        for applied, trace in stuck
    ]


async def _missing(interviews: Collection[Interview], *, work: Work) -> Mapping[InterviewId, tuple[PersonId, ...]]:
    authors = await work.scorecards.authors([each.id for each in interviews]) if interviews else {}
    return {each.id: owing(each, authors.get(each.id, NONE)) for each in interviews}


async def finalists(chosen: Chosen, *, person: Person, work: Work, desk: Desk) -> Sequence[Finalist]:
    """Return who is close to the final: first who is ready, then whose feedback lacks, then who waits for a decision."""
    last = plan(desk.policy)[-2:]
    here = await work.overview.stages(chosen.keys) if chosen.openings else ()
    stages = [stage for stage in here if desk.policy.kind_for(stage) in last]
    near = {
        applied.application.id: applied
        for applied in await work.overview.at_stages(chosen.keys, stages)
        if not is_theirs(applied.candidate, person=person)
    }
    keys = tuple(near)
    had: dict[ApplicationId, Sequence[Interview]] = {}
    for start in range(0, len(keys), MANY):
        had |= await work.overview.interviews(keys[start : start + MANY])
    over = [each.id for interviews in had.values() for each in interviews if each.state is State.TOOK_PLACE]
    authors = await work.scorecards.authors(over) if over else {}
    everyone = [
        finalist(applied, had.get(key, ()), authors=authors, policy=desk.policy) for key, applied in near.items()
    ]
    place = {ripe: number for number, ripe in enumerate(Ripe)}
    found = [each for each in everyone if each is not None]
    return sorted(found, key=lambda each: (place[each.ripe], each.since or desk.now, each.applied.application.id))


async def journeys(chosen: Chosen, *, work: Work, desk: Desk) -> Sequence[Journey]:
    """Return the ways of those who were in play in the last 90 days."""
    return await work.overview.journeys(chosen.keys, since=desk.now - LATELY)


async def _unheard_by(
    people: Mapping[PersonId, Person],
    chosen: Chosen,
    *,
    person: Person,
    work: Work,
    desk: Desk,
    due: datetime | None = None,
) -> Sequence[tuple[Applied, Newest | None]]:
    """Return the open applications that a question about silence may be about, but for the asker's own."""
    if not chosen.openings:
        return ()
    owners = (_owned(each, desk=desk) for each in people.values())
    since = unheard_since(owners, policy=desk.policy, now=desk.now)
    found = await work.overview.unheard(chosen.keys, since=since, due=due)
    return [pair for pair in found if not is_theirs(pair[0].candidate, person=person)]


async def _traces(which: Sequence[ApplicationId], *, work: Work) -> Mapping[ApplicationId, Trace]:
    found: dict[ApplicationId, Trace] = {}
    for start in range(0, len(which), MANY):
        found |= await work.stale.traces(which[start : start + MANY])
    return found


async def _everybody(work: Work) -> Mapping[PersonId, Person]:
    return {each.id: each for each in await work.people.all()}


def _owner(applied: Applied, people: Mapping[PersonId, Person]) -> Person | None:
    action = applied.application.next
    return people.get(action.owner) if action is not None else None


def _own(case: Case, person: Person) -> bool:
    return is_theirs(case.candidate, person=person)


def _owned(owner: Person, *, desk: Desk) -> Owned:
    return Owned(owner, desk.zone_of(owner.zone), desk.policy.organisation.holidays)


def _days(since: datetime | None, owner: Person, *, desk: Desk) -> int:
    """Return how many of the owner's working days have begun since then; of a moment that nobody knows, very many."""
    return _owned(owner, desk=desk).days(since, desk.now) if since is not None else AGES
