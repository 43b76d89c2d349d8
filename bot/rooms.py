"""The pages that need a session, led to the use cases that show them: one row each.

Whoever is not signed in is asked who they are, before anything of the record is read.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.desk import Desk
from bot.domain.people import Person
from bot.domain.rooms import Door, Room
from bot.inbound import PassPosted, RoomOpened, RoomPosted
from bot.pages import Page, Step
from bot.ports import Work
from bot.reply import Reply, Show
from bot.steps.entry import signed_in
from bot.usecases import brief, debrief, entry

LEAVE = Step(entry.SIGN_OUT, "Sign out")


@dataclass(frozen=True, slots=True)
class Host:
    """Who receives people in a room. `admits` tells whether a page is somebody's to open, and leaves no trace.

    `opened` gets RoomOpened and `posted` RoomPosted, both with the signed-in `person`; they judge once more, and audit
    what they show. A room without `posted` only shows.
    """

    admits: Callable[..., Awaitable[bool]]
    opened: Callable[..., Awaitable[Page]]
    posted: Callable[..., Awaitable[Page]] | None = None


ROOMS: Mapping[Room, Host] = {
    Room.BRIEF: Host(brief.admits, brief.opened),
    Room.DEBRIEF: Host(debrief.admits, debrief.opened),
}


async def opened(asked: RoomOpened, *, work: Work, desk: Desk) -> Reply:
    """Show a page to who is signed in."""
    person = await signed_in(asked.session, work=work, desk=desk)
    if person is None:
        return Show(entry.ask(asked.door, desk=desk))
    return Show(await _shown(asked, person=person, work=work, desk=desk))


async def posted(asked: RoomPosted, *, work: Work, desk: Desk) -> Reply:
    """Do what was pressed on a page; without a session nothing can be, but to ask for a link."""
    host = ROOMS[asked.door.room]
    person = await signed_in(asked.session, work=work, desk=desk)
    if person is None:
        return await entry.sought(asked, admits=host.admits, work=work, desk=desk)
    if asked.step == entry.SIGN_OUT:
        return await entry.sign_out(asked, person=person, work=work, desk=desk)
    if host.posted is None:
        again = RoomOpened(asked.door, asked.session, asked.zone)
        return Show(await _shown(again, person=person, work=work, desk=desk))
    return Show(_signed(await host.posted(asked, person=person, work=work, desk=desk)))


async def let_in(asked: PassPosted, *, work: Work, desk: Desk) -> Reply:
    """Press something on the page of a sign-in link."""
    return await entry.posted(asked, admits=_admits(asked.given.to), work=work, desk=desk)


def _admits(door: Door) -> entry.Admits:
    return ROOMS[door.room].admits


async def _shown(asked: RoomOpened, *, person: Person, work: Work, desk: Desk) -> Page:
    return _signed(await ROOMS[asked.door.room].opened(asked, person=person, work=work, desk=desk))


def _signed(page: Page) -> Page:
    """Return the page with the way out on it."""
    return replace(page, steps=(*page.steps, LEAVE))
