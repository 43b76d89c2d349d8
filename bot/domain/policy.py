"""The organisation's rules as values: what `hiring.toml` says, read once and passed along.

Durations are timedeltas; wall-clock hours are local to the person or site named beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from bot.domain.people import Role
from bot.domain.time import WorkingHours


class Format(StrEnum):
    PHONE = "phone"
    VIDEO = "video"
    ON_SITE = "on_site"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind says in its own words: one or two plain sentences each, no markup. Empty ones are left out."""

    invitation: str = ""
    expect: str = ""
    prepare: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of interview. A kind without a place or dial-in in `where` cannot be booked, so the policy refuses it.

    `interviewer` names whose seat it is by their part in the opening. `before` and `after` are kept free around the
    meeting. `window` holds the days and times at which this kind may happen, in the organisation's zone.
    """

    key: str
    title: str
    duration: timedelta
    format: Format
    where: str
    interviewer: Role = Role.RECRUITER
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    notice: timedelta = timedelta(hours=24)
    horizon: timedelta = timedelta(days=14)
    step: timedelta = timedelta(minutes=15)
    window: WorkingHours | None = None
    daily_load: int | None = None
    weekly_load: int | None = None
    wording: Wording = field(default_factory=Wording)


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
class Organisation:
    """Who we are: `organizer` is the calendar that carries booked events, `recruiter` the named person of last resort.

    `candidate_hours` bound what candidates are written to (timely messages), in their zone. `brand` is a CSS colour.
    """

    name: str
    zone: str
    organizer: str
    recruiter: str
    calendar: str = "sandbox"
    locale: str = "en"
    brand: str = "#1f4f46"
    privacy: str = ""
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the organisation decided. `stages` maps an ATS stage, by name (case ignored) or id, to a kind's key."""

    organisation: Organisation
    kinds: Mapping[str, Kind]
    stages: Mapping[str, str]
    offer: Offer = field(default_factory=Offer)
    changes: Changes = field(default_factory=Changes)
    quiet: Quiet = field(default_factory=Quiet)
    reminder: timedelta = timedelta(hours=24)
    no_slots_after: timedelta = timedelta(days=10)

    def kind_for(self, *names: str) -> Kind | None:
        """Return the kind that the first mapped of these stage names or ids asks for."""
        keys = (self.stages.get(name.strip().casefold()) for name in names)
        return next((self.kinds[key] for key in keys if key is not None), None)
