"""Records as rows and back. A joined row is read with a prefix, so that several records can come in one statement."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table

from bot.codec import plain, structured
from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId
from bot.domain.interview import LIVE, Interview
from bot.domain.people import Origin, Person, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Opening, Pending, Source, Status
from bot.domain.time import Hours, WorkingHours
from storage.spelling import address_key, folded

Values = dict[str, Any]


def prefixed(table: Table, prefix: str) -> Iterable[ColumnElement[Any]]:
    """Return the table's columns, each labelled with a prefix, for a join."""
    return [column.label(f"{prefix}{column.name}") for column in table.c]


def person_values(person: Person) -> Values:
    return {
        "name": person.name,
        "email": person.email,
        "email_key": address_key(person.email),
        "zone": person.zone,
        "title": person.title,
        "hours": _hours_out(person.hours),
        "calendar": person.calendar,
        "roles": sorted(person.roles),
        "ats_user": person.ats_user,
        "days_off": sorted(day.isoformat() for day in person.days_off),
        "active": person.active,
        "tags": sorted(person.tags),
        "delegate": person.delegate,
        "hours_from": person.hours_from.value,
        "zone_from": person.zone_from.value,
    }


def person(row: RowMapping) -> Person:
    return Person(
        id=PersonId(row["id"]),
        name=row["name"],
        email=row["email"],
        zone=row["zone"],
        title=row["title"],
        hours=_hours_in(row["hours"]),
        calendar=row["calendar"],
        roles=frozenset(map(Role, row["roles"])),
        ats_user=row["ats_user"],
        days_off=frozenset(map(date.fromisoformat, row["days_off"])),
        active=row["active"],
        tags=frozenset(row["tags"]),
        delegate=row["delegate"],
        hours_from=Origin(row["hours_from"]),
        zone_from=Origin(row["zone_from"]),
    )


def _hours_out(hours: WorkingHours) -> Mapping[str, tuple[str, str]]:
    return {str(day): (each.opens.isoformat(), each.closes.isoformat()) for day, each in sorted(hours.days.items())}


def _hours_in(data: Mapping[str, tuple[str, str]]) -> WorkingHours:
    return WorkingHours({int(day): Hours(*map(time.fromisoformat, span)) for day, span in data.items()})


def opening_values(opening: Opening) -> Values:
    return {
        "title": opening.title,
        "title_key": folded(opening.title),
        "ats_job": opening.ats_job,
        "client": opening.client,
        "category": opening.category,
        "hiring_manager": opening.hiring_manager,
        "recruiter": opening.recruiter,
        "coordinator": opening.coordinator,
        "intake_agreed": opening.intake_agreed,
    }


def opening(row: RowMapping, prefix: str = "") -> Opening:
    return Opening(
        id=OpeningId(row[f"{prefix}id"]),
        title=row[f"{prefix}title"],
        ats_job=row[f"{prefix}ats_job"],
        client=row[f"{prefix}client"],
        category=row[f"{prefix}category"],
        hiring_manager=row[f"{prefix}hiring_manager"],
        recruiter=row[f"{prefix}recruiter"],
        coordinator=row[f"{prefix}coordinator"],
        intake_agreed=row[f"{prefix}intake_agreed"],
    )


def candidate_values(candidate: Candidate) -> Values:
    return {
        "name": candidate.name,
        "name_key": folded(candidate.name),
        "email": candidate.email,
        "email_key": address_key(candidate.email),
        "zone": candidate.zone,
        "source": candidate.source,
        "ats_candidate": candidate.ats_candidate,
        "mail_ok": candidate.mail_ok,
    }


def candidate(row: RowMapping, prefix: str = "") -> Candidate:
    return Candidate(
        id=CandidateId(row[f"{prefix}id"]),
        name=row[f"{prefix}name"],
        email=row[f"{prefix}email"],
        zone=row[f"{prefix}zone"],
        source=row[f"{prefix}source"],
        ats_candidate=row[f"{prefix}ats_candidate"],
        mail_ok=row[f"{prefix}mail_ok"],
    )


def application_values(application: Application) -> Values:
    """Return what a save may change: not when the candidate was last reached, which only a delivered message does."""
    action, pending = application.next, application.pending
    return {
        "candidate": application.candidate,
        "opening": application.opening,
        "stage": application.stage,
        "stage_at": application.stage_at,
        "status": application.status.value,
        "next_what": action and action.what,
        "next_owner": action and action.owner,
        "next_due": action and action.due,
        "ats": application.source.ats,
        "ats_id": application.source.id,
        "url": application.source.url,
        "seen_at": application.seen_at,
        "notes": application.notes,
        "pending_status": pending and pending.status.value,
        "pending_by": pending and pending.by,
        "pending_at": pending and pending.at,
    }


def application(row: RowMapping, prefix: str = "") -> Application:
    what, owner, due = row[f"{prefix}next_what"], row[f"{prefix}next_owner"], row[f"{prefix}next_due"]
    return Application(
        id=ApplicationId(row[f"{prefix}id"]),
        candidate=CandidateId(row[f"{prefix}candidate"]),
        opening=OpeningId(row[f"{prefix}opening"]),
        stage=row[f"{prefix}stage"],
        stage_at=row[f"{prefix}stage_at"],
        status=Status(row[f"{prefix}status"]),
        next=None if what is None else NextAction(what, owner, due),
        source=Source(row[f"{prefix}ats"], row[f"{prefix}ats_id"], row[f"{prefix}url"]),
        seen_at=row[f"{prefix}seen_at"],
        last_contact=row[f"{prefix}last_contact"],
        notes=row[f"{prefix}notes"],
        version=row[f"{prefix}version"],
        pending=_pending(row, prefix),
    )


def _pending(row: RowMapping, prefix: str) -> Pending | None:
    status, by, at = row[f"{prefix}pending_status"], row[f"{prefix}pending_by"], row[f"{prefix}pending_at"]
    return None if status is None else Pending(Status(status), PersonId(by), at)


def interview_values(interview: Interview) -> Values:
    """Return the whole interview as a document, beside the columns that are searched by."""
    booking = interview.booking
    return {
        "application": interview.application,
        "kind": interview.kind,
        "stage": interview.stage,
        "state": interview.state.value,
        "live": interview.state in LIVE,
        "owner": interview.owner,
        "deadline": interview.deadline,
        "booked_start": booking and booking.span.start,
        "uid": booking.uid if booking else "",
        "document": plain(interview, Interview),
    }


def interview(row: RowMapping) -> Interview:
    """Return the interview; raises bot.codec.Unreadable for a document this program cannot read."""
    return structured(row["document"] | {"version": row["version"]}, Interview)
