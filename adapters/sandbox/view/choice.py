"""What a visitor chose to look at: it stands in the page's address, so that every press comes back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import urlencode

LONGEST = 120  # characters of one choice


@dataclass(frozen=True, slots=True)
class Choice:
    """`live` loads the page again by itself; `week` is counted from the present one. The others are keys of the page's
    parts: a mailbox, a mail in it, whom the timeline is about. Empty is what the page shows by itself.
    """

    live: str = ""
    week: str = ""
    box: str = ""
    mail: str = ""
    about: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        return cls(**{each.name: query.get(each.name, "")[:LONGEST] for each in fields(cls)})

    def query(self, **changed: str) -> str:
        """Return the address's query, with what a link changes; empty when nothing is chosen."""
        chosen = replace(self, **changed)
        given = {each.name: value for each in fields(self) if (value := getattr(chosen, each.name))}
        return f"?{urlencode(given)}" if given else ""
