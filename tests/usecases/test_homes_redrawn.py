"""A Home follows the record: drawn anew when something on it changes, for those it concerns who look at theirs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import MoveIt, NextIt
from bot.desk import Desk
from bot.domain.ids import OpeningId
from bot.domain.people import Account, Membership, Platform, Profile, Role
from bot.domain.pipeline import Status
from bot.domain.rows import CandidateRow, OpeningRow, PersonRow, Row
from bot.inbound import AtsPerson, CandidateGone, CandidateSeen, HomeOpened, JobSeen, Typed
from bot.ports import Store
from bot.reply import Refuse
from bot.usecases import imports, staff
from storage.tables import outbox
from tests.homes import DAY, HANA, HANAS, IVO, IVOS, NOORS, Homes, pressed, reads
from tests.office import ADA, RAE, RAES
from tests.when import NOON, SettableClock

Cause = Callable[[Homes], Awaitable[None]]


@pytest.fixture
async def homes(store: Store, clock: SettableClock) -> Homes:
    """Ada is booked with Rae for a role that Rae recruits for and Hana hires for."""
    homes = await Homes(store, clock).furnish_more()
    async with store() as work:
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        await work.openings.save(replace(opening, hiring_manager=homes.hana.id))
    await homes.booked()
    return homes


async def applied(homes: Homes) -> None:
    ben = replace(ADA, application="a-2", candidate="c-2", name="Ben Okri", email="ben@mail.example", stage="")
    await homes.seen(ben)


async def moved_on(homes: Homes) -> None:
    await homes.seen(replace(ADA, stage="Onsite"))


async def answered(homes: Homes) -> None:
    await homes.press(pressed(homes.home(), "OK"))


async def declined(homes: Homes) -> None:
    await homes.press(pressed(homes.home(), "Can't make it"))


async def cancelled(homes: Homes) -> None:
    await homes.post(await homes.link(), "cancel_it", reason="unwell")


async def asked_to_move(homes: Homes) -> None:
    await homes.post(await homes.link(), "move", reason="conflict")


async def decided(homes: Homes) -> None:
    await homes.submits(MoveIt((await homes.application()).id, Status.ON_HOLD), reason="The budget is being decided")


async def told_by_the_ats(homes: Homes) -> None:
    await homes.seen(replace(ADA, status=Status.PASSED))


async def renamed(homes: Homes) -> None:
    await homes.handle(CandidateSeen("paper", "renamed", "c-1", name="Eve Babitz"))


async def removed(homes: Homes) -> None:
    await homes.handle(CandidateGone("paper", "removed", "delete_candidate", "c-1"))


async def retitled(homes: Homes) -> None:
    await homes.handle(JobSeen("paper", "retitled", "job_updated", "j-1", title="Platform Engineer"))


async def imported(homes: Homes) -> None:
    row = CandidateRow(2, "Eve Babitz", ADA.email, "j-1", ats="paper", ats_application="a-1", ats_candidate="c-1")
    await take(homes, row)


async def reimported(homes: Homes) -> None:
    await take(homes, OpeningRow(2, "Platform Engineer", ats="paper", ats_job="j-1"))


async def took_place(homes: Homes) -> None:
    booking = (await homes.interview()).booking
    assert booking is not None
    await homes.forward(booking.span.end - homes.clock() + DAY)


async def take(homes: Homes, row: Row) -> None:
    async with homes.store() as work:
        tally = await imports.take([row], work=work, desk=Desk(homes.policy, homes.clock(), frozenset({"paper"})))
    assert tally.problems == ()


CAUSES: Mapping[Cause, str] = {
    applied: "Ben O.: no stage",
    moved_on: "Ada O.: Onsite",
    answered: "you said it suits you",
    declined: "you said you can't make it",
    cancelled: "Decide how to go on",
    asked_to_move: "to be moved: waiting for the candidate to choose",
    decided: "on hold pending in the ATS",
    told_by_the_ats: "Nobody is in play in the roles you own.",
    renamed: "Eve B. · Recruiter screen",
    removed: "Nobody is in play in the roles you own.",
    retitled: "Recruiter screen · Platform Engineer",
    imported: "Eve B. · Recruiter screen",
    reimported: "Recruiter screen · Platform Engineer",
    took_place: "Collect feedback and decide",
}


@pytest.mark.parametrize(("cause", "shows"), CAUSES.items(), ids=[cause.__name__ for cause in CAUSES])
async def test_a_home_shows_what_has_changed(homes: Homes, cause: Cause, shows: str) -> None:
    before = reads(await homes.opens())

    await cause(homes)
    await homes.settle()

    assert shows not in before
    assert shows in reads(homes.home())


@pytest.mark.parametrize("cause", [moved_on, decided, cancelled, renamed, told_by_the_ats])
async def test_whoever_hires_for_the_role_sees_it_too(homes: Homes, cause: Cause) -> None:
    await homes.opens()
    await homes.opens(HANAS)
    await homes.opens(IVOS)
    before = reads(homes.home(HANAS))

    await cause(homes)
    await homes.settle()

    assert reads(homes.home(HANAS)) != before
    assert homes.times_drawn(IVOS) == 1, "Ivo has nothing to do with it"


async def test_a_step_that_goes_to_somebody_else_leaves_one_home_and_comes_to_the_other(homes: Homes) -> None:
    ben = await homes.applies("Ben Okri")
    await homes.opens()
    await homes.opens(HANAS)

    await homes.submits(NextIt(ben.id), what="Agree on a salary", owner=str(homes.hana.id), due="2027-03-02")
    await homes.settle()

    assert "Ben O. · Pastry Chef: Agree on a salary" in reads(homes.home(HANAS))
    assert "Ben O. · Pastry Chef" not in reads(homes.home())


async def test_an_opening_that_is_handed_over_moves_from_one_home_to_the_other(homes: Homes) -> None:
    await homes.applies("Ben Okri")
    await homes.opens(HANAS)
    async with homes.store() as work:
        await work.people.save(replace(homes.ivo, roles=frozenset({Role.HIRING_MANAGER})))
    await homes.opens(IVOS)

    await take(homes, OpeningRow(2, "Pastry Chef", client="Acme", hiring_manager=IVO.email))
    await homes.settle()

    assert "Ben O.: Screen" in reads(homes.home(IVOS))
    assert "Ben O.: Screen" not in reads(homes.home(HANAS))


async def test_a_coordinator_whom_the_ats_names_sees_the_role_at_once(homes: Homes) -> None:
    await homes.opens(HANAS)
    async with homes.store() as work:
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        await work.openings.save(replace(opening, hiring_manager=None))
    told = JobSeen("paper", "owned", "job_updated", "j-1", manager=AtsPerson(email=HANA.email))

    await homes.handle(told)
    await homes.settle()

    assert "Backend Engineer: 1 Screen" in reads(homes.home(HANAS))


# --- only for whom it is, and only once


async def test_what_changes_draws_nothing_for_those_who_never_looked(homes: Homes) -> None:
    await decided(homes)
    await homes.settle()

    assert homes.walls.drawn == {}


async def test_a_home_that_many_changes_touch_is_drawn_once_more(homes: Homes) -> None:
    await homes.opens()
    await homes.opens(HANAS)

    for cause in (applied, moved_on, renamed, retitled):
        await cause(homes)
    await homes.settle()

    assert homes.times_drawn() == 2
    assert homes.times_drawn(HANAS) == 2


async def test_a_delivery_that_says_nothing_new_draws_nothing(homes: Homes) -> None:
    await homes.opens()

    await homes.seen(at=NOON)
    await homes.settle()

    assert homes.times_drawn() == 1


async def test_what_is_refused_draws_nothing(homes: Homes) -> None:
    await homes.opens()

    refused = await homes.submits(MoveIt((await homes.application()).id, Status.ACTIVE), reason="Once more")
    await homes.settle()

    assert isinstance(refused, Refuse)
    assert homes.times_drawn() == 1


# --- whose Home it is


async def test_an_unknown_account_is_shown_how_to_become_known_and_then_its_home(homes: Homes) -> None:
    noor = replace(RAE, name="Noor Haddad", email="noor@northwind.example", ats_user="")
    async with homes.store() as work:
        await work.people.add(noor)
    homes.profiles["noor"] = Profile(Membership.MEMBER, noor.name, noor.email, "Europe/London")

    stranger = await homes.opens(NOORS)
    moment = await homes.press(pressed(stranger, "Look me up"), by=NOORS)
    await homes.settle()

    assert stranger.title == "Welcome"
    assert isinstance(moment, Refuse)
    assert "One moment" in moment.text
    assert homes.home(NOORS).title == "Your hiring at a glance"


async def test_whoever_is_introduced_without_having_looked_at_a_home_has_none_drawn(homes: Homes) -> None:
    noor = replace(RAE, name="Noor Haddad", email="noor@northwind.example", ats_user="")
    async with homes.store() as work:
        await work.people.add(noor)
    homes.profiles["noor"] = Profile(Membership.MEMBER, noor.name, noor.email, "Europe/London")

    await homes.handle(Typed(NOORS, "help"))
    await homes.settle()

    assert homes.times_drawn(NOORS) == 0


async def test_a_stranger_sees_nobody(homes: Homes) -> None:
    homes.profiles["noor"] = Profile(Membership.GUEST, "Noor", "noor@elsewhere.example")

    stranger = await homes.opens(NOORS)
    await homes.press(pressed(stranger, "Look me up"), by=NOORS)
    await homes.settle()

    assert homes.home(NOORS) == stranger
    assert "Ada" not in reads(stranger)


async def test_whoever_is_disabled_sees_no_candidate_from_then_on_and_all_again_when_brought_back(
    homes: Homes,
) -> None:
    before = reads(await homes.opens(HANAS))
    async with homes.store() as work:
        await staff.disable(HANA.email, work=work, desk=Desk(homes.policy, homes.clock()))
    await homes.settle()
    left = homes.home(HANAS)
    async with homes.store() as work:
        await staff.add(PersonRow(0, HANA.name, HANA.email), work=work, desk=Desk(homes.policy, homes.clock()))
    await homes.settle()

    assert "Ada O." in before
    assert reads(left) == "Not active\nYour account is not active in Usher any more. An admin can bring it back."
    assert reads(homes.home(HANAS)) == before


async def test_an_account_that_is_somebody_elses_now_shows_their_home(homes: Homes) -> None:
    await homes.opens(IVOS)
    async with homes.store() as work:
        await staff.disable(IVO.email, work=work, desk=Desk(homes.policy, homes.clock()))
        row = PersonRow(0, "Mia Sand", "mia@northwind.example", roles=frozenset({Role.RECRUITER}), slack=IVOS)
        await staff.add(row, work=work, desk=Desk(homes.policy, homes.clock()))
    await homes.settle()

    assert "You own no role here." in reads(homes.home(IVOS))


# --- where there is no drawing


async def test_a_home_that_cannot_be_drawn_bothers_nobody_and_stops_nothing(
    homes: Homes, caplog: pytest.LogCaptureFixture, engine: AsyncEngine
) -> None:
    cards = len(await homes.walls.lines("rae"))
    homes.walls.refuses = True
    await homes.handle(HomeOpened(RAES))
    await homes.settle()
    homes.walls.refuses = False
    await decided(homes)
    await homes.settle()
    forgotten = homes.times_drawn()
    await homes.opens()

    assert [record.__dict__["why"] for record in caplog.records if record.msg == "effect_dead"] == ["not_enabled"]
    assert len(await homes.walls.lines("rae")) == cards
    assert forgotten == 0, "a Home that was refused is drawn again when it is opened"
    assert homes.times_drawn() == 1
    async with engine.connect() as connection:
        states = set((await connection.execute(select(outbox.c.state))).scalars())
    assert states == {"done"}


async def test_a_platform_that_is_not_connected_has_no_home_to_draw(homes: Homes, engine: AsyncEngine) -> None:
    await homes.handle(HomeOpened(Account(Platform.TEAMS, "t", "rae")))
    await homes.settle()

    async with engine.connect() as connection:
        states = set((await connection.execute(select(outbox.c.state))).scalars())
    assert states == {"done"}
