"""The unit of work when something goes wrong: cancelled, crossed, nested, or without its database."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.access import USHER
from bot.domain.ids import ApplicationId
from bot.domain.pipeline import Source
from bot.ports import Stale
from storage import sqlite
from storage.engine import open_store
from storage.rows import person, person_values
from storage.tables import people
from tests.records import IVAN, RITA, set_up
from tests.when import NOON


async def test_a_cancelled_transaction_leaves_nothing_behind_and_the_next_one_works(store):
    inside, never = asyncio.Event(), asyncio.Event()

    async def add_and_hang() -> None:
        async with store() as work:
            await work.people.add(RITA)
            inside.set()
            await never.wait()

    hanging = asyncio.create_task(add_and_hang())
    await inside.wait()
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging

    async with store() as work:
        assert await work.people.all() == ()
        await work.people.add(IVAN)


async def test_one_cancelled_while_it_waits_its_turn_holds_up_nobody(store):
    asks = asyncio.Event()
    async with store() as work:
        waiting = asyncio.create_task(_add_ivan(store, asks))
        await asks.wait()
        waiting.cancel()
        await work.people.add(RITA)
    with pytest.raises(asyncio.CancelledError):
        await waiting

    async with store() as work:
        assert [each.name for each in await work.people.all()] == [RITA.name]


async def _add_ivan(store, asks: asyncio.Event) -> None:
    asks.set()  # and on with it, until it has to wait
    async with store() as work:
        await work.people.add(IVAN)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_of_two_that_wait_for_each_other_one_is_told_to_run_again(store):
    desk = await set_up(store)
    other = replace(desk.application, id=ApplicationId("other"), source=Source("greenhouse", "5002"))
    async with store() as work:
        await work.applications.add(other)
    both_inside = asyncio.Barrier(2)

    async def save(first, second) -> str:
        try:
            async with store() as work:
                await work.applications.save(first)
                await both_inside.wait()
                await work.applications.save(second)
        except Stale:
            return "told"
        return "saved"

    outcomes = await asyncio.gather(save(desk.application, other), save(other, desk.application))

    assert sorted(outcomes) == ["saved", "told"]
    async with store() as work:
        stored = await work.applications.of(desk.ada.id, viewer=USHER)
        assert [each.version for each in stored] == [1, 1]


async def test_two_replicas_that_read_and_then_write_both_get_through(store, database_url, clock):
    """A reader that turns writer halfway is what SQLite refuses if the write lock was not taken at the start."""
    desk = await set_up(store)
    replica = open_store(database_url, clock=clock)

    async def note(begin, number: int) -> None:
        saved = False
        while not saved:
            try:
                async with begin() as work:
                    read = await work.applications.get(desk.application.id, viewer=USHER)
                    await work.applications.save(replace(read, notes=f"{read.notes}, {number}"))
                saved = True
            except Stale:
                continue

    await asyncio.gather(*(note((store, replica.store)[number % 2], number) for number in range(20)))
    await replica.close()

    async with store() as work:
        application = await work.applications.get(desk.application.id, viewer=USHER)
    assert application.version == 20
    assert sorted(application.notes.split(", ")[1:], key=int) == [str(number) for number in range(20)]


async def test_nothing_runs_outside_a_transaction_that_could_not_begin(tmp_path: Path) -> None:
    connection = await sqlite.connect(tmp_path / "notes.db", timeout=0, isolation_level=None)
    cursor = connection.cursor()
    await cursor.execute("CREATE TABLE notes (words TEXT)")
    with closing(sqlite3.connect(tmp_path / "notes.db", isolation_level=None)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        connection.begin("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await cursor.execute("INSERT INTO notes VALUES ('too early')")

        somebody_else.rollback()
        await cursor.execute("INSERT INTO notes VALUES ('never mind')")
        await connection.rollback()

        assert somebody_else.execute("SELECT words FROM notes").fetchall() == []
    await connection.close()


async def test_whoever_only_asks_waits_for_nobody_and_leaves_nothing(database):
    async with database.store() as work:
        await work.people.add(RITA)
        async with database.reader() as asking:
            meanwhile = await asking.people.all()
    async with database.reader() as asking:
        await asking.people.add(IVAN)

    async with database.store() as work:
        assert [each.name for each in await work.people.all()] == [RITA.name]
    assert meanwhile == ()


async def test_a_database_that_does_not_answer_is_not_ready():
    database = open_store("postgresql://usher@127.0.0.1:1/usher", clock=lambda: NOON)
    ready = await database.ready()
    await database.close()

    assert not ready


async def test_a_file_that_is_no_database_is_not_ready(tmp_path):
    (tmp_path / "letter.db").write_text("Dear Ada, " * 100)
    database = open_store(f"sqlite:///{tmp_path / 'letter.db'}", clock=lambda: NOON)
    ready = await database.ready()
    await database.close()

    assert not ready


async def test_working_hours_stored_long_ago_are_read_for_ever(store, engine):
    stored = {"0": ["08:30:00", "16:00:00"], "4": ["22:00:00", "06:00:00"]}
    assert {day: list(span) for day, span in person_values(RITA)["hours"].items()} == stored
    async with store() as work:
        rita = await work.people.add(RITA)
    async with engine.begin() as connection:
        await connection.execute(people.update().values(hours=stored, roles=["admin", "recruiter"]))
        row = (await connection.execute(select(people))).mappings().one()

    assert person(row) == rita
