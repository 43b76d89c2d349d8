"""Seats that are drawn from pools: whose turn it is, who is asked, and what a scheduler sees before anything is held."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import ScheduleIt, SendThese
from bot.domain.interview import State
from bot.domain.people import Person, Role
from bot.domain.time import Interval
from bot.ports import Store
from bot.reply import FormErrors, NextForm, Nothing, Refuse, Say
from tests.office import ADA
from tests.usecases.asked_panel import HANAS
from tests.usecases.asked_pool import DAN, DRAWN, EVE, FAY, WITH_TRAINEE, Pools, action_of, drawing
from tests.usecases.test_scheduling import reads
from tests.when import NOON, SettableClock

DAY = timedelta(days=1)
BO = replace(ADA, application="a-2", candidate="c-2", name="Bo Lind", email="bo@mail.example", stage="Panel")


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Pools:
    return await Pools(store, clock, policy=drawing()).furnish_pools()


async def taken(office: Pools, person: Person, *, days: int = 90) -> None:
    """Their calendar has no free hour for so long."""
    await office.keep_busy(person, Interval(NOON - DAY, NOON + days * DAY))


# --- the flow by itself


async def test_one_of_the_pool_is_asked_beside_whom_the_role_names_and_nobody_else_hears_of_it(office: Pools) -> None:
    await office.reaches_the_panel()

    assert (await office.interview()).state is State.ASKING
    assert await office.sits() == [{"Hana", "Dan"}, {"Hana", "Dan"}]
    assert len(await office.shown(DAN)) == 1
    assert await office.shown(EVE) == await office.shown(FAY) == []


async def test_whoever_was_booked_lately_lets_others_go_first(office: Pools) -> None:
    await office.reaches_the_panel()
    await office.agrees(HANAS, DAN)
    await office.post(await office.link(), "pick", option="1")
    await office.settle()
    await office.seen(BO)
    await office.settle()

    assert {seat.person for seat in (await office.interview()).seats} == {office.hana.id, office.dan.id}
    second = await office.interview("a-2")
    assert [{seat.person for seat in option.seats} for option in second.in_play] == [
        {office.hana.id, office.eve.id}
    ] * 2


async def test_somebody_of_the_pool_who_has_no_time_is_passed_over(office: Pools) -> None:
    await taken(office, office.dan)
    await office.reaches_the_panel()

    assert await office.sits() == [{"Hana", "Eve"}, {"Hana", "Eve"}]


async def test_a_calendar_that_cannot_be_read_leaves_out_its_owner_and_not_the_panel(office: Pools) -> None:
    async with office.store() as work:
        await work.people.save(replace(office.dan, calendar="google"))
    await office.reaches_the_panel()
    await office.forward(timedelta(minutes=5))

    assert await office.sits() == [{"Hana", "Eve"}, {"Hana", "Eve"}]


async def test_a_pool_whose_calendars_cannot_be_read_is_told_to_a_person(office: Pools) -> None:
    async with office.store() as work:
        for each in (office.dan, office.eve):
            await work.people.save(replace(each, calendar="google"))
    await office.reaches_the_panel()
    await office.forward(timedelta(hours=12))

    assert (await office.interview()).state is State.HANDED_OVER
    assert "I cannot read the calendar of" in " ".join(await office.cards())


async def test_a_pool_with_too_few_people_waits_for_them_and_says_so(store: Store, clock: SettableClock) -> None:
    manager, technical = DRAWN.seats
    three = replace(DRAWN, seats=(manager, replace(technical, count=3)))
    office = await (await Pools(store, clock, policy=drawing(three)).furnish_pools()).reaches_the_panel()

    assert "3 people of the pool “technical”" in " ".join(await office.cards())
    assert await office.mails() == []


async def test_tags_of_a_seat_are_asked_of_everybody_who_takes_it(store: Store, clock: SettableClock) -> None:
    manager, technical = DRAWN.seats
    senior = replace(DRAWN, seats=(manager, replace(technical, tags=frozenset({"senior"}))))
    office = await (await Pools(store, clock, policy=drawing(senior)).furnish_pools()).reaches_the_panel()

    assert await office.sits() == [{"Hana", "Eve"}, {"Hana", "Eve"}]


async def test_a_trainee_sits_beside_and_nothing_waits_for_them(store: Store, clock: SettableClock) -> None:
    office = await (await Pools(store, clock, policy=drawing(WITH_TRAINEE)).furnish_pools()).reaches_the_panel()
    await office.forward(timedelta(minutes=5))
    before = await office.sits()
    await office.agrees(HANAS, DAN)

    assert before == [{"Hana", "Dan", "Cem"}, {"Hana", "Dan", "Cem"}]
    assert (await office.interview()).state is State.OFFERED


# --- before anything is held


async def test_the_preview_says_who_would_sit_there_and_why(office: Pools) -> None:
    view = await (await office.in_play()).looks()

    shown = reads(view)
    assert (
        "With, for 1: Hana Sato, manager (named by the role); Dan Kim, technical (one of 2 whose turn it is)" in shown
    )
    assert (
        "With, for 2: Hana Sato, manager (named by the role); Dan Kim, technical (one of 2 whose turn it is)" in shown
    )
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_fewest_interviews_lately_is_said(office: Pools) -> None:
    await office.reaches_the_panel()
    await office.agrees(HANAS, DAN)
    await office.post(await office.link(), "pick", option="1")
    await office.settle()
    await office.seen(replace(BO, stage="Review"))
    view = await office.looks("a-2")

    assert "Eve Lund, technical (fewest interviews lately: none)" in reads(view)


async def test_what_was_shown_is_what_is_asked_about(office: Pools) -> None:
    view = await (await office.in_play()).looks()
    reply = await office.submits(action_of(view))
    await office.settle()

    assert isinstance(reply, Nothing | Say), reply
    interview = await office.interview()
    assert interview.state is State.ASKING
    assert [int(option.span.start.timestamp()) for option in interview.in_play] == list(action_of(view).times)
    assert await office.sits() == [{"Hana", "Dan"}, {"Hana", "Dan"}]


async def test_where_somebody_who_was_shown_has_no_time_any_more_a_fresh_view_is_shown(office: Pools) -> None:
    view = await (await office.in_play()).looks()
    await taken(office, office.dan)
    await office.looks()
    reply = await office.submits(action_of(view))

    assert isinstance(reply, NextForm)
    shown = reads(reply.form)
    assert "Somebody who was to sit there at" in shown
    assert "Eve Lund, technical" in shown
    assert "Dan Kim" not in shown
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_people_whom_no_search_allows_are_never_held(office: Pools) -> None:
    view = await (await office.in_play()).looks()
    fays = tuple((office.hana.id, office.fay.id) for _ in action_of(view).times)
    forged = [replace(action_of(view), sits=sits) for sits in (fays, (), ((),), (*fays, *fays))]
    replies = [await office.submits(each) for each in forged]

    assert all(isinstance(reply, NextForm) for reply in replies)
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_nothing_free_says_whose_help_would_bring_most(office: Pools) -> None:
    for each in (office.dan, office.eve):
        await taken(office, each)
    shown = reads(await (await office.in_play()).looks())

    assert "There is no free time: of the possible starts," in shown
    assert "What would help most: letting Cem Acar take the technical seat as well." in shown


async def test_a_kind_with_its_own_seats_leaves_no_interviewer_to_choose(office: Pools) -> None:
    first = await (await office.in_play()).first_view()

    assert "interviewer" not in {field.name for field in first.fields}


async def test_opening_the_form_reads_the_calendars_of_the_pool(office: Pools) -> None:
    await (await office.in_play()).first_view()
    await office.settle()
    view = await office.looks(times=1)

    assert view.title == "Check before sending"


async def test_a_kind_that_others_schedule_is_refused_with_who_does(store: Store, clock: SettableClock) -> None:
    theirs = replace(DRAWN, scheduled_by=frozenset({Role.COORDINATOR}))
    office = await (await Pools(store, clock, policy=drawing(theirs)).furnish_pools()).in_play()
    key = (await office.application()).id
    shown = await office.submits(ScheduleIt(key), application=key, kind="drawn", interviewer="role")
    sent = await office.submits(SendThese(key, "drawn", office.hana.id, (1, 2)))

    assert isinstance(shown, FormErrors)
    assert "is scheduled by a coordinator" in shown.errors["kind"]
    assert isinstance(sent, Refuse)
    assert "is scheduled by a coordinator" in sent.text
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}
