"""A look at the page: what its visitor chose, what they have seen, and what their last press came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.fresh import Mark


class Theme(StrEnum):
    """How the page looks; AUTO is as the visitor's system has it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Visit:
    """`tabs` tells who looks at their Home; `notice` says why the last press could not be done; `touring` shows the tour."""

    choice: Choice = field(default_factory=Choice)
    mark: Mark = field(default_factory=Mark)
    theme: Theme = Theme.AUTO
    tabs: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    touring: bool = True
