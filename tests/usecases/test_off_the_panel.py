"""Who has no seat, or none any more: they are told so, and see nothing of what goes on without them."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import LookAgain, ScheduleIt, SeatCannot, ShowAsked
from bot.domain.interview import Interview, State
from bot.domain.people import Person
from bot.domain.policy import Kind, SeatRule
from bot.domain.rooms import Door, Room
from bot.domain.time import Interval
from bot.inbound import RoomOpened, Typed
from bot.ports import Session, Store
from bot.reply import FormErrors, Refuse, Show
from tests.office import RAES
from tests.usecases.asked_panel import ADA_AT_PANEL, DAY, HANAS
from tests.usecases.asked_pool import DAN, DRAWN, EVE, Pools, drawing
from tests.when import NOON, SettableClock

DIRECT = replace(DRAWN, asks=False)
ALL_POOL = replace(DRAWN, seats=(SeatRule("technical", "technical"),))
NOTHING = "There is nothing here for you"


async def furnished(store: Store, clock: SettableClock, kind: Kind = DRAWN) -> Pools:
    return await Pools(store, clock, policy=drawing(kind)).furnish_pools()


async def booked(office: Pools) -> Interview:
    await office.reaches_the_panel()
    if (await office.interview()).state is State.ASKING:
        await office.agrees(HANAS, DAN, EVE)
    await picks_the_first(office)
    return await office.interview()


async def picks_the_first(office: Pools) -> None:
    first = (await office.interview()).standing[0]
    await office.post(await office.link(), "pick", option=str(first.number))
    await office.settle()


async def reads_the_brief(office: Pools, person: Person) -> str:
    async with office.store() as work:
        await work.sessions.begin(Session("s-1", person.id, office.clock() + DAY), now=office.clock())
    reply = await office.handle(RoomOpened(Door(Room.BRIEF, (await office.interview()).id), "s-1", ""))
    assert isinstance(reply, Show)
    return reply.page.title


async def test_a_calendar_that_is_only_read_gives_no_seat(store: Store, clock: SettableClock) -> None:
    office = await furnished(store, clock)
    await office.seen(ADA_AT_PANEL)

    assert office.dan.id in (await office.interview()).awaited
    assert isinstance(await office.handle(Typed(DAN, "status Ada")), Refuse)
    assert await reads_the_brief(office, office.dan) == NOTHING


async def test_who_sat_at_the_time_before_hears_that_they_are_free_and_nothing_of_the_new_one(
    store: Store, clock: SettableClock
) -> None:
    office = await furnished(store, clock, DIRECT)
    before = await booked(office)
    await office.keep_busy(office.dan, Interval(NOON - DAY, NOON + 60 * DAY))
    await office.post(await office.link(), "move", reason="other")
    await office.settle()
    await picks_the_first(office)

    after = await office.interview()
    cards = await office.shown(DAN)
    assert [seat.person for seat in before.seats] == [office.hana.id, office.dan.id]
    assert [seat.person for seat in after.seats] == [office.hana.id, office.eve.id]
    assert len(cards) == 2, "the one that changes in place, and one that tells them"
    assert all("Not needed now" in card and "meet.northwind" not in card for card in cards)
    assert await reads_the_brief(office, office.dan) == NOTHING


async def test_a_time_given_up_leaves_nobody_of_a_pool_on_the_interview(store: Store, clock: SettableClock) -> None:
    office = await furnished(store, clock)
    await booked(office)
    key = (await office.interview()).id
    await office.does(DAN, SeatCannot(key))
    await office.keep_busy(office.dan, Interval(NOON - DAY, NOON + 60 * DAY))
    for _ in range(20):  # a calendar read longer ago is read again before anything is offered
        clock.forward(timedelta(minutes=1))
    await office.does(RAES, LookAgain(key))

    after = await office.interview()
    assert (after.state, await office.sits()) == (State.ASKING, [{"Hana", "Eve"}, {"Hana", "Eve"}])
    assert [seat.person for seat in after.seats] == [office.hana.id]
    assert await reads_the_brief(office, office.dan) == NOTHING
    assert "Time given up" in str(await office.shown(DAN)) or "Not needed now" in str(await office.shown(DAN))


async def test_the_list_of_what_is_asked_shows_a_booked_time_to_its_panel_alone(
    store: Store, clock: SettableClock
) -> None:
    office = await furnished(store, clock)
    await office.reaches_the_panel()
    await office.keep_busy(office.dan, Interval(NOON - DAY, NOON + 60 * DAY))
    clock.forward(timedelta(minutes=20))
    await office.answers(DAN, cannot=(await office.numbers())[:1])
    await office.agrees(HANAS, DAN, EVE)
    chosen = next(option for option in (await office.interview()).standing if not option.seat_of(office.dan.id))
    await office.post(await office.link(), "pick", option=str(chosen.number))
    await office.settle()

    shown = str(await office.does(DAN, ShowAsked((await office.interview()).id)))
    assert "Not needed now" in shown
    assert "meet.northwind" not in shown


async def test_a_panel_of_a_pool_alone_tells_whose_hours_a_wish_is_beyond(store: Store, clock: SettableClock) -> None:
    office = await (await furnished(store, clock, ALL_POOL)).in_play()
    key = (await office.application()).id
    await office.looks()

    reply = await office.submits(ScheduleIt(key), application=key, kind="drawn", interviewer="role", wish="Sunday")

    assert isinstance(reply, FormErrors)
    assert "Mon–Fri 09:00–17:00 (Europe/London)" in reply.errors["wish"]
