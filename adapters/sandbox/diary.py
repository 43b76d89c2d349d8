"""What people do in their own calendars, on the demo's page: block time, take something off, answer an invitation."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from aiohttp import web

from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.view.house import OWNERS, Owner
from bot.domain.time import Interval, at, zone
from bot.inbound import GuestAnswer

TITLE_LIMIT, LONGEST_BLOCK = 120, 24 * 60  # characters, minutes
ANSWERS = {each.value: each for each in GuestAnswer if each is not GuestAnswer.NONE}

Fields = Mapping[str, str]
Touched = Callable[[str], Awaitable[None]]


async def untold(owner: str) -> None:
    """Tell nobody that a calendar changed: it is read when it is read."""


class Diary:
    """Each act returns the part of the page to come back to. `touched` hears whose calendar changed, as a vendor tells."""

    def __init__(self, calendar: SandboxCalendar, *, touched: Touched) -> None:
        self._calendar = calendar
        self._touched = touched

    async def block(self, request: web.Request, fields: Fields) -> str:
        """Take up time on somebody's calendar, in their own zone."""
        owner = _owner(fields.get("owner", ""))
        title = fields.get("title", "").strip()[:TITLE_LIMIT] or "Busy"
        await self._calendar.put_busy(owner.email, _span(fields, zone_name=owner.zone), title=title)
        await self._touched(owner.email)
        return "calendars"

    async def free(self, request: web.Request, fields: Fields) -> str:
        owner = _owner(request.match_info["owner"])
        await self._calendar.remove(owner.email, kept=_event(fields))
        await self._touched(owner.email)
        return "calendars"

    async def answer(self, request: web.Request, fields: Fields) -> str:
        """Answer an invitation in the calendar, which its organiser is told of."""
        owner, answer = _owner(request.match_info["owner"]), ANSWERS.get(fields.get("answer", ""))
        if answer is None:
            raise web.HTTPBadRequest(text="Answer yes, maybe or no.")
        await self._calendar.answer(owner.email, _event(fields), answer)
        await self._touched(owner.email)
        await self._touched(OWNERS["interviews"].email)
        return "calendars"


def _owner(key: str) -> Owner:
    owner = OWNERS.get(key)
    if owner is None:
        raise web.HTTPNotFound(text="There is no such calendar.")
    return owner


def _event(fields: Fields) -> str:
    if not fields.get("event"):
        raise web.HTTPBadRequest(text="Say which event.")
    return fields["event"]


def _span(fields: Fields, *, zone_name: str) -> Interval:
    """Read a local start and a length in minutes; raises HTTPBadRequest for anything else."""
    try:
        start = datetime.fromisoformat(fields.get("starts", ""))
        minutes = int(fields.get("minutes", ""))
        if start.tzinfo is not None or not 0 < minutes <= LONGEST_BLOCK:
            raise ValueError("a local time, and at most a day")
        begins = at(start.date(), start.time(), zone=zone(zone_name))
        return Interval(begins, begins + timedelta(minutes=minutes))
    except (ValueError, OverflowError) as error:
        raise web.HTTPBadRequest(text="Give a start such as 2026-03-02T14:00 and a length in minutes.") from error
