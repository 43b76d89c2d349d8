"""Filing a candidate with their application as a table says: made or mended, with a next action while it is open.

What the flow or an ATS is in charge of is not overruled: such a row is left out with the reason.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.ids import ApplicationId, CandidateId, random_key
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, Application, Candidate, NextAction, Opening, Source
from bot.domain.rows import CandidateRow, Due, Outcome, Wrong
from bot.domain.time import at, local_day
from bot.moments import ALL_WEEK, LONGEST_ABSENCE
from bot.ports import Work
from bot.steps.homes import application_changed, candidate_changed
from bot.steps.naming import Names
from bot.steps.staff import differing
from bot.steps.upsert import REVIEW


@dataclass(frozen=True, slots=True)
class Before:
    """What the record says of a row's candidate and application so far."""

    candidate: Candidate | None
    application: Application | None


async def file_candidate(row: CandidateRow, *, names: Names, by: Viewer, work: Work, desk: Desk) -> Outcome:
    """Bring candidate and application to what the row says; raises Wrong before anything is written."""
    opening = await names.opening(row)
    before = await _before(row, opening=opening, work=work, by=by)
    candidate = _candidate(row, before.candidate)
    known = before.application
    fresh = _application(row, known or _new(opening), desk=desk)
    fresh = replace(fresh, next=await _next(row, fresh, opening=opening, names=names, desk=desk))
    if known is not None and fresh != known:
        await _check_in_charge(known, fresh, work=work)
    candidate = await _keep_candidate(row, before.candidate, candidate, by=by, work=work)
    await _keep_application(known, replace(fresh, candidate=candidate.id), by=by, work=work, desk=desk)
    if known is None:
        return Outcome.ADDED
    return Outcome.UNCHANGED if (candidate, fresh) == (before.candidate, known) else Outcome.CHANGED


async def _before(row: CandidateRow, *, opening: Opening, work: Work, by: Viewer) -> Before:
    candidate = await _known_candidate(row, work=work, by=by)
    told = await work.applications.by_ats(row.ats, row.ats_application, viewer=by) if row.ats_application else None
    if told is not None:
        if candidate is None or told.candidate != candidate.id:
            raise Wrong("ats application", f"“{row.ats_application}” is somebody else's application already.")
        if told.opening != opening.id:
            raise Wrong("opening", f"application “{row.ats_application}” is for another opening. Move it in the ATS.")
        return Before(candidate, told)
    theirs = await work.applications.of(candidate.id, viewer=by) if candidate else ()
    fitting = [each for each in theirs if each.opening == opening.id and not (row.ats_application and each.source.id)]
    return Before(candidate, fitting[0] if fitting else None)


async def _known_candidate(row: CandidateRow, *, work: Work, by: Viewer) -> Candidate | None:
    by_mail = await work.candidates.by_email(row.mail, viewer=by)
    if not row.ats_candidate:
        return by_mail
    by_id = await work.candidates.by_ats(row.ats, row.ats_candidate, viewer=by)
    if by_id is not None and by_mail is not None and by_mail.id != by_id.id:
        raise Wrong("mail", f"another candidate has this address; {row.ats} candidate “{row.ats_candidate}” does not.")
    if by_id is None and by_mail is not None:
        raise Wrong(
            "ats candidate",
            "this candidate is here already without that ATS id, and cannot be linked to it afterwards."
            " Leave the ATS cells empty.",
        )
    return by_id


def _candidate(row: CandidateRow, known: Candidate | None) -> Candidate:
    if known is None:
        return Candidate(CandidateId(0), row.name, row.mail, row.zone, row.source, row.ats_candidate)
    same = row.mail.casefold() == known.email.casefold()
    return replace(
        known,
        name=row.name,
        email=known.email if same else row.mail,
        zone=row.zone or known.zone,
        source=row.source or known.source,
    )


def _new(opening: Opening) -> Application:
    return Application(ApplicationId(random_key()), CandidateId(0), opening.id)


def _application(row: CandidateRow, before: Application, *, desk: Desk) -> Application:
    stage = row.stage or before.stage
    source = Source(row.ats, row.ats_application, before.source.url) if row.ats_application else before.source
    return replace(
        before,
        stage=stage,
        stage_at=desk.now if stage != before.stage else before.stage_at,
        status=row.status or before.status,
        source=source,
    )


async def _next(
    row: CandidateRow, application: Application, *, opening: Opening, names: Names, desk: Desk
) -> NextAction | None:
    """Return the next action as far as the row tells it; while open there always is one."""
    before = application.next
    named = await names.person(row.owner, column="owner") if row.owner else None
    if application.status not in OPEN:
        return None
    if before is not None and not (named or row.next_action or row.due):
        return before
    owner = named or (await names.colleague(before.owner) if before else await names.owner(opening, desk=desk))
    what = row.next_action or (before.what if before else REVIEW)
    if row.due is not None:
        return NextAction(what, owner.id, _instant(row.due, owner=owner, desk=desk))
    return NextAction(what, owner.id, before.due if before else next_working_day(owner, desk=desk))


def next_working_day(person: Person, *, desk: Desk) -> datetime:
    """Return 17:00 in the person's zone on the next day that they work (aware UTC)."""
    today = local_day(desk.now, zone=desk.zone_of(person.zone))
    off = person.days_off | desk.policy.organisation.holidays
    week = frozenset(person.hours.days) or ALL_WEEK
    days = (today + timedelta(days=ahead) for ahead in range(1, LONGEST_ABSENCE))
    working = (day for day in days if day not in off and day.weekday() in week)
    return _instant(Due(next(working, today + timedelta(days=1))), owner=person, desk=desk)


def _instant(due: Due, *, owner: Person, desk: Desk) -> datetime:
    return at(due.day, due.clock, zone=desk.zone_of(owner.zone))


async def _check_in_charge(known: Application, fresh: Application, *, work: Work) -> None:
    """Raise Wrong where an ATS or an interview under way decides what the row wants to change."""
    column = _moved(known, fresh)
    if column and known.source.ats:
        said = known.stage if column == "stage" else known.status.value.replace("_", " ")
        raise Wrong(
            column, f"is “{said}”, and {known.source.ats} is in charge. Move it there, or leave the cell empty."
        )
    column = column or ("next action" if known.next != fresh.next else "")
    if column and await work.interviews.live(known.id):
        doing = f"“{known.next.what}”" if known.next else "it"
        raise Wrong(
            column, f"an interview is under way and decides it ({doing}). Leave the cell empty, or cancel first."
        )


def _moved(known: Application, fresh: Application) -> str:
    if known.stage != fresh.stage:
        return "stage"
    return "status" if known.status is not fresh.status else ""


async def _keep_candidate(
    row: CandidateRow, known: Candidate | None, fresh: Candidate, *, by: Viewer, work: Work
) -> Candidate:
    if known is None:
        fresh = await work.candidates.add(fresh, ats=row.ats if row.ats_candidate else "")
        await work.audit.changed("candidate.added", subject=str(fresh.id), by=by)
    elif fresh != known:
        await work.candidates.save(fresh)
        await candidate_changed(fresh, before=known, work=work)
        await work.audit.changed("candidate.changed", subject=str(fresh.id), by=by, detail=differing(known, fresh))
    return fresh


async def _keep_application(
    known: Application | None, fresh: Application, *, by: Viewer, work: Work, desk: Desk
) -> None:
    await application_changed(fresh, before=known, work=work)
    if known is None:
        await work.applications.add(fresh)
        await work.applications.entered(fresh, what="import", at=desk.now, by=by)
        await work.audit.changed("application.added", subject=fresh.id, by=by)
        return
    if fresh == known:
        return
    await work.applications.save(fresh)
    await work.audit.changed("application.changed", subject=fresh.id, by=by, detail=differing(known, fresh))
    if _moved(known, fresh):
        await work.applications.entered(fresh, what="import", at=desk.now, by=by)
        await work.triggers.release(known.id)
