"""Everything a person can type, as one table: help, the manifests and the README are printed from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.cards import Card, Facts, para, spans
from bot.domain.access import Act, scope
from bot.domain.people import Person


@dataclass(frozen=True, slots=True)
class Command:
    """`act` is what the asker must be allowed to do somewhere; None is for everyone whom Usher knows."""

    name: str
    usage: str
    summary: str
    act: Act | None = None


COMMANDS = (
    Command("schedule", "[candidate]", "Find a time for an interview", Act.SCHEDULE),
    Command("status", "candidate", "Where a candidate stands, and what comes next", Act.SEE_RECORD),
    Command("help", "", "What you can ask me"),
)


def allowed(person: Person) -> tuple[Command, ...]:
    """Return the commands that fit what this person may do."""
    return tuple(c for c in COMMANDS if c.act is None or scope(person, c.act) is not None)


def help_card(commands: Iterable[Command], *, opening: str = "") -> Card:
    rows = tuple((f"{c.name} {c.usage}".strip(), spans(c.summary)) for c in commands)
    lead = (para(opening),) if opening else ()
    return Card("What you can ask me", (*lead, Facts(rows)))


def suggestion(word: str, commands: Iterable[Command]) -> str:
    """Return the command that was probably meant, or nothing."""
    return next(iter(get_close_matches(word.casefold(), [c.name for c in commands], n=1, cutoff=0.6)), "")
