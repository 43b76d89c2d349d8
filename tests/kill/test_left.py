"""An update to a candidate, and a word in the hiring channel: each goes out at least once, whatever is killed on the way.

Neither a mail nor a message in a channel can be found again: one whose answer was lost goes out a second time, counted.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import UpdateIt
from bot.domain.ids import ApplicationId, CandidateId, OpeningId
from bot.domain.people import Account, Platform
from bot.domain.pipeline import Application, Candidate, NextAction
from bot.domain.time import local_day, zone
from bot.effects import TellChannel
from bot.inbound import Submitted
from tests.kill.desk import Desk
from tests.kill.killing import killed, started_again
from tests.kill.premises import CHANNEL, USHERS_SLACK, Premises
from tests.kill.stall import Point
from tests.when import NOON

pytestmark = [
    pytest.mark.large,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]
RAES = Account(Platform.SLACK, USHERS_SLACK[0], "U0RAE")
POINTS = pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))


async def waits(desk: Desk) -> Application:
    """Ada stands in a stage that starts no interview."""
    await desk.told(replace(desk.hire.record, stage="Application review"))
    await desk.drain()
    return await desk.application()


@POINTS
async def test_an_update_reaches_the_candidate_and_counts_as_contact_once(
    premises: Premises, desk: Desk, point: Point
) -> None:
    application = await waits(desk)
    due = local_day(NOON, zone=zone("Europe/London")).replace(day=3).isoformat()
    sent = Submitted(RAES, UpdateIt(application.id), {"text": "We are still talking.", "due": due})
    await desk.program.usher.router.handle(sent)

    await killed(premises, desk, kind="update.send", point=point)
    before, under_way = len(desk.mails()), await desk.under_way()
    drained = await started_again(premises)

    assert before == (0 if point is Point.BEFORE else 1)
    assert under_way == ([] if point is Point.COMMITTED else ["update.send"])
    assert drained.left == {"waiting": 0, "dead": 0}
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {"update.send": 1})
    assert list(desk.copies().values()) == [2 if point is Point.ACCEPTED else 1]
    assert (await desk.application()).last_contact == NOON


@POINTS
async def test_the_channel_hears_of_it(premises: Premises, desk: Desk, point: Point) -> None:
    desk.slack.channel(CHANNEL)
    async with desk.program.usher.database.store() as work:
        rae = await work.people.by_account(RAES)
        assert rae is not None
        ada = await work.candidates.add(Candidate(CandidateId(0), "Ada Obi", "ada@mail.example"))
        step, opening = NextAction("Call her", rae.id, NOON - timedelta(days=30)), OpeningId("op-j-1")
        await work.applications.add(Application(ApplicationId("left"), ada.id, opening, next=step))
        effect = TellChannel(Platform.SLACK, ApplicationId("left"), rae.id)
        await work.outbox.add(effect, key="channel:slack:left")

    await killed(premises, desk, kind="channel.tell", point=point)
    before, under_way = desk.in_channel(), await desk.under_way()
    drained = await started_again(premises)

    assert len(before) == (0 if point is Point.BEFORE else 1)
    assert under_way == ([] if point is Point.COMMITTED else ["channel.tell"])
    assert drained.left == {"waiting": 0, "dead": 0}
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {"channel.tell": 1})
    assert len(desk.in_channel()) == (2 if point is Point.ACCEPTED else 1)
