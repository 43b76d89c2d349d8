"""Whatever people press, answer, move and delete, in whatever order it is heard of: calendars and record agree in the end.

Nothing of our own comes back to us as news: once the feeds are read, reading them again changes nothing, and what was done
is in proportion to what people did.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.actions import LookAgain, SeatCannot, SeatFits
from bot.domain.dead_end import EventGone, EventMoved
from bot.domain.interview import IN_PLAY, Standing
from bot.domain.time import Interval
from bot.effects import CheckEvent
from bot.inbound import CalendarRead, EventsRead, Feed, GuestAnswer, Inbound
from bot.ports import Permanent
from storage.engine import Database, open_store
from tests.office import RAE
from tests.usecases.talking import HOUSE, Talking, later
from tests.when import SettableClock

READS = {"calendar.read": 1, "events.read": 1}
FOR_EACH = 40
"""How many effects may follow from one thing that somebody does: holds, events, cards, mails, reads and looks."""


class Hands(Talking):
    """What people do by hand, each a step that may find nothing to do; `late` is what feeds told and nobody heard yet."""

    def __init__(self, database: Database, clock: SettableClock) -> None:
        super().__init__(database.store, clock)
        self.late: list[Inbound] = []
        self.done = Counter[str]()
        self.relay = replace(self.relay, count=lambda became, word: self.done.update([word]))

    async def event(self) -> str:
        booking = (await self.interview()).booking
        return booking.event if booking else ""

    async def answers(self, answer: GuestAnswer, *, proposed: bool = False) -> None:
        booking = (await self.interview()).booking
        if booking is not None and booking.event:
            other = later(booking.span, 5) if proposed else None
            await self.calendar.answer(RAE.email, booking.event, answer, proposed=other)

    async def shifts(self, owner: str, hours: int) -> None:
        """Somebody drags the event, or their copy of it, to so many hours from where the record has it."""
        booking = (await self.interview()).booking
        if booking is not None and booking.event:
            await self.calendar.shift(owner, booking.event, later(booking.span, hours) if hours else booking.span)

    async def removes(self, owner: str) -> None:
        if event := await self.event():
            await self.calendar.remove(owner, kept=event)

    async def unholds(self, *, by: int = 0) -> None:
        """Rae deletes the first of her holds, or drags it by so many hours."""
        for span, name in [*(await self.holds()).items()][:1]:
            if by:
                await self.calendar.shift(RAE.email, name, later(span, by))
            else:
                await self.calendar.remove(RAE.email, kept=name)

    async def picks(self) -> None:
        standing = (await self.interview()).standing
        if standing:
            await self.post(await self.link(), "pick", option=str(standing[0].number))

    async def backs(self) -> None:
        booking = (await self.interview()).booking
        if booking is not None and booking.wrong is not None:
            await self.puts_back()

    async def goes_along(self) -> None:
        booking = (await self.interview()).booking
        if booking is not None and isinstance(booking.wrong, EventMoved):
            await self.follows(booking.wrong.span)

    async def reads_late(self) -> None:
        """Both feeds are read, and what they tell is on its way for a while."""
        now = self.clock()
        window = Interval(now - timedelta(days=7), now + timedelta(days=60))
        async with self.store() as work:
            own, all_of_them = (
                await work.mirror.cursor(self.rae.id),
                await work.organiser.cursor("sandbox", owner=HOUSE),
            )
        told = await self.calendar.events(HOUSE, all_of_them, window=window)
        self.late.append(EventsRead("sandbox", HOUSE, told, now))
        read = await self.calendar.changes(RAE.email, own, window=window)
        self.late.append(CalendarRead(self.rae.id, read, now, Feed("sandbox", RAE.email, own)))

    async def hears_late(self) -> None:
        for told in self.late:
            await self.handle(told)
        self.late = self.late[:1]  # a delivery may come twice

    async def looks(self) -> None:
        interview = (await self.interview()).id
        async with self.store() as work:
            await work.outbox.add(CheckEvent(interview, gone=(self.rae.id,)))

    async def presses_about(self, kind: type[SeatFits] | type[SeatCannot] | type[LookAgain]) -> None:
        await self.presses(kind((await self.interview()).id))


STEPS: Mapping[str, Callable[[Hands], Awaitable[object]]] = {
    "yes": lambda hands: hands.answers(GuestAnswer.YES),
    "no": lambda hands: hands.answers(GuestAnswer.NO),
    "maybe": lambda hands: hands.answers(GuestAnswer.MAYBE),
    "proposes": lambda hands: hands.answers(GuestAnswer.MAYBE, proposed=True),
    "event moved": lambda hands: hands.shifts(HOUSE, 3),
    "event moved back": lambda hands: hands.shifts(HOUSE, 0),
    "event deleted": lambda hands: hands.removes(HOUSE),
    "copy moved": lambda hands: hands.shifts(RAE.email, 4),
    "copy deleted": lambda hands: hands.removes(RAE.email),
    "hold deleted": lambda hands: hands.unholds(),
    "hold moved": lambda hands: hands.unholds(by=6),
    "fits": lambda hands: hands.presses_about(SeatFits),
    "cannot": lambda hands: hands.presses_about(SeatCannot),
    "other times": lambda hands: hands.presses_about(LookAgain),
    "picks": Hands.picks,
    "put back": Hands.backs,
    "follow": Hands.goes_along,
    "reads late": Hands.reads_late,
    "hears late": Hands.hears_late,
    "looks": Hands.looks,
    "hears": Hands.hears,
    "settles": Hands.settle,
}


async def play(url: str, steps: list[str]) -> None:
    clock = SettableClock()
    database = open_store(url, clock=clock)
    try:
        hands = Hands(database, clock)
        await hands.furnish()
        await hands.booked()
        await hands.hears()
        before = hands.done.total()
        for step in steps:
            try:
                await STEPS[step](hands)
            except Permanent:
                continue  # there is no such event any more to be moved or answered
        await hands.hears_late()
        for _ in range(3):
            await hands.hears()
        version, done = (await hands.interview()).version, hands.done.copy()
        await hands.hears()

        assert (await hands.interview()).version == version, "what was heard before is no news"
        assert hands.done - done == READS, "but for the two reads nothing follows from it"
        assert done.total() - before <= FOR_EACH * (len(steps) + 1)
        await agrees(hands)
    finally:
        await database.close()


async def agrees(hands: Hands) -> None:
    interview = await hands.interview()
    match interview.booking, interview.booking and interview.booking.wrong:
        case (None, _) | (_, EventGone()):
            expected = []
        case _, EventMoved(span):
            expected = [span]
        case booking, _:
            expected = [booking.span]
    assert await hands.stands() == expected
    held = sorted(option.span for option in interview.options if option.standing in IN_PLAY)
    assert sorted(await hands.holds()) == held
    assert not any(option.standing is Standing.PLACING for option in interview.options)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=8, max_size=16))
def test_calendars_and_record_agree_in_the_end_and_nothing_goes_round_in_circles(
    sqlite_template: Path, tmp_path_factory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("loop") / "usher.db"
    shutil.copyfile(sqlite_template, path)
    asyncio.run(play(f"sqlite+aiosqlite:///{path}", steps))
