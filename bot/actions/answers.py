"""Going on from a command's answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoOn:
    """One of a choice: run the command for the application or opening that this names."""

    command: str
    subject: str


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Another page of a command's long answer; `words` are what was asked, or the key of what it is about."""

    command: str
    words: str = ""
    page: int = 1
