"""Where in a candidate's story a kill hits, and what must be found in the end, whatever was killed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.domain.interview import PEOPLE_READ, Standing, State
from bot.domain.pipeline import Status
from bot.effects import CardKind, CheckEvent, Mail, Outcome, ReadEvents, ReadHours
from tests.kill.desk import Desk


@dataclass(frozen=True, slots=True)
class End:
    """How the story ends. `mails` counts by kind and round, `cards` by kind; an event stands exactly when booked."""

    state: State
    mails: tuple[tuple[Mail, int], ...]
    noted: tuple[Outcome, ...]
    cards: Mapping[CardKind, int]


@dataclass(frozen=True, slots=True)
class Scene:
    """`before` is played out in peace; `last` leaves in the outbox what the replica to be killed will claim."""

    name: str
    before: tuple["Act", ...]
    last: "Act"
    end: End


Act = Callable[[Desk], Awaitable[None]]


async def triggered(desk: Desk) -> None:
    await desk.told(desk.hire.record)


async def triggered_without_address(desk: Desk) -> None:
    """The payload lacks the address; the full record, on the ATS's board, has it."""
    await desk.told(replace(desk.hire.record, email=""))


async def picked(desk: Desk) -> None:
    await desk.posts("pick", option=str((await desk.interview()).standing[0].number))


async def asked_to_move(desk: Desk) -> None:
    await desk.posts("move", reason="conflict")


async def cancelled(desk: Desk) -> None:
    await desk.posts("cancel_it", reason="unwell")


async def put_on_hold(desk: Desk) -> None:
    await desk.decides(Status.ON_HOLD, "The budget is being decided")


async def feed_read(desk: Desk) -> None:
    await desk.adds(ReadEvents())


async def hours_asked(desk: Desk) -> None:
    await desk.adds(ReadHours((await desk.interview()).seats[0].person))


async def event_looked_at(desk: Desk) -> None:
    await desk.adds(CheckEvent((await desk.interview()).id))


INVITED = End(State.OFFERED, ((Mail.OFFER, 1),), (Outcome.INVITED,), {CardKind.INTERVIEW: 1})
BOOKED = End(
    State.BOOKED,
    ((Mail.OFFER, 1), (Mail.CONFIRMED, 1)),
    (Outcome.INVITED, Outcome.BOOKED),
    {CardKind.INTERVIEW: 1, CardKind.SEAT: 1},
)
MOVED = End(
    State.BOOKED,
    ((Mail.OFFER, 1), (Mail.CONFIRMED, 1), (Mail.OFFER, 2), (Mail.MOVED, 2)),
    (Outcome.INVITED, Outcome.BOOKED, Outcome.INVITED, Outcome.MOVED),
    {CardKind.INTERVIEW: 1, CardKind.SEAT: 2},
)
CANCELLED = End(
    State.CANCELLED,
    ((Mail.OFFER, 1), (Mail.CONFIRMED, 1), (Mail.CANCELLED, 1)),
    (Outcome.INVITED, Outcome.BOOKED, Outcome.CANCELLED),
    {CardKind.INTERVIEW: 1, CardKind.SEAT: 2, CardKind.STUCK: 1},
)

TRIGGER = Scene("trigger", (), triggered, INVITED)
INCOMPLETE = Scene("incomplete", (), triggered_without_address, INVITED)
PICK = Scene("pick", (triggered,), picked, BOOKED)
MOVE = Scene("move", (triggered, picked, asked_to_move), picked, MOVED)
FEED = Scene("feed", (triggered, picked), feed_read, BOOKED)
HOURS = Scene("hours", (triggered, picked), hours_asked, BOOKED)
LOOK = Scene("look", (triggered, picked), event_looked_at, BOOKED)
HOLD = Scene("hold", (triggered,), put_on_hold, INVITED)
CANCEL = Scene("cancel", (triggered, picked), cancelled, CANCELLED)


async def ended_well(desk: Desk, end: End, *, twice: str = "") -> None:
    """Check the record and every far end. `twice` is the kind of the one mail that may have come a second time."""
    interview = await desk.interview()
    assert interview.state is end.state
    await _calendars(desk)
    names = [f"{mail}.{interview.id}.{number}" for mail, number in end.mails]
    assert [copy.rpartition(".")[0] for copy in desk.copies()] == names
    assert list(desk.copies().values()) == [2 if mail == twice else 1 for mail, _ in end.mails]
    assert await desk.contacts() == [mail for mail, _ in end.mails]
    assert [outcome for outcome, _ in await desk.noted()] == list(end.noted)
    _cards(desk, end, state=interview.state)


async def _calendars(desk: Desk) -> None:
    """Holds stand for the options on offer, one each; the booking, if there is one, as one event and one copy of it."""
    interview = await desk.interview()
    booking = interview.booking
    events = await desk.on_organisers_calendar()
    holds = [entry for entry in await desk.on_calendar() if entry.tentative]
    copies = [entry for entry in await desk.on_calendar() if not entry.tentative]
    assert [entry.span for entry in holds] == sorted(o.span for o in interview.options if o.standing is Standing.STANDS)
    assert [(entry.id, entry.span) for entry in events] == ([(booking.event, booking.span)] if booking else [])
    assert copies == events


def _cards(desk: Desk, end: End, *, state: State) -> None:
    """Every card was posted once, and all of them show how it stands in the end."""
    cards = desk.cards()
    assert set(desk.posts_by_key().values()) == {1}
    assert {kind: [k for k, _ in cards].count(kind) for kind, _ in cards} == end.cards
    for kind, text in cards:
        expected = {
            CardKind.INTERVIEW: PEOPLE_READ[state].capitalize(),
            CardKind.SEAT: "Cancelled:" if state is State.CANCELLED else "Booked:",
            CardKind.STUCK: PEOPLE_READ[state],
        }
        assert expected[kind] in text, cards
