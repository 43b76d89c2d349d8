"""Who may see and do what: one table, asked by the router and by every read of candidate data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.domain.ids import PersonId
from bot.domain.people import Person, Role
from bot.domain.pipeline import Opening
from bot.domain.policy import Kind
from bot.domain.refusal import Refusal


class Act(StrEnum):
    """What can be asked of Usher about a candidate or an opening. MOVE is to say what comes next for an application."""

    SCHEDULE = "schedule"
    CANCEL = "cancel"
    SEE_RECORD = "see_record"
    ANSWER = "answer"
    SEE_PIPELINE = "see_pipeline"
    NOTE = "note"
    MOVE = "move"


class Scope(StrEnum):
    """How far an act reaches: everything the organisation runs, openings the person owns, or the seats they fill."""

    ALL = "all"
    OWN_OPENINGS = "own_openings"
    OWN_SEATS = "own_seats"


MAY: Mapping[tuple[Role, Act], Scope] = {
    (Role.RECRUITER, Act.SCHEDULE): Scope.ALL,
    (Role.RECRUITER, Act.CANCEL): Scope.ALL,
    (Role.RECRUITER, Act.SEE_RECORD): Scope.ALL,
    (Role.COORDINATOR, Act.SCHEDULE): Scope.ALL,
    (Role.COORDINATOR, Act.CANCEL): Scope.ALL,
    (Role.COORDINATOR, Act.SEE_RECORD): Scope.ALL,
    (Role.RECRUITER, Act.SEE_PIPELINE): Scope.ALL,
    (Role.RECRUITER, Act.NOTE): Scope.ALL,
    (Role.RECRUITER, Act.MOVE): Scope.ALL,
    (Role.COORDINATOR, Act.SEE_PIPELINE): Scope.ALL,
    (Role.COORDINATOR, Act.NOTE): Scope.ALL,
    (Role.COORDINATOR, Act.MOVE): Scope.ALL,
    (Role.HIRING_MANAGER, Act.SCHEDULE): Scope.OWN_OPENINGS,
    (Role.HIRING_MANAGER, Act.CANCEL): Scope.OWN_OPENINGS,
    (Role.HIRING_MANAGER, Act.SEE_PIPELINE): Scope.OWN_OPENINGS,
    (Role.HIRING_MANAGER, Act.NOTE): Scope.OWN_OPENINGS,
    (Role.HIRING_MANAGER, Act.MOVE): Scope.OWN_OPENINGS,
    (Role.RECRUITER, Act.ANSWER): Scope.OWN_SEATS,
    (Role.COORDINATOR, Act.ANSWER): Scope.OWN_SEATS,
    (Role.HIRING_MANAGER, Act.ANSWER): Scope.OWN_SEATS,
    (Role.INTERVIEWER, Act.ANSWER): Scope.OWN_SEATS,
    (Role.HIRING_MANAGER, Act.SEE_RECORD): Scope.OWN_OPENINGS,
    (Role.INTERVIEWER, Act.SEE_RECORD): Scope.OWN_SEATS,
}


BY_KIND = frozenset({Act.SCHEDULE, Act.CANCEL})
"""What those who own an opening may do where the kind of interview names one of their roles."""


class Who(StrEnum):
    PERSON = "person"
    CANDIDATE = "candidate"
    USHER = "usher"
    ATS = "ats"


@dataclass(frozen=True, slots=True)
class Viewer:
    """On whose behalf something is read or changed; the audit names them. `id` is their key, or the ATS's name."""

    who: Who
    id: str = ""
    why: str = ""

    @classmethod
    def person(cls, person: PersonId, *, why: str) -> "Viewer":
        return cls(Who.PERSON, str(person), why)


USHER = Viewer(Who.USHER)


def scope(person: Person, act: Act) -> Scope | None:
    """Return the widest scope that any of the person's roles has for the act, or None."""
    return _widest(person.roles, act)


@cache
def _widest(roles: frozenset[Role], act: Act) -> Scope | None:
    given = {MAY[role, act] for role in roles if (role, act) in MAY}
    return next((reach for reach in Scope if reach in given), None)


def allow(person: Person, act: Act, *, opening: Opening, seated: bool = False, kind: Kind | None = None) -> None:
    """Return if the person may; raises Refusal, which tells what they lack and nothing about the record.

    With a `kind` it is about an interview of that kind, which the owners of an opening schedule and cancel only where it
    names one of their roles. No seat lets anybody do that.
    """
    owners = {opening.hiring_manager, opening.recruiter, opening.coordinator}
    by_seat = seated and act not in BY_KIND
    named = act not in BY_KIND or kind is None or bool(kind.scheduled_by & person.roles)
    match scope(person, act):
        case Scope.ALL:
            return
        case Scope.OWN_OPENINGS if (person.id in owners and named) or by_seat:
            return
        case Scope.OWN_SEATS if by_seat:
            return
        case _:
            raise Refusal(
                "That is for the recruiters and coordinators of this role. Ask them, and they can do it for you."
            )


def may(person: Person, act: Act, *, opening: Opening | None, seated: bool = False, kind: Kind | None = None) -> bool:
    """Return whether the person may do this with what belongs to the opening; see `allow`."""
    if opening is None:
        return False
    try:
        allow(person, act, opening=opening, seated=seated, kind=kind)
    except Refusal:
        return False
    return True


def startable(person: Person, kinds: Mapping[str, Kind]) -> Mapping[str, Kind]:
    """Return the kinds of interview that the person may start by hand, by their keys."""
    return {key: kind for key, kind in kinds.items() if kind.scheduled_by & person.roles}


def reaches(person: Person, act: Act, *, kinds: Mapping[str, Kind]) -> bool:
    """Return whether there is anything that the person may do this with, as far as that depends on the policy's kinds."""
    match scope(person, act):
        case None:
            return False
        case Scope.OWN_OPENINGS if act in BY_KIND:
            return bool(startable(person, kinds))
        case _:
            return True
