"""How a port fails: of the record, Stale, Taken and LeaseLost; of a far end, Transient or Permanent.

Transient means try again, no sooner than `wait`; Permanent never again, and it is told to a named person. Vendor exceptions
never cross a port.
"""

from datetime import timedelta

from bot.domain.calendar_faults import Cause
from bot.domain.people import Barrier
from bot.domain.time import Interval


class Stale(Exception):
    """Somebody else saved the same record first; the router runs the use case again."""


class Taken(Exception):
    """The database refused a reservation that overlaps another; the router runs the use case again without it."""

    def __init__(self, party: int, span: Interval) -> None:
        super().__init__(f"party {party} is taken")
        self.party = party
        self.span = span


class LeaseLost(Exception):
    """Another relay has taken over this outbox row; what we learned is dropped, it will learn it again."""


class Transient(Exception):
    """A passing fault: try again, no sooner than `wait` if given.

    `refused` says that the far end answered and certainly did not do it; otherwise it may have been done all the same.
    """

    def __init__(self, why: str, *, wait: timedelta | None = None, refused: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.refused = refused


class NotYet(Transient):
    """We held it back ourselves, because its turn at the far end comes only after `wait`: it was not even tried."""

    def __init__(self, why: str, *, wait: timedelta) -> None:
        super().__init__(why, wait=wait, refused=True)


class Permanent(Exception):
    """This will not succeed however often we try. The text is short, technical and free of names.

    `cause` is what is wrong with a calendar, where that is known: it leads to the cure.
    """

    def __init__(self, why: str, *, cause: Cause | None = None) -> None:
        super().__init__(why)
        self.cause = cause


class Unheld(Permanent):
    """This calendar can be read but not written by us, so nothing can be held on it."""


class Unreachable(Permanent):
    """A chat account takes no messages for good; `barrier` says why, for the person who can mend it."""

    def __init__(self, why: str, *, barrier: Barrier) -> None:
        super().__init__(why)
        self.barrier = barrier
