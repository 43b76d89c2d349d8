"""How far calendars and mailboxes had come before the last press: what is beyond that is new."""

from dataclasses import dataclass

from adapters.sandbox.world import SandboxWorld

NEVER = 2**53


@dataclass(frozen=True, slots=True)
class Mark:
    """The highest number of a change in any calendar, and of a mail. By itself it lies beyond all: nothing is new."""

    calendar: int = NEVER
    mail: int = NEVER


async def mark(world: SandboxWorld) -> Mark:
    changes = (entry.change for entry in await world.calendar.all())
    numbers = (int(mail.number) for mail in await world.mailer.all())
    return Mark(max(changes, default=0), max(numbers, default=0))
