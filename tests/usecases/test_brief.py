"""The interviewer's brief: what it says, to whom, and that every opening of it is on record."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import NoteIt
from bot.cards import Bold, Facts, Link, Plain, Span, When
from bot.domain.access import Who
from bot.domain.ids import ApplicationId, InterviewId, OpeningId, PersonId, ScorecardId
from bot.domain.intake import Intake
from bot.domain.people import Person, Role
from bot.domain.rooms import Pass, verify_pass
from bot.domain.scorecard import USUAL, Entry, Scorecard
from bot.pages import Page
from bot.ports import Session, Store
from tests.office import ADA, KEYS, Office
from tests.usecases.signing_in import WAY_IN, brief_door, reads, signs_in
from tests.when import SettableClock

LATE = timedelta(days=30)


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    office = await Office(store, clock).furnish()
    await office.booked()
    return office


def words(page: Page) -> str:
    """Return all that stands on a page, a line for each text."""
    blocks = [*page.blocks, *(block for section in page.sections for block in section.blocks)]
    lines = [page.title, *(section.title for section in page.sections)]
    for block in blocks:
        rows = block.rows if isinstance(block, Facts) else (("", getattr(block, "spans", ())),)
        lines += [f"{label} {said(spans)}" for label, spans in rows]
    return "\n".join(lines)


def said(spans: Sequence[Span]) -> str:
    return "".join(
        each.text if isinstance(each, Plain | Bold | Link) else "a time" if isinstance(each, When) else ""
        for each in spans
    )


async def as_somebody(office: Office, name: str, *roles: Role, email: str = "", manages: bool = False) -> str:
    """Have somebody else work here and be signed in; returns their session."""
    async with office.store() as work:
        fresh = replace(office.rae, name=name, email=email or f"{name.lower()}@northwind.example", ats_user="")
        person = await work.people.add(replace(fresh, roles=frozenset(roles), zone="Asia/Tokyo"))
        await work.sessions.begin(Session(f"s-{name}", person.id, office.clock() + LATE), now=office.clock())
        opening = await work.openings.get(OpeningId("op-1"))
        assert opening is not None
        if manages:
            await work.openings.save(replace(opening, hiring_manager=person.id), ats="paper")
    return f"s-{name}"


async def as_rae(office: Office) -> str:
    async with office.store() as work:
        await work.sessions.begin(Session("s-rae", office.rae.id, office.clock() + LATE), now=office.clock())
    return "s-rae"


async def openings_of(office: Office) -> list[tuple[Who, str]]:
    async with office.store() as work:
        rows = await work.audit.recent(limit=200)
    return [(row.who, row.who_id) for row in rows if row.what == "brief.opened"]


async def test_the_card_of_a_booked_interview_leads_its_reader_to_the_brief(office: Office) -> None:
    card = next(card for card in await office.cards() if "Booked:" in card)
    found = WAY_IN.search(card)
    assert found is not None
    given = verify_pass(found.group(1), keys=KEYS)

    await signs_in(office, given, session="s-1")
    page = await reads(office, given.to, session="s-1")

    booking = (await office.interview()).booking
    assert booking is not None
    assert given == Pass(office.rae.id, await brief_door(office), booking.span.end, given.nonce)
    assert page.title == "Ada Obi: Backend Engineer"
    assert "Interviewer Rae Morgan, Recruiter" in words(page)
    assert "Where https://meet.northwind.example/screen" in words(page)
    assert Link("Open in your ATS", ADA.url) in [
        span for block in page.blocks if isinstance(block, Facts) for _, spans in block.rows for span in spans
    ]
    assert page.zone == "Europe/London"
    assert await openings_of(office) == [(Who.PERSON, str(office.rae.id))]


async def test_the_event_in_the_calendar_names_the_page_and_lets_nobody_in(office: Office) -> None:
    interview = await office.interview()
    assert interview.booking is not None

    entries = await office.calendar.on("interviews@northwind.example", interview.booking.span)

    assert [f"https://usher.example/brief/{interview.id}" in entry.text for entry in entries] == [True]
    assert "/in/" not in entries[0].text


async def test_it_shows_the_notes_chosen_for_it_and_the_last_one(office: Office) -> None:
    application = (await office.application()).id
    session, door = await as_rae(office), await brief_door(office)
    for text, reader in (("Led the outage review", "brief"), ("Wants 90 thousand", "record"), ("Called on Monday", "")):
        await office.submits(NoteIt(application), text=text, brief=reader)

    page = await reads(office, door, session=session)

    notes = next(section for section in page.sections if section.title == "Notes for you")
    told = [said(getattr(block, "spans", ())) for block in notes.blocks]
    assert told[0::2] == ["Led the outage review", "Called on Monday"]
    assert told[1].endswith("chosen for this brief")
    assert told[3].endswith("the last note")


async def test_it_shows_what_was_covered_before_and_what_the_role_needs_and_no_judgement(office: Office) -> None:
    case = await office.case()
    session, door = await as_rae(office), await brief_door(office)
    async with office.store() as work:
        earlier = replace(
            case.interview, id=InterviewId("earlier"), state=case.interview.state.TOOK_PLACE, stage="Phone"
        )
        await work.interviews.add(replace(earlier, version=0, options=(), booking=None))
        for number, interview in enumerate((earlier.id, case.interview.id)):
            await work.scorecards.add(card(str(number), interview, case.application.id, office.rae, f"Topic {number}"))
        needs = Intake(case.opening.id, office.clock(), office.rae.id, must="Moves a live database", agreed=True)
        await work.intakes.add(needs)

    page = await reads(office, door, session=session)

    assert "Topic 0" in words(page)
    assert "Topic 1" not in words(page)
    assert "Moves a live database" in words(page)
    assert "Strong yes" not in words(page)
    assert "a secret opinion" not in words(page)


def card(key: str, interview: InterviewId, application: ApplicationId, author: Person, topic: str) -> Scorecard:
    recommendation, topics, notes = USUAL
    entries = (Entry(recommendation, "strong_yes"), Entry(topics, text=topic), Entry(notes, text="a secret opinion"))
    at = SettableClock()()
    return Scorecard(ScorecardId(key), interview, application, "Phone", PersonId(author.id), at, entries)


async def test_only_who_may_see_the_record_sees_the_brief_and_nobody_their_own(office: Office) -> None:
    door = await brief_door(office)
    sessions = {
        "Mona": await as_somebody(office, "Mona", Role.HIRING_MANAGER, manages=True),
        "Rex": await as_somebody(office, "Rex", Role.RECRUITER),
        "Ivy": await as_somebody(office, "Ivy", Role.INTERVIEWER),
        "Hal": await as_somebody(office, "Hal", Role.HIRING_MANAGER),
        "Cleo": await as_somebody(office, "Cleo", Role.CLIENT),
        "Ada": await as_somebody(office, "Ada", Role.RECRUITER, Role.COORDINATOR, email=ADA.email.upper()),
    }

    pages = {name: await reads(office, door, session=session) for name, session in sessions.items()}
    nowhere = await reads(office, replace(door, about="nothing"), session=sessions["Rex"])

    assert {name for name, page in pages.items() if page.status == 200} == {"Mona", "Rex"}
    assert pages["Ivy"] == pages["Hal"] == pages["Cleo"] == pages["Ada"] == nowhere
    assert nowhere.status == 404
    assert "Ada" not in words(nowhere)
    async with office.store() as work:
        readers = {row.who_id for row in await work.audit.recent(limit=200) if row.read}
        keys = {name: str(session.person) for name in pages if (session := await work.sessions.get(f"s-{name}"))}
    assert {name for name, key in keys.items() if key in readers} == {"Mona", "Rex"}
    assert [who for _, who in await openings_of(office)] == [keys["Rex"], keys["Mona"]]
    assert pages["Mona"].zone == "Asia/Tokyo"
    assert (await reads(office, door, session=sessions["Mona"], zone="Europe/Paris")).zone == "Europe/Paris"
