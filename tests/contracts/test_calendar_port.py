"""What every calendar behind the Calendar port does, whoever its vendor is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

import pytest

from adapters.calendars import google_event, microsoft_event
from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import MemoryShelf
from bot.domain.calendar_faults import Cause
from bot.domain.time import Interval, WorkingHours
from bot.inbound import BusyTime, EventNow, Guest, GuestAnswer, Working
from bot.ports import Calendar, Event, Kept, Permanent, Unheld
from tests.contracts import graph_desk
from tests.contracts.calendar_desk import HOUSE, INES, NOON, NOW, RAE, TEN, WINDOW
from tests.standins.google import Google
from tests.standins.graph import Graph
from tests.standins.graph_api import USUAL_WEEK
from tests.standins.graph_shelf import edge

FAR = Interval(NOW + timedelta(days=60), NOW + timedelta(days=60, hours=1))
HOLD = Event(TEN, "[Hold] Recruiter screen: Ada O.", tentative=True)
BOOKED = Event(TEN, "Recruiter screen: Ada O.", text="Backend Engineer", where="Video", attendees=(RAE, INES))


class Vendor(Protocol):
    """A calendar under test, and what its people do by themselves."""

    @property
    def calendar(self) -> Calendar: ...
    async def blocks(self, owner: str, span: Interval, *, title: str) -> str: ...
    async def unblocks(self, owner: str, event: str) -> None: ...
    async def frees(self, owner: str, event: str) -> None: ...
    async def drags(self, owner: str, event: str, span: Interval) -> None: ...
    async def answers(self, guest: str, kept: Kept, answer: GuestAnswer) -> None: ...
    async def works_in_berlin(self, owner: str) -> None: ...
    async def shuts_out(self, owner: str) -> None:
        """Somebody lets us see when they are busy, and no more."""
        ...

    async def plant(self, owner: str, event: Event, *, key: str) -> None:
        """An event that was placed by us stands there already."""
        ...

    def is_late(self) -> None:
        """From now on no meeting gets its link, until `makes_links`."""
        ...

    async def makes_links(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Sandbox:
    calendar: SandboxCalendar

    async def blocks(self, owner: str, span: Interval, *, title: str) -> str:
        return await self.calendar.put_busy(owner, span, title=title)

    async def unblocks(self, owner: str, event: str) -> None:
        await self.calendar.remove(owner, kept=event)

    async def frees(self, owner: str, event: str) -> None:
        await self.calendar.free(event)

    async def drags(self, owner: str, event: str, span: Interval) -> None:
        await self.calendar.shift(owner, event, span)

    async def answers(self, guest: str, kept: Kept, answer: GuestAnswer) -> None:
        await self.calendar.answer(guest, kept.event, answer)

    async def works_in_berlin(self, owner: str) -> None:
        await self.calendar.work(owner, Working("Europe/Berlin", WorkingHours.weekdays()))

    async def shuts_out(self, owner: str) -> None:
        self.calendar.read_only.add(owner)

    async def plant(self, owner: str, event: Event, *, key: str) -> None:
        await self.calendar.place(owner, event, key=key)

    def is_late(self) -> None:
        self.calendar.late = True

    async def makes_links(self) -> None:
        await self.calendar.make_links()


@dataclass(frozen=True, slots=True)
class GoogleAtWork:
    calendar: GoogleCalendar
    google: Google

    async def blocks(self, owner: str, span: Interval, *, title: str) -> str:
        return self.google.blocks(owner, span, title=title)

    async def unblocks(self, owner: str, event: str) -> None:
        self.google.cancel(owner, event)

    async def frees(self, owner: str, event: str) -> None:
        self.google.change(owner, event, {"transparency": "transparent"})

    async def drags(self, owner: str, event: str, span: Interval) -> None:
        edges = {"start": {"dateTime": span.start.isoformat()}, "end": {"dateTime": span.end.isoformat()}}
        self.google.change(owner, event, edges)

    async def answers(self, guest: str, kept: Kept, answer: GuestAnswer) -> None:
        self.google.answers(guest, kept.event, {"yes": "accepted", "no": "declined", "maybe": "tentative"}[answer])

    async def works_in_berlin(self, owner: str) -> None:
        self.google.zones[owner] = "Europe/Berlin"

    async def shuts_out(self, owner: str) -> None:
        self.google.members.remove(owner)
        self.google.open_to.add(owner)

    async def plant(self, owner: str, event: Event, *, key: str) -> None:
        self.google.put(owner, google_event.new(event, owner=owner, key=key))

    def is_late(self) -> None:
        self.google.late = True

    async def makes_links(self) -> None:
        self.google.make_meetings()


@dataclass(frozen=True, slots=True)
class MicrosoftAtWork:
    calendar: MicrosoftCalendar
    graph: Graph

    async def blocks(self, owner: str, span: Interval, *, title: str) -> str:
        return self.graph.blocks(owner, span, title=title)

    async def unblocks(self, owner: str, event: str) -> None:
        self.graph.take_off(owner, event)

    async def frees(self, owner: str, event: str) -> None:
        self.graph.change(owner, event, {"showAs": "free"})

    async def drags(self, owner: str, event: str, span: Interval) -> None:
        self.graph.change(owner, event, {"start": edge(span.start), "end": edge(span.end)})

    async def answers(self, guest: str, kept: Kept, answer: GuestAnswer) -> None:
        self.graph.answers(
            guest, kept.uid, {"yes": "accepted", "no": "declined", "maybe": "tentativelyAccepted"}[answer]
        )

    async def works_in_berlin(self, owner: str) -> None:
        hours = {"startTime": "09:00:00.0000000", "endTime": "17:00:00.0000000"}
        self.graph.weeks[owner] = USUAL_WEEK | hours | {"timeZone": {"name": "W. Europe Standard Time"}}

    async def shuts_out(self, owner: str) -> None:
        self.graph.read_only.add(owner)

    async def plant(self, owner: str, event: Event, *, key: str) -> None:
        self.graph.put(owner, microsoft_event.new(event, owner=owner, key=key))

    def is_late(self) -> None:
        self.graph.late = True

    async def makes_links(self) -> None:
        self.graph.make_meetings()


@asynccontextmanager
async def sandbox() -> AsyncIterator[Vendor]:
    yield Sandbox(SandboxCalendar(MemoryShelf(), clock=lambda: NOW))


@asynccontextmanager
async def google() -> AsyncIterator[Vendor]:
    async with Google(RAE, INES, HOUSE) as server:
        calls = GoogleCalls(server.key, url=server.url)
        yield GoogleAtWork(GoogleCalendar(calls, house=HOUSE), server)
        calls.close()


@asynccontextmanager
async def microsoft() -> AsyncIterator[Vendor]:
    async with graph_desk.opened() as desk:
        yield MicrosoftAtWork(desk.calendar, desk.graph)


@pytest.fixture(params=[sandbox, google, microsoft], ids=["sandbox", "google", "microsoft"])
async def vendor(request: pytest.FixtureRequest) -> AsyncIterator[Vendor]:
    async with request.param() as opened:
        yield opened


@pytest.fixture
def calendar(vendor: Vendor) -> Calendar:
    return vendor.calendar


async def read(calendar: Calendar, owner: str, cursor: str = "") -> tuple[dict[str, BusyTime], str]:
    """Read a feed as the mirror does, page by page to its end; returns what is mirrored, and the cursor."""
    mirrored: dict[str, BusyTime] = {}
    for _ in range(20):
        changes = await calendar.changes(owner, cursor, window=WINDOW)
        assert len(changes.busy) + len(changes.gone) <= 100
        if changes.whole:
            mirrored.clear()
        for gone in changes.gone:
            mirrored.pop(gone, None)
        mirrored |= {busy.id: busy for busy in changes.busy}
        cursor = changes.cursor
        if not changes.more:
            return mirrored, cursor
    raise AssertionError("the feed does not come to an end")


async def spans(calendar: Calendar, owner: str) -> Sequence[Interval]:
    mirrored, _ = await read(calendar, owner)
    return sorted(busy.span for busy in mirrored.values())


def busy_at(busy: Sequence[Interval], span: Interval) -> bool:
    return any(each.overlaps(span) for each in busy)


async def test_placing_twice_with_one_key_makes_one_event(calendar: Calendar) -> None:
    first = await calendar.place(RAE, HOLD, key="hold:1")

    assert await calendar.place(RAE, HOLD, key="hold:1") == first
    assert await spans(calendar, RAE) == [TEN]


async def test_two_keys_make_two_events_with_uids_of_their_own(calendar: Calendar) -> None:
    first = await calendar.place(RAE, HOLD, key="hold:1")
    second = await calendar.place(RAE, HOLD, key="hold:2")

    assert first.event != second.event
    assert first.uid != second.uid


async def test_one_key_on_two_calendars_makes_two_events(calendar: Calendar) -> None:
    await calendar.place(RAE, HOLD, key="hold:1")
    await calendar.place(INES, replace(HOLD, span=NOON), key="hold:1")

    assert await spans(calendar, RAE) == [TEN]
    assert await spans(calendar, INES) == [NOON]


async def test_a_conflict_is_placed_all_the_same(vendor: Vendor) -> None:
    await vendor.blocks(RAE, TEN, title="Dentist")
    await vendor.calendar.place(RAE, HOLD, key="hold:1")

    assert await spans(vendor.calendar, RAE) == [TEN, TEN]


async def test_a_key_whose_event_was_removed_is_used_up(calendar: Calendar) -> None:
    await calendar.place(RAE, HOLD, key="hold:1")
    await calendar.remove(RAE, key="hold:1")

    with pytest.raises(Permanent):
        await calendar.place(RAE, HOLD, key="hold:1")
    assert await spans(calendar, RAE) == []


@pytest.mark.parametrize("event", [HOLD, BOOKED], ids=["hold", "booked"])
async def test_an_hour_with_an_event_is_busy(calendar: Calendar, event: Event) -> None:
    await calendar.place(RAE, event, key="1")

    assert busy_at(await calendar.busy(RAE, WINDOW), TEN)
    assert busy_at(await calendar.busy(RAE, TEN), TEN)


async def test_the_hours_beside_an_event_are_free(calendar: Calendar) -> None:
    await calendar.place(RAE, HOLD, key="hold:1")

    assert not await calendar.busy(RAE, Interval(TEN.end, NOON.end))
    assert not await calendar.busy(RAE, Interval(NOW, TEN.start))
    assert not await calendar.busy(INES, TEN)


async def test_what_people_block_themselves_is_busy(vendor: Vendor) -> None:
    await vendor.blocks(RAE, TEN, title="Dentist")

    assert busy_at(await vendor.calendar.busy(RAE, TEN), TEN)


async def test_removing_by_key_frees_the_hour(calendar: Calendar) -> None:
    await calendar.place(RAE, HOLD, key="hold:1")
    await calendar.remove(RAE, key="hold:1")

    assert not await calendar.busy(RAE, TEN)


async def test_removing_by_event_frees_the_hour(calendar: Calendar) -> None:
    kept = await calendar.place(HOUSE, BOOKED, key="event:1")
    await calendar.remove(HOUSE, kept=kept.event)

    assert not await calendar.busy(HOUSE, TEN)


async def test_removing_what_is_gone_or_never_was_is_fine(calendar: Calendar) -> None:
    kept = await calendar.place(RAE, HOLD, key="hold:1")
    for _ in range(2):
        await calendar.remove(RAE, key="hold:1")
        await calendar.remove(RAE, kept=kept.event)
    await calendar.remove(RAE, key="hold:never")

    assert not await calendar.busy(RAE, TEN)


async def test_removing_one_event_leaves_the_others(calendar: Calendar) -> None:
    await calendar.place(RAE, HOLD, key="hold:1")
    await calendar.place(RAE, replace(HOLD, span=NOON), key="hold:2")
    await calendar.remove(RAE, key="hold:1")

    assert await spans(calendar, RAE) == [NOON]


async def test_the_first_read_is_whole(vendor: Vendor) -> None:
    await vendor.blocks(RAE, NOON, title="Dentist")
    kept = await vendor.calendar.place(RAE, HOLD, key="hold:1")

    changes = await vendor.calendar.changes(RAE, "", window=WINDOW)

    assert changes.whole
    assert not changes.more
    assert not changes.gone
    held, dentist = sorted(changes.busy, key=lambda busy: busy.span)
    assert held == BusyTime(kept.event, TEN, own="hold:1", uid=kept.uid)
    assert (dentist.span, dentist.own) == (NOON, "")


async def test_an_empty_calendar_reads_as_whole_too(calendar: Calendar) -> None:
    changes = await calendar.changes(RAE, "", window=WINDOW)

    assert changes.whole
    assert not changes.busy
    assert changes.cursor


async def test_a_read_leaves_out_what_lies_weeks_outside_the_window(vendor: Vendor) -> None:
    before, after = WINDOW.start - timedelta(days=15), WINDOW.end + timedelta(days=15)
    await vendor.blocks(RAE, Interval(before - timedelta(hours=2), before), title="Long ago")
    await vendor.blocks(RAE, Interval(after, after + timedelta(hours=2)), title="Far off")

    assert await spans(vendor.calendar, RAE) == []


async def test_nothing_new_since_a_cursor_reads_as_nothing(calendar: Calendar) -> None:
    await calendar.place(RAE, HOLD, key="hold:1")
    _, cursor = await read(calendar, RAE)

    changes = await calendar.changes(RAE, cursor, window=WINDOW)

    assert (changes.busy, changes.gone, changes.whole, changes.more) == ((), (), False, False)


async def test_a_later_read_brings_only_what_changed(vendor: Vendor) -> None:
    calendar = vendor.calendar
    await calendar.place(RAE, HOLD, key="hold:1")
    _, cursor = await read(calendar, RAE)

    dentist = await vendor.blocks(RAE, NOON, title="Dentist")
    added = await calendar.changes(RAE, cursor, window=WINDOW)
    await vendor.unblocks(RAE, dentist)
    removed = await calendar.changes(RAE, added.cursor, window=WINDOW)

    assert [busy.span for busy in added.busy] == [NOON]
    assert not added.whole
    assert not removed.busy
    assert set(removed.gone) == {busy.id for busy in added.busy}


async def test_an_old_cursor_brings_all_that_came_after_it(vendor: Vendor) -> None:
    calendar = vendor.calendar
    _, cursor = await read(calendar, RAE)
    await calendar.place(RAE, HOLD, key="hold:1")
    await read(calendar, RAE, cursor)
    await vendor.blocks(RAE, NOON, title="Dentist")

    mirrored, _ = await read(calendar, RAE, cursor)

    assert sorted(busy.span for busy in mirrored.values()) == [TEN, NOON]


async def test_changes_on_other_calendars_are_not_told(vendor: Vendor) -> None:
    _, cursor = await read(vendor.calendar, RAE)
    await vendor.blocks(INES, TEN, title="Dentist")

    changes = await vendor.calendar.changes(RAE, cursor, window=WINDOW)

    assert not changes.busy
    assert not changes.gone


async def test_a_long_feed_comes_in_pages_of_which_the_first_is_whole(vendor: Vendor) -> None:
    blocks = [Interval(NOW + timedelta(hours=n), NOW + timedelta(hours=n, minutes=30)) for n in range(230)]
    for span in blocks:
        await vendor.blocks(RAE, span, title="Meeting")

    first = await vendor.calendar.changes(RAE, "", window=WINDOW)
    second = await vendor.calendar.changes(RAE, first.cursor, window=WINDOW)

    assert first.whole
    assert first.more
    assert not second.whole
    assert await spans(vendor.calendar, RAE) == blocks


async def test_what_changes_between_two_pages_is_not_missed(vendor: Vendor) -> None:
    made = [
        await vendor.blocks(RAE, Interval(NOW + timedelta(hours=n), NOW + timedelta(hours=n + 1)), title="Meeting")
        for n in range(120)
    ]
    first = await vendor.calendar.changes(RAE, "", window=WINDOW)
    await vendor.unblocks(RAE, made[0])
    await vendor.blocks(RAE, Interval(NOW - timedelta(hours=2), NOW - timedelta(hours=1)), title="Breakfast")

    rest, _ = await read(vendor.calendar, RAE, first.cursor)
    fresh = {busy.id for busy in first.busy} | set(rest)
    whole, _ = await read(vendor.calendar, RAE)

    assert len(whole) == 120
    assert set(whole) <= fresh


@pytest.mark.parametrize("cursor", ["nonsense", "0", "ünlesbar", "9" * 40, "1.2.3.abcdef01"])
async def test_an_unknown_cursor_starts_anew(calendar: Calendar, cursor: str) -> None:
    await calendar.place(RAE, HOLD, key="hold:1")

    changes = await calendar.changes(RAE, cursor, window=WINDOW)

    assert changes.whole
    assert [busy.span for busy in changes.busy] == [TEN]


async def test_attendees_have_copies_that_share_the_uid_and_no_key(calendar: Calendar) -> None:
    kept = await calendar.place(HOUSE, BOOKED, key="event:1")

    for attendee in (RAE, INES):
        mirrored, _ = await read(calendar, attendee)
        (copy,) = mirrored.values()
        assert (copy.span, copy.uid, copy.own) == (TEN, kept.uid, "")
        assert busy_at(await calendar.busy(attendee, TEN), TEN)


async def test_moving_moves_the_copies_and_keeps_the_uid(calendar: Calendar) -> None:
    kept = await calendar.place(HOUSE, BOOKED, key="event:1")
    _, cursor = await read(calendar, RAE)

    moved = await calendar.move(HOUSE, kept.event, replace(BOOKED, span=NOON))

    told, _ = await read(calendar, RAE, cursor)
    assert moved == Kept(kept.event, kept.uid)
    assert [(busy.span, busy.uid) for busy in told.values()] == [(NOON, kept.uid)]
    for owner in (HOUSE, RAE, INES):
        assert await spans(calendar, owner) == [NOON]
        assert not await calendar.busy(owner, TEN)


async def test_removing_takes_the_copies_off_too(calendar: Calendar) -> None:
    kept = await calendar.place(HOUSE, BOOKED, key="event:1")
    before, cursor = await read(calendar, INES)

    await calendar.remove(HOUSE, kept=kept.event)

    changes = await calendar.changes(INES, cursor, window=WINDOW)
    assert set(changes.gone) == set(changes.deleted) == set(before)
    assert not changes.busy
    assert not await calendar.busy(RAE, TEN)


async def test_an_attendee_left_out_by_a_move_is_free_again(calendar: Calendar) -> None:
    kept = await calendar.place(HOUSE, BOOKED, key="event:1")
    before, cursor = await read(calendar, INES)

    await calendar.move(HOUSE, kept.event, replace(BOOKED, attendees=(RAE,)))

    changes = await calendar.changes(INES, cursor, window=WINDOW)
    assert set(changes.gone) == set(changes.deleted) == set(before)
    assert await spans(calendar, RAE) == [TEN]
    assert not await calendar.busy(INES, TEN)


async def test_an_event_moved_out_of_the_window_is_gone_from_it(calendar: Calendar) -> None:
    kept = await calendar.place(HOUSE, BOOKED, key="event:1")
    before, cursor = await read(calendar, HOUSE)

    far = Interval(WINDOW.end + timedelta(days=15), WINDOW.end + timedelta(days=15, hours=1))
    await calendar.move(HOUSE, kept.event, replace(BOOKED, span=far))

    changes = await calendar.changes(HOUSE, cursor, window=WINDOW)
    assert set(changes.gone) == set(before)
    assert not changes.busy


async def test_moving_what_is_gone_is_refused_for_good(calendar: Calendar) -> None:
    kept = await calendar.place(HOUSE, BOOKED, key="event:1")
    await calendar.remove(HOUSE, kept=kept.event)

    with pytest.raises(Permanent):
        await calendar.move(HOUSE, kept.event, BOOKED)


async def test_addresses_are_compared_without_case(calendar: Calendar) -> None:
    await calendar.place(RAE.upper(), HOLD, key="hold:1")

    assert busy_at(await calendar.busy(RAE, TEN), TEN)


async def test_a_deleted_hold_is_told_apart_from_one_that_merely_takes_no_time(vendor: Vendor) -> None:
    deleted = await vendor.calendar.place(RAE, HOLD, key="hold:1")
    freed = await vendor.calendar.place(RAE, replace(HOLD, span=NOON), key="hold:2")
    _, cursor = await read(vendor.calendar, RAE)

    await vendor.unblocks(RAE, deleted.event)
    await vendor.frees(RAE, freed.event)
    changes = await vendor.calendar.changes(RAE, cursor, window=WINDOW)

    assert set(changes.gone) == {deleted.event, freed.event}
    assert changes.deleted == (deleted.event,)
    assert not changes.blind


async def test_a_declined_copy_counts_as_deleted_and_one_that_moves_far_away_does_not(vendor: Vendor) -> None:
    kept = await vendor.calendar.place(HOUSE, BOOKED, key="event:1")
    (copy,), rae = await read(vendor.calendar, RAE)
    (other,), ines = await read(vendor.calendar, INES)

    await vendor.answers(RAE, kept, GuestAnswer.NO)
    declined = await vendor.calendar.changes(RAE, rae, window=WINDOW)
    await vendor.drags(HOUSE, kept.event, FAR)
    moved = await vendor.calendar.changes(INES, ines, window=WINDOW)

    assert (declined.gone, declined.deleted) == ((copy,), (copy,))
    assert (moved.gone, moved.deleted) == ((other,), ())


async def test_what_guests_answer_is_told_of_our_own_events(vendor: Vendor) -> None:
    kept = await vendor.calendar.place(HOUSE, BOOKED, key="event:1")
    await vendor.blocks(HOUSE, NOON, title="Dentist")
    first = await vendor.calendar.events(HOUSE, "", window=WINDOW)

    await vendor.answers(RAE, kept, GuestAnswer.YES)
    await vendor.answers(INES, kept, GuestAnswer.MAYBE)
    await vendor.blocks(HOUSE, NOON, title="Dentist again")
    later = await vendor.calendar.events(HOUSE, first.cursor, window=WINDOW)
    quiet = await vendor.calendar.events(HOUSE, later.cursor, window=WINDOW)

    asked = (Guest(RAE, GuestAnswer.NONE), Guest(INES, GuestAnswer.NONE))
    said = EventNow(kept.event, TEN, (Guest(RAE, GuestAnswer.YES), Guest(INES, GuestAnswer.MAYBE)))
    assert (first.events, first.whole, first.more) == ((EventNow(kept.event, TEN, asked),), True, False)
    assert (later.events, later.whole) == ((said,), False)
    assert (quiet.events, quiet.whole) == ((), False)
    assert await vendor.calendar.look(HOUSE, kept.event) == said


async def test_what_becomes_of_an_event_on_the_organisers_calendar_is_told(vendor: Vendor) -> None:
    kept = await vendor.calendar.place(HOUSE, BOOKED, key="event:1")
    first = await vendor.calendar.events(HOUSE, "", window=WINDOW)

    await vendor.drags(HOUSE, kept.event, NOON)
    moved = await vendor.calendar.events(HOUSE, first.cursor, window=WINDOW)
    await vendor.drags(HOUSE, kept.event, FAR)
    far = await vendor.calendar.events(HOUSE, moved.cursor, window=WINDOW)
    there = await vendor.calendar.look(HOUSE, kept.event)
    await vendor.unblocks(HOUSE, kept.event)
    gone = await vendor.calendar.events(HOUSE, far.cursor, window=WINDOW)

    assert [each.span for each in moved.events] == [NOON]
    assert [each.span for each in far.events] == [there.span] == [FAR]
    assert gone.events == (EventNow(kept.event, None),)
    assert await vendor.calendar.look(HOUSE, kept.event) == EventNow(kept.event, None)
    assert await vendor.calendar.look(HOUSE, "0123456789") == EventNow("0123456789", None)


async def test_our_events_come_in_pages_and_from_an_unknown_place_anew(vendor: Vendor) -> None:
    for number in range(101):
        await vendor.plant(HOUSE, replace(BOOKED, attendees=()), key=f"event:{number}")

    first = await vendor.calendar.events(HOUSE, "nonsense", window=WINDOW)
    second = await vendor.calendar.events(HOUSE, first.cursor, window=WINDOW)

    assert (first.whole, first.more, second.whole) == (True, True, False)
    assert len({each.event for each in (*first.events, *second.events)}) == 101


async def test_a_link_that_comes_late_shows_and_stays(vendor: Vendor) -> None:
    vendor.is_late()
    wanted = replace(BOOKED, meeting=True)
    kept = await vendor.calendar.place(HOUSE, wanted, key="event:1")
    first = await vendor.calendar.events(HOUSE, "", window=WINDOW)
    waiting = await vendor.calendar.look(HOUSE, kept.event)

    await vendor.makes_links()
    made = await vendor.calendar.look(HOUSE, kept.event)
    moved = await vendor.calendar.move(HOUSE, kept.event, replace(wanted, span=NOON, text="In English"))
    (told,) = (await vendor.calendar.events(HOUSE, first.cursor, window=WINDOW)).events

    assert (kept.link, waiting.link) == ("", "")
    assert made.link.startswith("https://")
    assert made.link == moved.link == told.link


async def test_a_calendar_tells_when_its_owner_works_as_far_as_it_knows(vendor: Vendor) -> None:
    await vendor.works_in_berlin(RAE)

    working = await vendor.calendar.hours(RAE)

    assert working is not None
    assert working.zone == "Europe/Berlin"
    assert working.hours in (None, WorkingHours.weekdays())


async def test_a_calendar_that_can_only_be_read_takes_no_hold(vendor: Vendor) -> None:
    await vendor.blocks(RAE, NOON, title="Dentist")
    await vendor.shuts_out(RAE)

    with pytest.raises(Unheld) as raised:
        await vendor.calendar.place(RAE, HOLD, key="hold:1")

    assert raised.value.cause is Cause.NOT_ALLOWED
    assert "@" not in str(raised.value)
    assert busy_at(await vendor.calendar.busy(RAE, WINDOW), NOON)
