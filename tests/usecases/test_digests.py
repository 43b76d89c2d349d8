"""The one message of a day: what waits for somebody, told in their morning, to them or to whoever stands in for them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.sandbox.chat import Line
from bot.csv_columns import person as told
from bot.domain.ids import ScorecardId
from bot.domain.people import Account, Person
from bot.domain.scorecard import Scorecard
from bot.domain.token import verify
from bot.effects import CardKind
from bot.steps import digest
from bot.steps.tell import tell
from bot.tick import tick
from bot.usecases import digests, staff
from storage.engine import open_store
from tests.office import KEYS, LINK, RAES, said, text_of
from tests.usecases.asked_panel import ADA_AT_PANEL, CORAS, HANAS
from tests.usecases.asked_pool import DAN, FAY, Pools, drawing
from tests.when import SettableClock

OTHERS = "Scorecards of others are missing"


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """March 2027, in London before the clocks change; the 1st is a Monday."""
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


class Team(Pools):
    """Ada has met Hana, who hires, and Dan, on Monday the 8th; Rae recruits, Cora coordinates. Nobody wrote a word yet."""

    async def after_the_interview(self) -> "Team":
        await self.furnish_pools()
        async with self.store() as work:
            await digests.begin(work=work, desk=self.desk())
        await self.seen(ADA_AT_PANEL)
        await self.settle()
        await self.agrees(HANAS, DAN)
        link = LINK.search(text_of((await self.mails())[-1]))
        assert link is not None
        await self.post(verify(link.group(1), keys=KEYS), "pick", option="1")
        await self.settle()
        await self.until(march(8, 22))
        return self

    async def until(self, moment: datetime) -> None:
        await self.forward(moment - self.clock())

    async def got(self, account: Account) -> list[Line]:
        """Return somebody's digests."""
        return [line for line in await self.pane(account) if line.key.startswith("digest:")]

    async def newest(self, account: Account) -> str:
        return said((await self.got(account))[-1])

    async def sends(self, person: Person) -> None:
        """Somebody's scorecard comes in."""
        interview = await self.interview()
        card = Scorecard(
            ScorecardId(f"sc-{person.id}"), interview.id, interview.application, "Panel", person.id, self.clock()
        )
        async with self.store() as work:
            assert await work.scorecards.add(card)
            await digest.redraw((*interview.people, self.rae.id), work=work, desk=self.desk())
        await self.settle()

    async def known_people(self) -> Mapping[int, Person]:
        async with self.store() as work:
            return {person.id: person for person in await work.people.all()}

    async def turns_out_to_be(self, person: Person) -> None:
        """The candidate applied with the address of somebody who works here."""
        case = await self.case()
        async with self.store() as work:
            await work.candidates.save(replace(case.candidate, email=person.email))

    async def changes(self, person: Person, **columns: str) -> None:
        """An admin changes what is known of somebody."""
        row = told({"mail": person.email, "name": person.name, **columns})
        async with self.store() as work:
            await staff.add(row, work=work, desk=self.desk())


@pytest.fixture
async def team(store, clock) -> Team:
    return await Team(store, clock, policy=drawing()).after_the_interview()


async def test_missing_feedback_is_told_to_its_owner_then_the_manager_then_the_recruiter(team: Team) -> None:
    assert not await team.got(DAN), "it is asked for on the day itself, and not chased"
    await team.until(march(9, 18))
    assert [line.at for line in await team.got(DAN)] == [march(9)] == [line.at for line in await team.got(HANAS)]
    assert "Your scorecard is missing" in await team.newest(DAN)
    assert OTHERS not in await team.newest(HANAS)

    await team.until(march(10, 18))
    assert "Dan Kim, 2 working days so far" in await team.newest(HANAS)
    assert [line.at for line in await team.got(DAN)] == [march(9), march(10)]
    assert not any(OTHERS in said(line) for line in await team.got(RAES))
    await team.sends(team.dan)
    assert "All done" in await team.newest(DAN)
    assert "Dan Kim" not in await team.newest(HANAS)

    await team.until(march(11, 18))
    assert "Hana Sato, 3 working days so far" in await team.newest(RAES)
    assert "Dan Kim" not in await team.newest(RAES)
    assert len(await team.got(DAN)) == 2
    await team.sends(team.hana)
    await team.until(march(15, 18))
    assert [OTHERS in said(line) for line in await team.got(RAES)].count(True) == 0
    assert not await team.got(CORAS)


async def test_after_an_outage_it_comes_till_noon_and_else_the_next_working_day(team: Team) -> None:
    team.clock.set(march(9, 11, 40))
    await team.forward(timedelta(hours=2))
    assert [line.at for line in await team.got(DAN)] == [march(9, 11, 40)]

    team.clock.set(march(10, 12, 1))
    await team.forward(timedelta(hours=30))
    assert [line.at for line in await team.got(DAN)][1:] == [march(11)]


async def test_one_that_could_not_be_sent_by_noon_is_not_sent_any_more(team: Team) -> None:
    team.clock.set(march(9))
    await tick(team.clock(), store=team.store, handle=team.handle)
    team.clock.set(march(9, 14))
    await team.settle()
    await team.until(march(10, 10))

    assert [line.at for line in await team.got(DAN)] == [march(10)]


async def test_whoever_moves_to_another_zone_gets_no_second_one_that_day_and_the_next_in_their_morning(
    team: Team,
) -> None:
    await team.until(march(10, 10))
    await team.changes(team.dan, zone="America/New_York")
    await team.until(march(11, 20))

    assert [line.at for line in await team.got(DAN)] == [march(9), march(10), march(11, 14)]


async def test_nobody_is_told_to_wait_for_who_has_left(team: Team) -> None:
    async with team.store() as work:
        await staff.disable(team.dan.email, work=work, desk=team.desk())
    await team.until(march(11, 18))

    assert not any("Dan Kim" in said(line) for line in await team.got(HANAS))
    assert "Waiting for Hana Sato, 3 working days so far" in await team.newest(RAES)


async def test_somebody_disabled_gets_none_and_somebody_brought_back_does(team: Team) -> None:
    async with team.store() as work:
        await staff.disable(team.dan.email, work=work, desk=team.desk())
    await team.until(march(10, 13))
    none = await team.got(DAN)
    await team.changes(team.dan)
    await team.until(march(11, 10))

    assert none == []
    assert [line.at for line in await team.got(DAN)] == [march(11)]


async def test_while_somebody_is_away_their_lines_are_read_by_their_delegate_who_may_see_them(team: Team) -> None:
    await team.changes(team.fay, roles="recruiter")
    off = {"days off": "2027-03-09..2027-03-11"}
    await team.changes(team.hana, delegate="fay@northwind.example", **off)
    await team.until(march(11, 18))

    assert not await team.got(HANAS)
    assert [line.at for line in await team.got(FAY)] == [march(10), march(11)]
    assert "Dan Kim, 2 working days so far" in said((await team.got(FAY))[0])
    assert "You read this for Hana Sato, who is away." in await team.newest(FAY)
    assert "Your scorecard is missing" not in await team.newest(FAY), "nobody can write it in her place"
    assert "Hana Sato (away) and Dan Kim" in await team.newest(RAES)


async def test_without_a_delegate_who_may_see_them_the_coordinator_reads_them(team: Team) -> None:
    await team.changes(team.hana, delegate="fay@northwind.example", **{"days off": "2027-03-10"})
    await team.until(march(10, 18))

    assert not await team.got(FAY)
    assert "You read this for Hana Sato, who is away." in await team.newest(CORAS)


async def test_nobody_reads_of_their_own_application_in_the_place_of_somebody_away(team: Team) -> None:
    await team.changes(team.fay, roles="recruiter")
    await team.changes(team.hana, delegate="fay@northwind.example", **{"days off": "2027-03-10"})
    await team.turns_out_to_be(team.fay)
    rae, interview = replace(team.rae, delegate=team.fay.id), await team.interview()
    await team.until(march(10, 18))
    async with team.store() as work:
        away = replace(rae, days_off=frozenset({team.clock().date()}))
        await tell(CardKind.STUCK, interview.id, person=away, occasion="away", work=work, desk=team.desk())
    await team.settle()

    assert await team.pane(FAY) == []
    assert "You read this for Hana Sato, who is away." in await team.newest(CORAS)
    assert any(line.key.startswith("stuck:") for line in await team.pane(CORAS))


async def test_where_the_recruiter_applies_the_coordinator_hears_of_what_is_missing(team: Team) -> None:
    await team.turns_out_to_be(team.rae)
    await team.until(march(11, 18))

    assert not await team.got(RAES)
    assert "Hana Sato and Dan Kim, 3 working days so far" in await team.newest(CORAS)


async def test_a_card_that_needs_somebody_goes_to_who_stands_in_and_says_for_whom(team: Team) -> None:
    await team.changes(team.rae, delegate="cora@northwind.example", **{"days off": "2027-03-09"})
    rae = (await team.known_people())[team.rae.id]
    interview = await team.interview()
    for occasion in ("first", "again", "first"):
        async with team.store() as work:
            await tell(CardKind.STUCK, interview.id, person=rae, occasion=occasion, work=work, desk=team.desk())
    before = len(await team.pane(RAES))
    await team.until(march(9, 8))

    cards = [line for line in await team.pane(CORAS) if line.key.startswith("stuck:")]
    assert [line.at for line in cards] == [march(9, 8), march(9, 8)], "told on Monday night, read on Tuesday morning"
    assert "A newer card" in said(cards[0])
    assert "in place of Rae Morgan, who was away when it came" in said(cards[1])
    assert len(await team.pane(RAES)) == before


async def test_what_waited_for_the_morning_is_told_only_while_it_is_of_use(team: Team) -> None:
    interview = await team.interview()
    cards = [line for line in await team.pane(DAN) if line.key.startswith("seat:")]
    async with team.store() as work:
        for occasion in ("7", str(interview.sequence)):
            await tell(CardKind.SEAT, interview.id, person=team.dan, occasion=occasion, work=work, desk=team.desk())
    await team.until(march(9, 18))

    assert [line for line in await team.pane(DAN) if line.key.startswith("seat:")] == cards


async def test_a_nudge_is_told_in_a_digest_alone(team: Team) -> None:
    with pytest.raises(ValueError, match="in its reader's digest only"):
        async with team.store() as work:
            await tell(CardKind.DIGEST, "2027-03-05", person=team.rae, occasion="now", work=work, desk=team.desk())


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_card_that_an_outage_held_up_into_the_night_is_told_in_the_morning_while_it_is_of_use(
    database_url: str, clock: SettableClock
) -> None:
    database = open_store(database_url, clock=clock, real=lambda: clock().timestamp())
    team = await Team(database.store, clock, policy=drawing()).after_the_interview()
    interview, known = await team.interview(), await team.pane(RAES)
    await team.until(march(9, 18, 55))
    async with team.store() as work:
        for kind, occasion in ((CardKind.STUCK, "evening"), (CardKind.REMINDER, f"reminder:{interview.sequence}")):
            await tell(kind, interview.id, person=team.rae, occasion=occasion, work=work, desk=team.desk())
    clock.set(march(9, 23))
    await team.settle()
    at_night = await team.pane(RAES)
    clock.set(march(10, 8))
    await team.settle()
    in_the_morning = [line.key.partition(":")[0] for line in (await team.pane(RAES))[len(known) :]]
    await database.close()

    assert at_night == known
    assert in_the_morning == ["stuck"], "the interview of which the other one reminds is over"
