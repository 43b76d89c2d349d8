"""What was measured, as lines on the terminal and as JSON."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One path beside its floor. `ratio` is the median over the pairs of laps, ours by the floor's, in the row's unit.

    `least` or `most` is the target of the ratio; a row with neither is only told. `statements` are those of one request;
    `cpu` is the same ratio by processor time instead of the clock's, which other work on the machine hardly moves: above
    one speaks for ours where the ratio is of rates, against it where it is of times. `peak` is the most memory that our
    process held, in MiB.
    """

    path: str
    size: str
    ours: float
    floor: float
    unit: str
    ratio: float
    least: float | None = None
    most: float | None = None
    statements: float | None = None
    cpu: float | None = None
    p50: float | None = None
    p99: float | None = None
    peak: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.least is None and self.most is None:
            return None
        return (self.least is None or self.ratio >= self.least) and (self.most is None or self.ratio <= self.most)

    @property
    def target(self) -> str:
        if self.least is not None:
            return f"≥ {_short(self.least)}"
        return "" if self.most is None else f"≤ {_short(self.most)}"


def paired(ours: Sequence[float], floor: Sequence[float]) -> float:
    """Return the median of the ratios of laps run one after the other, so that a busy moment weighs on both."""
    return median(a / b for a, b in zip(ours, floor, strict=True))


HEAD = (
    f"{'path / floor':<46}{'size':>24}{'ours':>10}{'floor':>10} {'':<7}{'ratio':>8}{'target':>8}{'':>8}{'cpu':>7}"
    f"{'stmts':>8}{'p50':>7}{'p99':>7}{'peak':>6}"
)


def head(title: str) -> None:
    sys.stdout.write(f"\n{title}\n{HEAD}\n")
    sys.stdout.flush()


def show(row: Row) -> None:
    verdict = {None: "", True: "met", False: "MISSED"}[row.met]
    sys.stdout.write(
        f"{row.path:<46}{row.size:>24}{_short(row.ours):>10}{_short(row.floor):>10} {row.unit:<7}{_short(row.ratio):>8}"
        f"{row.target:>8}{verdict:>8}{_short(row.cpu):>7}{_short(row.statements):>8}{_short(row.p50):>7}{_short(row.p99):>7}"
        f"{_short(row.peak):>6}{'  ' + row.note if row.note else ''}\n"
    )
    sys.stdout.flush()


def as_json(rows: Iterable[Row]) -> list[dict[str, object]]:
    return [asdict(row) | {"met": row.met} for row in rows]


def _short(value: float | None) -> str:
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"
