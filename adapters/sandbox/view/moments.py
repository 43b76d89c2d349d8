"""The timeline: moments by day, the newest first, of everybody or of one candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from adapters.sandbox.timeline import Moment
from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.house import HOUSE
from bot.domain.time import local_day

FIRST, MOST = 14, 60  # moments that are shown at once, and at all


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    moments: Sequence[Moment]


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to see one candidate's moments alone; the one without a name leads back to everybody's."""

    name: str
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """`days` are shown at once, `earlier` when they are asked for."""

    filters: Sequence[Filter]
    days: Sequence[Day]
    earlier: Sequence[Day]


def timeline(moments: Sequence[Moment], *, choice: Choice) -> Timeline:
    """Return what to show of moments that come newest first."""
    names = {each.about.key: each.about.name for each in moments if each.about.key}
    about = choice.about if choice.about in names else ""
    filters = [Filter("", choice.query(about=""), not about)]
    filters += [
        Filter(name, choice.query(about=key), key == about) for key, name in sorted(names.items(), key=itemgetter(1))
    ]
    told = [each for each in moments if not about or each.about.key == about][:MOST]
    return Timeline(filters, _days(told[:FIRST]), _days(told[FIRST:]))


def _days(moments: Sequence[Moment]) -> Sequence[Day]:
    days = groupby(moments, key=lambda each: local_day(each.at, zone=HOUSE))
    return [Day(day, list(group)) for day, group in days]
