"""The feedback on an interview, as whoever decides hears of it, and whoever recruits; and as it stands later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.cards import Card
from bot.domain.case import Case
from bot.domain.feedback import feedback_of
from bot.domain.ids import PersonId, ScorecardId
from bot.domain.interview import Debrief, Seat, State
from bot.domain.next_action import DECIDE
from bot.domain.pipeline import NextAction, Pending, Source, Status
from bot.domain.scorecard import Scorecard
from bot.say import debrief
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast
from tests.gallery.wall import Samples, shows

HANA, LIN = PersonId(7), PersonId(8)
SENT = MONDAY + timedelta(days=4)
DUE = SENT + timedelta(days=2)


def decided_on(cast: Cast, **changes: object) -> Case:
    """Return a panel that is over, whose feedback Hana has."""
    case = cast.case(State.TOOK_PLACE)
    people = {
        **case.people,
        HANA: replace(cast.ivan, id=HANA, name="Hana Sato"),
        LIN: replace(cast.ivan, id=LIN, name=cast.recruiter),
    }
    interview = replace(
        case.interview,
        seats=(Seat(INTERVIEWER), Seat(LIN)),
        debrief=Debrief(SENT, HANA, DUE),
    )
    application = replace(case.application, next=NextAction(DECIDE, HANA, DUE), **changes)
    return replace(case, interview=interview, application=application, people=people)


def drawn(case: Case, *, of: Sequence[PersonId], reader: PersonId = HANA, late: bool = False, policy_of: Cast) -> Card:
    at = SENT + timedelta(hours=3 if late else -3)
    cards = [
        Scorecard(ScorecardId(str(key)), case.interview.id, case.application.id, "", key, at if key == of[-1] else SENT)
        for key in of
    ]
    feedback = feedback_of(case.interview, cards)
    return debrief.debrief_card(
        case, feedback=feedback, reader=reader, schedules=reader == RECRUITER, policy=policy_of.policy
    )


@shows(debrief.debrief_card)
def cards(cast: Cast) -> Samples:
    both, open_ = (INTERVIEWER, LIN), decided_on(cast)
    alone = replace(open_, application=replace(open_.application, source=Source()))
    yield "all are in", drawn(open_, of=both, policy_of=cast)
    yield "no ATS", drawn(alone, of=both, policy_of=cast)
    yield "for the recruiter", drawn(open_, of=both, reader=RECRUITER, policy_of=cast)
    recruiter = decided_on(cast)
    step = NextAction(DECIDE, RECRUITER, DUE)
    theirs = replace(recruiter, application=replace(recruiter.application, next=step))
    yield "the recruiter decides", drawn(theirs, of=both, reader=RECRUITER, policy_of=cast)
    yield "one is missing", drawn(open_, of=(LIN,), policy_of=cast)
    yield "none came", drawn(open_, of=(), policy_of=cast)
    yield "one came after", drawn(open_, of=both, late=True, policy_of=cast)
    yield "on hold", drawn(decided_on(cast, status=Status.ON_HOLD), of=both, policy_of=cast)
    pending = Pending(Status.PASSED, HANA, DUE)
    yield "asked of the ATS", drawn(decided_on(cast, pending=pending), of=both, policy_of=cast)
    over = decided_on(cast, status=Status.PASSED)
    yield "decided", drawn(replace(over, application=replace(over.application, next=None)), of=both, policy_of=cast)
    gone_on = replace(open_, application=replace(open_.application, next=NextAction(cast.step, RECRUITER, DUE)))
    yield "gone on", drawn(gone_on, of=both, policy_of=cast)
    again = replace(open_, interview=replace(open_.interview, debrief=None))
    yield "another round", drawn(again, of=both, policy_of=cast)
