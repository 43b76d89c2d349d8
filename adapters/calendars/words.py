"""Which events count as free because of a word in their title, where an organisation says so: “focus”, “DNS”."""

import re
from collections.abc import Iterable


def counts_as_free(title: str, *, ignored: Iterable[str]) -> bool:
    """Whether one of the words stands in the title by itself, case ignored: “focus” is not in “Autofocus”."""
    heard = title.casefold()
    return any(
        re.search(rf"(?<!\w){re.escape(word.strip().casefold())}(?!\w)", heard) for word in ignored if word.strip()
    )
