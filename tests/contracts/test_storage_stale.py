"""Reading since when applications are left: in parts that follow each other, with what has happened to each."""

from dataclasses import replace

from bot.domain.access import USHER, Viewer
from bot.domain.bounds import ALWAYS, Bounds
from bot.ports import Store
from tests.office import ADA, Office
from tests.when import SettableClock

ALL = Bounds(due=ALWAYS, moved=ALWAYS, still=lambda stage: ALWAYS, decided=ALWAYS)


async def test_open_applications_are_read_in_parts_until_none_is_left(store: Store, clock: SettableClock) -> None:
    office = await Office(store, clock).furnish()
    for number in range(1, 6):
        await office.seen(replace(ADA, application=f"a-{number}", candidate=f"c-{number}", stage="Reference check"))
    await office.seen(replace(ADA, application="a-2", candidate="c-2", stage="Reference check"), delivery="again")

    read, mark = [], 0
    async with store() as work:
        while True:
            found, mark = await work.stale.open(after=mark, limit=2, bounds=ALL)
            read += [applied.application.source.id for applied, _ in found]
            if not mark:
                break
    assert read == ["a-1", "a-2", "a-3", "a-4", "a-5"]


async def test_only_what_a_person_did_to_move_it_is_a_step(store: Store, clock: SettableClock) -> None:
    office = await Office(store, clock).furnish()
    await office.invited()
    interview = await office.interview()
    application, rae = interview.application, Viewer.person(office.rae.id, why="test")
    clock.set(clock().replace(hour=15))

    async with store() as work:
        before = (await work.stale.trace(application)).step
        for what in ("note.added", "application.snoozed"):
            await work.audit.changed(what, subject=application, by=rae)
        await work.audit.changed("application.shown", subject=application, by=USHER)
        await work.audit.read("application.read", subject=application, by=rae)
    async with store() as work:
        unmoved = await work.stale.trace(application)
        await work.audit.changed("interview.reopened", subject=interview.id, by=rae)
    async with store() as work:
        moved = await work.stale.trace(application)

    assert before == unmoved.step != clock()
    assert moved.step == clock()
    assert moved.latest is not None
    assert moved.latest.id == interview.id
