"""Rules that a named person let give way for one interview: a closed set, each with a word that stays.

A relaxation makes the question of a search wider and is judged with it, so whatever a word says, only what calendars,
reservations and the rules that are left allow comes of it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum

from bot.domain.ids import PersonId
from bot.domain.mask import UNIT
from bot.domain.policy import Kind
from bot.domain.time import Hours, WorkingHours

EVENING = time(20)


class Eased(StrEnum):
    """What gives way; everything but the last two is a rule of the kind."""

    LONGER_HORIZON = "longer_horizon"
    HALF_BUFFERS = "half_buffers"
    NO_BUFFERS = "no_buffers"
    EVENINGS = "evenings"
    NO_WINDOW = "no_window"
    HIGHER_DAILY_LOAD = "higher_daily_load"
    HIGHER_WEEKLY_LOAD = "higher_weekly_load"
    OTHER_PERSON = "other_person"
    OTHER_POOL = "other_pool"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule that gives way. `person`, or everybody of the `pool`, may take a seat as well, as far as they have its tags.

    `seat` counts the kind's seats that are drawn from pools, from 0; it means nothing for the other rules.
    """

    rule: Eased
    seat: int = 0
    person: PersonId | None = None
    pool: str = ""

    def __str__(self) -> str:
        """Return the word that is stored, kept in the audit and carried by buttons."""
        match self.rule:
            case Eased.OTHER_PERSON:
                return f"{self.rule}:{self.seat}:{self.person}"
            case Eased.OTHER_POOL:
                return f"{self.rule}:{self.seat}:{self.pool}"
            case _:
                return str(self.rule)

    @classmethod
    def of(cls, word: str) -> "Relaxation":
        """Return what a word stands for; raises ValueError for any other text."""
        name, *told = word.split(":", 2)
        match Eased(name), told:
            case Eased.OTHER_PERSON, [seat, person]:
                return cls(Eased.OTHER_PERSON, _number(seat), PersonId(_number(person)))
            case Eased.OTHER_POOL, [seat, pool] if pool:
                return cls(Eased.OTHER_POOL, _number(seat), pool=pool)
            case Eased.OTHER_PERSON | Eased.OTHER_POOL, _:
                raise ValueError(f"“{name}” says neither which seat nor who")
            case rule, []:
                return cls(rule)
            case _:
                raise ValueError(f"“{name}” says more than it can")


Relaxations = tuple[Relaxation, ...]


def relaxed(kind: Kind, by: Collection[Relaxation]) -> Kind:
    """Return the kind once rules have given way, each by one step, however often it is named."""
    rules = {each.rule for each in by}
    before, after = shorter(kind.before, rules=rules), shorter(kind.after, rules=rules)
    window = None if Eased.NO_WINDOW in rules or kind.window is None else later(kind.window, rules=rules)
    return replace(
        kind,
        horizon=kind.horizon * 2 if Eased.LONGER_HORIZON in rules else kind.horizon,
        before=before,
        after=after,
        window=window,
        daily_load=_one_more(kind.daily_load) if Eased.HIGHER_DAILY_LOAD in rules else kind.daily_load,
        weekly_load=_one_more(kind.weekly_load) if Eased.HIGHER_WEEKLY_LOAD in rules else kind.weekly_load,
    )


def shorter(buffer: timedelta, *, rules: Collection[Eased]) -> timedelta:
    """Return a buffer, halved to whole steps of five minutes or left out."""
    if Eased.NO_BUFFERS in rules:
        return timedelta(0)
    return halved(buffer) if Eased.HALF_BUFFERS in rules else buffer


def halved(buffer: timedelta) -> timedelta:
    """Return half a buffer, in whole steps of five minutes."""
    return buffer // 2 // UNIT * UNIT


def later(hours: WorkingHours, *, rules: Collection[Eased]) -> WorkingHours:
    """Return working hours, or a kind's window, as they are with evenings where these are allowed."""
    return open_until(hours, EVENING) if Eased.EVENINGS in rules else hours


def open_until(week: WorkingHours, until: time) -> WorkingHours:
    """Return the week with every day open until a later hour; a shift past midnight stays as it is."""

    def longer(hours: Hours) -> Hours:
        return replace(hours, closes=until) if hours.opens < hours.closes < until else hours

    return WorkingHours({day: longer(hours) for day, hours in week.days.items()})


def _one_more(limit: int | None) -> int | None:
    return None if limit is None else limit + 1


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(f"“{text[:20]}” is no number")
    return int(text)
