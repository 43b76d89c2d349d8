"""What somebody saw of an application when a form was drawn, in a few characters: a change since then shows by them."""

from zlib import crc32

from bot.domain.pipeline import Application, NextAction


def glance(application: Application) -> str:
    """Return eight characters for the next step and for where the application stands, four each."""
    return step_print(application.next) + place_print(application)


def step_changed(application: Application, *, seen: str) -> bool:
    """Return whether the next step is another than at this glance."""
    return seen[:4] != step_print(application.next)


def place_changed(application: Application, *, seen: str) -> bool:
    """Return whether the stage or the status is another than at this glance."""
    return seen[4:] != place_print(application)


def step_print(step: NextAction | None) -> str:
    """Return four characters by which another step shows."""
    return _print("" if step is None else f"{step.what}\n{step.owner}\n{step.due.timestamp():.0f}")


def place_print(application: Application) -> str:
    """Return four characters by which another stage or status shows."""
    return _print(f"{application.stage}\n{application.status}")


def _print(text: str) -> str:
    return f"{crc32(text.encode()) & 0xFFFF:04x}"
