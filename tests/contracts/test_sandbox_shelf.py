"""What the sandbox asks of a shelf, in memory and in both databases, and what two processes on one shelf may do."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import Body, MemoryShelf, Shelf
from bot.domain.time import Interval
from bot.ports import Event
from storage.engine import Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WINDOW = Interval(NOW, NOW + timedelta(days=30))
RAE = "rae.morgan@northwind.example"


@pytest.fixture(params=["memory", "stored"])
def shelf(request: pytest.FixtureRequest, database: Database) -> Shelf:
    return MemoryShelf() if request.param == "memory" else database.shelf


async def test_a_shelf_keeps_the_order_of_first_putting(shelf: Shelf) -> None:
    for key in ("b", "a", "c"):
        await shelf.put("kind", key, {"n": key})
    await shelf.put("kind", "b", {"n": "again"})
    await shelf.delete("kind", "a")
    await shelf.delete("kind", "never there")

    assert list(await shelf.all("kind")) == [("b", {"n": "again"}), ("c", {"n": "c"})]


async def test_kinds_on_a_shelf_are_apart(shelf: Shelf) -> None:
    await shelf.put("one", "key", {"n": 1})

    assert await shelf.get("other", "key") is None
    assert list(await shelf.all("other")) == []
    assert [await shelf.next("one"), await shelf.next("one"), await shelf.next("other")] == [1, 2, 1]


async def test_a_kept_body_cannot_be_changed_from_outside(shelf: Shelf) -> None:
    body = {"n": [1], "name": "Siobhán 🎉"}
    await shelf.put("kind", "key", body)
    body["n"] = [2]

    assert await shelf.get("kind", "key") == {"n": [1], "name": "Siobhán 🎉"}


class Detained:
    """A process's view of a shelf that lets nothing be put until it is told to."""

    def __init__(self, shelf: Shelf) -> None:
        self.get, self.delete, self.all, self.next = shelf.get, shelf.delete, shelf.all, shelf.next
        self._put = shelf.put
        self.arrived, self.released = asyncio.Event(), asyncio.Event()

    async def put(self, kind: str, key: str, body: Body) -> None:
        self.arrived.set()
        await self.released.wait()
        await self._put(kind, key, body)


async def test_a_reader_who_passed_a_slow_writer_still_learns_what_it_wrote(shelf: Shelf) -> None:
    ten, noon = (Interval(NOW + timedelta(hours=n), NOW + timedelta(hours=n + 1)) for n in (1, 3))
    detained = Detained(shelf)
    slow, quick = SandboxCalendar(detained, clock=lambda: NOW), SandboxCalendar(shelf, clock=lambda: NOW)
    placing = asyncio.create_task(slow.place(RAE, Event(ten, "[Hold]"), key="hold:1"))
    await detained.arrived.wait()
    await quick.place(RAE, Event(noon, "[Hold]"), key="hold:2")
    before = await quick.changes(RAE, "", window=WINDOW)

    detained.released.set()
    await placing
    after = await quick.changes(RAE, before.cursor, window=WINDOW)

    assert [busy.span for busy in before.busy] == [noon]
    assert [busy.span for busy in after.busy] == [ten]


async def test_two_processes_that_place_one_key_make_one_event(shelf: Shelf) -> None:
    processes = [SandboxCalendar(shelf, clock=lambda: NOW) for _ in range(2)]
    event = Event(Interval(NOW, NOW + timedelta(hours=1)), "[Hold]")

    kept = await asyncio.gather(*(process.place(RAE, event, key="hold:1") for process in processes))

    assert kept[0] == kept[1]
    assert len(await processes[0].on(RAE, WINDOW)) == 1
