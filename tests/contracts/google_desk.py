"""A Google organisation and the program's calendars on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from bot.ports import Event
from tests.contracts.calendar_desk import HOUSE, INES, RAE, TEN
from tests.standins.google import Google

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
