"""`usher serve` as a whole, used from outside: an ATS calls, mail arrives, a candidate books in a browser, chat follows."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.async_api import Page, expect

from adapters.heartbeat import Heartbeat
from tests.journeys.served import (
    GREENHOUSE_SECRET,
    PATIENCE,
    PAYLOADS,
    POLICY,
    Usher,
    World,
    free_port,
    furnish,
    link,
    outside,
    payload,
    ran,
    served,
    stage_change,
    text,
    told_too_much,
)
from tests.postgresql import Server
from tests.standins.smtp import Answer, Withhold

pytestmark = [pytest.mark.xdist_group("served")]

GIUSEPPE = "giuseppe.hurley@example.com"
CARD = "Giuseppe H. · Recruiter screen · Designer"


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    async with outside() as around:
        yield around


@pytest.fixture(scope="module")
async def usher(world: World, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Usher]:
    """One program for all tests that leave it running."""
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    settings = world.settings(database=await record(sqlite_template, folder), folder=folder, port=port)
    async with served(settings, cwd=folder, port=port) as running:
        yield running


async def record(template: Path, folder: Path) -> str:
    """Return the URL of a database of this folder's own, with Rae and the opening in it."""
    shutil.copyfile(template, folder / "usher.db")
    url = f"sqlite+aiosqlite:///{folder / 'usher.db'}"
    await furnish(url)
    return url


def invitation(mail: EmailMessage) -> Calendar:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == 1
    return Calendar.from_ical(parts[0].get_content())


# --- one candidate books ------------------------------------------------------------------------------------------


async def test_a_stage_change_becomes_a_booking_and_everybody_is_told(world: World, usher: Usher, page: Page) -> None:
    answered = await world.greenhouse(usher, payload("candidate_stage_change"), delivery="one")
    offer = await world.mail(GIUSEPPE, subject="two times")
    card = await world.card(CARD, reading="Waiting for the candidate to choose")

    await page.goto(link(offer))
    second = page.get_by_role("radio").nth(1)
    chosen = await second.evaluate("radio => radio.labels[0].innerText")
    for _ in range(2):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await expect(second).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Book this time")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("You're booked")
    shown = await page.locator("dd time").first.inner_text()
    confirmed = await world.mail(GIUSEPPE, subject="Booked")
    redrawn = await world.card(CARD, reading="State: Booked")

    assert answered == (200, '{"ok": "taken"}')
    assert "bot" in text(offer)
    assert shown.split(",")[0] in chosen
    event = invitation(confirmed).events[0]
    assert invitation(confirmed)["METHOD"] == "REQUEST"
    assert event["SEQUENCE"] == 1
    assert f"{event.start:%H:%M}" in chosen
    assert redrawn.ts == card.ts
    assert "To note in Greenhouse" in world.rae.reads(redrawn)


async def test_the_same_delivery_again_is_taken_and_writes_to_nobody(world: World, usher: Usher) -> None:
    told = stage_change(application=31, name="Zoë Brontë", email="zoe+jobs@example.com")
    first = await world.greenhouse(usher, told, delivery="twice")
    await world.mail("zoe+jobs@example.com", subject="two times")
    again = await world.greenhouse(usher, told, delivery="twice")
    under_another_id = await world.greenhouse(usher, told, delivery="thrice")

    barrier = stage_change(application=32, name="Zoë Brontë", email="zoe.later@example.com")
    await world.greenhouse(usher, barrier, delivery="later")
    await world.mail("zoe.later@example.com", subject="two times")

    assert {first[0], again[0], under_another_id[0]} == {200}
    assert len(world.mails("zoe+jobs@example.com")) == 1


async def test_what_nobody_signed_is_refused_and_changes_nothing(world: World, usher: Usher) -> None:
    told = stage_change(application=41, name="Mallory Brontë", email="mallory@example.com")
    forged = await world.greenhouse(usher, told, delivery="forged", signature="sha256 " + "0" * 64)
    bare = await world.greenhouse(usher, told, delivery="bare", signature="")
    swapped = await world.greenhouse(usher, told + b" ", delivery="swapped", signature="sha256 of something else")
    ping = await world.greenhouse(usher, b'{"action": "ping"}', delivery="ping", signature="")

    barrier = stage_change(application=42, name="Zoë Brontë", email="zoe.after@example.com")
    await world.greenhouse(usher, barrier, delivery="after the forged")
    await world.mail("zoe.after@example.com", subject="two times")

    assert [forged[0], bare[0], swapped[0], ping[0]] == [401, 401, 401, 200]
    assert world.mails("mallory@example.com") == []


async def test_a_forged_link_gets_a_kind_page_and_a_head_request_books_nothing(world: World, usher: Usher) -> None:
    told = stage_change(application=51, name="Zoë Brontë", email="zoe.head@example.com")
    await world.greenhouse(usher, told, delivery="head")
    url = link(await world.mail("zoe.head@example.com", subject="two times"))

    async with world.session.head(url) as looked, world.session.get(url + "x") as forged:
        page = await forged.text()
    async with world.session.get(url) as opened:
        still = await opened.text()

    assert (looked.status, forged.status, opened.status) == (200, 404, 200)
    assert "Zo" not in page
    assert "Book this time" in still


# --- what operators see ------------------------------------------------------------------------------------------


async def test_health_readiness_and_numbers_are_there_and_name_nobody(world: World, usher: Usher) -> None:
    told = stage_change(application=61, name="Zoë Brontë", email="zoe.counted@example.com")
    await world.greenhouse(usher, told, delivery="counted")
    await world.get(usher, "/book/" + "eyJ" + "a" * 40)
    await world.mail("zoe.counted@example.com", subject="two times")

    healthy, ready = await world.get(usher, "/healthz"), await world.get(usher, "/readyz")
    _, numbers = await world.get(usher, "/metrics")
    counted = await world.numbers(usher)

    assert healthy == (200, "ok")
    assert (ready[0], json.loads(ready[1])) == (200, {"database": "ok", "migrations": "ok", "outbox": "ok"})
    assert counted['usher_http_requests_total{method="POST",route="/ats/greenhouse",status="200"}'] >= 1
    assert counted['usher_effects_total{effect="mail.send",end="done"}'] >= 1
    assert {'usher_outbox_rows{state="waiting"}', 'usher_outbox_rows{state="dead"}'} <= set(counted)
    assert 'route="/book/{token}"' in numbers
    assert not list(told_too_much(numbers))


async def test_logs_are_json_lines_with_times_in_utc_and_routes_instead_of_tokens(world: World, usher: Usher) -> None:
    await world.get(usher, "/book/" + "eyJ" + "b" * 40)
    await usher.logged("request")

    events = usher.events

    assert {event["route"] for event in events if event["event"] == "request"} >= {"/book/{token}"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["at"]) for event in events)
    assert not list(told_too_much("".join(usher.said)))


# --- it stops and starts again -----------------------------------------------------------------------------------


@pytest.mark.large
async def test_stopping_finishes_the_mail_under_way_while_the_next_program_takes_over(
    world: World, sqlite_template: Path, tmp_path: Path
) -> None:
    port, address = free_port(), "zoe.stopped@example.com"
    settings = world.settings(database=await record(sqlite_template, tmp_path), folder=tmp_path, port=port)
    world.post.plan(Withhold("content"))
    async with served(settings, cwd=tmp_path, port=port) as before:
        await world.greenhouse(before, stage_change(application=71, name="Zoë", email=address), delivery="stopped")
        await world.reached()
        before.terminate()
        await before.logged("stopping")
        async with served(settings, cwd=tmp_path, port=port) as after:
            running_on = before.process.returncode is None
            world.release()
            code = await before.ended()
            page = await world.get(after, link(world.mails(address)[0]).removeprefix(after.address))
            await world.greenhouse(
                after, stage_change(application=72, name="Zoë", email="next@example.com"), delivery="next"
            )
            await world.mail("next@example.com", subject="two times")

    assert running_on
    assert code == 0
    assert page[0] == 200
    assert "Book this time" in page[1]
    assert len(world.mails(address)) == 1


@pytest.mark.large
async def test_a_mail_that_could_not_go_before_the_end_goes_after_the_next_start(
    world: World, sqlite_template: Path, tmp_path: Path
) -> None:
    address = "zoe.waits@example.com"
    settings = world.settings(database=await record(sqlite_template, tmp_path), folder=tmp_path)
    world.post.plan(Withhold("rcpt"), Answer("content", "451 4.3.2 Come back later"))
    async with served(settings, cwd=tmp_path) as usher:
        await world.greenhouse(usher, stage_change(application=73, name="Zoë", email=address), delivery="waits")
        await world.reached()
        usher.terminate()
        await usher.logged("stopping")
        world.release()
        code = await usher.ended()
    before = len(world.mails(address))

    async with served(settings, cwd=tmp_path):
        await world.mail(address, subject="two times")

    assert (code, before, len(world.mails(address))) == (0, 0, 1)


async def test_a_far_end_that_keeps_silent_holds_up_only_its_own_batch() -> None:
    silent, answered, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def nothing() -> None:
        pass

    async def a_batch() -> int:
        if silent.is_set():
            answered.set()
            return 0
        silent.set()
        await go_on.wait()
        return 0

    heart = Heartbeat(nothing, drain=a_batch)
    heart.start()
    heart.wake()
    async with asyncio.timeout(PATIENCE):
        await silent.wait()
        heart.wake()
        await answered.wait()
        go_on.set()
        await heart.stop()


async def test_stopping_leaves_what_has_not_begun_to_the_next_process() -> None:
    begun, go_on, batches = asyncio.Event(), asyncio.Event(), list[int]()

    async def nothing() -> None:
        pass

    async def a_batch_of_many() -> int:
        batches.append(len(batches))
        begun.set()
        await go_on.wait()
        return max(0, 100 - len(batches))

    heart = Heartbeat(nothing, drain=a_batch_of_many)
    heart.start()
    heart.wake()
    await begun.wait()
    stopping = asyncio.create_task(heart.stop())
    go_on.set()

    async with asyncio.timeout(PATIENCE):
        await stopping

    assert len(batches) == 1


# --- PostgreSQL, and everything Greenhouse can say -----------------------------------------------------------------


async def test_on_postgresql_every_documented_delivery_is_taken_and_a_candidate_books(
    world: World, postgresql: Server, tmp_path: Path
) -> None:
    port, address = free_port(), "zoe.postgres@example.com"
    actions = sorted(path.stem.removeprefix("webhook_") for path in PAYLOADS.glob("webhook_*.json"))
    async with postgresql.clone() as database:
        await furnish(database)
        settings = world.settings(database=database, folder=tmp_path, port=port)
        async with served(settings, cwd=tmp_path, port=port) as usher:
            answers = {one: (await world.greenhouse(usher, payload(one), delivery=one))[0] for one in actions}
            told = stage_change(application=81, name="Zoë Brontë", email=address)
            await world.greenhouse(usher, told, delivery="postgres")
            url = link(await world.mail(address, subject="two times"))
            async with world.session.post(url, data={"step": "pick", "option": "1"}) as picked:
                page = await picked.text()
            booked = await world.mail(address, subject="Booked")
            ready = await world.get(usher, "/readyz")

    assert len(actions) == 29
    assert {action: status for action, status in answers.items() if status != 200} == {}
    assert "You&#39;re booked" in page
    assert invitation(booked)["METHOD"] == "REQUEST"
    assert ready[0] == 200


# --- it does not start half set up -------------------------------------------------------------------------------


@pytest.mark.large
async def test_what_is_missing_is_named_at_once_and_no_secret_is_printed(world: World, tmp_path: Path) -> None:
    complete = world.settings(database=f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}", folder=tmp_path)
    half = {"SLACK_BOT_TOKEN": world.slack.token, "GREENHOUSE_WEBHOOK_SECRET": GREENHOUSE_SECRET}
    wrong = complete | {"USHER_POLICY": str(tmp_path / "wrong.toml")}
    (tmp_path / "wrong.toml").write_text(POLICY.replace('"30m"', '"half an hour"').replace('"video"', '"tv"'))

    lacking, misled = await asyncio.gather(
        ran("serve", environment=half, cwd=tmp_path), ran("serve", environment=wrong, cwd=tmp_path)
    )

    assert (lacking[0], lacking[1], misled[0], misled[1]) == (1, "", 1, "")
    assert "Set USHER_BASE_URL, USHER_SECRET_KEY, SMTP_URL, MAIL_FROM;" in lacking[2]
    assert "Slack is half set up: set SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN for Socket Mode) too" in lacking[2]
    assert "kinds.recruiter_screen.duration" in misled[2]
    assert "kinds.recruiter_screen.format" in misled[2]
    assert "Traceback" not in lacking[2] + misled[2]
    assert not list(told_too_much(lacking[2] + misled[2]))


@pytest.mark.large
async def test_a_database_or_port_that_is_not_to_be_had_is_told_in_a_sentence(world: World, tmp_path: Path) -> None:
    complete = world.settings(database=f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}", folder=tmp_path)
    foreign = complete | {"USHER_DATABASE_URL": "mysql://usher:hidden-password@db.example/usher"}
    away = complete | {"USHER_DATABASE_URL": f"postgresql://usher:hidden-password@127.0.0.1:{free_port()}/usher"}
    (tmp_path / "letter.db").write_text("Dear hiring team, " * 40, encoding="utf-8")
    nowhere = complete | {"USHER_DATABASE_URL": f"sqlite:///{tmp_path / 'no such folder' / 'usher.db'}"}
    letter = complete | {"USHER_DATABASE_URL": f"sqlite:///{tmp_path / 'letter.db'}"}

    results = await asyncio.gather(
        ran("serve", environment=foreign, cwd=tmp_path),
        ran("migrate", environment=away, cwd=tmp_path),
        ran("serve", "--port", str(world.post.port), environment=complete, cwd=tmp_path),
        ran("migrate", environment=nowhere, cwd=tmp_path),
        ran("serve", environment=letter, cwd=tmp_path),
    )

    assert [code for code, _, _ in results] == [1, 1, 1, 1, 1]
    assert not [err for _, _, err in results if "Traceback" in err or "hidden-password" in err]
    assert "USHER_DATABASE_URL" in results[0][2]
    assert "USHER_DATABASE_URL" in results[1][2]
    assert str(world.post.port) in results[2][2]
    assert "unable to open database file" in results[3][2]
    assert "file is not a database" in results[4][2]


@pytest.mark.large
async def test_migrating_twice_is_safe_and_the_program_starts_on_it_without_anybody_in_it(
    world: World, tmp_path: Path
) -> None:
    settings = world.settings(database=f"sqlite+aiosqlite:///{tmp_path / 'fresh.db'}", folder=tmp_path)

    first = await ran("migrate", environment=settings, cwd=tmp_path)
    second = await ran("migrate", environment=settings, cwd=tmp_path)
    async with served(settings, cwd=tmp_path) as usher:
        warned = await usher.logged("nobody_to_tell")
        told = stage_change(application=91, name="Zoë", email="zoe.nobody@example.com")
        status, _ = await world.greenhouse(usher, told, delivery="nobody")

    assert first == second == (0, "The database is up to date.\n", "")
    assert "usher person add" in warned["cure"]
    assert status >= 500
