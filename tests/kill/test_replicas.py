"""Two replicas on one PostgreSQL: they share the outbox, and nobody at the far ends can tell that they are two."""

import asyncio
from collections import Counter

import pytest

from tests.kill.desk import Desk
from tests.kill.orders import Orders
from tests.kill.premises import Hire, Premises, Program, furnish
from tests.kill.process import replica
from tests.kill.scenes import TRIGGER, ended_well, triggered
from tests.standins.slack import Slack
from tests.standins.smtp import MailServer

HIRES = 30
WAITING = 2 * HIRES  # a card to post and a calendar to read for each, before all that follows from them


@pytest.mark.large
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_two_replicas_share_sixty_effects_and_all_that_follows_and_each_happens_once(
    premises: Premises, own_program: Program, slack: Slack, server: MailServer
) -> None:
    desks = [Desk(own_program, slack, server, Hire.number(number)) for number in range(1, HIRES + 1)]
    for desk in desks:
        slack.person(desk.hire.slack_user)
        await furnish(own_program, desk.hire)
        await triggered(desk)
    waiting = await own_program.usher.database.outbox_counts()

    async with replica(Orders(premises, together=True)) as one, replica(Orders(premises, together=True)) as other:
        await asyncio.gather(one.claimed(), other.claimed())
        one.go()
        other.go()
        shares = await asyncio.gather(one.drained(), other.drained())

    left = await own_program.usher.database.outbox_counts()
    done = Counter(shares[0].times("done")) + Counter(shares[1].times("done"))
    assert waiting == {"waiting": WAITING, "dead": 0}
    assert left == {"waiting": 0, "dead": 0}
    assert done == {
        "card.tell": HIRES,
        "calendar.read": HIRES,
        "hold.place": 2 * HIRES,
        "mail.send": HIRES,
        "ats.write": HIRES,
        "card.refresh": done["card.refresh"],
    }
    for share in shares:
        assert share.times("done")
        assert set(share.counted) == {"done"}
    for desk in desks:
        await ended_well(desk, TRIGGER.end)
