"""The pages that people of ours sign in to, and the pass that lets one of them in, once.

A pass names its page by room and key, never by an address, so that no link of ours can lead anywhere else.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.domain.ids import PersonId, random_key
from bot.domain.token import Forged, key_name, seal, unseal

STAYS = timedelta(hours=8)
"""How long somebody stays signed in."""
PASS_FOR = timedelta(minutes=15)
"""How long a link works that somebody asked for."""
PURPOSE = "in"
KEY = re.compile(r"[0-9a-zA-Z_-]{1,40}")


class Room(StrEnum):
    """A kind of page that needs a session; its word is the first part of its path."""

    BRIEF = "brief"
    DEBRIEF = "debrief"


@dataclass(frozen=True, slots=True)
class Door:
    """One such page: its room, and the key of what it is about (letters, digits, `-` and `_`), if it is about one thing."""

    room: Room
    about: str = ""

    @property
    def path(self) -> str:
        """Return where it is on our server."""
        return f"/{self.room}/{self.about}" if self.about else f"/{self.room}"

    @property
    def word(self) -> str:
        """Return the door in a word, as a card's subject holds it."""
        return f"{self.room}.{self.about}"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a sign-in link says: this person may come in, once, until `expires` (aware UTC), and is on their way `to` there.

    `nonce` tells one link from another; it is made when the link is signed.
    """

    person: PersonId
    to: Door
    expires: datetime
    nonce: str = ""


def door(word: str) -> Door:
    """Return the door of a word; raises ValueError for one that is not ours."""
    room, _, about = word.partition(".")
    if about and not KEY.fullmatch(about):
        raise ValueError("not a key of ours")
    return Door(Room(room), about)


def sign_pass(given: Pass, *, keys: Sequence[bytes]) -> str:
    """Return the token of a link that was never given out before, signed with the first key."""
    fresh = replace(given, nonce=given.nonce or random_key())
    body = {
        "p": PURPOSE,
        "w": fresh.person,
        "t": fresh.to.word,
        "e": int(fresh.expires.timestamp() * 1000),
        "n": fresh.nonce,
        "k": key_name(keys[0]),
    }
    return seal(json.dumps(body, separators=(",", ":")).encode(), key=keys[0])


def verify_pass(token: str, *, keys: Sequence[bytes]) -> Pass:
    """Return what the link says; raises Forged. Whether it has run out or was used is for the caller to judge."""
    raw = unseal(token, keys=keys)
    try:
        body = json.loads(raw)
        if body["p"] != PURPOSE or not body["n"]:
            raise Forged("a link for something else")
        expires = datetime.fromtimestamp(int(body["e"]) / 1000, UTC)
        return Pass(PersonId(int(body["w"])), door(str(body["t"])), expires, str(body["n"]))
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise Forged("the body does not read") from error
