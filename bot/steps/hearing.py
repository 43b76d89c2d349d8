"""What interviewers say about times before one is booked, what their silence means, and who leaves: the round goes on."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case
from bot.domain.dead_end import OneTime, SeatGone, SeatRefused, SeatSilent
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Interview, Standing, State
from bot.domain.interview_moves import answer_option, asked_of, dropped, without
from bot.domain.time import Interval
from bot.ports import Work
from bot.steps.asking import is_choice_due, remind, silent, watch
from bot.steps.holds import clear, spare, uninvite
from bot.steps.record import Move, keep
from bot.steps.round import LOOKING, alert, hand_over, only_one, settle

Numbers = AbstractSet[int]
NONE: Numbers = frozenset()


async def hear(
    case: Case, *, person: PersonId, works: Numbers = NONE, cannot: Numbers = NONE, work: Work, desk: Desk
) -> Case:
    """Note which of the times work for somebody and which do not; said twice is said once.

    One they can't is replaced; can they none of several, the coordinator decides. Raises Refusal when none of the times is
    asked of them any more.
    """
    before = case.interview
    noted = answer_option(before, person, works=works, cannot=cannot)
    if noted == before:
        return case
    case = await _note(case, noted, by=Viewer.person(person, why="answer"), work=work, desk=desk)
    refused = [number for number in cannot if _turned_down(noted, number, person)]
    if len(refused) > 1 and not asked_of(noted, person):
        return await stuck(case, SeatRefused(person), work=work, desk=desk)
    if noted.state is State.ASKING:
        return await settle(case, work=work, desk=desk)
    return await stuck(case, SeatRefused(person), work=work, desk=desk) if refused else case


async def suggest(
    case: Case, *, person: PersonId, words: str, windows: tuple[Interval, ...] = (), work: Work, desk: Desk
) -> Case:
    """Take other times, in somebody's words, in place of all that they were asked about: the coordinator decides.

    Raises Refusal when nothing is asked of them any more.
    """
    numbers = frozenset(option.number for option in asked_of(case.interview, person))
    noted = answer_option(case.interview, person, cannot=numbers)
    case = await _note(case, noted, by=Viewer.person(person, why="answer"), work=work, desk=desk)
    if not any(_turned_down(noted, number, person) for number in numbers):
        return case
    return await stuck(case, SeatRefused(person, words, windows), work=work, desk=desk)


async def take_from(
    case: Case, number: int, *, by: PersonId, instead: tuple[Interval, ...] = (), why: str, work: Work, desk: Desk
) -> Case:
    """Somebody took a time that they are asked about off their calendar (`why`), or moved it to another `instead`.

    The first is their "can't"; the second goes to the coordinator, as other times in words do.
    """
    noted = answer_option(case.interview, by, cannot=frozenset({number}))
    if noted == case.interview:
        return case
    case = await _note(case, noted, by=Viewer.person(by, why=why), work=work, desk=desk)
    needed = _turned_down(noted, number, by)
    if needed and (instead or noted.state is not State.ASKING):
        return await stuck(case, SeatRefused(by, windows=instead), work=work, desk=desk)
    return await settle(case, work=work, desk=desk) if noted.state is State.ASKING else case


async def _note(case: Case, noted: Interview, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Save what somebody said, and let go of the times that are lost by it."""
    before, person = case.interview, PersonId(int(by.id))
    move = Move("interview.times_answered", by)
    case = await keep(case, noted, move=move, work=work, desk=desk)
    for option in before.in_play:
        after = noted.option(option.number)
        if after is None or after == option:
            continue
        if after.standing is Standing.LOST:
            await work.reservations.release(before.id, [option.number])
            await clear(before, [option], work=work)
        elif person not in noted.people_at(after):
            await spare(before, option, person, work=work)
    return case


def _turned_down(interview: Interview, number: int, person: PersonId) -> bool:
    """Whether a time was lost because this person, who is needed, can't."""
    option = interview.option(number)
    seat = option.seat_of(person) if option is not None and option.standing is Standing.LOST else None
    return seat is not None and seat.required and seat.answer is Answer.CANNOT


async def stuck(case: Case, trouble: SeatRefused, *, work: Work, desk: Desk) -> Case:
    """Leave it to the coordinator; what the candidate was offered and still stands stays on offer."""
    if case.interview.state in LOOKING or not case.interview.standing:
        return await hand_over(case, trouble, work=work, desk=desk)
    troubled = replace(case.interview, trouble=trouble)
    case = await keep(case, troubled, move=Move("interview.offer_shrunk", USHER), work=work, desk=desk)
    await alert(case, work=work, desk=desk)
    return case


async def overdue(case: Case, *, work: Work, desk: Desk) -> None:
    """The clock that was set when interviewers were asked came due: remind them, or stop waiting for them."""
    interview = case.interview
    if interview.state is not State.ASKING:
        return
    late = silent(case, desk=desk)
    if late and not interview.standing:
        await hand_over(case, SeatSilent(late), work=work, desk=desk)
        return
    undecided = not isinstance(interview.trouble, OneTime)
    if undecided and (late or is_choice_due(case, desk=desk)) and interview.standing:
        case = await only_one(case, silent=late, work=work, desk=desk)
    await remind(case, work=work, desk=desk)
    await watch(case, work=work, desk=desk)


async def look_on(case: Case, *, work: Work, desk: Desk) -> Case:
    """Give up the times that are still being asked about, and look for others beside the one that stands."""
    interview = case.interview
    gone = interview.asked
    left = dropped(interview, frozenset(option.number for option in gone), standing=Standing.LAPSED)
    left = replace(left, trouble=None, refusals=0, asked_at=desk.now)
    case = await keep(case, left, move=Move("interview.looked_on", USHER), work=work, desk=desk)
    await work.reservations.release(interview.id, [option.number for option in gone])
    await clear(interview, gone, work=work)
    return await settle(case, work=work, desk=desk)


async def leave(person: PersonId, *, work: Work, desk: Desk) -> None:
    """Somebody left: times that need them are given up, a booked one is left to a person, others go on without them."""
    for interview in await work.interviews.of_person(person):
        case = await work.interviews.case(interview, viewer=USHER)
        if case is None or case.interview.state is State.HANDED_OVER or case.interview.kind not in desk.policy.kinds:
            continue
        if desk.kind_of(case).asks:
            await _leave(case, person, work=work, desk=desk)


async def _leave(case: Case, person: PersonId, *, work: Work, desk: Desk) -> None:
    interview = case.interview
    options = [option.seats or interview.seats for option in interview.in_play] or [interview.seats]
    needed = any(seat.person == person and seat.required for seats in [interview.seats, *options] for seat in seats)
    if needed and interview.state is not State.BOOKED:
        await hand_over(case, SeatGone(person), work=work, desk=desk)
        return
    if needed:
        troubled = replace(interview, trouble=SeatGone(person))
        case = await keep(case, troubled, move=Move("interview.seat_gone", USHER), work=work, desk=desk)
        await alert(case, work=work, desk=desk)
        return
    left = replace(interview, seats=tuple(seat for seat in interview.seats if seat.person != person))
    for option in interview.in_play:
        left = without(left, option.number, person=person)
        await spare(interview, option, person, work=work)
    await keep(case, left, move=Move("interview.seat_empty", USHER), work=work, desk=desk)
    if left.seats != interview.seats:
        await uninvite(interview, person, work=work)
