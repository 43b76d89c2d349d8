"""Stage and status move by a named person's word or the ATS's, never by Usher's own: and the history keeps whose it was."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import MoveIt
from bot.domain.pipeline import Status
from bot.inbound import CandidateGone, Submitted
from bot.ports import Store
from storage.tables import stage_history as kept
from tests.hiring import DAY, HANAS
from tests.office import ADA, Office
from tests.usecases.debriefing import ADAS, HOUR, Kitchen, kitchen, says
from tests.when import SettableClock


async def history(engine: AsyncEngine) -> list[tuple[str, str, str, str]]:
    """Return every stage and status that was entered, and by whom, in order."""
    columns = (kept.c.stage, kept.c.status, kept.c.by_who, kept.c.by_id)
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns).order_by(kept.c.serial))]


async def test_what_an_ats_owns_is_asked_of_it_in_a_persons_name_and_settles_when_it_says_so(
    store: Store, clock: SettableClock, engine: AsyncEngine
) -> None:
    office = await Office(store, clock).furnish()
    await office.seen()
    rae, paper = ("person", str(office.rae.id)), ("ats", "paper")
    application = await office.application()

    await office.submits(MoveIt(application.id, Status.ON_HOLD, Status.ACTIVE), reason="No budget until June")
    await office.settle()
    told = [("Screen", "active", *paper)]
    assert await history(engine) == told
    assert office.ats.moved == [("a-1", Status.ON_HOLD)]
    assert (await office.application()).status is Status.ACTIVE

    await office.seen(replace(ADA, status=Status.ON_HOLD))
    told.append(("Screen", "on_hold", *rae))
    await office.seen(replace(ADA, stage="Offer", status=Status.ACTIVE))
    told.append(("Offer", "active", *paper))
    assert await history(engine) == told

    application = await office.application()
    await office.submits(MoveIt(application.id, Status.PASSED, Status.ACTIVE), reason="Wrong level")
    await office.seen(replace(ADA, stage="Offer", status=Status.HIRED))
    told.append(("Offer", "hired", *paper))
    assert await history(engine) == told
    assert (await office.application()).pending is None

    await office.seen(replace(ADA, stage="Offer", status=Status.ACTIVE))
    await office.handle(CandidateGone("paper", "d-gone", "application_deleted", "c-1", ("a-1",)))
    told += [("Offer", "active", *paper), ("Offer", "withdrawn", *paper)]
    assert await history(engine) == told


async def test_feedback_and_time_alone_move_nobody_and_a_person_does(
    store: Store, clock: SettableClock, engine: AsyncEngine
) -> None:
    office = await Kitchen(store, clock, policy=kitchen()).furnished()
    await office.is_over()
    for each in (office.ivo, office.lin, office.noor):
        await office.sends(each, *says("1", "Nothing rose.", "strong_no"))
    await office.forward(30 * DAY)
    assert await history(engine) == []
    assert ((await office.adas()).stage, (await office.adas()).status) == ("Panel", Status.ACTIVE)

    await office.handle(Submitted(HANAS, MoveIt(ADAS, Status.ON_HOLD, Status.ACTIVE), {"reason": "Budget"}))
    await office.forward(HOUR)
    await office.handle(Submitted(HANAS, MoveIt(ADAS, Status.PASSED, Status.ON_HOLD), {"reason": "Nothing rose"}))

    hana = ("person", str(office.hana.id))
    assert await history(engine) == [("Panel", "on_hold", *hana), ("Panel", "passed", *hana)]
    async with office.store() as work:
        decided = await work.audit.latest("application.decided", subject=ADAS)
    assert decided is not None
    assert decided.who_id == str(office.hana.id)
