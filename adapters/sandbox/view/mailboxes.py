"""The mailboxes of candidates, and of whoever else got mail."""

from collections.abc import Sequence

from adapters.sandbox.ats import Row
from adapters.sandbox.post import Opened, opened
from adapters.sandbox.world import SandboxWorld

MAILS = 30


async def mailboxes(world: SandboxWorld, board: Sequence[Row]) -> Sequence[tuple[str, Sequence[Opened]]]:
    """Every candidate's mailbox, empty ones too, then everybody else's who got mail; newest mail first."""
    mails = [opened(mail) for mail in reversed(await world.mailer.all())]
    boxes = dict.fromkeys([*(row.record.email.casefold() for row in board), *sorted({mail.box for mail in mails})])
    return [(box, [mail for mail in mails if mail.box == box][:MAILS]) for box in boxes]
