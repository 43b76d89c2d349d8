"""What a role needs, as its hiring manager agreed it before anybody is interviewed for it.

Interviews for a role whose needs nobody has put in words measure sympathy. So the manager says first what somebody must be
able to do; a recruiter may draft it, and only the manager can agree it. It speaks of the role and never of a candidate.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.domain.case import Applied
from bot.domain.ids import OpeningId, PersonId
from bot.domain.notes import GRAMMAR, PRAISE, folded
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.domain.policy import Policy

AGREE = "Agree the intake"
"""The next action of an application that waits for it."""
LONGEST: Mapping[str, int] = MappingProxyType({"must": 1500, "nice": 800, "plan": 1500, "terms": 800})
"""How many characters each part may have."""


@dataclass(frozen=True, slots=True)
class Intake:
    """One wording of what a role needs; earlier ones are kept. `at` is aware UTC.

    `must` is what somebody must be able to do, `nice` what would be good to have, `plan` which interviews there are and who
    covers what, `terms` whatever there is to know about dates, place and time zone. It is `agreed` where its author is the
    role's hiring manager, who sent it as such; else it is a draft.
    """

    opening: OpeningId
    at: datetime
    author: PersonId
    must: str
    nice: str = ""
    plan: str = ""
    terms: str = ""
    agreed: bool = False

    @property
    def parts(self) -> Mapping[str, str]:
        """Return what was written, by the name of its part."""
        return {"must": self.must, "nice": self.nice, "plan": self.plan, "terms": self.terms}


@dataclass(frozen=True, slots=True)
class Ask:
    """That a role's manager is asked to agree, and when the question reaches them (aware UTC); it ends when they have."""

    opening: OpeningId
    manager: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a role's intake stands `at` a moment (aware UTC). `manager` is who can agree it, None where there is nobody
    active.

    `newest` is by `drafter`; `agreed` is what holds, by `agreer`. Of those who wait, `total` in all, `waiting` are the
    first. With `holds_back`, interviews for the role wait for it.
    """

    opening: Opening
    holds_back: bool
    at: datetime
    manager: Person | None = None
    asked: Ask | None = None
    newest: Intake | None = None
    drafter: Person | None = None
    agreed: Intake | None = None
    agreer: Person | None = None
    waiting: tuple[Applied, ...] = ()
    total: int = 0

    @property
    def is_asked(self) -> bool:
        """Return whether the manager has the question already, rather than in the morning."""
        return self.asked is not None and self.asked.at <= self.at

    @property
    def draft(self) -> Intake | None:
        """Return what was drafted since the last agreement."""
        return self.newest if self.newest is not None and not self.newest.agreed else None


def holds_back(opening: Opening, *, policy: Policy) -> bool:
    """Return whether interviews for the role have to wait until its manager has agreed what it needs."""
    return policy.intake.required and not opening.intake_agreed


CLICHES = """
    team player players teamplayer rockstar rock star ninja guru superstar allrounder all rounder hands
    motivated passionate driven dynamic flexible reliable hard working worker hardworking proactive positive attitude
    mindset culture cultural fits talented talent smart clever bright senior junior experienced experience best right
    ideal usual standard normal same before last time always see job description jd ad posting as described must be able to
    somebody who can will do need needs needed should anything everything nothing none na tbd tba todo later
    teamfahig teamfahigkeit motiviert engagiert flexibel belastbar dynamisch zuverlassig erfahren erfahrung wie immer
    siehe stellenanzeige stellenbeschreibung ausschreibung jemand jemanden nichts alles ublich das ubliche spater offen
    muss kann konnen soll sein
"""
EMPTY_WORDS = frozenset(f"{PRAISE} {GRAMMAR} {CLICHES}".split())


def is_empty(text: str) -> bool:
    """Return whether a text names nothing that somebody could be able to do: empty, praise, or a phrase fit for any role.

    Like `bot.domain.notes.says_nothing` it knows English and German; one word of substance is enough, and other languages
    are always taken.
    """
    return all(word in EMPTY_WORDS for word in re.findall(r"[^\W\d_]+", folded(text)))


def incomplete(parts: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is wrong with the parts of an intake, in words, by their names; nothing where it is complete."""
    wrong: dict[str, str] = {}
    must = parts.get("must", "").strip()
    if not must:
        wrong["must"] = "Please say what somebody must be able to do."
    elif is_empty(must):
        wrong["must"] = "This fits any role. Name one thing that somebody must be able to do in this one."
    for name, limit in LONGEST.items():
        if (length := len(parts.get(name, "").strip())) > limit:
            wrong[name] = f"At most {limit} characters, please; this has {length}."
    return wrong
