"""Kinds that ask: both times are held on every calendar, each interviewer says which work, then the candidate is asked."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import MemoryShelf
from bot.actions import AnswerTimes, CancelIt, KeepLooking, LookAgain, OfferOne, OthersIt, OtherTimes, SkipIt
from bot.domain.dead_end import NoSharedTime, NoTimes, OneTime, SeatGone, SeatRefused, SeatSilent
from bot.domain.ids import OpeningId
from bot.domain.interview import Answer, Standing, State
from bot.domain.policy import SeatRule, Variant
from bot.domain.time import Interval
from bot.inbound import HoldRefused, Submitted
from bot.ports import Event, Kept, Permanent, Store
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse
from bot.say.words import STAFF_REASONS
from bot.usecases import staff
from tests.office import RAES, text_of
from tests.usecases.asked_panel import (
    ADA_AT_PANEL,
    CORAS,
    HANAS,
    PANEL,
    PANELS,
    WITH_CORA,
    Panel,
    with_kind,
)
from tests.when import NOON, SettableClock

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Panel:
    return await (await Panel(store, clock, policy=PANELS).furnish_more()).reaches_the_panel()


@pytest.fixture
async def with_cora(store: Store, clock: SettableClock) -> Panel:
    return await (await Panel(store, clock, policy=with_kind(WITH_CORA)).furnish_more()).reaches_the_panel()


# --- asking


async def test_both_times_are_held_by_all_and_each_is_asked_once(office: Panel) -> None:
    interview = await office.interview()

    assert interview.state is State.ASKING
    assert [option.standing for option in interview.options] == [Standing.ASKED, Standing.ASKED]
    assert await office.holds() == {"Rae": 2, "Hana": 2, "Cora": 0}
    for account in (RAES, HANAS):
        asks = [card for card in await office.shown(account) if "Which times suit you?" in card]
        assert len(asks) == 1
        for label in ("Both work", "Only 1 works", "Only 2 works", "None works", "Suggest a time"):
            assert label in asks[0]


async def test_the_candidate_hears_nothing_before_all_have_said_that_the_times_work(office: Panel) -> None:
    await office.agrees(HANAS)
    before = await office.mails()
    await office.agrees(RAES)

    assert before == []
    assert await office.subjects() == ["Backend Engineer at Northwind: two times to talk"]
    assert (await office.interview()).state is State.OFFERED


async def test_the_invitation_names_everybody_they_will_meet(office: Panel) -> None:
    await office.agrees(HANAS, RAES)

    text = " ".join(text_of((await office.mails())[0]).split())
    assert "Hana Sato (Head of Backend) and Rae Morgan (Recruiter)" in text
    assert "@northwind.example" not in text.replace("rae@northwind.example", "")


async def test_what_they_said_stands_on_their_card_and_can_be_changed(office: Panel) -> None:
    first, second = await office.numbers()
    await office.agrees(HANAS)
    card = next(card for card in await office.shown(HANAS) if "Your answer is noted" in card)
    await office.answers(HANAS, works=(first,), cannot=(second,))

    assert card.count("you said it works") == 2
    option = (await office.interview()).option(second)
    assert option is not None
    assert option.standing is Standing.LOST


async def test_the_same_answer_twice_changes_nothing(office: Panel) -> None:
    await office.agrees(HANAS)
    version = (await office.interview()).version
    again = await office.answers(HANAS, works=await office.numbers())

    assert isinstance(again, Redraw)
    assert (await office.interview()).version == version


async def test_somebody_who_is_not_asked_has_nothing_to_answer(office: Panel) -> None:
    version = (await office.interview()).version

    assert isinstance(await office.answers(CORAS, works=(1, 2)), Refuse)
    assert (await office.interview()).version == version


# --- one refused


async def test_a_refused_time_is_let_go_and_the_next_one_asked_about(office: Panel) -> None:
    first, second = await office.numbers()
    await office.answers(HANAS, works=(first,), cannot=(second,))

    interview = await office.interview()
    assert [option.standing for option in interview.options] == [Standing.ASKED, Standing.LOST, Standing.ASKED]
    assert await office.holds() == {"Rae": 2, "Hana": 2, "Cora": 0}
    assert interview.options[2].spot == interview.options[1].spot


async def test_who_had_answered_gets_a_fresh_card_and_is_asked_only_about_the_new_time(office: Panel) -> None:
    first, second = await office.numbers()
    await office.answers(HANAS, works=(first,), cannot=(second,))

    cards = [card for card in await office.shown(HANAS) if "suit you?" in card]
    assert len(cards) == 2
    assert all("you said it works" in card for card in cards)
    assert all("2 works" in card and "Both work" not in card for card in cards)


async def test_who_had_not_answered_has_their_card_redrawn_and_no_second_one(office: Panel) -> None:
    first, second = await office.numbers()
    before = [line.id for line in await office.pane(RAES)]
    await office.answers(HANAS, works=(first,), cannot=(second,))

    third = (await office.interview()).options[2]
    assert [line.id for line in await office.pane(RAES)] == before
    asked = next(card for card in await office.shown(RAES) if "Both work" in card)
    assert third.span.start.isoformat() in asked, asked


async def test_the_one_they_agreed_to_and_the_replacement_are_offered(office: Panel) -> None:
    first, second = await office.numbers()
    await office.answers(HANAS, works=(first,), cannot=(second,))
    third = (await office.interview()).options[2].number
    await office.agrees(RAES)
    await office.answers(HANAS, works=(third,))

    assert [option.number for option in (await office.interview()).standing] == [first, third]
    assert (await office.interview()).state is State.OFFERED


async def test_after_three_replacements_no_further_time_is_tried(office: Panel) -> None:
    for _ in range(4):
        await office.answers(HANAS, cannot=(max(await office.numbers()),))

    interview = await office.interview()
    assert len(interview.options) == 2 + 3
    assert len(interview.in_play) == 1


async def test_when_nothing_is_left_to_try_the_coordinator_is_told(office: Panel) -> None:
    for _ in range(5):
        await office.answers(HANAS, cannot=(max(await office.numbers()),))

    interview = await office.interview()
    assert interview.state is State.HANDED_OVER
    assert interview.trouble == NoSharedTime()
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}
    assert "turned down by one interviewer or another" in (await office.needs(CORAS))[0]


async def test_a_calendar_that_was_faster_costs_nobody_a_question(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=PANELS).furnish_more()
    await office.seen(ADA_AT_PANEL)
    while not (await office.interview()).options:
        assert await office.relay.once()
    first = (await office.interview()).options[0]
    await office.keep_busy(office.hana, first.span)
    await office.settle()

    interview = await office.interview()
    assert interview.options[0].standing is Standing.LOST
    assert len(interview.asked) == 2
    assert interview.refusals == 0
    for account in (RAES, HANAS):
        assert len([card for card in await office.shown(account) if "suit you?" in card]) == 1


# --- both refused, or other times


async def test_who_can_neither_hands_it_to_the_coordinator(office: Panel) -> None:
    await office.answers(HANAS, cannot=await office.numbers())

    interview = await office.interview()
    assert interview.state is State.HANDED_OVER
    assert interview.trouble == SeatRefused(office.hana.id)
    told = (await office.needs(CORAS))[0]
    assert "Hana Sato can take none of the times." in told
    assert "Find new times" in told
    assert "Cancel" in told
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}
    assert await office.taken(office.hana) == []


async def test_other_times_reach_the_coordinator_and_are_looked_at_first(office: Panel) -> None:
    interview = (await office.interview()).id
    form = await office.does(HANAS, OtherTimes(interview))
    empty = await office.writes(HANAS, OthersIt(interview), " ")
    sent = await office.writes(HANAS, OthersIt(interview), "8 March after 2")
    told = (await office.needs(CORAS))[0]
    await office.does(CORAS, LookAgain(interview))

    assert isinstance(form, Open)
    assert isinstance(empty, FormErrors)
    assert sent == Nothing()
    assert "8 March after 2" in told
    first = (await office.options())[0].span.start
    assert (first.weekday(), first.hour) == (0, 14)


async def test_words_that_cannot_be_read_reach_the_coordinator_as_they_are(office: Panel) -> None:
    await office.writes(HANAS, OthersIt((await office.interview()).id), "once the audit is over")

    trouble = (await office.interview()).trouble
    assert trouble == SeatRefused(office.hana.id, "once the audit is over")
    assert "once the audit is over" in (await office.needs(CORAS))[0]


async def test_a_button_on_a_card_that_is_over_shows_how_it_stands(office: Panel) -> None:
    interview = (await office.interview()).id
    await office.answers(RAES, cannot=await office.numbers())

    late = await office.does(HANAS, AnswerTimes(interview, works=(1, 2)))

    assert isinstance(late, Refuse)
    assert late.card is not None
    assert "the coordinator decides" in str(late.card)


# --- silence


async def test_silence_is_reminded_of_after_four_working_hours(office: Panel) -> None:
    await office.agrees(HANAS)
    await office.forward(4 * HOUR - MINUTE)
    before = len(await office.pane(RAES))
    await office.forward(2 * MINUTE)

    assert len(await office.pane(RAES)) == before + 1
    assert len([card for card in await office.shown(HANAS) if "noted" in card]) == 1


async def test_only_their_own_working_hours_count(store: Store, clock: SettableClock) -> None:
    clock.set(NOON + 4 * HOUR)
    office = await (await Panel(store, clock, policy=PANELS).furnish_more()).reaches_the_panel()
    before = len(await office.pane(HANAS))
    await office.forward(19 * HOUR + 30 * MINUTE)
    overnight = len(await office.pane(HANAS))
    await office.forward(HOUR)

    assert overnight == before
    assert len(await office.pane(HANAS)) == before + 1


async def test_who_stays_silent_for_a_working_day_is_given_up_and_named(office: Panel) -> None:
    await office.agrees(HANAS)
    await office.forward(DAY + HOUR)

    interview = await office.interview()
    assert interview.trouble == SeatSilent((office.rae.id,))
    assert interview.state is State.HANDED_OVER
    assert "No answer from Rae Morgan" in (await office.needs(CORAS))[0]
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_a_weekend_is_no_working_day(store: Store, clock: SettableClock) -> None:
    clock.set(NOON + 4 * DAY)
    office = await (await Panel(store, clock, policy=PANELS).furnish_more()).reaches_the_panel()
    await office.forward(2 * DAY)
    on_sunday = (await office.interview()).state
    await office.forward(DAY + HOUR)

    assert on_sunday is State.ASKING
    assert (await office.interview()).state is State.HANDED_OVER


async def test_an_answer_after_the_reminder_is_in_time(office: Panel) -> None:
    await office.forward(5 * HOUR)
    await office.agrees(HANAS, RAES)
    await office.forward(DAY)

    assert (await office.interview()).state is State.OFFERED
    assert len((await office.interview()).standing) == 2


# --- one stands


async def one_stands(office: Panel) -> None:
    first, _ = await office.numbers()
    await office.agrees(HANAS)
    await office.answers(RAES, works=(first,))


async def test_one_that_stands_after_a_working_day_is_the_coordinators_choice(office: Panel) -> None:
    await one_stands(office)
    await office.forward(DAY + HOUR)

    interview = await office.interview()
    assert interview.state is State.ASKING
    assert interview.trouble == OneTime((office.rae.id,))
    told = (await office.needs(CORAS))[0]
    for words in ("Only one time works for all interviewers.", "Rae Morgan", "Offer this one", "Keep looking"):
        assert words in told
    assert await office.mails() == []


async def test_the_one_is_offered_alone_on_a_press_and_the_other_hold_goes(office: Panel) -> None:
    await one_stands(office)
    await office.forward(DAY + HOUR)
    await office.does(CORAS, OfferOne((await office.interview()).id))

    assert await office.subjects() == ["Backend Engineer at Northwind: a time to talk"]
    assert await office.holds() == {"Rae": 1, "Hana": 1, "Cora": 0}


async def test_keep_looking_asks_about_another_time(office: Panel) -> None:
    await one_stands(office)
    await office.forward(DAY + HOUR)
    await office.does(CORAS, KeepLooking((await office.interview()).id))

    interview = await office.interview()
    assert interview.trouble is None
    assert [option.standing for option in interview.in_play] == [Standing.STANDS, Standing.ASKED]
    assert await office.holds() == {"Rae": 2, "Hana": 2, "Cora": 0}


async def test_a_late_answer_takes_the_choice_away_again(office: Panel) -> None:
    await one_stands(office)
    await office.forward(DAY + HOUR)
    await office.agrees(RAES)

    interview = await office.interview()
    assert interview.state is State.OFFERED
    assert interview.trouble is None
    assert isinstance(await office.does(CORAS, KeepLooking(interview.id)), Refuse)


# --- seats that may stay empty


class Odd(SandboxCalendar):
    """A calendar that takes nothing, for a reason that nobody knows."""

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        raise Permanent("418 ImATeapot")


async def test_an_optional_seat_is_asked_and_does_not_block(with_cora: Panel) -> None:
    await with_cora.agrees(HANAS, RAES)

    assert (await with_cora.interview()).state is State.OFFERED
    assert await with_cora.holds() == {"Rae": 2, "Hana": 2, "Cora": 2}


async def test_an_optional_no_frees_their_calendar_and_nothing_else(with_cora: Panel) -> None:
    await with_cora.answers(CORAS, cannot=await with_cora.numbers())

    interview = await with_cora.interview()
    assert interview.state is State.ASKING
    assert interview.trouble is None
    assert await with_cora.holds() == {"Rae": 2, "Hana": 2, "Cora": 0}
    assert await with_cora.taken(with_cora.cora) == []


async def test_who_may_stay_out_is_left_out_where_they_are_busy(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=with_kind(WITH_CORA)).furnish_more()
    await office.keep_busy(office.cora, Interval(NOON, NOON + 20 * DAY))
    await office.reaches_the_panel()

    assert (await office.interview()).state is State.ASKING
    assert await office.holds() == {"Rae": 2, "Hana": 2, "Cora": 0}


async def test_a_given_up_hold_of_who_may_stay_out_costs_no_time(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=with_kind(WITH_CORA)).furnish_more()
    await office.plug_calendar("odd", Odd(MemoryShelf(), clock=clock))
    async with store() as work:
        await work.people.save(replace(office.rae, calendar="sandbox"))
        await work.people.save(replace(office.cora, calendar="odd"))
    await office.reaches_the_panel()
    dead = [card for card in await office.shown(RAES) if "Reference" in card]
    rows = [int(found.group(1)) for card in dead if (found := re.search(r"Reference (\d+)", card))]
    for row in rows:
        await office.does(RAES, SkipIt(row))

    interview = await office.interview()
    assert rows, "a refusal for no reason that we know makes dead letters"
    assert [option.number for option in interview.in_play] == [1, 2]
    assert all(option.seat_of(office.cora.id) is None for option in interview.in_play)


async def test_who_may_stay_out_is_left_out_where_their_calendar_is_closed(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=with_kind(WITH_CORA)).furnish_more()
    async with store() as work:
        await work.people.save(replace(office.cora, calendar="none such"))
    await office.reaches_the_panel()

    interview = await office.interview()
    assert [option.number for option in interview.in_play] == [1, 2]
    assert all(option.seat_of(office.cora.id) is None for option in interview.in_play)
    assert not [card for card in await office.shown(RAES) if "Reference" in card]


async def test_a_late_no_for_who_has_left_costs_no_time(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=with_kind(WITH_CORA)).furnish_more()
    await office.seen(ADA_AT_PANEL)
    while not (await office.interview()).options:
        assert await office.relay.once()
    async with store() as work:
        await staff.disable(office.cora.email, work=work, desk=office.desk())
    await office.handle(HoldRefused((await office.interview()).id, 1, office.cora.id))
    await office.settle()

    assert await office.numbers() == (1, 2)


async def test_one_person_in_two_parts_takes_one_seat(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=PANELS).furnish_more()
    async with office.store() as work:
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        await work.openings.save(replace(opening, hiring_manager=office.rae.id))
    await office.reaches_the_panel()

    assert [seat.person for seat in (await office.interview()).seats] == [office.rae.id]
    assert len([card for card in await office.shown(RAES) if "suit you?" in card]) == 1


# --- booked


async def booked(office: Panel, *, number: int = 0) -> None:
    await office.agrees(HANAS, RAES)
    chosen = (await office.interview()).standing[number]
    await office.post(await office.link(), "pick", option=str(chosen.number))
    await office.settle()


async def test_booked_is_one_event_with_everybody_and_no_hold(office: Panel) -> None:
    await booked(office)

    entries = await office.calendar.on(
        "interviews@northwind.example", Interval(office.clock(), office.clock() + 30 * DAY)
    )
    assert [entry.title for entry in entries] == ["Panel: Ada O. · Backend Engineer"]
    assert set(entries[0].attendees) == {"rae@northwind.example", "hana@northwind.example"}
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}
    assert len(await office.taken(office.hana)) == 1


async def test_who_said_that_it_works_gets_no_second_card(office: Panel) -> None:
    await office.agrees(HANAS, RAES)
    before = [line.id for line in await office.pane(HANAS)]
    await booked(office, number=1)

    cards = await office.shown(HANAS)
    assert [line.id for line in await office.pane(HANAS)] == before
    assert any("Booked: Ada O." in card and "You said it suits you" in card for card in cards)
    assert {seat.answer for seat in (await office.interview()).seats} == {Answer.FITS}


async def test_who_never_said_so_is_told_of_the_booking(with_cora: Panel) -> None:
    await booked(with_cora)

    assert any("Does it suit you?" in card for card in await with_cora.shown(CORAS))


async def test_a_cancellation_reaches_everybody_and_frees_all(office: Panel) -> None:
    await booked(office)
    await office.post(await office.link(), "cancel_it", reason="unwell")
    await office.settle()

    for account, person in ((RAES, office.rae), (HANAS, office.hana)):
        assert any("Cancelled: Ada O." in card for card in await office.shown(account))
        assert await office.taken(person) == []
    assert await office.titles("interviews@northwind.example") == []


async def test_who_was_promised_other_times_hears_of_a_cancellation(office: Panel) -> None:
    await office.agrees(HANAS, RAES)
    await office.post(await office.link(), "more")
    await office.settle()
    looking = await office.interview()
    await office.handle(Submitted(RAES, CancelIt(looking.id), {"reason": next(iter(STAFF_REASONS))}))
    await office.settle()

    assert (looking.state, looking.round) == (State.ASKING, 2)
    assert "cannot take place as planned" in text_of((await office.mails())[-1])


async def test_another_time_is_asked_about_while_the_old_one_stands(office: Panel) -> None:
    await booked(office)
    old = (await office.interview()).booking
    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    asking = await office.interview()
    await booked(office)

    moved = await office.interview()
    assert asking.state is State.ASKING
    assert asking.booking == old
    assert moved.booking is not None
    assert old is not None
    assert moved.booking.span != old.span
    assert moved.booking.event == old.event
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}
    assert len(await office.taken(office.hana)) == 1


async def test_who_can_neither_of_the_new_times_leaves_the_old_one_booked(office: Panel) -> None:
    await booked(office)
    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    await office.answers(HANAS, cannot=await office.numbers())

    interview = await office.interview()
    assert interview.state is State.BOOKED
    assert interview.trouble == SeatRefused(office.hana.id)
    assert len(await office.taken(office.hana)) == 1


# --- once the candidate is choosing


async def test_a_change_of_mind_takes_that_time_from_the_page_and_tells_the_coordinator(office: Panel) -> None:
    first, second = await office.numbers()
    await office.agrees(HANAS, RAES)
    await office.answers(HANAS, cannot=(second,))

    interview = await office.interview()
    page = await office.open(await office.link())
    assert interview.state is State.OFFERED
    assert [option.number for option in interview.standing] == [first]
    assert interview.trouble == SeatRefused(office.hana.id)
    assert len(await office.needs(CORAS)) == 1
    assert [choice.value for choice in page.steps[0].fields[0].options] == [str(first)]


async def test_silence_of_the_candidate_is_followed_up_with_what_still_stands(office: Panel) -> None:
    _, second = await office.numbers()
    await office.agrees(HANAS, RAES)
    await office.answers(HANAS, cannot=(second,))
    known = len((await office.interview()).options)
    await office.forward(2 * DAY + HOUR)

    interview = await office.interview()
    assert interview.state in {State.FOLLOWED_UP, State.HANDED_OVER}
    assert len(interview.options) == known


# --- who sits there


async def test_a_role_without_its_people_waits_for_them_and_says_so(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=PANELS).furnish_more()
    async with office.store() as work:
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        await work.openings.save(replace(opening, hiring_manager=None))
    await office.reaches_the_panel()

    assert any("the hiring manager of the role" in card for card in await office.shown(RAES))
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_a_pool_that_nobody_searches_yet_starts_nothing_half(store: Store, clock: SettableClock) -> None:
    kind = replace(PANEL, seats=(*PANEL.seats, SeatRule("technical")))
    office = await (await Panel(store, clock, policy=with_kind(kind)).furnish_more()).reaches_the_panel()

    assert any("somebody of the pool “technical”" in card for card in await office.shown(RAES))
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_who_leaves_while_asked_ends_the_round_at_the_coordinator(office: Panel) -> None:
    async with office.store() as work:
        await staff.disable(office.hana.email, work=work, desk=office.desk())
    await office.settle()

    interview = await office.interview()
    assert interview.trouble == SeatGone(office.hana.id)
    assert "Hana Sato has left" in (await office.needs(CORAS))[0]
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_who_leaves_a_booked_interview_is_told_and_the_booking_stands(office: Panel) -> None:
    await booked(office)
    async with office.store() as work:
        await staff.disable(office.hana.email, work=work, desk=office.desk())
    await office.settle()

    interview = await office.interview()
    assert interview.state is State.BOOKED
    assert interview.trouble == SeatGone(office.hana.id)
    assert "Hana Sato has left" in (await office.needs(CORAS))[0]


async def test_new_times_are_looked_for_with_whoever_has_the_part_now(office: Panel) -> None:
    async with office.store() as work:
        await staff.disable(office.hana.email, work=work, desk=office.desk())
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        await work.openings.save(replace(opening, hiring_manager=office.cora.id))
    await office.settle()
    await office.does(CORAS, LookAgain((await office.interview()).id))

    assert (await office.interview()).state is State.ASKING
    assert await office.holds() == {"Rae": 2, "Hana": 0, "Cora": 2}


async def test_while_nobody_has_the_part_new_times_go_to_the_coordinator(office: Panel) -> None:
    async with office.store() as work:
        await staff.disable(office.hana.email, work=work, desk=office.desk())
    await office.settle()
    await office.does(CORAS, LookAgain((await office.interview()).id))

    assert (await office.interview()).trouble == SeatGone(office.hana.id, "an active hiring manager of the role")


async def test_who_may_stay_out_leaves_and_the_rest_goes_on(with_cora: Panel) -> None:
    async with with_cora.store() as work:
        await staff.disable(with_cora.cora.email, work=work, desk=with_cora.desk())
    await with_cora.settle()

    assert (await with_cora.interview()).state is State.ASKING
    assert await with_cora.holds() == {"Rae": 2, "Hana": 2, "Cora": 0}


async def test_who_may_stay_out_and_leaves_is_invited_no_more(with_cora: Panel) -> None:
    await with_cora.agrees(HANAS, RAES, CORAS)
    await with_cora.post(await with_cora.link(), "pick", option="1")
    await with_cora.settle()
    invited = await with_cora.titles(with_cora.cora.email)
    async with with_cora.store() as work:
        await staff.disable(with_cora.cora.email, work=work, desk=with_cora.desk())
    await with_cora.settle()

    assert len(invited) == len(await with_cora.titles(with_cora.hana.email)) == 1
    assert await with_cora.titles(with_cora.cora.email) == []
    assert await with_cora.taken(with_cora.cora) == []
    assert (await with_cora.interview()).state is State.BOOKED


async def test_a_category_of_jobs_has_its_own_length(store: Store, clock: SettableClock) -> None:
    kind = replace(PANEL, categories={"clinical": Variant(duration=timedelta(minutes=30))})
    office = await Panel(store, clock, policy=with_kind(kind)).furnish_more()
    async with office.store() as work:
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        await work.openings.save(replace(opening, category="Clinical"))
    await office.reaches_the_panel()

    assert {option.span.length for option in await office.options()} == {timedelta(minutes=30)}


async def test_a_question_that_waited_for_the_morning_is_not_asked_once_it_is_settled(
    store: Store, clock: SettableClock
) -> None:
    clock.set(NOON + 9 * HOUR)
    office = await (await Panel(store, clock, policy=PANELS).furnish_more()).reaches_the_panel()
    await office.answers(RAES, cannot=await office.numbers())
    await office.forward(DAY)

    assert await office.shown(HANAS) == []


async def test_one_seat_that_is_asked_first_works_alike(store: Store, clock: SettableClock) -> None:
    kind = replace(PANEL, seats=(SeatRule("hiring_manager"),))
    office = await (await Panel(store, clock, policy=with_kind(kind)).furnish_more()).reaches_the_panel()
    await office.agrees(HANAS)

    assert (await office.interview()).state is State.OFFERED


async def test_several_seats_that_are_not_asked_are_booked_directly(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=with_kind(replace(PANEL, asks=False))).furnish_more()
    await office.reaches_the_panel()

    assert (await office.interview()).state is State.OFFERED
    assert await office.holds() == {"Rae": 2, "Hana": 2, "Cora": 0}


async def test_who_is_away_past_the_horizon_leaves_no_time_and_that_is_told(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=PANELS).furnish_more()
    off = frozenset((NOON + n * DAY).date() for n in range(30))
    async with office.store() as work:
        await work.people.save(replace(office.hana, days_off=off))
    await office.reaches_the_panel()

    interview = await office.interview()
    assert interview.state is State.HANDED_OVER
    assert isinstance(interview.trouble, NoTimes)
    assert "There is no free time" in (await office.needs(RAES))[0]
