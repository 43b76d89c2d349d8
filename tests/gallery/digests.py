"""The one message of a day: what waits for its reader, what waits for others they stand in for, and once it is done."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.dead_end import Unanswered
from bot.domain.digest import DigestLine, Fact, Missing, Nudge, Owed
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import State
from bot.domain.people import Person
from bot.domain.staleness import Rung
from bot.say import digest
from bot.say.cards import stuck_card
from tests.gallery.cast import MONDAY, Cast
from tests.gallery.left import left
from tests.gallery.wall import Samples, shows

OLU = PersonId(9)


def owed(cast: Cast, number: int = 1) -> DigestLine:
    case = cast.case(State.TOOK_PLACE)
    case = replace(case, interview=replace(case.interview, id=InterviewId(f"{number:016x}")))
    return _line(Nudge.OWED, Owed(case), number)


def missing(cast: Cast, *, days: int = 2, away: bool = False, number: int = 1) -> DigestLine:
    case = cast.case(State.TOOK_PLACE)
    olu = Person(OLU, cast.recruiter, "olu@northwind.example")
    people = (cast.ivan, olu) if away else (cast.ivan,)
    return _line(Nudge.MISSING, Missing(case, people, days, frozenset({OLU} if away else ())), number)


def _line(nudge: Nudge, fact: Fact, number: int) -> DigestLine:
    assert isinstance(fact, Owed | Missing)
    return DigestLine(nudge, fact, f"{number:016x}", fact.case.opening, MONDAY - timedelta(days=number))


@shows(digest.digest_card)
def digests(cast: Cast) -> Samples:
    def told(*lines: DigestLine) -> object:
        return digest.digest_card(lines, reader=cast.rae, policy=cast.policy)

    hana = Person(PersonId(7), cast.interviewer, "hana@northwind.example")
    stood_in = replace(missing(cast), instead_of=hana)
    one = cast.applied()
    yield "one scorecard", told(owed(cast))
    yield "others' scorecards", told(missing(cast, days=1), missing(cast, days=3, away=True, number=2))
    yield "of everything", told(owed(cast), missing(cast), left(one, Rung.WARNED, overdue=True))
    yield "for somebody away", told(missing(cast, number=3), stood_in)
    yield "twenty", told(*(owed(cast, number) for number in range(1, 21)))
    yield "all done", told()


@shows(digest.in_place_of)
def in_place_of(cast: Cast) -> Samples:
    card = stuck_card(cast.case(State.HANDED_OVER, trouble=Unanswered()), policy=cast.policy)
    yield "of somebody away", digest.in_place_of(card, cast.ivan)
