"""Scorecards in storage: sent once, never changed, amended at their end, and every read noted."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.access import USHER, Viewer
from bot.domain.ids import InterviewId, ScorecardId
from bot.domain.scorecard import USUAL, Amendment, Entry, Scorecard
from bot.ports import Store
from tests.office import Office
from tests.when import SettableClock


async def test_a_scorecard_is_kept_once_and_its_amendments_follow_it(store: Store, clock: SettableClock) -> None:
    office = await Office(store, clock).furnish()
    await office.seen()
    interview = await office.interview()
    entries = (Entry(USUAL[0], "yes"), Entry(USUAL[1], text="Queues"))
    sent = Scorecard(ScorecardId("s-1"), interview.id, interview.application, "Screen", office.rae.id, clock(), entries)
    added = Amendment(clock() + timedelta(hours=1), "And the cache.", after_reading=True)
    async with store() as work:
        assert await work.scorecards.add(sent)
        assert not await work.scorecards.add(replace(sent, id=ScorecardId("s-2"), held=False))
        await work.scorecards.amend(sent.id, added)
    async with store() as work:
        read = await work.scorecards.of(interview.application, viewer=Viewer.person(office.rae.id, why="test"))
        authors = await work.scorecards.authors([interview.id, InterviewId("other")])
    assert read == (replace(sent, amendments=(added,)),)
    assert authors == {interview.id: frozenset({office.rae.id})}
    async with store() as work:
        seen = await work.audit.latest("scorecards.read", subject=interview.application)
        assert not await work.scorecards.has_read(office.rae.id, interview=interview.id)
        await work.scorecards.shown([sent.id], to=office.rae.id, at=clock())
        await work.scorecards.shown([sent.id], to=office.rae.id, at=clock())
        assert await work.scorecards.has_read(office.rae.id, interview=interview.id)
        assert await work.scorecards.of(interview.application, viewer=USHER)
    assert seen is not None
    assert seen.read
