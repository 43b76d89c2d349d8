"""The way out to Teams over HTTP: to whom, where, redrawn in place, and every fault named."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.teams.connector import HOSTS, Connector
from adapters.teams.faults import BARRIERS, LASTING, PASSING
from adapters.teams.gateway import TeamsChat
from adapters.teams.pace import Pace
from adapters.teams.references import Reference
from adapters.teams.token import AppTokens
from bot.actions import AskToCancel, ShowInterview
from bot.cards import Button, Buttons, Card, Signed, When, para
from bot.domain.conversation import Conversation
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Barrier, Membership, Platform, Profile
from bot.domain.token import Claim, Purpose
from bot.ports import NotYet, Permanent, Posted, Transient, Unreachable
from tests.contracts import teams_desk
from tests.contracts.teams_desk import MemoryReferences
from tests.standins.teams import Teams
from tests.standins.teams_faults import Dropped, Fault, Limited, Says, Withheld
from tests.standins.teams_person import TeamsUser
from tests.tasks import begun

MIA = Account(Platform.TEAMS, Teams.tenant, "mia")
HIRING = "19:hiring@thread.tacv2"
TEN = datetime(2027, 3, 1, 15, tzinfo=UTC)
OFFERED = Card(
    "Interview with Ada O.",
    (
        para("Two times offered, the first ", When(TEN, TEN + timedelta(minutes=45))),
        Buttons((Button("Show", ShowInterview(InterviewId("i1"))), Button("Cancel", AskToCancel(InterviewId("i1"))))),
    ),
)
BOOKED = Card("Interview with Ada O.", (para("Booked"),))


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    async with Teams() as teams:
        teams.channel(HIRING)
        yield teams


@pytest.fixture
def known() -> MemoryReferences:
    return MemoryReferences()


@pytest.fixture
async def chat(teams: Teams, known: MemoryReferences) -> AsyncIterator[TeamsChat]:
    async with teams_desk.line(teams) as connector:
        yield teams_desk.chat(connector, known)


@pytest.fixture
def mia(teams: Teams) -> TeamsUser:
    return teams.person("mia", zone="America/New_York", email="mia@northwind.example")


# --- what it does -------------------------------------------------------------------------------------------------


async def test_who_has_not_written_yet_is_reached_by_their_entra_id_and_then_where_they_are(
    chat: TeamsChat, teams: Teams, known: MemoryReferences, mia: TeamsUser
) -> None:
    first = await chat.post(MIA, OFFERED, key="card:1")
    await chat.post(MIA, BOOKED, key="card:2")

    assert [first.message, first.place] == [mia.messages[0].id, mia.chat]
    assert mia.reads(mia.messages[0]).splitlines()[1:] == [
        "Two times offered, the first Mon, Mar 01, 2027 10:00–10:45",
        "[Show] [Cancel]",
    ]
    assert mia.messages[0].summary == "Interview with Ada O."
    assert [each["members"] for each in teams.called("create")] == [[{"id": "mia"}]]
    assert known.known == {MIA: Reference(MIA, mia.chat, "")}
    assert len(teams.called("token")) == 1


async def test_a_card_is_redrawn_in_place_and_refreshes_for_its_reader(
    chat: TeamsChat, teams: Teams, known: MemoryReferences, mia: TeamsUser
) -> None:
    await known.save(Reference(MIA, mia.chat, teams.service, mia.mri))
    posted = await chat.post(MIA, OFFERED, key="card:1")
    assert mia.messages[0].card["refresh"]["userIds"] == [mia.mri]

    await chat.redraw(MIA, posted, BOOKED)

    assert [mia.reads(each) for each in mia.messages] == ["Interview with Ada O.\nBooked"]
    assert mia.messages[0].edits == 1
    assert mia.messages[0].card["refresh"]["userIds"] == [mia.mri]
    assert teams.called("create") == []


async def test_an_answer_never_refreshes_for_nothing_could_draw_it_anew(
    chat: TeamsChat, teams: Teams, known: MemoryReferences, mia: TeamsUser
) -> None:
    await known.save(Reference(MIA, mia.chat, teams.service, mia.mri))
    await chat.post(MIA, OFFERED, key="said:teams.said:1")
    await chat.aside(MIA, OFFERED, at=Conversation(HIRING, shared=True))

    assert ["refresh" in each.card for each in mia.messages] == [False, False]


async def test_an_answer_aside_is_private_and_the_channel_is_told_no_more_than_where(
    chat: TeamsChat, teams: Teams, mia: TeamsUser
) -> None:
    await chat.aside(MIA, OFFERED, at=Conversation(HIRING, "1700", shared=True))

    assert mia.reads(mia.messages[0]).startswith("Interview with Ada O.")
    assert [each.summary for each in teams.places[HIRING]] == ["I've answered you in your own chat with me."]


async def test_who_has_no_chat_with_the_app_is_told_in_the_channel_how_to_get_one(
    chat: TeamsChat, teams: Teams, mia: TeamsUser
) -> None:
    mia.installed = False

    await chat.aside(MIA, OFFERED, at=Conversation(HIRING, shared=True))

    assert ["Add me to your own apps" in each.summary for each in teams.places[HIRING]] == [True]
    assert "Ada" not in str(teams.called("send"))


async def test_a_pointer_that_is_lost_does_not_have_the_answer_sent_twice(
    chat: TeamsChat, teams: Teams, mia: TeamsUser
) -> None:
    teams.next("send", None, Says(503))

    await chat.aside(MIA, OFFERED, at=Conversation(HIRING, shared=True))

    assert (len(mia.messages), teams.places[HIRING]) == (1, [])


async def test_a_card_in_a_channel_begins_a_thread_and_is_redrawn(
    chat: TeamsChat, teams: Teams, known: MemoryReferences
) -> None:
    channel = replace(MIA, user=HIRING)
    await known.save(Reference(channel, HIRING, teams.service))

    posted = await chat.announce(channel, OFFERED, key="channel:1")
    await chat.redraw(channel, posted, BOOKED)

    (message,) = teams.places[HIRING]
    assert posted == Posted(HIRING, message.id)
    assert (message.edits, message.summary) == (1, "Interview with Ada O.")


async def test_a_channel_is_in_the_apps_own_tenant_where_nobody_says_another(chat: TeamsChat, teams: Teams) -> None:
    channel = Account(Platform.TEAMS, "", HIRING)

    posted = await chat.announce(channel, OFFERED, key="channel:1")
    await chat.redraw(channel, posted, BOOKED)

    assert [message.edits for message in teams.places[HIRING]] == [1]


async def test_a_signed_link_is_drawn_only_where_links_are_given(
    teams: Teams, known: MemoryReferences, mia: TeamsUser
) -> None:
    class Ours:
        def url(self, claim: Claim) -> str:
            return f"https://usher.test/book/{claim.interview}_{claim.purpose}"

    card = Card("Offer", (para("See ", Signed("their page", Claim(InterviewId("i1"), 1, Purpose.OFFER, TEN))),))
    async with teams_desk.line(teams) as connector:
        await teams_desk.chat(connector, known).post(MIA, card, key="card:1")
        await teams_desk.chat(connector, known, links=Ours()).post(MIA, card, key="card:2")

    assert [mia.reads(each).splitlines()[1] for each in mia.messages] == [
        "See their page",
        "See their page (https://usher.test/book/i1_offer)",
    ]


@pytest.mark.parametrize(
    ("told", "profile"),
    [
        ({"email": "mia@x.example"}, Profile(Membership.MEMBER, "Mia", "mia@x.example", "Europe/Paris")),
        ({"userPrincipalName": "mia@x.example"}, Profile(Membership.MEMBER, "Mia", "mia@x.example", "Europe/Paris")),
        ({"userPrincipalName": "mia_y.example#EXT#@x.example"}, Profile(Membership.MEMBER, "Mia", "", "Europe/Paris")),
        ({"userRole": "guest"}, Profile(Membership.GUEST, "Mia", "", "Europe/Paris")),
        ({"userRole": "anonymous"}, Profile(Membership.STRANGER, "Mia", "", "Europe/Paris")),
        ({"userRole": None}, Profile(Membership.STRANGER, "Mia", "", "Europe/Paris")),
        ({"tenantId": "another"}, Profile(Membership.STRANGER, "Mia", "", "Europe/Paris")),
        (
            {"name": " ", "givenName": "Mia", "surname": "Ray"},
            Profile(Membership.MEMBER, "Mia Ray", "", "Europe/Paris"),
        ),
    ],
    ids=str,
)
async def test_who_somebody_is(
    chat: TeamsChat, teams: Teams, known: MemoryReferences, told: dict[str, Any], profile: Profile
) -> None:
    mia = teams.person("mia", **told)
    await known.save(Reference(MIA, mia.chat, teams.service, mia.mri, "Europe/Paris"))

    assert await chat.who(MIA) == profile


async def test_who_is_somebody_else_is_nobody(chat: TeamsChat, teams: Teams) -> None:
    teams.person("mia", objectId="bo", aadObjectId="bo")

    with pytest.raises(Transient, match="somebody else"):
        await chat.who(MIA)


# --- what can go wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "away", [{"installed": False}, {"blocked": True}], ids=["who has not added the app", "who has blocked it"]
)
async def test_who_takes_nothing_is_told_apart_and_reached_again_once_they_do(
    chat: TeamsChat, mia: TeamsUser, away: dict[str, bool]
) -> None:
    await chat.post(MIA, BOOKED, key="card:1")
    for name, value in away.items():
        setattr(mia, name, value)

    with pytest.raises(Unreachable) as caught:
        await chat.post(MIA, BOOKED, key="card:2")
    mia.installed, mia.blocked = True, False
    await chat.post(MIA, BOOKED, key="card:3")

    assert caught.value.barrier is Barrier.NOT_ADDED
    assert len(mia.messages) == 2


async def test_a_conversation_that_is_gone_is_begun_anew(
    chat: TeamsChat, teams: Teams, known: MemoryReferences, mia: TeamsUser
) -> None:
    await known.save(Reference(MIA, "a:of-before", teams.service, mia.mri))

    posted = await chat.post(MIA, BOOKED, key="card:1")

    assert posted.place == mia.chat
    assert known.known[MIA] == Reference(MIA, mia.chat, teams.service, mia.mri)


async def test_a_limit_says_when_to_come_back_and_that_nothing_was_done(
    chat: TeamsChat, teams: Teams, mia: TeamsUser
) -> None:
    teams.next("send", Limited(seconds=30))

    with pytest.raises(Transient) as caught:
        await chat.post(MIA, BOOKED, key="card:1")

    assert (caught.value.wait, caught.value.refused) == (timedelta(seconds=30), True)
    assert (mia.messages, len(teams.called("send"))) == ([], 1)


@pytest.mark.parametrize(
    "fault", [*map(Says, sorted(PASSING)), Dropped(accepted=False), Dropped(accepted=True)], ids=str
)
async def test_a_passing_fault_is_tried_by_nobody_but_the_relay(
    chat: TeamsChat, teams: Teams, mia: TeamsUser, fault: Fault
) -> None:
    teams.next("send", fault)

    with pytest.raises(Transient) as caught:
        await chat.post(MIA, BOOKED, key="card:1")

    assert caught.value.refused is (isinstance(fault, Says) and fault.status in {412, 425, 429})
    assert len(teams.called("send")) == 1


async def test_teams_that_does_not_answer_in_time_or_at_all_is_a_passing_fault(
    teams: Teams, known: MemoryReferences, mia: TeamsUser
) -> None:
    held = Withheld(accepted=True)
    teams.next("create", held)
    async with teams_desk.line(teams, patience=0.05) as connector:
        with pytest.raises(Transient, match="in time"):
            await teams_desk.chat(connector, known).post(MIA, BOOKED, key="card:1")
    async with teams_desk.line(teams) as connector:
        await known.save(Reference(MIA, mia.chat, teams.service))
        await teams_desk.chat(connector, known).post(MIA, BOOKED, key="card:1")
        teams.service = "http://127.0.0.1:9/emea/"
    async with teams_desk.line(teams) as connector:
        with pytest.raises(Transient, match="no connection") as caught:
            await teams_desk.chat(connector, MemoryReferences()).post(MIA, BOOKED, key="card:1")

    assert caught.value.refused


@pytest.mark.parametrize(
    ("status", "code"),
    [*((403, code) for code in sorted(BARRIERS)), *((400, code) for code in sorted(LASTING)), (403, ""), (418, "Odd")],
)
@pytest.mark.parametrize("inside", [False, True])
async def test_what_will_never_work_is_said_briefly(
    chat: TeamsChat, teams: Teams, mia: TeamsUser, status: int, code: str, inside: bool
) -> None:
    teams.next("update", Says(status, code, inside))

    with pytest.raises(Permanent, match=str(status)) as caught:
        await chat.redraw(MIA, Posted(mia.chat, "1"), OFFERED)

    assert isinstance(caught.value, Unreachable) is (code in BARRIERS or status == 403)
    assert len(str(caught.value)) < 90
    assert not {"Ada", "names somebody"} & set(str(caught.value).split())


async def test_a_message_that_was_deleted_cannot_be_redrawn(chat: TeamsChat, mia: TeamsUser) -> None:
    with pytest.raises(Permanent, match="ActivityNotFoundInConversation: the message was deleted"):
        await chat.redraw(MIA, Posted(mia.chat, "1"), BOOKED)


async def test_a_token_that_was_taken_back_is_asked_for_anew_once(
    chat: TeamsChat, teams: Teams, mia: TeamsUser
) -> None:
    await chat.post(MIA, BOOKED, key="card:1")
    teams.good.clear()
    await chat.post(MIA, BOOKED, key="card:2")
    teams.next("send", Says(401), Says(401))

    with pytest.raises(Unreachable, match="secret or registration") as caught:
        await chat.post(MIA, BOOKED, key="card:3")

    assert caught.value.barrier is Barrier.APP_GONE
    assert len(teams.called("token")) == 3
    assert len(mia.messages) == 2


async def test_a_token_is_used_until_five_minutes_before_its_end(teams: Teams) -> None:
    now = 0.0
    async with aiohttp.ClientSession() as session:
        tokens = AppTokens(
            session, app=teams.app_id, secret=teams.secret, tenant=teams.tenant, login=teams.login, seconds=lambda: now
        )
        first, second = await asyncio.gather(tokens.get(), tokens.get())
        now = 3599.0 - 301
        third = await tokens.get()
        now = 3599.0 - 299
        fourth = await tokens.get()

    assert first == second == third != fourth
    assert len(teams.called("token")) == 2


async def test_who_waits_for_a_token_that_does_not_come_waits_once(teams: Teams) -> None:
    held = Withheld(accepted=False)
    teams.next("token", held)
    async with aiohttp.ClientSession() as session:
        tokens = AppTokens(
            session, app=teams.app_id, secret="another", tenant=teams.tenant, login=teams.login, seconds=lambda: 0.0
        )
        first = asyncio.ensure_future(tokens.get())
        await held.reached.wait()
        others = [await begun(tokens.get()) for _ in range(3)]
        held.release.set()
        outcomes = await asyncio.gather(first, *others, return_exceptions=True)

    assert [type(each) for each in outcomes] == [Unreachable, *[Transient] * 3]
    assert len(teams.called("token")) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "why"),
    [
        (None, Unreachable, "AADSTS7000215: make a new client secret"),
        (Says(400, "invalid"), Unreachable, "mend TEAMS_APP_ID"),
        (Says(503), Transient, "no token, 503"),
        (Dropped(accepted=False), Transient, "no token"),
    ],
    ids=str,
)
async def test_no_token_is_told_with_the_cure(
    teams: Teams, mia: TeamsUser, fault: Fault | None, kind: type[Exception], why: str
) -> None:
    teams.next("token", *([fault] if fault else []))
    async with teams_desk.line(teams, secret="of last year") as connector:
        with pytest.raises(kind, match=why) as caught:
            await teams_desk.chat(connector, MemoryReferences()).post(MIA, BOOKED, key="card:1")

    assert "of last year" not in str(caught.value)
    assert teams.called("create") == []


class Nowhere(AbstractResolver):
    """Knows no host, and which were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.append(host)
        raise OSError("nowhere")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "service",
    [
        "https://evil.example/",
        "http://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "//smba.trafficmanager.net/",
        "https://[smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:port/",
    ],
)
async def test_nothing_is_called_but_microsofts_connectors(teams: Teams, service: str) -> None:
    nowhere = Nowhere()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=nowhere)) as session:
        tokens = AppTokens(session, app="", secret="", tenant="", login="")
        connector = Connector(session, tokens, service=teams.service)
        with pytest.raises(Permanent, match="not Microsoft's"):
            await connector.send("a:1", {}, service=service)
        for host in HOSTS:
            with pytest.raises(Transient, match="no connection"):
                await connector.send("a:1", {}, service=f"https://{host}/emea/")

    assert set(nowhere.asked) == HOSTS


async def test_no_fault_and_no_log_at_any_level_holds_the_card_or_the_token(
    chat: TeamsChat, teams: Teams, mia: TeamsUser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    teams.next("send", Says(400, "BadSyntax"), Says(500), Dropped(accepted=True))

    faults = [await refused(chat), await refused(chat), await refused(chat)]
    await chat.post(MIA, OFFERED, key="card:1")

    told = [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    secrets = {"Ada", teams.secret, *teams.good}
    assert not [line for line in [*told, *map(repr, faults)] if any(secret in line for secret in secrets)]
    assert [(fault.__cause__, fault.__suppress_context__ or fault.__context__ is None) for fault in faults] == [
        (None, True)
    ] * 3


async def refused(chat: TeamsChat) -> Any:
    with pytest.raises((Transient, Permanent)) as caught:
        await chat.post(MIA, OFFERED, key="card:1")
    return caught.value


# --- how much, and when -------------------------------------------------------------------------------------------


async def test_more_than_teams_takes_is_held_back_and_others_go_on(
    teams: Teams, known: MemoryReferences, mia: TeamsUser
) -> None:
    now, bo = 100.0, replace(MIA, user="bo")
    teams.person("bo")
    async with teams_desk.line(teams) as connector:
        chat = teams_desk.chat(connector, known, pace=Pace(seconds=lambda: now))
        for number in range(7):
            await chat.post(MIA, BOOKED, key=f"card:{number}")
        with pytest.raises(NotYet) as caught:
            await chat.ready(MIA, key="card:7")
        await chat.post(bo, BOOKED, key="card:8")
        now = 101.0
        await chat.ready(MIA, key="card:7")
        with pytest.raises(NotYet):
            await chat.post(MIA, BOOKED, key="card:9")
        await chat.post(MIA, BOOKED, key="card:7")

        teams.next("send", Limited(seconds=30))
        with pytest.raises(Transient):
            await chat.post(bo, BOOKED, key="card:10")
        with pytest.raises(NotYet) as silenced:
            await chat.ready(bo, key="card:10")

    assert (caught.value.wait, silenced.value.wait) == (timedelta(seconds=1), timedelta(seconds=30))
    assert len(mia.messages) == 8


async def test_a_long_answer_is_read_to_its_end_and_an_endless_one_is_not(
    chat: TeamsChat, teams: Teams, known: MemoryReferences
) -> None:
    mia = teams.person("mia", name="M" * 500_000)
    assert len((await chat.who(MIA)).name) == 500_000

    mia.name = "M" * 1_200_000
    with pytest.raises(Transient, match="too long"):
        await chat.who(MIA)
