"""What a Greenhouse web hook says, in our own words: every documented action is honoured or noted.

Actions and fields: grnhse/greenhouse-api-docs, `source/includes/webhooks`. A payload gives the new stage only, tells
`current_stage` and `last_activity_at` with most application events, and names people by Greenhouse user id.
"""

from collections.abc import Callable, Mapping

from adapters.ats.reading import PING, Malformed, address, at, document, instant, key, link, members, text
from bot.domain.pipeline import Status
from bot.inbound import (
    ApplicationSeen,
    AtsPerson,
    AtsRecord,
    CandidateGone,
    CandidateSeen,
    Inbound,
    JobSeen,
    Noted,
)

ATS = "greenhouse"
LARGEST_PING = 16_384
STATUSES = {"active": Status.ACTIVE, "rejected": Status.PASSED, "hired": Status.HIRED}
BY_ACTION = {
    "hire_candidate": Status.HIRED,
    "unhire_candidate": Status.ACTIVE,
    "reject_candidate": Status.PASSED,
    "unreject_candidate": Status.ACTIVE,
}
THEIR_CHOICE = "they rejected us"  # one of the three types of rejection reason (Harvest, List rejection reasons)
BEST_ADDRESS = {"personal": 0, "other": 1, "work": 3}  # a present employer reads the last
ABOUT = ("interview", "scorecard", "job_interview_stage", "department", "office")


def parse(body: bytes, delivery: str) -> Inbound:
    """Return what a delivery tells; raises Malformed for one without an action, or without the id that it is about."""
    told = document(body)
    action = text(told, "action")
    if action == PING or _announces(told):
        return Noted(ATS, delivery, PING)
    if not action:
        raise Malformed("action", 'the name of the event is missing, such as "candidate_stage_change"')
    read = READERS.get(action, _noted)
    return read(action, at(told, "payload"), delivery)


def is_ping(body: bytes) -> bool:
    """Whether this is the call that Greenhouse makes when a hook is saved, to be answered 200 even when nobody signed it.

    "A payload containing some configuration settings for the web hook" is all that the documents say of it; hooks whose
    ping fails are made disabled, and stay so until somebody enables them by hand.
    """
    if len(body) > LARGEST_PING:
        return False
    try:
        told = document(body)
    except Malformed:
        return False
    return text(told, "action") == PING or _announces(told)


def _announces(told: Mapping[str, object]) -> bool:
    return "action" not in told and "web_hook" in told


def _application(action: str, payload: object, delivery: str) -> Inbound:
    application = at(payload, "application")
    candidate = at(application, "candidate")
    job = _job_of(application)
    record = AtsRecord(
        application=_required(application, "id", path="payload.application.id"),
        candidate=key(candidate, "id"),
        name=_name(candidate),
        email=_email(candidate),
        mail_ok=_mail_ok(candidate),
        origin=text(application, "source", "name") or text(application, "source", "public_name"),
        job=key(job, "id"),
        job_title=text(job, "name"),
        stage=text(application, "current_stage", "name"),
        stage_id=key(application, "current_stage", "id"),
        status=_status(action, application),
        url=link(application, "url"),
        recruiter=_owner(candidate, "recruiter") or _team(job, "recruiters"),
        coordinator=_owner(candidate, "coordinator") or _team(job, "coordinators"),
        manager=_team(job, "hiring_managers"),
    )
    return ApplicationSeen(ATS, delivery, action, record, instant(application, "last_activity_at"))


def _candidate(action: str, payload: object, delivery: str) -> Inbound:
    candidate = at(payload, "candidate")
    found = _required(candidate, "id", path="payload.candidate.id")
    return CandidateSeen(
        ATS, delivery, found, name=_name(candidate), email=_email(candidate), mail_ok=_mail_ok(candidate)
    )


def _candidate_deleted(action: str, payload: object, delivery: str) -> Inbound:
    """A merge names the candidate who stays; a deletion the applications that go, or none when they moved on."""
    person = at(payload, "person")
    return CandidateGone(
        ATS,
        delivery,
        action,
        _required(person, "id", path="payload.person.id"),
        applications=tuple(found for one in members(person, "deleted_application_ids") if (found := key(one))),
        merged_into=key(person, "new_candidate_id"),
    )


def _candidate_anonymized(action: str, payload: object, delivery: str) -> Inbound:
    return CandidateGone(ATS, delivery, action, _required(payload, "candidate_id", path="payload.candidate_id"))


def _application_deleted(action: str, payload: object, delivery: str) -> Inbound:
    application = at(payload, "application")
    gone = _required(application, "id", path="payload.application.id")
    candidate = _required(application, "candidate_id", path="payload.application.candidate_id")
    return CandidateGone(ATS, delivery, action, candidate, applications=(gone,))


def _job(action: str, payload: object, delivery: str) -> Inbound:
    job = at(payload, "job")
    status = text(job, "status")
    return JobSeen(
        ATS,
        delivery,
        action,
        _required(job, "id", path="payload.job.id"),
        title=text(job, "name"),
        open=False if action == "job_deleted" else status == "open" if status else None,
        recruiter=_team(job, "recruiters"),
        coordinator=_team(job, "coordinators"),
        manager=_team(job, "hiring_managers"),
    )


def _noted(action: str, payload: object, delivery: str) -> Inbound:
    return Noted(ATS, delivery, action, about=_about(payload))


READERS: Mapping[str, Callable[[str, object, str], Inbound]] = {
    "candidate_stage_change": _application,
    "new_candidate_application": _application,
    "new_prospect_application": _application,
    "application_updated": _application,
    "hire_candidate": _application,
    "unhire_candidate": _application,
    "reject_candidate": _application,
    "unreject_candidate": _application,
    "update_candidate": _candidate,
    "delete_candidate": _candidate_deleted,
    "merge_candidate": _candidate_deleted,
    "candidate_anonymized": _candidate_anonymized,
    "delete_application": _application_deleted,
    "job_created": _job,
    "job_approved": _job,
    "job_updated": _job,
    "job_deleted": _job,
}


def _required(node: object, field: str, *, path: str) -> str:
    found = key(node, field)
    if not found:
        raise Malformed(path, "the id is missing; it is a number such as 265277")
    return found


def _status(action: str, application: object) -> Status | None:
    status = STATUSES.get(text(application, "status"), BY_ACTION.get(action))
    reason = text(application, "rejection_reason", "type", "name").casefold()
    return Status.WITHDRAWN if status is Status.PASSED and reason == THEIR_CHOICE else status


def _job_of(application: object) -> object:
    """Candidates have one job; prospects any number, and then none of them is *the* job."""
    jobs = members(application, "jobs")
    return jobs[0] if len(jobs) == 1 else None if jobs else at(application, "job")


def _name(candidate: object) -> str:
    return " ".join(part for part in (text(candidate, "first_name"), text(candidate, "last_name")) if part)


def _mail_ok(candidate: object) -> bool | None:
    said = at(candidate, "can_email")
    return said if isinstance(said, bool) else None


def _email(candidate: object) -> str:
    """Return the address to write to; none for somebody who must not be written to (`can_email`)."""
    if at(candidate, "can_email") is False:
        return ""
    usable = [one for one in members(candidate, "email_addresses") if address(one, "value")]
    ranked = sorted(usable, key=lambda one: BEST_ADDRESS.get(text(one, "type"), 2))
    return address(ranked[0], "value") if ranked else ""


def _owner(candidate: object, part: str) -> AtsPerson | None:
    person = at(candidate, part)
    found = AtsPerson(key(person, "id"), address(person, "email"), text(person, "name"))
    return found if found.id or found.email else None


def _team(job: object, part: str) -> AtsPerson:
    """Return the one of a hiring team to turn to: the responsible one where the payload says who, else the first."""
    people = [one for one in members(job, "hiring_team", part) if _user(one) and at(one, "active") is not False]
    ranked = sorted(people, key=lambda one: at(one, "responsible") is not True)
    return AtsPerson(_user(ranked[0]), name=text(ranked[0], "name")) if ranked else AtsPerson()


def _user(member: object) -> str:
    return key(member, "user_id") or key(member, "id")


def _about(payload: object) -> str:
    """Return what a noted delivery is about, by kind and id only: "interview 31087450"."""
    for noun, found in (
        *((noun, key(payload, noun, "id")) for noun in ABOUT),
        ("application", key(payload, "application_id")),
        ("application", key(payload, "offer", "application_id")),
        ("application", key(payload, "application", "id")),
        ("job", key(payload, "job_id")),
        ("job", key(payload, "job_post", "job_id")),
    ):
        if found:
            return f"{noun} {found}"
    return ""
