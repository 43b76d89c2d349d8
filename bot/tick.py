"""The heartbeat of product time: every timer that is due becomes an Inbound, once, on whichever replica is first."""

import logging
from datetime import datetime

from bot.ports import Handle, Store
from bot.reply import Refuse

log = logging.getLogger(__name__)
BATCH = 100


async def tick(now: datetime, *, store: Store, handle: Handle) -> int:
    """Fire everything due at `now` (aware UTC); returns how many timers were fired.

    One that fails stays due and is tried again at the next tick; it never stops the others.
    """
    fired, failed = 0, set[str]()
    while True:
        async with store() as work:
            due = [timer for timer in await work.timers.due(now, limit=BATCH) if timer.key not in failed]
        if not due:
            return fired
        for timer in due:
            if isinstance(await handle(timer), Refuse):
                log.error("timer_failed", extra={"kind": timer.kind, "subject": timer.subject})
                failed.add(timer.key)
            else:
                fired += 1
