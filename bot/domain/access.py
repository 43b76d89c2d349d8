"""Who may see and do what: one table, asked by the router and by every read of candidate data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import PersonId
from bot.domain.people import Person, Role
from bot.domain.pipeline import Opening
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
    given = {MAY[role, act] for role in person.roles if (role, act) in MAY}
    return next((reach for reach in Scope if reach in given), None)


def allow(person: Person, act: Act, *, opening: Opening, seated: bool = False) -> None:
    """Return if the person may; raises Refusal, which tells what they lack and nothing about the record."""
    owners = {opening.hiring_manager, opening.recruiter, opening.coordinator}
    match scope(person, act):
        case Scope.ALL:
            return
        case Scope.OWN_OPENINGS if person.id in owners or seated:
            return
        case Scope.OWN_SEATS if seated:
            return
        case _:
            raise Refusal(
                "That is for the recruiters and coordinators of this role. Ask them, and they can do it for you."
            )
