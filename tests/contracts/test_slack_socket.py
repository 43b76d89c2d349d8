"""Slack by Socket Mode: the real SDK on a real line, the same desk as over HTTP, and what happens when the line breaks."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import aiohttp
import pytest

from adapters.slack.gateway import connect
from adapters.slack.listen import NOT_NOW
from adapters.slack.socket import listening
from bot.actions import AskToCancel, CancelIt
from bot.cards import Button, Buttons, Card
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.forms import Form, Text
from bot.inbound import Inbound, Pressed, Submitted, Typed
from bot.reply import FormErrors, Nothing, Open, Reply, Say
from tests.standins.slack import Says, Slack
from tests.standins.slack_person import SlackUser

MIA = Account(Platform.SLACK, "T0HOME", "U0MIA")
INTERVIEW = InterviewId("i0000000000000a1")
CARD = Card("Interview with Ada O.", (Buttons((Button("Cancel…", AskToCancel(INTERVIEW)),)),))
FORM = Form("Cancel the interview", "Cancel it", CancelIt(INTERVIEW), (Text("reason", "Why?"),))
PING = 0.2  # seconds; short, because it is also the pause between two tries to connect
SOON = 0.3  # seconds an unanswered envelope is waited for

Line = Callable[[], AbstractAsyncContextManager[None]]


@dataclass
class Core:
    """A core that hears everything and answers with the next reply; `held` keeps it from answering until it is set."""

    replies: list[Reply] = field(default_factory=list)
    heard: list[Inbound] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None
    fails: Exception | None = None

    async def handle(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        self.reached.set()
        if self.held is not None:
            await self.held.wait()
        if self.fails is not None:
            raise self.fails
        return self.replies.pop(0)


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as slack:
        yield slack


@pytest.fixture
def mia(slack: Slack) -> SlackUser:
    return slack.person("U0MIA")


@pytest.fixture
async def line(core: Core, slack: Slack) -> AsyncIterator[Line]:
    """Opens the program's line to Slack."""
    async with aiohttp.ClientSession() as session:
        client = connect(slack.token, session=session, url=slack.api)
        token = slack.sockets.token
        yield lambda: listening(core.handle, app_token=token, client=client, ping=PING)


@pytest.fixture
async def talking(line: Line, slack: Slack) -> AsyncIterator[None]:
    """A line that stands."""
    async with line():
        await slack.sockets.stand()
        yield


# --- the same desk ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("talking")
async def test_a_command_is_answered_down_the_line(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.replies.append(Say(CARD))

    seen = await mia.types("/usher status  Smith & Sons")

    assert seen.reads == "Interview with Ada O.\n[Cancel…]"
    assert core.heard == [Typed(MIA, "status  Smith & Sons", delivery=slack.moments[0].trigger)]


@pytest.mark.usefixtures("talking")
async def test_a_press_opens_a_form_and_its_answer_comes_back(core: Core, mia: SlackUser) -> None:
    core.replies += [Say(CARD), Open(FORM), FormErrors({"reason": "Say more"}), Nothing()]

    card = (await mia.types("/usher status")).shown[0]
    form = (await mia.presses("Cancel", on=card)).modal
    refused = await mia.submits(form, {"reason": "x"})
    done = await mia.submits(form, {"reason": "The role is filled"})

    assert refused.errors == {"reason": "Say more"}
    assert done.modal is None
    assert core.heard[1:] == [
        Pressed(MIA, AskToCancel(INTERVIEW)),
        Submitted(MIA, CancelIt(INTERVIEW), {"reason": "x"}),
        Submitted(MIA, CancelIt(INTERVIEW), {"reason": "The role is filled"}),
    ]


@pytest.mark.usefixtures("talking")
async def test_an_event_is_acknowledged_empty(slack: Slack) -> None:
    body = json.dumps({"type": "event_callback", "team_id": "T0HOME", "event": {"type": "app_home_opened"}})

    assert await slack.sends(body.encode(), content_type="application/json") == (200, "")


@pytest.mark.usefixtures("talking")
async def test_another_workspace_is_refused_politely(core: Core, slack: Slack) -> None:
    seen = await slack.person("U0EVE", team="T0AWAY").types("/usher status")

    assert seen.reads.startswith("I work in another Slack workspace")
    assert core.heard == []


@pytest.mark.usefixtures("talking")
async def test_a_fault_of_ours_is_left_unacknowledged(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.fails = RuntimeError("Ada Obi <ada@example.com>")
    slack.sockets.patience = SOON

    failed = await mia.types("/usher status")
    core.fails, core.replies = None, [Say(CARD)]
    after = await mia.types("/usher status")

    assert failed.status == 0
    assert after.reads.startswith("Interview with Ada O.")


@pytest.mark.usefixtures("talking")
async def test_while_slack_does_not_say_who_we_are_people_are_told(core: Core, slack: Slack, mia: SlackUser) -> None:
    slack.next("auth.test", Says("internal_error"))

    assert (await mia.types("/usher status")).reads == NOT_NOW
    assert core.heard == []


@pytest.mark.usefixtures("talking")
@pytest.mark.parametrize(
    "message",
    ["no json", "{", "[]", "{}", '{"type": "slash_commands"}', '{"envelope_id": "x", "type": "news", "payload": {}}'],
)
async def test_a_message_that_is_none_of_ours_does_no_harm(
    core: Core, slack: Slack, mia: SlackUser, message: str
) -> None:
    core.replies.append(Say(CARD))

    await slack.sockets.lines[-1].send_str(message)

    assert (await mia.types("/usher status")).reads.startswith("Interview with Ada O.")


# --- the line itself ----------------------------------------------------------------------------------------------


async def test_the_line_opens_when_slack_comes_back(core: Core, slack: Slack, mia: SlackUser, line: Line) -> None:
    slack.next("apps.connections.open", Says("internal_error"), Says("internal_error"))
    core.replies.append(Say(CARD))

    async with line():
        await slack.sockets.stand()
        seen = await mia.types("/usher status")

    assert seen.reads.startswith("Interview with Ada O.")


async def test_an_address_that_did_not_work_is_not_tried_for_ever(
    core: Core, slack: Slack, mia: SlackUser, line: Line
) -> None:
    slack.sockets.turned_away = 1
    core.replies.append(Say(CARD))

    async with line():
        await slack.sockets.stand()
        seen = await mia.types("/usher status")

    assert seen.reads.startswith("Interview with Ada O.")
    assert len(slack.called("apps.connections.open")) == 2


@pytest.mark.usefixtures("talking")
@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_slack_may_ask_for_a_fresh_line(core: Core, slack: Slack, mia: SlackUser, reason: str) -> None:
    slack.sockets.connected.clear()
    core.replies.append(Say(CARD))

    await slack.sockets.says({"type": "disconnect", "reason": reason})
    await slack.sockets.stand()

    assert (await mia.types("/usher status")).reads.startswith("Interview with Ada O.")


@pytest.mark.usefixtures("talking")
async def test_a_broken_line_is_opened_again(core: Core, slack: Slack, mia: SlackUser) -> None:
    slack.sockets.connected.clear()
    core.replies.append(Say(CARD))

    slack.sockets.cut()
    await slack.sockets.stand()

    assert (await mia.types("/usher status")).reads.startswith("Interview with Ada O.")


async def test_what_is_under_way_is_finished_before_the_line_closes(
    core: Core, slack: Slack, mia: SlackUser, line: Line
) -> None:
    core.replies.append(Say(CARD))
    core.held = asyncio.Event()
    standing = line()
    await standing.__aenter__()
    await slack.sockets.stand()

    asking = asyncio.create_task(mia.types("/usher status"))
    await core.reached.wait()
    ending = asyncio.create_task(standing.__aexit__(None, None, None))
    late = slack.sockets.send("slash_commands", {"team_id": "T0HOME", "user_id": "U0MIA", "command": "/usher"})
    ended, _ = await asyncio.wait({ending, asking, late}, timeout=SOON, return_when=asyncio.FIRST_COMPLETED)
    core.held.set()
    seen = await asking
    await ending

    assert ended == set()
    assert seen.reads.startswith("Interview with Ada O.")
    assert slack.sockets.lines == []
    assert len(core.heard) == 1
    assert not late.done()


async def test_the_end_does_not_wait_for_a_slack_that_is_away(core: Core, slack: Slack, line: Line) -> None:
    slack.next("apps.connections.open", *[Says("internal_error")] * 50)

    async with line():
        pass

    assert slack.sockets.lines == []


async def test_a_wrong_token_is_named_in_the_log_and_not_printed(
    slack: Slack, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    right, slack.sockets.token = slack.sockets.token, "xapp-1-another"
    caplog.set_level(logging.DEBUG)
    told = Told()
    logging.getLogger("adapters.slack.socket.wire").addHandler(told)

    async with line():
        await asyncio.wait_for(told.something.wait(), 20)

    logging.getLogger("adapters.slack.socket.wire").removeHandler(told)
    assert {record.getMessage() for record in told.records} == {"slack_socket_trouble"}
    assert "invalid_auth" in {getattr(record, "code", "") for record in told.records}
    assert not [record for record in caplog.records if right in f"{record.getMessage()} {vars(record)}"]


class Told(logging.Handler):
    """Hears the log, and says so."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self.something = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        if getattr(record, "code", ""):
            self.something.set()


@pytest.mark.usefixtures("talking")
async def test_no_log_holds_what_people_wrote_or_any_secret(
    core: Core, slack: Slack, mia: SlackUser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    core.replies += [Say(CARD), Say(CARD)]
    slack.sockets.connected.clear()

    await mia.types("/usher status Ada Obi")
    await slack.sockets.lines[-1].send_str("Ada Obi, not an envelope")
    slack.sockets.cut()
    await slack.sockets.stand()
    await mia.types("/usher status Ada Obi")

    told = [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    assert any("slack_socket_open" in line for line in told)
    for secret in ("Ada", slack.token, slack.sockets.token, "ticket", "trigger"):
        assert not [line for line in told if secret in line]
