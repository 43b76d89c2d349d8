"""When somebody works, as Outlook shows it to colleagues who look for a time; the right to read calendars is enough.

https://learn.microsoft.com/graph/api/resources/workinghours
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from adapters.calendars.microsoft_zones import DAYS, alike, named
from bot.domain.time import Hours, WorkingHours
from bot.inbound import Working

Json = Mapping[str, Any]


def working(told: object, *, year: int) -> Working | None:
    """Return what `workingHours` of a schedule tell, None for nothing. `year` is this one, for rules of somebody's own.

    Hours without a zone that is known tell nothing, and neither do ones that end before they begin, or hold on no day.
    """
    if not isinstance(told, Mapping) or not isinstance(told.get("timeZone"), Mapping):
        return None
    where = told["timeZone"]
    name = alike(where, year=year) if "bias" in where else named(str(where.get("name") or ""))
    return Working(name, _hours(told) if name else None)


def _hours(told: Json) -> WorkingHours | None:
    try:
        opens, closes = (
            time.fromisoformat(told[edge]).replace(second=0, microsecond=0) for edge in ("startTime", "endTime")
        )
        days = sorted(DAYS.index(str(day).lower()) for day in told["daysOfWeek"])
    except (ValueError, KeyError, TypeError):
        return None
    if not days or closes <= opens:
        return None
    return WorkingHours({day: Hours(opens, closes) for day in days})
