"""What Slack sends and what people then see, over HTTP: the real Bolt, a stand-in Slack, a core told what to say."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from adapters.slack import render
from adapters.slack.gateway import connect
from adapters.slack.listen import LARGEST, NOT_NOW, NOT_OPENED, Desk, routes
from adapters.web.links import SignedLinks
from bot.actions import AskToCancel, CancelIt, ScheduleIt, ShowInterview
from bot.cards import Button, Buttons, Card, Signed, para
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.domain.token import Claim, Purpose
from bot.forms import Choice, Form, Option, Text
from bot.inbound import Inbound, Pressed, Submitted, Typed
from bot.reply import FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say
from tests.standins.loopback import served
from tests.standins.slack import Broken, Dropped, Limited, Says, Slack, Withheld
from tests.standins.slack_person import SlackUser

LINKS = SignedLinks("https://usher.example", (b"a key of thirty-two bytes, or so",))
INTERVIEW = InterviewId("i0000000000000a1")
MIA = Account(Platform.SLACK, "T0HOME", "U0MIA")
STATUS = Card(
    "Interview with Ada O.",
    (
        para("Waiting for an answer"),
        Buttons((Button("Cancel…", AskToCancel(INTERVIEW)), Button("Show", ShowInterview(INTERVIEW)))),
    ),
)
REASON = Form(
    "Cancel the interview",
    "Cancel it",
    CancelIt(INTERVIEW),
    (Text("reason", "Why?", long=True), Text("note", "Note", required=False)),
)
SURE = Form("Really cancel?", "Yes", CancelIt(INTERVIEW), (), intro=(para("This frees the slot."),))


@dataclass
class Core:
    """A core that hears everything and answers with the next reply on its list."""

    replies: list[Reply] = field(default_factory=list)
    heard: list[Inbound] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    fails: Exception | None = None

    async def handle(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        self.meanwhile()
        if self.fails is not None:
            raise self.fails
        return self.replies.pop(0)

    def answers(self, *replies: Reply) -> None:
        self.replies += replies


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def slack(core: Core) -> AsyncIterator[Slack]:
    async with Slack() as slack, aiohttp.ClientSession() as session:
        client = connect(slack.token, session=session, url=slack.api)
        app = web.Application()
        app.add_routes(routes(core.handle, signing_secret=slack.signing_secret, client=client, links=LINKS))
        async with served(app) as origin:
            slack.app = f"{origin}/slack/events"
            yield slack


@pytest.fixture
def mia(slack: Slack) -> SlackUser:
    return slack.person("U0MIA", zone="America/New_York")


def calls(slack: Slack) -> list[str]:
    """What the program called besides asking once who it is."""
    return [method for method, _ in slack.calls if method != "auth.test"]


# --- commands -----------------------------------------------------------------------------------------------------


async def test_a_command_is_answered_in_the_response_for_its_typist_alone(
    core: Core, slack: Slack, mia: SlackUser
) -> None:
    core.answers(Say(STATUS))

    seen = await mia.types("/usher status Ada Obi")

    assert seen.reads == "Interview with Ada O.\nWaiting for an answer\n[Cancel…] [Show]"
    assert seen.shown[0].text == "Interview with Ada O."
    assert calls(slack) == []


async def test_the_core_hears_who_typed_what_and_slacks_own_id_of_it(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.answers(Nothing(), Nothing())

    await mia.types("/usher  status  Smith & Sons <b> \U0001f600 עדה ")
    await mia.types("/usher")

    assert [(each.account, each.text) for each in core.heard if isinstance(each, Typed)] == [
        (MIA, "status  Smith & Sons <b> \U0001f600 עדה"),
        (MIA, ""),
    ]
    deliveries = [each.delivery for each in core.heard if isinstance(each, Typed)]
    assert deliveries == [moment.trigger for moment in slack.moments]


async def test_nothing_to_show_shows_nothing(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.answers(Nothing())

    seen = await mia.types("/usher status")

    assert (seen.status, seen.reads) == (200, "")


async def test_a_refusal_says_why_and_shows_how_things_stand(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.answers(Refuse("That is not yours to see.", STATUS))

    seen = await mia.types("/usher status Ada")

    assert seen.reads.splitlines()[:2] == ["That is not yours to see.", "Interview with Ada O."]


async def test_a_form_opens_inside_the_request(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.answers(Open(REASON))

    seen = await mia.types("/usher schedule")

    assert seen.modal is not None
    assert (seen.modal.title, seen.modal.fields) == ("Cancel the interview", ("reason", "note"))
    assert seen.shown == ()
    assert calls(slack) == ["views.open"]
    assert slack.moments[0].exchanged


async def test_a_form_that_comes_too_late_is_said_in_words(core: Core, slack: Slack, mia: SlackUser) -> None:
    late = slack.clock() + 4
    core.answers(Open(REASON))
    core.meanwhile = lambda: setattr(slack, "clock", lambda: late)

    seen = await mia.types("/usher schedule")

    assert seen.modal is None
    assert seen.reads == NOT_OPENED


@pytest.mark.parametrize("fault", [Limited(30), Broken(500), Says("internal_error"), Dropped(accepted=False)])
async def test_a_form_that_slack_will_not_open_is_said_in_words(
    core: Core, slack: Slack, mia: SlackUser, fault: Any
) -> None:
    core.answers(Open(REASON))
    slack.next("views.open", fault)

    seen = await mia.types("/usher schedule")

    assert seen.reads == NOT_OPENED
    assert calls(slack) == ["views.open"]


# --- presses ------------------------------------------------------------------------------------------------------


async def shown_to(mia: SlackUser, core: Core) -> Any:
    core.answers(Say(STATUS))
    return (await mia.types("/usher status Ada")).shown[0]


async def test_a_press_comes_as_the_action_it_was_drawn_with(core: Core, slack: Slack, mia: SlackUser) -> None:
    card = await shown_to(mia, core)
    core.answers(Nothing(), Nothing())

    await mia.presses("Cancel", on=card)
    await mia.presses("Show", on=card)

    assert core.heard[1:] == [Pressed(MIA, AskToCancel(INTERVIEW)), Pressed(MIA, ShowInterview(INTERVIEW))]
    assert calls(slack) == []


async def test_a_press_is_answered_beside_the_card_with_one_post(core: Core, slack: Slack, mia: SlackUser) -> None:
    card = await shown_to(mia, core)
    core.answers(Say(Card("Not found")))

    seen = await mia.presses("Show", on=card)

    assert seen.reads == "Not found"
    assert calls(slack) == ["response_url"]
    assert card in mia.ephemerals
    assert card.reads.startswith("Interview with Ada O.")


async def test_a_link_for_its_reader_alone_works_in_an_answer_as_well(core: Core, mia: SlackUser) -> None:
    claim = Claim(INTERVIEW, 1, Purpose.MANAGE, datetime(2027, 3, 1, tzinfo=UTC))
    linked = Card("Booked", (para(Signed("Their page", claim)),))
    core.answers(Say(linked), Say(linked), Refuse("It moved.", linked))

    typed = await mia.types("/usher status Ada")
    pressed = await mia.presses("Show", on=await shown_again(mia, core))
    refused = await mia.presses("Show", on=await shown_again(mia, core))

    assert [LINKS.url(claim) in json.dumps(each.shown[0].blocks) for each in (typed, pressed, refused)] == [True] * 3


async def shown_again(mia: SlackUser, core: Core) -> Any:
    core.replies.insert(0, Say(STATUS))
    return (await mia.types("/usher status Ada")).shown[0]


async def test_a_press_opens_a_form_with_its_own_trigger(core: Core, slack: Slack, mia: SlackUser) -> None:
    card = await shown_to(mia, core)
    core.answers(Open(REASON))

    seen = await mia.presses("Cancel", on=card)

    assert seen.modal is not None
    assert seen.modal.title == "Cancel the interview"
    assert calls(slack) == ["views.open"]


async def test_an_old_button_gets_a_polite_answer_and_the_fresh_card(core: Core, slack: Slack, mia: SlackUser) -> None:
    card = await shown_to(mia, core)
    core.answers(Refuse("This card is out of date. Here is how things stand.", STATUS))
    old = {"type": "button", "action_id": "press.0", "block_id": "b", "value": '{"t":"dance","interview":"i1"}'}

    seen = await mia.presses_raw({**old, "text": {"type": "plain_text", "text": "Dance"}}, on=card)

    assert core.heard[1:] == [Pressed(MIA, None)]
    assert seen.reads.startswith("This card is out of date.")


@pytest.mark.parametrize("value", ["", "pick:3", "[]", "null", '{"t":"cancel?"}', '{"t":"retry","row":"x"}'])
async def test_a_button_that_cannot_be_read_is_no_action(core: Core, slack: Slack, mia: SlackUser, value: str) -> None:
    card = await shown_to(mia, core)
    core.answers(Nothing())

    seen = await mia.presses_raw({"type": "button", "action_id": "a", "block_id": "b", "value": value}, on=card)

    assert core.heard[1:] == [Pressed(MIA, None)]
    assert seen.status == 200


async def test_a_link_button_is_only_acknowledged(core: Core, slack: Slack, mia: SlackUser) -> None:
    card = await shown_to(mia, core)

    seen = await mia.presses_raw(
        {"type": "button", "action_id": "a", "block_id": "b", "url": "https://usher.test/desk"}, on=card
    )

    assert seen.status == 200
    assert len(core.heard) == 1


async def test_a_posted_card_is_redrawn_by_the_outbox_and_not_by_the_reply(
    core: Core, slack: Slack, mia: SlackUser
) -> None:
    core.answers(Redraw(Card("Cancelled")))
    slack.methods["chat.postMessage"]({"channel": "U0MIA", **drawn(STATUS)})

    seen = await mia.presses("Show", on=mia.messages[-1])

    assert (seen.status, seen.reads) == (200, "")
    assert calls(slack) == []


async def test_a_card_only_its_reader_sees_is_redrawn_in_place(core: Core, slack: Slack, mia: SlackUser) -> None:
    card = await shown_to(mia, core)
    core.answers(Redraw(Card("Cancelled")))

    await mia.presses("Show", on=card)

    assert [each.reads for each in mia.ephemerals] == ["Cancelled"]
    assert calls(slack) == ["response_url"]


@pytest.mark.parametrize(("reply", "method"), [(Open(REASON), "views.open"), (Say(STATUS), "response_url")])
async def test_a_lost_answer_to_a_press_makes_slack_mark_the_button(
    core: Core, slack: Slack, mia: SlackUser, reply: Reply, method: str
) -> None:
    card = await shown_to(mia, core)
    core.answers(reply)
    slack.next(method, Dropped(accepted=False))

    seen = await mia.presses("Show", on=card)

    assert seen.warned
    assert calls(slack) == [method]


# --- forms --------------------------------------------------------------------------------------------------------


async def opened(mia: SlackUser, core: Core, form: Form = REASON) -> Any:
    core.answers(Open(form))
    return (await mia.types("/usher cancel Ada")).modal


async def test_a_submitted_form_comes_with_its_action_and_values(core: Core, slack: Slack, mia: SlackUser) -> None:
    modal = await opened(mia, core)
    core.answers(Nothing())

    seen = await mia.submits(modal, {"reason": "Position filled\nsorry *x* <!here>"})

    expected = Submitted(MIA, CancelIt(INTERVIEW), {"reason": "Position filled\nsorry *x* <!here>", "note": ""})
    assert core.heard[1:] == [expected]
    assert seen.modal is None
    assert calls(slack) == ["views.open"]


async def test_a_choice_comes_back_as_its_value(core: Core, slack: Slack, mia: SlackUser) -> None:
    options = (Option("a1", para("Ada O.").spans), Option("b2", para("Bo P.").spans))
    form = Form("Schedule", "Go", ScheduleIt(), (Choice("who", "Whom?", options, initial="a1"),))
    core.answers(Nothing(), Nothing())

    await mia.submits(await opened_first(mia, core, form), {"who": "Bo P."})
    await mia.submits(await opened_first(mia, core, form))

    submitted = [each.values for each in core.heard if isinstance(each, Submitted)]
    assert submitted == [{"who": "b2"}, {"who": "a1"}]


async def opened_first(mia: SlackUser, core: Core, form: Form) -> Any:
    core.replies.insert(0, Open(form))
    return (await mia.types("/usher schedule")).modal


async def test_errors_stand_at_their_fields_and_the_form_stays(core: Core, slack: Slack, mia: SlackUser) -> None:
    modal = await opened(mia, core)
    core.answers(FormErrors({"note": "Too short", "who": "Choose somebody", "reason": "Say more"}))

    seen = await mia.submits(modal, {"reason": "x"})

    assert seen.errors == {"note": "Too short", "reason": "Choose somebody Say more"}
    assert modal.open


async def test_a_refused_form_says_so_at_its_first_field(core: Core, slack: Slack, mia: SlackUser) -> None:
    modal = await opened(mia, core)
    core.answers(Refuse("It was cancelled already."))

    seen = await mia.submits(modal, {"reason": "x"})

    assert seen.errors == {"reason": "It was cancelled already."}


@pytest.mark.parametrize("reply", [Refuse("It was cancelled already."), FormErrors({"x": "It was cancelled already."})])
async def test_a_refused_form_without_fields_says_so_in_its_place(
    core: Core, slack: Slack, mia: SlackUser, reply: Reply
) -> None:
    modal = await opened(mia, core, SURE)
    core.answers(reply)

    await mia.submits(modal)

    assert mia.modals == [modal]
    assert (modal.title, modal.reads) == ("Really cancel?", "It was cancelled already.")


async def test_a_form_that_is_out_of_date_gives_way_to_how_things_stand(
    core: Core, slack: Slack, mia: SlackUser
) -> None:
    modal = await opened(mia, core)
    core.answers(Refuse("It was cancelled already.", Card("Interview with Ada O.", (para("Cancelled"),))))

    await mia.submits(modal, {"reason": "x"})

    assert modal.reads == "It was cancelled already.\nInterview with Ada O.\nCancelled"


async def test_the_next_form_takes_the_place_of_the_first(core: Core, slack: Slack, mia: SlackUser) -> None:
    modal = await opened(mia, core)
    core.answers(NextForm(SURE), Nothing())

    seen = await mia.submits(modal, {"reason": "x"})
    after = await mia.submits(seen.modal)

    assert modal.title == "Really cancel?"
    assert after.modal is None
    assert calls(slack) == ["views.open"]


async def test_a_second_form_opens_on_top_and_a_card_shows_in_the_form(
    core: Core, slack: Slack, mia: SlackUser
) -> None:
    modal = await opened(mia, core)
    core.answers(Open(SURE), Say(STATUS))

    seen = await mia.submits(modal, {"reason": "x"})
    after = await mia.submits(seen.modal)

    assert after.modal is not None
    assert after.modal.reads.startswith("Interview with Ada O.\nWaiting")
    assert mia.modals == [modal, after.modal]


async def test_a_press_inside_a_form_is_answered_inside_it(core: Core, slack: Slack, mia: SlackUser) -> None:
    modal = await opened(mia, core)
    core.answers(Say(STATUS), Refuse("Not any more."), Open(REASON))
    await mia.submits(modal, {"reason": "x"})

    await mia.presses("Show", on=modal)
    read = modal.reads
    slack.calls.clear()
    modal.becomes(slack.judged_view({**modal.view, "blocks": drawn(STATUS)["blocks"]}))
    seen = await mia.presses("Cancel", on=modal)

    assert read == "Not any more."
    assert seen.modal is not modal
    assert calls(slack) == ["views.push"]


async def test_a_form_of_another_version_is_no_action(core: Core, slack: Slack, mia: SlackUser) -> None:
    modal = await opened(mia, core)
    core.answers(Refuse("This form is out of date."))

    seen = await mia.submits_raw(modal, {**modal.told(), "private_metadata": '{"t":"gone"}', "state": {}})

    assert core.heard[1:] == [Submitted(MIA, None, {})]
    assert seen.errors == {"reason": "This form is out of date."}


# --- who may come in ----------------------------------------------------------------------------------------------


COMMAND = urlencode(
    {"command": "/usher", "text": "status", "team_id": "T0HOME", "user_id": "U0MIA", "trigger_id": "1.2.3"}
).encode()


async def test_a_genuine_request_is_let_in(core: Core, slack: Slack) -> None:
    core.answers(Nothing())

    assert (await slack.sends(COMMAND))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": None},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v0=ünïcödé"},
        {"X-Slack-Signature": "v1=" + "0" * 64},
        {"X-Slack-Request-Timestamp": None},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "१७७०००००००"},
        {"X-Slack-Request-Timestamp": "9" * 5000},
    ],
    ids=str,
)
async def test_a_request_that_slack_did_not_sign_is_turned_away(
    core: Core, slack: Slack, headers: dict[str, str | None]
) -> None:
    status, _ = await slack.sends(COMMAND, headers=headers)

    assert status == 401
    assert core.heard == []


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_a_request_from_another_time_is_turned_away_however_well_signed(
    core: Core, slack: Slack, seconds: int
) -> None:
    stamp = str(int(slack.clock()) + seconds + (seconds > 0) * 30)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": slack.signature(COMMAND, stamp=stamp)}

    status, _ = await slack.sends(COMMAND, headers=headers)

    assert status == 401
    assert core.heard == []


async def test_a_signature_does_not_hold_for_another_body(core: Core, slack: Slack) -> None:
    stamp = str(int(slack.clock()))
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": slack.signature(COMMAND, stamp=stamp)}

    status, _ = await slack.sends(COMMAND.replace(b"status", b"cancel"), headers=headers)

    assert status == 401
    assert core.heard == []


async def test_a_repeated_request_carries_the_same_delivery(core: Core, slack: Slack) -> None:
    core.answers(Nothing(), Nothing())

    await slack.sends(COMMAND)
    await slack.sends(COMMAND)

    assert [each.delivery for each in core.heard if isinstance(each, Typed)] == ["1.2.3", "1.2.3"]


async def test_a_body_that_is_too_large_is_refused_unread(core: Core, slack: Slack) -> None:
    status, _ = await slack.sends(COMMAND + b"&x=" + b"x" * LARGEST)

    assert status == 413
    assert core.heard == []


async def test_a_large_body_without_a_length_is_refused_too(core: Core, slack: Slack) -> None:
    async def pour() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"x" * (LARGEST // 4)

    async with slack.session.post(slack.app, data=pour()) as answer:
        assert answer.status == 413
    assert core.heard == []


@pytest.mark.parametrize("body", [b"{", b"payload={", b"\xff\xfe", b"payload=[]", b'payload="x"'])
async def test_signed_nonsense_is_refused_without_a_fuss(core: Core, slack: Slack, body: bytes) -> None:
    if body == b"\xff\xfe":
        status, _ = await slack.sends(body, headers={"X-Slack-Signature": "v0=" + "0" * 64})
    else:
        status, _ = await slack.sends(body)

    assert status in {400, 401}
    assert core.heard == []


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": [{"type": "button", "action_id": "a", "block_id": "b"}]},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "x"}},
    ],
)
async def test_a_request_that_names_nobody_is_refused(core: Core, slack: Slack, payload: Any) -> None:
    status, _ = await slack.sends(urlencode({"payload": json.dumps(payload)}).encode())

    assert status == 400
    assert core.heard == []


@pytest.mark.parametrize("kind", ["message_action", "shortcut", "view_closed", "block_suggestion", "of tomorrow"])
async def test_what_is_not_for_us_is_acknowledged(core: Core, slack: Slack, kind: str) -> None:
    payload = {"type": kind, "user": {"id": "U0MIA"}, "team": {"id": "T0HOME"}, "callback_id": "x", "action_id": "y"}

    status, answer = await slack.sends(urlencode({"payload": json.dumps(payload)}).encode())

    assert (status, answer) == (200, "")
    assert core.heard == []


async def test_events_are_acknowledged_and_the_address_is_confirmed(core: Core, slack: Slack) -> None:
    check = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()

    status, answer = await slack.sends(check, content_type="application/json")

    assert (status, json.loads(answer)) == (200, {"challenge": "3eZbrw1a"})
    assert await slack.event({"type": "reaction_added", "user": "U0MIA", "reaction": "tada"}) == 200
    assert await slack.event({"type": "app_home_opened", "user": "U0MIA", "tab": "messages"}) == 200
    assert core.heard == []


async def test_another_workspace_is_refused_politely(core: Core, slack: Slack, mia: SlackUser) -> None:
    stranger = slack.person("U0EVE", team="T0AWAY")
    card, modal = await shown_to(mia, core), await opened(mia, core)
    stranger.modals.append(modal)
    core.heard.clear()

    typed = await stranger.types("/usher status Ada")
    pressed = await stranger.presses("Show", on=card)
    submitted = await stranger.submits(modal, {"reason": "x"})

    assert typed.reads == pressed.reads
    assert typed.reads.startswith("I work in another Slack workspace")
    assert submitted.errors == {"reason": typed.reads}
    assert core.heard == []


# --- when something fails -----------------------------------------------------------------------------------------


async def test_who_we_are_is_asked_once(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.answers(Nothing(), Nothing())

    await mia.types("/usher status")
    await mia.types("/usher status")

    assert len(slack.called("auth.test")) == 1


async def test_all_who_wait_share_one_question_who_we_are_and_its_failure(core: Core, slack: Slack) -> None:
    held = Withheld(accepted=False)
    slack.next("auth.test", held)
    async with aiohttp.ClientSession() as session:
        desk = Desk(core.handle, client=connect(slack.token, session=session, url=slack.api), team="")
        waiting = [asyncio.create_task(desk.whoami()) for _ in range(5)]
        await held.reached.wait()
        slack.token = "xoxb-rotated"
        held.release.set()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        slack.token = Slack.token
        known = await desk.whoami()

    assert [str(outcome) for outcome in outcomes] == ["invalid_auth: the bot token is not valid"] * 5
    assert known.team_id == "T0HOME"
    assert len(slack.called("auth.test")) == 2


@pytest.mark.parametrize("fault", [Limited(0), Broken(503), Says("invalid_auth"), Dropped(accepted=True)])
async def test_while_slack_does_not_say_who_we_are_nothing_is_done_and_it_is_asked_again(
    core: Core, slack: Slack, mia: SlackUser, fault: Any
) -> None:
    slack.next("auth.test", fault, fault)
    core.answers(Nothing())

    seen = await mia.types("/usher status")
    event = await slack.event({"type": "app_home_opened", "user": "U0MIA"})
    await mia.types("/usher status")

    assert seen.reads == NOT_NOW
    assert event == 503
    assert len(core.heard) == 1


async def test_a_fault_of_ours_is_an_error_to_slack_and_not_a_success(
    core: Core, slack: Slack, mia: SlackUser, caplog: pytest.LogCaptureFixture
) -> None:
    modal = await opened(mia, core)
    core.fails = RuntimeError("Ada Obi <ada@example.com>")

    typed = await mia.types("/usher status Ada")
    submitted = await mia.submits(modal, {"reason": "x"})

    assert (typed.status, submitted.status) == (500, 500)
    assert modal.open
    assert "slack_request_failed" in caplog.text
    assert "Ada" not in caplog.text


async def test_no_log_at_any_level_holds_what_people_wrote_or_any_secret(
    core: Core, slack: Slack, mia: SlackUser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    card, modal = await shown_to(mia, core), await opened(mia, core)
    core.answers(Nothing(), Say(STATUS), Say(STATUS))
    slack.next("response_url", Broken(500))

    await mia.types("/usher status Ada Obi")
    await mia.presses("Show", on=card)
    await mia.submits(modal, {"reason": "Ada Obi withdrew"})
    await slack.sends(COMMAND.replace(b"status", b"Ada+Obi"), headers={"X-Slack-Signature": "v0=" + "0" * 64})
    await slack.event({"type": "message", "text": "Ada Obi", "user": "U0MIA"})

    told = [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    assert any("slack_request_not_genuine" in line for line in told)
    for secret in ("Ada", slack.token, slack.signing_secret, "trigger", "/response/"):
        assert not [line for line in told if secret in line]


def test_an_empty_signing_secret_is_an_error_at_the_start(core: Core) -> None:
    with pytest.raises(ValueError, match="signing_secret"):
        routes(core.handle, signing_secret=" ", client=connect("xoxb-1", session=None))


def drawn(card: Card) -> Any:
    return render.message(card)
