"""The HTML of a letter: inline styles, system fonts and the reader's own colours; nothing is loaded, nothing tracks."""

from collections.abc import Iterable

from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.mail.address import one_line
from adapters.mail.outline import Part
from adapters.mail.text import contact_line

PAGES = Environment(
    loader=PackageLoader("adapters.mail", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html(parts: Iterable[Part], *, subject: str, contact: str, brand: str, lang: str) -> str:
    """Return a whole HTML document."""
    return PAGES.get_template("letter.html").render(
        parts=tuple(parts), subject=one_line(subject), contact=contact_line(contact), brand=brand, lang=lang
    )
