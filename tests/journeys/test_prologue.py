"""What a visitor finds: a week of hiring has come before the demo, and every candidate stands somewhere else."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from adapters.demo import Demo, free_port, origin, staged
from adapters.sandbox.coming import Coming
from adapters.sandbox.seed import (
    ADA,
    ELENA,
    INES,
    KENJI,
    LEA,
    MAI,
    OGUZ,
    PRIYA,
    RAE,
    SEED_PEOPLE,
    SIOBHAN,
    STAGES,
    TOMASZ,
    Applicant,
    Colleague,
)
from bot.domain.access import USHER
from bot.domain.feedback import feedback_of
from bot.domain.intake import AGREE
from bot.domain.interview import State
from bot.domain.next_action import DECIDE
from bot.domain.time import Interval

REVIEW, SCREEN, PANEL, _ = STAGES
CHANGED = (datetime(2026, 10, 28, 10, tzinfo=UTC), datetime(2028, 3, 29, 9, tzinfo=UTC))
FOUND = {
    ADA.name: (REVIEW, "active", "", "Review the application", "Rae"),
    MAI.name: (SCREEN, "active", "", AGREE, "Ines"),
    SIOBHAN.name: (PANEL, "active", State.ASKING, "Hear from the interviewers", "Rae"),
    LEA.name: (SCREEN, "active", State.OFFERED, "Candidate chooses a time", "Rae"),
    KENJI.name: (SCREEN, "active", State.BOOKED, "Interview takes place", "Rae"),
    OGUZ.name: (PANEL, "active", State.TOOK_PLACE, "Collect feedback and decide", "Rae"),
    ELENA.name: (PANEL, "active", State.TOOK_PLACE, DECIDE, "Ines"),
    TOMASZ.name: (REVIEW, "on_hold", "", "Hear from finance about the second role", "Rae"),
}


async def stands(demo: Demo, applicant: Applicant) -> tuple[str, str, str, str, str]:
    """Return stage and status on the board, and the interview, the next step and its owner in the record."""
    row = await demo.world.ats.read(applicant.application)
    async with demo.usher.database.store() as work:
        application = await work.applications.by_ats("sandbox", applicant.application, viewer=USHER)
        assert application is not None
        assert application.next is not None
        assert (application.stage, application.status) == (row.stage, row.status)
        latest = await work.interviews.latest(application.id)
        owner = await work.people.get(application.next.owner)
    assert owner is not None
    return row.stage, row.status.value, latest.state if latest else "", application.next.what, owner.first_name


async def last_card(demo: Demo, of: Colleague) -> str:
    return str((await demo.world.chat.lines(of.account.user))[-1].card["title"])


async def missing(demo: Demo, applicant: Applicant) -> list[str]:
    """Return who has not written about somebody they met."""
    async with demo.usher.database.store() as work:
        application = await work.applications.by_ats("sandbox", applicant.application, viewer=USHER)
        assert application is not None
        latest = await work.interviews.latest(application.id)
        assert latest is not None
        feedback = feedback_of(latest, await work.scorecards.of(application.id, viewer=USHER))
        return [person.first_name for key in feedback.missing if (person := await work.people.get(key))]


async def is_found(demo: Demo) -> None:
    now = demo.usher.clock()
    assert {
        each.name: await stands(demo, each) for each in (ADA, MAI, SIOBHAN, LEA, KENJI, OGUZ, ELENA, TOMASZ)
    } == FOUND
    assert await demo.usher.database.outbox_counts() == {"waiting": 0, "dead": 0}
    assert await missing(demo, OGUZ) == ["Priya"]
    assert await missing(demo, ELENA) == []

    tomorrow = Interval(now, now + timedelta(days=1))
    booked = [
        entry for entry in await demo.world.calendar.on(RAE.person.email, tomorrow) if KENJI.first_name in entry.title
    ]
    assert [entry.span.start for entry in booked] == [now + timedelta(hours=23, minutes=30)]
    follow_up = Coming(now + timedelta(minutes=90), "Follow-up to Léa F., who has not answered")
    assert await demo.coming() == follow_up

    assert await last_card(demo, PRIYA) == "Which times suit you? Siobhán O. · Team panel · Backend Engineer"
    assert await last_card(demo, RAE) == "Reminder: Kenji W. · Recruiter screen · Backend Engineer"
    digests = [
        line.card for line in await demo.world.chat.lines(RAE.account.user) if "waiting for you" in str(line.card)
    ]
    assert "Tomasz W. · Backend Engineer" in str(digests[-1])
    assert "they were promised to hear from us by" in str(digests[-1])
    asked = [str(line.card) for line in await demo.world.chat.lines(INES.account.user)]
    assert any("What does this role need? Data Analyst" in each for each in asked)
    lengths = [len(await demo.world.chat.lines(each.account.user)) for each in SEED_PEOPLE]
    assert max(lengths) < 16


async def clashes(demo: Demo, of: Colleague) -> list[Interval]:
    """Return what begins in somebody's calendar before the one before it is over."""
    spans = await demo.world.calendar.busy(of.person.email, Interval(demo.start, demo.start + timedelta(days=14)))
    return [second for first, second in pairwise(spans) if first.overlaps(second)]


@pytest.mark.parametrize(
    ("host", "opened"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"), ("::", "localhost"), ("::1", "[::1]")]
)
def test_links_lead_to_where_a_browser_finds_the_pages(host: str, opened: str) -> None:
    assert origin(host, 8080) == f"http://{opened}:8080"


async def test_a_taken_port_is_told_before_anything_is_made_up() -> None:
    async with staged(prologue=False) as demo:
        taken = int(demo.links.base_url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            await free_port("127.0.0.1", taken)


async def test_every_candidate_stands_somewhere_else_and_all_of_it_has_happened() -> None:
    async with staged() as demo:
        await is_found(demo)
        double = [span for each in SEED_PEOPLE for span in await clashes(demo, each)]
        told = {(each.about.name, each.who, each.cause): each.steps for each in await demo.happened()}

    assert double == []
    last_word = told["Елена Д.", "Olu", "An interviewer sent a scorecard"]
    assert "The feedback went to whoever decides" in [step.text for step in last_word]
    assert ("Tomasz W.", "Rae", "The ATS was asked for a status: on hold") in told
    moved = told["Mai N.", "", "An application moved to Recruiter screen"]
    assert "A hiring manager was asked what a role needs" in [step.text for step in moved]


@pytest.mark.large
@pytest.mark.parametrize("start", CHANGED, ids=["autumn", "spring"])
async def test_clocks_that_change_on_the_way_change_nothing(start: datetime) -> None:
    async with staged(start=start) as demo:
        await is_found(demo)
