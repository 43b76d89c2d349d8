"""Short notes on an application, and the rule that asks for an observation where a note says nothing.

A note is for whoever reads it in a month. "Good vibe", "nice" or a thumb tell them nothing that they could weigh, and a
feeling without its cause is where bias lives. So such a note is asked about once: what was seen or heard? It is kept all
the same if its author insists, because the desk is theirs.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from unicodedata import combining, normalize

from bot.domain.ids import ApplicationId, PersonId

LONGEST = 3000  # characters of one note


class Origin(StrEnum):
    """Where a note was written: typed to Usher, or made of a message that somebody had written elsewhere."""

    COMMAND = "command"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted on an application; `at` is aware UTC, the text at most LONGEST characters.

    `in_brief` tells that it was chosen for the interviewers to read before they meet the candidate.
    """

    application: ApplicationId
    at: datetime
    author: PersonId
    text: str
    origin: Origin = Origin.COMMAND
    in_brief: bool = False


PRAISE = """
    good great nice fine ok okay okey kk alright cool super awesome amazing excellent perfect wonderful fantastic
    brilliant lovely decent solid strong bad poor weak meh awful terrible love loved like liked likes yes yep yeah no nope
    not sure vibe vibes feeling feelings feel feels gut energy impression fit chemistry thumbs up down well done wow lgtm
    gut gute guter gutes guten schlecht schlechte schlechter schlechtes toll tolle toller tolles nett nette netter nettes
    prima klasse spitze top okidoki passt passend stimmt ja nein nicht jein sympathisch sympathische sympathischer
    gefuhl bauchgefuhl eindruck chemie mag mochte gefallt gefiel daumen hoch runter genial perfekt wunderbar grossartig
"""
GRAMMAR = """
    a an the i we he she they it this that him her them his their my our me us is was were be been am are have has had got
    very really so quite pretty just too totally absolutely overall all in for and or but with about of to on
    s d t m re ve ll im dont isnt wasnt don isn wasn doesn didn
    candidate person guy girl man woman one someone seems seemed looks looked sounds sounded
    ein eine einen einer der die das den dem ich wir er sie es ihn ihr ihm uns mir mich mein unser ist war sind waren
    hat habe haben hatte sehr echt wirklich so ganz total recht einfach alles insgesamt und oder aber mit fur von bei
    kandidat kandidatin bewerber bewerberin mensch typ wirkt wirkte scheint schien macht machte hinterlasst
"""
SAYS_NOTHING = frozenset(f"{PRAISE} {GRAMMAR}".split())

SHORTCODE = re.compile(r":[a-z0-9_+\-]+:")  # how chats write an emoji in plain text
MARK = re.compile(r"[+-]1\b|\b\d+\s*/\s*\d+\b")  # +1, 10/10


def says_nothing(text: str) -> bool:
    """Whether a note holds praise, blame or emoji only, in English or German, and nothing that somebody saw or heard.

    One word that is neither praise nor grammar is enough to be taken as said; other languages always are.
    """
    left = MARK.sub(" ", SHORTCODE.sub(" ", folded(text)))
    return all(word in SAYS_NOTHING for word in re.findall(r"\w+", left))


def folded(text: str) -> str:
    """Return a text in small letters without accents, as it is compared."""
    return "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
