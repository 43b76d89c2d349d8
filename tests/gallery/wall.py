"""What hangs in the gallery: `shows` puts samples of a function of `bot.say` there, once for each cast."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adapters.slack import render
from adapters.teams import render as teams
from adapters.web.links import SignedLinks
from bot.cards import Card
from bot.forms import Form
from bot.reply import NextForm, Open, Redraw, Refuse, Reply, Say
from tests.gallery.cast import CASTS, Cast

Json = dict[str, Any]
Shown = Card | Form | Reply
Samples = Iterator[tuple[str, Shown]]
READERS = ("29:1rae-in-teams",)
LINKS = SignedLinks("https://usher.example", (b"a key for pictures only",))


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing that people can see: `drawn` is what Slack is sent for it, `made` what it was drawn from.

    `told` is what Teams is sent: a message, the card of a form's dialog, nothing for a Home, which Teams has not.
    """

    room: str
    cast: str
    name: str
    surface: Surface
    made: Card | Form
    drawn: Json
    told: Json

    @property
    def card(self) -> Json:
        """The Adaptive Card in what Teams is sent."""
        content: Json = self.told["attachments"][0]["content"] if self.surface is Surface.MESSAGE else self.told
        return content

    def __str__(self) -> str:
        return " · ".join((self.room, self.cast, self.name))


@dataclass(frozen=True, slots=True)
class Room:
    """Samples of the same functions. `made` returns them for a cast."""

    functions: tuple[Callable[..., object], ...]
    made: Callable[[Cast], Samples]
    on: Surface

    @property
    def name(self) -> str:
        first = self.functions[0]
        module = first.__module__.rpartition(".")[2]
        return f"{module}: {first.__name__.replace('_', ' ')}"


ROOMS: list[Room] = []


def shows(
    *functions: Callable[..., object], on: Surface = Surface.MESSAGE
) -> Callable[[Callable[[Cast], Samples]], Callable[[Cast], Samples]]:
    """Hang the samples that the decorated function yields for each cast; they are of these functions of the program."""

    def hang(made: Callable[[Cast], Samples]) -> Callable[[Cast], Samples]:
        ROOMS.append(Room(functions, made, on))
        return made

    return hang


def hung() -> list[Sample]:
    """Return every sample, cast by cast and room by room; what is the same for several casts hangs for the first."""
    found: dict[tuple[str, str, str], Sample] = {}
    for cast in CASTS:
        for room in ROOMS:
            for name, shown in room.made(cast):
                made = sample(room, cast.name, name, shown)
                found.setdefault((room.name, name, repr(made.made)), made)
    return list(found.values())


def sample(room: Room, cast: str, name: str, shown: Shown) -> Sample:
    match shown:
        case Form() as form:
            return Sample(room.name, cast, name, Surface.MODAL, form, render.modal(form), teams.form(form))
        case Open(form) | NextForm(form):
            return Sample(room.name, cast, name, Surface.MODAL, form, render.modal(form), teams.form(form))
        case Card() as card if room.on is Surface.HOME:
            return Sample(room.name, cast, name, Surface.HOME, card, render.home(card, links=LINKS), {})
        case Card() as card:
            return _message(room, cast, name, card)
        case Say(card) | Redraw(card):
            return _message(room, cast, name, card)
        case Refuse(text, card):
            drawn, told = render.notice(text, card=card, links=LINKS), teams.notice(text, card=card, links=LINKS)
            made = card or Card(text)
            return Sample(room.name, cast, name, Surface.MESSAGE, made, drawn, teams.message(told, said=text))
        case _:
            raise TypeError(f"a gallery cannot show {shown}")


def _message(room: Room, cast: str, name: str, card: Card) -> Sample:
    told = teams.message(teams.card(card, links=LINKS, readers=READERS), said=card.title)
    return Sample(room.name, cast, name, Surface.MESSAGE, card, render.message(card, links=LINKS), told)
