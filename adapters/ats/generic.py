"""Usher's own web hook format, for any ATS or script: `docs/ats-generic.md` is its reference.

Unlike a vendor's payload it is checked strictly, because whoever sends it can mend it: every complaint names the path in
the document and what would be right.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from adapters.ats.reading import PING, Malformed, address, at, document, instant, key, link, text
from bot.domain.pipeline import Status
from bot.domain.refusal import Refusal
from bot.domain.time import zone
from bot.inbound import ApplicationSeen, AtsPerson, AtsRecord, CandidateGone, CandidateSeen, Inbound, JobSeen, Noted

ATS = "generic"
PERSON = ("id", "email", "name")
SHAPE: Mapping[str, tuple[str, ...]] = {
    "application": ("id", "url"),
    "candidate": ("id", "name", "email", "zone", "source"),
    "job": ("id", "title", "open"),
    "stage": ("id", "name"),
    "people": ("recruiter", "coordinator", "hiring_manager"),
    "people.recruiter": PERSON,
    "people.coordinator": PERSON,
    "people.hiring_manager": PERSON,
}
TOP = (
    "event",
    "id",
    "at",
    "status",
    "applications",
    "merged_into",
    "application",
    "candidate",
    "job",
    "stage",
    "people",
)


def parse(body: bytes) -> Inbound:
    """Return what a document tells; raises Malformed at the first thing that does not fit."""
    told = document(body)
    _known(told, TOP, path="")
    for path, fields in SHAPE.items():
        _object(told, path, fields)
    event = told.get("event")
    if not isinstance(event, str) or event not in READERS:
        raise Malformed("event", f"the event must be one of {_listed(READERS)}")
    return READERS[event](told, _id(told, "id"))


def _application(told: Mapping[str, object], delivery: str) -> Inbound:
    record = AtsRecord(
        application=_id(told, "application.id"),
        candidate=_id(told, "candidate.id"),
        name=_text(told, "candidate.name"),
        email=_email(told, "candidate.email"),
        zone=_zone(told, "candidate.zone"),
        origin=_text(told, "candidate.source"),
        job=_id(told, "job.id"),
        job_title=_text(told, "job.title"),
        stage=_text(told, "stage.name"),
        stage_id=_key(told, "stage.id"),
        status=_status(told, "status"),
        url=_link(told, "application.url"),
        recruiter=_person(told, "people.recruiter"),
        coordinator=_person(told, "people.coordinator"),
        manager=_person(told, "people.hiring_manager"),
    )
    return ApplicationSeen(ATS, delivery, "application", record, _at(told, "at"))


def _candidate(told: Mapping[str, object], delivery: str) -> Inbound:
    return CandidateSeen(
        ATS,
        delivery,
        _id(told, "candidate.id"),
        name=_text(told, "candidate.name"),
        email=_email(told, "candidate.email"),
        zone=_zone(told, "candidate.zone"),
    )


def _candidate_gone(told: Mapping[str, object], delivery: str) -> Inbound:
    return CandidateGone(
        ATS,
        delivery,
        "candidate_gone",
        _id(told, "candidate.id"),
        applications=_ids(told, "applications"),
        merged_into=_key(told, "merged_into"),
    )


def _job(told: Mapping[str, object], delivery: str) -> Inbound:
    opened = at(told, "job", "open")
    if opened is not None and not isinstance(opened, bool):
        raise Malformed("job.open", "true or false, or leave it out")
    return JobSeen(
        ATS,
        delivery,
        "job",
        _id(told, "job.id"),
        title=_text(told, "job.title"),
        open=opened,
        recruiter=_person(told, "people.recruiter"),
        coordinator=_person(told, "people.coordinator"),
        manager=_person(told, "people.hiring_manager"),
    )


def _ping(told: Mapping[str, object], delivery: str) -> Inbound:
    return Noted(ATS, delivery, PING)


READERS: Mapping[str, Callable[[Mapping[str, object], str], Inbound]] = {
    "application": _application,
    "candidate": _candidate,
    "candidate_gone": _candidate_gone,
    "job": _job,
    PING: _ping,
}


def _object(told: Mapping[str, object], path: str, fields: tuple[str, ...]) -> None:
    found = at(told, *path.split("."))
    if found is None:
        return
    if not isinstance(found, Mapping):
        raise Malformed(path, f"an object with {_listed(fields)}")
    _known(found, fields, path=f"{path}.")


def _known(found: Mapping[str, object], fields: tuple[str, ...], *, path: str) -> None:
    for name in found:
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known here are {_listed(fields)}"
            raise Malformed(f"{path}{text(name)[:60]}", f"this key is not known; {hint}")


def _person(told: object, path: str) -> AtsPerson:
    return AtsPerson(_key(told, f"{path}.id"), _email(told, f"{path}.email"), _text(told, f"{path}.name"))


def _id(told: object, path: str) -> str:
    found = _key(told, path)
    if not found:
        raise Malformed(path, "an id is needed here: a text or a whole number, at most 200 characters")
    return found


def _key(told: object, path: str) -> str:
    return _read(told, path, key, "an id: a text or a whole number, at most 200 characters")


def _text(told: object, path: str) -> str:
    return _read(told, path, text, "a text, or leave it out")


def _email(told: object, path: str) -> str:
    return _read(told, path, address, 'one e-mail address such as "ada@example.com", or leave it out')


def _link(told: object, path: str) -> str:
    return _read(told, path, link, "a web address that starts with https://, or leave it out")


def _read(told: object, path: str, read: Callable[..., str], right: str) -> str:
    """Return what a reader makes of a leaf; null, "" and a missing key say nothing, anything else must read."""
    names = path.split(".")
    found = read(told, *names)
    if not found and at(told, *names) not in (None, ""):
        raise Malformed(path, right)
    return found


def _ids(told: object, path: str) -> tuple[str, ...]:
    found = at(told, path)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise Malformed(path, 'a list of application ids such as ["A-7"], or leave it out for all of them')
    return tuple(_id({f"{path}[{n}]": one}, f"{path}[{n}]") for n, one in enumerate(found))


def _zone(told: object, path: str) -> str:
    name = _text(told, path)
    try:
        return zone(name).key if name else ""
    except Refusal as refusal:
        raise Malformed(path, str(refusal)) from refusal


def _at(told: object, path: str) -> datetime | None:
    found = instant(told, path)
    if found is None and at(told, path) is not None:
        raise Malformed(path, 'a time with an offset such as "2026-03-02T14:05:00Z", or leave it out')
    return found


def _status(told: object, path: str) -> Status | None:
    found = at(told, path)
    if found is None:
        return None
    if not isinstance(found, str) or found not in set(Status):
        raise Malformed(path, f"the status must be one of {_listed(Status)}")
    return Status(found)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
