"""A form as data: drawn as a Slack modal, a Teams dialog, or a part of a web page.

Every value comes back as text under the field's name; the use case judges it and answers with FormErrors, keyed by
field name. Limits here are the narrowest of the platforms (Slack: 24 characters for titles and submit labels).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import FormAction
from bot.cards import Block, Span


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value that comes back, and what people read."""

    value: str
    label: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str
    options: tuple[Option, ...]
    initial: str = ""
    required: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line or, with `long`, several; `limit` in characters (at most 3000)."""

    name: str
    label: str
    initial: str = ""
    long: bool = False
    required: bool = True
    limit: int = 300
    hint: str = ""


Field = Choice | Text


@dataclass(frozen=True, slots=True)
class Form:
    """`zone` (IANA) is its reader's, for times in options, which can only be plain text.

    `since` (aware UTC) is when the words were written that stand in its fields, where others wrote them: what its reader
    began after that is newer.
    """

    title: str
    submit: str
    action: FormAction
    fields: tuple[Field, ...]
    intro: tuple[Block, ...] = ()
    zone: str = "UTC"
    since: datetime | None = None


def filled(form: Form, values: Mapping[str, str]) -> Form:
    """Return the form with these values in its fields, as far as they still take them; other names are left out."""
    return replace(form, fields=tuple(_holding(field, values.get(field.name)) for field in form.fields))


def _holding(field: Field, value: str | None) -> Field:
    if value is None:
        return field
    match field:
        case Text():
            return replace(field, initial=value[: field.limit])
        case Choice():
            offered = {option.value for option in field.options} | (set() if field.required else {""})
            return replace(field, initial=value) if value in offered else field
