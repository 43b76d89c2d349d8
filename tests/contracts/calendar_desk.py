"""Whom and what the tests of all calendars speak of."""

from datetime import UTC, datetime, timedelta

from bot.domain.time import Interval
from bot.ports import Event

RAE = "rae.morgan@northwind.example"
INES = "ines.duarte@northwind.example"
HOUSE = "interviews@northwind.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WINDOW = Interval(NOW - timedelta(days=1), NOW + timedelta(days=29))
TEN = Interval(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
NOON = Interval(NOW + timedelta(hours=3), NOW + timedelta(hours=4))
HOLD = Event(TEN, "[Hold] Recruiter screen: Ada O.", text="Held by Usher.", tentative=True)
