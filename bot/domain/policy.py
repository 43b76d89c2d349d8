"""The organisation's rules as values: what `hiring.toml` says, read once and passed along.

Durations are timedeltas; wall-clock hours are local to the person or site named beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.people import Role
from bot.domain.scorecard import USUAL, Item
from bot.domain.time import WorkingHours

PARTS = (Role.RECRUITER, Role.COORDINATOR, Role.HIRING_MANAGER)
"""The parts in an opening that a seat can belong to."""
EVENINGS = "evenings"
"""The tag of people who agreed to interviews in a kind's evenings, so that nobody else is booked outside their hours."""


class Format(StrEnum):
    PHONE = "phone"
    VIDEO = "video"
    ON_SITE = "on_site"


class LinkFrom(StrEnum):
    """What makes the link of a video call for each interview: the calendar that carries the booked events."""

    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind says in its own words: one or two plain sentences each, no markup. Empty ones are left out."""

    invitation: str = ""
    expect: str = ""
    prepare: str = ""


class Shadow(StrEnum):
    """What a trainee on a seat does: WATCHES somebody experienced, or LEADS while somebody experienced watches."""

    WATCHES = "watches"
    LEADS = "leads"


@dataclass(frozen=True, slots=True)
class SeatRule:
    """Who sits on an interview of a kind: `count` people of a pool, or the one with that part in the opening.

    `who` is "recruiter", "coordinator", "hiring_manager" or the key of a pool; all of `tags` are asked of each person.
    An optional seat is filled where it can be and never blocks; a trainee's (`shadow`) likewise, beside the others.
    `part` is what people read of it.
    """

    who: str
    part: str = ""
    count: int = 1
    tags: frozenset[str] = frozenset()
    optional: bool = False
    shadow: Shadow | None = None

    @property
    def role(self) -> Role | None:
        """The part in the opening that this seat belongs to, None for a pool's."""
        return next((role for role in PARTS if role == self.who), None)

    @property
    def blocks(self) -> bool:
        """Whether an interview cannot be without this seat."""
        return not self.optional and self.shadow is None


@dataclass(frozen=True, slots=True)
class Pool:
    """A named set of interviewers: those listed by e-mail address, and everybody who has all of its tags."""

    key: str
    people: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Variant:
    """How a kind differs for one category of jobs; None means "as the kind has it".

    `where` and `link` take each other's place: either is used in the stead of both of the kind's.
    """

    duration: timedelta | None = None
    format: Format | None = None
    where: str | None = None
    link: LinkFrom | None = None
    before: timedelta | None = None
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of interview. It has a place or dial-in in `where`, or a `link` that the calendar makes for each interview;
    one with neither cannot be booked, so the policy refuses it.

    `interviewer` names whose seat it is by their part in the opening, where there is only one; `seats` names several.
    With `asks`, interviewers say that the times suit them before the candidate hears of them. `scheduled_by` are the
    roles that may start one by hand. `scorecard` is what its interviewers are asked afterwards; with `check_in`, candidate
    and interviewers are asked on the day itself whether all is well. `before` and `after` are kept free around the meeting.
    `window` holds the days and times at which this kind may happen, in the organisation's zone. `evenings` are further ones,
    beyond the window and the interviewers' own hours, where somebody asked for them: with interviewers who are asked first,
    or who agreed to it beforehand (the tag EVENINGS). `categories` are the jobs for which it differs.
    """

    key: str
    title: str
    duration: timedelta
    format: Format
    where: str = ""
    link: LinkFrom | None = None
    interviewer: Role = Role.RECRUITER
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    notice: timedelta = timedelta(hours=24)
    horizon: timedelta = timedelta(days=14)
    step: timedelta = timedelta(minutes=15)
    window: WorkingHours | None = None
    evenings: WorkingHours | None = None
    daily_load: int | None = None
    weekly_load: int | None = None
    wording: Wording = field(default_factory=Wording)
    seats: tuple[SeatRule, ...] = ()
    asks: bool = False
    scheduled_by: frozenset[Role] = frozenset({Role.RECRUITER, Role.COORDINATOR})
    scorecard: tuple[Item, ...] = USUAL
    check_in: bool = False
    categories: Mapping[str, Variant] = field(default_factory=dict)

    @property
    def makes_link(self) -> bool:
        """Whether an interview has its link only once its event stands on the calendar."""
        return self.link is not None

    @property
    def is_seated(self) -> bool:
        """Whether the kind itself says who sits there, rather than whoever starts it."""
        return self.asks or bool(self.seats)

    @property
    def places(self) -> tuple[SeatRule, ...]:
        """Return every seat, the one of a kind that names none included."""
        return self.seats or (SeatRule(self.interviewer),)

    def for_category(self, category: str) -> "Kind":
        """Return the kind as it is for a category of jobs (case ignored)."""
        variant = self.categories.get(category.strip().casefold())
        if variant is None:
            return self
        told = {one.name: getattr(variant, one.name) for one in fields(variant)}
        found = {name: value for name, value in told.items() if value is not None}
        other: dict[str, Any] = {} if found.keys().isdisjoint({"where", "link"}) else {"where": "", "link": None}
        return replace(self, **other | found)


@dataclass(frozen=True, slots=True)
class Offer:
    """How candidates are asked: how many options, how long they have, and how long after the one follow-up."""

    options: int = 2
    deadline: timedelta = timedelta(hours=48)
    follow_up: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Changes:
    """Until when and how often a candidate may move or cancel by themselves; after that a human helps."""

    cut_off: timedelta = timedelta(hours=4)
    reschedules: int = 3


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nothing but answers arrives: local wall-clock hours of the reader, and days off."""

    opens: time = time(8)
    closes: time = time(19)


@dataclass(frozen=True, slots=True)
class Feedback:
    """When scorecards are asked for, and who hears of missing ones: lengths after the end; "days" are working days.

    `ask` is a length of time. `manager` and `recruiter` are the days until the hiring manager and the recruiter hear of it,
    `debrief` those until the pack goes out without the missing ones, `decide` those that the decision may then take.
    """

    ask: timedelta = timedelta(hours=2)
    manager: int = 2
    recruiter: int = 3
    debrief: int = 5
    decide: int = 2


@dataclass(frozen=True, slots=True)
class Stale:
    """For how many working days of its owner an open application may go without contact, by what it waits for.

    `days` names stages of the ATS (folded) that differ: else `panel` where several people of a stage's interviews must be
    there, `decision` once the feedback is with whoever decides, `usual` for all others. `channels` are the hiring channels,
    by platform ("slack") as the platform names them, that hear of what nobody moves.
    """

    usual: int = 3
    panel: int = 4
    decision: int = 2
    days: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Digest:
    """When the one digest of a day arrives, by its reader's clock; after `until` it waits for their next working day."""

    at: time = time(9)
    until: time = time(12)


@dataclass(frozen=True, slots=True)
class IntakeGate:
    """Whether interviews for a role wait until its hiring manager has agreed what it needs."""

    required: bool = True


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who we are: `organizer` is the calendar that carries booked events, `recruiter` the named person of last resort.

    `candidate_hours` bound what candidates are written to (timely messages), in their zone. `brand` is a CSS colour.
    `ignored` are words that make an event on somebody's calendar count as free (case ignored).
    """

    name: str
    zone: str
    organizer: str
    recruiter: str
    calendar: str = "sandbox"
    locale: str = "en_GB"
    brand: str = "#1f4f46"
    privacy: str = ""
    holidays: frozenset[date] = frozenset()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the organisation decided. `stages` maps an ATS stage, by name (case ignored) or id, to a kind's key.

    `started` is how long after an interview's start its panel is asked whether the candidate is there.
    """

    organisation: Organisation
    kinds: Mapping[str, Kind]
    stages: Mapping[str, str]
    offer: Offer = field(default_factory=Offer)
    changes: Changes = field(default_factory=Changes)
    quiet: Quiet = field(default_factory=Quiet)
    reminder: timedelta = timedelta(hours=24)
    no_slots_after: timedelta = timedelta(days=10)
    started: timedelta = timedelta(minutes=5)
    pools: Mapping[str, Pool] = field(default_factory=dict)
    feedback: Feedback = field(default_factory=Feedback)
    stale: Stale = field(default_factory=Stale)
    digest: Digest = field(default_factory=Digest)
    intake: IntakeGate = field(default_factory=IntakeGate)

    def kind_as(self, key: str, *, category: str) -> Kind | None:
        """Return a kind as it is for a category of jobs, None when the policy does not have it."""
        kind = self.kinds.get(key)
        return None if kind is None else kind.for_category(category)

    def kind_for(self, *names: str) -> Kind | None:
        """Return the kind that the first mapped of these stage names or ids asks for."""
        keys = (self.stages.get(name.strip().casefold()) for name in names)
        return next((self.kinds[key] for key in keys if key is not None), None)
