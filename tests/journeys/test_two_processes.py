"""Two processes of `usher serve` on one PostgreSQL: what reaches both counts once, and one goes on where the other dies."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.clock import real_clock
from adapters.sandbox.calendar import SandboxCalendar
from bot.domain.time import Interval
from storage.engine import open_store
from storage.tables import outbox
from tests.journeys.served import PATIENCE, Usher, World, furnish, later, link, outside, served, stage_change
from tests.postgresql import Server
from tests.standins.smtp import Withhold

pytestmark = pytest.mark.large

ORGANISER = "interviews@northwind.example"
HELD = "zoe.held@example.com"
MANY = {number: f"zoe.{number}@example.com" for number in range(100, 103)}
FIRST = MANY[100]
CARD = "Zoë A. · Recruiter screen · Designer"
SUBJECTS = ("two times", "Booked", "Cancelled")
UNDER_WAY = select(func.count()).select_from(outbox).where(outbox.c.state == "waiting")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with outside() as around:
        yield around


async def test_two_share_the_work_and_one_finishes_what_the_other_was_killed_over(
    postgresql: Server, world: World, tmp_path: Path
) -> None:
    async with postgresql.clone() as database:
        await furnish(database)
        settings = world.settings(database=database, folder=tmp_path)
        async with served(settings, cwd=tmp_path) as one:
            async with served(settings, cwd=tmp_path) as other:
                coming = (books(world, (one, other), number, address) for number, address in MANY.items())
                booked = await asyncio.gather(*coming)
                await cancelled(world, opened_by=one, sent_by=other)
                await under_way(world, other, database, effects=0)
                shares = [await world.numbers(other)]
            world.post.plan(Withhold("rcpt"))
            await told(world, (one,), 200, HELD)
            await world.reached()
            async with served(settings, cwd=tmp_path) as heir:
                await under_way(world, heir, database, effects=1)
                shares.append(await world.numbers(one))
                await one.kill()
                world.release()
                await later(database, by=timedelta(minutes=2))
                offer = await world.mail(HELD, subject="two times")
                page = await world.get(heir, f"/book/{link(offer).rpartition('/')[2]}")
                await under_way(world, heir, database, effects=0)
                shares.append(await world.numbers(heir))
        events = await on_calendar(database)

    assert booked == [[200, 200]] * len(MANY)
    assert {address: subjects(world, address) for address in MANY.values()} == {
        address: ["Booked", "Cancelled", "two times"] if address == FIRST else ["Booked", "two times"]
        for address in MANY.values()
    }
    assert subjects(world, HELD) == ["two times"]
    assert "Book this time" in page[1]
    assert events == len(MANY) - 1
    assert set(world.posts().values()) == {1}
    assert all(done(share) for share in shares)
    assert sum(done(share, "mail.send") for share in shares) == len(world.post.taken)
    assert shares[-1]['usher_resends_total{effect="mail.send"}'] == 1


async def books(world: World, both: tuple[Usher, ...], number: int, address: str) -> list[int]:
    """Have a candidate come to the stage and press twice, everything through both processes at once."""
    await told(world, both, number, address)
    token = link(await world.mail(address, subject="two times")).rpartition("/")[2]

    async def press(usher: Usher) -> int:
        async with world.session.post(f"{usher.address}/book/{token}", data={"step": "pick", "option": "1"}) as picked:
            return picked.status

    statuses = await asyncio.gather(*map(press, both))
    await world.mail(address, subject="Booked")
    return list(statuses)


async def told(world: World, ushers: tuple[Usher, ...], number: int, address: str) -> None:
    """Deliver the same web hook to each of them."""
    name = "Zoë Adler" if address == FIRST else "Zoë Brontë"
    change = stage_change(application=number, name=name, email=address)
    answers = [world.greenhouse(usher, change, delivery=f"delivery {number}") for usher in ushers]
    assert {status for status, _ in await asyncio.gather(*answers)} == {200}


async def cancelled(world: World, *, opened_by: Usher, sent_by: Usher) -> None:
    """Have the recruiter open the form of the first card at one process, and send it to another."""
    card = await world.card(CARD, reading="State: Booked")
    world.slack.app = f"{opened_by.address}/slack/events"
    form = await world.rae.presses("Cancel…", on=card)
    world.slack.app = f"{sent_by.address}/slack/events"
    await world.rae.submits(form.modal, {"reason": "The role is on hold or closed"})
    await world.mail(FIRST, subject="Cancelled")


async def under_way(world: World, usher: Usher, database: str, *, effects: int) -> None:
    """Wait until so many effects are claimed and not settled. Each look waits for an answer of the program's."""
    opened = open_store(database, clock=real_clock)
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                async with opened.engine.connect() as connection:
                    if (await connection.execute(UNDER_WAY)).scalar_one() == effects:
                        return
                await world.get(usher, "/readyz")
    finally:
        await opened.close()


async def on_calendar(database: str) -> int:
    """Return how many interviews stand on the organiser's calendar."""
    opened = open_store(database, clock=real_clock)
    try:
        now = real_clock()
        calendar = SandboxCalendar(opened.shelf, clock=real_clock)
        return len(await calendar.on(ORGANISER, Interval(now, now + timedelta(days=60))))
    finally:
        await opened.close()


def subjects(world: World, address: str) -> list[str]:
    """Return which of the expected mails an address got, each as often as it came."""
    got = (str(mail["Subject"]) for mail in world.mails(address))
    return sorted(next((word for word in SUBJECTS if word in subject), subject) for subject in got)


def done(share: Mapping[str, float], effect: str = "") -> float:
    """Return how many effects, or effects of one kind, a process has carried out."""
    return sum(
        number
        for name, number in share.items()
        if name.startswith("usher_effects_total{") and 'end="done"' in name and (not effect or f'"{effect}"' in name)
    )
