"""An office whose people act in their calendars; what they do there reaches Usher when its feeds are read."""

from bot.actions import FollowEvent, PutEventBack
from bot.domain.interview import Booking, Seat
from bot.domain.time import Interval, epoch
from bot.effects import ReadCalendar, ReadEvents
from bot.inbound import GuestAnswer
from bot.reply import Reply
from tests.office import POLICY, RAE, Office

HOUSE = POLICY.organisation.organizer


class Talking(Office):
    """The organiser's calendar is nobody's own; Rae's is read with it."""

    async def hears(self, *, organiser: bool = True, own: bool = True) -> None:
        """The feeds are read, as they are now and then."""
        async with self.store() as work:
            if own:
                await work.outbox.add(ReadCalendar(self.rae.id))
            if organiser:
                await work.outbox.add(ReadEvents())
        await self.settle()

    async def says(self, answer: GuestAnswer, *, proposed: Interval | None = None) -> None:
        """Rae answers the invitation in her calendar."""
        await self.calendar.answer(RAE.email, (await self.booking()).event, answer, proposed=proposed)
        await self.hears()

    async def booking(self) -> Booking:
        found = (await self.interview()).booking
        assert found is not None
        return found

    async def seat(self) -> Seat:
        return next(seat for seat in (await self.interview()).seats if seat.person == self.rae.id)

    async def drags(self, owner: str, event: str, span: Interval) -> None:
        """Somebody moves an event on their own calendar."""
        await self.calendar.shift(owner, event, span)
        await self.hears()

    async def deletes(self, owner: str, event: str) -> None:
        await self.calendar.remove(owner, kept=event)
        await self.hears()

    async def puts_back(self) -> Reply:
        interview = await self.interview()
        reply = await self.presses(PutEventBack(interview.id, interview.sequence))
        await self.settle()
        return reply

    async def follows(self, span: Interval) -> Reply:
        interview = await self.interview()
        reply = await self.presses(FollowEvent(interview.id, interview.sequence, epoch(span.start), epoch(span.end)))
        await self.settle()
        return reply

    async def stands(self, owner: str = HOUSE) -> list[Interval]:
        """Return when events stand on a calendar that are no holds."""
        now = self.clock()
        entries = await self.calendar.on(owner, Interval(now, now + 60 * (POLICY.kinds["screen"].duration * 48)))
        return [entry.span_for(owner) for entry in entries if not entry.tentative]

    async def holds(self) -> dict[Interval, str]:
        """Return the holds on Rae's calendar, each with its id."""
        now = self.clock()
        entries = await self.calendar.on(RAE.email, Interval(now, now + 60 * (POLICY.kinds["screen"].duration * 48)))
        return {entry.span: entry.id for entry in entries if entry.tentative}

    async def needs_you(self) -> list[str]:
        return [card for card in await self.cards() if "Needs you" in card]

    async def history(self) -> list[tuple[str, str]]:
        """Return what happened, and on what occasion, the oldest first."""
        async with self.store() as work:
            rows = await work.audit.recent(limit=100)
        return [(row.what, row.why) for row in reversed(rows) if not row.read]


def later(span: Interval, hours: int = 1) -> Interval:
    by = hours * 2 * POLICY.kinds["screen"].duration
    return Interval(span.start + by, span.end + by)
