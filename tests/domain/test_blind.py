"""Who may read whose scorecards: the rule of the product in its own words, held against every panel that there can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.blind import Reader, readable, topics
from bot.domain.feedback import Feedback
from bot.domain.ids import ApplicationId, InterviewId, PersonId, ScorecardId
from bot.domain.interview import LIVE, Answer, Debrief, Interview, Seat, State
from bot.domain.people import Role
from bot.domain.scorecard import USUAL, Asks, Entry, Scorecard

MONDAY = datetime(2027, 3, 1, 12, tzinfo=UTC)
PEOPLE = tuple(PersonId(number) for number in range(1, 4))
proven, fewer = (settings(derandomize=True, deadline=None, max_examples=count) for count in (300, 60))
STAFF = {Role.RECRUITER, Role.COORDINATOR}
TO_JUDGE = LIVE | {State.TOOK_PLACE}


@dataclass(frozen=True, slots=True)
class Told:
    """What one person sees of one scorecard, as the product has it."""

    reader: Reader
    stages: Sequence[Feedback]

    @property
    def decides(self) -> bool:
        return self.reader.hires or bool(self.reader.roles & STAFF)

    def sat(self, feedback: Feedback) -> bool:
        return self.reader.person in feedback.asked

    def wrote(self, feedback: Feedback) -> bool:
        return any(card.author == self.reader.person for card in feedback.sent)

    def judges(self, feedback: Feedback) -> bool:
        """Whether they have this interview still to judge, be it over or not."""
        return feedback.interview.state in TO_JUDGE and self.sat(feedback) and not self.wrote(feedback)

    def all_are_in(self, feedback: Feedback) -> bool:
        authors = {card.author for card in feedback.sent}
        return feedback.interview.state is State.TOOK_PLACE and set(feedback.owed) <= authors


seats = st.lists(
    st.builds(Seat, st.sampled_from(PEOPLE), required=st.booleans(), answer=st.sampled_from(Answer)),
    min_size=1,
    max_size=3,
    unique_by=lambda seat: seat.person,
).map(tuple)


@st.composite
def feedbacks(draw: st.DrawFn, number: int) -> Feedback:
    debrief = Debrief(MONDAY, PEOPLE[0], MONDAY + timedelta(days=2)) if draw(st.booleans()) else None
    interview = Interview(
        InterviewId(f"i-{number}"),
        ApplicationId("a-1"),
        "panel",
        draw(st.sampled_from(["Screen", "Panel"])),
        draw(seats),
        PEOPLE[0],
        draw(st.sampled_from([State.BOOKED, State.HANDED_OVER, *[State.TOOK_PLACE] * 2, State.NO_SHOW])),
        debrief=debrief,
    )
    authors = draw(st.sets(st.sampled_from(PEOPLE), min_size=1))
    cards = (
        Scorecard(
            ScorecardId(f"{interview.id}-{author}"),
            interview.id,
            interview.application,
            interview.stage,
            author,
            MONDAY,
            (Entry(USUAL[0], "yes"), Entry(USUAL[1], text=f"Topic of {author}"), Entry(USUAL[2], text="Saw it.")),
            held=draw(st.booleans()),
        )
        for author in sorted(authors)
    )
    return Feedback(interview, tuple(cards))


applications = st.tuples(feedbacks(1), feedbacks(2), feedbacks(3)) | st.tuples(feedbacks(1))
readers = st.builds(
    Reader,
    st.sampled_from([*PEOPLE, PersonId(9)]),
    st.sampled_from([*map(frozenset, ([Role.INTERVIEWER],) * 4)]) | st.frozensets(st.sampled_from(Role), max_size=2),
    hires=st.sampled_from([False, False, True]),
    is_candidate=st.sampled_from([False] * 5 + [True]),
)


@proven
@given(readers, applications)
def test_everybody_reads_just_what_the_product_says(reader: Reader, stages: Sequence[Feedback]) -> None:
    told = Told(reader, stages)

    shown = set(readable(reader, stages))

    for feedback in stages:
        for card in feedback.sent:
            mine = card.author == reader.person
            may = card in shown
            same_stage = [each for each in stages if each.interview.stage == feedback.interview.stage]
            assert may is (mine and not reader.is_candidate) or not mine
            if may and not mine:
                assert not reader.is_candidate, "nobody reads their own file"
                assert Role.CLIENT not in reader.roles, "an outsider reads nothing of others"
                assert not any(map(told.judges, same_stage)), "nobody reads before they have judged for themselves"
                assert not told.sat(feedback) or told.wrote(feedback)
                assert told.decides or told.sat(feedback), "whoever has no part in it reads nothing"
                assert told.decides or not any(map(told.judges, stages)), (
                    "the next interviewer reads no earlier verdict"
                )
                assert told.sat(feedback) or told.all_are_in(feedback) or feedback.interview.debrief is not None
            free = not reader.is_candidate and Role.CLIENT not in reader.roles and not any(map(told.judges, stages))
            if free and told.sat(feedback) and told.wrote(feedback):
                assert may, "after their own they read the others'"
            if free and told.decides and not told.sat(feedback) and told.all_are_in(feedback):
                assert may, "who decides reads when all are in"
            if free and told.decides and not told.sat(feedback) and feedback.interview.debrief is not None:
                assert may, "who decides reads when the pack went out"


@fewer
@given(readers, applications, st.data())
def test_to_send_ones_own_never_takes_anything_away(
    reader: Reader, stages: Sequence[Feedback], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(stages) - 1))
    feedback = stages[number]
    interview = feedback.interview
    card = Scorecard(ScorecardId("mine"), interview.id, interview.application, interview.stage, reader.person, MONDAY)
    sent = feedback if Told(reader, stages).wrote(feedback) else replace(feedback, sent=(*feedback.sent, card))

    after = [*stages[:number], sent, *stages[number + 1 :]]

    assert set(readable(reader, stages)) <= set(readable(reader, after))


@fewer
@given(applications)
def test_of_earlier_rounds_the_next_interviewer_gets_topics_alone(stages: Sequence[Feedback]) -> None:
    assert {entry.item.asks for entry in topics(stages)} <= {Asks.TOPICS}


@pytest.mark.parametrize(
    ("roles", "hires", "expected"),
    [
        ({Role.RECRUITER}, False, True),
        ({Role.COORDINATOR}, False, True),
        ({Role.HIRING_MANAGER}, True, True),
        ({Role.HIRING_MANAGER}, False, False),
        ({Role.INTERVIEWER}, False, False),
        ({Role.ADMIN}, False, False),
        ({Role.CLIENT}, True, False),
        (set(), False, False),
    ],
)
def test_who_did_not_sit_there_reads_by_their_part_once_all_are_in(
    roles: set[Role], hires: bool, expected: bool
) -> None:
    interview = Interview(
        InterviewId("i-1"), ApplicationId("a-1"), "panel", "Panel", (Seat(PEOPLE[0]),), PEOPLE[0], State.TOOK_PLACE
    )
    card = Scorecard(ScorecardId("s"), interview.id, interview.application, "Panel", PEOPLE[0], MONDAY)
    reader = Reader(PersonId(9), frozenset(roles), hires)

    assert bool(readable(reader, [Feedback(interview, (card,))])) is expected
