"""Starting an interview for an application: is the record complete, who sits where, and the first search."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case, is_theirs
from bot.domain.ids import InterviewId, PersonId, random_key
from bot.domain.intake import holds_back
from bot.domain.interview import Interview, Proposal, Seat
from bot.domain.people import Person
from bot.domain.pipeline import Application, Candidate, Opening
from bot.domain.policy import Kind, Policy
from bot.domain.refusal import Refusal
from bot.domain.relaxation import Relaxations
from bot.domain.time import Interval
from bot.effects import CardKind, ReadRecord
from bot.ports import Held, Work
from bot.steps.intake import is_to_ask, wait_for_it, wait_no_longer
from bot.steps.owners import owner_of
from bot.steps.record import Move, own, refresh
from bot.steps.relief import noted
from bot.steps.round import propose, seek
from bot.steps.seating import Pools, Seating, is_seated, part_in, seating_of
from bot.steps.tell import tell

EMAIL = "the candidate's e-mail address"
CONSENT = "the candidate's permission to be e-mailed"
TITLE = "the title of the role"
INTAKE = "the hiring manager's agreement on what the role needs (intake)"


NOBODY = Seating((), {})


@dataclass(frozen=True, slots=True)
class Start:
    """What a start needs to know; all of it was read in this transaction. `relaxed` are rules that give way for it.

    The `wishes` are times that the candidate asked for, in the words of `wish`.
    """

    application: Application
    candidate: Candidate
    opening: Opening
    kind: Kind
    interviewer: Person | None
    seating: Seating = NOBODY
    relaxed: Relaxations = ()
    wishes: tuple[Interval, ...] = ()
    wish: str = ""


def missing(start: Start, *, policy: Policy) -> Iterator[str]:
    """Yield, in words, what the record lacks before a candidate can be written to."""
    if not start.candidate.email:
        yield EMAIL
    elif not start.candidate.mail_ok:
        yield CONSENT
    if not start.opening.title:
        yield TITLE
    if is_seated(start.kind):
        yield from start.seating.missing
    elif start.interviewer is None:
        yield f"the {start.kind.interviewer.replace('_', ' ')} of the role"
    elif not start.interviewer.active:
        yield f"an active {start.kind.interviewer.replace('_', ' ')} of the role"
    elif is_theirs(start.candidate, person=start.interviewer):
        yield "an interviewer other than the candidate"
    if holds_back(start.opening, policy=policy):
        yield INTAKE


def seat_of(kind: Kind, *, opening: Opening) -> PersonId | None:
    """Return whose seat the kind names."""
    return part_in(opening, kind.interviewer)


async def begin(
    start: Start, *, by: Viewer, proposals: tuple[Proposal, ...] = (), work: Work, desk: Desk
) -> Case | None:
    """Start the interview and search for times; an incomplete record holds the trigger and tells a named person.

    With `proposals`, just these are held: somebody has seen and chosen them. Raises Taken when one of them is not free.
    Returns None when the trigger is held. Raises Refusal (from storage: Taken by the unique index shows as Stale) when
    one is live already.
    """
    lacking = tuple(missing(start, policy=desk.policy))
    if lacking:
        await _hold(start, lacking, work=work, desk=desk)
        return None
    await work.triggers.release(start.application.id)
    await refresh(start.application.id, work=work)
    case = await _create(start, by=by, work=work, desk=desk)
    await tell(CardKind.INTERVIEW, case.interview.id, person=case.owner, occasion="started", work=work, desk=desk)
    if proposals:
        return await propose(case, proposals, work=work, desk=desk)
    return await seek(case, work=work, desk=desk)


async def _hold(start: Start, lacking: tuple[str, ...], *, work: Work, desk: Desk) -> None:
    application = start.application
    known = {held.application: held for held in await work.triggers.all()}.get(application.id)
    await work.triggers.hold(Held(application.id, start.kind.key, lacking, known.since if known else desk.now))
    manager = await _await_intake(start, lacking, work=work, desk=desk)
    if manager is not None and lacking == (INTAKE,):
        return
    if known is None and application.source.ats in desk.apis:
        await work.outbox.add(ReadRecord(application.id), key=f"read:{application.id}:{application.stage}:{desk.now}")
        return
    if known is not None and known.missing == lacking and application.source.ats not in desk.apis:
        return
    owner = await owner_of(start.opening, candidate=start.candidate, work=work, desk=desk)
    if owner is not None:
        occasion = f"{application.stage}:{'+'.join(lacking)}"
        await tell(CardKind.INCOMPLETE, application.id, person=owner, occasion=occasion, work=work, desk=desk)


async def _await_intake(start: Start, lacking: tuple[str, ...], *, work: Work, desk: Desk) -> Person | None:
    """Have the application wait for its role's intake, if that lacks; returns who has been asked to agree it."""
    if INTAKE in lacking:
        return await wait_for_it(start.application, opening=start.opening, work=work, desk=desk)
    await wait_no_longer(start.application, opening=start.opening, work=work, desk=desk)
    return None


async def _create(start: Start, *, by: Viewer, work: Work, desk: Desk) -> Case:
    owner = await owner_of(start.opening, candidate=start.candidate, work=work, desk=desk)
    assert owner is not None
    interview = _wanted(start, owner=owner, by=by, desk=desk)
    before = await work.interviews.latest(start.application.id)
    await work.interviews.add(interview)
    move = Move("interview.wanted", by, {"kind": start.kind.key, **_chosen(start)})
    await work.audit.changed(move.what, subject=interview.id, by=move.by, detail=move.detail)
    await noted(interview.id, start.relaxed, by=by, work=work)
    case = Case(interview, start.application, start.candidate, start.opening, {})
    case = replace(case, people=await work.people.some(case.named))
    case = await own(case, work=work, desk=desk)
    if before is not None:
        await refresh(before.id, work=work)
    return case


def _wanted(start: Start, *, owner: Person, by: Viewer, desk: Desk) -> Interview:
    return Interview(
        id=InterviewId(random_key()),
        application=start.application.id,
        kind=start.kind.key,
        stage=start.application.stage,
        seats=_seats(start),
        owner=owner.id,
        wanted_at=desk.now,
        touched=by != USHER,
        relaxed=start.relaxed,
        wishes=start.wishes,
        reason=start.wish,
    )


def _chosen(start: Start) -> Mapping[str, str]:
    """Return what the audit says of an interviewer whom the role does not name: whoever started it chose them."""
    if (
        is_seated(start.kind)
        or start.interviewer is None
        or start.interviewer.id == seat_of(start.kind, opening=start.opening)
    ):
        return {}
    return {"interviewer": str(start.interviewer.id)}


async def imagined(start: Start, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Return the case that a start would make, stored nowhere: to look for times before anybody decides.

    Raises Refusal while nobody could own it.
    """
    owner = await owner_of(start.opening, candidate=start.candidate, work=work, desk=desk)
    if owner is None:
        raise Refusal("Nobody owns this role. An admin can give it a recruiter.")
    interview = _wanted(start, owner=owner, by=by, desk=desk)
    people = {person.id: person for person in (owner, start.interviewer) if person is not None}
    people |= start.seating.people
    return Case(interview, start.application, start.candidate, start.opening, people)


def _seats(start: Start) -> tuple[Seat, ...]:
    if is_seated(start.kind):
        return start.seating.seats
    assert start.interviewer is not None
    return (Seat(start.interviewer.id),)


async def start_of(application: Application, *, kind: Kind, pools: Pools, work: Work) -> Start | None:
    """Read what a start needs; None when the record is not whole enough to say anything."""
    candidate = await work.candidates.get(application.candidate, viewer=USHER)
    opening = await work.openings.get(application.opening)
    if candidate is None or opening is None:
        return None
    kind = kind.for_category(opening.category)
    seated = seat_of(kind, opening=opening)
    interviewer = await work.people.get(seated) if seated is not None else None
    seating = NOBODY
    if is_seated(kind):
        seating = await seating_of(kind, opening=opening, candidate=candidate, pools=pools, work=work)
    return Start(application, candidate, opening, kind, interviewer, seating)


async def recheck(*, work: Work, desk: Desk) -> int:
    """Resume every held trigger whose record has been mended meanwhile; returns how many went on.

    One that waits for an intake has its role's manager asked, who may have been named only now.
    """
    resumed = 0
    for held in await work.triggers.all():
        resumed += await resume(held, work=work, desk=desk)
    return resumed


async def resume(held: Held, *, work: Work, desk: Desk) -> bool:
    """Let a held trigger go on if its record has been mended meanwhile; returns whether it did."""
    application = await work.applications.get(held.application, viewer=USHER)
    kind = desk.policy.kinds.get(held.kind)
    if application is None or kind is None:
        await work.triggers.release(held.application)
        return False
    if any(live.stage == application.stage for live in await work.interviews.live(application.id)):
        await work.triggers.release(held.application)
        return False
    start = await start_of(application, kind=kind, pools=desk.policy.pools, work=work)
    if start is None:
        return False
    lacking = tuple(missing(start, policy=desk.policy))
    if not lacking:
        return await begin(start, by=USHER, work=work, desk=desk) is not None
    answered = INTAKE in held.missing and INTAKE not in lacking
    if answered or (INTAKE in lacking and await is_to_ask(start.opening, waits=application, work=work)):
        await _hold(start, lacking, work=work, desk=desk)
    return False
