"""When an open application has been left for too long, and how far up its ladder that has come.

Left means: no step of a person's, no message really delivered and no call logged for longer than its stage allows, or a
next step that is overdue. The clock stands still while the candidate has a time in hand: one to choose by, or one that is
booked. On hold, only the next step's own day counts. Days are working days of whoever owns the next step, by their own
calendar, so that nobody is late by a weekend.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum
from zoneinfo import ZoneInfo

from bot.domain.case import Applied
from bot.domain.interview import ASKED, LIVE, Interview, State
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, Application, Status
from bot.domain.policy import Kind, Policy
from bot.domain.time import at, local_day
from bot.domain.workdays import working_days_between

SNOOZES = 2
"""How often one and the same silence may be put off."""
MET = frozenset({State.TOOK_PLACE, State.NO_SHOW})
TIME_IN_HAND = ASKED | {State.BOOKED}


class Rung(IntEnum):
    """Who hears of it: its owner, the owner AGAIN, the owner WARNED that others will see it, and those others."""

    OWNER = 1
    AGAIN = 2
    WARNED = 3
    SEEN = 4


LADDER = ((4, Rung.SEEN), (3, Rung.WARNED), (2, Rung.AGAIN), (0, Rung.OWNER))
"""From how many working days after its limit each rung begins."""
BETWEEN = frozenset({1})
"""Days after the limit on which nobody hears of it: the owner was told the day before."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody put it off `until` the beginning of a day; `count` is the how manieth time of this silence. Aware UTC."""

    count: int
    until: datetime
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """The last update to a candidate: when it was `sent`, and until when they were promised the next word. Aware UTC."""

    sent: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """What tells since when an application is left: its newest interview, and the newest step of a person (aware UTC)."""

    latest: Interview | None = None
    step: datetime | None = None
    snooze: Snooze | None = None
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """An application that is left. `late` are working days past its limit, `since` is what they are counted from.

    `overdue` says that the day of its next step is over, `waits` that the candidate can be written to and has no time in
    hand, `live` that an interview is under way and decides the next step, `snoozes` how often it was put off.
    """

    applied: Applied
    rung: Rung
    late: int
    since: datetime
    overdue: bool
    waits: bool
    live: bool
    snoozes: int
    promised: datetime | None = None

    @property
    def is_told(self) -> bool:
        """Whether the owner hears of it today."""
        return self.late not in BETWEEN


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose working days count: the owner of the next step, where they are."""

    owner: Person
    zone: ZoneInfo
    holidays: frozenset[date]

    def days(self, since: datetime, until: datetime) -> int:
        """Return how many of their working days have begun since then, by their calendar."""
        first, last = local_day(since, zone=self.zone), local_day(until, zone=self.zone)
        return working_days_between(first, last, person=self.owner, holidays=self.holidays)


def left(applied: Applied, trace: Trace, *, owned: Owned, policy: Policy, now: datetime) -> Left | None:
    """Return how long an application has been left at `now` (aware UTC), None for one that is looked after."""
    application = applied.application
    if application.status not in OPEN or application.next is None:
        return None
    touched = last_touched(application, trace)
    snooze = _snooze(trace, touched=touched)
    found = max(_reasons(applied, trace, touched=touched, owned=owned, policy=policy, now=now), default=None)
    if found is None or found[0] < 0 or (snooze is not None and now < snooze.until):
        return None
    late, since = found
    if snooze is not None:
        late, since = owned.days(snooze.until, now), snooze.until
    rung = next(rung for days, rung in LADDER if late >= days)
    overdue = application.next.due < now
    promised = next((due for due in _promised(application, trace) if due < now), None)
    waits, live = _waits(applied, trace, now=now), trace.latest is not None and trace.latest.state in LIVE
    snoozes = snooze.count if snooze is not None else 0
    return Left(applied, rung, late, since, overdue, waits, live, snoozes, promised)


def _reasons(
    applied: Applied, trace: Trace, *, touched: datetime | None, owned: Owned, policy: Policy, now: datetime
) -> Iterator[tuple[int, datetime]]:
    """Yield how many days each reason is past its limit, negative before it, and since when it counts."""
    application = applied.application
    due = min([application.next.due if application.next else now, *_promised(application, trace)])
    if due < now:
        since = due if touched is None else max(due, touched)
        days = owned.days(since, now) - 1
        yield (days if since > due else max(days, 0)), since
    if touched is not None and application.status is not Status.ON_HOLD:
        yield owned.days(touched, now) - limit(applied, trace.latest, policy=policy), touched


def _promised(application: Application, trace: Trace) -> tuple[datetime, ...]:
    """Return when the candidate was to hear of us by, where they have not; aware UTC."""
    promise, heard = trace.promise, application.last_contact
    return () if promise is None or (heard is not None and heard > promise.sent) else (promise.due,)


def last_touched(application: Application, trace: Trace) -> datetime | None:
    """Return when the application was last moved or the candidate last heard of us, or will have; aware UTC."""
    moments = (application.last_contact, application.stage_at, trace.step, *_of_interview(trace.latest))
    return max((moment for moment in moments if moment is not None), default=None)


def _of_interview(latest: Interview | None) -> tuple[datetime | None, ...]:
    if latest is None:
        return ()
    if latest.state in ASKED:
        return (latest.deadline,)
    if latest.booking is not None and latest.state in MET | {State.BOOKED}:
        return (latest.booking.span.end, latest.debrief.at if latest.debrief else None)
    return ()


def limit(applied: Applied, latest: Interview | None, *, policy: Policy) -> int:
    """Return for how many working days an application may be left where it stands now."""
    if latest is not None and latest.state is State.TOOK_PLACE and latest.debrief is not None:
        return policy.stale.decision
    return limit_of(applied.application.stage, policy=policy)


def limit_of(stage: str, *, policy: Policy) -> int:
    """Return for how many working days an application may be left in a stage of the ATS while nothing is to be decided."""
    named = policy.stale.days.get(stage.strip().casefold())
    if named is not None:
        return named
    kind = policy.kind_for(stage)
    return policy.stale.panel if kind is not None and _is_panel(kind) else policy.stale.usual


def _is_panel(kind: Kind) -> bool:
    return kind.asks or sum(seat.count for seat in kind.places if seat.blocks) > 1


def _snooze(trace: Trace, *, touched: datetime | None) -> Snooze | None:
    """Return the snooze that holds for this silence: what happened since then has ended it."""
    snooze = trace.snooze
    return None if snooze is None or (touched is not None and touched > snooze.at) else snooze


def snoozed(application: Application, trace: Trace) -> int:
    """Return how often the present silence was put off."""
    snooze = _snooze(trace, touched=last_touched(application, trace))
    return 0 if snooze is None else snooze.count


def _waits(applied: Applied, trace: Trace, *, now: datetime) -> bool:
    """Whether the candidate waits on us, and can be written to."""
    latest = trace.latest
    in_hand = latest is not None and latest.state in TIME_IN_HAND and max(_known(latest), default=now) > now
    return bool(applied.candidate.email) and applied.candidate.mail_ok and not in_hand


def _known(latest: Interview) -> tuple[datetime, ...]:
    return tuple(moment for moment in _of_interview(latest) if moment is not None)


def day_begins(day: date, *, zone: ZoneInfo) -> datetime:
    """Return when a local date begins (aware UTC), so that its digest tells what was put off until then."""
    return at(day, time(0), zone=zone)
