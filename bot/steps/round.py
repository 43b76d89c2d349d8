"""One round of finding a time: seek, hold, ask once, follow up once, and hand over when no automatic step is left."""

from dataclasses import replace
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case
from bot.domain.dead_end import (
    CalendarSilent,
    DeadEnd,
    EventGone,
    EventMoved,
    LateTimes,
    NoSharedTime,
    OneTime,
    SeatGone,
    SeatRefused,
    SeatSilent,
    Unanswered,
)
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import IN_PLAY, Interview, Option, Proposal, Standing, State
from bot.domain.interview_events import FollowedUp, HandedOver, Kept, Offered, Proposed
from bot.domain.interview_moves import advance, dropped, without
from bot.effects import CardKind, Mail, Outcome, ReadCalendar
from bot.ports import Work
from bot.steps.asking import ask, watch
from bot.steps.ats import write_back
from bot.steps.holds import clear, let_go, place, reserve, spare
from bot.steps.owners import coordinator_of
from bot.steps.question import Unknown, Vacant
from bot.steps.record import Move, keep
from bot.steps.search import Found, find
from bot.steps.tell import tell, write

AGAIN = "again"
LOOKING = frozenset({State.WANTED, State.ASKING})
REPLACEMENTS = 3
"""How many of a round's times that interviewers turned down are replaced unasked."""
AMONG_INTERVIEWERS = (NoSharedTime, SeatGone, SeatRefused, SeatSilent)
PATIENCE = timedelta(minutes=2)
"""How long a search waits for all calendars of a pool; then it goes on with those that were read, if they are enough."""
LOOK_AGAIN = timedelta(hours=4)
"""How long after finding only one time the search is tried again; it ends when that one comes too close to offer."""


async def seek(case: Case, *, silent: PersonId | None = None, patient: bool = True, work: Work, desk: Desk) -> Case:
    """Look for as many times as the round still lacks and hold them; alert the owner when there are none.

    Where a calendar has not been read lately, it is read first and the search follows when its answer comes; a `silent` one
    will not answer, and a search that cannot do without it is left to a person. Before a person hears that there is no time,
    a `patient` search has the calendars read of those who could help out.
    """
    found = await find(case, count=_lacking(case.interview, desk=desk), work=work, desk=desk)
    match found:
        case Unknown(people) if silent is not None and silent in people:
            return await go_without(case, silent, work=work, desk=desk)
        case Unknown(people):
            case = await _await_calendars(case, people, work=work, desk=desk)
            for person in people:
                await work.outbox.add(ReadCalendar(person))
            return case
        case Vacant(person, part):
            return await hand_over(case, SeatGone(person, part), work=work, desk=desk)
        case Found(()):
            return await _none_found(case, found, patient=patient and silent is None, work=work, desk=desk)
        case Found(proposals):
            for person in found.unread:
                await work.outbox.add(ReadCalendar(person))
            return await propose(case, proposals, work=work, desk=desk)


async def _await_calendars(case: Case, people: tuple[PersonId, ...], *, work: Work, desk: Desk) -> Case:
    """Note whose calendars the search waits for, where they have no seat by which it would be found again."""
    if {*people} <= {*case.interview.people}:
        return case
    waiting = replace(case.interview, awaited=people)
    again = desk.now + PATIENCE
    await work.timers.set(f"{AGAIN}:{case.interview.id}", kind=AGAIN, subject=case.interview.id, due=again)
    return await keep(case, waiting, move=Move("interview.calendars_awaited", USHER), work=work, desk=desk)


def _lacking(interview: Interview, *, desk: Desk) -> int:
    return desk.policy.offer.options - len(interview.in_play)


async def propose(case: Case, proposals: tuple[Proposal, ...], *, work: Work, desk: Desk) -> Case:
    """Hold these times, the first of them the earliest; raises Taken when somebody was faster."""
    known, first = len(case.interview.options), proposals[0].span.start
    case = await _introduced(case, proposals, work=work)
    proposed = advance(case.interview, Proposed(proposals))
    late = first > desk.now + desk.policy.no_slots_after
    if late and proposed.trouble is None:
        proposed = replace(proposed, trouble=LateTimes(first))
    move = Move("interview.times_found", USHER, {"options": str(len(proposals))})
    case = await keep(case, proposed, move=move, work=work, desk=desk)
    added = case.interview.options[known:]
    await reserve(case, added, work=work, desk=desk)
    await place(case.interview, added, work=work)
    if late:
        await alert(case, work=work, desk=desk)
    return case


async def go_without(case: Case, silent: PersonId, *, work: Work, desk: Desk) -> Case:
    """A needed calendar cannot be read: go on with the times that there are, or leave it to a person."""
    asking_nobody = case.interview.state is State.ASKING and not case.interview.in_play
    if case.interview.state is State.WANTED or asking_nobody:
        awaited = (*case.interview.awaited, *{silent}.difference(case.interview.people))
        case = replace(case, interview=replace(case.interview, awaited=awaited))
        return await hand_over(case, CalendarSilent(silent), work=work, desk=desk)
    return await settle(case, work=work, desk=desk, exhausted=True)


async def _introduced(case: Case, proposals: tuple[Proposal, ...], *, work: Work) -> Case:
    """Return the case with those whom the search chose from pools."""
    people = {**case.people}
    for person in {seat.person for proposal in proposals for seat in proposal.seats} - people.keys():
        if found := await work.people.get(person):
            people[person] = found
    return replace(case, people=people)


async def _none_found(case: Case, found: Found, *, patient: bool, work: Work, desk: Desk) -> Case:
    interview = case.interview
    if interview.state not in LOOKING or interview.asked or (interview.state is State.ASKING and interview.in_play):
        return await settle(case, work=work, desk=desk, exhausted=True)
    if interview.standing:
        return await only_one(case, work=work, desk=desk)
    if not found.unread or not patient:
        return await hand_over(case, found.short, work=work, desk=desk)
    for person in found.unread:
        await work.outbox.add(ReadCalendar(person))
    return await _await_calendars(case, found.unread, work=work, desk=desk)


async def only_one(case: Case, *, silent: tuple[PersonId, ...] = (), work: Work, desk: Desk) -> Case:
    """Leave it to a person whether the one time that stands is offered alone; `silent` keep another one from standing."""
    again = desk.now + LOOK_AGAIN
    await work.timers.set(f"{AGAIN}:{case.interview.id}", kind=AGAIN, subject=case.interview.id, due=again)
    if isinstance(case.interview.trouble, OneTime):
        return case
    stuck = replace(case.interview, trouble=OneTime(silent))
    case = await keep(case, stuck, move=Move("interview.one_time", USHER), work=work, desk=desk)
    await alert(case, work=work, desk=desk)
    return case


async def settle(case: Case, *, work: Work, desk: Desk, exhausted: bool = False, patient: bool = True) -> Case:
    """Take the next step of a round once every hold is known to stand or to be lost.

    `exhausted` says that the search has nothing to add any more, `patient` is as for `seek`.
    """
    interview = case.interview
    if interview.placing:
        return case
    short = len(interview.in_play) < desk.policy.offer.options
    match interview.state:
        case State.WANTED if short and not exhausted:
            return await seek(case, patient=patient, work=work, desk=desk)
        case State.WANTED if interview.asked:
            return await ask(case, work=work, desk=desk)
        case State.ASKING:
            return await _hear(case, short=short and not exhausted, patient=patient, work=work, desk=desk)
        case State.WANTED:
            return await offer(case, work=work, desk=desk)
        case State.OFFERED if interview.deadline is None or interview.deadline > desk.now:
            return case
        case State.OFFERED if short and not exhausted and not desk.kind_of(case).asks:
            return await seek(case, work=work, desk=desk)
        case State.OFFERED if interview.standing:
            return await follow_up(case, work=work, desk=desk)
        case State.OFFERED:
            return await hand_over(case, Unanswered(), work=work, desk=desk)
        case _:
            return case


async def _hear(case: Case, *, short: bool, patient: bool, work: Work, desk: Desk) -> Case:
    """Go on with what the interviewers have said so far; `short` says that a further time may be looked for."""
    interview = case.interview
    if any(option.asked is None for option in interview.asked):
        return await ask(case, work=work, desk=desk)
    if short and interview.refusals <= REPLACEMENTS:
        return await seek(case, patient=patient, work=work, desk=desk)
    if interview.asked:
        return await watch(case, work=work, desk=desk)
    if len(interview.standing) >= desk.policy.offer.options:
        if isinstance(interview.trouble, OneTime):
            case = replace(case, interview=replace(interview, trouble=None))
        return await offer(case, work=work, desk=desk)
    if interview.standing:
        return await only_one(case, work=work, desk=desk)
    return await hand_over(case, NoSharedTime(), work=work, desk=desk)


async def refused(
    interview: InterviewId, number: int, *, person: PersonId | None = None, work: Work, desk: Desk
) -> None:
    """A hold cannot be had: the option goes, everywhere, and the search takes the next one.

    Where it is the hold of a `person` who is not required, the option stays without them.
    """
    case = await work.interviews.case(interview, viewer=USHER)
    option = case.interview.option(number) if case else None
    if case is None or option is None or (person is not None and person not in case.interview.people_at(option)):
        return
    seat = option.seat_of(person) if person is not None else None
    if seat is not None and not seat.required and option.standing in IN_PLAY:
        left = without(case.interview, number, person=seat.person)
        await keep(case, left, move=Move("interview.seat_empty", USHER), work=work, desk=desk)
        await spare(case.interview, option, seat.person, work=work)
        return
    if option.standing is not Standing.PLACING:
        return
    lost = dropped(case.interview, frozenset({number}), standing=Standing.LOST)
    case = await keep(case, lost, move=Move("interview.option_lost", USHER), work=work, desk=desk)
    await work.reservations.release(interview, [number])
    await clear(case.interview, [option], work=work)
    await settle(case, work=work, desk=desk)


async def offer(case: Case, *, by: Viewer = USHER, work: Work, desk: Desk) -> Case:
    """Send the round's one invitation. Times that have come too close meanwhile are let go and looked for anew."""
    wait = desk.policy.offer.deadline
    case = await _close_the_asking(case, work=work, desk=desk)
    case, gone = await lapse(case, wait, work=work, desk=desk)
    if gone:
        return await seek(case, work=work, desk=desk)
    deadline = desk.now + wait
    move = Move("interview.offered", by, {"round": str(case.interview.round)})
    case = await keep(case, advance(case.interview, Offered(deadline)), move=move, work=work, desk=desk)
    await write(Mail.OFFER, case=case, work=work, desk=desk)
    return case


async def _close_the_asking(case: Case, *, work: Work, desk: Desk) -> Case:
    """Let go of what interviewers are still asked about: the candidate is offered what stands by now."""
    interview = case.interview
    gone = tuple(option for option in interview.in_play if option.standing is not Standing.STANDS)
    if interview.state is not State.ASKING or not gone:
        return case
    left = dropped(interview, frozenset(option.number for option in gone), standing=Standing.LAPSED)
    case = await keep(case, left, move=Move("interview.options_lapsed", USHER), work=work, desk=desk)
    await work.reservations.release(interview.id, [option.number for option in gone])
    await clear(interview, gone, work=work)
    return case


async def follow_up(case: Case, *, work: Work, desk: Desk) -> Case:
    """Send the round's one follow-up, with a new deadline."""
    deadline = desk.now + desk.policy.offer.follow_up
    move = Move("interview.followed_up", USHER, {"round": str(case.interview.round)})
    case = await keep(case, advance(case.interview, FollowedUp(deadline)), move=move, work=work, desk=desk)
    await write(Mail.FOLLOW_UP, case=case, work=work, desk=desk)
    return case


async def lapse(case: Case, wait: timedelta, *, work: Work, desk: Desk) -> tuple[Case, tuple[Option, ...]]:
    """Let go of standing options that would start before a deadline `wait` from now plus the kind's notice."""
    soonest = desk.now + wait + desk.kind_of(case).notice
    gone = tuple(option for option in case.interview.standing if option.span.start < soonest)
    if not gone:
        return case, ()
    numbers = frozenset(option.number for option in gone)
    left = dropped(case.interview, numbers, standing=Standing.LAPSED)
    case = await keep(case, left, move=Move("interview.options_lapsed", USHER), work=work, desk=desk)
    await work.reservations.release(case.interview.id, sorted(numbers))
    await clear(case.interview, gone, work=work)
    return case, gone


async def hand_over(case: Case, trouble: DeadEnd, *, work: Work, desk: Desk) -> Case:
    """End the round: holds are released, a standing booking stays, and a person is told what happened."""
    before = case.interview
    if before.booking is None:
        after = advance(before, HandedOver(trouble))
    else:
        after = replace(advance(before, Kept()), trouble=trouble)
    move = Move("interview.handed_over", USHER, {"why": type(trouble).__name__})
    case = await keep(case, after, move=move, work=work, desk=desk)
    await let_go(before, work=work)
    await alert(case, work=work, desk=desk)
    if isinstance(trouble, Unanswered) and before.booking is None:
        await write_back(case, Outcome.UNANSWERED, work=work, desk=desk)
    return case


async def alert(case: Case, *, work: Work, desk: Desk) -> None:
    """Tell that a person must decide; what about is drawn from the record.

    What concerns interviewers who were asked, and their calendars, goes to the coordinator, all else to the owner.
    """
    interview = case.interview
    occasion = f"{interview.round}:{interview.version}"
    one_of_theirs = isinstance(interview.trouble, OneTime) and interview.state is State.ASKING
    among_them = one_of_theirs or isinstance(interview.trouble, (*AMONG_INTERVIEWERS, EventGone, EventMoved))
    person = await coordinator_of(case, work=work) if among_them else case.owner
    await tell(CardKind.STUCK, interview.id, person=person, occasion=occasion, work=work, desk=desk)
