"""What somebody reads who names a time that is too short for the interview: what it takes, and what could be had there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import Block, Card, When, para
from bot.domain.panel_room import Room
from bot.domain.policy import Policy
from bot.say.dates import hour, short_day

AGAIN = "I noted nothing yet: name another time, such as “Thursday after 2”."


SOON = "That is also too soon: you all and the candidate are asked first, so nothing can start before"


def short_blocks(room: Room) -> tuple[Block, ...]:
    """Return what a card says."""
    longest = room.longest
    if longest is None and room.soonest is not None:
        return para(_needed(room)), para(f"{SOON} ", When(room.soonest), f". {AGAIN}")
    if longest is None:
        return para(_needed(room)), para(f"I know of no longer time around then that everybody has. {AGAIN}")
    when = When(longest.start, longest.end)
    if room.fits:
        return para(_needed(room)), para(
            "Around then everybody could meet ", when, ". If that suits you, say so. ", AGAIN
        )
    had = f" ({_minutes(longest.length)}). "
    return para(_needed(room)), para("The longest that everybody has around then is ", when, had, AGAIN)


def short_card(card: Card, room: Room) -> Card:
    """Return the answer to a time that is too short, with all that the card asks still to be answered."""
    return Card(card.title, (*short_blocks(room), *card.blocks))


def short_words(room: Room, *, zone: ZoneInfo, policy: Policy) -> str:
    """Return the same for the field of a form or page, where text is plain; times are those of the reader's `zone`."""
    longest = room.longest
    if longest is None and room.soonest is not None:
        first = _instant(room.soonest, zone=zone, locale=policy.organisation.locale)
        return f"{_needed(room)} {SOON} {first} ({zone.key}). Please name another."
    if longest is None:
        return f"{_needed(room)} I know of no longer time around then that everybody has. Please name another."
    when = _clock(longest.start, longest.end, zone=zone, locale=policy.organisation.locale)
    if room.fits:
        return f"{_needed(room)} Around then everybody could meet {when}. Write that, or another time."
    had = _minutes(longest.length)
    return f"{_needed(room)} The longest that everybody has around then is {when} ({had}). Please name another time."


def _needed(room: Room) -> str:
    return f"The interview takes {_minutes(room.needed)}, and {_minutes(room.wished)} are too few."


def _minutes(length: timedelta) -> str:
    return f"{length // timedelta(minutes=1)} minutes"


def _instant(at: datetime, *, zone: ZoneInfo, locale: str) -> str:
    local = at.astimezone(zone)
    return f"{short_day(local, locale=locale)}, {hour(local, locale=locale)}"


def _clock(start: datetime, end: datetime, *, zone: ZoneInfo, locale: str) -> str:
    """Return a time as plain text, with its zone."""
    opens = _instant(start, zone=zone, locale=locale)
    return f"{opens}–{hour(end.astimezone(zone), locale=locale)} ({zone.key})"
