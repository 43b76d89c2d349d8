"""Signing in: a link that lets one person in, once; and the page that sends such a link to whoever may have it."""

from collections.abc import Awaitable, Callable

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.people import Person
from bot.domain.rooms import STAYS, Door, Pass
from bot.inbound import PassOpened, PassPosted, RoomPosted
from bot.pages import Page
from bot.ports import Session, Work
from bot.reply import Enter, FormErrors, Reply, Show
from bot.say import rooms
from bot.steps.entry import send_pass, signed_in

CONTINUE, AGAIN, SEND, SIGN_OUT = rooms.CONTINUE, rooms.AGAIN, rooms.SEND, rooms.SIGN_OUT
Admits = Callable[..., Awaitable[bool]]
"""Whether a person may open the page of a door: `admits(door, person=…, work=…)`; tells nobody that they asked."""


async def opened(asked: PassOpened, *, work: Work, desk: Desk) -> Reply:
    """Show *Continue*, or offer a new link in the place of one that is over. Mail scanners follow links: no change here."""
    known = await signed_in(asked.session, work=work, desk=desk)
    if known is not None and known.id == asked.given.person:
        return Show(rooms.continue_page(known, policy=desk.policy))
    person = await _bearer(asked.given, work=work, desk=desk)
    return Show(
        rooms.run_out(policy=desk.policy) if person is None else rooms.continue_page(person, policy=desk.policy)
    )


async def posted(asked: PassPosted, *, admits: Admits, work: Work, desk: Desk) -> Reply:
    """Let its bearer in and use the link up, also where they are in already."""
    given = asked.given
    if asked.step == AGAIN:
        return await _again(given, admits=admits, work=work, desk=desk)
    known = await signed_in(asked.session, work=work, desk=desk)
    if asked.step != CONTINUE:
        return await opened(PassOpened(given, asked.session), work=work, desk=desk)
    if known is not None and known.id == given.person:
        await work.sessions.use_up(given.nonce, until=given.expires, now=desk.now)
        return Enter(given.to)
    person = await _bearer(given, work=work, desk=desk)
    if person is None or not await work.sessions.use_up(given.nonce, until=given.expires, now=desk.now):
        return Show(rooms.run_out(policy=desk.policy))
    if asked.session:
        await work.sessions.end(asked.session)
    await work.sessions.begin(Session(asked.fresh, person.id, desk.now + STAYS), now=desk.now)
    by = Viewer.person(person.id, why="link")
    await work.audit.changed("session.begun", subject=str(person.id), by=by, detail={"to": given.to.word})
    return Enter(given.to, asked.fresh)


async def _bearer(given: Pass, *, work: Work, desk: Desk) -> Person | None:
    """Return whom a link lets in, nobody where it has run out or was used, or they have left."""
    if given.expires <= desk.now or await work.sessions.was_used(given.nonce):
        return None
    person = await work.people.get(given.person)
    return person if person is not None and person.active else None


async def _again(given: Pass, *, admits: Admits, work: Work, desk: Desk) -> Reply:
    """Send another link to whom the old one was for, to nobody else."""
    person = await work.people.get(given.person)
    if person is not None and person.active and await admits(given.to, person=person, work=work):
        await send_pass(given.to, person=person, work=work, desk=desk)
    return Show(rooms.sent(policy=desk.policy))


def ask(door: Door, *, desk: Desk) -> Page:
    """Return the page that asks somebody without a session who they are; the same for every door, be it there or not."""
    return rooms.who(door, policy=desk.policy)


async def sought(asked: RoomPosted, *, admits: Admits, work: Work, desk: Desk) -> Reply:
    """Send a link to whoever was named, if the page is theirs to open; the answer is the same for everybody."""
    who = asked.values.get("who", "").strip()
    if asked.step != SEND:
        return Show(ask(asked.door, desk=desk))
    if not who:
        return FormErrors({"who": "Please write your work address."})
    person = await work.people.by_email(who)
    if person is not None and person.active and await admits(asked.door, person=person, work=work):
        await send_pass(asked.door, person=person, work=work, desk=desk)
    return Show(rooms.sent(policy=desk.policy))


async def sign_out(asked: RoomPosted, *, person: Person, work: Work, desk: Desk) -> Reply:
    """End the session."""
    await work.sessions.end(asked.session)
    await work.audit.changed("session.ended", subject=str(person.id), by=Viewer.person(person.id, why="sign out"))
    return Show(rooms.signed_out(policy=desk.policy))
