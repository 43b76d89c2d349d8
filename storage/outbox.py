"""The outbox: effects that wait to be carried out, in lanes that keep their order.

Only the lowest unfinished row of a lane can be claimed; a dead row stops its lane. Times here are real seconds since
1970: product time may be moved, and a lease or a retry must not move with it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, select, update

from bot.codec import Unreadable as NotReadable
from bot.codec import structured
from bot.domain.ids import random_key
from bot.effects import (
    CheckEvent,
    Effect,
    Examine,
    ReadCalendar,
    ReadEvents,
    ReadHours,
    Refresh,
    ShowHome,
    UnwatchCalendar,
    WatchCalendar,
    WhoIs,
    lane,
)
from bot.ports import Claimed, LeaseLost, Unreadable
from storage.lanes import (
    ADD,
    CLAIM,
    CROWD_OUT,
    FORGET_ALL,
    GIVE_BACK,
    HAS,
    IS_DEAD,
    IS_WAITING,
    SETTLE,
    SETTLE_ALL,
    SUPERSEDE,
    UNTOUCHED,
)
from storage.tables import outbox
from storage.transaction import Transaction
from storage.tray import KINDS, Tray, fresh_row

SKIPPED = "skipped"  # stored with the rows that a person skipped
ENOUGH_ONCE = (ReadCalendar, ReadEvents, WatchCalendar, UnwatchCalendar, Examine)
"""Effects that look at what is there when they are carried out, so that a second one that waits adds nothing."""
LOOKS = (*ENOUGH_ONCE, CheckEvent, ReadHours)


class SqlOutbox:
    """Effects go in at the end of the transaction, all together and in their order; whatever asks for them sees them in."""

    __slots__ = ("_transaction", "_tray", "_waits")

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._tray = Tray()
        self._waits = False

    async def add(self, effect: Effect, *, key: str = "", not_before: datetime | None = None) -> None:
        """Have the effect carried out, not before a real instant; one with a key that was ever used is a no-op.

        A Refresh takes the place of those in its lane that nobody attempted, back to where the card is posted anew: what
        waits before that redraws another message. A ShowHome does the same, rather than rely on one that waits: a relay that
        is just taking that up would draw what was before this transaction. One of ENOUGH_ONCE that still waits is enough.
        """
        if isinstance(effect, ENOUGH_ONCE) and await self._has(effect):
            return
        if isinstance(effect, Refresh | ShowHome):
            await self._crowd_out(effect)
        self._tray.add(fresh_row(effect, now=self._transaction.times.real(), key=key, not_before=not_before))
        self._transaction.sent = True
        self._write_at_the_end()

    async def add_first(self, effect: Effect, *, key: str) -> bool:
        """Have the effect carried out at once and say whether its key was new. A WhoIs that is over gives its key back."""
        await self._write()
        if isinstance(effect, WhoIs):
            await self._transaction.run(GIVE_BACK, {"its_key": key})
        self._transaction.sent = True
        row = fresh_row(effect, now=self._transaction.times.real(), key=key)
        return await self._transaction.add_once(outbox, row, unique=("key",))

    async def add_looks(self, effects: Collection[Effect]) -> None:
        """Have each of these carried out, all of them LOOKS, in two statements however many they are.

        Of ENOUGH_ONCE there is one for each lane, and none where one waits that nobody attempted.
        """
        await self._write()
        now, once = (
            self._transaction.times.real(),
            {lane(each): each for each in effects if isinstance(each, ENOUGH_ONCE)},
        )
        found = await self._transaction.run(UNTOUCHED, {"lanes": list(once)}) if once else ()
        waits = {(row.lane, row.kind) for row in found}
        wanted: list[Effect] = [each for name, each in once.items() if (name, KINDS[type(each)]) not in waits]
        wanted += (each for each in effects if not isinstance(each, ENOUGH_ONCE))
        if wanted:
            self._transaction.sent = True
            await self._transaction.run(ADD, [fresh_row(each, now=now) for each in wanted])

    async def supersede(self, lane: str) -> None:
        """Let what waits in the lane and was never attempted count as done.

        Removals stay: their key is used up, so that nobody could ask for them a second time.
        """
        if self._tray.kinds_in(lane):
            await self._write()
        self._tray.superseded[lane] = None
        self._write_at_the_end()

    async def claim(self, *, limit: int) -> Sequence[Claimed | Unreadable]:
        """Lease up to `limit` rows to the caller, longest due first, in one statement; nobody else gets them meanwhile."""
        await self._write()
        now, lease = self._transaction.times.real(), random_key()
        until = now + self._transaction.times.lease.total_seconds()
        found = await self._transaction.run(CLAIM, {"now": now, "until": until, "owner": lease, "limit": limit})
        return tuple(_claimed(row, lease) for row in sorted(found, key=lambda row: row.id))

    async def done(self, claimed: Claimed | Unreadable) -> None:
        """Settle a row for good; raises LeaseLost when another relay has taken over."""
        if not await self.all_done([claimed]):
            raise LeaseLost(f"row {claimed.id} is no longer ours")

    async def all_done(self, those: Collection[Claimed | Unreadable]) -> Collection[tuple[int, str]]:
        """Settle rows for good, a statement for each claim; returns the id and lease of those still the caller's.

        Effects that only look come by the thousand a day: nothing is kept of those without a key to be remembered by.
        """
        alike: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for each in those:
            alike[each.lease, _is_forgotten(each)].append(each.id)
        settled: set[tuple[int, str]] = set()
        for (lease, forgotten), rows in alike.items():
            statement, values = (FORGET_ALL, {}) if forgotten else (SETTLE_ALL, self._over(""))
            found = await self._transaction.run(statement, {"rows": rows, "lease": lease, **values})
            settled.update((row, lease) for row in found.scalars())
        return settled

    async def again(self, claimed: Claimed, *, wait: timedelta, why: str, refused: bool) -> None:
        """Try later, in the same place of its lane. `refused`: it was certainly not done. Raises LeaseLost."""
        later = {
            "not_before": self._transaction.times.real() + wait.total_seconds(),
            "lease_owner": None,
            "lease_until": None,
            "why": why,
        }
        await self._settle(claimed, later | ({"attempting": False} if refused else {}))

    async def dead(self, claimed: Claimed | Unreadable, *, why: str) -> None:
        """Give the row up; its lane stands still until a person revives or skips it. Raises LeaseLost."""
        await self._settle(claimed, {"state": "dead", "why": why, "lease_owner": None, "lease_until": None})

    async def dead_row(self, row: int) -> tuple[Effect, str] | None:
        """Return what was given up and why; None if the row is not dead or cannot be read by this program."""
        found = await self._transaction.run(select(outbox.c.effect, outbox.c.why).where(outbox.c.id == row, IS_DEAD))
        dead = found.one_or_none()
        if dead is None:
            return None
        try:
            return _effect(dead.effect), dead.why
        except NotReadable:
            return None

    async def was_skipped(self, row: int) -> bool:
        """Return whether a person let the lane go on without this row."""
        found = await self._transaction.run(select(outbox.c.why).where(outbox.c.id == row))
        return found.scalar_one_or_none() == SKIPPED

    async def revive(self, row: int) -> bool:
        """Have a dead row tried again at once; returns whether it was dead."""
        waiting = {"state": "waiting", "not_before": self._transaction.times.real(), "why": ""}
        return await self._raise_dead(row, waiting)

    async def put_off(self, row: int, *, wait: timedelta, refused: bool) -> bool:
        """Have a dead row tried again after some real time. `refused`: the last attempt was certainly not accepted."""
        due = self._transaction.times.real() + wait.total_seconds()
        waiting = {"state": "waiting", "not_before": due, "why": ""}
        return await self._raise_dead(row, waiting | ({"attempting": outbox.c.uncertain} if refused else {}))

    async def hasten(self, kind: type[Effect]) -> bool:
        """Have at once what was put off of this kind, except what a far end put off; returns whether any of it waits."""
        await self._write()
        mine, now = and_(outbox.c.kind == KINDS[kind], IS_WAITING), self._transaction.times.real()
        late = and_(mine, outbox.c.not_before > now, outbox.c.why == "")
        await self._transaction.run(update(outbox).where(late).values(not_before=now))
        self._transaction.sent = True
        return (await self._transaction.run(select(exists().where(mine)))).scalar_one() is True

    async def skip(self, row: int) -> bool:
        """Go on in the lane without a dead row; returns whether it was dead."""
        return await self._raise_dead(row, self._over(SKIPPED))

    async def _raise_dead(self, row: int, values: Mapping[str, object]) -> bool:
        moved = await self._transaction.run(update(outbox).where(outbox.c.id == row, IS_DEAD).values(values))
        self._transaction.sent = True
        return moved.rowcount > 0

    async def _settle(self, claimed: Claimed | Unreadable, values: Mapping[str, object]) -> None:
        if not (await self._transaction.run(SETTLE, {**_lease(claimed), **values})).rowcount:
            raise LeaseLost(f"row {claimed.id} is no longer ours")

    async def _has(self, effect: Effect) -> bool:
        place = _place(effect)
        if place["of_kind"] in self._tray.kinds_in(place["in_lane"]):
            return True
        if place["in_lane"] in self._tray.superseded:
            await self._write()
        return (await self._transaction.run(HAS, place)).scalar_one() is True

    async def _crowd_out(self, effect: Refresh | ShowHome) -> None:
        where, kind = lane(effect), KINDS[type(effect)]
        if self._tray.kinds_in(where) - {kind}:
            await self._write()
        self._tray.crowd_out(where, kind)

    def _write_at_the_end(self) -> None:
        """Write after everybody else: what others do at the end of a transaction may add effects."""
        if not self._waits:
            self._waits = True
            self._transaction.at_the_end(self._write)

    async def _write(self) -> None:
        tray, self._tray = self._tray, Tray()
        if tray.superseded:
            await self._transaction.run(SUPERSEDE, {"lanes": list(tray.superseded)} | self._over("superseded"))
        if tray.crowded:
            await self._transaction.run(
                CROWD_OUT, [{"in_lane": lane, "of_kind": kind} for lane, kind in sorted(tray.crowded)]
            )
        if tray.added:
            await self._transaction.add_each_once(outbox, tray.added, unique=("key",))

    def _over(self, why: str) -> dict[str, object]:
        now = self._transaction.times.real()
        return {"state": "done", "why": why, "done_at": now, "lease_owner": None, "lease_until": None}


def _is_forgotten(claimed: Claimed | Unreadable) -> bool:
    return isinstance(claimed, Claimed) and isinstance(claimed.effect, LOOKS) and not claimed.key


def _claimed(row: Row[*tuple[Any, ...]], lease: str) -> Claimed | Unreadable:
    try:
        return Claimed(row.id, _effect(row.effect), row.key or "", row.attempts, row.uncertain, lease)
    except NotReadable:
        return Unreadable(row.id, row.lane, lease)


def _effect(data: object) -> Effect:
    return structured(data, Effect)  # type: ignore[arg-type] # a union of classes is a type to the codec


def _lease(claimed: Claimed | Unreadable) -> dict[str, object]:
    return {"row": claimed.id, "lease": claimed.lease}


def _place(effect: Effect) -> dict[str, str]:
    return {"in_lane": lane(effect), "of_kind": KINDS[type(effect)]}
