"""Who may knock at the ATS doors, and what they are told when something is wrong with them, or with us."""

import gzip
import hashlib
import hmac
import json
import logging
import secrets
from datetime import timedelta
from pathlib import Path

import pytest

from bot.inbound import ApplicationSeen, Noted
from bot.ports import Transient
from tests.contracts.ats_desk import (
    GENERIC_SECRET,
    GREENHOUSE_SECRET,
    NOW,
    open_desk,
    signed,
    stamped,
)

STAGE = (Path(__file__).parent.parent / "payloads" / "greenhouse" / "webhook_candidate_stage_change.json").read_bytes()
JOB = b'{"event":"job","id":"1","job":{"id":"J-1","title":"Engineer"}}'
PING = b'{"action":"ping","payload":{"web_hook":{"id":7,"name":"Usher"}}}'


def other_hash(body: bytes) -> str:
    return f"sha256 {hmac.new(GREENHOUSE_SECRET.encode(), body, hashlib.sha512).hexdigest()}"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256",
        "sha256 ",
        signed(STAGE, secret="a guess"),
        signed(STAGE + b" "),
        signed(STAGE)[:-1],
        signed(STAGE).replace(" ", "="),
        signed(STAGE).replace("sha256", "sha1"),
        signed(STAGE).removeprefix("sha256 "),
        f"{signed(STAGE)} {signed(STAGE)}",
        other_hash(STAGE),
        signed(STAGE, secret=""),
        "sha256 ünïcödé",
    ],
)
async def test_a_forged_greenhouse_delivery_is_turned_away(signature: str) -> None:
    async with open_desk() as desk:
        status, answer = await desk.greenhouse(STAGE, signature=signature)

    assert (status, desk.taken) == (401, [])
    assert "Signature" in json.loads(answer)["error"]


async def test_a_changed_body_is_turned_away() -> None:
    changed = STAGE.replace(b"giuseppe.hurley@example.com", b"mallory.mallory@example.com")

    async with open_desk() as desk:
        status, _ = await desk.greenhouse(changed, signature=signed(STAGE))

    assert (status, desk.taken) == (401, [])


@pytest.mark.parametrize("secret", ["the old one", "the new one"])
async def test_both_secrets_count_during_a_rotation(secret: str) -> None:
    async with open_desk(
        greenhouse_secret="the old one, the new one", generic_secret="the new one,the old one"
    ) as desk:
        greenhouse, _ = await desk.greenhouse(STAGE, secret=secret)
        generic, _ = await desk.generic(JOB, secret=secret)

    assert (greenhouse, generic) == (200, 200)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=,v1=",
        "v1=" + "0" * 64,
        stamped(JOB, secret="a guess"),
        stamped(JOB + b" "),
        stamped(JOB, at=NOW - timedelta(seconds=301)),
        stamped(JOB, at=NOW + timedelta(seconds=301)),
        stamped(JOB).replace("t=", "t=1"),
        stamped(JOB).replace("v1=", "v2="),
        stamped(JOB).replace("t=", "t=-"),
        "t=" + "9" * 5000 + ",v1=" + "0" * 64,
        "t=²,v1=" + "0" * 64,
        stamped(JOB).split(",")[0] + ",v1=0" * 50,
        signed(JOB, secret=GENERIC_SECRET),
    ],
)
async def test_a_forged_or_stale_generic_delivery_is_turned_away(signature: str) -> None:
    async with open_desk() as desk:
        status, answer = await desk.generic(JOB, signature=signature)

    assert (status, desk.taken) == (401, [])
    assert "X-Usher-Signature" in json.loads(answer)["error"]


@pytest.mark.parametrize("away", [timedelta(seconds=-300), timedelta(), timedelta(seconds=300)])
async def test_a_generic_delivery_within_five_minutes_is_taken(away: timedelta) -> None:
    async with open_desk() as desk:
        status, _ = await desk.generic(JOB, at=NOW + away)

    assert status == 200


async def test_a_generic_delivery_may_carry_the_signatures_of_two_secrets() -> None:
    signature = f"{stamped(JOB, secret='retired')},{stamped(JOB).partition(',')[2]}"

    async with open_desk() as desk:
        status, _ = await desk.generic(JOB, signature=signature)

    assert status == 200


@pytest.mark.parametrize("signature", [None, "", "sha256 0000", signed(PING, secret="a secret not set here yet")])
@pytest.mark.parametrize("body", [PING, b'{"action":"ping"}', b'{"web_hook":{"id":7,"event":"x"}}'])
async def test_a_ping_is_answered_200_signed_or_not_and_changes_nothing(body: bytes, signature: str | None) -> None:
    async with open_desk() as desk:
        status, _ = await desk.greenhouse(body, signature=signature)

    assert (status, desk.taken) == (200, [])


async def test_a_ping_is_answered_before_the_secret_is_set() -> None:
    async with open_desk(greenhouse_secret="") as desk:
        status, _ = await desk.greenhouse(PING)

    assert status == 200


async def test_what_only_looks_like_a_ping_is_turned_away() -> None:
    padded = json.dumps({"action": "ping", "payload": "x" * 20_000}).encode()

    async with open_desk() as desk:
        large, _ = await desk.greenhouse(padded, signature="")
        other, _ = await desk.greenhouse(b'{"action":"pings"}', signature="")

    assert (large, other, desk.taken) == (401, 401, [])


@pytest.mark.parametrize("secret", ["", " ", ",", " , "])
async def test_without_a_secret_the_sender_is_told_to_come_again(secret: str) -> None:
    async with open_desk(greenhouse_secret=secret, generic_secret=secret) as desk:
        greenhouse, told = await desk.greenhouse(STAGE, secret="")
        generic, _ = await desk.generic(JOB, secret="")

    assert (greenhouse, generic, desk.taken) == (503, 503, [])
    assert "GREENHOUSE_WEBHOOK_SECRET" in json.loads(told)["error"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (ConnectionRefusedError("database"), 503),
        (TimeoutError(), 503),
        (Transient("busy"), 503),
        (RuntimeError("a bug"), 500),
    ],
)
async def test_a_fault_of_ours_is_a_5xx_and_the_repetition_is_taken(fault: Exception, status: int) -> None:
    async with open_desk() as desk:
        desk.fault = fault
        first, _ = await desk.greenhouse(STAGE)
        desk.fault = None
        second, _ = await desk.greenhouse(STAGE)

    assert (first, second, len(desk.taken)) == (status, 200, 1)


async def test_a_503_says_when_to_come_again() -> None:
    async with open_desk() as desk:
        desk.fault = ConnectionResetError()
        headers = {"Signature": signed(STAGE)}
        async with desk.http.post("/ats/greenhouse", data=STAGE, headers=headers) as answer:
            wait = answer.headers["Retry-After"]

    assert int(wait) > 0


async def test_the_delivery_id_is_greenhouses_own() -> None:
    async with open_desk() as desk:
        await desk.greenhouse(STAGE, event="a1b2-c3d4")

    assert [inbound.delivery for inbound in desk.taken if isinstance(inbound, ApplicationSeen)] == ["a1b2-c3d4"]


@pytest.mark.parametrize("event", ["", "x" * 201, "é"])
async def test_without_a_usable_delivery_id_the_same_bytes_are_the_same_delivery(event: str) -> None:
    async with open_desk() as desk:
        await desk.greenhouse(STAGE, event=event)
        await desk.greenhouse(STAGE, event=event)
        await desk.greenhouse(STAGE + b"\n", event=event)

    ids = [inbound.delivery for inbound in desk.taken if isinstance(inbound, ApplicationSeen)]
    assert ids[0] == ids[1] == hashlib.sha256(STAGE).hexdigest()
    assert ids[2] != ids[0]


@pytest.mark.parametrize("path", ["/ats/greenhouse", "/ats/generic"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
async def test_only_post_is_answered(path: str, method: str) -> None:
    async with open_desk() as desk, desk.http.request(method, path) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/ats/greenhouse", "/ats/generic"])
async def test_too_much_is_refused_with_or_without_an_announced_length(path: str) -> None:
    async def endless() -> object:
        for _ in range(17):
            yield b"x" * 65_536

    async with open_desk() as desk:
        async with desk.http.post(path, data=b"x" * 1_000_001) as announced:
            assert announced.status == 413
        async with desk.http.post(path, data=endless()) as streamed:
            assert streamed.status == 413

    assert desk.taken == []


async def test_the_largest_allowed_delivery_is_taken() -> None:
    padding = b" " * (1_000_000 - len(STAGE))

    async with open_desk() as desk:
        status, _ = await desk.greenhouse(STAGE + padding)

    assert (status, len(desk.taken)) == (200, 1)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"{}", b'{"payload":{}}', b'{"action":7}', b"[" * 900_000, b"\xff"])
async def test_a_signed_delivery_without_sense_is_refused_plainly(body: bytes) -> None:
    async with open_desk() as desk:
        status, answer = await desk.greenhouse(body)

    told = json.loads(answer)
    assert (status, desk.taken) == (400, [])
    assert told["error"]
    assert told["path"] in {"", "action"}


@pytest.mark.parametrize("body", [gzip.compress(STAGE), gzip.compress(b" " * 50_000_000), b"no gzip at all"])
async def test_a_packed_body_is_refused_because_its_bytes_are_not_what_was_signed(body: bytes) -> None:
    headers = {"Signature": signed(STAGE), "Content-Encoding": "gzip"}

    async with open_desk() as desk, desk.http.post("/ats/greenhouse", data=body, headers=headers) as answer:
        assert answer.status == 415

    assert desk.taken == []


async def test_logs_carry_no_name_no_address_and_no_body(caplog: pytest.LogCaptureFixture) -> None:
    marks = [secrets.token_hex(8) for _ in range(2)]
    told = json.loads(STAGE)
    told["payload"]["application"]["candidate"] |= {
        "first_name": marks[0],
        "email_addresses": [{"value": f"{marks[1]}@example.com"}],
    }
    whole = json.dumps(told).encode()
    del told["payload"]["application"]["id"]
    broken = json.dumps(told).encode()
    caplog.set_level(logging.DEBUG)

    async with open_desk() as desk:
        taken, _ = await desk.greenhouse(whole)
        malformed, answer = await desk.greenhouse(broken)
        forged, _ = await desk.greenhouse(whole, signature="sha256 00")
        desk.fault = OSError(marks[0])
        postponed, _ = await desk.greenhouse(whole)

    assert (taken, malformed, forged, postponed) == (200, 400, 401, 503)
    said = caplog.text + "".join(str(vars(record)) for record in caplog.records) + answer
    assert [mark for mark in marks if mark in said] == []
    assert {"ats_malformed", "ats_forged", "ats_postponed"} <= {record.msg for record in caplog.records}


async def test_what_could_not_be_read_is_counted_by_its_place_alone() -> None:
    told = json.loads(STAGE)
    del told["payload"]["application"]["id"]
    broken = json.dumps(told).encode()
    odd = b'{"event":"job","id":"1","ada@example.com":1}'

    async with open_desk() as desk:
        statuses = [(await send(body))[0] for send in (desk.greenhouse, desk.generic) for body in (broken, odd)]
        await desk.greenhouse(broken, signature="sha256 00")

    assert set(statuses) == {400}
    assert desk.taken == []
    assert all(isinstance(each, Noted) and each.delivery for each in desk.unread)
    assert "payload.application.id" in [getattr(each, "about", "") for each in desk.unread]
    assert len(desk.unread) == len(statuses)
    assert "ada@" not in str(desk.unread)
