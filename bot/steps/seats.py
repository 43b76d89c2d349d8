"""What an interviewer says about a booked time: noted on their seat; a "can't" or another time goes to the coordinator."""

from dataclasses import replace

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.case import Case
from bot.domain.dead_end import EventGone, EventMoved, SeatDeclined
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Interview
from bot.domain.seat_moves import answered, wavered
from bot.domain.time import Interval
from bot.effects import CardKind
from bot.ports import Work
from bot.steps.owners import coordinator_of
from bot.steps.record import Move, keep
from bot.steps.tell import tell

ANSWER = "answer"
IN_CALENDAR = "calendar"
"""Where somebody said it, for the audit: by a button or in words, or in their own calendar."""


async def fits(case: Case, *, person: PersonId, why: str = ANSWER, work: Work, desk: Desk) -> Case:
    """Note that the booked time suits them; said twice is said once. Raises Refusal when nothing is booked."""
    noted = answered(case.interview, person, answer=Answer.FITS)
    if noted == case.interview:
        return case
    if isinstance(noted.trouble, SeatDeclined) and noted.trouble.person == person:
        noted = replace(noted, trouble=declined(noted))
    move = Move("interview.seat_fits", Viewer.person(person, why=why))
    return await keep(case, noted, move=move, work=work, desk=desk)


async def cannot(
    case: Case,
    *,
    person: PersonId,
    words: str = "",
    windows: tuple[Interval, ...] = (),
    why: str = ANSWER,
    work: Work,
    desk: Desk,
) -> Case:
    """Note that they can't make it, with their words and other times; the booking stands until a person decides.

    While somebody has to decide about the event itself, that stays what the coordinator's card is about; it names them too.
    """
    noted = answered(case.interview, person, answer=Answer.CANNOT)
    before = case.interview.trouble
    about_the_event = isinstance(before, EventGone | EventMoved)
    trouble = before if about_the_event else SeatDeclined(person, words, windows)
    if noted == case.interview and noted.trouble == trouble:
        return case
    move = Move("interview.seat_cannot", Viewer.person(person, why=why))
    case = await keep(case, replace(noted, trouble=trouble), move=move, work=work, desk=desk)
    if about_the_event or (isinstance(before, SeatDeclined) and before.person == person):
        return case  # the coordinator has the card, and it is redrawn
    coordinator = await coordinator_of(case, work=work)
    occasion = f"seat:{case.interview.round}:{case.interview.version}"
    await tell(CardKind.STUCK, case.interview.id, person=coordinator, occasion=occasion, work=work, desk=desk)
    return case


async def may_be(case: Case, *, person: PersonId, tentative: bool, work: Work, desk: Desk) -> Case:
    """Note a “maybe” in their calendar, or its end: it is shown, and nothing follows from it."""
    noted = wavered(case.interview, person, tentative=tentative)
    if noted == case.interview:
        return case
    move = Move("interview.seat_tentative", Viewer.person(person, why=IN_CALENDAR))
    return await keep(case, noted, move=move, work=work, desk=desk)


def decided(interview: Interview) -> Interview:
    """Return the interview once there is nothing to decide about its event any more; what else there is stays."""
    over = isinstance(interview.trouble, EventGone | EventMoved)
    return replace(interview, trouble=declined(interview)) if over else interview


def declined(interview: Interview) -> SeatDeclined | None:
    """Return what there is to decide besides an event that came right again, or an answer that was taken back."""
    return next((SeatDeclined(person) for person in interview.declined), None)
