"""A table of people, openings or candidates as somebody's spreadsheet saved it: bytes in, typed rows and problems out.

The header row says which table it is. UTF-8 and UTF-16 are recognised, Windows-1252 is what is left; commas, semicolons,
tabs and bars separate. A problem leaves out its row and no other.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO

from bot.csv_columns import ALL_COLUMNS, LONGEST, SHAPES, Record, Shape, Table, meant, read_row
from bot.domain.refusal import Refusal
from bot.domain.rows import CandidateRow, OpeningRow, PersonRow, Row, RowProblem

LARGEST = 20_000_000  # bytes
SEPARATORS = ",;\t|"
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
TO_SAVE = "Save it as “CSV UTF-8” and import it again."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was read: good rows and problems, each in the order of the file; `encoding` is what it was saved in."""

    table: Table
    encoding: str
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read(data: bytes) -> Sheet:
    """Return what a file says; raises Refusal when it cannot be read as one of the three tables at all."""
    encoding, written = _decoded(data)
    records = _records(written)
    first = next(records, None)
    if first is None or isinstance(first, RowProblem):
        raise Refusal(f"There is no header row to be found. {_sample(SHAPES)}")
    table, columns = _headed(first.cells)
    told = (each for record in records for each in read_row(record, columns=columns, shape=SHAPES[table]))
    found = tuple(_agreeing(_apart(told)))
    rows = tuple(each for each in found if not isinstance(each, RowProblem))
    return Sheet(table, encoding, rows, tuple(each for each in found if isinstance(each, RowProblem)))


def _decoded(data: bytes) -> tuple[str, str]:
    if len(data) > LARGEST:
        raise Refusal(f"The file is larger than {LARGEST // 1_000_000} MB. Split it, with the header row in each part.")
    marked = MARKS.get(data[:2])
    for encoding in (marked,) if marked else ("utf-8-sig", "cp1252"):
        try:
            return encoding.removesuffix("-sig"), data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(f"The file is not text in UTF-8 or Windows-1252. {TO_SAVE}")


def _records(written: str) -> Iterator[Record | RowProblem]:
    """Yield every row that is not blank; a row whose quotation marks do not fit is a problem, and reading goes on."""
    reader = csv.reader(StringIO(written, newline=""), delimiter=_separator(written), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            found = tuple(" ".join(cell.split()) for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield RowProblem(line, "", _misquoted(error, lines=reader.line_num + 1 - line))
            continue
        if any(found) and not (line == 1 and found[0].startswith("sep=")):
            yield Record(line, found)


def _misquoted(error: csv.Error, *, lines: int) -> str:
    """csv names what it met only in the text of its error."""
    if "limit" in str(error):
        return f"a cell has more than {csv.field_size_limit()} characters; at most {LONGEST} fit."
    if "end of data" in str(error):
        return (
            f"a quotation mark is opened and never closed, so {lines} lines from here on could not be read. Close it."
        )
    return 'a quotation mark inside a quoted cell must be doubled, as in "Anna ""Ann"" Lee".'


def _separator(written: str) -> str:
    """The separator that makes the most known columns of the first line with words in it."""
    first = next((line for line in written.splitlines() if line.strip() and not line.startswith("sep=")), "")

    def known(separator: str) -> int:
        return sum(meant(name) in ALL_COLUMNS for name in first.replace('"', "").split(separator))

    return max(SEPARATORS, key=known)


def _headed(header: Sequence[str]) -> tuple[Table, Sequence[str]]:
    """Return which table this is and its columns in the file's order; raises Refusal that names every wrong column."""
    if "\0" in "".join(header):
        raise Refusal(f"The file is not plain text (it holds NUL bytes, as UTF-16 does). {TO_SAVE}")
    names = [meant(name) for name in header]
    while names and not names[-1]:
        names.pop()
    if ALL_COLUMNS.isdisjoint(names):
        raise Refusal(f"The first row must name the columns, and I know none of these. {_sample(SHAPES)}")
    table = max(SHAPES, key=lambda table: _likeness(SHAPES[table], names))
    if wrong := [*_missing(SHAPES[table], names), *_unknown(SHAPES[table], names), *_twice(names)]:
        raise Refusal(f"This looks like the table of {table}, but {'; '.join(wrong)}. {_sample([table])}")
    return table, names


def _likeness(shape: Shape, names: Sequence[str]) -> tuple[int, bool]:
    return len(shape.columns.keys() & names), set(shape.must) <= set(names)


def _missing(shape: Shape, names: Sequence[str]) -> Iterator[str]:
    yield from (f"the column “{column}” is missing" for column in shape.must if column not in names)


def _unknown(shape: Shape, names: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(names, 1):
        if not name:
            yield f"column {number} has no name"
        elif name not in shape.columns:
            near = get_close_matches(name, [column for column in shape.columns if column not in names], n=1)
            yield f"it has no column “{name[:40]}”" + (f" (did you mean “{near[0]}”?)" if near else "")


def _twice(names: Sequence[str]) -> Iterator[str]:
    yield from (f"“{name}” stands there twice" for name in sorted({n for n in names if n and names.count(n) > 1}))


def _sample(tables: Iterable[Table]) -> str:
    return "Columns: " + "; ".join(f"{table}: {', '.join(SHAPES[table].columns)}" for table in tables) + "."


def _apart(found: Iterable[Row | RowProblem]) -> Iterator[Row | RowProblem]:
    """Yield everything, but of two rows about the same thing the later as a problem."""
    seen: dict[tuple[str, ...], Row] = {}
    for each in found:
        if isinstance(each, RowProblem):
            yield each
        elif (twin := seen.setdefault(_same(each), each)) is not each:
            column = "title" if isinstance(each, OpeningRow) else "mail"
            yield RowProblem(each.line, column, f"stands in line {twin.line} already. Keep one of the two rows.")
        else:
            yield each


def _same(row: Row) -> tuple[str, ...]:
    """Return what tells rows apart: a candidate may stand there once for each opening."""
    match row:
        case PersonRow(mail=mail):
            return (mail.casefold(),)
        case OpeningRow(ats=ats, ats_job=job) if job:
            return ("job", ats, job)
        case OpeningRow(title=title, client=client):
            return ("title", title.casefold(), client.casefold())
        case CandidateRow(mail=mail, opening=opening, client=client):
            return (mail.casefold(), opening.casefold(), client.casefold())


def _agreeing(found: Iterable[Row | RowProblem]) -> Iterator[Row | RowProblem]:
    """Yield everything, but a candidate who is told differently in an earlier row as a problem."""
    first: dict[str, CandidateRow] = {}
    for each in found:
        match each:
            case CandidateRow(mail=mail):
                yield _as_before(each, first.setdefault(mail.casefold(), each))
            case _:
                yield each


def _as_before(row: CandidateRow, before: CandidateRow) -> Row | RowProblem:
    told = (("name", row.name, before.name), ("zone", row.zone, before.zone), ("source", row.source, before.source))
    for column, now, then in told:
        if now and then and now != then:
            return RowProblem(
                row.line, column, f"is “{then}” for the same address in line {before.line}. Say one thing."
            )
    return row
