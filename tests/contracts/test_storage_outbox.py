"""The outbox: lanes keep their order, leases their holder, and nothing is claimed twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.ids import ORGANISER, InterviewId, PersonId
from bot.domain.people import Account, Platform
from bot.effects import (
    CardKind,
    CheckEvent,
    Mail,
    PlaceHold,
    ReadCalendar,
    ReadEvents,
    ReadHours,
    Refresh,
    RemoveHold,
    SendMail,
    ShowHome,
    Tell,
    WatchCalendar,
    lane,
)
from bot.ports import Claimed, LeaseLost, Stale, Unreadable
from bot.settling import Settling
from storage.engine import open_store
from storage.tables import outbox

HOLD = PlaceHold(InterviewId("i"), 1, PersonId(7))
UNHOLD = RemoveHold(InterviewId("i"), 1, PersonId(7))
OFFER = SendMail(Mail.OFFER, InterviewId("i"), 1)
TELL = Tell(CardKind.INTERVIEW, "i", PersonId(7))
REFRESH = Refresh(CardKind.INTERVIEW, "i", PersonId(7))
READ = ReadCalendar(PersonId(7))
HOME = ShowHome(Account(Platform.SLACK, "T0HOME", "U0RAE"))
MINUTE = timedelta(minutes=1)


class Seconds:
    """Real time, as far as a test is concerned."""

    def __init__(self) -> None:
        self.now = datetime(2027, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> float:
        return self.now.timestamp()

    def pass_by(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def real() -> Seconds:
    return Seconds()


@pytest.fixture
async def database(database_url, clock, real):
    opened = open_store(database_url, clock=clock, real=real, lease=MINUTE)
    yield opened
    await opened.close()


async def add(store, *effects, key=""):
    async with store() as work:
        for effect in effects:
            await work.outbox.add(effect, key=key)


async def claim(store, limit=9):
    async with store() as work:
        return await work.outbox.claim(limit=limit)


async def claim_one(store) -> Claimed:
    [claimed] = await claim(store)
    assert isinstance(claimed, Claimed)
    return claimed


async def settle(store, claimed, verb="done", **told):
    async with store() as work:
        await getattr(work.outbox, verb)(claimed, **told)


async def test_an_effect_comes_out_as_it_went_in(store):
    await add(store, OFFER, key="offer:i:1")

    claimed = await claim_one(store)

    assert (claimed.effect, claimed.key, claimed.attempts, claimed.uncertain) == (OFFER, "offer:i:1", 1, False)


async def test_a_key_that_was_ever_used_adds_nothing(store):
    await add(store, OFFER, key="k")
    await add(store, UNHOLD, key="k")

    claimed = await claim_one(store)
    assert claimed.effect == OFFER
    await settle(store, claimed)
    await add(store, OFFER, key="k")

    assert await claim(store) == ()


async def test_effects_without_a_key_are_all_wanted(store):
    await add(store, OFFER, OFFER)

    first = await claim_one(store)
    await settle(store, first)

    assert (await claim_one(store)).id > first.id


async def test_a_lane_gives_its_lowest_row_only_and_lanes_do_not_wait_for_each_other(store):
    await add(store, HOLD, UNHOLD, OFFER)

    assert [claimed.effect for claimed in await claim(store)] == [HOLD, OFFER]
    assert await claim(store) == ()


async def test_when_the_first_of_a_lane_is_done_the_next_follows(store):
    await add(store, HOLD, UNHOLD)
    await settle(store, await claim_one(store))

    assert (await claim_one(store)).effect == UNHOLD


async def test_no_more_are_claimed_than_asked_for_the_oldest_first(store):
    await add(store, OFFER, HOLD, READ)

    assert [claimed.effect for claimed in await claim(store, limit=2)] == [OFFER, HOLD]


async def test_a_retry_waits_and_keeps_its_place(store, real):
    await add(store, HOLD, UNHOLD)
    await settle(store, await claim_one(store), "again", wait=MINUTE, why="503", refused=True)

    assert await claim(store) == ()
    real.pass_by(MINUTE)

    again = await claim_one(store)
    assert (again.effect, again.attempts) == (HOLD, 2)


async def test_an_effect_for_later_waits_for_real_time(store, clock, real):
    async with store() as work:
        await work.outbox.add(OFFER, not_before=real.now + MINUTE)

    clock.forward(timedelta(days=9))
    assert await claim(store) == ()
    real.pass_by(MINUTE)

    assert (await claim_one(store)).effect == OFFER


async def test_after_a_crash_the_row_is_claimed_again_and_uncertain(store, real):
    await add(store, OFFER)
    await claim_one(store)
    real.pass_by(MINUTE)

    again = await claim_one(store)

    assert (again.uncertain, again.attempts) == (True, 2)


async def test_an_answer_that_may_have_been_lost_leaves_it_uncertain_and_a_refusal_does_not(store, real):
    await add(store, OFFER)

    await settle(store, await claim_one(store), "again", wait=MINUTE, why="timeout", refused=False)
    real.pass_by(MINUTE)
    lost = await claim_one(store)
    await settle(store, lost, "again", wait=MINUTE, why="429", refused=True)
    real.pass_by(MINUTE)
    refused = await claim_one(store)

    assert (lost.uncertain, refused.uncertain) == (True, False)


@pytest.mark.parametrize(
    ("verb", "told"),
    [("done", {}), ("again", {"wait": MINUTE, "why": "503", "refused": True}), ("dead", {"why": "gone"})],
)
async def test_who_lost_the_lease_is_told_and_changes_nothing(store, real, verb, told):
    await add(store, OFFER)
    slow = await claim_one(store)
    real.pass_by(MINUTE)
    quick = await claim_one(store)

    with pytest.raises(LeaseLost):
        await settle(store, slow, verb, **told)

    await settle(store, quick)
    with pytest.raises(LeaseLost):
        await settle(store, quick, verb, **told)


async def test_a_slow_relay_that_nobody_overtook_may_still_settle(store, real):
    await add(store, OFFER)
    slow = await claim_one(store)
    real.pass_by(MINUTE)

    await settle(store, slow)

    assert await claim(store) == ()


async def test_a_dead_row_stops_its_lane_and_no_other(store):
    await add(store, HOLD, UNHOLD, OFFER)
    hold, offer = await claim(store)
    await settle(store, hold, "dead", why="404 no such calendar")
    await settle(store, offer)

    assert await claim(store) == ()
    async with store() as work:
        assert await work.outbox.dead_row(hold.id) == (HOLD, "404 no such calendar")
        assert await work.outbox.dead_row(offer.id) is None


async def test_a_revived_row_is_tried_again_before_what_follows_it(store):
    await add(store, HOLD, UNHOLD)
    dead = await claim_one(store)
    await settle(store, dead, "dead", why="gone")

    async with store() as work:
        assert await work.outbox.revive(dead.id)
    async with store() as work:
        assert not await work.outbox.revive(dead.id)
        assert await work.outbox.dead_row(dead.id) is None

    assert (await claim_one(store)).effect == HOLD


async def test_a_skipped_row_lets_its_lane_go_on(store):
    await add(store, HOLD, UNHOLD)
    dead = await claim_one(store)
    await settle(store, dead, "dead", why="gone")

    async with store() as work:
        assert await work.outbox.skip(dead.id)
    async with store() as work:
        assert not await work.outbox.skip(dead.id)

    assert (await claim_one(store)).effect == UNHOLD


async def test_what_was_never_attempted_is_superseded(store):
    await add(store, HOLD)
    async with store() as work:
        await work.outbox.supersede(lane(UNHOLD))
        await work.outbox.add(UNHOLD)

    assert (await claim_one(store)).effect == UNHOLD


async def test_what_the_same_transaction_added_is_superseded_as_well(store):
    async with store() as work:
        await work.outbox.add(HOLD)
        await work.outbox.supersede(lane(HOLD))
        await work.outbox.add(UNHOLD)

    assert (await claim_one(store)).effect == UNHOLD


async def test_in_one_transaction_too_a_refresh_stays_where_a_card_is_posted_after_it(store):
    await add(store, REFRESH, TELL, REFRESH)

    carried_out = []
    for _ in range(3):
        claimed = await claim_one(store)
        carried_out.append(claimed.effect)
        await settle(store, claimed)

    assert carried_out == [REFRESH, TELL, REFRESH]


async def test_what_was_attempted_is_settled_before_it_is_undone(store, real):
    await add(store, HOLD)
    await claim_one(store)
    async with store() as work:
        await work.outbox.supersede(lane(HOLD))
        await work.outbox.add(UNHOLD)
    real.pass_by(MINUTE)

    attempted = await claim_one(store)
    assert (attempted.effect, attempted.uncertain) == (HOLD, True)
    await settle(store, attempted)
    assert (await claim_one(store)).effect == UNHOLD


async def test_a_superseded_key_stays_used(store):
    await add(store, HOLD, key="k")
    async with store() as work:
        await work.outbox.supersede(lane(HOLD))
        await work.outbox.add(HOLD, key="k")

    assert await claim(store) == ()


async def test_a_newer_refresh_takes_the_place_of_unsent_ones(store):
    await add(store, TELL, REFRESH, REFRESH, REFRESH, replace(REFRESH, subject="other"))

    tell, other = await claim(store)
    assert (tell.effect, other.effect) == (TELL, replace(REFRESH, subject="other"))
    await settle(store, tell)
    await settle(store, await claim_one(store))

    assert await claim(store) == ()


async def test_a_refresh_under_way_is_followed_by_the_newer_one(store):
    await add(store, REFRESH)
    under_way = await claim_one(store)
    await add(store, REFRESH)
    await settle(store, under_way)

    assert (await claim_one(store)).effect == REFRESH


async def test_what_only_looks_waits_once_and_leaves_nothing_behind(store, database, real):
    read, watch = ReadCalendar(PersonId(7)), WatchCalendar(PersonId(7))
    await add(store, read, watch, read, watch)
    first, second = await claim(store)
    await add(store, read)
    await settle(store, first)
    real.pass_by(MINUTE)
    overtaken = await claim(store)
    await settle(store, overtaken[0])

    assert [each.effect for each in overtaken] == [watch, read]
    assert (first.effect, second.effect) == (read, watch)
    with pytest.raises(LeaseLost):
        await settle(store, second)
    await settle(store, overtaken[1])
    async with database.engine.connect() as connection:
        assert (await connection.execute(select(outbox.c.id))).all() == []


async def test_many_that_only_look_are_added_at_once_and_those_that_wait_already_are_enough(store, database):
    check, hours = CheckEvent(InterviewId("i")), ReadHours(PersonId(7))
    await add(store, READ, check, hours)
    (under_way, *looks) = await claim(store)
    for row in looks:
        await settle(store, row)
    await add(store, ReadCalendar(PersonId(8)))
    async with store() as work:
        await work.outbox.add_looks([])
        await work.outbox.add_looks([READ, ReadEvents(), ReadCalendar(PersonId(8)), check, hours])
        await work.outbox.add_looks([check])
    await settle(store, under_way)

    found = await claim(store)
    lanes = {"calendar:7", "calendar:8", f"calendar:{ORGANISER}", "event:i", "hours:7"}
    assert {lane(each.effect) for each in found} == lanes
    assert len(found) == len(lanes)
    for row in found:
        await settle(store, row)
    again = await claim_one(store)
    assert again.effect == check, "what was asked for behind something of ours is seen behind it"
    await settle(store, again)
    async with database.engine.connect() as connection:
        assert (await connection.execute(select(outbox.c.id))).all() == []


async def test_a_home_that_waits_to_be_drawn_is_drawn_once(store):
    await add(store, HOME, HOME, replace(HOME, account=replace(HOME.account, user="U0MIA")), HOME)

    first, second = await claim(store)
    assert {first.effect.account.user, second.effect.account.user} == {"U0MIA", "U0RAE"}
    await settle(store, first)
    await settle(store, second)

    assert await claim(store) == ()


async def test_a_home_that_is_being_drawn_is_drawn_again_for_what_changed_meanwhile(store):
    await add(store, HOME)
    under_way = await claim_one(store)
    await add(store, HOME, HOME)
    held_back = await claim(store)
    await settle(store, under_way)

    assert held_back == ()
    assert (await claim_one(store)).effect == HOME


async def test_a_home_that_is_tried_again_keeps_the_newer_one_behind_it(store, real):
    await add(store, HOME)
    failed = await claim_one(store)
    await settle(store, failed, "again", wait=MINUTE, why="503", refused=True)
    await add(store, HOME)
    before = await claim(store)
    real.pass_by(MINUTE)
    await settle(store, await claim_one(store))

    assert before == ()
    assert (await claim_one(store)).effect == HOME


async def test_one_waiting_read_of_a_calendar_is_enough(store):
    await add(store, READ, READ)
    await add(store, READ, ReadCalendar(PersonId(8)))

    first, other = await claim(store)
    assert (first.effect, other.effect) == (READ, ReadCalendar(PersonId(8)))
    await add(store, READ)
    await settle(store, first)

    assert (await claim_one(store)).effect == READ


async def test_a_row_of_another_version_is_unreadable_and_can_be_buried(store, engine):
    await add(store, OFFER, HOLD)
    async with engine.begin() as connection:
        await connection.execute(update(outbox).where(outbox.c.kind == "mail.send").values(effect={"t": "fax.send"}))

    unreadable, hold = await claim(store)
    assert isinstance(unreadable, Unreadable)
    assert (unreadable.lane, hold.effect) == (lane(OFFER), HOLD)
    await settle(store, unreadable, "dead", why="unreadable")

    async with store() as work:
        assert await work.outbox.dead_row(unreadable.id) is None
        assert await work.outbox.skip(unreadable.id)


async def test_many_claimers_never_claim_a_row_twice(store, database_url, clock, real):
    """Half of them through another engine, as another replica would; each settles what it got and asks again."""
    replica = open_store(database_url, clock=clock, real=real, lease=MINUTE)
    holds = [PlaceHold(InterviewId("i"), option, PersonId(person)) for person in range(10) for option in range(4)]
    async with store() as work:
        for hold in holds:
            await work.outbox.add(hold)
            await work.outbox.add(RemoveHold(hold.interview, hold.option, hold.person))

    async def drain(begin) -> list[Claimed]:
        got: list[Claimed] = []
        while rows := await claim(begin, limit=3):
            for claimed in rows:
                await settle(begin, claimed)
            got += rows
        return got

    shares = await asyncio.gather(*(drain(begin) for begin in (store, replica.store) * 4))
    rest = await drain(store)
    await replica.close()

    got = [claimed for share in (*shares, rest) for claimed in share]
    assert len(got) == len({claimed.id for claimed in got}) == 2 * len(holds)
    assert {claimed.attempts for claimed in got} == {1}


async def test_what_waits_is_counted_and_its_age_told(database, store, real):
    assert await database.oldest_waiting() == timedelta(0)
    await add(store, HOLD, UNHOLD, OFFER)
    real.pass_by(timedelta(seconds=90))

    assert await database.oldest_waiting() == timedelta(seconds=90)
    assert await database.outbox_counts() == {"waiting": 3, "dead": 0}


async def test_only_what_is_due_and_free_counts_as_neglected(database, store, real):
    await add(store, HOLD, UNHOLD)
    assert await database.overdue() == timedelta(0)
    claimed = await claim_one(store)
    async with store() as work:
        await work.outbox.again(claimed, wait=timedelta(hours=1), why="away", refused=True)
    real.pass_by(MINUTE)
    resting = await database.overdue()
    real.pass_by(timedelta(hours=1))

    assert resting == timedelta(0)
    assert await database.overdue() == MINUTE


async def test_what_waits_behind_a_dead_row_waits_for_a_person_and_does_not_age(database, store, real):
    await add(store, HOLD, UNHOLD)
    await settle(store, await claim_one(store), "dead", why="gone")
    real.pass_by(MINUTE)

    assert await database.oldest_waiting() == timedelta(0)
    assert await database.outbox_counts() == {"waiting": 1, "dead": 1}


async def test_a_commit_with_effects_wakes_the_relay_and_one_without_does_not(database_url, clock):
    woken: list[str] = []
    database = open_store(database_url, clock=clock, wake=lambda: woken.append("woken"))

    async def add_and_fail() -> None:
        async with database.store() as work:
            await work.outbox.add(OFFER)
            raise ZeroDivisionError

    async with database.store() as work:
        await work.people.all()
    with pytest.raises(ZeroDivisionError):
        await add_and_fail()
    before = list(woken)
    await add(database.store, OFFER, HOLD)
    await add(database.store, HOLD)
    await database.close()

    assert before == []
    assert woken == ["woken", "woken"]


async def test_a_settled_row_keeps_no_lease(store, engine):
    await add(store, OFFER)
    await settle(store, await claim_one(store))

    async with engine.connect() as connection:
        row = (await connection.execute(select(outbox))).one()
    assert (row.state, row.lease_owner, row.lease_until) == ("done", None, None)


async def test_what_is_over_at_the_same_time_is_settled_in_few_transactions_and_only_by_who_holds_it(store, real):
    interviews = [InterviewId(f"i{number}") for number in range(6)]
    await add(store, *(SendMail(Mail.OFFER, each, 1) for each in interviews))
    lost, *_ = await claim(store, limit=1)
    real.pass_by(MINUTE)
    ours = await claim(store)
    begun = 0

    def counted():
        nonlocal begun
        begun += 1
        return store()

    settling = Settling()
    ends = await asyncio.gather(*(settling.done(each, store=counted) for each in (lost, *ours)), return_exceptions=True)

    assert [type(end) for end in ends] == [LeaseLost, *(type(None) for _ in ours)]
    assert begun == 1
    assert await claim(store) == ()


async def test_a_settling_that_fails_fails_for_those_in_it_and_not_for_the_next(store):
    await add(store, OFFER)
    (row,) = await claim(store)
    settling = Settling()

    def away():
        raise OSError("the database is away")

    with pytest.raises(OSError, match="away"):
        await settling.done(row, store=away)

    await settling.done(row, store=store)
    assert await claim(store) == ()


async def test_a_settling_that_others_get_in_the_way_of_is_tried_again(store):
    await add(store, OFFER)
    (row,) = await claim(store)
    in_the_way = [Stale("two waited for each other")] * 2

    def crowded():
        if in_the_way:
            raise in_the_way.pop()
        return store()

    await Settling().done(row, store=crowded)

    assert await claim(store) == ()
