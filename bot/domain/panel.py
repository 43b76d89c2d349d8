"""A panel as the search knows it: seats to fill and who may take them, and the options that come of it with their people.

Values alone; `bot.domain.panel_search` answers, `bot.domain.panel_eases` says what would have to give way when it cannot.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.ids import PersonId
from bot.domain.slots import Availability, Rule, Rules
from bot.domain.time import Interval

NEVER = datetime.min.replace(tzinfo=UTC)


class Need(StrEnum):
    """Whether an interview waits for a seat. An OPTIONAL one is filled where somebody is free, and so are the trainee's.

    A trainee WATCHES somebody experienced, or LEADS while somebody experienced watches: the people of the required seats.
    """

    REQUIRED = "required"
    OPTIONAL = "optional"
    WATCHES = "watches"
    LEADS = "leads"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sit on a panel: their time, their tags, how many interviews they had `recent`ly, and the `last`.

    What counts as recent is the caller's choice, the same for all. Whoever never had one comes before all others.
    """

    availability: Availability
    tags: frozenset[str] = frozenset()
    recent: int = 0
    last: datetime | None = None

    @property
    def person(self) -> PersonId:
        return self.availability.person

    @property
    def turn(self) -> tuple[int, datetime]:
        """Return whose turn it is, the smallest first: fewest interviews lately, then the longest without one."""
        return self.recent, self.last or NEVER


@dataclass(frozen=True, slots=True)
class Place:
    """A seat to fill, or `count` alike: each by a person of the pool who has all of the tags.

    A pool of one is a seat with a name on it. `others` are pools, by key, that could lend somebody if a rule gave way; a
    seat that belongs to a part in the opening has none. Raises ValueError for a count below one.
    """

    part: str
    pool: tuple[Member, ...]
    count: int = 1
    tags: frozenset[str] = frozenset()
    need: Need = Need.REQUIRED
    others: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a seat is for one person or more, not for {self.count}")

    @property
    def fitting(self) -> Mapping[PersonId, Member]:
        """Return those of the pool who have the tags, by id."""
        return {member.person: member for member in self.pool if self.tags <= member.tags}

    @property
    def blocks(self) -> bool:
        """Return whether the interview cannot be without this seat."""
        return self.need is Need.REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which options can a panel offer? Everything that the answer depends on; equal questions have equal answers.

    `zone` is the candidate's: by it options are on different days and in different halves of a day. Times that somebody
    `wished` for come first, then those in the candidate's `daytime`, then all others. New options keep their distance from
    those that are `standing`, and `count` is how many to add. People who are `asked` about this interview already come
    before everybody new. Nobody takes two seats, so whoever has two parts in an opening is given one place. Raises
    ValueError when no seat blocks, when no option is asked for, and when somebody appears as two different members.
    """

    rules: Rules
    places: tuple[Place, ...]
    zone: ZoneInfo
    count: int = 2
    daytime: tuple[time, time] | None = None
    wished: tuple[Interval, ...] = ()
    standing: tuple[Interval, ...] = ()
    asked: frozenset[PersonId] = frozenset()

    def __post_init__(self) -> None:
        if not any(place.blocks for place in self.places):
            raise ValueError("a panel needs at least one seat that must be filled")
        if self.count < 1:
            raise ValueError(f"at least one option is asked for, not {self.count}")
        known: dict[PersonId, Member] = {}
        for member in self.everybody:
            if known.setdefault(member.person, member) != member:
                raise ValueError(f"person {member.person} appears as two different members")

    @property
    def needed(self) -> tuple[Place, ...]:
        """Return the places that must be filled."""
        return tuple(place for place in self.places if place.blocks)

    @property
    def everybody(self) -> Iterator[Member]:
        """Yield the members of all pools, those that could lend somebody included; who is in several comes several times."""
        for place in self.places:
            yield from place.pool
            for pool in place.others.values():
                yield from pool

    def with_pools(self, change: Callable[[tuple[Member, ...]], tuple[Member, ...]]) -> "Question":
        """Return the question with a change to every pool."""
        return replace(
            self,
            places=tuple(
                replace(
                    place,
                    pool=change(place.pool),
                    others={key: change(pool) for key, pool in place.others.items()},
                )
                for place in self.places
            ),
        )


class Why(StrEnum):
    """Why this person and nobody else: what set them apart from those who could also have taken the seat.

    NAMED: the pool is this person. ONLY_FIT: nobody else in it has the tags. ONLY_FREE: everybody else is not free then or
    has another seat. ASKED: asked about this interview already. FEWEST: fewest interviews lately. LONGEST_AGO: as few as
    somebody else, whose last was later. IN_TURN: nothing sets them apart but the order of ids.
    """

    NAMED = "named"
    ONLY_FIT = "only_fit"
    ONLY_FREE = "only_free"
    ASKED = "asked"
    FEWEST = "fewest"
    LONGEST_AGO = "longest_ago"
    IN_TURN = "in_turn"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who takes a seat, and why: `place` counts the question's places from 0, `recent` is how many interviews they had.

    `among` is how many people could have taken it then, this one included.
    """

    place: int
    person: PersonId
    why: Why
    recent: int
    among: int


@dataclass(frozen=True, slots=True)
class Panel:
    """One option: a time, and who sits where, in the order of the places. A place without its sitting stays empty."""

    span: Interval
    sittings: tuple[Sitting, ...]

    @property
    def people(self) -> frozenset[PersonId]:
        return frozenset(sitting.person for sitting in self.sittings)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the funnel: how many starts a rule removed and how many it left.

    `place` is the seat that could not be filled for this rule, `person` its person where only one fits; neither is told of
    a rule that holds for the whole panel.
    """

    rule: Rule
    removed: int
    left: int
    place: int | None = None
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class PanelSearch:
    """The options found, earliest first, and the funnel that led to them; its last step leaves `starts`.

    Fewer options than asked for with starts left means that the rest lie too close to those that were chosen.
    """

    panels: tuple[Panel, ...]
    funnel: tuple[Step, ...]

    @property
    def starts(self) -> int:
        """Return how many starts would suit the whole panel."""
        return self.funnel[-1].left
