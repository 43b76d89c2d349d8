"""What Teams sends and what it is answered, over HTTP: a core told what to say, and a chat that keeps what is posted."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.teams import render, replies
from adapters.teams.desk import Desk
from adapters.teams.keys import DRAFT, FORM, PRESS, PRESS_VERB, REFRESH_VERB, SHOWN
from adapters.teams.listen import PATH, routes
from adapters.teams.references import Reference
from bot.actions import Action, AskToCancel, CancelIt, ShowInterview
from bot.cards import Button, Buttons, Card, para
from bot.codec import encode
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Barrier, Platform
from bot.forms import Choice, Form, Option, Text
from bot.inbound import Drafted, Pressed, Said, Submitted
from bot.ports import Posted, Transient, Unreachable
from bot.reply import FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say
from tests.contracts.slack_desk import Core
from tests.contracts.test_teams_parse import CALL, CANCEL, CHANNEL, INTERVIEW, MIA, SHOW, told
from tests.standins.loopback import served

ASK = encode(AskToCancel(INTERVIEW), Action)
STATUS = Card("Interview with Ada O.", (para("Waiting"), Buttons((Button("Show", ShowInterview(INTERVIEW)),))))
REASON = Form(
    "Cancel the interview",
    "Cancel it",
    CancelIt(INTERVIEW),
    (
        Choice("reason", "Why?", (Option("ill", para("Ill").spans), Option("late", para("Late").spans))),
        Text("words", "A few words", initial="as it was", long=True, required=False),
    ),
    intro=(para("This frees the slot."),),
)


@dataclass
class Shelf:
    """A chat that keeps what is posted, unless it `fails`; and references, likewise."""

    posts: list[tuple[Account, Card, str]] = field(default_factory=list)
    saved: dict[Account, Reference] = field(default_factory=dict)
    fails: Exception | None = None

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        if self.fails is not None:
            raise self.fails
        self.posts.append((to, card, key))
        return Posted("a:mia", "99")

    async def get(self, account: Account) -> Reference | None:
        return self.saved.get(account)

    async def save(self, reference: Reference) -> None:
        self.saved[reference.account] = reference


@dataclass
class Wire:
    """`afar` is the address from which requests seem to come, their own where it is empty."""

    core: Core
    shelf: Shelf
    url: str = ""
    afar: str = ""

    @property
    def middleware(self) -> Any:
        @web.middleware
        async def seem(request: web.Request, handler: Any) -> Any:
            return await handler(request.clone(remote=self.afar) if self.afar else request)

        return seem

    async def sends(self, body: dict[str, Any], **headers: str) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as session, session.post(self.url, json=body, headers=headers) as answer:
            raw = await answer.read()
            return answer.status, json.loads(raw) if raw and answer.status == 200 else None

    async def executes(self, data: Any = None, *, verb: str = PRESS_VERB, **more: Any) -> Any:
        """Press a button in a conversation; returns the body of the answer."""
        action = {"type": "Action.Execute", "verb": verb, "data": {PRESS: SHOW} if data is None else data}
        value = {"action": action, "trigger": "manual"}
        status, answer = await self.sends(
            {**told(), "type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": "42", **more}
        )
        assert status == 200, answer
        return answer

    async def dialog(self, data: Any, *, submit: bool = False) -> Any:
        """Press what opens a dialog, or send one; returns the `task` of the answer, None for a dialog that closes."""
        name = "task/submit" if submit else "task/fetch"
        body = {**told(), "type": "invoke", "name": name, "value": {"data": data, "context": {"theme": "default"}}}
        status, answer = await self.sends(body)
        assert status == 200, answer
        return None if answer is None else answer["task"]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    core, shelf = Core(), Shelf()
    drawn = {Posted("a:mia", "42"): STATUS}

    async def fresh(account: Account, posted: Posted) -> Card | None:
        return drawn.get(posted) if account == MIA else None

    desk = Desk(core.handle, chat=shelf, references=shelf, fresh=fresh)
    wired = Wire(core, shelf)
    app = web.Application(middlewares=[wired.middleware])
    app.add_routes(routes(desk, tokens=None, tenants={"T"}))
    async with served(app) as origin:
        wired.url = origin + PATH
        yield wired


def submits(task: Any, label: str) -> Any:
    """What the button of a form sends of its own."""
    return next(each["data"] for each in task["value"]["card"]["content"]["actions"] if each["title"] == label)


# --- messages -----------------------------------------------------------------------------------------------------


async def test_what_people_write_is_kept_to_be_answered_and_where_they_are_is_remembered(wire: Wire) -> None:
    assert await wire.sends(told("status Ada")) == (200, None)
    assert await wire.sends(told("<at>Usher</at> mine", conversation=CHANNEL, entities=[CALL])) == (200, None)

    assert [each.at for each in wire.core.heard if isinstance(each, Said)] == [
        Conversation("a:mia"),
        Conversation("19:general@thread.tacv2", "77", shared=True),
    ]
    assert set(wire.shelf.saved) == {MIA, Account(Platform.TEAMS, "T", "19:general@thread.tacv2")}
    assert wire.shelf.posts == []


@pytest.mark.parametrize(
    ("afar", "status"),
    [("127.0.0.9", 200), ("::1", 200), ("10.0.0.4", 401), ("::ffff:10.0.0.4", 401), ("fe80::1", 401), ("unix", 401)],
)
async def test_without_tokens_only_this_machine_is_heard(wire: Wire, afar: str, status: int) -> None:
    wire.afar = afar

    assert await wire.sends(told("help")) == (status, None)
    assert bool(wire.core.heard) is (status == 200)


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "Via", "Origin"])
async def test_without_tokens_nothing_is_heard_that_a_proxy_or_a_web_page_hands_on(wire: Wire, header: str) -> None:
    assert await wire.sends(told("help"), **{header: "http://evil.example"}) == (401, None)
    assert wire.core.heard == []


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("messageUpdate", {"text": "status Ada", "channelData": {"eventType": "editMessage", "tenant": {"id": "T"}}}),
        ("messageDelete", {"channelData": {"eventType": "softDeleteMessage", "tenant": {"id": "T"}}}),
        ("messageReaction", {"reactionsAdded": [{"type": "like"}], "replyToId": "42"}),
        ("conversationUpdate", {"membersAdded": [{"id": "28:app"}]}),
        ("installationUpdate", {"action": "add"}),
        ("typing", {}),
        ("event", {"name": "application/vnd.microsoft.readReceipt", "value": {"lastReadMessageId": "1"}}),
        ("something new", {}),
    ],
)
async def test_what_is_no_new_words_is_taken_and_says_nothing(wire: Wire, kind: str, more: dict[str, Any]) -> None:
    assert await wire.sends({**told(), "type": kind, **more}) == (200, None)
    assert wire.core.heard == []
    assert wire.shelf.saved[MIA].conversation == "a:mia"


async def test_an_invoke_that_nobody_knows_is_not_implemented(wire: Wire) -> None:
    assert await wire.sends({**told(), "type": "invoke", "name": "signin/verifyState"}) == (501, None)
    assert await wire.sends({**told(), "type": "invoke"}) == (501, None)


# --- buttons ------------------------------------------------------------------------------------------------------


async def test_a_card_that_changed_takes_the_place_of_the_pressed_one(wire: Wire) -> None:
    wire.core.answers(Redraw(STATUS), Refuse("It has changed.", STATUS))

    drawn, refused = await wire.executes(), await wire.executes()

    assert drawn == {"statusCode": 200, "type": render.ADAPTIVE, "value": render.card(STATUS)}
    assert refused == {
        "statusCode": 200,
        "type": render.ADAPTIVE,
        "value": render.notice("It has changed.", card=STATUS),
    }
    assert wire.core.heard == [Pressed(MIA, ShowInterview(INTERVIEW))] * 2
    assert wire.shelf.posts == []


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Nothing(), "Done."),
        (Refuse("That is for recruiters."), "That is for recruiters."),
        (FormErrors({"a": "One.", "b": "Two."}), "One. Two."),
    ],
)
async def test_words_stand_below_the_card_that_stays(wire: Wire, reply: Reply, text: str) -> None:
    wire.core.answers(reply)

    assert await wire.executes() == {"statusCode": 200, "type": replies.TEXT, "value": text}


@pytest.mark.parametrize(("where", "says"), [({}, replies.BELOW), ({"conversation": CHANNEL}, replies.SENT)])
async def test_what_is_to_be_said_besides_goes_to_the_pressers_own_chat(
    wire: Wire, where: dict[str, Any], says: str
) -> None:
    wire.core.answers(Say(STATUS))

    answer = await wire.executes(**where)

    assert answer == {"statusCode": 200, "type": replies.TEXT, "value": says}
    assert [(account, card) for account, card, _ in wire.shelf.posts] == [(MIA, STATUS)]


@pytest.mark.parametrize(
    "fault", [Transient("429"), Unreachable("not installed", barrier=Barrier.NOT_IN), TimeoutError()]
)
async def test_what_does_not_get_through_is_told_below_the_card(wire: Wire, fault: Exception) -> None:
    wire.core.answers(Say(STATUS))
    wire.shelf.fails = fault

    assert (await wire.executes())["value"] == replies.NOT_SENT


async def test_a_form_that_a_button_cannot_open_is_one_press_away(wire: Wire) -> None:
    wire.core.answers(Open(REASON), Open(REASON))

    offered = await wire.executes({PRESS: ASK})

    [button] = offered["value"]["body"][-1]["actions"]
    assert button["data"]["msteams"] == {"type": "task/fetch"}
    assert (await wire.dialog(button["data"]))["value"]["title"] == "Cancel the interview"


async def test_a_button_of_an_older_program_is_the_cores_to_answer(wire: Wire) -> None:
    wire.core.answers(Refuse("This card is out of date."))

    assert (await wire.executes({PRESS: "gone"}))["value"] == "This card is out of date."
    assert wire.core.heard == [Pressed(MIA, None)]


async def test_a_card_refreshes_as_the_record_has_it_for_whom_it_is(wire: Wire) -> None:
    assert (await wire.executes({}, verb=REFRESH_VERB))["value"] == render.card(STATUS, readers=["29:mia"])
    assert (await wire.executes({}, verb=REFRESH_VERB, replyToId="43"))["statusCode"] == 400
    stranger = {"id": "29:bob", "aadObjectId": "bob"}
    assert (await wire.executes({}, verb=REFRESH_VERB, **{"from": stranger}))["statusCode"] == 400
    assert wire.core.heard == []


# --- dialogs ------------------------------------------------------------------------------------------------------


async def test_a_form_opens_is_sent_and_closes(wire: Wire) -> None:
    wire.core.answers(Open(REASON), Redraw(STATUS))

    opened = await wire.dialog({PRESS: ASK, "msteams": {"type": "task/fetch"}})
    closed = await wire.dialog({**submits(opened, "Cancel it"), "reason": "ill", "words": ""}, submit=True)

    assert (opened["type"], opened["value"]["title"]) == ("continue", "Cancel the interview")
    assert closed is None
    assert wire.core.heard == [
        Pressed(MIA, AskToCancel(INTERVIEW)),
        Submitted(MIA, CancelIt(INTERVIEW), {"reason": "ill", "words": ""}),
    ]


async def test_what_is_wrong_stands_at_the_fields_as_often_as_it_takes(wire: Wire) -> None:
    wire.core.answers(Open(REASON), FormErrors({"reason": "Please choose one."}), Refuse("Too late."), Nothing())
    task = await wire.dialog({PRESS: ASK})
    plain = render.form(REASON)

    for errors in ({"reason": "Please choose one."}, {"": "Too late."}):
        values = {"reason": "late", "words": "on my way"}
        task = await wire.dialog({**submits(task, "Cancel it"), **values}, submit=True)
        shown = task["value"]["card"]["content"]
        assert shown["body"] == render.again(plain, values=values, errors=errors)["body"]
        assert task["value"]["title"] == "Cancel the interview"

    assert await wire.dialog({**submits(task, "Cancel it"), "reason": "late"}, submit=True) is None


async def test_a_fresh_form_takes_the_place_of_one_that_the_world_overtook(wire: Wire) -> None:
    wire.core.answers(Open(REASON), NextForm(REASON), Say(STATUS))
    first = await wire.dialog({PRESS: ASK})

    second = await wire.dialog(submits(first, "Cancel it"), submit=True)
    told_then = await wire.dialog(submits(second, "Cancel it"), submit=True)

    assert second["value"]["card"] == first["value"]["card"]
    assert told_then["value"]["card"]["content"] == render.pane(STATUS)


@pytest.mark.parametrize("shown", [None, "card", {}, {"type": "AdaptiveCard", "body": 7}, {"type": "AdaptiveCard"}])
async def test_a_form_that_lost_its_card_says_what_is_wrong_all_the_same(wire: Wire, shown: Any) -> None:
    wire.core.answers(FormErrors({"reason": "Please choose one."}))

    task = await wire.dialog({FORM: CANCEL, SHOWN: shown, "reason": ""}, submit=True)

    said = f"Please choose one. {replies.OPEN_AGAIN}"
    assert task["value"]["card"]["content"] == render.pane_notice(said)


async def test_a_draft_is_kept_and_told(wire: Wire) -> None:
    wire.core.answers(Open(REASON), Nothing())
    opened = await wire.dialog({PRESS: ASK})

    task = await wire.dialog({**submits(opened, "Keep as a draft"), "words": "half"}, submit=True)

    assert task == {"type": "message", "value": replies.KEPT}
    assert wire.core.heard[-1] == Drafted(MIA, CancelIt(INTERVIEW), {"words": "half"})
    assert DRAFT not in submits(opened, "Cancel it")


async def test_what_opens_no_form_is_shown_in_the_dialog(wire: Wire) -> None:
    wire.core.answers(Say(STATUS), Redraw(STATUS), Refuse("Not yours."), Refuse("Over.", STATUS), Nothing())

    tasks = [await wire.dialog({PRESS: SHOW}) for _ in range(5)]

    cards = [each["value"]["card"]["content"] for each in tasks[:4]]
    assert cards == [
        render.pane(STATUS),
        render.pane(STATUS),
        render.pane_notice("Not yours."),
        render.pane_notice("Over.", card=STATUS),
    ]
    assert tasks[4] == {"type": "message", "value": "Done."}


async def test_a_button_in_a_dialog_shows_what_follows_in_it(wire: Wire) -> None:
    wire.core.answers(Redraw(STATUS), NextForm(REASON), Nothing())

    card, form, closed = [await wire.dialog({PRESS: SHOW}, submit=True) for _ in range(3)]

    assert card["value"]["card"]["content"] == render.pane(STATUS)
    assert form["value"]["title"] == "Cancel the interview"
    assert closed is None


async def test_much_that_was_written_is_not_lost_however_often_it_is_sent(wire: Wire) -> None:
    written = {f"f{number}": "x" * 2500 for number in range(12)}
    wire.core.answers(
        Open(Form("Long", "Send", CancelIt(INTERVIEW), tuple(Text(name, "Why?", limit=3000) for name in written))),
        FormErrors({"f0": "Shorter."}),
        FormErrors({"f1": "Shorter."}),
    )
    task = await wire.dialog({PRESS: ASK})

    for wrong in ("f0", "f1"):
        task = await wire.dialog({**submits(task, "Send"), **written}, submit=True)
        shown = task["value"]["card"]["content"]["body"]
        assert {part["id"]: part["value"] for part in shown if part.get("id") in written} == written
        assert f"{render.WRONG}.{wrong}" in [part.get("id") for part in shown]


async def test_a_form_too_large_to_send_itself_along_opens_all_the_same(wire: Wire) -> None:
    long = Form("Long", "Send", CancelIt(INTERVIEW), tuple(Text(f"f{n}", "x" * 900, limit=3000) for n in range(30)))
    wire.core.answers(Open(long))

    opened = await wire.dialog({PRESS: ASK})

    assert SHOWN not in submits(opened, "Send")
    assert render.size(opened["value"]["card"]["content"]) <= render.LARGEST


# --- clients that know Submit alone -------------------------------------------------------------------------------


async def test_a_button_that_comes_as_a_message_is_answered_with_one(wire: Wire) -> None:
    wire.core.answers(
        Say(STATUS), Redraw(STATUS), Refuse("Not yours."), FormErrors({"a": "One."}), Open(REASON), Nothing()
    )

    for number in range(6):
        assert await wire.sends(told(value={PRESS: SHOW}, replyToId="42", id=str(number))) == (200, None)

    titles = ["Interview with Ada O.", "About what you just sent", "About what you just sent", "The form didn't open"]
    assert [card.title for _, card, _ in wire.shelf.posts] == titles
    assert [key for _, _, key in wire.shelf.posts] == [f"reply:a:mia:{number}" for number in (0, 2, 3, 4)]
    assert wire.core.heard == [Pressed(MIA, ShowInterview(INTERVIEW), "a:mia", "42")] * 6


async def test_a_failure_of_ours_does_not_look_done(wire: Wire) -> None:
    wire.core.fails = RuntimeError("a bug")

    assert await wire.sends(told("help")) == (500, None)


async def test_one_who_waits_keeps_nobody_else_waiting(wire: Wire) -> None:
    wire.core.held = asyncio.Event()
    slow = asyncio.ensure_future(wire.executes())
    await wire.core.reached.wait()

    assert await wire.sends({**told(), "type": "typing"}) == (200, None)
    wire.core.held.set()
    assert (await slow)["value"] == "Done."
