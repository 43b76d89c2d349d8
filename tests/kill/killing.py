"""Playing up to a point, killing there, and starting again."""

import asyncio
from dataclasses import replace

from tests.kill.desk import Desk
from tests.kill.orders import Drained, Orders
from tests.kill.premises import Premises
from tests.kill.process import LONGEST, replica
from tests.kill.scenes import Scene
from tests.kill.stall import MAILS, Point
from tests.standins.faults import Withheld
from tests.standins.smtp import Point as MailPoint
from tests.standins.smtp import Withhold

LATER = 120.0  # seconds: the leases of whoever was killed have run out
SLACK_METHODS = {
    "card.tell": "chat.postMessage",
    "card.refresh": "chat.update",
    "channel.tell": "chat.postMessage",
    "who.is": "users.info",
    "who.told": "chat.postMessage",
    "said.answer": "chat.postMessage",
    "home.show": "views.publish",
}


async def play(scene: Scene, desk: Desk) -> None:
    """Play a scene in peace, save what its last act puts into the outbox."""
    for act in scene.before:
        await act(desk)
        await desk.drain()
    await scene.last(desk)


async def killed(premises: Premises, desk: Desk, *, kind: str, point: Point, ahead: float = 0) -> None:
    """Let a replica run into the point of the first effect of this kind, and kill it there."""
    orders = Orders(premises, kind=kind, point=point, ahead=ahead)
    if point is not Point.ACCEPTED or kind not in {*MAILS, *SLACK_METHODS}:
        async with replica(orders) as first:
            await first.stands()
            await first.kill()
    elif kind in MAILS:
        await killed_over_mail(orders, desk, at="taken")
    else:
        await killed_over_slack(orders, desk, method=SLACK_METHODS[kind])


async def killed_over_mail(orders: Orders, desk: Desk, *, at: MailPoint) -> None:
    """Kill the replica while the mail server withholds an answer: at “taken” it has recorded the mail, before it has not."""
    desk.server.reached.clear()
    desk.server.plan(Withhold(at))
    async with replica(replace(orders, point=Point.ACCEPTED)) as first:
        await first.stands()
        async with asyncio.timeout(LONGEST):
            await desk.server.reached.wait()
        await first.kill()


async def killed_over_slack(orders: Orders, desk: Desk, *, method: str, accepted: bool = True) -> None:
    """Kill the replica while Slack withholds an answer, before or after it has done what it was asked to."""
    answer = Withheld(accepted)
    desk.slack.next(method, answer)
    async with replica(replace(orders, point=Point.ACCEPTED)) as first:
        await first.stands()
        async with asyncio.timeout(LONGEST):
            await answer.reached.wait()
        await first.kill()


async def started_again(premises: Premises, *, ahead: float = LATER) -> Drained:
    """Start another replica and let it do all that is left."""
    async with replica(Orders(premises, ahead=ahead)) as second:
        return await second.drained()
