"""What holds for every application that is left, told in instants, so that a database need name no other.

The rule itself counts the working days of each owner (`bot.domain.staleness.left`). An instant before which nothing is
left is as good for finding them: among all who own something it is the latest, so that nobody's is missed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.policy import Policy
from bot.domain.staleness import Owned, limit_of
from bot.domain.time import local_day, whole_day
from bot.domain.workdays import works_on

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Left is only what was promised or to be done before `due` and not moved since `moved`, or not moved since `still`.

    `still` depends on the stage, `decided` stands in its place where the feedback is complete and that is later. Aware UTC.
    """

    due: datetime
    moved: datetime
    still: Callable[[str], datetime]
    decided: datetime


def bounds(owners: Iterable[Owned], *, late: int, policy: Policy, now: datetime) -> Bounds:
    """Return what holds for whatever of these owners is left, by `late` working days past its limit or by more."""
    calendars = {(*sorted(each.owner.hours.days), each.zone.key, *sorted(each.owner.days_off)): each for each in owners}
    known: dict[int, datetime] = {}

    def since(days: int) -> datetime:
        if days not in known:
            known[days] = max((days_ago(days, owned=each, now=now) for each in calendars.values()), default=now)
        return known[days]

    return Bounds(
        due=since(late + 1) if late else now,
        moved=since(late + 1) if late else ALWAYS,
        still=lambda stage: since(limit_of(stage, policy=policy) + late),
        decided=since(policy.stale.decision + late),
    )


def unheard_since(owners: Iterable[Owned], *, policy: Policy, now: datetime) -> datetime:
    """Return the instant (aware UTC) since when nobody can have been silent for too long towards any of their candidates."""
    days = shortest(policy)
    return max((days_ago(days, owned=each, now=now) for each in owners), default=now)


def shortest(policy: Policy) -> int:
    """Return the fewest working days for which anybody may be left, whatever they wait for."""
    stale = policy.stale
    return min(stale.usual, stale.panel, stale.decision, *stale.days.values())


def days_ago(days: int, *, owned: Owned, now: datetime) -> datetime:
    """Return the instant (aware UTC) before which as many of the owner's working days have begun by now, and not after."""
    if days < 1:
        return ALWAYS
    day = local_day(now, zone=owned.zone)
    while True:
        days -= works_on(owned.owner, day, holidays=owned.holidays)
        if not days:
            return whole_day(day, zone=owned.zone).start
        day -= DAY
