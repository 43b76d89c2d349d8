"""The kill matrix: every kind of effect, killed at every point, started again, and nothing lost, nothing doubled.

Kill points are the same for all kinds. A read (calendar.read, ats.read) changes nothing where it reads, so “after
acceptance” means there that the answer was lost; a redrawn card and a removed event end the same however often.
"""

import pytest

from tests.kill.desk import Desk
from tests.kill.orders import Drained, Orders
from tests.kill.premises import Premises
from tests.kill.process import replica
from tests.kill.scenes import CANCEL, INCOMPLETE, PICK, TRIGGER, Scene, ended_well
from tests.kill.stall import Point
from tests.standins.slack import Withheld
from tests.standins.smtp import Withhold

LATER = 120.0  # seconds: the dead replica's leases have run out
SLACK_METHOD = {"card.tell": "chat.postMessage", "card.refresh": "chat.update"}

MATRIX: dict[str, Scene] = {
    "calendar.read": TRIGGER,
    "hold.place": TRIGGER,
    "hold.remove": PICK,
    "event.place": PICK,
    "event.remove": CANCEL,
    "mail.send": TRIGGER,
    "card.tell": TRIGGER,
    "card.refresh": PICK,
    "ats.read": INCOMPLETE,
    "ats.write": PICK,
}


async def killed(premises: Premises, desk: Desk, *, kind: str, point: Point) -> None:
    """Let a replica run into the point, and kill it there."""
    reached = None
    if point is Point.ACCEPTED and kind == "mail.send":
        desk.server.plan(Withhold("taken"))
        reached = desk.server.reached
    if point is Point.ACCEPTED and kind in SLACK_METHOD:
        withheld = Withheld(accepted=True)
        desk.slack.next(SLACK_METHOD[kind], withheld)
        reached = withheld.reached
    async with replica(Orders(premises, kind=kind, point=point)) as first:
        await first.stands()
        if reached is not None:
            await reached.wait()
        await first.kill()


async def started_again(premises: Premises) -> Drained:
    async with replica(Orders(premises, ahead=LATER)) as second:
        return await second.drained()


async def play(scene: Scene, desk: Desk) -> None:
    for act in scene.before:
        await act(desk)
        await desk.drain()
    await scene.last(desk)


@pytest.mark.large
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))
@pytest.mark.parametrize("kind", list(MATRIX))
async def test_whatever_is_killed_wherever_the_story_ends_as_if_nothing_had_happened(
    premises: Premises, desk: Desk, kind: str, point: Point
) -> None:
    scene = MATRIX[kind]
    await play(scene, desk)

    await killed(premises, desk, kind=kind, point=point)
    drained = await started_again(premises)

    assert drained.left == {"waiting": 0, "dead": 0}
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {kind: 1})
    twice = "offer" if kind == "mail.send" and point is Point.ACCEPTED else ""
    await ended_well(desk, scene.end, twice=twice)
