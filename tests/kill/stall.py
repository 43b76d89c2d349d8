"""Standing still for ever at one named point of one effect, so that a program can be killed exactly there.

The point is told only when everything else that was claimed with the effect has been settled: the kill then hits one
effect at one point, and what is found afterwards can be said in advance.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from bot.domain.pipeline import Status
from bot.domain.scorecard import Written
from bot.domain.time import Interval
from bot.effects import Outcome
from bot.inbound import AtsRecord, Changes, EventChanges, EventNow, Inbound, Working
from bot.ports import Ats, Calendar, Check, Claimed, Event, FarEnds, Kept, Store, Unreadable, Watch, Watching
from bot.relay import Perform, Relay, Settle, word
from bot.settling import Settling

T = TypeVar("T")

PERFORMED: ContextVar[int] = ContextVar("the outbox row that this task carries out")
MAILS = frozenset({"mail.send", "update.send"})
POSTS = frozenset({"card.tell", "card.refresh", "channel.tell", "who.is", "who.told", "said.answer", "home.show"})
FAR_AWAY = MAILS | POSTS
"""Effects whose answers the stand-ins of Slack and mail withhold, in the test."""


class Point(StrEnum):
    """BEFORE: claimed, the far end not yet called. ACCEPTED: done there, the answer not yet here. COMMITTED: settled."""

    BEFORE = "before the call"
    ACCEPTED = "after acceptance"
    COMMITTED = "after commit"


class Stall:
    """Stalls the first effect of `kind` (its stable word) that is claimed; `stands` is called once it stands there.

    Answers from far away are withheld there: for those, `stands` says that nothing else is under way here any more.
    """

    def __init__(self, kind: str, *, point: Point, stands: Callable[[], None]) -> None:
        self._kind, self._point, self._stands = kind, point, stands
        self._row = 0
        self._under_way: set[int] = set()
        self._all_began = self._reached = False

    def on(self, relay: Relay) -> Relay:
        settle, settling = self._settling(relay.settle), StallingSettling(self)
        return replace(relay, perform=self._performing(relay.perform), settle=settle, settling=settling)

    def around(self, ends: FarEnds) -> FarEnds:
        return replace(
            ends,
            calendars={name: StallingCalendar(calendar, self) for name, calendar in ends.calendars.items()},
            ats={name: StallingAts(ats, self) for name, ats in ends.ats.items()},
            checks={name: self._looking(check) for name, check in ends.checks.items()},
            watching={name: StallingWatching(watching, self) for name, watching in ends.watching.items()},
        )

    def _looking(self, check: Check) -> Check:
        return lambda: self.after(check())

    async def after(self, call: Awaitable[T]) -> T:
        """Return what the far end answers, or never, if that is the answer to be withheld."""
        answer = await call
        if self._point is Point.ACCEPTED and PERFORMED.get() == self._row:
            await self._for_ever()
        return answer

    def _performing(self, perform: Perform) -> Perform:
        async def performing(claimed: Claimed) -> Inbound:
            PERFORMED.set(claimed.id)
            self._under_way.add(claimed.id)
            if not self._row and word(claimed) == self._kind:
                await self._meets(claimed)
            return await perform(claimed)

        return performing

    async def _meets(self, claimed: Claimed) -> None:
        self._row = claimed.id
        # The tasks of a batch were all made before the first of them ran, so this is called after each has begun.
        asyncio.get_running_loop().call_soon(self._began)
        self._reached = self._point is Point.ACCEPTED and self._kind in FAR_AWAY
        if self._point is Point.BEFORE:
            await self._for_ever()

    def _settling(self, settle: Settle) -> Settle:
        async def settling(row: Claimed | Unreadable, inbound: Inbound) -> None:
            await settle(row, inbound)
            await self.settled(row)

        return settling

    async def settled(self, row: Claimed | Unreadable) -> None:
        """Go on, or never, if it is after the commit of this row that the program stands."""
        if row.id == self._row and self._point is Point.COMMITTED:
            await self._for_ever()
        self._under_way.discard(row.id)
        self._look()

    async def _for_ever(self) -> None:
        self._reached = True
        self._look()
        await asyncio.Event().wait()

    def _began(self) -> None:
        self._all_began = True
        self._look()

    def _look(self) -> None:
        if self._reached and self._all_began and self._under_way == {self._row}:
            self._stands()


class StallingSettling(Settling):
    """Settles what is done, and may stand still after that."""

    def __init__(self, stall: Stall) -> None:
        super().__init__()
        self._stall = stall

    async def done(self, row: Claimed | Unreadable, *, store: Store) -> None:
        await super().done(row, store=store)
        await self._stall.settled(row)


@dataclass(frozen=True, slots=True)
class StallingCalendar:
    """A calendar whose answers may be withheld; the mere question whether a time is busy always gets one."""

    calendar: Calendar
    stall: Stall

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        return await self.stall.after(self.calendar.changes(owner, cursor, window=window))

    async def events(self, owner: str, cursor: str, *, window: Interval) -> EventChanges:
        return await self.stall.after(self.calendar.events(owner, cursor, window=window))

    async def look(self, owner: str, kept: str) -> EventNow:
        return await self.stall.after(self.calendar.look(owner, kept))

    async def hours(self, owner: str) -> Working | None:
        return await self.stall.after(self.calendar.hours(owner))

    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]:
        return await self.calendar.busy(owner, span)

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        return await self.stall.after(self.calendar.place(owner, event, key=key))

    async def move(self, owner: str, kept: str, event: Event) -> Kept:
        return await self.stall.after(self.calendar.move(owner, kept, event))

    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None:
        await self.stall.after(self.calendar.remove(owner, key=key, kept=kept))


@dataclass(frozen=True, slots=True)
class StallingWatching:
    """A calendar that tells of changes, whose answers may be withheld."""

    watching: Watching
    stall: Stall

    async def watch(self, owner: str, *, to: str, token: str) -> Watch:
        return await self.stall.after(self.watching.watch(owner, to=to, token=token))

    async def renew(self, owner: str, watch: Watch, *, to: str, token: str) -> Watch:
        return await self.stall.after(self.watching.renew(owner, watch, to=to, token=token))

    async def unwatch(self, owner: str, watch: Watch) -> None:
        await self.stall.after(self.watching.unwatch(owner, watch))


@dataclass(frozen=True, slots=True)
class StallingAts:
    """An ATS whose answers may be withheld."""

    ats: Ats
    stall: Stall

    async def read(self, application: str) -> AtsRecord:
        return await self.stall.after(self.ats.read(application))

    async def write(self, application: str, outcome: Outcome, *, span: Interval | None, key: str) -> None:
        await self.stall.after(self.ats.write(application, outcome, span=span, key=key))

    async def feedback(self, application: str, written: Written, *, key: str) -> None:
        await self.stall.after(self.ats.feedback(application, written, key=key))

    async def move(self, application: str, *, status: Status, key: str) -> None:
        await self.stall.after(self.ats.move(application, status=status, key=key))
