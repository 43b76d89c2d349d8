"""Bringing the local record to what an ATS tells: candidate, opening and application, by their ATS ids.

What the ATS does not say is left as it is; nothing known is ever overwritten by nothing.
"""

from dataclasses import replace
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import USHER, Viewer, Who
from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId, random_key
from bot.domain.pipeline import OPEN, Application, Candidate, NextAction, Opening, Source, Status
from bot.inbound import ApplicationSeen, AtsPerson, AtsRecord, CandidateSeen
from bot.ports import Work
from bot.steps.homes import application_changed, candidate_changed, opening_changed

REVIEW = "Review the application"


async def candidate_from(record: AtsRecord, *, ats: str, work: Work) -> Candidate:
    """Return the candidate the record names, made or mended; one entered by hand is recognised by their address."""
    key = record.candidate or record.application
    known = await work.candidates.by_ats(ats, key, viewer=USHER) or await _by_hand(record, key, ats=ats, work=work)
    if known is None:
        fresh = Candidate(
            id=CandidateId(0),
            name=record.name,
            email=record.email,
            zone=record.zone,
            source=record.origin,
            ats_candidate=key,
            mail_ok=record.mail_ok is not False,
        )
        return await work.candidates.add(fresh, ats=ats)
    told = CandidateSeen(ats, "", "", record.name, record.email, record.zone, record.mail_ok)
    return await mended(known, told, work=work)


async def _by_hand(record: AtsRecord, key: str, *, ats: str, work: Work) -> Candidate | None:
    known = await work.candidates.by_email(record.email, viewer=USHER) if record.email else None
    if known is None or known.ats_candidate:
        return None
    adopted = replace(known, ats_candidate=key)
    await work.candidates.save(adopted, ats=ats)
    return adopted


async def mended(known: Candidate, told: CandidateSeen, *, work: Work) -> Candidate:
    """Return the candidate with what is newly known of them; a new address is worth trying, unless they want no mail."""
    new_address = bool(told.email and told.email != known.email)
    fresh = replace(
        known,
        name=told.name or known.name,
        email=told.email or known.email,
        zone=known.zone or told.zone,
        mail_ok=(known.mail_ok or new_address) if told.mail_ok is None else told.mail_ok,
    )
    if fresh != known:
        await work.candidates.save(fresh)
        await candidate_changed(fresh, before=known, work=work)
    return fresh


async def opening_from(record: AtsRecord, *, ats: str, work: Work) -> Opening | None:
    """Return the opening by ATS job id, made or mended; None when the record names no job."""
    if not record.job:
        return None
    known = await work.openings.by_ats_job(ats, record.job) or await _unlinked(record, ats=ats, work=work)
    opening = known or Opening(OpeningId(random_key()), record.job_title, ats_job=record.job)
    fresh = replace(
        opening,
        title=opening.title or record.job_title,
        recruiter=opening.recruiter or await _person(record.recruiter, work=work),
        coordinator=opening.coordinator or await _person(record.coordinator, work=work),
        hiring_manager=opening.hiring_manager or await _person(record.manager, work=work),
    )
    if known is None:
        await work.openings.add(fresh, ats=ats)
    elif fresh != known:
        await work.openings.save(fresh)
        await opening_changed(fresh, before=known, work=work)
    return fresh


async def _unlinked(record: AtsRecord, *, ats: str, work: Work) -> Opening | None:
    """Return the one opening of this title that no ATS has claimed yet, claimed now."""
    found = [each for each in await work.openings.by_title(record.job_title) if not each.ats_job]
    if len(found) != 1:
        return None
    claimed = replace(found[0], ats_job=record.job)
    await work.openings.save(claimed, ats=ats)
    return claimed


async def _person(named: AtsPerson, *, work: Work) -> PersonId | None:
    by_id = await work.people.by_ats_user(named.id) if named.id else None
    person = by_id or (await work.people.by_email(named.email) if named.email else None)
    return person.id if person is not None and person.active else None


async def application_from(
    seen: ApplicationSeen, *, opening: Opening, owner: PersonId, work: Work, desk: Desk
) -> Application:
    """Return the application for a record that was not known before: the one entered by hand, or a new one."""
    candidate = await candidate_from(seen.record, ats=seen.ats, work=work)
    source = Source(seen.ats, seen.record.application, seen.record.url)
    for known in await work.applications.of(candidate.id, viewer=USHER):
        if known.opening == opening.id and known.status in OPEN and not known.source.id:
            await work.applications.save(replace(known, source=source))
            return replace(known, source=source, version=known.version + 1)
    status = seen.record.status or Status.ACTIVE
    action = NextAction(REVIEW, owner, desk.now + timedelta(days=1)) if status in OPEN else None
    application = Application(
        id=ApplicationId(random_key()),
        candidate=candidate.id,
        opening=opening.id,
        stage="",
        status=status,
        next=action,
        source=source,
    )
    await work.applications.add(application)
    await application_changed(application, work=work)
    return application


def by_ats(ats: str) -> Viewer:
    return Viewer(Who.ATS, ats)
