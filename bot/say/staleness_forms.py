"""The forms for an application that is left: put it off, hand it over, tell the candidate, log a call with them."""

from collections.abc import Sequence
from datetime import date

from bot.actions import HandOverIt, LogCallIt, SnoozeIt, UpdateIt
from bot.cards import Block, When, para, spans
from bot.domain.case import Applied
from bot.domain.glance import glance
from bot.domain.people import Person
from bot.domain.staleness import SNOOZES
from bot.domain.updates import LONGEST
from bot.forms import Choice, Form, Option, Text
from bot.say.dates import short_day
from bot.say.record_cards import title
from bot.say.record_forms import REASON

OWN_WORDS = "They are greeted by their first name, and your name stands below."
PROMISE = "Stands in the mail as a promise, and becomes the day of the next step."


def snooze_form(applied: Applied, *, count: int, days: Sequence[date], locale: str) -> Form:
    """Return the form that puts an application off; `count` is how often it was put off before."""
    left = "This is the last time it can be." if count + 1 >= SNOOZES else "It can be put off once more after that."
    return Form(
        title="Snooze",
        submit="Snooze it",
        action=SnoozeIt(applied.application.id, count),
        fields=(
            Choice("until", "Until when?", _days(days, locale=locale), initial=days[0].isoformat() if days else ""),
            Text("reason", "Why, in a few words", limit=REASON, hint="Kept as a note, for whoever looks back"),
        ),
        intro=(para(title(applied)), para(f"It leaves your digest until then. {left}")),
    )


def hand_over_form(applied: Applied, *, people: Sequence[Person], lead: Sequence[Block] = ()) -> Form:
    """Return the form that gives the next step to somebody else; `lead` is why it is shown again."""
    options = tuple(Option(str(p.id), spans(f"{p.name}, {p.title}" if p.title else p.name)) for p in people)
    action = applied.application.next
    step = (para(f"The next step: {action.what}, by ", When(action.due), "."),) if action else ()
    return Form(
        title="Hand over",
        submit="Hand over",
        action=HandOverIt(applied.application.id, glance(applied.application)),
        fields=(Choice("owner", "To whom?", options, hint="They are told."),),
        intro=(*lead, para(title(applied)), *step),
    )


def update_form(applied: Applied, *, text: str, sent: int, days: Sequence[date], locale: str) -> Form:
    """Return the draft of an update to the candidate; it goes out when it is sent, and never by itself."""
    chosen = days[min(2, len(days) - 1)].isoformat() if days else ""
    return Form(
        title="Send an update",
        submit="Send it",
        action=UpdateIt(applied.application.id, sent),
        fields=(
            Text("text", "What they read", initial=text, long=True, limit=LONGEST, hint=OWN_WORDS),
            Choice("due", "Next word from us by", _days(days, locale=locale), initial=chosen, hint=PROMISE),
        ),
        intro=(para(f"By mail, to {title(applied)}. Change whatever does not fit."),),
    )


def call_form(applied: Applied, *, days: Sequence[date], zone: str, locale: str) -> Form:
    """Return the form that logs a call; `days` are today and those before, the newest first, in the asker's `zone`."""
    return Form(
        title="Log a call",
        submit="Log it",
        action=LogCallIt(applied.application.id),
        fields=(
            Text("text", "What was said?", long=True, limit=LONGEST),
            Choice("day", "When was it?", _days(days, locale=locale), initial=days[0].isoformat() if days else ""),
            Text("time", "At what time?", required=False, limit=5, hint=f"Such as 14:30 ({zone}), if it matters"),
        ),
        intro=(para(f"With {title(applied)}. It counts as contact with them."),),
    )


def _days(days: Sequence[date], *, locale: str) -> tuple[Option, ...]:
    return tuple(Option(day.isoformat(), spans(short_day(day, locale=locale))) for day in days)
