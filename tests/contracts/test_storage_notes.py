"""Notes, who waits for whom, and the lists the desk reads page by page; every read by a person leaves its audit row."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.domain.access import USHER, Viewer
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId
from bot.domain.interview import State
from bot.domain.notes import LONGEST, Note, Origin
from bot.domain.pipeline import Candidate, NextAction, Opening, Pending, Source, Status
from bot.domain.time import Interval
from storage.tables import audit
from tests.records import set_up
from tests.when import NOON

DAY = timedelta(days=1)


async def reads(engine, what):
    async with engine.connect() as connection:
        chosen = select(audit.c.subject).where(audit.c.what == what).order_by(audit.c.serial)
        return list((await connection.execute(chosen)).scalars())


def by(person):
    return Viewer.person(person.id, why="test")


async def test_a_note_comes_out_as_it_went_in_the_newest_first(store):
    desk = await set_up(store)
    first = Note(desk.application.id, NOON, desk.rita.id, "Prefers mornings")
    long = "🧭 “O’Brien” said:\n" + "x" * (LONGEST - 20)
    second = Note(desk.application.id, NOON - DAY, desk.ivan.id, long, Origin.MESSAGE)
    async with store() as work:
        await work.notes.add(first)
        await work.notes.add(second)

    async with store() as work:
        assert await work.notes.of(desk.application.id, viewer=by(desk.rita)) == (second, first)
        assert await work.notes.of(desk.application.id, viewer=by(desk.rita), limit=1) == (second,)
        assert await work.notes.of(ApplicationId("another"), viewer=by(desk.rita)) == ()


async def test_a_persons_read_of_notes_is_audited_and_nobody_reads_nothing(store, engine):
    desk = await set_up(store)
    async with store() as work:
        await work.notes.of(desk.application.id, viewer=by(desk.rita))
        await work.notes.add(Note(desk.application.id, NOON, desk.rita.id, "Prefers mornings"))
        await work.notes.of(desk.application.id, viewer=USHER)
    unread = await reads(engine, "note.read")
    async with store() as work:
        await work.notes.of(desk.application.id, viewer=by(desk.ivan))

    assert unread == []
    assert await reads(engine, "note.read") == [desk.application.id]


async def test_a_pending_status_is_kept_with_who_asked_and_when(store):
    desk = await set_up(store)
    asked = Pending(Status.ON_HOLD, desk.ivan.id, NOON)
    async with store() as work:
        await work.applications.save(replace(desk.application, pending=asked))

    async with store() as work:
        kept = await work.applications.get(desk.application.id, viewer=USHER)
        assert kept is not None
        assert kept.pending == asked
        await work.applications.save(replace(kept, pending=None))
    async with store() as work:
        settled = await work.applications.get(desk.application.id, viewer=USHER)
        assert settled is not None
        assert settled.pending is None


async def applied(work, desk, name, *, stage="Onsite", status=Status.ACTIVE, due=NOON, owner=None, opening=None):
    """Somebody else who applied; returns them and their application."""
    candidate = await work.candidates.add(Candidate(CandidateId(0), name))
    action = NextAction("Decide", owner or desk.rita.id, due) if status is not Status.PASSED else None
    application = replace(
        desk.application,
        id=ApplicationId(f"of-{name}"),
        candidate=candidate.id,
        opening=opening or desk.opening.id,
        stage=stage,
        status=status,
        next=action,
        source=Source(),
    )
    await work.applications.add(application)
    return candidate, application


async def test_an_openings_applications_come_stage_by_stage_and_in_parts(store, engine):
    desk = await set_up(store)
    async with store() as work:
        grace = await applied(work, desk, "Grace")
        await applied(work, desk, "Edsger", status=Status.PASSED)
        alan = await applied(work, desk, "Alan", status=Status.ON_HOLD)
        await work.openings.add(Opening(OpeningId("other"), "Other"))
        await applied(work, desk, "Barbara", opening=OpeningId("other"))

    async with store() as work:
        tally = await work.applications.tally(desk.opening.id)
        stages = ("Onsite", "Phone screen")
        first = await work.applications.lined_up(desk.opening.id, stages=stages, viewer=by(desk.rita), part=range(0, 2))
        rest = await work.applications.lined_up(desk.opening.id, stages=stages, viewer=by(desk.rita), part=range(2, 4))
        none = await work.applications.lined_up(desk.opening.id, stages=(), viewer=by(desk.rita), part=range(0, 2))

    assert tally == {
        ("Phone screen", Status.ACTIVE): 1,
        ("Onsite", Status.ACTIVE): 1,
        ("Onsite", Status.ON_HOLD): 1,
        ("Onsite", Status.PASSED): 1,
    }
    assert first == (grace, alan)
    assert rest == ((desk.ada, desk.application),)
    assert none == ()
    assert await reads(engine, "application.read") == [grace[1].id, alan[1].id, desk.application.id]


async def test_what_waits_for_a_person_comes_by_due_day_whoever_the_candidate_is(store):
    desk = await set_up(store)
    async with store() as work:
        late = await applied(work, desk, "Grace", due=NOON - DAY)
        await applied(work, desk, "Alan", owner=desk.ivan.id)
        last = await applied(work, desk, "Barbara", due=NOON + 9 * DAY)

    async with store() as work:
        assert await work.applications.how_many_wait(desk.rita.id) == 3
        assert await work.applications.how_many_wait(desk.ivan.id) == 1
        mine = await work.applications.waiting(desk.rita.id, viewer=by(desk.rita), part=range(0, 10))
        assert mine == (late, (desk.ada, desk.application), last)
        assert await work.applications.waiting(desk.rita.id, viewer=by(desk.rita), part=range(2, 3)) == (last,)


async def test_the_interviews_of_a_seat_are_those_booked_in_the_span(store):
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.booked)
        off = replace(desk.booked, id=InterviewId("off"), state=State.CANCELLED)
        await work.interviews.add(off)

    booking = desk.booked.booking
    assert booking is not None
    async with store() as work:
        start = booking.span.start
        assert await work.interviews.seated(desk.ivan.id, span=Interval(start, start + DAY)) == (desk.booked.id,)
        assert await work.interviews.seated(desk.ivan.id, span=Interval(start - DAY, start)) == ()
        assert await work.interviews.seated(desk.rita.id, span=Interval(start, start + DAY)) == ()


async def test_a_misspelt_name_is_near_the_right_one(store):
    desk = await set_up(store)
    async with store() as work:
        await applied(work, desk, "Grace Hopper")
        await applied(work, desk, "100%_Zed")

    async with store() as work:
        near = await work.candidates.spelt_like("Grase Hoper", viewer=USHER)
        assert near[0][0].name == "Grace Hopper"
        brien = await work.candidates.spelt_like("ada obrian", viewer=USHER, limit=1)
        assert [candidate.name for candidate, _ in brien] == [desk.ada.name]
        assert [each.name for each, _ in await work.candidates.spelt_like("%_", viewer=USHER)] == ["100%_Zed"]
        assert await work.candidates.spelt_like("__", viewer=USHER) == ()
        assert await work.candidates.spelt_like("", viewer=USHER) == ()


async def test_every_opening_comes_by_title(store):
    desk = await set_up(store)
    async with store() as work:
        await work.openings.add(Opening(OpeningId("b"), "Baker"))
        await work.openings.add(Opening(OpeningId("a"), "ábacus maker"))

    async with store() as work:
        assert [each.id for each in await work.openings.all()] == [OpeningId("a"), OpeningId("b"), desk.opening.id]
