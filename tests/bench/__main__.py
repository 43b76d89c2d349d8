"""`make bench`: every path of Usher beside its floor, in one run. Only the ratios of one run count.

A floor is the same work done by bare library calls: the same statements, recorded from our own request and run again by
SQLAlchemy alone, behind the same framework. Laps of ours and of the floor take turns; ratios are medians of pairs.
Words after the options name groups to run, all when there are none: make bench ARGS='slots requests --json bench.json'.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from time import perf_counter

from tests.bench import calendars, importing, memory, panels, queues, requests, slots, sweeps, teams
from tests.bench.databases import Databases
from tests.bench.table import Row, as_json, head
from tests.bench.town import Town
from tests.postgresql import running

SMALL, TEN_TIMES = Town(2_000), Town(20_000)
TEAM, TEN_TEAMS = 20, 200
FEW, MANY, HUGE = 10_000, 100_000, 1_000_000

Group = Callable[[Databases, bool], Awaitable[list[Row]]]


async def search(databases: Databases, large: bool) -> list[Row]:
    """Slot search; ms per search, peak in MiB of one search."""
    return slots.measure()


async def panel_search(databases: Databases, large: bool) -> list[Row]:
    """Panel search; ms per search, peak in MiB of one search."""
    return panels.measure()


async def small_requests(databases: Databases, large: bool) -> list[Row]:
    """Requests; rates per second, p50 and p99 of ours in ms, peak of our process in MiB."""
    return await requests.measure(databases, SMALL, clients=(requests.ALONE, requests.CROWD))


async def large_requests(databases: Databases, large: bool) -> list[Row]:
    """Requests on a record ten times as large."""
    return await requests.measure(databases, TEN_TIMES, clients=(requests.CROWD,))


async def from_teams(databases: Databases, large: bool) -> list[Row]:
    """What arrives from Teams, beside Microsoft's SDK; rates per second, p50 and p99 of ours in ms, peak in MiB."""
    return await teams.beside_the_sdk(databases, SMALL, clients=(requests.ALONE, requests.CROWD))


async def timers(databases: Databases, large: bool) -> list[Row]:
    """Timers; statements for each that came due."""
    return await queues.timers(databases, (FEW, HUGE if large else MANY))


async def outbox(databases: Databases, large: bool) -> list[Row]:
    """Outbox; statements for each row that was sent."""
    return await queues.outbox(databases)


async def left(databases: Databases, large: bool) -> list[Row]:
    """Daily look and digests: applications read, and ms of all reads beside a query; statements of all, peak in MiB."""
    return await sweeps.sweeps(databases, (FEW, MANY))


async def resident(databases: Databases, large: bool) -> list[Row]:
    """Memory of a served process, resident."""
    return await memory.idle(databases)


async def imports(databases: Databases, large: bool) -> list[Row]:
    """Import of a large file while commands arrive."""
    return await importing.beside_commands(databases)


async def mirror(databases: Databases, large: bool) -> list[Row]:
    """Mirror of calendars, 60 days each; people or searches per second, peak in MiB of a lap of ours."""
    return await calendars.mirror(databases, (TEAM, TEN_TEAMS))


GROUPS: Mapping[str, Group] = {
    "slots": search,
    "panels": panel_search,
    "requests": small_requests,
    "requests10": large_requests,
    "teams": from_teams,
    "timers": timers,
    "outbox": outbox,
    "sweeps": left,
    "memory": resident,
    "import": imports,
    "calendars": mirror,
}


async def run(databases: Databases, names: Sequence[str], *, large: bool) -> list[Row]:
    measured = []
    for name in names:
        head((GROUPS[name].__doc__ or name).rstrip("."))
        measured += await GROUPS[name](databases, large)
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("groups", nargs="*", metavar="group", help=f"which to run: {', '.join(GROUPS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows there as well")
    parser.add_argument("--large", action="store_true", help="a million timers instead of a hundred thousand")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    asked = parser.parse_args()
    names = asked.groups or list(GROUPS)
    if set(names) - set(GROUPS):
        parser.error(f"groups are {', '.join(GROUPS)}")
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="usher-bench-") as folder:
        if asked.sqlite:
            rows = asyncio.run(run(Databases(Path(folder), None), names, large=asked.large))
        else:
            with running(f"bench-{token_hex(4)}", home=Path(folder)) as server:
                rows = asyncio.run(run(Databases(Path(folder), server), names, large=asked.large))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(rows), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    missed = sum(row.met is False for row in rows)
    sys.stdout.write(f"\n{len(rows)} rows in {perf_counter() - began:.0f} s, {missed} targets missed\n")


if __name__ == "__main__":
    main()
