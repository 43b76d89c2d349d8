"""How often a request goes to the database: most of the time that an answer takes is spent on that way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import CancelIt, SeatFits
from bot.ports import Store
from tests.office import ADA, Office
from tests.when import SettableClock

MOST = {
    "webhook": 22,
    "booking": 15,
    "help": 1,
    "status": 6,
    "note": 6,
    "press": 8,
    "form": 13,
}
"""Statements of one request, BEGIN and COMMIT not counted; rows of a kind that go in together are one."""


@pytest.fixture
def database_kind(both: str) -> str:
    return both


@contextmanager
def counted(request: str, into: dict[str, int], *, engine: AsyncEngine) -> Iterator[None]:
    """Count the statements that are made inside the block."""

    def ran(*_: Any) -> None:
        into[request] = into.get(request, 0) + 1

    event.listen(engine.sync_engine, "before_cursor_execute", ran)
    try:
        yield
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", ran)


async def test_no_request_goes_to_the_database_more_often_than_it_did(
    store: Store, engine: AsyncEngine, clock: SettableClock
) -> None:
    office, made = await Office(store, clock).furnish(), dict[str, int]()
    await office.types("help")
    await office.seen(replace(ADA, stage="Review"))

    with counted("webhook", made, engine=engine):
        await office.seen()
    await office.settle()
    claim = await office.link()
    with counted("booking", made, engine=engine):
        await office.post(claim, "pick", option="1")
    await office.settle()
    interview = await office.interview()
    for name, words in (("help", "help"), ("status", "status Ada"), ("note", "note Ada: would start in May")):
        with counted(name, made, engine=engine):
            await office.types(words)
    with counted("press", made, engine=engine):
        await office.presses(SeatFits(interview.id, interview.sequence))
    with counted("form", made, engine=engine):
        await office.submits(CancelIt(interview.id), reason="role")

    assert made.keys() == MOST.keys()
    assert {name: number for name, number in made.items() if number > MOST[name]} == {}
