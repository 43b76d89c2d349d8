"""Moving an application by a named person's word: at once, or asked of the ATS that owns it; and what ends with a move."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import USHER, Viewer, Who
from bot.domain.case import Case
from bot.domain.dead_end import ClosedInAts
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.interview import Interview, State
from bot.domain.pipeline import OPEN, STATUS_READS, Application, Pending, Status
from bot.domain.refusal import Refusal
from bot.effects import CardKind, MoveInAts
from bot.ports import Work
from bot.steps.booking import withdraw
from bot.steps.homes import application_changed
from bot.steps.owners import owner_of
from bot.steps.record import Move, keep, refresh
from bot.steps.round import alert, hand_over
from bot.steps.tell import tell

FROM: Mapping[Status, frozenset[Status]] = {
    Status.ON_HOLD: frozenset({Status.ACTIVE, Status.OFFER}),
    Status.PASSED: OPEN,
    Status.ACTIVE: frozenset({Status.ON_HOLD}),
}
"""Which status a person may set from which; all others are the ATS's own."""
UNSETTLED = "unsettled"
PATIENCE = timedelta(days=1)
"""How long an ATS may take to tell back a status that it was asked for, before a person is told."""


def check(application: Application, status: Status) -> None:
    """Return if a person may set this status now; raises Refusal."""
    if application.pending is not None:
        raise Refusal(
            f"“{STATUS_READS[application.pending.status].capitalize()}” is asked of the ATS already and pending there."
        )
    if application.status not in FROM.get(status, frozenset()):
        raise Refusal(f"They are {STATUS_READS[application.status]} already; that step no longer applies.")


async def decide(application: Application, *, status: Status, by: PersonId, work: Work, desk: Desk) -> None:
    """Set the status at once where no ATS owns it, else ask the ATS and wait for it to say so.

    Raises Refusal for a status that does not follow, and Stale when somebody else saved it meanwhile. That the ATS has an
    API the caller has checked.
    """
    check(application, status)
    if application.source.ats:
        await _ask(application, Pending(status, by, desk.now), work=work)
        return
    named = Viewer.person(by, why="decided")
    moved = replace(application, status=status, next=application.next if status in OPEN else None)
    await work.applications.save(moved)
    await application_changed(moved, before=application, work=work)
    moved = replace(moved, version=application.version + 1)
    await work.applications.entered(moved, what="decided", at=desk.now, by=named)
    await work.audit.changed("application.decided", subject=moved.id, by=named, detail={"status": status})
    await wind_down(moved, entered=False, by=named, work=work, desk=desk)
    await redraw(moved.id, work=work)


async def _ask(application: Application, pending: Pending, *, work: Work) -> None:
    asked = replace(application, pending=pending)
    await work.applications.save(asked)
    await application_changed(asked, before=application, work=work)
    named = Viewer.person(pending.by, why="decided")
    detail = {"status": pending.status}
    await work.audit.changed("application.move_asked", subject=application.id, by=named, detail=detail)
    key = f"ats.move:{application.id}:{application.version}"
    await work.outbox.add(MoveInAts(application.id, pending.status), key=key)
    due = pending.at + PATIENCE
    await work.timers.set(f"{UNSETTLED}:{application.id}", kind=UNSETTLED, subject=application.id, due=due)
    await redraw(application.id, work=work)


def settled_by(application: Application, status: Status) -> Viewer | None:
    """Return the person whose wish the ATS now tells back, None where this is no echo of ours."""
    pending = application.pending
    if pending is None or pending.status is not status:
        return None
    return Viewer.person(pending.by, why="settled in the ATS")


def left_pending(application: Application, status: Status) -> Pending | None:
    """Return what still waits for the ATS once it tells a status: nothing, if it is ours, or another one that wins."""
    waits = application.pending is not None and status is application.status
    return application.pending if waits else None


async def told_back(before: Application, status: Status, *, work: Work, desk: Desk) -> None:
    """The ATS settled what was asked of it; where it says something else it wins, and who asked and who owns it hear."""
    pending = before.pending
    if pending is None or left_pending(before, status) is not None:
        return
    await work.timers.drop(before.id, kinds=(UNSETTLED,))
    if status is not pending.status:
        by = Viewer(Who.ATS, before.source.ats)
        detail = {"asked": pending.status, "told": status}
        await work.audit.changed("application.overruled", subject=before.id, by=by, detail=detail)
        await tell_unsettled(before, pending, work=work, desk=desk)


async def tell_unsettled(application: Application, pending: Pending, *, work: Work, desk: Desk) -> None:
    """Tell who asked for a status and who owns the role that the ATS does not say so."""
    opening = await work.openings.get(application.opening)
    candidate = await work.candidates.get(application.candidate, viewer=USHER)
    owner = await owner_of(opening, candidate=candidate, work=work, desk=desk) if opening else None
    asker = await work.people.get(pending.by)
    subject = f"{application.id}.{pending.status}"
    for person in {person.id: person for person in (asker, owner) if person is not None}.values():
        occasion = f"{pending.at:%Y%m%d%H%M%S}"
        await tell(CardKind.UNSETTLED, subject, person=person, occasion=occasion, work=work, desk=desk)


async def still_unsettled(application: ApplicationId, *, work: Work, desk: Desk) -> None:
    """The ATS has had its time: if it has not told the status back, people are told."""
    found = await work.applications.get(application, viewer=USHER)
    if found is not None and found.pending is not None:
        await tell_unsettled(found, found.pending, work=work, desk=desk)


async def forget(asking: MoveInAts, *, by: Viewer, work: Work) -> None:
    """A person gave the asking up: it is not pending in the ATS any more."""
    found = await work.applications.get(asking.application, viewer=USHER)
    if found is None or found.pending is None or found.pending.status is not asking.status:
        return
    left = replace(found, pending=None)
    await work.applications.save(left)
    await application_changed(left, before=found, work=work)
    await work.timers.drop(found.id, kinds=(UNSETTLED,))
    await work.audit.changed("application.move_dropped", subject=found.id, by=by)
    await redraw(found.id, work=work)


async def redraw(application: ApplicationId, *, work: Work) -> None:
    """Have the cards about the application and its newest interview show how it stands now."""
    await refresh(application, work=work)
    latest = await work.interviews.latest(application)
    if latest is not None:
        await refresh(latest.id, work=work)


async def wind_down(
    application: Application, *, entered: bool, by: Viewer, work: Work, desk: Desk
) -> Sequence[Interview]:
    """End what an earlier stage or a closed application left open; a booked time is left to a person.

    Returns the interviews that were live before.
    """
    closed = application.status is not Status.ACTIVE
    if closed or entered:
        await work.triggers.release(application.id)
    live = await work.interviews.live(application.id)
    for interview in live:
        case = await work.interviews.case(interview.id, viewer=USHER)
        if case is None or not (closed or (entered and interview.stage != application.stage)):
            continue
        if interview.booking is not None and interview.state is not State.BOOKED:
            await hand_over(case, _closed(application), work=work, desk=desk)
        elif interview.booking is not None:
            await _ask_owner(case, by=by, work=work, desk=desk)
        else:
            why = "moved on in the ATS" if by.who is Who.ATS else "a person decided"
            await withdraw(case, why, by=by, work=work, desk=desk)
    return live


def _closed(application: Application) -> ClosedInAts:
    moved_on = application.status is Status.ACTIVE
    return ClosedInAts(f"moved to {application.stage}" if moved_on else STATUS_READS[application.status])


async def _ask_owner(case: Case, *, by: Viewer, work: Work, desk: Desk) -> None:
    """Leave the booked time to its owner, and alert them, unless it was they who decided: they have the card before them."""
    trouble = _closed(case.application)
    if case.interview.trouble == trouble or case.interview.state is State.TOOK_PLACE:
        return
    troubled = replace(case.interview, trouble=trouble)
    case = await keep(case, troubled, move=Move("interview.closed_in_ats", USHER), work=work, desk=desk)
    if by != Viewer.person(case.owner.id, why=by.why):
        await alert(case, work=work, desk=desk)
