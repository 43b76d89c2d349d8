"""What an interviewer says about a booked time: noted on their seat; a "can't" or another time goes to the coordinator."""

from dataclasses import replace

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.case import Case
from bot.domain.dead_end import SeatDeclined
from bot.domain.ids import PersonId
from bot.domain.interview import Answer
from bot.domain.interview_moves import answered
from bot.domain.time import Interval
from bot.effects import CardKind
from bot.ports import Work
from bot.steps.owners import coordinator_of
from bot.steps.record import Move, keep
from bot.steps.tell import tell


async def fits(case: Case, *, person: PersonId, work: Work, desk: Desk) -> Case:
    """Note that the booked time suits them; said twice is said once. Raises Refusal when nothing is booked."""
    noted = answered(case.interview, person, answer=Answer.FITS)
    if noted == case.interview:
        return case
    if isinstance(noted.trouble, SeatDeclined) and noted.trouble.person == person:
        noted = replace(noted, trouble=None)
    move = Move("interview.seat_fits", Viewer.person(person, why="answer"))
    return await keep(case, noted, move=move, work=work, desk=desk)


async def cannot(
    case: Case, *, person: PersonId, words: str = "", windows: tuple[Interval, ...] = (), work: Work, desk: Desk
) -> Case:
    """Note that they can't make it, with their words and other times; the booking stands until a person decides."""
    noted = answered(case.interview, person, answer=Answer.CANNOT)
    trouble = SeatDeclined(person, words, windows)
    if noted == case.interview and noted.trouble == trouble:
        return case
    before = case.interview.trouble
    move = Move("interview.seat_cannot", Viewer.person(person, why="answer"))
    case = await keep(case, replace(noted, trouble=trouble), move=move, work=work, desk=desk)
    if isinstance(before, SeatDeclined) and before.person == person:
        return case  # the coordinator has the card, and it is redrawn
    coordinator = await coordinator_of(case, work=work)
    occasion = f"seat:{case.interview.round}:{case.interview.version}"
    await tell(CardKind.STUCK, case.interview.id, person=coordinator, occasion=occasion, work=work, desk=desk)
    return case
