"""The days before the demo begins: Northwind hires, so that every candidate stands somewhere else when somebody looks.

Nothing here is written into the record: people move, press, type and choose, and the program does the rest. It takes a
Wednesday to begin on, with ten days behind it that are no holidays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from adapters.sandbox.hands import Hands
from adapters.sandbox.seed import (
    ADA,
    ELENA,
    INES,
    JONAS,
    KENJI,
    LEA,
    MAI,
    OGUZ,
    OLU,
    PRIYA,
    RAE,
    SIOBHAN,
    STAGES,
    TOMASZ,
    Applicant,
    Colleague,
)
from adapters.sandbox.writings import COLLEAGUE, ENGINEER, MANAGER
from bot.domain.time import Interval, at, local_day, zone

HOUSE = zone(RAE.person.zone)
DAYS = 7
"""How many days before the demo begins its prologue does: from the Wednesday before."""
FURTHEST = timedelta(days=25)
_, SCREEN, PANEL, _ = STAGES


@dataclass(frozen=True, slots=True)
class Week:
    """The days around the one on which the demo begins, by the clock of the house."""

    begins: datetime

    def on(self, day: int, hour: int, minute: int = 0) -> datetime:
        """Return a time of day so many days after the demo's first (aware UTC)."""
        first: date = local_day(self.begins, zone=HOUSE)
        return at(first + timedelta(days=day), time(hour, minute), zone=HOUSE)

    def panel(self, day: int, hour: int, minute: int = 0) -> Interval:
        """Return the time that a panel takes, with what its kind keeps free around it."""
        start = self.on(day, hour, minute)
        return Interval(start, start + timedelta(minutes=75))

    def screen(self, day: int, hour: int, minute: int = 0) -> Interval:
        start = self.on(day, hour, minute)
        return Interval(start - timedelta(minutes=10), start + timedelta(minutes=40))


def begins(start: datetime) -> datetime:
    """Return when the prologue of a demo that starts then begins (aware UTC)."""
    return Week(start).on(-DAYS, 9, 30)


async def play(hands: Hands, *, start: datetime) -> None:
    """Play it all; at its end the clock stands at `start` (aware UTC)."""
    week = Week(start)
    for act in (_a_week_ago, _towards_the_weekend, _monday, _tuesday, _this_morning):
        await act(hands, week)
    await hands.wait_until(start)


async def _a_week_ago(hands: Hands, week: Week) -> None:
    """Elena is to meet the team on Monday; there is no budget for Tomasz yet."""
    for applicant in (ELENA, TOMASZ):
        await hands.apply(applicant)
    times = (week.panel(-2, 11), week.panel(-2, 15))
    async with hands.only_free(
        (JONAS, times), (OLU, times), (PRIYA, ()), (INES, ()), during=Interval(week.on(-7, 0), week.begins + FURTHEST)
    ):
        await hands.wait_until(week.on(-7, 9, 50))
        await hands.move(ELENA, PANEL)
    await hands.type(RAE, f"/usher hold {TOMASZ.name}")
    await hands.send(RAE, reason="Finance decides about a second role this week")
    await hands.type(RAE, f"/usher next {TOMASZ.name}")
    await hands.send(RAE, what="Hear from finance about the second role", day=f"{week.on(-7, 12):%Y-%m-%d}")
    await hands.wait_until(week.on(-7, 10, 20))
    await hands.press(JONAS, "Both work", about=ELENA.first_name)
    await hands.type(OLU, "both work")
    await hands.apply(OGUZ)
    await hands.wait_until(week.on(-7, 18))
    await hands.choose(ELENA)


async def _towards_the_weekend(hands: Hands, week: Week) -> None:
    """Tomasz is promised a word by Friday; Oğuz is to meet the team on Tuesday, Kenji to speak with Rae on Thursday."""
    await hands.wait_until(week.on(-6, 9, 40))
    await hands.press(RAE, "Send an update", about=TOMASZ.first_name)
    await hands.send(RAE, due=f"{week.on(-5, 12):%Y-%m-%d}")
    times = (week.panel(-1, 11), week.panel(-1, 15))
    async with hands.only_free(
        (PRIYA, times), (INES, times), (JONAS, ()), (OLU, ()), during=Interval(week.on(-6, 0), week.begins + FURTHEST)
    ):
        await hands.wait_until(week.on(-6, 10))
        await hands.move(OGUZ, PANEL)
    await hands.wait_until(week.on(-6, 10, 30))
    await hands.type(PRIYA, "both work")
    await hands.type(INES, "both are fine")
    await hands.wait_until(week.on(-6, 12))
    await hands.choose(OGUZ)
    await hands.apply(KENJI)
    await hands.wait_until(week.on(-5, 9, 30))
    await _screen(hands, KENJI, week.screen(1, 9, 30), week.screen(2, 9, 30), week=week)
    await hands.wait_until(week.on(-5, 13))
    await hands.choose(KENJI)


async def _monday(hands: Hands, week: Week) -> None:
    """Elena meets the team, and Jonas writes what he saw; Léa is invited, and does not answer."""
    await hands.wait_until(week.on(-2, 9, 40))
    await hands.apply(LEA)
    await hands.wait_until(week.on(-2, 11, 30))
    await _screen(hands, LEA, week.screen(1, 14), week.screen(2, 11), week=week)
    await hands.wait_until(week.on(-2, 15))
    await _writes(hands, JONAS, ELENA, ENGINEER)


async def _tuesday(hands: Hands, week: Week) -> None:
    """Olu has written too, so Ines has to decide; Oğuz meets the team; nobody has said what a Data Analyst is to do."""
    await hands.wait_until(week.on(-1, 9, 30))
    await _writes(hands, OLU, ELENA, COLLEAGUE)
    await hands.wait_until(week.on(-1, 14, 30))
    await _writes(hands, INES, OGUZ, MANAGER)
    await hands.apply(ADA)
    await hands.apply(MAI)
    await hands.apply(SIOBHAN)
    await hands.wait_until(week.on(-1, 15, 30))
    await hands.move(MAI, SCREEN)


async def _this_morning(hands: Hands, week: Week) -> None:
    """Ines has time for Siobhán; Priya has not said."""
    times = (week.panel(5, 11), week.panel(6, 15))
    async with hands.only_free(
        (PRIYA, times), (INES, times), (JONAS, ()), (OLU, ()), during=Interval(week.on(0, 0), week.begins + FURTHEST)
    ):
        await hands.wait_until(week.on(0, 9, 20))
        await hands.move(SIOBHAN, PANEL)
    await hands.wait_until(week.on(0, 9, 40))
    await hands.press(INES, "Both work", about=SIOBHAN.first_name)


async def _screen(hands: Hands, applicant: Applicant, *times: Interval, week: Week) -> None:
    async with hands.only_free((RAE, times), during=Interval(week.on(-DAYS, 0), week.begins + FURTHEST)):
        await hands.move(applicant, SCREEN)


async def _writes(hands: Hands, author: Colleague, applicant: Applicant, answers: Mapping[str, str]) -> None:
    await hands.press(author, "Fill in the scorecard", about=applicant.first_name)
    await hands.send(author, **answers)
