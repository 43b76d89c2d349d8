"""The interviewer's brief: what somebody who meets a candidate should know, and no more; every opening is audited."""

from collections.abc import Collection, Mapping

from bot.desk import Desk
from bot.domain.access import USHER, Act, Viewer, allow
from bot.domain.blind import topics
from bot.domain.case import Case, has_seat, is_theirs
from bot.domain.feedback import feedback_of
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.domain.rooms import Door
from bot.inbound import RoomOpened
from bot.pages import Page
from bot.ports import Work
from bot.say import rooms
from bot.say.brief import brief_page
from bot.steps.entry import reading_zone

OPENED = "brief.opened"


async def admits(door: Door, *, person: Person, work: Work) -> bool:
    """Whether the brief is theirs to open: they sit there, or the interview's record is theirs to see."""
    case = await work.interviews.case(InterviewId(door.about), viewer=USHER)
    return case is not None and _may(person, case)


async def opened(asked: RoomOpened, *, person: Person, work: Work, desk: Desk) -> Page:
    """Show the brief to who may see it; to everybody else it is not there."""
    if not await admits(asked.door, person=person, work=work):
        return rooms.nothing_here(policy=desk.policy)
    interview = InterviewId(asked.door.about)
    viewer = Viewer.person(person.id, why="brief")
    case = await work.interviews.case(interview, viewer=viewer)
    if case is None:
        return rooms.nothing_here(policy=desk.policy)
    await work.audit.read(OPENED, subject=interview, by=viewer)
    notes = await work.notes.for_brief(case.application.id, viewer=viewer)
    intake = await work.intakes.agreed(case.opening.id)
    return brief_page(
        case,
        notes=notes,
        authors=await _people({note.author for note in notes}, work=work),
        covered=await _covered(case, work=work),
        needs=intake.parts if intake else {},
        policy=desk.policy,
        zone=reading_zone(asked.zone, person=person, desk=desk),
    )


async def _people(keys: Collection[PersonId], *, work: Work) -> Mapping[PersonId, Person]:
    found = [await work.people.get(key) for key in keys]
    return {person.id: person for person in found if person is not None}


async def _covered(case: Case, *, work: Work) -> tuple[str, ...]:
    """Return what earlier interviews talked about, and nothing else that was said of the candidate there."""
    sent = await work.scorecards.of(case.application.id, viewer=USHER)
    earlier = {card.interview for card in sent} - {case.interview.id}
    stages = [feedback_of(interview, sent) for interview in (await work.interviews.some(earlier)).values()]
    return tuple(entry.text for entry in topics(stages))


def _may(person: Person, case: Case) -> bool:
    if is_theirs(case.candidate, person=person):
        return False
    try:
        allow(person, Act.SEE_RECORD, opening=case.opening, seated=has_seat(case.interview, person.id))
    except Refusal:
        return False
    return True
