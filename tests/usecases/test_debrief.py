"""The debrief pack: one, when all is in or the time is over; who reads what of it; and a decision that stays a person's."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.actions import CorrectIt, GoOn, MoveIt, NextIt, ScheduleIt
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.ids import InterviewId, OpeningId
from bot.domain.interview import Booking, Seat, State
from bot.domain.interview_events import Reopened
from bot.domain.interview_moves import advance
from bot.domain.next_action import DECIDE
from bot.domain.pipeline import NextAction, Status
from bot.domain.scorecard import Amendment
from bot.domain.time import Interval
from bot.inbound import Pressed, Submitted
from bot.ports import Store
from bot.reply import NextForm, Open
from bot.usecases.staff import disable
from tests.hiring import DAY, HANAS, IVOS
from tests.usecases.debriefing import ADAS, HOUR, PANEL_ID, SPAN, Kitchen, kitchen, says, words
from tests.when import SettableClock

JUDGED = says("4", "She laminated a dough in forty minutes.", "yes")
DOUBTED = says("2", "The second batch stayed raw.", "no")
THURSDAY = datetime(2027, 3, 4, 8, tzinfo=UTC)  # the end of Hana's working day in Tokyo


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Kitchen:
    return await Kitchen(store, clock, policy=kitchen()).furnished()


async def test_once_all_required_are_in_the_hiring_manager_gets_one_pack_and_a_date(office: Kitchen) -> None:
    await office.is_over()
    before = (await office.adas()).next
    await office.sends(office.ivo, *DOUBTED)
    assert (await office.adas()).next == before
    await office.sends(office.lin, *JUDGED)
    assert await office.told("hana") == []  # it is midnight in Tokyo
    rae = await office.told("rae")
    await office.forward(9 * HOUR)

    [card] = await office.told("hana")
    assert "Both scorecards are in." in card
    assert all(word in card for word in ("Go on", "Hold", "Not going forward", "/in/"))
    assert "laminated" not in card
    assert "Strong" not in card
    assert "Obi" not in card
    assert len(rae) == 1
    assert "Hana Sato, by" in rae[0]
    assert "Not going forward" not in rae[0]
    assert (await office.adas()).next == NextAction(DECIDE, office.hana.id, THURSDAY)


async def test_who_left_is_not_waited_for_and_named_as_missing(office: Kitchen) -> None:
    await office.is_over()
    async with office.store() as work:
        await work.people.save(replace(office.lin, active=False))
    await office.sends(office.ivo, *DOUBTED)

    debrief = (await office.kitchen_panel()).debrief
    assert debrief is not None
    assert debrief.missing == (office.lin.id,)


async def test_it_goes_out_when_the_last_one_it_waited_for_leaves(office: Kitchen) -> None:
    await office.is_over()
    await office.sends(office.ivo, *DOUBTED)
    assert (await office.kitchen_panel()).debrief is None
    async with office.store() as work:
        await disable(office.lin.email, work=work, desk=Desk(office.policy, office.clock()))

    debrief = (await office.kitchen_panel()).debrief
    assert debrief is not None
    assert debrief.missing == (office.lin.id,)


async def test_a_pack_that_waited_for_the_morning_is_not_told_once_there_is_nothing_to_judge(office: Kitchen) -> None:
    await office.is_over()
    await office.sends(office.ivo, *DOUBTED)
    await office.sends(office.lin, *JUDGED)
    await office.submits(CorrectIt(PANEL_ID), reason="no_show")
    assert (await office.kitchen_panel()).state is State.NO_SHOW
    await office.forward(9 * HOUR)

    assert await office.told("hana") == []


async def test_after_five_of_the_deciders_working_days_it_goes_out_and_names_who_is_missing(office: Kitchen) -> None:
    await office.is_over()
    await office.sends(office.ivo, *JUDGED)
    await office.forward(7 * DAY - HOUR)
    assert (await office.kitchen_panel()).debrief is None
    await office.forward(HOUR)
    await office.forward(9 * HOUR)

    debrief = (await office.kitchen_panel()).debrief
    assert debrief is not None
    assert debrief.missing == (office.lin.id,)
    [card] = await office.told("hana")
    assert "1 of 2 scorecards is in." in card
    assert "Missing: Lin Chen, asked" in card

    await office.sends(office.lin, *DOUBTED)
    await office.sends(office.noor, *JUDGED)
    first, second = await office.told("hana")
    assert first.replace(*links(first)) == second.replace(*links(second))
    assert "Came after the pack: " in first
    assert "Lin Chen" in first
    assert "Noor Aziz" in first
    assert "Missing" not in first
    assert (await office.kitchen_panel()).debrief == debrief


def links(card: str) -> tuple[str, str]:
    found = re.search(r"/in/[\w.-]+", card)
    assert found is not None
    return found.group(), ""


async def test_nothing_goes_out_about_somebody_whose_application_is_closed(office: Kitchen) -> None:
    await office.is_over()
    await office.handle(Submitted(HANAS, MoveIt(ADAS, Status.PASSED, Status.ACTIVE), {"reason": "Not a baker"}))
    await office.sends(office.ivo, *JUDGED)
    await office.sends(office.lin, *JUDGED)
    await office.forward(14 * DAY)

    assert await office.told("hana") == await office.told("rae") == []
    assert (await office.kitchen_panel()).debrief is None


async def test_without_a_hiring_manager_the_recruiter_decides(office: Kitchen) -> None:
    async with office.store() as work:
        chef = await work.openings.get(OpeningId("chef"))
        assert chef is not None
        await work.openings.save(replace(chef, hiring_manager=None))
    await office.is_over()
    await office.sends(office.ivo, *JUDGED)
    await office.sends(office.lin, *JUDGED)

    [card] = await office.told("rae")
    assert "Not going forward" in card
    assert "Schedule" in card
    step = (await office.adas()).next
    assert step is not None
    assert step.owner == office.rae.id


async def test_the_page_groups_and_quotes_in_the_order_of_the_panel_and_counts_nothing(office: Kitchen) -> None:
    await office.is_over()
    await office.sends(office.ivo, *DOUBTED)
    await office.sends(office.lin, *JUDGED)
    await office.sends(office.noor, reason="I could not be there")
    async with office.store() as work:
        card = (await work.scorecards.of(ADAS, viewer=USHER))[0]
        await work.scorecards.amend(card.id, Amendment(office.clock(), "The oven was broken.", after_reading=True))

    page = await office.reads(office.hana)

    assert [section.title for section in page.sections] == [
        "Baking under time",
        "Topics covered",
        "Would you go on with them?",
        "Added later",
        "For them it did not happen",
    ]
    assert words(page).split("# ")[2:] == [
        "Baking under time\n"
        "Lin Chen: Strong evidence\n“She laminated a dough in forty minutes.”\n"
        "Ivo Petrov: Some evidence\n“The second batch stayed raw.”\n",
        "Topics covered\nLin Chen: Laminated dough\nIvo Petrov: Laminated dough\n",
        "Would you go on with them?\nLin Chen: Yes\nIvo Petrov: No\n",
        "Added later\n: Ivo Petrov, a time · added after reading others’\n: “The oven was broken.”\n",
        "For them it did not happen\n: Noor Aziz, a time: I could not be there",
    ]
    assert page.title == "Debrief: Ada Obi, Pastry Chef"
    async with office.store() as work:
        assert await work.scorecards.has_read(office.hana.id, interview=PANEL_ID)
        opened = await work.audit.latest("debrief.opened", subject=ADAS)
        assert opened is not None
        assert opened.read
        assert opened.who_id == str(office.hana.id)


async def test_who_still_has_to_judge_is_led_to_their_own_and_the_others_learn_how_far_it_is(office: Kitchen) -> None:
    await office.is_over()
    await office.sends(office.ivo, *DOUBTED)

    lin, noor, ivo, hana, rae = [
        await office.reads(each) for each in (office.lin, office.noor, office.ivo, office.hana, office.rae)
    ]
    assert lin == noor
    assert lin.title == "Your scorecard comes first"
    assert "raw" in words(ivo)
    assert "Missing" not in words(ivo)
    for page in (hana, rae):
        assert page.sections == ()
        assert "raw" not in words(page)
        assert "1 of 2 scorecards is in. Missing: Lin Chen, asked a time. They open once" in words(page)

    await office.sends(office.lin, *JUDGED)
    assert "raw" in words(await office.reads(office.lin))
    assert (await office.reads(office.noor)).title == "Your scorecard comes first"
    assert "raw" in words(await office.reads(office.rae))


async def test_for_everybody_else_there_is_nothing_at_its_address(office: Kitchen) -> None:
    await office.is_over()
    await office.sends(office.ivo, *DOUBTED)
    async with office.store() as work:
        await work.people.save(replace(office.noor, email="ADA@mail.example "))
        panel = await work.interviews.get(PANEL_ID)
        assert panel is not None
        await work.interviews.save(replace(panel, seats=tuple(s for s in panel.seats if s.person != office.lin.id)))

    stranger, herself = await office.reads(office.lin), await office.reads(office.noor)

    assert (stranger.status, stranger.title) == (404, "There is nothing here for you")
    assert herself == stranger


async def test_both_interviews_stand_side_by_side_and_a_new_round_forgets_the_pack(office: Kitchen) -> None:
    earlier = Interval(SPAN.start - DAY, SPAN.end - DAY)
    first = replace(
        office.panel(),
        id=InterviewId("first"),
        kind="screen",
        stage="Screen",
        seats=(Seat(office.rae.id),),
        state=State.TOOK_PLACE,
        booking=Booking(earlier, 1),
    )
    async with office.store() as work:
        await work.interviews.add(first)
    await office.is_over()
    await office.sends(office.rae, *JUDGED, interview=first.id)
    await office.sends(office.lin, *DOUBTED)

    assert "# Baking under time\nRae Morgan: Strong" in words(await office.reads(office.hana))
    await office.sends(office.ivo, *DOUBTED)
    assert "Rae Morgan · Recruiter screen: Strong" in words(await office.reads(office.hana))

    panel = await office.kitchen_panel()
    again = advance(replace(panel, state=State.NO_SHOW), Reopened())
    assert panel.debrief is not None
    assert again.debrief is None
    step = (await office.adas()).next
    assert step is not None
    assert step.what != DECIDE  # the other interview was begun after this one, so somebody had gone on already


async def test_the_decision_is_the_persons_who_presses_and_the_history_keeps_whose(office: Kitchen) -> None:
    await office.is_over()
    await office.sends(office.ivo, *DOUBTED)
    await office.sends(office.lin, *JUDGED)
    await office.forward(9 * HOUR)

    for command, word in (("next", NextIt), ("hold", MoveIt), ("pass", MoveIt)):
        reply = await office.handle(Pressed(HANAS, GoOn(command, ADAS)))
        assert isinstance(reply, Open)
        assert isinstance(reply.form.action, word)
        assert not isinstance(await office.handle(Pressed(IVOS, GoOn(command, ADAS))), Open)
    assert (await office.adas()).status is Status.ACTIVE

    await office.handle(Submitted(HANAS, MoveIt(ADAS, Status.ON_HOLD, Status.ACTIVE), {"reason": "Budget"}))
    await office.settle()
    assert "Take off hold" in (await office.told("hana"))[0]
    await office.handle(Submitted(HANAS, MoveIt(ADAS, Status.PASSED, Status.ON_HOLD), {"reason": "Raw inside"}))
    await office.settle()
    [card] = await office.told("hana")
    assert "Status" in card
    assert "Hold" not in card
    assert (await office.adas()).next is None


async def test_once_the_next_interview_is_begun_the_card_says_so_and_asks_for_nothing(office: Kitchen) -> None:
    async with office.store() as work:
        chef = await work.openings.get(OpeningId("chef"))
        assert chef is not None
        await work.openings.save(replace(chef, intake_agreed=True))
    await office.is_over()
    await office.sends(office.ivo, *JUDGED)
    await office.sends(office.lin, *JUDGED)
    await office.presses(GoOn("schedule", ADAS))
    await office.settle()
    view = await office.submits(ScheduleIt(ADAS), application=ADAS, kind="screen", interviewer="role")
    assert isinstance(view, NextForm)
    await office.submits(view.form.action)
    await office.settle()
    await office.forward(9 * HOUR)

    for user in ("hana", "rae"):
        [card] = await office.told(user)
        assert "Next" in card
        assert "Decides" not in card
        assert "Go on" not in card
