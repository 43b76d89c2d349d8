"""Homes that are looked at: whose they are, and that a transaction asks once, at its end, which of them it changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.people import Account, Person, Platform
from bot.effects import ShowHome
from bot.ports import Claimed, Store
from tests.records import Desk, set_up

RITAS, OTHER, IVANS = (Account(Platform.SLACK, "T0HOME", user) for user in ("U0RITA", "U0RITA2", "U0IVAN"))


@pytest.fixture
async def desk(store: Store) -> Desk:
    """Rita and Ivan have accounts, and somebody has looked at both Homes."""
    desk = await set_up(store)
    async with store() as work:
        for account, person in ((RITAS, desk.rita), (IVANS, desk.ivan)):
            await work.people.link(account, person=person.id)
            await work.homes.add(account)
    return desk


async def shown(store: Store) -> list[Account]:
    """Return whose Home is to be drawn; each counts as drawn then."""
    async with store() as work:
        claimed = [row for row in await work.outbox.claim(limit=99) if isinstance(row, Claimed)]
        for row in claimed:
            await work.outbox.done(row)
    return [row.effect.account for row in claimed if isinstance(row.effect, ShowHome)]


async def change(store: Store, *people: Person) -> None:
    async with store() as work:
        await work.homes.changed([None, *(person.id for person in people)])


async def test_only_homes_that_are_looked_at_are_drawn_one_for_each_account(store: Store, desk: Desk) -> None:
    async with store() as work:
        await work.people.link(OTHER, person=desk.rita.id)
    await change(store, desk.rita)
    once = await shown(store)
    async with store() as work:
        await work.homes.add(OTHER)
        await work.homes.add(OTHER)
    await change(store, desk.rita, desk.ivan)

    assert once == [RITAS]
    assert await shown(store) == [IVANS, RITAS, OTHER]


async def test_a_home_is_of_whoever_the_account_speaks_for_now(store: Store, desk: Desk) -> None:
    async with store() as work:
        await work.people.link(RITAS, person=desk.ivan.id)
    await change(store, desk.rita)
    hers = await shown(store)
    await change(store, desk.ivan)

    assert hers == []
    assert await shown(store) == [IVANS, RITAS]


async def test_a_home_that_was_looked_at_before_anybody_was_linked_is_drawn_once_somebody_is(
    store: Store, desk: Desk
) -> None:
    async with store() as work:
        await work.homes.add(OTHER)
    async with store() as work:
        await work.people.link(OTHER, person=desk.ivan.id)
        await work.homes.changed([desk.ivan.id])

    assert await shown(store) == [IVANS, OTHER]


async def test_a_dropped_home_is_drawn_no_more(store: Store, desk: Desk) -> None:
    async with store() as work:
        await work.homes.drop(RITAS)
    await change(store, desk.rita, desk.ivan)

    assert await shown(store) == [IVANS]


async def test_whoever_acts_next_owns_the_role_or_sits_in_an_interview_is_concerned(store: Store, desk: Desk) -> None:
    async with store() as work:
        await work.interviews.add(desk.booked)
        await work.homes.changed_about(candidate=desk.ada.id)
    of_candidate = await shown(store)
    async with store() as work:
        await work.homes.changed_about(opening=desk.opening.id)

    assert of_candidate == [IVANS, RITAS]
    assert await shown(store) == [IVANS, RITAS]


async def test_nobody_is_concerned_by_a_candidate_whom_they_have_nothing_to_do_with(store: Store, desk: Desk) -> None:
    async with store() as work:
        other = await work.candidates.add(replace(desk.ada, email="other@example.com", ats_candidate=""))
        await work.homes.changed_about(candidate=other.id)

    assert await shown(store) == []


async def test_however_much_changes_where_nobody_looks_costs_one_question(
    store: Store, engine: AsyncEngine, desk: Desk
) -> None:
    async with store() as work:
        await work.homes.drop(RITAS)
        await work.homes.drop(IVANS)

    with statements(engine) as seen:
        async with store() as work:
            await work.homes.changed([desk.rita.id])
            await work.homes.changed([desk.ivan.id, desk.rita.id])

    assert len([statement for statement in seen if not statement.startswith("BEGIN")]) == 1


async def test_what_changes_nothing_on_a_home_asks_nothing(store: Store, engine: AsyncEngine, desk: Desk) -> None:
    with statements(engine) as seen:
        async with store() as work:
            await work.homes.changed([None])

    assert [statement for statement in seen if not statement.startswith("BEGIN")] == []


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)
