"""What may go wrong with a call to the stand-in Teams."""

from dataclasses import dataclass

from tests.standins.faults import Dropped, Limited, Withheld


@dataclass(frozen=True, slots=True)
class Says:
    """A status with Microsoft's word for it, nothing done; `inside` is where older connectors put it."""

    status: int
    code: str = ""
    inside: bool = False


Fault = Limited | Says | Dropped | Withheld
