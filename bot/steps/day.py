"""The day itself: who is asked what, whether the candidate came, and taking back what was said of it by mistake."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case
from bot.domain.day import is_disputed, noted, settled
from bot.domain.dead_end import Disputed
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import Came, Interview, State
from bot.domain.interview_events import Attended, Ended, Missed, NotHeld
from bot.domain.interview_moves import advance
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.domain.time import at, local_day
from bot.effects import CardKind, Mail, Outcome
from bot.moments import CHECK_IN_AT
from bot.ports import Work
from bot.steps.ats import write_back
from bot.steps.debrief import consider
from bot.steps.holds import let_go
from bot.steps.record import ENDED, Move, keep, refresh
from bot.steps.round import alert
from bot.steps.scorecards import FEEDBACK, begin
from bot.steps.tell import tell, write

STARTED = "started"
CHECK_CANDIDATE = "check_in.candidate"
CHECK_PANEL = "check_in.interviewer"
TIMERS = (STARTED, CHECK_CANDIDATE, CHECK_PANEL)
USEFUL = timedelta(hours=1)
"""How long before an interview a question whether all is set is still of use."""
ANOTHER = "Another interview for this stage is under way already, so I change nothing about this one."


async def set_timers(case: Case, *, work: Work, desk: Desk) -> None:
    """Set what happens on the day of a booked time; whether all is set is asked of nobody when it was booked that same day.

    What was set for an earlier time is dropped by the caller.
    """
    interview, booking = case.interview, case.interview.booking
    if booking is None or booking.span.end <= desk.now:
        return
    start = booking.span.start
    due = start + desk.policy.started
    await work.timers.set(f"{STARTED}:{interview.id}", kind=STARTED, subject=interview.id, due=due)
    if not desk.kind_of(case).check_in:
        return
    await _ask(
        CHECK_CANDIDATE, interview.id, case=case, due=morning(start, zone=case.candidate.zone, desk=desk), work=work
    )
    for person in case.panel:
        due_there = morning(start, zone=person.zone, desk=desk)
        await _ask(CHECK_PANEL, f"{interview.id}:{person.id}", case=case, due=due_there, work=work)


async def _ask(kind: str, key: str, *, case: Case, due: datetime | None, work: Work) -> None:
    if due is not None:
        await work.timers.set(f"{kind}:{key}", kind=kind, subject=case.interview.id, due=due)


def morning(start: datetime, *, zone: str, desk: Desk) -> datetime | None:
    """Return when somebody is asked on the day whether all is set, by their clock; None where it comes too late for that."""
    there = desk.zone_of(zone)
    due = at(local_day(start, zone=there), max(CHECK_IN_AT, desk.policy.quiet.opens), zone=there)
    is_today = local_day(desk.now, zone=there) == local_day(start, zone=there)
    return None if is_today or due <= desk.now or due + USEFUL > start else due


async def check_in(case: Case, *, person: PersonId | None, work: Work, desk: Desk) -> None:
    """Ask the candidate (no `person`) or one of the panel whether all is set, if the time still holds."""
    interview, booking = case.interview, case.interview.booking
    if booking is None or booking.span.start <= desk.now or interview.state is State.NO_SHOW:
        return
    if person is None:
        await write(Mail.CHECK_IN, case=case, work=work, desk=desk)
    elif person in coming(case):
        occasion = f"check_in:{interview.sequence}"
        await tell(CardKind.DAY, interview.id, person=case.people[person], occasion=occasion, work=work, desk=desk)


async def begun(case: Case, *, work: Work, desk: Desk) -> None:
    """The booked time has begun: each of the panel gets one card on which to say whether the candidate is there."""
    interview, booking = case.interview, case.interview.booking
    over = {State.TOOK_PLACE, State.NO_SHOW}
    if booking is None or booking.span.end <= desk.now or interview.state in over:
        return
    if booking.span.start > desk.now:
        return
    await refresh(interview.id, work=work)
    for person in coming(case):
        occasion = f"{STARTED}:{interview.sequence}"
        await tell(CardKind.DAY, interview.id, person=case.people[person], occasion=occasion, work=work, desk=desk)


def coming(case: Case) -> tuple[PersonId, ...]:
    """Return who of the panel is expected: nobody who said that they can't."""
    declined = {*case.interview.declined}
    return tuple(seat.person for seat in case.interview.seats if seat.is_kept and seat.person not in declined)


async def still_to_come(interview: InterviewId, occasion: str, *, work: Work, desk: Desk) -> bool:
    """Whether a reminder or question that waited is still about the time that holds; its occasion ends with the sequence."""
    found = await work.interviews.get(interview)
    if found is None or found.booking is None or found.state in {State.TOOK_PLACE, State.NO_SHOW}:
        return False
    has_begun = occasion.startswith(STARTED)
    if (found.booking.span.end if has_begun else found.booking.span.start) <= desk.now:
        return False
    return occasion.rpartition(":")[2] == str(found.sequence)


# --- what is said of it


async def say(case: Case, came: Came, *, person: Person, work: Work, desk: Desk) -> Case:
    """Note what one of the panel says, and follow it; where another says otherwise, the owner hears of it and that is all.

    Raises Refusal where there is nothing to say any more.
    """
    interview = noted(case.interview, person.id, came=came)
    if interview == case.interview:
        return case
    by = Viewer.person(person.id, why="day")
    move = Move("interview.started" if came is Came.STARTED else "interview.absent", by)
    if is_disputed(interview) or (came is Came.ABSENT and await _others_wrote(case, person.id, work=work)):
        case = await keep(case, replace(interview, trouble=Disputed()), move=move, work=work, desk=desk)
        await _tell_owner(case, work=work, desk=desk)
        return case
    undisputed = replace(interview, trouble=None) if isinstance(interview.trouble, Disputed) else interview
    return await _follow(case, undisputed, came, move=move, work=work, desk=desk)


async def settle(case: Case, came: Came, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Do what a named person decides, whatever the panel said. Raises Refusal where it applies no more."""
    word = "they came" if came is Came.STARTED else "they did not come"
    move = Move("interview.settled", by, {"came": word})
    return await _follow(case, settled(case.interview, came=came), came, move=move, work=work, desk=desk)


async def _others_wrote(case: Case, person: PersonId, *, work: Work) -> bool:
    """Whether somebody else has written about the interview as one that took place."""
    sent = await work.scorecards.of(case.application.id, viewer=USHER)
    return any(card.held and card.author != person for card in sent if card.interview == case.interview.id)


async def _tell_owner(case: Case, *, work: Work, desk: Desk) -> None:
    interview = case.interview
    occasion = f"{interview.round}:{interview.version}"
    await tell(CardKind.NO_SHOW, interview.id, person=case.owner, occasion=occasion, work=work, desk=desk)


async def _follow(case: Case, interview: Interview, came: Came, *, move: Move, work: Work, desk: Desk) -> Case:
    """Bring the interview to where what was said leaves it; `interview` is the case's own with that on its seats."""
    is_over = interview.booking is not None and interview.booking.span.end <= desk.now
    match came, interview.state:
        case (Came.ABSENT, state) if state is not State.NO_SHOW:
            await work.audit.changed(move.what, subject=interview.id, by=move.by, detail=move.detail)
            return await _miss(case, interview, by=move.by, work=work, desk=desk)
        case (Came.STARTED, State.NO_SHOW):
            await work.audit.changed(move.what, subject=interview.id, by=move.by, detail=move.detail)
            return await _attend(case, interview, is_over=is_over, by=move.by, work=work, desk=desk)
        case (Came.STARTED, state) if is_over and state is not State.TOOK_PLACE:
            return await took_place(case, interview, by=move.by, work=work, desk=desk)
        case _:
            return await keep(case, interview, move=move, work=work, desk=desk)


async def _miss(case: Case, interview: Interview, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Mark a no-show: nobody is asked for feedback, and the owner gets what is on file and what can be done."""
    before = case.interview
    move = Move("interview.no_show", by)
    case = await keep(case, advance(interview, Missed()), move=move, work=work, desk=desk)
    await let_go(before, work=work)
    await _ask_nobody(case, work=work, desk=desk)
    await write_back(case, Outcome.NO_SHOW, occasion=f"{case.interview.version}", work=work, desk=desk)
    await _tell_owner(case, work=work, desk=desk)
    return case


async def _ask_nobody(case: Case, *, work: Work, desk: Desk) -> None:
    """There is no feedback to give, and so none to wait for."""
    await work.timers.drop(case.interview.id, kinds=(FEEDBACK,))
    await consider(case, work=work, desk=desk)


async def _attend(case: Case, interview: Interview, *, is_over: bool, by: Viewer, work: Work, desk: Desk) -> Case:
    """Take a no-show back: the time holds again, or has taken place if it is over by now."""
    if await work.interviews.live(case.application.id):
        raise Refusal(ANOTHER)
    attended = advance(interview, Attended())
    if not is_over:
        case = await keep(case, attended, move=Move("interview.attended", by), work=work, desk=desk)
        await _set_end(case, work=work)
    else:
        await work.audit.changed("interview.attended", subject=interview.id, by=by)
        case = await took_place(case, attended, by=by, work=work, desk=desk)
    await write_back(case, Outcome.TOOK_PLACE, occasion=f"{case.interview.version}", work=work, desk=desk)
    return case


async def _set_end(case: Case, *, work: Work) -> None:
    interview, booking = case.interview.id, case.interview.booking
    if booking is not None:
        await work.timers.set(f"{ENDED}:{interview}", kind=ENDED, subject=interview, due=booking.span.end)


async def took_place(case: Case, interview: Interview, *, by: Viewer = USHER, work: Work, desk: Desk) -> Case:
    """Note that the interview is over, and set what follows; `interview` is the case's own, with what was said of it."""
    before = case.interview
    ended = advance(interview, Ended())
    case = await keep(case, ended, move=Move("interview.took_place", by), work=work, desk=desk)
    await let_go(before, work=work)
    await begin(case, work=work, desk=desk)
    return case


async def not_held(case: Case, reason: str, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Note that an interview did not take place after all, for another reason than a no-show; its owner decides.

    Raises Refusal unless it is down as having taken place.
    """
    move = Move("interview.not_held", by)
    case = await keep(case, advance(case.interview, NotHeld(reason)), move=move, work=work, desk=desk)
    await _ask_nobody(case, work=work, desk=desk)
    await alert(case, work=work, desk=desk)
    return case
