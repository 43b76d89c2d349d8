"""The kill matrix: every kind of effect, killed at every point, started again: nothing lost, nothing doubled.

| effect        | after acceptance, the far end already …                    | comes again after that kill      |
|---------------|------------------------------------------------------------|----------------------------------|
| calendar.read | changed nothing: a read; only its answer is lost           | read again from the same cursor  |
| calendar.watch | tells us of changes                                       | asked again; the first one ends  |
| calendar.unwatch | tells us no more                                        | gone already is as good          |
| calendar.hours | changed nothing: a read; only its answer is lost          | asked again                      |
| events.read   | changed nothing: a read; only its answer is lost           | read again from the same cursor  |
| event.check   | changed nothing: a look; only its answer is lost           | looked at again                  |
| hold.place    | has the hold                                               | found by its key, placed once    |
| hold.remove   | has it no more                                             | gone already is as good          |
| event.place   | has the event, and the interviewers a copy                 | found by its key, placed once    |
| event.remove  | has it no more                                             | gone already is as good          |
| mail.send     | took the mail                                              | twice, same Message-ID, counted  |
| card.tell     | shows the card                                             | found by metadata, posted once   |
| card.refresh  | shows the new state                                        | drawn again, looks the same      |
| update.send   | took the mail                                              | twice, same Message-ID, counted  |
| channel.tell  | shows the card                                             | twice, counted                   |
| ats.read      | changed nothing: a read; only its answer is lost           | read again                       |
| ats.write     | has the note                                               | found by its key, written once   |
| ats.scorecard | has the scorecard                                          | found by its key, written once   |
| ats.move      | has the status, and its hook waits                         | found by its key, moved once     |
| who.is        | changed nothing: a read; only its answer is lost           | asked again                      |
| who.told      | shows the answer                                           | found by metadata, posted once   |
| said.answer   | shows the answer                                           | found by metadata, posted once   |
| home.show     | shows the Home as it stood                                 | drawn again from the record      |
| health.examine | changed nothing: a look                                   | looked again                     |
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest

from bot.domain.pipeline import Status
from bot.effects import EFFECTS
from tests.kill.desk import Desk
from tests.kill.killing import killed, play, started_again
from tests.kill.premises import Premises
from tests.kill.scenes import CANCEL, FEED, HOLD, HOURS, INCOMPLETE, LOOK, MOVE, PICK, TRIGGER, Scene, ended_well
from tests.kill.stall import Point

NOTHING_LEFT = {"waiting": 0, "dead": 0}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an effect is killed. `shows` counts what is seen at the far end: one such effect adds `by` to it.

    `beside` is what the others add that are carried out beside the one that is killed.
    """

    kind: str
    scene: Scene
    shows: Callable[[Desk], Awaitable[int]]
    by: int
    beside: int = 0


async def holds(desk: Desk) -> int:
    return sum(entry.tentative for entry in await desk.on_calendar())


async def events(desk: Desk) -> int:
    return len(await desk.on_organisers_calendar())


async def events_as_booked(desk: Desk) -> int:
    booking = (await desk.interview()).booking
    return sum(booking is not None and e.span == booking.span for e in await desk.on_organisers_calendar())


async def mails(desk: Desk) -> int:
    return len(desk.mails())


async def cards(desk: Desk) -> int:
    return len(desk.cards())


async def redrawn(desk: Desk) -> int:
    return sum(message.edits for message in desk.slack.messages)


async def notes(desk: Desk) -> int:
    return len(await desk.noted())


async def held(desk: Desk) -> int:
    """One hook tells that the application is on hold; a move made twice would have made two."""
    status, hooks = await desk.board()
    return hooks if status is Status.ON_HOLD else 0


async def nothing(desk: Desk) -> int:
    return 0


CELLS = (
    Cell("calendar.read", TRIGGER, nothing, 0),
    Cell("events.read", FEED, nothing, 0),
    Cell("event.check", LOOK, nothing, 0),
    Cell("calendar.hours", HOURS, nothing, 0),
    Cell("hold.place", TRIGGER, holds, 1, beside=1),
    Cell("hold.remove", PICK, holds, -1),
    Cell("event.place", PICK, events, 1),
    Cell("event.place", MOVE, events_as_booked, 1),
    Cell("event.remove", CANCEL, events, -1),
    Cell("mail.send", TRIGGER, mails, 1),
    Cell("mail.send", CANCEL, mails, 1),
    Cell("card.tell", TRIGGER, cards, 1),
    Cell("card.tell", PICK, cards, 1),
    Cell("card.refresh", PICK, redrawn, 1),
    Cell("ats.read", INCOMPLETE, nothing, 0),
    Cell("ats.write", PICK, notes, 1),
    Cell("ats.move", HOLD, held, 1),
)
ELSEWHERE = frozenset(
    {
        "ats.scorecard",
        "update.send",
        "channel.tell",
        "who.is",
        "who.told",
        "said.answer",
        "home.show",
        "health.examine",
        "calendar.watch",
        "calendar.unwatch",
    }
)
"""Killed in `test_scorecards`, `test_left`, `test_strangers`, `test_conversations`, `test_homes`, `test_health` and
`test_watches`.

They are no part of a candidate's booking.
"""
ON_POSTGRESQL = frozenset({"hold.place", "event.place", "mail.send", "card.tell"})


def matrix() -> Iterator[object]:
    """Every cell at every point; a single one stays in the ordinary run, to see at once that killing still works."""
    for cell in CELLS:
        for point in Point:
            smoke = (cell.kind, cell.scene, point) == ("card.tell", TRIGGER, Point.ACCEPTED)
            name = f"{cell.kind}-{cell.scene.name}-{point.replace(' ', '_')}"
            yield pytest.param("sqlite", cell, point, id=name, marks=[] if smoke else pytest.mark.large)
            if cell.kind in ON_POSTGRESQL and cell.scene in (TRIGGER, PICK):
                yield pytest.param("postgresql", cell, point, id=f"{name}-postgresql", marks=pytest.mark.large)


@pytest.mark.parametrize(("database_kind", "cell", "point"), tuple(matrix()), indirect=["database_kind"])
async def test_whatever_is_killed_wherever_the_story_ends_as_if_nothing_had_happened(
    premises: Premises, desk: Desk, cell: Cell, point: Point
) -> None:
    await play(cell.scene, desk)
    before = await cell.shows(desk)

    await killed(premises, desk, kind=cell.kind, point=point)
    shows, under_way = await cell.shows(desk), await desk.under_way()
    drained = await started_again(premises)

    assert shows - before == cell.beside + (0 if point is Point.BEFORE else cell.by)
    assert under_way == ([] if point is Point.COMMITTED else [cell.kind])
    assert drained.left == NOTHING_LEFT
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {cell.kind: 1})
    accepted_mail = cell.kind == "mail.send" and point is Point.ACCEPTED
    await ended_well(desk, cell.scene.end, twice=cell.scene.end.mails[-1][0] if accepted_mail else "")


@pytest.mark.large
def test_every_kind_of_effect_is_killed() -> None:
    killed_somewhere = {cell.kind for cell in CELLS} | ELSEWHERE

    assert killed_somewhere == set(EFFECTS), "give a new kind its cell here, or its own test and a name in ELSEWHERE"
