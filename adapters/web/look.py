"""How the organisation's pages look: its name, and its colour made readable in light and in dark."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Self

from babel import Locale

from adapters.web.colour import BLACK, WHITE, Colour
from bot.domain.policy import Organisation

TEMPLATES = Path(__file__).parent / "templates"
_LIGHT = {"ground": Colour.read("#f6f4f0"), "surface": WHITE}
_DARK = {"ground": Colour.read("#131518"), "surface": Colour.read("#1c1f24")}
_TEXT = 5.0  # WCAG 2.2, 1.4.3 asks 4.5 of text; dim letters on black are hard to read, so a little more
_SHAPE = 3.0  # WCAG 2.2, 1.4.11: the least contrast of what has to be seen to be used


@dataclass(frozen=True, slots=True)
class Look:
    """What the pages carry of the organisation; raises NotAColour for `brand`, UnknownLocaleError for `locale`.

    `privacy` is the address or the text of the privacy notice.
    """

    name: str
    brand: str = "#1f4f46"
    locale: str = "en_GB"
    privacy: str = ""
    colour: Colour = field(init=False)
    language: Locale = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "colour", Colour.read(self.brand))
        object.__setattr__(self, "language", Locale.parse(self.locale.replace("-", "_")))

    @classmethod
    def of(cls, organisation: Organisation) -> Self:
        return cls(organisation.name, organisation.brand, organisation.locale, organisation.privacy)


@cache
def stylesheet(look: Look) -> str:
    """Return the whole CSS of a page, the organisation's colours first."""
    light = "".join(_colours(look.colour, button=look.colour, **_LIGHT))
    dark = "".join(_colours(look.colour, button=look.colour.readable(*_DARK.values(), at_least=_SHAPE), **_DARK))
    sheet = (TEMPLATES / "usher.css").read_text(encoding="utf-8")
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{sheet}"


@cache
def content_policy(look: Look) -> str:
    """Return the Content-Security-Policy: no script at all, no style but ours, no form to elsewhere, in no frame."""
    digest = b64encode(sha256(stylesheet(look).encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; img-src data:; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _colours(brand: Colour, *, button: Colour, ground: Colour, surface: Colour) -> Iterator[str]:
    tint = surface.mixed(brand, share=0.08)
    accent = brand.readable(ground, surface, tint, at_least=_TEXT)
    yield f"--ground:{ground};--surface:{surface};--tint:{tint};"
    edge = button.readable(ground, surface, at_least=_SHAPE)
    yield f"--accent:{accent};--button:{button};--button-edge:{edge};"
    yield f"--on-button:{max((WHITE, BLACK), key=button.against)};"
