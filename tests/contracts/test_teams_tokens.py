"""Who is let in from Teams: tokens of a signer of our own, judged by the SDK's verifier, over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.teams.desk import Desk
from adapters.teams.listen import DAY, HOUR, LARGEST, MOMENT, PATH, Keys, Tokens, routes
from adapters.teams.references import Reference
from bot.domain.people import Account
from bot.inbound import Inbound, Said
from bot.ports import Transient
from bot.reply import Nothing, Reply
from tests.standins.loopback import served
from tests.standins.teams_signer import Key, Signer
from tests.tasks import begun

APP, TENANT = "5555aaaa-0000-4444-bbbb-6666cccc7777", "8888dddd-1111-4444-cccc-9999eeee0000"
SERVICE = "https://smba.example/emea/"
HELLO = {
    "type": "message",
    "id": "1",
    "channelId": "msteams",
    "serviceUrl": SERVICE,
    "text": "help",
    "from": {"id": "29:mia", "aadObjectId": "mia"},
    "recipient": {"id": f"28:{APP}", "name": "Usher"},
    "conversation": {"id": "a:mia", "conversationType": "personal", "tenantId": TENANT},
    "channelData": {"tenant": {"id": TENANT}},
}


@dataclass
class Known:
    """References that are kept nowhere; what is posted is an error."""

    saved: dict[Account, Reference] = field(default_factory=dict)

    async def get(self, account: Account) -> Reference | None:
        return self.saved.get(account)

    async def save(self, reference: Reference) -> None:
        self.saved[reference.account] = reference


@dataclass
class Gate:
    """The listener behind HTTP, at a clock of its own: `now` in seconds."""

    signer: Signer
    url: str = ""
    now: float = 1000.0
    keys: Any = None
    heard: list[Inbound] = field(default_factory=list)

    async def handle(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        return Nothing()

    def header(self, **claims: Any) -> str:
        return self.signer.header(app=APP, service=SERVICE, **claims)

    async def status(self, header: str | None, body: Any = HELLO, *, raw: bytes | None = None) -> int:
        headers = {} if header is None else {"Authorization": header}
        data = json.dumps(body).encode() if raw is None else raw
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=data, headers=headers) as answer,
        ):
            return answer.status


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    async with Signer() as signer, aiohttp.ClientSession() as session:
        gate = Gate(signer)
        gate.keys = keys = Keys(session, signer.openid, seconds=lambda: gate.now)
        desk = Desk(gate.handle, chat=None, references=Known())
        app = web.Application()
        app.add_routes(routes(desk, tokens=Tokens(APP, keys=keys), tenants={TENANT}))
        async with served(app) as origin:
            gate.url = origin + PATH
            yield gate


async def test_what_the_connector_signed_for_us_is_heard(gate: Gate) -> None:
    assert await gate.status(gate.header()) == 200
    assert [type(each) for each in gate.heard] == [Said]


async def test_whatever_does_not_hold_is_neither_heard_nor_an_error_of_ours(gate: Gate) -> None:
    stranger = Key()
    namesake = Key()
    namesake.id = gate.signer.keys[0].id
    good = gate.header()
    refused = {
        "no token": None,
        "an empty one": "",
        "no words": "Bearer",
        "another scheme": good.replace("Bearer", "Basic"),
        "garbage": "Bearer garbage",
        "garbage in parts": "Bearer e30.e30.AA",
        "not even text": "Bearer ü.é.\x80",
        "deep": "Bearer " + "W1tbW1tb" * 600 + ".e30.AA",
        "three parts": good + " more",
        "expired": gate.header(exp=1_700_000_000),
        "not yet": gate.header(nbf=32_503_680_000),
        "for ever": gate.header(exp=None),
        "odd times": gate.header(exp="soon"),
        "another bot's": gate.signer.header(app="another", service=SERVICE),
        "nobody's": gate.header(aud=None),
        "many bots'": gate.header(aud=[APP, "another"]),
        "another issuer's": gate.header(iss="https://login.microsoftonline.com/x/v2.0"),
        "an emulator's": gate.header(
            iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", appid=APP, ver="1.0"
        ),
        "no issuer": gate.header(iss=None),
        "another connector's": gate.signer.header(app=APP, service="https://evil.example/"),
        "no connector's": gate.header(serviceurl=None),
        "an unknown key's": gate.header(key=stranger),
        "a forged key's": gate.header(key=namesake),
        "unsigned": gate.header(algorithm="none"),
        "signed with a secret": gate.header(algorithm="HS256"),
        "tampered": good[:-6] + "AAAAAA",
    }

    answered = {name: await gate.status(header) for name, header in refused.items()}

    assert answered == dict.fromkeys(refused, 401)
    assert gate.heard == []


async def test_a_key_that_is_not_for_teams_signs_nothing_from_there(gate: Gate) -> None:
    gate.signer.endorsements = ("webchat",)

    assert await gate.status(gate.header()) == 401


async def test_only_our_tenant_is_served(gate: Gate) -> None:
    elsewhere = {
        **HELLO,
        "conversation": {**HELLO["conversation"], "tenantId": "x"},
        "channelData": {"tenant": {"id": "x"}},
    }
    torn = {**HELLO, "channelData": {"tenant": {"id": "x"}}}
    nowhere = {**HELLO, "conversation": {"id": "a:mia", "conversationType": "personal"}, "channelData": {}}

    for body in (elsewhere, torn, nowhere):
        assert await gate.status(gate.header(), body) == 401
    assert gate.heard == []


async def test_what_is_no_activity_of_teams_is_told_so(gate: Gate) -> None:
    unsaid = {name: value for name, value in HELLO.items() if name != "from"}
    odd = (b"", b"{", b"\xff\xfe", b"[]", b'"message"', b"{}", b'{"type": 7}', b"[" * 200_000)

    assert [await gate.status(gate.header(), raw=raw) for raw in odd] == [400] * len(odd)
    assert await gate.status(gate.header(), {**HELLO, "channelId": "webchat"}) == 400
    assert await gate.status(gate.header(), unsaid) == 400
    assert await gate.status(gate.header(), raw=b" " * (LARGEST + 1)) == 413
    assert gate.heard == []


async def test_of_a_flood_without_a_token_nothing_is_read(gate: Gate) -> None:
    assert await gate.status(None, raw=b"{" * LARGEST) == 401


# --- keys ---------------------------------------------------------------------------------------------------------


async def test_keys_are_fetched_once_for_all_and_again_after_a_day(gate: Gate) -> None:
    assert await asyncio.gather(*(gate.status(gate.header()) for _ in range(5))) == [200] * 5
    gate.now += DAY - 1
    assert await gate.status(gate.header()) == 200
    assert gate.signer.fetched == 1

    gate.now += 1
    assert await gate.status(gate.header()) == 200
    assert gate.signer.fetched == 2


async def test_a_key_that_came_since_is_found_but_looked_for_once_an_hour_at_most(gate: Gate) -> None:
    await gate.status(gate.header())
    gate.signer.rotate()
    gate.now += HOUR - 1
    assert [await gate.status(gate.header()) for _ in range(3)] == [401] * 3
    assert gate.signer.fetched == 1

    gate.now += 1
    assert await gate.status(gate.header()) == 200
    assert [await gate.status(gate.header(key=Key())) for _ in range(3)] == [401] * 3
    assert gate.signer.fetched == 2


async def test_while_no_keys_can_be_had_it_says_that_it_cannot_tell(gate: Gate) -> None:
    gate.signer.broken = True
    assert [await gate.status(gate.header()) for _ in range(2)] == [503, 503]
    gate.signer.broken = False
    assert await gate.status(gate.header()) == 503  # asked a moment ago

    gate.now += MOMENT
    assert await gate.status(gate.header()) == 200


@pytest.mark.parametrize("is_empty", [False, True], ids=["nothing comes", "what comes is empty"])
async def test_while_new_keys_cannot_be_had_the_old_ones_hold(gate: Gate, is_empty: bool) -> None:
    header = gate.header()
    await gate.status(header)
    gate.signer.broken = not is_empty
    gate.signer.keys = []
    gate.now += DAY + HOUR

    assert await gate.status(header) == 200


async def test_while_new_keys_are_slow_to_come_one_request_waits_for_them_and_no_other(gate: Gate) -> None:
    await gate.status(gate.header())
    gate.now += DAY
    gate.signer.held, gate.signer.reached = asyncio.Event(), asyncio.Event()
    first = asyncio.ensure_future(gate.status(gate.header()))
    await gate.signer.reached.wait()

    assert await gate.status(gate.header()) == 200
    assert not first.done()
    gate.signer.held.set()
    assert await first == 200


async def test_who_waits_for_keys_that_do_not_come_waits_once(gate: Gate) -> None:
    gate.signer.held, gate.signer.broken = asyncio.Event(), True
    first = asyncio.ensure_future(gate.keys.have("one"))
    await gate.signer.reached.wait()
    others = [await begun(gate.keys.have("one")) for _ in range(3)]
    gate.now += MOMENT  # so long did Microsoft take
    gate.signer.held.set()

    outcomes = await asyncio.gather(first, *others, return_exceptions=True)
    assert [type(each) for each in outcomes] == [Transient] * 4
    assert gate.signer.asked == 1


def test_without_an_app_nobody_checks_tokens() -> None:
    with pytest.raises(ValueError, match="everybody would be let in"):
        Tokens("", keys=None)
