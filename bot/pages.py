"""A web page as data: what somebody reads and what they can press, drawn by one template without scripts."""

from dataclasses import dataclass
from typing import Literal

from bot.cards import Block
from bot.forms import Field


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the page offers. A `press` posts `name` with its fields; a `look` only opens the page at that step."""

    name: str
    label: str
    fields: tuple[Field, ...] = ()
    intro: tuple[Block, ...] = ()
    tone: Literal["plain", "primary", "danger"] = "plain"
    verb: Literal["press", "look"] = "press"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`zone` is the IANA zone that times are shown in; `choose_zone` offers to change it. `status` is the HTTP status.

    `said` is what people wrote that stands on it, for a machine to group where one is plugged in; it is not drawn.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    steps: tuple[Step, ...] = ()
    zone: str = "UTC"
    choose_zone: bool = False
    contact: str = ""
    status: int = 200
    sections: tuple[Section, ...] = ()
    said: tuple[str, ...] = ()
