"""Scorecards in storage: sent once, never changed, amended at their end, and every read noted."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.access import USHER, Viewer
from bot.domain.ids import InterviewId, ScorecardId
from bot.domain.interview import State
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


async def test_what_was_read_of_one_interview_counts_for_its_stage(store: Store, clock: SettableClock) -> None:
    office = await Office(store, clock).furnish()
    await office.seen()
    read = await office.interview()
    beside = replace(read, id=InterviewId("beside"), state=State.CANCELLED)
    before = replace(read, id=InterviewId("before"), state=State.CANCELLED, stage="Review")
    card = Scorecard(ScorecardId("s-1"), read.id, read.application, read.stage, office.rae.id, clock())
    async with store() as work:
        await work.scorecards.add(card)
        await work.scorecards.shown([card.id], to=office.rae.id, at=clock())
        for other in (beside, before):
            await work.interviews.add(other)
    async with store() as work:
        found = [await work.scorecards.has_read(office.rae.id, interview=each.id) for each in (read, beside, before)]
    assert found == [True, True, False]


async def test_that_it_did_not_happen_is_forgotten_of_an_earlier_time_and_a_scorecard_never(
    store: Store, clock: SettableClock
) -> None:
    office = await Office(store, clock).furnish()
    await office.seen()
    interview, now = await office.interview(), clock()
    denial = Scorecard(
        ScorecardId("s-1"), interview.id, interview.application, "Screen", office.rae.id, now, held=False
    )
    async with store() as work:
        await work.scorecards.add(denial)
        await work.scorecards.shown([denial.id], to=office.rae.id, at=now)
        await work.scorecards.forget_denials(interview.id, before=now)
        kept = await work.scorecards.of(interview.application, viewer=USHER)
        await work.scorecards.forget_denials(interview.id, before=now + timedelta(seconds=1))
        gone = await work.scorecards.of(interview.application, viewer=USHER)
        await work.scorecards.add(replace(denial, held=True))
        await work.scorecards.forget_denials(interview.id, before=now + timedelta(days=1))
    assert kept == (denial,)
    assert not gone
    async with store() as work:
        assert await work.scorecards.authors([interview.id])
