"""The few orders that recruiters type instead of pressing a card's button, English or German.

A closed table, compared whole: a text is an order or it is none. Who may give one, and where, is not judged here.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import product

from bot.domain.answer_tokens import plain, quotes


class Order(StrEnum):
    """OFFER the one time that stands, LOOK for new times, CANCEL the interview; RETRY or SKIP what was given up."""

    OFFER = "offer"
    LOOK = "look"
    CANCEL = "cancel"
    RETRY = "retry"
    SKIP = "skip"


LONGEST = 80  # characters; a longer text is no order


def _each(*parts: str) -> str:
    """Return every way to put the parts together; each is a list with commas, "-" stands for nothing."""
    lists = ([each.strip().replace("-", "") for each in part.split(",")] for part in parts)
    return ", ".join(" ".join(" ".join(chosen).split()) for chosen in product(*lists))


_IT = "it, this, that, this one, that one, the one, this time, that time, the one time, the time"
_IHN = "ihn, den, diesen, den termin, diesen termin, den einen, den einen termin, das"
_TIMES = "new times, other times, another time, a new time, different times, more times"
_ZEITEN = "neue zeiten, neue termine, andere zeiten, andere termine, einen neuen termin, einen anderen termin"
_INTERVIEW = "-, it, this, this one, that, the interview, this interview, the meeting, the booking"
_GESPRAECH = "das interview, das gespraech, den termin, dieses interview, dieses gespraech, diesen termin, es"
_AGAIN = "again, once more, one more time"
_NOCHMAL = "nochmal, noch mal, noch einmal, erneut"

_PHRASINGS: Mapping[Order, str] = {
    Order.OFFER: f"""
        offer, send it, {_each("offer", _IT)}, {_each("offer", "it, this one, that one", "alone, anyway")},
        {_each("go ahead and, lets, you can", "offer", "it, this one, that one")}, {_each("offer", "them", _IT)},
        {_each("biete, biet", _IHN, "an")}, {_each(_IHN, "anbieten")}, anbieten,
        {_each("biete, biet", "ihn, diesen", "allein an, trotzdem an")}""",
    Order.LOOK: f"""
        {_each("find, look for, search for, get", _TIMES)}, {_each("look, search", _AGAIN)}, new times, other times,
        keep looking, keep searching, keep on looking, go on looking, continue looking, look further, search further,
        {_each("no, wait, dont offer it", "keep looking, look again, look further")},
        {_each("reschedule", "-, it, this, this one, the interview")}, {_each("start", "again, over, a new round")},
        {_each("suche, such, finde, find", _ZEITEN)}, {_each(_ZEITEN, "suchen, finden")}, neue zeiten, neue termine,
        {_each("suche, such, suchen", _NOCHMAL)}, {_each(_NOCHMAL, "suchen")}, {_each("suche, such", "weiter")},
        weitersuchen, weiter suchen, neu suchen, such neu, suche neu, nein weitersuchen, nein such weiter,
        verschieben, {_each("verschieb, verschiebe", _GESPRAECH)}, {_each(_GESPRAECH, "verschieben")}""",
    Order.CANCEL: f"""
        {_each("cancel", _INTERVIEW)}, {_each("call", "it, this", "off")}, {_each("call off", "the interview, it")},
        {_each("sag, sage", _GESPRAECH, "ab")}, {_each(_GESPRAECH, "absagen, stornieren")}, absagen, stornieren,
        {_each("storniere, stornier, streich, streiche", _GESPRAECH)}""",
    Order.RETRY: f"""
        {_each("retry", "-, it, this, that, now")}, {_each("try", "it, this, that, -", _AGAIN)}, have another go,
        {_each("give it, try it", "another try, another go, again now")},
        {_each("versuch, versuche, probier, probiere", "es, das", _NOCHMAL)}, {_each(_NOCHMAL, "versuchen, probieren")},
        {_each("versuch, versuche", "es", "wieder")}, wiederholen, wiederhole es, wiederhol es""",
    Order.SKIP: f"""
        {_each("skip", "-, it, this, that, this one, that one")}, {_each("leave", "it, this", "out")},
        {_each("ueberspring, ueberspringe", "es, das, den schritt, diesen schritt, ihn")}, ueberspringen,
        {_each("es, das", "ueberspringen")}, {_each("lass, lasse", "es, das", "aus, weg")}, auslassen""",
}
PHRASINGS: Mapping[str, Order] = {
    " ".join(phrase.split()): order for order, phrases in _PHRASINGS.items() for phrase in phrases.split(",")
}
"""Every phrasing, as `evened` writes it, to its order."""

_COURTESY = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|ok|okay|yes|ja|then|dann|also|kindly|thanks|danke|just|einfach"
    r"|(?:can|could) you|(?:kannst|koenntest) du)\s+)+"
    r"|(?:\s+(?:thanks|thank you|thx|danke|danke dir|vielen dank|then|dann|now|jetzt|doch|mal))+$"
)
_POLITE = re.compile(r"\b(?:please|pls|bitte)\b")
_MARKS = re.compile(r"[,;:.!\s]+")


def ordered(text: str) -> Order | None:
    """Return the order that the text is, None for anything else: questions, quotations and longer texts are none."""
    shaped = plain(text[: LONGEST + 1])
    if len(text) > LONGEST or "?" in shaped or "..." in shaped or quotes(shaped):
        return None
    said = evened(_POLITE.sub(" ", shaped))
    return PHRASINGS.get(said) or PHRASINGS.get(_COURTESY.sub("", said).strip())


def evened(shaped: str) -> str:
    """Return a text made `plain` without marks between its words and runs of space."""
    return _MARKS.sub(" ", shaped).strip()
