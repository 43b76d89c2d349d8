"""Asking after a candidate as one would ask a colleague, English or German: “how is Ada?” is “status Ada”.

A closed set of ways to ask, the whole text or nothing; whether anybody is called so is not judged here.
"""

import re

from bot.domain.answer_names import is_free
from bot.domain.answer_tokens import plain

LONGEST = 120  # characters; who asks in more words than that asks for something else
_NOT_THEM = """
    everything everybody everyone things you he she they him her them that this week month year weekend
    alles alle ihr ihm ihnen dir euch das dies woche monat jahr wochenende
"""
_NOBODY = frozenset(_NOT_THEM.split())
_LEAD = r"(?:(?:hi|hello|hey|hallo|and|so|ok|okay|und|also)\b[, ]+)*"
_TAIL = r"(?:[, ]+(?:please|bitte|now|today|right now|jetzt|heute|gerade|denn|eigentlich))*[ ?!.]*"
_WAYS = tuple(
    re.compile(_LEAD + way.replace("NAME", r"(?P<name>[^?!:;\n]+?)") + _TAIL, re.IGNORECASE)
    for way in (
        r"how(?: is it going with| are things with| does it look with| is|['’]?s) NAME(?: doing| getting on| coming along)?",
        r"what(?:['’]?s| is)(?: up| new| next| happening)? (?:with|for) NAME",
        r"what about NAME",
        r"where(?:['’]?s| is| are we with| do we stand with) NAME",
        r"where does NAME stand",
        r"(?:is there )?any (?:news|updates?) (?:on|of|about|from) NAME",
        r"tell me about NAME",
        r"wie (?:geht|läuft)(?:['’]?s| es) (?:mit |bei )?NAME(?: weiter)?",
        r"wie sieht(?:['’]?s| es) (?:mit|bei) NAME aus",
        r"wie steht(?:['’]?s| es)? (?:um|mit|bei) NAME",
        r"was ist (?:mit|bei) NAME",
        r"wo steht NAME",
        r"(?:(?:was )?gibt(?:['’]?s| es) )?(?:etwas |was )?neues (?:von|zu|bei|über) NAME",
    )
)


def asked_after(text: str) -> str:
    """Return the name that a text asks after, empty where it asks for something else.

    Words that mean something in an answer, such as a day, are no name: “what about Tuesday?” suggests a time.
    """
    said = " ".join(text.split())
    if len(said) > LONGEST:
        return ""
    found = next((match for way in _WAYS if (match := way.fullmatch(said))), None)
    name = found["name"].strip(" ,.") if found else ""
    parts = plain(name).split()
    return name if all(is_free(part) and part not in _NOBODY for part in parts) else ""
