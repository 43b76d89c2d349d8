"""Everything a person can type, as one table: help, the manifests and the README are printed from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.cards import Button, Buttons, Card, Facts, Fine, para, spans
from bot.domain.access import Act, reaches
from bot.domain.people import Person
from bot.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Command:
    """`act` is what the asker must be allowed to do somewhere; None is for everyone whom Usher knows."""

    name: str
    usage: str
    summary: str
    act: Act | None = None
    example: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a command is asked about, as typed after its name or as the key of a record, and which page of the answer."""

    text: str
    page: int = 1

    @property
    def line(self) -> str:
        """The words without runs of space and line breaks."""
        return " ".join(self.text.split())


COMMANDS = (
    Command("schedule", "[candidate]", "Find a time for an interview", Act.SCHEDULE, "schedule Ada Obi"),
    Command("status", "candidate", "Where a candidate stands, and what comes next", Act.SEE_RECORD, "status Ada Obi"),
    Command("mine", "", "What is waiting for you, and your interviews of the next 7 days", None, "mine"),
    Command(
        "pipeline", "[role]", "Who is in play for a role, stage by stage", Act.SEE_PIPELINE, "pipeline Backend Engineer"
    ),
    Command("waiting", "[role]", "Whose feedback is missing, and since when", Act.SEE_PIPELINE, "waiting"),
    Command("quiet", "[role]", "Who has not been contacted for too long", Act.SEE_PIPELINE, "quiet"),
    Command("stalled", "[role]", "Which roles stand still, and why", Act.SEE_PIPELINE, "stalled"),
    Command("ready", "[role]", "Who is ready for the final interview", Act.SEE_PIPELINE, "ready Backend Engineer"),
    Command("dropoffs", "[role]", "Where candidates left in the last 90 days, and why", Act.SEE_PIPELINE, "dropoffs"),
    Command(
        "note",
        "[candidate[: text]]",
        "Keep a short note on a candidate",
        Act.NOTE,
        "note Ada Obi: would rather start in May",
    ),
    Command("next", "candidate", "Set the next step: what, by whom, by when", Act.MOVE, "next Ada Obi"),
    Command("hold", "candidate", "Put a candidate on hold, or take them off it", Act.MOVE, "hold Ada Obi"),
    Command("pass", "candidate", "Decide that a candidate is not going forward", Act.MOVE, "pass Ada Obi"),
    Command(
        "intake",
        "[role]",
        "What a role needs, as its hiring manager agreed it",
        Act.SEE_PIPELINE,
        "intake Backend Engineer",
    ),
    Command("here", "", "Have me write to you here from now on, not where you answered before", None, "here"),
    Command("help", "[command]", "What you can ask me", None, "help note"),
)
ACTS = tuple(dict.fromkeys(command.act for command in COMMANDS))


def allowed(person: Person, *, policy: Policy) -> tuple[Command, ...]:
    """Return the commands that fit what this person may do."""
    acts = {act for act in ACTS if act is None or reaches(person, act, kinds=policy.kinds)}
    return tuple(c for c in COMMANDS if c.act in acts)


def help_card(commands: Iterable[Command], *, opening: str = "", buttons: Iterable[Button] = ()) -> Card:
    """Return what can be asked; `opening` says why it is shown, and `buttons` do what was probably meant."""
    rows = tuple((f"{c.name} {c.usage}".strip(), spans(c.summary)) for c in commands)
    lead = (para(opening),) if opening else ()
    pressed = tuple(buttons)
    return Card("What you can ask me", (*lead, *((Buttons(pressed),) if pressed else ()), Facts(rows)))


def command_card(command: Command) -> Card:
    """Return what one command does, with an example."""
    usage = f"{command.name} {command.usage}".strip()
    rows = (("Say", spans(usage)), ("Such as", spans(command.example)))
    optional = (Fine(spans("What stands in [brackets] can be left out.")),) if "[" in usage else ()
    return Card(f"{command.name}: {command.summary}", (Facts(rows), *optional))


def suggestion(word: str, commands: Iterable[Command]) -> str:
    """Return the command that was probably meant, or nothing."""
    return next(iter(get_close_matches(word.casefold(), [c.name for c in commands], n=1, cutoff=0.6)), "")
