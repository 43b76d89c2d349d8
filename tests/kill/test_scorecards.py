"""A scorecard on its way to the ATS: found again by its key, and written there once, whatever is killed on the way."""

import pytest

from bot.domain.ids import ScorecardId
from bot.domain.scorecard import USUAL, Entry, Scorecard
from bot.effects import WriteScorecard
from tests.kill.desk import Desk
from tests.kill.killing import killed, play, started_again
from tests.kill.premises import Premises
from tests.kill.scenes import PICK
from tests.kill.stall import Point
from tests.when import NOON

POINTS = pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))


@pytest.mark.large
@POINTS
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_scorecard_is_written_to_the_ats_once(premises: Premises, desk: Desk, point: Point) -> None:
    await play(PICK, desk)
    await desk.drain()
    interview, key = await desk.interview(), ScorecardId("s-1")
    author = interview.seats[0].person
    entries = (Entry(USUAL[0], "yes"), Entry(USUAL[2], text="Split the service by its invoices."))
    card = Scorecard(key, interview.id, interview.application, interview.stage, author, NOON, entries)
    async with desk.program.usher.database.store() as work:
        assert await work.scorecards.add(card)
        await work.outbox.add(WriteScorecard(interview.application, interview.id, key), key="ats:scorecard:s-1:0")

    await killed(premises, desk, kind="ats.scorecard", point=point)
    before, under_way = await desk.written(), await desk.under_way()
    drained = await started_again(premises)

    assert len(before) == (0 if point is Point.BEFORE else 1)
    assert under_way == ([] if point is Point.COMMITTED else ["ats.scorecard"])
    assert drained.left == {"waiting": 0, "dead": 0}
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {"ats.scorecard": 1})
    assert [(each.recommendation, each.answers[0][1]) for each in await desk.written()] == [
        ("Yes", "Split the service by its invoices.")
    ]
