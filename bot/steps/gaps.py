"""Times that somebody would have, too short for the interview: how long it needs, and what could be had around them."""

from bot.desk import Desk
from bot.domain.answer import Suggests
from bot.domain.case import Case
from bot.domain.panel_room import Room, room
from bot.effects import ReadCalendar
from bot.ports import Work
from bot.steps.question import Known, asked_of
from bot.steps.search import MARGIN

TRIED = 3
"""Of how many of the windows the surroundings are looked at."""


async def too_short(case: Case, said: Suggests, *, work: Work, desk: Desk) -> Room | None:
    """Return what room there is around times that are all too short for the interview, None where one is long enough.

    Where calendars have not been read lately they are read for the next try, and no room is told: unknown is never free.
    """
    needed = desk.kind_of(case).duration
    if said.longest >= needed:
        return None
    nothing = Room(said.longest, needed, None)
    known = await asked_of(case, count=1, margin=MARGIN, work=work, desk=desk)
    if not isinstance(known, Known):
        for person in sorted(person.id for person in case.panel):
            await work.outbox.add(ReadCalendar(person))
        return nothing
    rooms = [room(known.question, window) for window in said.windows[:TRIED]]
    longest = max(
        (each.longest for each in rooms if each.longest is not None), key=lambda span: span.length, default=None
    )
    soon = [each.soonest for each in rooms if each.soonest is not None]
    is_soon = longest is None and bool(soon) and len(soon) == len(rooms)
    return Room(said.longest, needed, longest, soon[0] if is_soon else None)
