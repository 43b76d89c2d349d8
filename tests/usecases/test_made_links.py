"""The calendar makes the link: the confirmation waits for it five minutes at most, then it follows by a mail of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.mail.message import Stationery
from adapters.mail.smtp import SmtpMailer
from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import MemoryShelf
from bot.actions import AskForLink, LinkIt
from bot.domain.dead_end import NoLink
from bot.domain.interview import State
from bot.domain.time import Interval
from bot.inbound import EventNow, EventPlaced, EventSeen
from bot.ports import Event, Kept, Store, Transient
from bot.reply import FormErrors, Open, Refuse
from bot.tick import tick
from tests.office import Office, text_of
from tests.standins.smtp import mail_server
from tests.usecases.linking import (
    BOOKED,
    CANCELLED,
    FOLLOWS,
    GIVEN,
    HOUR,
    HOUSE,
    LINK,
    LINKS,
    MINUTE,
    MOVED,
    SECOND,
    entry,
    link_of,
    moves,
    picks,
    told,
    touched,
)
from tests.when import SettableClock


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock, policy=LINKS).furnish()


@pytest.fixture
async def late(office: Office) -> Office:
    """The office whose calendar makes links only when it is told to."""
    office.calendar.late = True
    return office


async def test_a_link_that_is_there_at_once_stands_in_mail_page_and_cards(office: Office) -> None:
    claim = await office.invited()

    page = await picks(office, claim)

    link = await link_of(office)
    assert await told(office) == [(BOOKED, 1, link)]
    assert link.startswith("https://")
    assert link in text_of((await office.mails())[-1])
    assert "within minutes, with the link" in page
    assert link in str((await office.open(claim)).blocks)
    assert any(link in card for card in await office.cards())
    await office.forward(2 * HOUR)
    assert len(await told(office)) == 1, "nothing follows"


async def test_a_link_that_comes_within_five_minutes_is_waited_for(late: Office) -> None:
    await picks(late, await late.invited())
    await late.forward(40 * SECOND)
    await late.calendar.make_links()
    await late.forward(4 * SECOND)
    before = await told(late)

    await late.forward(SECOND)

    assert before == []
    assert await told(late) == [(BOOKED, 1, await link_of(late))], "the second look is 45 s after the booking"
    await late.forward(2 * HOUR)
    assert len(await told(late)) == 1


async def test_a_link_that_comes_later_follows_by_mail_and_replaces_the_calendar_entry(late: Office) -> None:
    claim = await late.invited()
    stationery = Stationery("Northwind <hiring@northwind.example>", late.links, "Northwind")
    async with mail_server() as server:
        late.plug(SmtpMailer(server.url(), stationery=stationery, clock=late.clock))
        await picks(late, claim)
        await late.forward(5 * MINUTE)
        page = await late.open(claim)
        await late.calendar.make_links()
        await late.forward(2 * HOUR)

    promised, followed = (taken.message for taken in server.taken)
    uid, first, nowhere = entry(promised)
    assert (promised["Subject"], FOLLOWS in text_of(promised), first, nowhere) == (BOOKED, True, 1, "")
    assert FOLLOWS in str(page.blocks)
    assert (followed["Subject"], entry(followed)) == (LINK, (uid, 2, await link_of(late)))


async def test_a_link_that_never_comes_is_told_to_the_recruiter_who_can_give_one(late: Office) -> None:
    await picks(late, await late.invited())

    await late.forward(HOUR)
    stuck = await late.interview()
    card = next(card for card in await late.cards() if "Needs you" in card)
    opened = await late.presses(AskForLink(stuck.id))
    wrong = [
        await late.submits(LinkIt(stuck.id, stuck.sequence), link=link)
        for link in ("", "meet.google.com/abc", "http://meet.google.com/abc", "https://me@evil", f"{GIVEN} x")
    ]
    await late.submits(LinkIt(stuck.id, stuck.sequence), link=f" {GIVEN} ")
    await late.settle()
    await late.calendar.make_links()
    again = await late.submits(LinkIt(stuck.id, stuck.sequence), link=f"{GIVEN}?authuser=0")
    booking = (await late.interview()).booking
    assert booking is not None
    await late.handle(EventSeen(stuck.id, EventNow(booking.event, booking.span, link="https://meet.example/late")))
    await late.settle()

    assert isinstance(stuck.trouble, NoLink)
    assert "has made no link" in card
    assert (type(opened), {*map(type, wrong)}, type(again)) == (Open, {FormErrors}, Refuse)
    assert await told(late) == [(BOOKED, 1, ""), (LINK, 2, GIVEN)]
    assert (await late.interview()).trouble is None
    assert [each.where for each in await late.calendar.on(HOUSE, _ahead(late))] == [GIVEN]


def _ahead(office: Office) -> Interval:
    return Interval(office.clock(), office.clock() + timedelta(days=60))


async def test_only_the_newest_time_is_told_where_it_moved_while_the_link_was_waited_for(late: Office) -> None:
    claim = await late.invited()
    await picks(late, claim)
    await moves(late, claim)
    await late.forward(3 * MINUTE)
    unheard = await told(late)

    await late.calendar.make_links()
    await late.forward(2 * HOUR)

    assert unheard == []
    assert await told(late) == [(BOOKED, 2, await link_of(late))], "of the time before they had never heard"


async def test_a_move_keeps_the_link_and_the_sequence_goes_on_rising(late: Office) -> None:
    await picks(late, await late.invited())
    await late.forward(5 * MINUTE)
    await touched(late)  # the first reading looks at every event, later ones at what changed
    await late.calendar.make_links()
    await touched(late)
    link = await link_of(late)

    await moves(late, await late.link())
    await late.post(await late.link(), "cancel_it", reason="other")
    await late.settle()

    assert await told(late) == [(BOOKED, 1, ""), (LINK, 2, link), (MOVED, 3, link), (CANCELLED, 4, "")]


async def test_after_a_cancellation_nothing_is_said_of_a_link_any_more(late: Office) -> None:
    claim = await late.invited()
    await picks(late, claim)
    booking = (await late.interview()).booking
    assert booking is not None
    await late.post(claim, "cancel_it", reason="other")
    await late.settle()
    key = (await late.interview()).id

    await late.calendar.make_links()
    await late.handle(EventPlaced(key, 1, booking.event, booking.uid, GIVEN))
    await late.handle(EventSeen(key, EventNow(booking.event, booking.span, link=GIVEN)))
    await late.forward(2 * HOUR)

    assert [subject for subject, _, _ in await told(late)] == [CANCELLED]
    assert (await late.interview()).state is State.CANCELLED


async def test_the_same_news_twice_is_told_once_and_another_link_by_a_mail_of_its_own(office: Office) -> None:
    await picks(office, await office.invited())
    interview = await office.interview()
    booking = interview.booking
    assert booking is not None

    for link in (booking.link, GIVEN, GIVEN, "", booking.link):
        await office.handle(EventSeen(interview.id, EventNow(booking.event, booking.span, link=link)))
        await office.settle()
    await office.handle(EventPlaced(interview.id, 1, booking.event, booking.uid, booking.link))
    await office.settle()

    assert await told(office) == [(BOOKED, 1, booking.link), (LINK, 2, GIVEN), (LINK, 3, booking.link)]


async def test_a_mail_that_has_not_left_when_the_link_comes_is_not_sent_any_more(late: Office) -> None:
    await picks(late, await late.invited())
    interview = await late.interview()
    assert interview.booking is not None
    late.clock.forward(5 * MINUTE)

    await tick(late.clock(), store=late.store, handle=late.handle)
    now = EventNow(interview.booking.event, interview.booking.span, link=GIVEN)
    await late.handle(EventSeen(interview.id, now))
    await late.settle()

    assert await told(late) == [(LINK, 2, GIVEN)]


async def test_a_link_is_looked_for_however_long_it_takes(late: Office) -> None:
    await picks(late, await late.invited())
    key, due = (await late.interview()).id, late.clock() + 5 * MINUTE
    async with late.store() as work:
        await work.timers.drop(key)
        await work.timers.set(f"link.look:{key}:300", kind="link.look", subject=key, due=due)

    await late.forward(30 * MINUTE)
    await late.calendar.make_links()
    await late.forward(HOUR)

    assert await told(late) == [(BOOKED, 1, await link_of(late))]


class Away(SandboxCalendar):
    """A calendar on which booked events cannot be placed now."""

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        if not event.tentative:
            raise Transient("503", refused=True)
        return await super().place(owner, event, key=key)


async def test_a_calendar_that_is_away_leaves_the_candidate_in_silence_for_five_minutes_at_most(
    store: Store, clock: SettableClock
) -> None:
    organisation = replace(LINKS.organisation, calendar="away")
    office = await Office(store, clock, policy=replace(LINKS, organisation=organisation)).furnish()
    await office.plug_calendar("away", Away(MemoryShelf(), clock=clock))
    await picks(office, await office.invited())

    await office.forward(5 * MINUTE)
    promised = await told(office)
    await office.handle(EventPlaced((await office.interview()).id, 1, "event", "uid", GIVEN))
    await office.settle()

    assert promised == [(BOOKED, 1, "")]
    assert await told(office) == [(BOOKED, 1, ""), (LINK, 2, GIVEN)]
