"""Requests over HTTP beside their floors: each contestant in its own process, laps taken in turns."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path as File
from statistics import median, quantiles

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.bench.asked import (
    Path,
    cancel_form,
    choice,
    help_command,
    note_command,
    seat_press,
    stage_change,
    status_command,
)
from tests.bench.client import Lap, WrongAnswer, lap
from tests.bench.databases import Databases
from tests.bench.recorded import Recording, load, statements
from tests.bench.table import Row, paired, show
from tests.bench.town import Town

LAPS = 5
ALONE, CROWD = 1, 16
EACH = {ALONE: 24, CROWD: 72}  # requests of a lap
WARM = 8
LIMIT = 100.0  # milliseconds: p99 of what writes, with sixteen clients


@dataclass(frozen=True, slots=True)
class Measured:
    """A path, its target if it has one, and what it is measured against; `bare` leaves the statements out of the floor."""

    path: Path
    least: float | None
    against: str
    bare: bool = False
    slowest: float | None = None


OFFERED, WAITING = (lambda town: town.offered), (lambda town: town.waiting)
HELP = Path("slack: help", help_command, OFFERED, b"What you can ask me")
PATHS = (
    Measured(HELP, 0.8, "bolt", bare=True),
    Measured(HELP, 0.7, "bolt + statements"),
    Measured(Path("slack: status", status_command, OFFERED, b"Kwame"), 0.7, "bolt + statements"),
    Measured(Path("slack: note", note_command, OFFERED, b"Noted"), 0.6, "bolt + statements", slowest=LIMIT),
    Measured(Path("slack: cancel form", cancel_form, OFFERED, b""), 0.6, "bolt + statements", slowest=LIMIT),
    Measured(
        Path("ats: stage change", stage_change, WAITING, b"taken"), 0.7, "aiohttp + hmac + statements", slowest=LIMIT
    ),
    Measured(
        Path("booking: choice", choice, OFFERED, b"booked", begins=0.5), 0.5, "aiohttp + statements", slowest=LIMIT
    ),
    # What was just booked is what its interviewer is asked about.
    Measured(Path("slack: seat button", seat_press, OFFERED, b"", begins=0.5), 0.6, "bolt + statements", slowest=LIMIT),
)


@dataclass(frozen=True, slots=True)
class Match:
    """Paths, and the module that serves both contestants, `usher` and `floor`, on them; `told` goes to both.

    `agree`: afterwards both databases must hold as many rows.
    """

    paths: Sequence[Measured]
    module: str = "tests.bench.served"
    told: Sequence[str] = ()
    agree: bool = True

    @property
    def numbered(self) -> list[tuple[int, Measured]]:
        """The paths with the number of each one's first request."""
        return [(100_000 * number, each) for number, each in enumerate(self.paths, 1)]


ORDINARY = Match(PATHS)
MUST_AGREE = ("audit", "outbox", "timers", "reservations", "interviews", "applications", "inbox", "stage_history")


@dataclass(frozen=True, slots=True)
class Contestant:
    """A served process."""

    port: int
    process: asyncio.subprocess.Process

    @property
    def peak(self) -> float:
        """The most memory it held so far, in MiB (Linux)."""
        return memory(self.process.pid, "VmHWM")

    @property
    def spent(self) -> float:
        """Seconds of processor time that its threads took so far (Linux)."""
        tasks = File(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def memory(pid: int, what: str) -> float:
    with suppress(OSError):
        for line in File(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) / 1024
    return 0.0


@asynccontextmanager
async def contestant(
    who: str, url: str, recording: str = "", *told: str, module: str = "tests.bench.served"
) -> AsyncIterator[Contestant]:
    """Run it until the block ends; it then gets the time to finish by itself."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, who, url, recording, *told),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        told = await process.stdout.readline()
        if not told:
            raise WrongAnswer(f"{who} did not start")
        yield Contestant(int(told), process)
    finally:
        process.stdin.close()
        await process.wait()


async def measure(databases: Databases, town: Town, *, clients: Sequence[int], match: Match = ORDINARY) -> list[Row]:
    """Measure every path of the match on both databases in a town of this size."""
    measured = []
    for kind in databases.kinds:
        measured += await _on(kind, databases, town, clients, match)
    return measured


async def _on(kind: str, databases: Databases, town: Town, clients: Sequence[int], match: Match) -> list[Row]:
    kept = str(databases.folder / f"recording-{kind}-{town.size}")
    async with (
        databases.copy(kind, town) as url,
        contestant("usher", url, kept, *match.told, module=match.module) as taught,
    ):
        for base, each in match.numbered:
            if not each.bare:
                asked = each.path.requests(town, range(_needed(clients)), base=base)
                _judge(each.path, await lap(taught.port, asked, clients=1))
    recording, measured = load(File(kept)), []
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(databases.copy(kind, town)) for _ in range(2)]
        usher = await stack.enter_async_context(contestant("usher", urls[0], "", *match.told, module=match.module))
        floor = await stack.enter_async_context(contestant("floor", urls[1], kept, *match.told, module=match.module))
        for base, each in match.numbered:
            for row in await _beside(usher, floor, each, town=town, base=base, kind=kind, clients=clients):
                measured.append(row if row.most else _with_statements(row, recording, base))
                show(measured[-1])
        if match.agree:
            await _agree(*urls)
    return measured


def _judge(path: Path, given: Lap) -> None:
    """Raise WrongAnswer unless every answer is the right one; a form that was taken is answered with nothing."""
    wrong = [body for body in given.said if path.says not in body or (body and not path.says)]
    if wrong:
        raise WrongAnswer(f"{path.name}: {wrong[0][:300]!r}")


def _needed(clients: Sequence[int]) -> int:
    return WARM + LAPS * sum(EACH[number] for number in clients)


async def _beside(
    usher: Contestant,
    floor: Contestant,
    each: Measured,
    *,
    town: Town,
    base: int,
    kind: str,
    clients: Sequence[int],
) -> list[Row]:
    done, measured = WARM, []
    for one in (usher, floor):
        await lap(one.port, each.path.requests(town, range(WARM), base=base), clients=1)
    for number in clients:
        laps: Mapping[Contestant, list[Lap]] = {usher: [], floor: []}
        before = {one: one.spent for one in laps}
        for _ in range(LAPS):
            those = range(done, done := done + EACH[number])
            for one, taken in laps.items():
                taken.append(await lap(one.port, each.path.requests(town, those, base=base), clients=number))
            _judge(each.path, laps[usher][-1])
        size = f"{kind} {town.size:,} ×{number}"
        taken_by = {one: one.spent - before[one] for one in laps}
        cpu = taken_by[floor] / taken_by[usher] if taken_by[usher] else None
        row = _row(each, laps[usher], laps[floor], size=size)
        measured.append(replace(row, peak=usher.peak, cpu=cpu))
        if number == CROWD and each.slowest is not None:
            measured.append(_slowest(each, laps[usher], laps[floor], size=size))
    return measured


def _slowest(each: Measured, usher: Sequence[Lap], floor: Sequence[Lap], *, size: str) -> Row:
    """The slowest answer in a hundred beside what is allowed; the floor's own is told as well."""
    assert each.slowest is not None
    p99, floors = _p99(usher), _p99(floor)
    return Row(
        f"{each.path.name}: p99 / limit",
        size,
        ours=p99,
        floor=each.slowest,
        unit="ms",
        ratio=p99 / each.slowest,
        most=1.0,
        note=f"{each.against}: {floors:.0f} ms",
    )


def _p99(laps: Sequence[Lap]) -> float:
    return 1000 * quantiles((time for taken in laps for time in taken.each), n=100)[98]


def _row(each: Measured, usher: Sequence[Lap], floor: Sequence[Lap], *, size: str) -> Row:
    return Row(
        f"{each.path.name} / {each.against}",
        size,
        ours=median(taken.rate for taken in usher),
        floor=median(taken.rate for taken in floor),
        unit="req/s",
        ratio=paired([taken.rate for taken in usher], [taken.rate for taken in floor]),
        least=each.least,
        p50=1000 * median(time for taken in usher for time in taken.each),
        p99=_p99(usher),
    )


def _with_statements(row: Row, recording: Recording, base: int) -> Row:
    made = [statements(said) for number, said in recording.items() if base <= number < base + 100_000]
    return replace(row, statements=median(made) if made else None)


async def _agree(ours: str, floor: str) -> None:
    """Both databases must hold the same number of rows afterwards, or one of the two did not do the work."""
    told = []
    for url in (ours, floor):
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            counts = [
                (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() for table in MUST_AGREE
            ]
        await engine.dispose()
        told.append(dict(zip(MUST_AGREE, counts, strict=True)))
    if told[0] != told[1]:
        raise WrongAnswer(f"ours holds {told[0]}, the floor {told[1]}")
