"""A vendor that tells of changes in a calendar is asked to, or called off, whatever is killed on the way."""

from dataclasses import replace

import pytest

from bot.desk import Desk as Core
from bot.domain.people import Person
from bot.inbound import CalendarTouched
from bot.steps import polling
from tests.kill.desk import Desk
from tests.kill.killing import killed, play, started_again
from tests.kill.premises import BELLS, Premises
from tests.kill.scenes import INVITED, Scene, ended_well, triggered
from tests.kill.stall import Point
from tests.office import POLICY
from tests.when import NOON

pytestmark = [pytest.mark.large, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


async def rae(desk: Desk) -> Person:
    async with desk.program.usher.database.store() as work:
        found = await work.people.by_email(desk.hire.recruiter.email)
    assert found is not None
    return found


async def told_that_it_lapsed(desk: Desk) -> None:
    await desk.program.usher.router.handle(CalendarTouched((await rae(desk)).id, lapsed=True))


async def gave_the_calendar_up(desk: Desk) -> None:
    before = await rae(desk)
    async with desk.program.usher.database.store() as work:
        await polling.expect(replace(before, calendar="none"), before=before, work=work, desk=Core(POLICY, NOON))


WATCH = Scene("watch", (triggered,), told_that_it_lapsed, INVITED)
UNWATCH = Scene("unwatch", (triggered, told_that_it_lapsed), gave_the_calendar_up, INVITED)


async def rung(desk: Desk) -> list[str]:
    """The names of the promises that stand at the vendor."""
    return [name for name, _ in await desk.program.usher.database.shelf.all(BELLS)]


async def kept(desk: Desk) -> list[str]:
    async with desk.program.usher.database.store() as work:
        return [each.watch.id for each in await work.watches.all()]


@pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))
@pytest.mark.parametrize("scene", [WATCH, UNWATCH], ids=lambda scene: scene.name)
async def test_what_the_vendor_promised_is_known_in_the_end(
    premises: Premises, desk: Desk, scene: Scene, point: Point
) -> None:
    kind = f"calendar.{scene.name}"
    await play(scene, desk)
    before = await rung(desk)
    await killed(premises, desk, kind=kind, point=point)
    at_once, under_way = await rung(desk), await desk.under_way()
    drained = await started_again(premises)

    changed = [] if scene is UNWATCH else ["bell-1"]
    assert at_once == (before if point is Point.BEFORE else changed)
    assert under_way == ([] if point is Point.COMMITTED else [kind])
    assert drained.left == {"waiting": 0, "dead": 0}
    twice = scene is WATCH and point is Point.ACCEPTED  # the first one ends by itself: nobody knows its name
    assert await rung(desk) == (["bell-1", "bell-2"] if twice else changed)
    assert await kept(desk) == (["bell-2"] if twice else changed)
    await ended_well(desk, scene.end)
