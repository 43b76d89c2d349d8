"""Interviews: the document, the case in two statements, one live interview per stage, and what is delivered about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from bot.codec import Unreadable
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case
from bot.domain.dead_end import NoTimes
from bot.domain.ids import InterviewId, OpeningId
from bot.domain.interview import Option, Seat, Standing, State
from bot.domain.people import Account, Platform
from bot.ports import Stale
from storage.tables import interviews
from tests.records import ENGINEER, hour, set_up
from tests.when import NOON

FIRST = InterviewId("first")


@contextmanager
def statements(engine) -> Iterator[list[str]]:
    """Collect every statement that reaches the database, save those that begin and end transactions."""
    seen: list[str] = []

    def note(connection, cursor, statement, *_):
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_an_interview_comes_out_as_it_went_in(store):
    desk = await set_up(store)
    stuck = replace(desk.booked, trouble=NoTimes((("busy", 12),), "widen"), deadline=NOON, touched=True)
    async with store() as work:
        await work.interviews.add(stuck)

    async with store() as work:
        assert await work.interviews.get(FIRST) == stuck
        assert await work.interviews.get(InterviewId("none")) is None


async def test_the_second_to_save_an_interview_is_told(store):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.interview)
    async with store() as work:
        await work.interviews.save(desk.booked)

    with pytest.raises(Stale):
        async with store() as work:
            await work.interviews.save(desk.interview)

    async with store() as work:
        assert await work.interviews.get(FIRST) == replace(desk.booked, version=1)


async def test_a_case_brings_all_that_belongs_to_an_interview(store):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.booked)

    async with store() as work:
        case = await work.interviews.case(FIRST, viewer=USHER)
        assert await work.interviews.case(InterviewId("none"), viewer=USHER) is None

    people = {desk.rita.id: desk.rita, desk.ivan.id: desk.ivan}
    assert case == Case(desk.booked, desk.application, desk.ada, desk.opening, people)


async def test_a_case_takes_two_statements_and_a_persons_read_one_more(store, engine):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.booked)

    with statements(engine) as unwatched:
        async with store() as work:
            await work.interviews.case(FIRST, viewer=USHER)
    with statements(engine) as watched:
        async with store() as work:
            await work.interviews.case(FIRST, viewer=Viewer.person(desk.rita.id, why="status"))

    assert len(unwatched) == 2
    assert len(watched) == 3


async def test_an_account_is_read_in_one_statement(store, engine):
    desk = await set_up(store)
    account = Account(Platform.SLACK, "T1", "U1")
    async with store() as work:
        await work.people.link(account, person=desk.rita.id)

    async with store() as work:
        with statements(engine) as told:
            await work.people.by_account(account)

    assert len(told) == 1


async def test_saving_an_interview_whose_seats_stay_takes_one_statement(store, engine):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.interview)

    async with store() as work:
        interview = await work.interviews.get(FIRST)
        with statements(engine) as told:
            await work.interviews.save(replace(interview, state=State.OFFERED))

    assert len(told) == 1


async def test_a_stage_has_one_live_interview(store):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.interview)

    with pytest.raises(Stale):
        async with store() as work:
            await work.interviews.add(replace(desk.interview, id=InterviewId("second")))


async def test_after_a_cancelled_interview_another_may_live(store):
    desk = await set_up(store)
    second = replace(desk.interview, id=InterviewId("second"))
    async with store() as work:
        await work.interviews.add(desk.interview)
        await work.interviews.save(replace(desk.interview, state=State.CANCELLED))
        await work.interviews.add(second)

    async with store() as work:
        assert await work.interviews.live(desk.application.id) == (second,)
        assert await work.interviews.latest(desk.application.id) == second
    with pytest.raises(Stale):
        async with store() as work:
            await work.interviews.save(replace(desk.interview, state=State.WANTED, version=1))


async def test_the_latest_interview_counts_whatever_became_of_it(store):
    desk = await set_up(store)
    async with store() as work:
        assert await work.interviews.latest(desk.application.id) is None
        await work.interviews.add(replace(desk.booked, id=InterviewId("z"), state=State.TOOK_PLACE))
        await work.interviews.add(replace(desk.interview, id=InterviewId("a"), state=State.CANCELLED))

    async with store() as work:
        latest = await work.interviews.latest(desk.application.id)
        assert latest is not None
        assert latest.id == "a"
        assert await work.interviews.live(desk.application.id) == ()


@pytest.mark.parametrize(
    ("state", "looking"),
    [
        (State.WANTED, True),
        (State.ASKING, True),
        (State.OFFERED, True),
        (State.FOLLOWED_UP, False),
        (State.BOOKED, False),
    ],
)
async def test_an_interview_that_looks_for_times_is_found_by_who_sits_on_it(store, state, looking):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(replace(desk.interview, state=state))

    async with store() as work:
        assert await work.interviews.wanted(desk.ivan.id) == ((FIRST,) if looking else ())
        assert await work.interviews.wanted(desk.rita.id) == ()


async def test_who_would_sit_at_a_time_in_play_is_concerned_and_known_to_the_case(store):
    desk = await set_up(store)
    async with store() as work:
        rosa = await work.people.add(replace(desk.ivan, name="Rosa Lima", email="rosa@example.org", ats_user=""))
        asked = Option(1, hour(3), Standing.ASKED, seats=(Seat(rosa.id),))
        lost = replace(asked, standing=Standing.LOST)
        await work.interviews.add(replace(desk.interview, options=(asked,)))
    async with store() as work:
        concerned = await work.interviews.of_person(rosa.id)
        found = await work.interviews.get(desk.interview.id)
        await work.interviews.save(replace(found, options=(lost,)))
    async with store() as work:
        case = await work.interviews.case(desk.interview.id, viewer=USHER)
        assert concerned == (desk.interview.id,)
        assert await work.interviews.of_person(rosa.id) == ()
        assert case.people[rosa.id] == rosa


async def test_a_change_of_seats_is_found_at_once(store):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.interview)
    async with store() as work:
        await work.interviews.save(replace(desk.interview, seats=(Seat(desk.rita.id),)))

    async with store() as work:
        assert await work.interviews.wanted(desk.rita.id) == (FIRST,)
        assert await work.interviews.wanted(desk.ivan.id) == ()


async def test_the_kinds_under_way_are_known_until_the_last_is_over(store):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.booked)
        assert await work.interviews.live_kinds() == {desk.booked.kind}
        await work.interviews.save(replace(desk.booked, booking=None, state=State.CANCELLED))
        assert await work.interviews.live_kinds() == frozenset()


async def test_a_document_from_another_version_says_that_it_cannot_be_read(store, engine):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.interview)
    async with engine.begin() as connection:
        await connection.execute(update(interviews).values(document={"id": "first", "state": "dreaming"}))

    async with store() as work:
        with pytest.raises(Unreadable):
            await work.interviews.get(FIRST)


async def test_a_delivered_message_is_evidence_and_moves_the_last_contact(store):
    desk = await set_up(store)
    later = NOON + timedelta(hours=2)
    async with store() as work:
        await work.interviews.add(desk.interview)
        await work.contacts.add(FIRST, mail="offer", message_id="<1@x>", recipient="ada@example.com", at=NOON)
        await work.contacts.add(FIRST, mail="confirmed", message_id="<2@x>", recipient="ada@example.com", at=later)
        await work.contacts.add(FIRST, mail="offer", message_id="<1@x>", recipient="ada@example.com", at=NOON)

    async with store() as work:
        assert await work.contacts.of(FIRST) == (("offer", NOON), ("confirmed", later))
        assert await work.contacts.of(InterviewId("none")) == ()
        application = await work.applications.get(desk.application.id, viewer=USHER)
        assert application == replace(desk.application, last_contact=later)


async def test_a_delivered_message_disturbs_nobodys_save_and_survives_it(store):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.interview)
    async with store() as work:
        read = await work.applications.get(desk.application.id, viewer=USHER)
    async with store() as work:
        await work.contacts.add(FIRST, mail="offer", message_id="<1@x>", recipient="ada@example.com", at=NOON)
    async with store() as work:
        await work.applications.save(replace(read, stage="Onsite"))

    async with store() as work:
        application = await work.applications.get(desk.application.id, viewer=USHER)
        assert (application.stage, application.last_contact, application.version) == ("Onsite", NOON, 1)


async def test_an_error_leaves_nothing_behind(store):
    desk = await set_up(store)

    async def add_and_fail() -> None:
        async with store() as work:
            await work.interviews.add(desk.interview)
            await work.openings.add(replace(ENGINEER, id=OpeningId("other"), ats_job="1"))
            await work.timers.set("deadline:first", kind="deadline", subject="first", due=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await add_and_fail()

    async with store() as work:
        assert await work.interviews.get(FIRST) is None
        assert await work.openings.get(OpeningId("other")) is None
        assert await work.timers.next_due() is None
