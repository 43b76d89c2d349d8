"""A Home follows the record: drawn anew when something on it changes, for those it concerns who look at theirs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from bot.actions import MoveIt, NextIt, SkipIt
from bot.domain.access import USHER
from bot.domain.ids import OpeningId
from bot.domain.interview import Seat
from bot.domain.people import Person, Role
from bot.domain.pipeline import Status
from bot.domain.rows import CandidateRow, OpeningRow, Row
from bot.inbound import AtsPerson, CandidateGone, CandidateSeen, JobSeen
from bot.ports import Permanent, Store
from bot.reply import Refuse
from bot.steps.record import Move, keep
from bot.usecases import imports
from tests.hiring import DAY, HANA, HANAS, IVO, IVOS
from tests.homes import Homes, pressed, reads
from tests.office import ADA, RAE, PaperAts
from tests.when import NOON, SettableClock

Cause = Callable[[Homes], Awaitable[None]]
BEN = replace(ADA, application="a-2", candidate="c-2", name="Ben Okri", email="ben@mail.example", stage="")


class Refusing(PaperAts):
    """An ATS that sets no status."""

    async def move(self, application: str, *, status: Status, key: str) -> None:
        raise Permanent("403")


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
    await homes.seen(BEN)


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


async def imported_anew(homes: Homes) -> None:
    await take(homes, CandidateRow(2, "Ben Okri", BEN.email, "Head Waiter", stage="Trial shift"))


async def opening_imported(homes: Homes) -> None:
    await take(homes, OpeningRow(2, "Sous Chef", recruiter=RAE.email))


async def reimported(homes: Homes) -> None:
    await take(homes, OpeningRow(2, "Platform Engineer", ats="paper", ats_job="j-1"))


async def took_place(homes: Homes) -> None:
    booking = (await homes.interview()).booking
    assert booking is not None
    await homes.forward(booking.span.end - homes.clock() + DAY)


async def take(homes: Homes, row: Row) -> None:
    async with homes.store() as work:
        tally = await imports.take([row], work=work, desk=homes.desk)
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
    imported_anew: "Ben O.: Trial shift",
    opening_imported: "Nobody is in play for Head Waiter, Pastry Chef (Acme), Sous Chef.",
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


async def test_a_decision_where_no_ats_is_asked_shows_at_once(homes: Homes) -> None:
    ben = await homes.applies("Ben Okri")
    await homes.opens()

    await homes.submits(MoveIt(ben.id, Status.ON_HOLD), reason="The budget is being decided")
    await homes.settle()

    assert "Ben O.: Screen · on hold" in reads(homes.home())


async def test_a_decision_that_the_ats_never_took_is_no_longer_pending_once_it_is_given_up(homes: Homes) -> None:
    homes.plug_ats(Refusing())
    await homes.opens()

    await decided(homes)
    await homes.settle()
    pending = reads(homes.home())
    async with homes.store() as work:
        given_up = [row for row in range(1, 200) if await work.outbox.dead_row(row) is not None]
    await homes.presses(SkipIt(given_up[0]))
    await homes.settle()

    assert "pending in the ATS" in pending
    assert "pending in the ATS" not in reads(homes.home())


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


async def test_a_hiring_manager_whom_the_ats_names_sees_the_role_at_once(homes: Homes) -> None:
    async with homes.store() as work:
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        await work.openings.save(replace(opening, hiring_manager=None))
    before = reads(await homes.opens(HANAS))
    told = JobSeen("paper", "owned", "job_updated", "j-1", manager=AtsPerson(email=HANA.email))

    await homes.handle(told)
    await homes.settle()

    assert "Backend Engineer: 1 Screen" not in before
    assert "Backend Engineer: 1 Screen" in reads(homes.home(HANAS))


async def test_a_candidate_without_an_interview_is_followed_too(homes: Homes) -> None:
    await homes.seen(BEN)
    await homes.opens()

    await homes.seen(replace(BEN, stage="Take-home"))
    await homes.settle()
    moved = reads(homes.home())
    await homes.handle(CandidateGone("paper", "gone", "delete_application", "c-2"))
    await homes.settle()

    assert "Ben O.: Take-home" in moved
    assert "Ben" not in reads(homes.home())


async def test_a_candidate_who_is_removed_with_a_time_still_booked_has_no_name_on_any_home(homes: Homes) -> None:
    await told_by_the_ats(homes)
    before = reads(await homes.opens())

    await removed(homes)
    await homes.settle()

    assert "Ada O. · Recruiter screen" in before
    assert "Ada" not in reads(homes.home())


async def test_candidates_whom_the_ats_merges_stand_there_under_one_name(homes: Homes) -> None:
    await homes.seen(BEN)
    await homes.opens()

    await homes.handle(CandidateGone("paper", "merged", "merge_candidate", "c-2", merged_into="c-1"))
    await homes.settle()

    assert "Ada O.: no stage" in reads(homes.home())
    assert "Ben" not in reads(homes.home())


async def test_whoever_owned_the_step_before_an_interview_took_over_loses_it(homes: Homes) -> None:
    await homes.seen(BEN)
    ben = await homes.application("a-2")
    assert ben.next is not None
    async with homes.store() as work:
        await work.applications.save(replace(ben, next=replace(ben.next, owner=homes.ivo.id)))
    before = reads(await homes.opens(IVOS))

    await homes.seen(replace(BEN, stage="Screen"))
    await homes.settle()

    assert "Ben O. · Backend Engineer: Review" in before
    assert "Ben" not in reads(homes.home(IVOS))


async def test_whoever_loses_their_seat_loses_the_interview_from_their_home(homes: Homes) -> None:
    await reseated(homes, homes.ivo)
    before = reads(await homes.opens(IVOS))

    await reseated(homes, homes.rae)
    await homes.settle()

    assert "Ada O. · Recruiter screen" in before
    assert "Ada" not in reads(homes.home(IVOS))


async def reseated(homes: Homes, person: Person) -> None:
    case = await homes.case()
    interview = replace(case.interview, seats=(Seat(person.id),))
    async with homes.store() as work:
        await keep(case, interview, move=Move("interview.reseated", USHER), work=work, desk=homes.desk)


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
