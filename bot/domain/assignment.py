"""The assignment problem: every row gets a column of its own, so that the costs add up to the least."""

from collections.abc import Sequence

FREE = -1


def assigned(costs: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the column of each row, of a table with at least as many columns as rows.

    The Hungarian method by shortest augmenting paths, after Crouse, "On implementing 2D rectangular assignment algorithms"
    (2016), in at most rows² · columns steps. Costs are exact integers of any size, so a cost can weigh several aims, one
    to a digit.
    """
    width = len(costs[0]) if costs else 0
    of_row, of_column = [0] * len(costs), [0] * width
    column_of, row_of = [FREE] * len(costs), [FREE] * width
    for row in range(len(costs)):
        length, lengths, came_from, settled = _path(row, costs, of_row, of_column, row_of)
        of_row[row] += length
        for column in settled:
            of_column[column] -= length - lengths[column]
            if row_of[column] != FREE:
                of_row[row_of[column]] += length - lengths[column]
        column = settled[-1]
        while column != FREE:
            taker = row_of[column] = came_from[column]
            column_of[taker], column = column, column_of[taker]
    return tuple(column_of)


def _path(
    row: int, costs: Sequence[Sequence[int]], of_row: Sequence[int], of_column: Sequence[int], row_of: Sequence[int]
) -> tuple[int, dict[int, int], dict[int, int], list[int]]:
    """Return the cheapest way from a row to a column that is free: how long, how long to each column, from which row.

    The settled columns come in the order in which they were reached; the last is the free one.
    """
    length, lengths, came_from = 0, dict[int, int](), dict[int, int]()
    settled, open_columns = list[int](), set(range(len(of_column)))
    while not settled or row_of[settled[-1]] != FREE:
        here = row_of[settled[-1]] if settled else row
        for column in open_columns:
            further = length + costs[here][column] - of_row[here] - of_column[column]
            if column not in lengths or further < lengths[column]:
                lengths[column], came_from[column] = further, here
        nearest = min(open_columns, key=lambda column: (lengths[column], row_of[column], column))
        open_columns.remove(nearest)
        settled.append(nearest)
        length = lengths[nearest]
    return length, lengths, came_from, settled
