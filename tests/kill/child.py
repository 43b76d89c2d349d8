"""One replica of the program, in a process of its own, to be killed: `python -m tests.kill.child ORDERS`.

It prints `{"stands": …}` when it stands at the ordered point, where it stays until it is killed; otherwise, with nothing
left to do, `{"drained": …}`. It leaves when its standard input ends, so that it never outlives the test.
"""

import asyncio
import json
import os
import sys
from collections import Counter, defaultdict
from dataclasses import asdict, replace
from typing import Any

from bot.inbound import Inbound
from bot.ports import Claimed
from bot.relay import Perform, Relay
from tests.kill.orders import Drained, Orders
from tests.kill.premises import as_they_are, program
from tests.kill.stall import Stall


async def replica(orders: Orders) -> None:
    """Compose the program, drain its outbox, and say how that went."""
    go = asyncio.Event()
    listening = asyncio.create_task(_listen(go))
    stall = Stall(orders.kind, point=orders.point, stands=lambda: say({"stands": orders.kind})) if orders.kind else None
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(event: str, effect: str) -> None:
        counts[event][effect] += 1

    wrap = stall.around if stall else as_they_are
    async with program(orders.premises, ahead=orders.ahead, count=count, wrap=wrap) as running:
        relay = stall.on(running.usher.relay) if stall else running.usher.relay
        await (_together(relay, go) if orders.together else relay).drain()
        left = dict(await running.usher.database.outbox_counts())
    say({"drained": asdict(Drained(left, {event: dict(counted) for event, counted in counts.items()}))})
    listening.cancel()


def _together(relay: Relay, go: asyncio.Event) -> Relay:
    said = False

    def waiting(perform: Perform) -> Perform:
        async def performing(claimed: Claimed) -> Inbound:
            nonlocal said
            if not said:
                said = True
                say({"claimed": claimed.id})
            await go.wait()
            return await perform(claimed)

        return performing

    return replace(relay, perform=waiting(relay.perform))


async def _listen(go: asyncio.Event) -> None:
    """A line means "go"; the end of the input, that the parent is gone."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while await reader.readline():
        go.set()
    os._exit(1)


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(replica(Orders.read(sys.argv[1])))
