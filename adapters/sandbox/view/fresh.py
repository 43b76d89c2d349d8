"""How far the world had come before the last press: what is beyond that is new."""

from dataclasses import dataclass

from adapters.sandbox.world import SandboxWorld

NEVER = 2**53


@dataclass(frozen=True, slots=True)
class Mark:
    """The highest number of a change in any calendar, of a mail, of a change in any chat, and of a note in the ATS.

    By itself it lies beyond all: nothing is new.
    """

    calendar: int = NEVER
    mail: int = NEVER
    chat: int = NEVER
    note: int = NEVER


async def mark(world: SandboxWorld) -> Mark:
    return Mark(
        max((entry.change for entry in await world.calendar.all()), default=0),
        max((int(mail.number) for mail in await world.mailer.all()), default=0),
        max((line.change for line in await world.chat.every_line()), default=0),
        len(await world.ats.every_note()),
    )
