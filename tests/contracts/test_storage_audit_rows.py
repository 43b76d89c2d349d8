"""The audit's rows: every change, and every read of candidate data by a person or a candidate."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.access import USHER, Viewer, Who
from bot.domain.ids import ApplicationId, CandidateId, PersonId
from bot.ports import Happening
from storage.tables import audit, audit_details
from tests.records import set_up
from tests.when import NOON

PERSON = Viewer(Who.PERSON, "7", "status")
CANDIDATE = Viewer(Who.CANDIDATE, "9", "page")
ATS = Viewer(Who.ATS, "greenhouse")


async def rows(engine, table=audit):
    async with engine.connect() as connection:
        return (await connection.execute(select(table))).all()


@pytest.fixture
async def desk(store):
    made = await set_up(store)
    async with store() as work:
        await work.interviews.add(made.interview)
    return made


READS = {
    "candidate by key": (lambda work, viewer, desk: work.candidates.get(desk.ada.id, viewer=viewer), "candidate.read"),
    "candidate by ATS": (
        lambda work, viewer, desk: work.candidates.by_ats("greenhouse", "77", viewer=viewer),
        "candidate.read",
    ),
    "candidate by address": (
        lambda work, viewer, desk: work.candidates.by_email(desk.ada.email, viewer=viewer),
        "candidate.read",
    ),
    "candidate by words": (lambda work, viewer, desk: work.candidates.search("ada", viewer=viewer), "candidate.found"),
    "application by key": (
        lambda work, viewer, desk: work.applications.get(desk.application.id, viewer=viewer),
        "application.read",
    ),
    "application by ATS": (
        lambda work, viewer, desk: work.applications.by_ats("greenhouse", "5001", viewer=viewer),
        "application.read",
    ),
    "applications of a candidate": (
        lambda work, viewer, desk: work.applications.of(desk.ada.id, viewer=viewer),
        "application.read",
    ),
    "case": (lambda work, viewer, desk: work.interviews.case(desk.interview.id, viewer=viewer), "interview.read"),
}


@pytest.mark.parametrize("viewer", [PERSON, CANDIDATE], ids=["person", "candidate"])
@pytest.mark.parametrize("read", READS)
async def test_a_read_leaves_one_row_that_says_who_saw_what_and_why(store, engine, desk, read, viewer):
    ask, what = READS[read]
    subject = {"candidate": str(desk.ada.id), "application": desk.application.id, "interview": desk.interview.id}

    async with store() as work:
        assert await ask(work, viewer, desk)

    [row] = await rows(engine)
    assert (row.at, row.who, row.who_id, row.why) == (NOON, viewer.who.value, viewer.id, viewer.why)
    assert (row.what, row.subject, row.access) == (what, subject[what.split(".")[0]], "read")


@pytest.mark.parametrize("viewer", [USHER, ATS], ids=["usher", "ats"])
@pytest.mark.parametrize("read", READS)
async def test_what_usher_and_the_ats_read_leaves_no_row(store, engine, desk, read, viewer):
    ask, _ = READS[read]

    async with store() as work:
        assert await ask(work, viewer, desk)

    assert await rows(engine) == []


async def test_looking_for_what_is_not_there_leaves_no_row(store, engine, desk):
    async with store() as work:
        assert await work.candidates.get(CandidateId(4711), viewer=PERSON) is None
        assert await work.applications.get(ApplicationId("none"), viewer=PERSON) is None
        assert await work.candidates.search("nobody", viewer=PERSON) == ()

    assert await rows(engine) == []


async def test_a_read_whose_transaction_failed_leaves_no_row(store, engine, desk):
    async def read_and_fail() -> None:
        async with store() as work:
            await work.candidates.get(desk.ada.id, viewer=PERSON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await read_and_fail()

    assert await rows(engine) == []


async def test_a_change_keeps_its_detail_apart_with_a_salt_of_its_own(store, engine):
    async with store() as work:
        await work.audit.changed("interview.booked", subject="first", by=PERSON, detail={"option": "2"})
        await work.audit.changed("interview.booked", subject="second", by=USHER, detail={"option": "2"})
        await work.audit.changed("interview.cancelled", subject="first", by=USHER)

    kept, details = await rows(engine), await rows(engine, audit_details)
    assert sorted((row.what, row.subject, row.who, row.access) for row in kept) == [
        ("interview.booked", "first", "person", "changed"),
        ("interview.booked", "second", "usher", "changed"),
        ("interview.cancelled", "first", "usher", "changed"),
    ]
    assert len({row.id for row in kept}) == 3
    assert [row.detail for row in details] == [{"option": "2"}] * 2
    assert len({row.salt for row in details}) == 2


async def test_a_read_can_be_noted_in_so_many_words(store, engine):
    async with store() as work:
        await work.audit.read("brief.opened", subject="first", by=USHER)

    [row] = await rows(engine)
    assert (row.what, row.subject, row.access) == ("brief.opened", "first", "read")


async def test_the_newest_rows_come_first_with_what_is_kept_beside_them(store, clock, desk):
    async with store() as work:
        await work.audit.changed("interview.booked", subject="first", by=USHER, detail={"option": "2"})
    clock.forward(timedelta(minutes=1))
    async with store() as work:
        await work.candidates.get(desk.ada.id, viewer=PERSON)

    later = NOON + timedelta(minutes=1)
    why, reader = PERSON.why, PERSON.id
    seen = Happening(later, Who.PERSON, "candidate.read", str(desk.ada.id), read=True, who_id=reader, why=why)
    async with store() as work:
        assert await work.audit.recent(limit=9) == [
            seen,
            Happening(NOON, Who.USHER, "interview.booked", "first", detail={"option": "2"}),
        ]
        assert len(await work.audit.recent(limit=1)) == 1


async def test_the_newest_row_of_a_word_about_a_subject_tells_who_it_was(store):
    async with store() as work:
        await work.audit.changed("application.next_set", subject="first", by=PERSON, detail={"step": "1a2b"})
        await work.audit.changed("application.next_set", subject="second", by=USHER)
    async with store() as work:
        await work.audit.changed("application.next_set", subject="first", by=Viewer.person(PersonId(8), why="next"))
        await work.audit.changed("note.added", subject="first", by=PERSON)
        latest = await work.audit.latest("application.next_set", subject="first")
        other = await work.audit.latest("application.next_set", subject="second")
        none = await work.audit.latest("application.next_set", subject="third")

    assert latest is not None
    assert (latest.who, latest.who_id, latest.detail) == (Who.PERSON, "8", {})
    assert other is not None
    assert (other.who, other.who_id) == (Who.USHER, "")
    assert none is None
