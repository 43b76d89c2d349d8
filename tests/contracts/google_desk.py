"""A Google organisation and the program's calendars on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from bot.domain.time import Interval
from bot.ports import Event
from tests.standins.google import Google

RAE = "rae.morgan@northwind.example"
INES = "ines.duarte@northwind.example"
HOUSE = "interviews@northwind.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WINDOW = Interval(NOW - timedelta(days=1), NOW + timedelta(days=29))
TEN = Interval(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
NOON = Interval(NOW + timedelta(hours=3), NOW + timedelta(hours=4))
HOLD = Event(TEN, "[Hold] Recruiter screen: Ada O.", text="Held by Usher.", tentative=True)
BOOKED = Event(TEN, "Recruiter screen: Ada O.", text="Q & A <30 min>", where="Video", attendees=(RAE, INES))


@dataclass(frozen=True, slots=True)
class Desk:
    google: Google
    calendar: GoogleCalendar


@asynccontextmanager
async def opened(*, patience: float = 10.0, ignored: tuple[str, ...] = ()) -> AsyncIterator[Desk]:
    async with Google(RAE, INES, HOUSE) as google:
        calls = GoogleCalls(google.key, url=google.url, patience=patience)
        yield Desk(google, GoogleCalendar(calls, house=HOUSE, ignored=ignored))
        calls.close()
