"""Draws any Page as HTML with one template: no script, no markup from the core, every text escaped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Literal
from unicodedata import bidirectional
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.look import TEMPLATES, Look, stylesheet
from adapters.web.when import Shown, city, shown
from adapters.web.zones import choices, known
from bot.cards import Block, Bold, Buttons, Facts, Fine, Link, Para, Plain, Signed, Span, When
from bot.forms import Choice, Field, Text
from bot.pages import Page, Step
from bot.ports import Links
from bot.say.dates import language

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TURNING = frozenset({"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


@dataclass(frozen=True, slots=True)
class Reader:
    """What a request tells about its reader.

    `zone` and `step` are what they chose to see (empty: nothing), `strange_zone` tells that they asked for a zone that
    does not exist; `csrf` goes back with every form of somebody signed in. After a form that did not pass: `pressed`
    names it, `answers` and `errors` are by field name.
    """

    locale: Locale
    zone: str = ""
    step: str = ""
    strange_zone: bool = False
    csrf: str = ""
    pressed: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def query(self, step: str) -> str:
        """Return the relative address of this page at a step, in the zone they chose; it never names the token."""
        kept = {"zone": self.zone, "step": step}
        return "?" + urlencode({name: value for name, value in kept.items() if value})


@dataclass(frozen=True, slots=True)
class Mark:
    """A span, ready for the template."""

    kind: Literal["text", "bold", "time", "link"]
    text: str = ""
    url: str = ""
    time: Shown | None = None


def draw(page: Page, *, look: Look, links: Links, reader: Reader) -> str:
    """Return the whole HTML document."""
    zone = ZoneInfo(page.zone if page.zone in known() else "UTC")
    return _TEMPLATE.render(
        page=page,
        look=look,
        style=stylesheet(look),
        lang=language(look.locale),
        reader=reader,
        zone=zone,
        place=city(zone.key, locale=look.language),
        zones=choices(zone.key, locale=look.language) if page.choose_zone else (),
        groups=[(verb, tuple(steps)) for verb, steps in groupby(page.steps, key=lambda step: step.verb)],
        mark=partial(_mark, zone=zone, locale=reader.locale, links=links),
        contact=tuple(_contact(page.contact)),
        problems=_problems(page.steps, reader=reader),
    )


def kind(part: Block | Field) -> str:
    """Return the word by which the template tells what a part is."""
    match part:
        case Para():
            return "para"
        case Facts():
            return "facts"
        case Fine():
            return "fine"
        case Buttons():
            return "buttons"
        case Choice():
            return "choice"
        case Text():
            return "text"


def turns(text: str) -> bool:
    """Whether a text has letters or marks that could change the direction of what stands around it."""
    return any(bidirectional(letter) in _TURNING for letter in text)


def safe(url: str) -> bool:
    """Whether a link may be drawn as one: http, https, mailto and tel lead somewhere, others do something."""
    try:
        return url.isprintable() and urlsplit(url).scheme in _SCHEMES
    except ValueError:
        return False


def _mark(span: Span, *, zone: ZoneInfo, locale: Locale, links: Links) -> Mark:
    match span:
        case Plain(text):
            return Mark("text", text)
        case Bold(text):
            return Mark("bold", text)
        case When():
            return Mark("time", time=shown(span, zone=zone, locale=locale))
        case Link(text, url):
            return Mark("link", text, url) if safe(url) else Mark("text", text)
        case Signed(text, claim):
            return Mark("link", text, links.url(claim))


def _contact(text: str) -> Iterator[Mark]:
    """The line that names a human, its mail addresses made links."""
    rest = 0
    for found in _ADDRESS.finditer(text):
        yield Mark("text", text[rest : found.start()])
        yield Mark("link", found[0], f"mailto:{found[0]}")
        rest = found.end()
    yield Mark("text", text[rest:])


def _problems(steps: Sequence[Step], *, reader: Reader) -> tuple[tuple[str, str], ...]:
    """(element id or nothing, message) of all that did not pass; the template gives fields the same ids."""
    names = {part.name for step in steps if step.name == reader.pressed for part in step.fields}
    return tuple(
        (f"{reader.pressed}-{name}" if name in names else "", message) for name, message in reader.errors.items()
    )


def _template_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = kind
    environment.tests["turning"] = turns
    return environment


_TEMPLATE = _template_environment().get_template("page.html")
