"""What people do in their calendars counts as if they had pressed it: answers, and changes to holds, copies and events."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import CancelIt, LookAgain, PutEventBack, SeatCannot, SeatFits
from bot.desk import Desk
from bot.domain.dead_end import EventGone, EventMoved, SeatDeclined, SeatRefused
from bot.domain.interview import Answer, Standing, State
from bot.domain.people import Person
from bot.domain.time import Interval
from bot.effects import CheckEvent, ReadEvents
from bot.inbound import BusyTime, CalendarRead, Changes, EventNow, EventSeen, Feed, GuestAnswer
from bot.ports import Store
from bot.reply import Redraw, Refuse
from bot.usecases.staff import readdress
from tests.office import RAE, Office
from tests.usecases.asked_panel import PANELS, Panel
from tests.usecases.talking import HOUSE, Talking, later
from tests.when import SettableClock

IN_CALENDAR = "calendar"


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Talking:
    office = Talking(store, clock)
    await office.furnish()
    return office


async def test_answers_in_the_calendar_are_answers_and_one_in_chat_after_them_stands(office: Talking) -> None:
    await office.booked()
    await office.hears()
    interview = (await office.interview()).id
    span = (await office.booking()).span

    await office.says(GuestAnswer.YES)
    assert (await office.seat()).answer is Answer.FITS
    assert ("interview.seat_fits", IN_CALENDAR) in await office.history()

    await office.presses(SeatCannot(interview))
    await office.says(GuestAnswer.YES)
    assert (await office.seat()).answer is Answer.CANNOT, "it said so before, so that is no news"

    await office.says(GuestAnswer.MAYBE)
    assert (await office.seat()).answer is Answer.CANNOT
    assert any("“maybe” in their calendar" in card for card in await office.cards())

    await office.presses(SeatFits(interview))
    await office.says(GuestAnswer.MAYBE, proposed=later(span))
    assert (await office.interview()).trouble == SeatDeclined(office.rae.id, windows=(later(span),))
    assert "They suggest" in (await office.needs_you())[-1]
    assert await office.stands() == [span], "the booking stands until a person decides"


async def test_a_no_in_the_calendar_is_told_once_and_a_move_asks_anew(office: Talking) -> None:
    await office.booked()
    await office.says(GuestAnswer.NO)
    told = len(await office.needs_you())
    await office.says(GuestAnswer.NO)

    moved = later((await office.booking()).span)
    await office.drags(HOUSE, (await office.booking()).event, moved)
    stuck = (await office.interview()).trouble
    card = (await office.needs_you())[-1]
    await office.follows(moved)

    assert told == 1
    assert stuck == EventMoved(moved)
    assert "said no to the time that was booked" in card
    assert (await office.seat()).answer is Answer.NONE
    await office.says(GuestAnswer.NO)
    assert (await office.seat()).answer is Answer.CANNOT


async def test_an_event_that_is_deleted_is_left_to_a_person_and_can_be_put_back(office: Talking) -> None:
    await office.booked()
    first = await office.booking()
    await office.deletes(HOUSE, first.event)
    await office.hears()

    gone = await office.interview()
    assert gone.trouble == EventGone(first.event)
    assert gone.state is State.BOOKED
    assert gone.declined == (), "copies go with their event, and nobody said no"
    (card,) = await office.needs_you()
    assert "deleted the event" in card
    assert "Put it back" in card
    assert "Cancel…" in card
    due = (await office.application()).next
    assert due is not None
    assert due.due <= first.span.start

    reply = await office.puts_back()
    again = await office.booking()
    assert isinstance(reply, Redraw)
    assert again.event not in {"", first.event}
    assert await office.stands() == await office.stands(RAE.email) == [first.span]
    assert (await office.interview()).trouble is None
    assert isinstance(await office.puts_back(), Refuse)
    await office.hears()
    assert (await office.booking()).event == again.event
    assert await office.subjects() == (await office.subjects())[:2], "the candidate heard nothing of it"


async def test_of_several_cards_about_one_interview_only_the_newest_asks(office: Talking) -> None:
    await office.booked()
    for _ in range(2):
        await office.deletes(HOUSE, (await office.booking()).event)
        asked = await office.cards()
        await office.puts_back()
    settled = await office.cards()

    def titles(cards: list[str]) -> list[str]:
        return [word for card in cards for word in ("Earlier:", "Needs you:", "Settled:") if word in card]

    assert (titles(asked), titles(settled)) == (["Earlier:", "Needs you:"], ["Earlier:", "Settled:"])
    assert "Put it back" not in next(card for card in asked if "Earlier:" in card)


async def test_an_event_that_is_deleted_can_take_the_interview_with_it(office: Talking) -> None:
    await office.booked()
    event = (await office.booking()).event
    await office.deletes(HOUSE, event)
    await office.presses(LookAgain((await office.interview()).id))
    await office.settle()
    assert (await office.interview()).trouble == EventGone(event), "that is still to be decided beside a new round"

    await office.submits(CancelIt((await office.interview()).id), reason="other")
    await office.settle()
    await office.hears()

    assert (await office.interview()).state is State.CANCELLED
    assert await office.stands(RAE.email) == []
    assert "cancelled" in (await office.subjects())[-1].lower()


async def test_an_event_that_was_moved_takes_the_interview_along_where_somebody_says_so(office: Talking) -> None:
    await office.booked()
    before = await office.interview()
    moved = later((await office.booking()).span)
    await office.drags(HOUSE, (await office.booking()).event, moved)
    (card,) = await office.needs_you()
    await office.busy(moved, title="Dentist")
    await office.hears()

    refused = await office.follows(moved)
    assert isinstance(refused, Refuse)
    assert "something else in their calendar" in refused.text
    await office.deletes(RAE.email, await office.calendar.put_busy(RAE.email, moved, title="Dentist"))
    assert isinstance(await office.follows(later(moved)), Refuse), "the card is about another time"
    assert isinstance(await office.follows(moved), Redraw)

    after = await office.interview()
    assert "Move the interview there" in card
    assert (await office.booking()).span == moved
    assert (after.state, after.trouble, after.sequence) == (State.BOOKED, None, before.sequence + 1)
    assert (await office.subjects())[-1].startswith("New time")
    assert sorted({span.end for _, span, confirmed in await office.reserved() if confirmed}) == [moved.end]
    assert await office.stands() == await office.stands(RAE.email) == [moved]
    await office.hears()
    assert (await office.interview()).version == after.version, "what agrees is no news"


async def test_an_event_that_was_moved_can_go_back_by_a_button_or_by_hand(office: Talking) -> None:
    await office.booked()
    span, event = (await office.booking()).span, (await office.booking()).event

    await office.drags(HOUSE, event, later(span))
    await office.drags(HOUSE, event, span)
    assert (await office.interview()).trouble is None
    assert not await office.needs_you(), "the card says that it is settled"

    await office.drags(HOUSE, event, later(span))
    interview = await office.interview()
    await office.presses(PutEventBack(interview.id, interview.sequence))
    await office.handle(EventSeen(interview.id, EventNow(event, later(span))))
    assert (await office.interview()).trouble is None, "it was seen there before it went back"
    await office.settle()
    await office.hears()
    assert (await office.interview()).trouble is None
    assert await office.stands() == await office.stands(RAE.email) == [span]
    assert len(await office.subjects()) == 2


async def test_a_copy_taken_off_is_a_no_and_one_that_is_moved_alone_moves_nothing(office: Talking) -> None:
    await office.booked()
    await office.hears()
    span, event = (await office.booking()).span, (await office.booking()).event

    await office.drags(RAE.email, event, later(span))
    await office.hears()
    assert (await office.seat()).strayed == later(span)
    assert [card for card in await office.cards() if "moved only your own copy" in card]
    assert (await office.interview()).trouble is None
    assert await office.stands() == [span]

    await office.drags(RAE.email, event, span)
    assert (await office.seat()).strayed is None
    assert not [card for card in await office.cards() if "moved only your own copy" in card]

    await office.calendar.remove(RAE.email, kept=event)
    await office.hears(own=False)
    await office.presses(SeatFits((await office.interview()).id))
    await office.hears()
    assert (await office.seat()).answer is Answer.FITS, "what was said in chat since then stands"
    assert [what for what, _ in await office.history()].count("interview.seat_cannot") == 1


async def test_a_hold_taken_off_is_replaced_and_one_that_is_moved_goes_to_a_person(office: Talking) -> None:
    await office.invited()
    await office.hears()
    first, second = (option.span for option in (await office.interview()).standing)

    await office.deletes(RAE.email, (await office.holds())[first])
    offered = await office.interview()
    assert [option.span for option in offered.options if option.standing is Standing.LOST] == [first]
    assert second in {option.span for option in offered.standing}
    assert len(offered.standing) == 2
    assert set(await office.holds()) == {option.span for option in offered.standing}

    elsewhere = later(second, 3)
    await office.drags(RAE.email, (await office.holds())[second], elsewhere)
    assert (await office.interview()).trouble == SeatRefused(office.rae.id, windows=(elsewhere,))
    assert "They suggest" in (await office.needs_you())[-1]
    assert second not in await office.holds()
    assert elsewhere not in await office.holds()


async def test_a_hold_that_is_deleted_before_its_feed_has_told_of_it_is_missed(office: Talking) -> None:
    await office.hears()
    await office.invited()
    first, second = (option.span for option in (await office.interview()).standing)

    await office.deletes(RAE.email, (await office.holds())[first])

    interview = await office.interview()
    assert [option.span for option in interview.options if option.standing is Standing.LOST] == [first]
    assert second in {option.span for option in interview.standing}
    assert len(interview.standing) == 2
    assert ("interview.hold_taken_off", IN_CALENDAR) in await office.history()


async def test_a_feed_that_knows_nothing_of_before_has_every_event_looked_at(office: Talking) -> None:
    await office.booked()
    await office.calendar.remove(HOUSE, kept=(await office.booking()).event)

    async with office.store() as work:
        await work.outbox.add(ReadEvents())
    await office.settle()

    assert isinstance((await office.interview()).trouble, EventGone)


async def test_who_has_another_address_is_invited_there_and_what_they_said_stands(office: Talking) -> None:
    await office.booked()
    await office.says(GuestAnswer.YES)
    span, former, new = (await office.booking()).span, RAE.email, "rae.m@northwind.example"

    for address, before in ((new, former), (former, new), (new, former)):
        async with office.store() as work:
            await readdress(before, address, work=work, desk=Desk(office.policy, office.clock()))
        office.clock.set(office.clock() + timedelta(minutes=1))
        await office.settle()
    await office.hears()

    assert (await office.stands(new), await office.stands(former)) == ([span], [])
    assert await office.stands() == [span]
    assert (await office.seat()).answer is Answer.FITS
    assert (await office.interview()).trouble is None


async def test_a_copy_that_is_moved_is_heard_of_on_whichever_page_of_a_feed_it_stands(office: Talking) -> None:
    await office.booked()
    await office.hears()
    booking = await office.booking()
    await office.calendar.shift(RAE.email, booking.event, later(booking.span))
    told = await seen_by(office, office.rae)

    await office.handle(replace(told, changes=replace(told.changes, more=True)))
    await office.settle()

    assert (await office.seat()).strayed == later(booking.span)


async def test_a_second_event_made_of_a_hold_says_nothing_of_the_hold(office: Talking) -> None:
    await office.invited()
    await office.hears()
    span, *others = sorted(await office.holds())
    told = await seen_by(office, office.rae)
    async with office.store() as work:
        (hold,) = (own for own in await work.mirror.ours(office.rae.id, after=office.clock()) if own.span == span)
    changes = replace(told.changes, busy=(BusyTime("copied", later(span, 30), own=hold.own),))
    await office.handle(replace(told, changes=changes))
    told = await seen_by(office, office.rae)
    await office.handle(replace(told, changes=replace(told.changes, gone=("copied",), deleted=("copied",))))
    await office.settle()

    assert [option.span for option in (await office.interview()).standing] == [span, *others]


async def test_where_only_busy_times_are_open_to_us_the_event_that_was_moved_is_not_in_its_own_way(
    office: Talking,
) -> None:
    await office.booked()
    booking = await office.booking()
    moved = later(booking.span)
    await office.drags(HOUSE, booking.event, moved)
    told = await seen_by(office, office.rae)
    busy = Changes((BusyTime("b", moved), BusyTime("c", moved)), (), told.feed.cursor, whole=True, blind=True)

    await office.handle(replace(told, changes=busy))
    twice = await office.follows(moved)
    await office.handle(replace(told, changes=replace(busy, busy=busy.busy[:1])))
    alone = await office.follows(moved)

    assert isinstance(twice, Refuse)
    assert isinstance(alone, Redraw)


async def test_what_is_over_or_begun_is_left_alone(office: Talking) -> None:
    await office.booked()
    await office.hears()
    booking = await office.booking()
    office.clock.set(booking.span.start + timedelta(minutes=1))

    await office.drags(HOUSE, booking.event, later(booking.span))
    interview = (await office.interview()).id
    async with office.store() as work:
        await work.outbox.add(CheckEvent(interview))
    await office.settle()

    assert (await office.interview()).trouble is None
    assert (await office.booking()).span == Interval(booking.span.start, booking.span.end)


async def test_a_hold_that_interviewers_are_asked_about_says_for_them_that_they_cannot(
    store: Store, clock: SettableClock
) -> None:
    panel = await Panel(store, clock, policy=PANELS).furnish_more()
    await panel.reaches_the_panel()
    first, second = await panel.options()
    hold = f"hold:{(await panel.interview()).id}:{first.number}:{panel.hana.id}"

    await panel.handle(await seen_by(panel, panel.hana))
    await panel.calendar.remove(panel.hana.email, key=hold)
    await panel.handle(await seen_by(panel, panel.hana))
    await panel.settle()

    interview = await panel.interview()
    assert [option.number for option in interview.options if option.standing is Standing.LOST] == [first.number]
    assert second.number in await panel.numbers()
    assert len(await panel.numbers()) == 2, "another time is asked about in its place"
    assert (await panel.holds()) == {"Rae": 2, "Hana": 2, "Cora": 0}


async def seen_by(office: Office, person: Person) -> CalendarRead:
    """Return what a feed tells of somebody's calendar from where it was read last."""
    async with office.store() as work:
        cursor = await work.mirror.cursor(person.id)
    now = office.clock()
    window = Interval(now - timedelta(days=7), now + timedelta(days=60))
    changes = await office.calendar.changes(person.email, cursor, window=window)
    return CalendarRead(person.id, changes, now, Feed(person.calendar, person.email, cursor))


async def test_the_organisers_feed_begins_anew_for_another_owner_and_events_are_looked_at_in_portions(
    office: Talking,
) -> None:
    await office.booked()
    interview, now = (await office.interview()).id, office.clock()

    async with office.store() as work:
        await work.organiser.reached("sandbox", owner=HOUSE, cursor="c-7", read_at=now)
        same = await work.organiser.cursor("sandbox", owner=HOUSE.upper())
        others = (
            await work.organiser.cursor("sandbox", owner=RAE.email),
            await work.organiser.cursor("google", owner=HOUSE),
        )
        first, mark = await work.interviews.booked(after=0, since=now, limit=1)
        rest = await work.interviews.booked(after=mark, since=now, limit=1)
        past = await work.interviews.booked(after=0, since=now + timedelta(days=60), limit=1)

    assert (same, others) == ("c-7", ("", ""))
    assert first == (interview,)
    assert mark > 0
    assert rest == past == ((), 0)
