"""The columns of the tables that can be imported: their names, what reads a cell of each, and how a row becomes a value.

Of a row with several faults all are told, so that it can be mended in one go.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category

from bot.domain import cells
from bot.domain.pipeline import OPEN
from bot.domain.refusal import Refusal
from bot.domain.rows import CandidateRow, OpeningRow, PersonRow, Row, RowProblem

LONGEST = 254  # characters in a cell, as many as a mail address may have
NOTHING = frozenset({"-", "–", "—", "n/a"})
LISTED = ", ".join(cells.ATS)


class Table(StrEnum):
    PEOPLE = "people"
    OPENINGS = "openings"
    CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table with what reads each; the first `needed` of them must be there, and filled in every row."""

    row: Callable[..., Row]
    needed: int
    columns: Mapping[str, Callable[[str], object]]

    @property
    def must(self) -> tuple[str, ...]:
        return tuple(self.columns)[: self.needed]


SHAPES: Mapping[Table, Shape] = {
    Table.PEOPLE: Shape(
        PersonRow,
        2,
        {
            "name": cells.text,
            "mail": cells.mail,
            "title": cells.text,
            "zone": cells.zone,
            "working hours": cells.working_hours,
            "calendar": cells.calendar,
            "roles": cells.roles,
            "ats user": cells.text,
            "slack": cells.slack,
            "teams": cells.teams,
            "tags": cells.tags,
            "days off": cells.days_off,
            "delegate": cells.delegate,
        },
    ),
    Table.OPENINGS: Shape(
        OpeningRow,
        1,
        {
            "title": cells.text,
            "client": cells.text,
            "hiring manager": cells.text,
            "recruiter": cells.text,
            "coordinator": cells.text,
            "category": cells.text,
            "ats": cells.ats,
            "ats job": cells.text,
            "intake agreed": cells.yes_or_no,
        },
    ),
    Table.CANDIDATES: Shape(
        CandidateRow,
        3,
        {
            "name": cells.text,
            "mail": cells.mail,
            "opening": cells.text,
            "client": cells.text,
            "zone": cells.zone,
            "source": cells.text,
            "stage": cells.text,
            "status": cells.status,
            "next action": cells.text,
            "owner": cells.text,
            "due": cells.due,
            "ats": cells.ats,
            "ats application": cells.text,
            "ats candidate": cells.text,
        },
    ),
}
ALL_COLUMNS = frozenset(column for shape in SHAPES.values() for column in shape.columns)
OTHER_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("email", "e mail", "mail address", "email address", "e mail address"), "mail"),
    **dict.fromkeys(("time zone", "timezone"), "zone"),
    **dict.fromkeys(("hours", "workinghours"), "working hours"),
    **dict.fromkeys(("tag", "skills"), "tags"),
    **dict.fromkeys(("off", "holidays", "leave", "away"), "days off"),
    **dict.fromkeys(("stand in", "deputy", "substitute"), "delegate"),
    **dict.fromkeys(("ats user id", "ats userid"), "ats user"),
    **dict.fromkeys(("slack id", "slack user", "slack user id"), "slack"),
    **dict.fromkeys(("teams id", "teams user", "entra id"), "teams"),
    **dict.fromkeys(("ats job id", "job id"), "ats job"),
    **dict.fromkeys(("intake",), "intake agreed"),
    **dict.fromkeys(("next step",), "next action"),
    **dict.fromkeys(("due date",), "due"),
    **dict.fromkeys(("ats application id", "application id"), "ats application"),
    **dict.fromkeys(("ats candidate id", "candidate id"), "ats candidate"),
    **dict.fromkeys(("manager",), "hiring manager"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row as written; `line` is where it begins."""

    line: int
    cells: tuple[str, ...]


def meant(name: str) -> str:
    """Return the column that a heading means, or the heading, plainly, where there is none."""
    plain = cells.plainly(name)
    return OTHER_NAMES.get(plain, plain)


def person(told: Mapping[str, str]) -> PersonRow:
    """Return what a command says about somebody, by column name; raises Refusal with all that is wrong."""
    shape = SHAPES[Table.PEOPLE]
    found = read_row(Record(0, tuple(told.values())), columns=tuple(told), shape=shape)
    if isinstance(found[0], PersonRow):
        return found[0]
    raise Refusal("\n".join(f"{each.column}: {each.reason}" for each in found if isinstance(each, RowProblem)))


def read_row(
    record: Record | RowProblem, *, columns: Sequence[str], shape: Shape
) -> tuple[Row] | tuple[RowProblem, ...]:
    """Return the row, or everything that is wrong with it."""
    if isinstance(record, RowProblem):
        return (record,)
    if any(record.cells[len(columns) :]):
        reason = (
            f"has {len(record.cells)} cells, and the header names {len(columns)}. Quote cells with separators in them."
        )
        return (RowProblem(record.line, "", reason),)
    written = {column: "" if cell in NOTHING else cell for column, cell in zip(columns, record.cells, strict=False)}
    values: dict[str, object] = {}
    wrong: list[RowProblem] = []
    for column, reader in shape.columns.items():
        try:
            if value := _cell(written.get(column, ""), reader, must=column in shape.must):
                values |= {column.replace(" ", "_"): value[0]}
        except Refusal as refusal:
            wrong.append(RowProblem(record.line, column, str(refusal)))
    if wrong:
        return tuple(wrong)
    row = shape.row(line=record.line, **values)
    return tuple(_at_odds(row)) or (row,)


def _cell(cell: str, reader: Callable[[str], object], *, must: bool) -> tuple[object] | None:
    """Return the value, or None for an empty cell that may be empty."""
    if not cell:
        if must:
            raise Refusal("is empty, and every row needs it.")
        return None
    if len(cell) > LONGEST:
        raise Refusal(f"has {len(cell)} characters; at most {LONGEST} fit.")
    if any(category(each) == "Cc" for each in cell):
        raise Refusal("holds a control character (such as a NUL byte). Type the cell anew.")
    return (reader(cell),)


def _at_odds(row: Row) -> Iterator[RowProblem]:
    """Yield what does not go together within a row."""
    match row:
        case OpeningRow(ats="") if row.ats_job:
            yield RowProblem(row.line, "ats", f"is empty, but an ATS job stands there. Name the ATS: {LISTED}.")
        case CandidateRow():
            yield from _candidate_at_odds(row)
        case _:
            pass


def _candidate_at_odds(row: CandidateRow) -> Iterator[RowProblem]:
    if not row.ats and (row.ats_application or row.ats_candidate):
        yield RowProblem(row.line, "ats", f"is empty, but an ATS id stands there. Name the ATS: {LISTED}.")
    if bool(row.ats_application) is not bool(row.ats_candidate):
        empty = "ats candidate" if row.ats_application else "ats application"
        yield RowProblem(
            row.line, empty, "is empty. Give both ATS ids, the application's and the candidate's, or none."
        )
    if row.status is not None and row.status not in OPEN and (row.next_action or row.due):
        reason = "stands there, but the application is closed. Empty “next action” and “due”, or open it again."
        yield RowProblem(row.line, "next action" if row.next_action else "due", reason)
