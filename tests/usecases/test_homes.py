"""What stands on somebody's Home: what waits for them, their interviews, their candidates, and nothing they may not see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.slack import render
from bot.actions import Action, GoOn, SeatFits, TurnPage
from bot.cards import Buttons
from bot.codec import encode
from bot.domain.access import USHER
from bot.domain.ids import OpeningId
from bot.domain.interview import Answer, State
from bot.domain.people import Person, Role
from bot.domain.pipeline import Opening, Pending, Status
from bot.ports import Store
from bot.reply import Open, Redraw, Refuse, Say
from storage.tables import audit
from tests.hiring import CHEF, DAY, HANAS, IVOS, WAITER
from tests.homes import Homes, buttons, pressed, reads
from tests.when import NOON, SettableClock

HOUR = timedelta(hours=1)
MARKUP = "*_<@U1>& ~`|>"


@pytest.fixture
async def homes(store: Store, clock: SettableClock) -> Homes:
    return await Homes(store, clock).furnish_more()


async def test_a_home_with_nothing_on_it_says_so_and_offers_where_to_begin(homes: Homes) -> None:
    home = await homes.opens()

    assert reads(home).splitlines() == [
        "Your hiring at a glance",
        "What is waiting for you",
        "Nothing is waiting for you.",
        "Your interviews today",
        "None so far.",
        "Your interviews in the next 7 days",
        "None so far.",
        "Your candidates",
        "Nobody is in play in the roles you own.",
        "[Schedule an interview] [Help]",
    ]


async def test_what_waits_is_told_by_its_due_time_and_what_is_overdue_in_words(homes: Homes) -> None:
    await homes.applies("Ada Obi", due=DAY)
    await homes.applies("Ben Okri", due=-DAY)

    home = await homes.opens()

    lines = reads(home).splitlines()
    assert lines[1:5] == [
        "What is waiting for you: 2",
        "Ben O. · Pastry Chef: Call them, overdue since 28 Feb 12:00",
        "Ada O. · Pastry Chef: Call them, by 02 Mar 12:00",
        "[Ben O.] [Ada O.]",
    ]


async def test_interviews_of_today_and_of_the_week_tell_what_their_seat_has_answered(homes: Homes) -> None:
    await homes.meets(homes.ivo, "Ada Obi", ahead=HOUR)
    await homes.meets(homes.ivo, "Ben Okri", ahead=2 * HOUR, answer=Answer.FITS)
    await homes.meets(homes.ivo, "Cy Twombly", ahead=2 * DAY, answer=Answer.CANNOT)
    await homes.meets(homes.ivo, "Di Prima", ahead=7 * DAY, state=State.WANTED)
    await homes.meets(homes.ivo, "Eve Babitz", ahead=8 * DAY)

    home = await homes.opens(IVOS)

    lines = reads(home).splitlines()
    assert lines[1:4] == [
        "Asked of you: 1",
        "Eve B. · Recruiter screen · Pastry Chef: does this time suit you? 09 Mar 12:00",
        "[Answer: Eve B.]",
    ]
    assert lines[6:] == [
        "Your interviews today: 2",
        "Ada O. · Recruiter screen · Pastry Chef: 01 Mar 13:00, not yet answered",
        "[OK] [Can't make it] [Suggest a time] [Status]",
        "Ben O. · Recruiter screen · Pastry Chef: 01 Mar 14:00, you said it suits you",
        "[Ben O.]",
        "Your interviews in the next 7 days: 2",
        "Cy T. · Recruiter screen · Pastry Chef: 03 Mar 12:00, you said you can't make it",
        "Di P. · Recruiter screen · Pastry Chef: 08 Mar 12:00, to be moved: looking for times",
        "[Cy T.] [Di P.]",
        "[Help]",
    ]


async def test_a_day_is_one_of_the_readers_own_zone(homes: Homes) -> None:
    await homes.meets(homes.hana, "Ada Obi", ahead=4 * HOUR)

    home = await homes.opens(HANAS)

    lines = reads(home).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("Ada O. · Recruiter"))
    assert lines[at - 1] == "Your interviews in the next 7 days: 1", "16:00 UTC is tomorrow in Tokyo"


async def test_the_last_of_the_seven_days_is_whole_in_the_week_the_clocks_go_back(homes: Homes) -> None:
    homes.clock.set(datetime(2027, 10, 28, 12, tzinfo=UTC))
    late = datetime(2027, 11, 4, 23, 30, tzinfo=UTC)
    await homes.meets(homes.ivo, "Ada Obi", ahead=late - NOON)

    assert "Your interviews in the next 7 days: 1" in reads(await homes.opens(IVOS))


async def test_candidates_stand_under_their_role_with_counts_by_stage_and_who_is_next(homes: Homes) -> None:
    ada = await homes.applies("Ada Obi", stage="Onsite")
    await homes.applies("Ben Okri", stage="Screen")
    await homes.applies("Cy Twombly", stage="Screen", owner=homes.hana)
    await homes.applies("Di Prima", opening=WAITER.id, stage="")
    held = Pending(Status.PASSED, homes.rae.id, NOON)
    async with homes.store() as work:
        await work.applications.save(replace(ada, status=Status.ON_HOLD, pending=held))

    home = await homes.opens()

    lines = reads(home).splitlines()
    assert lines[lines.index("Your candidates") :] == [
        "Your candidates",
        "Head Waiter: 1 without a stage",
        "Di P.: no stage. Call them (Rae Morgan), by 02 Mar 12:00",
        "[Pipeline: Head Waiter]",
        "Pastry Chef (Acme): 2 Screen, 1 Onsite",
        "Ben O.: Screen. Call them (Rae Morgan), by 02 Mar 12:00",
        "Cy T.: Screen. Call them (Hana Sato), by 02 Mar 12:00",
        "Ada O.: Onsite · on hold · not going forward pending in the ATS. Call them (Rae Morgan), by 02 Mar 12:00",
        "[Pipeline: Pastry Chef (Acme)]",
        "Nobody is in play for Backend Engineer.",
        "[Schedule an interview] [Help]",
    ]


# --- who sees what


async def test_a_plain_interviewer_sees_whom_they_meet_and_nobody_else(homes: Homes) -> None:
    await homes.meets(homes.ivo, "Ada Obi", ahead=DAY)
    await homes.applies("Ben Okri")

    home = reads(await homes.opens(IVOS))

    assert "Ada O." in home
    assert "Ben" not in home
    assert "Your candidates" not in home
    assert "Schedule" not in home


async def test_a_hiring_manager_sees_the_candidates_of_their_own_openings_only(homes: Homes) -> None:
    await homes.applies("Ada Obi", opening=CHEF.id)
    await homes.applies("Ben Okri", opening=WAITER.id)

    home = reads(await homes.opens(HANAS))

    assert "Ada O.: Screen" in home
    assert "Ben" not in home
    assert "Head Waiter" not in home


async def test_a_role_that_was_taken_away_takes_the_candidates_along(homes: Homes, engine: AsyncEngine) -> None:
    await homes.applies("Ada Obi", owner=homes.hana)
    await homes.strip_roles()

    home = reads(await homes.opens())

    assert "Ada" not in home
    assert "Pastry Chef" not in home
    assert await read_for(homes.rae, engine=engine) == set()


async def test_what_waits_leads_to_the_record_only_for_those_who_may_see_it(homes: Homes) -> None:
    await homes.applies("Ada Obi", opening=WAITER.id, owner=homes.hana)

    home = await homes.opens(HANAS)

    assert "Ada O. · Head Waiter: Call them" in reads(home)
    assert "Ada O." not in [button.label for button in buttons(home)]


@pytest.mark.parametrize("roles", [frozenset[Role](), frozenset({Role.ADMIN})], ids=["none", "admin"])
async def test_without_a_role_there_is_nothing_to_press_that_would_be_refused(
    homes: Homes, roles: frozenset[Role]
) -> None:
    async with homes.store() as work:
        await work.people.save(replace(homes.ivo, roles=roles))
    await homes.meets(homes.ivo, "Ada Obi", ahead=HOUR)

    home = await homes.opens(IVOS)

    assert "Ada O. · Recruiter screen" in reads(home)
    assert [button.label for button in buttons(home)] == ["Help"]


async def test_whom_a_home_shows_was_read_by_its_reader(homes: Homes, engine: AsyncEngine) -> None:
    meeting = await homes.meets(homes.hana, "Ada Obi", ahead=HOUR)

    await homes.opens(HANAS)

    read = await read_for(homes.hana, engine=engine)
    assert read == {("interview.read", meeting.id), ("application.read", meeting.application)}


async def read_for(person: Person, *, engine: AsyncEngine) -> set[tuple[str, str]]:
    """Return what the audit says was read for somebody's Home."""
    rows = select(audit.c.what, audit.c.subject).where(audit.c.why == "home", audit.c.who_id == str(person.id))
    async with engine.connect() as connection:
        return {(what, subject) for what, subject in await connection.execute(rows)}


# --- what can be pressed


async def test_every_button_of_a_home_does_something(homes: Homes) -> None:
    for number in range(12):
        await homes.meets(homes.rae, f"Ada{number} Obi", ahead=(number + 1) * HOUR / 2)
        await homes.meets(homes.rae, f"Ben{number} Okri", ahead=2 * DAY + number * HOUR)
    for number in range(8):
        async with homes.store() as work:
            opening = Opening(OpeningId(f"cook-{number}"), f"Cook {number}", recruiter=homes.rae.id)
            await work.openings.add(opening)
        await homes.applies("Cy Twombly", opening=opening.id)

    home = await homes.opens()
    replies = {button.label: await homes.press(button.action) for button in buttons(home)}

    wrong = {label: reply for label, reply in replies.items() if not isinstance(reply, Say | Open | Redraw)}
    assert wrong == {}
    assert {"OK", "Can't make it", "Suggest a time", "2 more", "22 more", "All your roles", "Help"} <= set(replies)
    assert [label for label in replies if label.startswith("All 24: ")] == ["All 24: Pastry Chef (Acme)"]


async def test_more_goes_on_where_the_home_stops(homes: Homes) -> None:
    for number in range(13):
        await homes.applies(f"Waits{number:02d} Obi", due=number * HOUR)
        await homes.meets(homes.ivo, f"Meets{number:02d} Okri", ahead=DAY + number * HOUR)
    async with homes.store() as work:
        for candidate, application in await work.applications.waiting(homes.rae.id, viewer=USHER, part=range(50)):
            owner = homes.ivo.id if candidate.name.startswith("Waits") else homes.hana.id
            assert application.next is not None
            await work.applications.save(replace(application, next=replace(application.next, owner=owner)))

    home = await homes.opens(IVOS)
    rest = [button.action for button in buttons(home) if button.label == "3 more"]
    pages = [await homes.press(action, by=IVOS) for action in rest]

    assert rest == [TurnPage("mine", "", 2), TurnPage("mine", "", 3)]
    shown = [reads(page.card) for page in pages if isinstance(page, Redraw)]
    assert "Waits10 O." in shown[0]
    assert "Meets12 O." in shown[1]


async def test_an_answer_given_on_a_home_stands_there_next(homes: Homes) -> None:
    await homes.meets(homes.ivo, "Ada Obi", ahead=HOUR)
    home = await homes.opens(IVOS)

    action = pressed(home, "OK")
    reply = await homes.press(action, by=IVOS)
    await homes.settle()

    assert isinstance(action, SeatFits)
    assert not isinstance(reply, Refuse)
    assert "you said it suits you" in reads(homes.home(IVOS))


# --- however much there is


async def test_a_hundred_candidates_and_sixty_interviews_fit_whatever_their_names(homes: Homes) -> None:
    for number in range(60):
        await homes.meets(homes.rae, f"{MARKUP}{number} {MARKUP}", ahead=HOUR if number < 30 else DAY)
    for number in range(12):
        async with homes.store() as work:
            opening = Opening(OpeningId(f"role-{number}"), MARKUP * 20, recruiter=homes.rae.id)
            await work.openings.add(opening)
        for stage in range(10):
            await homes.applies(f"{MARKUP} {MARKUP * 50}", opening=opening.id, stage=f"{MARKUP}{stage}")

    home = await homes.opens()

    drawn = render.home(home)["blocks"]
    assert len(drawn) < 60
    assert all(len(block.items) <= 25 for block in home.blocks if isinstance(block, Buttons))
    assert all(len(encode(button.action, Action).encode()) <= 150 for button in buttons(home))
    assert "Candidates are in play in 7 more roles of yours." in reads(home)
    assert any(button.action == GoOn("pipeline", "") for button in buttons(home))
    assert reads(home).count("[OK]") == 4, "only the next few are asked about"
