"""What candidates wait for, read from where their newest interview stands."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.domain.case import Applied
from bot.domain.dead_end import DeadEnd, NoTimes, SeatSilent, Unanswered
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.intake import AGREE
from bot.domain.interview import Booking, Debrief, Interview, Option, Seat, Standing, State
from bot.domain.pipeline import Application, Candidate, NextAction, Opening
from bot.domain.staleness import Trace
from bot.domain.standstill import TROUBLES, Cause, Standstill, Wait, heard, standstills, why
from tests.records import hour
from tests.when import NOON

RAE, IVO, HANA = PersonId(1), PersonId(2), PersonId(3)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEP = NextAction("Decide how to go on", RAE, NOON)
APPLIED = Applied(
    Candidate(CandidateId(9), "Ada Obi"),
    Application(ApplicationId("a"), CandidateId(9), OpeningId("o"), "Screen", NOON - 5 * DAY, next=STEP),
    Opening(OpeningId("o"), "Pastry Chef"),
)
ONE = Interview(InterviewId("i"), ApplicationId("a"), "screen", "Screen", (Seat(IVO),), RAE, wanted_at=NOON - 3 * DAY)
BOOKED = replace(ONE, booking=Booking(hour(-48), 1))
ASKING = replace(
    ONE,
    state=State.ASKING,
    options=(Option(1, hour(48), Standing.ASKED, seats=(Seat(IVO), Seat(HANA, required=False))),),
    asked_at=NOON - 2 * DAY,
)


@pytest.mark.parametrize(
    ("latest", "missing", "expected"),
    [
        (None, (), (Cause.STEP, (RAE,), NOON - 5 * DAY)),
        (replace(ONE, stage="CV review"), (), (Cause.STEP, (RAE,), NOON - 5 * DAY)),
        (ASKING, (), (Cause.INTERVIEWERS, (IVO,), NOON - 2 * DAY)),
        (replace(ONE, state=State.FOLLOWED_UP), (), (Cause.CANDIDATE, (), NOON - 5 * DAY)),
        (replace(ONE, state=State.HANDED_OVER, trouble=Unanswered()), (), (Cause.CANDIDATE, (), NOON - 5 * DAY)),
        (replace(ONE, state=State.HANDED_OVER, trouble=NoTimes()), (), (Cause.NOBODY_FREE, (RAE,), NOON - 3 * DAY)),
        (
            replace(ASKING, state=State.HANDED_OVER, trouble=SeatSilent((HANA,))),
            (),
            (Cause.INTERVIEWERS, (HANA,), NOON - 2 * DAY),
        ),
        (replace(BOOKED, state=State.TOOK_PLACE), (IVO,), (Cause.FEEDBACK, (IVO,), hour(-48).end + 2 * HOUR)),
        (
            replace(BOOKED, state=State.TOOK_PLACE, debrief=Debrief(NOON - DAY, HANA, NOON)),
            (IVO,),
            (Cause.DECISION, (RAE,), NOON - DAY),
        ),
        (replace(ONE, state=State.NO_SHOW), (), (Cause.DECISION, (RAE,), NOON - 5 * DAY)),
    ],
    ids=str,
)
def test_the_newest_interview_of_the_stage_tells_the_cause_on_whom_and_since_when(
    latest: Interview | None, missing: tuple[PersonId, ...], expected: tuple[object, ...]
) -> None:
    wait = why(APPLIED, Trace(latest), missing=missing, ask=2 * HOUR, now=NOON)

    assert (wait.cause, wait.on, wait.since) == expected


def test_an_intake_is_waited_for_before_anything_else_and_every_dead_end_has_its_cause() -> None:
    waits = replace(APPLIED, application=replace(APPLIED.application, next=NextAction(AGREE, HANA, NOON)))

    wait = why(waits, Trace(ASKING, NOON - DAY), missing=(), ask=2 * HOUR, now=NOON)

    assert (wait.cause, wait.on, wait.since) == (Cause.INTAKE, (HANA,), NOON - DAY)
    assert set(TROUBLES) == set(get_args(DeadEnd))


def test_what_people_do_among_themselves_is_no_contact_and_a_time_in_hand_is() -> None:
    assert heard(APPLIED, ASKING) is None
    assert heard(APPLIED, replace(BOOKED, state=State.BOOKED)) == hour(-48).end
    assert heard(APPLIED, replace(ONE, state=State.OFFERED, deadline=NOON + DAY)) == NOON + DAY
    spoken = replace(APPLIED, application=replace(APPLIED.application, last_contact=NOON))
    assert heard(spoken, replace(BOOKED, state=State.TOOK_PLACE)) == NOON


def test_roles_in_which_nobody_gets_on_come_first_and_then_those_that_have_stood_longest() -> None:
    def wait(role: str, days: int) -> Wait:
        about = replace(APPLIED, opening=Opening(OpeningId(role), role))
        return Wait(about, Cause.STEP, (RAE,), NOON - days * DAY)

    waits = [wait("part", 30), wait("new", 1), wait("old", 2), wait("old", 9)]

    # A moment ago, when they were counted, nobody was in play for the new one.
    found = standstills(waits, totals={"part": 2, "old": 1})

    assert [(each.opening.id, each.is_whole) for each in found] == [("old", True), ("new", True), ("part", False)]
    assert found[0] == Standstill(waits[2].applied.opening, 2, (waits[3], waits[2]))
