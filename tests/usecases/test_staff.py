"""Who works here: added, shown, brought back, and disabled without forgetting what they had in hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.csv_columns import person
from bot.desk import Desk
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.interview import Interview, Seat
from bot.domain.people import Account, Platform, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Opening
from bot.domain.policy import Format, Kind, Organisation, Policy
from bot.domain.refusal import Refusal
from bot.domain.rows import Outcome
from bot.domain.time import Interval
from bot.effects import ReadCalendar
from bot.inbound import Typed
from bot.ports import Held, Reservation, Session, Store, Work
from bot.reply import Refuse
from bot.router import LEFT, Router
from bot.usecases.accounts import ONE_MOMENT
from bot.usecases.staff import Added, InHand, add, disable, everybody, readdress
from storage import tables
from tests.when import NOON, SettableClock

POLICY = Policy(
    Organisation("Northwind", "Europe/London", "interviews@northwind.example", "rae@northwind.example", "google"),
    {"screen": Kind("screen", "Recruiter screen", timedelta(minutes=30), Format.PHONE, "We call you")},
    {"screen": "screen"},
)
DESK = Desk(POLICY, NOON)
DANA = {"name": "Dana Whitfield", "mail": "dana@northwind.example"}
SLACK = Account(Platform.SLACK, "T024BE7LD", "U061F7AUR")
IN_TEAMS = "8888dddd-1111-4444-cccc-9999eeee0000/0000aaaa-1111-4444-bbbb-2222cccc3333"


async def added(store: Store, told: Mapping[str, str]) -> Added:
    async with store() as work:
        return await add(person(told), work=work, desk=DESK)


async def disabled(store: Store, mail: str) -> InHand:
    async with store() as work:
        return await disable(mail, work=work, desk=DESK)


async def test_a_name_and_an_address_are_enough(store: Store) -> None:
    new = await added(store, DANA)

    assert new.outcome is Outcome.ADDED
    assert (new.person.name, new.person.zone, new.person.calendar) == ("Dana Whitfield", "Europe/London", "google")
    assert new.person.active
    assert new.person.roles == frozenset()


async def test_everything_told_is_kept(store: Store) -> None:
    told = DANA | {
        "title": "Recruiter",
        "zone": "Asia/Kolkata",
        "working hours": "Mon-Thu 10:00-19:00",
        "calendar": "sandbox",
        "roles": "recruiter; admin",
        "ats user": "U-1",
        "slack": "T024BE7LD/U061F7AUR",
        "teams": IN_TEAMS.upper(),
    }

    dana = (await added(store, told)).person

    async with store() as work:
        assert await work.people.by_account(SLACK) == dana
        assert await work.people.by_account(Account(Platform.TEAMS, *IN_TEAMS.split("/"))) == dana
        assert await work.people.by_ats_user("U-1") == dana
    assert (dana.zone, dana.calendar, sorted(dana.hours.days)) == ("Asia/Kolkata", "sandbox", [0, 1, 2, 3])
    assert dana.roles == {Role.RECRUITER, Role.ADMIN}


async def test_the_same_address_again_mends_and_then_changes_nothing(store: Store) -> None:
    first = await added(store, DANA | {"roles": "recruiter"})
    accounts = {"slack": "T024BE7LD/U061F7AUR", "teams": IN_TEAMS}
    told = DANA | {"mail": "Dana@Northwind.example", "title": "Lead recruiter", **accounts}

    second = await added(store, told)
    third = await added(store, told)

    assert (second.outcome, third.outcome) == (Outcome.CHANGED, Outcome.UNCHANGED)
    assert second.person.id == first.person.id
    assert (second.person.title, second.person.roles) == ("Lead recruiter", frozenset({Role.RECRUITER}))


async def test_tags_are_kept_as_the_policy_spells_them_and_stay_where_none_are_told(store: Store) -> None:
    first = await added(store, DANA | {"tags": "Technical; System design,"})
    second = await added(store, DANA | {"tags": ""})

    assert first.person.tags == second.person.tags == {"technical", "system_design"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"mail": "dana at northwind"}, "not a mail address"),
        ({"mail": ""}, "mail: is empty"),
        ({"zone": "Mars/Base"}, "IANA name"),
        ({"roles": "recruiter; boss"}, "not a known role"),
        ({"tags": "technical; 3d"}, "“3d” is not a tag"),
        ({"roles": "hirng manager"}, "Did you mean “hiring manager”?"),
        ({"working hours": "always"}, "Mon-Fri 09:00-17:00"),
        ({"slack": "U061F7AUR"}, "workspace and user"),
        ({"teams": "dana@northwind.example"}, "the tenant's id and the user's object id"),
        ({"calendar": "outlook"}, "google, microsoft, sandbox"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_would_be_right(told: Mapping[str, str], said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        person(DANA | dict(told))

    assert said in str(refusal.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Refusal) as refusal:
        person({"name": "", "mail": "x", "zone": "y"})

    assert [line.partition(":")[0] for line in str(refusal.value).splitlines()] == ["name", "mail", "zone"]


@pytest.mark.parametrize("told", [{"slack": "T024BE7LD/U061F7AUR"}, {"teams": IN_TEAMS}, {"ats user": "U-1"}])
async def test_an_id_of_somebody_else_stays_theirs_and_nobody_is_added(store: Store, told: Mapping[str, str]) -> None:
    await added(store, DANA | dict(told))

    with pytest.raises(Refusal, match=r"dana@northwind\.example already"):
        await added(store, {"name": "Eve", "mail": "eve@northwind.example"} | dict(told))

    async with store() as work:
        assert await work.people.by_email("eve@northwind.example") is None


async def test_somebody_who_left_makes_room_for_their_account(store: Store) -> None:
    await added(store, DANA | {"slack": "T024BE7LD/U061F7AUR"})
    await disabled(store, "dana@northwind.example")

    eve = await added(store, {"name": "Eve", "mail": "eve@northwind.example", "slack": "T024BE7LD/U061F7AUR"})

    async with store() as work:
        assert await work.people.by_account(SLACK) == eve.person


async def test_who_has_another_address_is_the_same_person_and_their_calendar_is_read_there(store: Store) -> None:
    dana = (await added(store, DANA | {"roles": "recruiter", "slack": "T024BE7LD/U061F7AUR"})).person
    await added(store, {"name": "Bob", "mail": "bob@northwind.example"})

    for former in ("DANA@northwind.example", "dana@northwind.example"):  # the second time, it has happened
        async with store() as work:
            await readdress(former, "d.reed@northwind.example", work=work, desk=DESK)

    async with store() as work:
        assert await work.people.by_account(SLACK) == replace(dana, email="d.reed@northwind.example")
        assert not await work.outbox.add(ReadCalendar(dana.id)), "her calendar was not asked for"
        for former, new, why in (
            ("nobody@northwind.example", "new@northwind.example", "Nobody here has"),
            ("d.reed@northwind.example", "BOB@northwind.example", "is Bob's already"),
            ("d.reed@northwind.example", "d reed", "is not a mail address"),
        ):
            with pytest.raises(Refusal, match=why):
                await readdress(former, new, work=work, desk=DESK)


async def test_the_list_shows_who_is_active_first_and_from_where_they_speak(store: Store) -> None:
    await added(store, {"name": "zoe", "mail": "zoe@northwind.example"})
    await added(store, {"name": "Bob", "mail": "bob@northwind.example"})
    await added(store, DANA | {"slack": "T024BE7LD/U061F7AUR"})
    await disabled(store, "bob@northwind.example")

    async with store() as work:
        listed = await everybody(work)

    assert [(each.person.name, each.person.active, each.accounts) for each in listed] == [
        ("Dana Whitfield", True, (SLACK,)),
        ("zoe", True, ()),
        ("Bob", False, ()),
    ]


async def test_who_is_disabled_is_not_let_in_until_they_are_added_again(store: Store, clock: SettableClock) -> None:
    told = DANA | {"roles": "recruiter", "slack": "T024BE7LD/U061F7AUR"}
    router = Router(store, clock, POLICY)
    stranger = await router.handle(Typed(SLACK, "help"))
    await added(store, told)

    await disabled(store, "DANA@northwind.example")
    left = await router.handle(Typed(SLACK, "help"))
    back = await added(store, told)
    again = await router.handle(Typed(SLACK, "help"))

    assert (stranger, left) == (Refuse(ONE_MOMENT), Refuse(LEFT))
    assert back.outcome is Outcome.CHANGED
    assert not isinstance(again, Refuse)


async def test_disabling_twice_leaves_one_trace(store: Store, engine: AsyncEngine) -> None:
    await added(store, DANA)

    first = await disabled(store, "dana@northwind.example")
    second = await disabled(store, "dana@northwind.example")

    async with engine.connect() as connection:
        what = (await connection.execute(select(tables.audit.c.what).order_by(tables.audit.c.serial))).scalars().all()
    assert first == second
    assert what == ["person.added", "person.disabled"]


async def test_nobody_is_disabled_whom_nobody_knows(store: Store) -> None:
    with pytest.raises(Refusal, match="usher person list"):
        await disabled(store, "nobody@northwind.example")


async def test_the_recruiter_of_last_resort_stays(store: Store) -> None:
    await added(store, {"name": "Rae", "mail": "Rae@northwind.example"})

    with pytest.raises(Refusal, match=r"hiring\.toml"):
        await disabled(store, "rae@northwind.example")

    async with store() as work:
        rae = await work.people.by_email("rae@northwind.example")
    assert rae is not None
    assert rae.active


async def test_what_somebody_had_in_hand_is_told_when_they_are_disabled(store: Store) -> None:
    dana = (await added(store, DANA)).person
    async with store() as work:
        for number in (1, 2, 3):
            await _application(number, owner=dana.id, work=work)
        for number, confirmed in ((1, True), (2, False)):
            seat = (Seat(dana.id),)
            interview = Interview(InterviewId(f"i{number}"), ApplicationId(f"a{number}"), "screen", "s", seat, dana.id)
            await work.interviews.add(interview)
            span = Interval(NOON + timedelta(days=number), NOON + timedelta(days=number, hours=1))
            await work.reservations.hold([Reservation(dana.id, span, interview.id, 1)])
            if confirmed:
                await work.reservations.confirm(interview.id, 1)
        await work.triggers.hold(Held(ApplicationId("a3"), "screen", ("the title of the role",), NOON))

    hand = await disabled(store, "dana@northwind.example")

    assert (hand.booked, hand.looking, hand.waiting) == (1, 1, ("Role 3",))


async def _application(number: int, *, owner: PersonId, work: Work) -> None:
    await work.openings.add(Opening(OpeningId(f"o{number}"), f"Role {number}", recruiter=owner, intake_agreed=True))
    ada = await work.candidates.add(Candidate(CandidateId(0), "Ada Obi", f"ada{number}@mail.example"))
    action = NextAction("Review the application", owner, NOON + timedelta(days=1))
    await work.applications.add(
        Application(ApplicationId(f"a{number}"), ada.id, OpeningId(f"o{number}"), "screen", next=action)
    )


async def test_whoever_is_disabled_is_signed_out_everywhere_for_good(store: Store) -> None:
    dana = (await added(store, DANA)).person
    async with store() as work:
        await work.sessions.begin(Session("s-1", dana.id, NOON + timedelta(hours=8)), now=NOON)

    await disabled(store, dana.email)
    await added(store, DANA)

    async with store() as work:
        assert await work.sessions.get("s-1") is None
