"""What is opened and posted in a browser."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.rooms import Door, Pass
from bot.domain.token import Claim


@dataclass(frozen=True, slots=True)
class PageOpened:
    """Somebody (or a mail scanner) opened a signed link; changes nothing. `zone` is what the reader chose to see."""

    claim: Claim
    zone: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class PagePosted:
    """The candidate pressed something on their page: `step` is its name, `values` its fields."""

    claim: Claim
    step: str
    values: Mapping[str, str]
    zone: str = ""


@dataclass(frozen=True, slots=True)
class PassOpened:
    """Somebody (or a mail scanner) opened a sign-in link; changes nothing. `session` is their browser's, if it has one."""

    given: Pass
    session: str = ""


@dataclass(frozen=True, slots=True)
class PassPosted:
    """Somebody pressed something on the page of a sign-in link. `fresh` is the key that a new session would have."""

    given: Pass
    step: str
    session: str = ""
    fresh: str = ""


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """Somebody opened a page that needs a session. `session` is its key (the hash of a secret), empty for none."""

    door: Door
    session: str = ""
    zone: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class RoomPosted:
    """Somebody pressed something there: `step` is its name, `values` its fields."""

    door: Door
    session: str
    step: str
    values: Mapping[str, str]
    zone: str = ""
