"""One debrief pack on an interview, to whoever decides: when all required scorecards are in, or at last without some."""

from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case, is_theirs
from bot.domain.feedback import Feedback, feedback_of
from bot.domain.ids import InterviewId
from bot.domain.interview import Debrief, Interview, State
from bot.domain.people import Person
from bot.domain.pipeline import OPEN
from bot.effects import CardKind
from bot.ports import Work
from bot.steps.days import end_of, working_days, working_days_later
from bot.steps.owners import owner_of
from bot.steps.record import Move, keep, refresh
from bot.steps.tell import tell

DEBRIEF = "debrief"


async def consider(case: Case, *, work: Work, desk: Desk) -> None:
    """Send the pack if it is due, else see to it that it is sent later; call it whenever the feedback has changed.

    Nobody waits for what somebody who has left did not write: the pack names them as missing.
    Once it went out, what comes after it shows on its card, and the decider is told of it once. Raises Stale when somebody
    else saved the interview meanwhile.
    """
    interview = case.interview
    if interview.state is not State.TOOK_PLACE or case.application.status not in OPEN:
        await work.timers.drop(interview.id, kinds=(DEBRIEF,))
        return
    feedback = feedback_of(interview, await work.scorecards.of(case.application.id, viewer=USHER))
    waited_for = [key for key in feedback.missing if case.people[key].active]
    if interview.debrief is not None:
        await _came_after(case, feedback, interview.debrief, work=work, desk=desk)
        return
    decider = await decider_of(case, work=work, desk=desk)
    due = due_at(interview, decider=decider, desk=desk)
    if due <= desk.now or (feedback.sent and not waited_for):
        await _send(case, feedback, decider=decider, work=work, desk=desk)
    else:
        await work.timers.set(f"{DEBRIEF}:{interview.id}", kind=DEBRIEF, subject=interview.id, due=due)


async def is_out(interview: InterviewId, *, work: Work) -> bool:
    """Whether the pack went out and nobody has said since that there was nothing to judge."""
    found = await work.interviews.get(interview)
    return found is not None and found.debrief is not None


async def decider_of(case: Case, *, work: Work, desk: Desk) -> Person:
    """Return who decides: the hiring manager, else the named recruiter; nobody decides about themselves."""
    key = case.opening.hiring_manager
    manager = await work.people.get(key) if key is not None else None
    if manager is not None and manager.active and not is_theirs(case.candidate, person=manager):
        return manager
    return await _recruiter_of(case, work=work, desk=desk)


def due_at(interview: Interview, *, decider: Person, desk: Desk) -> datetime:
    """Return when the pack goes out without those who have not written, by the decider's working days."""
    end = interview.booking.span.end if interview.booking is not None else desk.now
    return working_days_later(end, desk.policy.feedback.debrief, person=decider, desk=desk)


async def _recruiter_of(case: Case, *, work: Work, desk: Desk) -> Person:
    if case.owner.active and not is_theirs(case.candidate, person=case.owner):
        return case.owner
    return await owner_of(case.opening, candidate=case.candidate, work=work, desk=desk) or case.owner


async def _send(case: Case, feedback: Feedback, *, decider: Person, work: Work, desk: Desk) -> None:
    last = working_days(decider, count=desk.policy.feedback.decide, desk=desk)[-1]
    sent = Debrief(desk.now, decider.id, end_of(last, owner=decider, desk=desk), feedback.missing)
    interview = replace(case.interview, debrief=sent)
    if await _is_still_to_decide(case, work=work):
        move = Move("interview.debriefed", USHER, {"missing": str(len(sent.missing))})
        await keep(case, interview, move=move, work=work, desk=desk)
    else:
        await work.interviews.save(interview)
        await work.audit.changed("interview.debriefed", subject=interview.id, by=USHER)
        await refresh(interview.id, work=work)
    await work.timers.drop(interview.id, kinds=(DEBRIEF,))
    recruiter = await _recruiter_of(case, work=work, desk=desk)
    for person in {person.id: person for person in (decider, recruiter)}.values():
        occasion = f"{interview.round}"
        await tell(CardKind.DEBRIEF, interview.id, person=person, occasion=occasion, work=work, desk=desk)


async def _is_still_to_decide(case: Case, *, work: Work) -> bool:
    """Whether nobody went on with the candidate before the feedback was in: then another interview says what comes next."""
    latest = await work.interviews.latest(case.application.id)
    is_newest = latest is not None and latest.id == case.interview.id
    return is_newest and case.application.stage == case.interview.stage


async def _came_after(case: Case, feedback: Feedback, sent: Debrief, *, work: Work, desk: Desk) -> None:
    if not any(card.at > sent.at for card in feedback.sent):
        return
    await refresh(case.interview.id, work=work)
    decider = await work.people.get(sent.decider)
    if decider is not None and await _is_still_to_decide(case, work=work):
        occasion = f"{case.interview.round}.after"
        await tell(CardKind.DEBRIEF, case.interview.id, person=decider, occasion=occasion, work=work, desk=desk)
