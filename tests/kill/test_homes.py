"""Somebody's Home is drawn anew, whatever is killed on the way; to draw it twice does no harm."""

import pytest

from bot.domain.people import Account, Platform
from bot.inbound import HomeOpened
from tests.kill.desk import Desk
from tests.kill.killing import killed, play, started_again
from tests.kill.premises import USHERS_SLACK, Premises
from tests.kill.scenes import BOOKED, Scene, ended_well, picked, triggered
from tests.kill.stall import Point
from tests.standins.slack_blocks import readable

pytestmark = [
    pytest.mark.large,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]
RAES = Account(Platform.SLACK, USHERS_SLACK[0], "U0RAE")


async def looked_at(desk: Desk) -> None:
    await desk.program.usher.router.handle(HomeOpened(RAES))


PICK = Scene("pick", (triggered, looked_at), picked, BOOKED)


def home(desk: Desk) -> str:
    """Return what Rae's Home reads."""
    shown = desk.slack.people["U0RAE"].home
    assert shown is not None
    return readable(shown.view["blocks"])


@pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))
async def test_a_home_shows_in_the_end_what_has_changed(premises: Premises, desk: Desk, point: Point) -> None:
    await play(PICK, desk)
    before = home(desk)
    await killed(premises, desk, kind="home.show", point=point)
    shown, under_way = home(desk), await desk.under_way()
    drained = await started_again(premises)

    assert "Interview takes place" not in before
    assert ("Interview takes place" in shown) == (point is not Point.BEFORE)
    assert under_way == ([] if point is Point.COMMITTED else ["home.show"])
    assert drained.left == {"waiting": 0, "dead": 0}
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {"home.show": 1})
    assert "Interview takes place" in home(desk)
    assert "not yet answered" in home(desk)
    await ended_well(desk, PICK.end)
