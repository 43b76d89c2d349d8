"""Saving an interview so that the record stays whole: next action, timers, cards and audit follow every move."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.booked_event import reminded
from bot.domain.case import Case
from bot.domain.interview import ASKED, Interview
from bot.domain.next_action import next_action
from bot.domain.pipeline import OPEN
from bot.effects import Refresh
from bot.ports import Work
from bot.steps.homes import case_changed
from bot.steps.owners import owner_of

DEADLINE = "deadline"
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Move:
    """What happened, in a stable word, by whom, with what the audit keeps about it (no names, no addresses)."""

    what: str
    by: Viewer
    detail: Mapping[str, str] | None = None


async def keep(case: Case, interview: Interview, *, move: Move, work: Work, desk: Desk) -> Case:
    """Save the interview as it is after a move; effects of the move itself are added by the caller afterwards.

    Raises Stale when somebody else saved it meanwhile.
    """
    await case_changed(case, work=work)
    case = await _owned(case, work=work, desk=desk)
    interview = reminded(replace(interview, owner=case.interview.owner))
    await work.interviews.save(interview)
    saved = replace(case, interview=replace(interview, version=interview.version + 1))
    application = await own(saved, work=work, desk=desk)
    await set_timers(interview, before=case.interview, work=work)
    await work.audit.changed(move.what, subject=interview.id, by=move.by, detail=move.detail)
    await refresh(interview.id, work=work)
    return replace(saved, application=application.application)


async def _owned(case: Case, *, work: Work, desk: Desk) -> Case:
    """Hand the interview of somebody who left to who owns the opening now, so that nobody waits for them."""
    if case.owner.active:
        return case
    heir = await owner_of(case.opening, candidate=case.candidate, work=work, desk=desk)
    if heir is None:
        return case
    people = {**case.people, heir.id: heir}
    return replace(case, interview=replace(case.interview, owner=heir.id), people=people)


async def own(case: Case, *, work: Work, desk: Desk) -> Case:
    """Give the application the next action that the interview's state asks for; closed applications have none."""
    await case_changed(case, work=work)
    application = case.application
    action = next_action(case.interview, now=desk.now) if application.status in OPEN else None
    if action == application.next:
        return case
    await work.applications.save(replace(application, next=action))
    return replace(case, application=replace(application, next=action, version=application.version + 1))


async def set_timers(interview: Interview, *, before: Interview, work: Work) -> None:
    if interview.state in ASKED and interview.deadline is not None:
        await work.timers.set(f"{DEADLINE}:{interview.id}", kind=DEADLINE, subject=interview.id, due=interview.deadline)
    elif before.deadline is not None:
        await work.timers.drop(interview.id, kinds=(DEADLINE,))


async def refresh(subject: str, *, work: Work) -> None:
    """Have every posted card about this subject redrawn as the record says now."""
    for post in await work.posts.about(subject):
        await work.outbox.add(Refresh(post.card, subject, post.person, post.behalf))
