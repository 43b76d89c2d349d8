"""Which calendars an interview waits for before times are looked for."""

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.freshness import Unread
from bot.domain.interview import State
from bot.domain.time import Interval
from bot.ports import Work
from bot.steps.question import FRESH, stale


async def unread_of(case: Case, *, work: Work, desk: Desk) -> Unread | None:
    """Return whose calendars have to be read first; None where nothing waits for them."""
    interview = case.interview
    begins = interview.state is State.WANTED and not interview.options and interview.trouble is None
    if not interview.awaited and not begins:
        return None
    people = [person for key in interview.people if (person := await work.people.get(key)) is not None]
    late = {*await stale(people, work=work, desk=desk)}
    if not late:
        return None
    mirrored = await work.mirror.of(sorted(late), Interval(desk.now, desk.now + FRESH))
    read = [each.read_at for key in sorted(late) if (each := mirrored.get(key)) is not None]
    known = [at for at in read if at is not None]
    oldest = min(known) if len(known) == len(late) else None
    return Unread(tuple(person for person in people if person.id in late), oldest)
