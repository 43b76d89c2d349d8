"""What stands in somebody's digest, the one message of a day for all that can wait until then, and when it comes.

A line is a fact, found when the digest is made; its words are in `bot.say.digest`. Who is away has their lines read by
somebody else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.pipeline import Candidate, Opening
from bot.domain.policy import Digest
from bot.domain.staleness import Left
from bot.domain.time import at, local_day
from bot.domain.workdays import works_on

AHEAD = 400  # days: longer than anybody is away


class Nudge(StrEnum):
    """Every kind of line, in the order in which a digest tells them."""

    OWED = "owed"
    MISSING = "missing"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Owed:
    """The reader has not sent their scorecard."""

    case: Case


@dataclass(frozen=True, slots=True)
class Missing:
    """Others have not sent theirs: `people`, in the order of the panel, those who are `away` among them.

    `days` are the reader's working days that have begun since it was due.
    """

    case: Case
    people: tuple[Person, ...]
    days: int
    away: frozenset[PersonId] = frozenset()


Fact = Owed | Missing | Left


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One line. `about` is the key of what it is about, `since` (aware UTC) orders lines of one kind.

    `instead_of` is who would read it if they were not away; None in one's own digest.
    """

    nudge: Nudge
    fact: Fact
    about: str
    opening: Opening
    since: datetime
    instead_of: Person | None = None

    @property
    def candidate(self) -> Candidate:
        """Return whom it is about."""
        return self.fact.applied.candidate if isinstance(self.fact, Left) else self.fact.case.candidate


def in_order(lines: Iterable[DigestLine]) -> Sequence[DigestLine]:
    """Return the lines as a digest tells them: by kind, the oldest first; what two ways lead to stands there once."""
    place = {nudge: number for number, nudge in enumerate(Nudge)}
    once: dict[tuple[Nudge, str], DigestLine] = {}
    for line in sorted(lines, key=lambda line: line.instead_of is not None):
        once.setdefault((line.nudge, line.about), line)
    return sorted(once.values(), key=lambda line: (place[line.nudge], line.since, line.about))


def digest_due(
    now: datetime,
    *,
    person: Person,
    zone: ZoneInfo,
    digest: Digest,
    holidays: frozenset[date],
    done: frozenset[date] = frozenset(),
) -> datetime:
    """Return when the person's next digest is to be made (aware UTC): now, where today's is late but not too late.

    `done` are the local dates that have been looked after already, so that a change of zone never gives two a day.
    """
    today = local_day(now, zone=zone)
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        start, end = at(day, digest.at, zone=zone), at(day, digest.until, zone=zone)
        if now <= end and day not in done and works_on(person, day, holidays=holidays):
            return max(now, start)
    return at(today + timedelta(days=AHEAD), digest.at, zone=zone)
