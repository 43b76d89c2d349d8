"""The debrief pack as a page: what each reader may see of the feedback by the one rule, every opening audited."""

from collections.abc import Mapping, Sequence

from bot.desk import Desk
from bot.domain.access import USHER, Act, Viewer, may
from bot.domain.blind import STAFF, Reader, readable
from bot.domain.case import Applied, is_theirs
from bot.domain.debrief import Pack
from bot.domain.feedback import HELD, Feedback, feedback_of
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.interview import Interview
from bot.domain.people import Person
from bot.domain.rooms import Door
from bot.inbound import RoomOpened
from bot.pages import Page
from bot.ports import Work
from bot.say import rooms
from bot.say.debrief import pack_page, yours_first
from bot.steps.entry import reading_zone

OPENED = "debrief.opened"


async def admits(door: Door, *, person: Person, work: Work) -> bool:
    """Whether the pack is theirs to open: they own the role or recruit, or they sit on one of its interviews."""
    about = await _about(ApplicationId(door.about), viewer=USHER, work=work)
    return about is not None and _may(person, about, await work.interviews.of(about.application.id))


async def opened(asked: RoomOpened, *, person: Person, work: Work, desk: Desk) -> Page:
    """Show what its reader may see; to whoever still has to judge, how they come to it; to all others it is not there."""
    if not await admits(asked.door, person=person, work=work):
        return rooms.nothing_here(policy=desk.policy)
    viewer = Viewer.person(person.id, why="debrief")
    about = await _about(ApplicationId(asked.door.about), viewer=viewer, work=work)
    if about is None:
        return rooms.nothing_here(policy=desk.policy)
    zone = reading_zone(asked.zone, person=person, desk=desk)
    stages = await _stages(about, viewer=viewer, work=work)
    pack = _pack(person, about, stages)
    others = [card for card in pack.shown if card.author != person.id]
    await work.audit.read(OPENED, subject=about.application.id, by=viewer)
    owed = next((each.interview for each in stages if _owes(person, each)), None)
    if owed is not None and not others:
        return yours_first(owed, about=about, policy=desk.policy, zone=zone)
    await work.scorecards.shown([card.id for card in others], to=person.id, at=desk.now)
    return pack_page(pack, people=await _people(pack, work=work), policy=desk.policy, zone=zone)


async def _about(application: ApplicationId, *, viewer: Viewer, work: Work) -> Applied | None:
    found = await work.applications.get(application, viewer=viewer)
    opening = await work.openings.get(found.opening) if found else None
    candidate = await work.candidates.get(found.candidate, viewer=viewer) if found else None
    return Applied(candidate, found, opening) if found and opening and candidate else None


def _may(person: Person, about: Applied, interviews: Sequence[Interview]) -> bool:
    if is_theirs(about.candidate, person=person):
        return False
    seated = any(seat.person == person.id and seat.is_kept for each in interviews for seat in each.seats)
    return may(person, Act.SEE_RECORD, opening=about.opening, seated=seated)


async def _stages(about: Applied, *, viewer: Viewer, work: Work) -> Sequence[Feedback]:
    """Return the feedback on every interview of an application, oldest first."""
    sent = await work.scorecards.of(about.application.id, viewer=viewer)
    return [feedback_of(interview, sent) for interview in await work.interviews.of(about.application.id)]


def _pack(person: Person, about: Applied, stages: Sequence[Feedback]) -> Pack:
    hires = about.opening.hiring_manager == person.id
    reader = Reader(person.id, person.roles, hires, is_theirs(about.candidate, person=person))
    told = tuple(each for each in stages if each.interview.state in HELD or each.sent)
    return Pack(about, told, readable(reader, stages), hires or bool(person.roles & STAFF))


def _owes(person: Person, feedback: Feedback) -> bool:
    """Whether somebody sits on an interview and has not written about it, be it over or still to come."""
    sent = any(card.author == person.id for card in feedback.sent)
    return feedback.is_awaited and person.id in feedback.asked and not sent


async def _people(pack: Pack, *, work: Work) -> Mapping[PersonId, Person]:
    """Return everybody whom the page names."""
    keys = {person for stage in pack.stages for person in (*stage.asked, *(card.author for card in stage.sent))}
    keys |= {each.interview.debrief.decider for each in pack.stages if each.interview.debrief is not None}
    found = [await work.people.get(key) for key in sorted(keys)]
    return {person.id: person for person in found if person is not None}
