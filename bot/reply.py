"""Everything the core can answer, inside the request that asked. A closed union; the platform's listener delivers it.

A reply may be lost, so it is never the only copy of a change: what matters also leaves through the outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards import Card
from bot.domain.rooms import Door
from bot.forms import Form
from bot.pages import Page


@dataclass(frozen=True, slots=True)
class Say:
    """Show a card to the asker alone."""

    card: Card


@dataclass(frozen=True, slots=True)
class Open:
    """Open a form (Slack modal, Teams dialog)."""

    form: Form


@dataclass(frozen=True, slots=True)
class FormErrors:
    """The submitted form stays open; each message stands at its field, by field name."""

    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NextForm:
    """Replace the submitted form by a fresh one, because the world changed while it was open."""

    form: Form


@dataclass(frozen=True, slots=True)
class Redraw:
    """The card that was pressed looks different now."""

    card: Card


@dataclass(frozen=True, slots=True)
class Refuse:
    """An anticipated "no", in words for the asker; `card` is the fresh state where there is one."""

    text: str
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A web page for the reader of a signed link."""

    page: Page


@dataclass(frozen=True, slots=True)
class Enter:
    """Somebody is signed in and goes on to a page of ours; `session` is the key of one that began now, else empty."""

    door: Door
    session: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Done; there is nothing to show."""


Reply = Say | Open | FormErrors | NextForm | Redraw | Refuse | Show | Enter | Nothing
