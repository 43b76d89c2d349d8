"""Long answers in pages: which lines stand on which page."""

LINES = 10


def pages(total: int) -> int:
    """Return how many pages so many lines need: at least one."""
    return max(1, -(-total // LINES))


def page_of(line: int) -> int:
    """Return the page on which a line (from 0) stands."""
    return line // LINES + 1


def lines_of(page: int) -> range:
    """Return which lines (from 0) a page shows; pages count from 1."""
    return range((page - 1) * LINES, page * LINES)
