"""What an ATS tells, and what it sets going: one entry of an application into a stage starts one interview.

Greenhouse gives the new stage only, so the last one recorded is what a change is judged by; its `last_activity_at` tells
what is out of order.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.desk import Desk, NotSetUp
from bot.domain.access import USHER, Viewer
from bot.domain.ids import CandidateId, PersonId
from bot.domain.intake import AGREE
from bot.domain.interview import Interview
from bot.domain.pipeline import OPEN, Application, Candidate, NextAction, Opening, Status
from bot.inbound import ApplicationSeen, AtsRecord, CandidateGone, CandidateSeen, JobSeen, Noted, RecordRead
from bot.ports import Work
from bot.reply import Nothing, Reply
from bot.steps.begin import begin, missing, recheck, start_of
from bot.steps.homes import application_changed, candidate_changed, opening_changed
from bot.steps.moves import left_pending, settled_by, told_back, wind_down
from bot.steps.owners import owner_of
from bot.steps.upsert import (
    REVIEW,
    application_from,
    by_ats,
    candidate_from,
    mended,
    opening_from,
)

OUT_OF_ORDER = "older than what is recorded"
NO_JOB = "names no job"
NAMELESS = "Removed in the ATS"
REMOVED = frozenset({"delete_candidate", "candidate_anonymized"})


async def application_seen(seen: ApplicationSeen, *, work: Work, desk: Desk) -> Reply:
    """Take an ATS's word on an application: record it, and start what its new stage asks for."""
    if not await work.inbox.first(seen.ats, seen.delivery, kind=seen.kind, at=desk.now):
        return Nothing()
    seen = _believable(seen, desk=desk)
    known = await work.applications.by_ats(seen.ats, seen.record.application, viewer=USHER)
    if known is not None and _older(seen, known):
        return await _noted(OUT_OF_ORDER, subject=known.id, seen=seen, work=work)
    opening = await opening_from(seen.record, ats=seen.ats, work=work)
    if opening is None and known is not None:
        opening = await work.openings.get(known.opening)
    if opening is None:
        return await _noted(NO_JOB, subject=seen.record.application, seen=seen, work=work)
    told = Candidate(CandidateId(0), seen.record.name, seen.record.email)
    owner = await owner_of(opening, candidate=told, work=work, desk=desk)
    if owner is None:
        raise NotSetUp("organisation.recruiter in the policy is nobody Usher knows; add them with `usher person add`")
    application = known or await application_from(seen, opening=opening, owner=owner.id, work=work, desk=desk)
    if known is not None:
        await candidate_from(seen.record, ats=seen.ats, work=work)
    await _follow(seen, application, owner=owner.id, work=work, desk=desk)
    await recheck(work=work, desk=desk)
    return Nothing()


def _believable(seen: ApplicationSeen, *, desk: Desk) -> ApplicationSeen:
    """A time that lies ahead would make every later delivery look old, so it is taken as not said."""
    ahead = seen.at is not None and seen.at > desk.now + timedelta(days=1)
    return replace(seen, at=None) if ahead else seen


def _older(seen: ApplicationSeen, known: Application) -> bool:
    return seen.at is not None and known.seen_at is not None and seen.at < known.seen_at


async def _noted(why: str, *, subject: str, seen: ApplicationSeen, work: Work) -> Reply:
    await work.audit.changed(
        "ats.unchanged", subject=subject, by=by_ats(seen.ats), detail={"kind": seen.kind, "why": why}
    )
    return Nothing()


async def _follow(seen: ApplicationSeen, application: Application, *, owner: PersonId, work: Work, desk: Desk) -> None:
    record = seen.record
    stage = record.stage or application.stage
    status = record.status or application.status
    by = settled_by(application, status) or by_ats(seen.ats)
    entered = stage != application.stage
    changed = entered or status is not application.status
    fresh = _as_told(seen, application, stage=stage, status=status, owner=owner, desk=desk)
    fresh = replace(fresh, pending=left_pending(application, status))
    if fresh != application:
        await work.applications.save(fresh)
        await application_changed(fresh, before=application, work=work)
        fresh = replace(fresh, version=application.version + 1)
    live: Sequence[Interview] = ()
    if changed:
        await work.applications.entered(fresh, what=seen.kind, at=seen.at or desk.now, by=by)
        await _told(application, fresh, by=by, work=work)
        live = await wind_down(fresh, entered=entered, by=by, work=work, desk=desk)
        if live:  # what was wound down may have given the application another next step
            fresh = await work.applications.get(fresh.id, viewer=USHER) or fresh
        await told_back(application, status, work=work, desk=desk)
    under_way = any(interview.stage == fresh.stage for interview in live)
    if entered and fresh.status is Status.ACTIVE and not under_way:
        await _trigger(fresh, record, work=work, desk=desk)


async def _told(before: Application, now: Application, *, by: Viewer, work: Work) -> None:
    """Put on record what the ATS said that is new: that they are here, their stage, or their status."""
    if now.stage != before.stage and before.stage:
        await work.audit.changed("application.moved", subject=now.id, by=by, detail={"stage": now.stage})
    elif now.stage != before.stage:
        await work.audit.changed("application.added", subject=now.id, by=by)
    if now.status is not before.status:
        await work.audit.changed("application.status_told", subject=now.id, by=by, detail={"status": now.status})


def _as_told(
    seen: ApplicationSeen, application: Application, *, stage: str, status: Status, owner: PersonId, desk: Desk
) -> Application:
    moved_on = stage != application.stage and application.next is not None and application.next.what == AGREE
    kept = None if moved_on else application.next
    action = kept or NextAction(REVIEW, owner, desk.now + timedelta(days=1))
    return replace(
        application,
        stage=stage,
        stage_at=(seen.at or desk.now) if stage != application.stage else application.stage_at,
        status=status,
        next=action if status in OPEN else None,
        seen_at=seen.at or application.seen_at,
        source=replace(application.source, url=seen.record.url or application.source.url),
    )


async def _trigger(application: Application, record: AtsRecord, *, work: Work, desk: Desk) -> None:
    kind = desk.policy.kind_for(record.stage, record.stage_id)
    if kind is None:
        return
    start = await start_of(application, kind=kind, pools=desk.policy.pools, work=work)
    if start is not None:
        lacks = "; ".join(missing(start, policy=desk.policy))
        by = by_ats(application.source.ats)
        await work.audit.changed("trigger.seen", subject=application.id, by=by, detail={"lacks": lacks})
        await begin(start, by=USHER, work=work, desk=desk)


async def record_read(answer: RecordRead, *, work: Work, desk: Desk) -> Reply:
    """The full record came: what it adds may complete a held trigger; if not, a named person is told."""
    application = await work.applications.get(answer.application, viewer=USHER)
    if application is None:
        return Nothing()
    await candidate_from(answer.record, ats=application.source.ats, work=work)
    await opening_from(answer.record, ats=application.source.ats, work=work)
    held = {held.application: held for held in await work.triggers.all()}.get(application.id)
    kind = desk.policy.kinds.get(held.kind) if held else None
    start = await start_of(application, kind=kind, pools=desk.policy.pools, work=work) if kind else None
    if start is not None:
        await begin(start, by=USHER, work=work, desk=desk)
    return Nothing()


async def candidate_seen(seen: CandidateSeen, *, work: Work, desk: Desk) -> Reply:
    """A candidate was renamed or has a new address."""
    if not await work.inbox.first(seen.ats, seen.delivery, kind="candidate", at=desk.now):
        return Nothing()
    known = await work.candidates.by_ats(seen.ats, seen.candidate, viewer=USHER)
    if known is not None:
        await mended(known, seen, work=work)
        await work.audit.changed("candidate.mended", subject=str(known.id), by=by_ats(seen.ats))
        await recheck(work=work, desk=desk)
    return Nothing()


async def candidate_gone(seen: CandidateGone, *, work: Work, desk: Desk) -> Reply:
    """The ATS merged, deleted or anonymised a candidate, or let applications of theirs go.

    A merged one lives on under another id; for the others open interviews end and booked ones go to a person.
    """
    if not await work.inbox.first(seen.ats, seen.delivery, kind=seen.kind, at=desk.now):
        return Nothing()
    known = await work.candidates.by_ats(seen.ats, seen.candidate, viewer=USHER)
    if known is None:
        return Nothing()
    if seen.merged_into:
        await _merge(known, into=seen.merged_into, ats=seen.ats, work=work)
        return Nothing()
    for application in await work.applications.of(known.id, viewer=USHER):
        named = not seen.applications or application.source.id in seen.applications
        if named and application.status in OPEN:
            await _close(application, why=seen.kind, work=work, desk=desk)
    if seen.kind in REMOVED:
        nameless = replace(known, name=NAMELESS, email="", zone="", source="")
        await work.candidates.save(nameless)
        await candidate_changed(nameless, before=known, work=work)
        await work.audit.changed("candidate.removed", subject=str(known.id), by=by_ats(seen.ats))
    return Nothing()


async def _merge(known: Candidate, *, into: str, ats: str, work: Work) -> None:
    survivor = await work.candidates.by_ats(ats, into, viewer=USHER)
    if survivor is None:
        await work.candidates.save(replace(known, ats_candidate=into))
    else:
        for application in await work.applications.of(known.id, viewer=USHER):
            await work.applications.save(replace(application, candidate=survivor.id))
        await work.homes.changed_about(candidate=survivor.id)
    await work.audit.changed("candidate.merged", subject=str(known.id), by=by_ats(ats))


async def _close(application: Application, *, why: str, work: Work, desk: Desk) -> None:
    by = by_ats(application.source.ats)
    closed = replace(application, status=Status.WITHDRAWN, next=None, pending=None)
    await work.applications.save(closed)
    await application_changed(closed, before=application, work=work)
    closed = replace(closed, version=application.version + 1)
    await work.applications.entered(closed, what=why, at=desk.now, by=by)
    await work.audit.changed("application.closed", subject=closed.id, by=by, detail={"why": why})
    await wind_down(closed, entered=False, by=by, work=work, desk=desk)
    await told_back(application, Status.WITHDRAWN, work=work, desk=desk)


async def job_seen(seen: JobSeen, *, work: Work, desk: Desk) -> Reply:
    """A job was made, changed or closed: a known opening follows; a new one is made when its first candidate comes."""
    if not await work.inbox.first(seen.ats, seen.delivery, kind=seen.kind, at=desk.now):
        return Nothing()
    known = await work.openings.by_ats_job(seen.ats, seen.job)
    if known is None:
        return Nothing()
    told = AtsRecord(
        "",
        job=seen.job,
        job_title=seen.title,
        recruiter=seen.recruiter,
        coordinator=seen.coordinator,
        manager=seen.manager,
    )
    fresh: Opening | None = await opening_from(told, ats=seen.ats, work=work)
    if fresh is not None and seen.title and seen.title != fresh.title:
        renamed = replace(fresh, title=seen.title)
        await work.openings.save(renamed)
        await opening_changed(renamed, before=fresh, work=work)
    await work.audit.changed("opening.mended", subject=known.id, by=by_ats(seen.ats), detail={"kind": seen.kind})
    await recheck(work=work, desk=desk)
    return Nothing()


async def noted(seen: Noted, *, work: Work, desk: Desk) -> Reply:
    """Understood, and nothing to do: kept, so that it can be shown."""
    await work.inbox.first(seen.ats, seen.delivery, kind=seen.kind, at=desk.now, note=seen.about)
    return Nothing()
