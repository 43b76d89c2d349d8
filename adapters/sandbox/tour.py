"""The first visit as six steps: what to press, why it matters, what to look at; each ticks once the record tells of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """A button that the tour offers by itself: a form that is posted to `path` with these fields."""

    label: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """`anchor` is the id of the part of the page where it is done. `presses` spare a newcomer the longer ways."""

    key: str
    title: str
    text: str
    anchor: str
    done: bool = False
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """All steps in their order; `at` is the number of the first that is not done, len(steps) at the end."""

    steps: tuple[Step, ...]

    @property
    def at(self) -> int:
        return next((number for number, step in enumerate(self.steps) if not step.done), len(self.steps))
