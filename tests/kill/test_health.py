"""A look at all connections is made, whatever is killed on the way; to look twice changes nothing anywhere."""

import pytest

from bot.actions import ExamineAgain
from bot.domain.findings import Finding
from bot.domain.people import Account, Platform
from bot.inbound import Pressed
from tests.kill.desk import Desk
from tests.kill.killing import killed, play, started_again
from tests.kill.premises import SEEN, USHERS_SLACK, Premises
from tests.kill.scenes import INVITED, Scene, ended_well, triggered
from tests.kill.stall import Point

pytestmark = [pytest.mark.large, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]
RAES = Account(Platform.SLACK, USHERS_SLACK[0], "U0RAE")


async def asked_to_look(desk: Desk) -> None:
    await desk.program.usher.router.handle(Pressed(RAES, ExamineAgain()))


LOOK = Scene("look", (triggered,), asked_to_look, INVITED)


async def kept(desk: Desk) -> list[Finding]:
    async with desk.program.usher.database.store() as work:
        return [each.finding for each in await work.findings.all() if each.finding.name == SEEN.name]


@pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))
async def test_what_a_look_found_is_kept_in_the_end(premises: Premises, desk: Desk, point: Point) -> None:
    await play(LOOK, desk)
    await killed(premises, desk, kind="health.examine", point=point)
    at_once, under_way = await kept(desk), await desk.under_way()
    drained = await started_again(premises)

    assert at_once == ([SEEN] if point is Point.COMMITTED else [])
    assert under_way == ([] if point is Point.COMMITTED else ["health.examine"])
    assert drained.left == {"waiting": 0, "dead": 0}
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {"health.examine": 1})
    assert await kept(desk) == [SEEN]
    await ended_well(desk, LOOK.end)
