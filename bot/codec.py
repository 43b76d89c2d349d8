"""One codec for everything that is stored or travels inside a button: flat JSON with a stable type word, never a class name.

Stored payloads outlive versions: fields may be added with a default, words are never reused, and one sample of every
stored kind is kept in `tests/data/golden.json` and must decode for ever.
"""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from bot.actions import BUTTONS, FORMS, Action, FormAction, SendThese
from bot.domain.dead_end import (
    BeyondSelfService,
    CalendarSilent,
    CandidateCancelled,
    ClosedInAts,
    DeadEnd,
    Disputed,
    EventGone,
    EventMoved,
    LateTimes,
    MailRefused,
    NoLink,
    NoneSuited,
    NoSharedTime,
    NotHeld,
    NoTimes,
    OneTime,
    SeatDeclined,
    SeatGone,
    SeatRefused,
    SeatSilent,
    Unanswered,
)
from bot.domain.relaxation import Relaxation
from bot.effects import EFFECTS, Effect

T = TypeVar("T")

DEAD_ENDS: Mapping[str, type[DeadEnd]] = {
    "no_times": NoTimes,
    "late_times": LateTimes,
    "closed_in_ats": ClosedInAts,
    "one_time": OneTime,
    "unanswered": Unanswered,
    "none_suited": NoneSuited,
    "candidate_cancelled": CandidateCancelled,
    "beyond_self_service": BeyondSelfService,
    "calendar_silent": CalendarSilent,
    "mail_refused": MailRefused,
    "seat_declined": SeatDeclined,
    "seat_refused": SeatRefused,
    "seat_silent": SeatSilent,
    "seat_gone": SeatGone,
    "no_shared_time": NoSharedTime,
    "not_held": NotHeld,
    "disputed": Disputed,
    "no_link": NoLink,
    "event_gone": EventGone,
    "event_moved": EventMoved,
}


class Unreadable(Exception):
    """A stored or received payload that this program cannot read: an unknown word, or fields that do not fit."""


def _converter() -> Converter:
    converter = make_converter(unstruct_collection_overrides={AbstractSet: sorted})
    converter.register_unstructure_hook(Relaxation, str)
    converter.register_structure_hook(Relaxation, lambda word, _: Relaxation.of(word))
    brief = make_dict_unstructure_fn(
        SendThese, converter, sits=override(omit_if_default=True), eased=override(omit_if_default=True)
    )
    converter.register_unstructure_hook(SendThese, brief)
    for union, words in ((Effect, EFFECTS), (Action, BUTTONS), (FormAction, FORMS), (DeadEnd, DEAD_ENDS)):
        names = {kind: word for word, kind in words.items()}
        configure_tagged_union(union, converter, tag_name="t", tag_generator=names.__getitem__)
    _let_none_through(converter)
    return converter


def _let_none_through(converter: Converter) -> None:
    """`DeadEnd | None` is another union to the library than DeadEnd: teach it that None stands for none."""
    union: Any = DeadEnd
    converter.register_unstructure_hook(
        DeadEnd | None, lambda value: None if value is None else converter.unstructure(value, unstructure_as=union)
    )
    converter.register_structure_hook(
        DeadEnd | None, lambda data, _: None if data is None else converter.structure(data, union)
    )


_CONVERTER = _converter()


def plain(value: object, kind: Any) -> Any:
    """Return `value` (of type `kind`) as JSON-ready data."""
    return _CONVERTER.unstructure(value, unstructure_as=kind)


def structured(data: Any, kind: type[T]) -> T:
    """Return the value of type `kind` that `data` describes; raises Unreadable."""
    try:
        return _CONVERTER.structure(data, kind)
    except (BaseValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"not a readable {getattr(kind, '__name__', kind)}") from error


def encode(value: object, kind: Any) -> str:
    """Return compact JSON; for a union, name the union so that the type word is written."""
    return json.dumps(plain(value, kind), separators=(",", ":"), ensure_ascii=False)


def decode(text: str, kind: Any) -> Any:
    """Return the value of type `kind`; raises Unreadable for anything else, broken JSON included."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise Unreadable("not JSON") from error
    return structured(data, kind)
