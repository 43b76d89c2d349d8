"""Somebody's Home in Slack: opened, drawn, and pressed on, where a press has no message to be answered beside."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack import render
from bot.actions import AskToCancel, CancelIt, ShowInterview, TurnPage
from bot.cards import Button, Buttons, Card, Fine, para, spans
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.forms import Form, Text
from bot.inbound import HomeOpened, Pressed
from bot.ports import Permanent, Transient, Unreachable
from bot.reply import FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say
from tests.contracts.slack_desk import Core, Wire, wired
from tests.standins.slack import Broken, Dropped, Limited, Says, Slack
from tests.standins.slack_person import SlackUser
from tests.standins.slack_screen import Home, Modal

MIA = Account(Platform.SLACK, "T0HOME", "U0MIA")
INTERVIEW = InterviewId("i0000000000000a1")
MORE = TurnPage("mine", "", 2)
HOME = Card(
    "Your hiring at a glance",
    (
        para("Ada O. waits for an answer"),
        Buttons((Button("Show", ShowInterview(INTERVIEW)), Button("Cancel…", AskToCancel(INTERVIEW)))),
        Buttons((Button("7 more", MORE),)),
    ),
)
STATUS = Card("Interview with Ada O.", (para("Booked"), Buttons((Button("Cancel…", AskToCancel(INTERVIEW)),))))
PAGE = Card("Waiting for you", (para("8 to 14"), Buttons((Button("Next", TurnPage("mine", "", 3)),))))
LAST = Card("Waiting for you", (para("15 to 17"),))
REASON = Form("Cancel the interview", "Cancel it", CancelIt(INTERVIEW), (Text("reason", "Why?", long=True),))


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with wired() as wire:
        yield wire


@pytest.fixture
def core(wire: Wire) -> Core:
    return wire.core


@pytest.fixture
def slack(wire: Wire) -> Slack:
    return wire.slack


@pytest.fixture
def mia(slack: Slack) -> SlackUser:
    return slack.person("U0MIA", zone="America/New_York")


@pytest.fixture
async def home(wire: Wire, mia: SlackUser) -> Home:
    await wire.chat.home(MIA, HOME)
    wire.slack.calls.clear()
    assert mia.home is not None
    return mia.home


# --- opened -------------------------------------------------------------------------------------------------------


async def test_that_a_home_is_looked_at_is_heard_with_slacks_id_of_it(core: Core, mia: SlackUser) -> None:
    statuses = [await mia.opens(), await mia.opens()]

    first, second = core.heard
    assert statuses == [200, 200]
    assert isinstance(first, HomeOpened)
    assert isinstance(second, HomeOpened)
    assert first.account == second.account == MIA
    assert first.delivery != second.delivery != ""


@pytest.mark.parametrize("tab", ["messages", "about", ""])
async def test_other_tabs_need_nothing(core: Core, mia: SlackUser, tab: str) -> None:
    assert await mia.opens(tab) == 200
    assert core.heard == []


async def test_a_home_in_another_workspace_is_not_ours(core: Core, slack: Slack) -> None:
    status = await slack.event({"type": "app_home_opened", "user": "U0EVE", "tab": "home"}, team="T0AWAY")

    assert (status, core.heard) == (200, [])


async def test_a_look_that_the_core_could_not_take_comes_again(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.fails = RuntimeError()
    first = await mia.opens()
    core.fails = None

    assert (first, await slack.retries()) == (500, 200)


# --- drawn --------------------------------------------------------------------------------------------------------


async def test_a_home_is_drawn_whole_and_anew(wire: Wire, mia: SlackUser) -> None:
    await wire.chat.home(MIA, HOME)
    before = mia.home
    await wire.chat.home(MIA, Card("Your hiring at a glance", (Fine(spans("Nothing is waiting for you.")),)))

    assert mia.home is before
    assert mia.home is not None
    assert (mia.home.reads, mia.home.versions) == ("Your hiring at a glance\nNothing is waiting for you.", 2)
    assert wire.calls == ["views.publish", "views.publish"]


async def test_a_home_that_is_too_long_says_so(wire: Wire, mia: SlackUser) -> None:
    await wire.chat.home(MIA, Card("Home", tuple(para(f"line {number}") for number in range(200))))

    assert mia.home is not None
    assert len(mia.home.view["blocks"]) == 100
    assert mia.home.reads.endswith("line 97\nThere is more than fits here.")


async def test_a_home_that_is_switched_off_is_no_fault_of_the_account(wire: Wire, slack: Slack, mia: SlackUser) -> None:
    slack.has_homes = False

    with pytest.raises(Permanent, match="the app's Home tab is off") as refused:
        await wire.chat.home(MIA, HOME)

    assert not isinstance(refused.value, Unreachable)


@pytest.mark.parametrize("fault", [Limited(30), Broken(500), Says("internal_error"), Dropped(accepted=True)], ids=str)
async def test_a_home_that_slack_will_not_take_just_now_is_drawn_later(
    wire: Wire, slack: Slack, mia: SlackUser, fault: Any
) -> None:
    slack.next("views.publish", fault)

    with pytest.raises(Transient):
        await wire.chat.home(MIA, HOME)


async def test_somebody_who_is_not_there_has_no_home(wire: Wire, mia: SlackUser) -> None:
    with pytest.raises(Permanent):
        await wire.chat.home(Account(Platform.SLACK, "T0HOME", "U0NOBODY"), HOME)


# --- pressed ------------------------------------------------------------------------------------------------------


async def test_a_press_on_a_home_comes_as_its_action(wire: Wire, core: Core, mia: SlackUser, home: Home) -> None:
    seen = await mia.presses("Show", on=home)

    assert core.heard == [Pressed(MIA, ShowInterview(INTERVIEW))]
    assert (seen.status, seen.reads, wire.calls) == (200, "", [])


@pytest.mark.parametrize(
    ("reply", "reads"),
    [
        (Say(STATUS), "Usher\nInterview with Ada O.\nBooked\n[Cancel…]"),
        (Refuse("That is not yours to see."), "Usher\nThat is not yours to see."),
        (Refuse("It was moved.", LAST), "Usher\nIt was moved.\nWaiting for you\n15 to 17"),
        (FormErrors({"x": "Not today."}), "Usher\nNot today."),
    ],
    ids=lambda given: type(given).__name__,
)
async def test_an_answer_opens_over_the_home_with_one_call(
    wire: Wire, core: Core, mia: SlackUser, home: Home, reply: Reply, reads: str
) -> None:
    core.answers(reply)

    seen = await mia.presses("Show", on=home)

    assert (seen.status, seen.reads) == (200, reads)
    assert wire.calls == ["views.open"]
    assert mia.home is home
    assert home.versions == 1


@pytest.mark.parametrize("reply", [Open(REASON), NextForm(REASON)], ids=["open", "next"])
async def test_a_form_opens_over_the_home_and_is_not_pushed(
    wire: Wire, core: Core, mia: SlackUser, home: Home, reply: Reply
) -> None:
    core.answers(reply)

    seen = await mia.presses("Cancel", on=home)

    assert seen.modal is not None
    assert (seen.modal.title, wire.calls) == ("Cancel the interview", ["views.open"])


@pytest.mark.parametrize("reply", [Redraw(HOME), Nothing()], ids=["redraw", "nothing"])
async def test_a_home_is_redrawn_by_the_outbox_and_not_by_the_reply(
    wire: Wire, core: Core, mia: SlackUser, home: Home, reply: Reply
) -> None:
    core.answers(reply)

    seen = await mia.presses("Show", on=home)

    assert (seen.status, seen.reads, wire.calls) == (200, "", [])


async def test_the_rest_of_a_list_opens_over_the_home_and_its_pages_turn_there(
    wire: Wire, core: Core, mia: SlackUser, home: Home
) -> None:
    core.answers(Redraw(PAGE), Redraw(LAST))

    opened = await mia.presses("7 more", on=home)
    turned = await mia.presses("Next", on=standing(opened.modal))

    assert [each.action for each in core.heard if isinstance(each, Pressed)] == [MORE, TurnPage("mine", "", 3)]
    assert turned.reads == "Usher\nWaiting for you\n15 to 17"
    assert mia.modals == [opened.modal]
    assert wire.calls == ["views.open", "views.update"]


async def test_what_opened_over_a_home_is_gone_on_with_inside_it(
    wire: Wire, core: Core, mia: SlackUser, home: Home
) -> None:
    core.answers(Say(STATUS), Open(REASON))

    opened = await mia.presses("Show", on=home)
    seen = await mia.presses("Cancel", on=standing(opened.modal))

    assert seen.modal is not opened.modal
    assert wire.calls == ["views.open", "views.push"]


async def test_an_answer_that_comes_too_late_makes_slack_mark_the_button(
    wire: Wire, core: Core, slack: Slack, mia: SlackUser, home: Home
) -> None:
    late = slack.clock() + 4
    core.answers(Say(STATUS))
    core.meanwhile = lambda: setattr(slack, "clock", lambda: late)

    seen = await mia.presses("Show", on=home)

    assert seen.warned
    assert wire.calls == ["views.open"]


# --- two at once --------------------------------------------------------------------------------------------------


async def test_of_two_quick_presses_the_newer_view_stands_and_nobody_is_warned(
    wire: Wire, core: Core, slack: Slack, mia: SlackUser, home: Home
) -> None:
    core.answers(Redraw(PAGE), Redraw(LAST), Redraw(HOME))
    pane = standing((await mia.presses("7 more", on=home)).modal)
    seen_by_both, button = pane.told(), pane.view["blocks"][-1]["elements"][0]

    first = await mia.presses_raw(button, on=pane)
    second = await mia.presses_raw(button, on=pane, told=seen_by_both)

    assert (first.status, second.status) == (200, 200)
    assert pane.reads == "Waiting for you\n15 to 17"
    assert [each.get("hash") for each in slack.called("views.update")] == [seen_by_both["hash"]] * 2


async def test_a_view_whose_version_is_not_told_is_redrawn_all_the_same(
    wire: Wire, core: Core, slack: Slack, mia: SlackUser, home: Home
) -> None:
    core.answers(Redraw(PAGE), Redraw(LAST))
    pane = standing((await mia.presses("7 more", on=home)).modal)
    told = {name: value for name, value in pane.told().items() if name != "hash"}

    await mia.presses_raw(pane.view["blocks"][-1]["elements"][0], on=pane, told=told)

    assert pane.reads == "Waiting for you\n15 to 17"
    assert "hash" not in slack.called("views.update")[0]


async def test_another_refusal_of_a_redraw_still_marks_the_button(
    wire: Wire, core: Core, slack: Slack, mia: SlackUser, home: Home
) -> None:
    core.answers(Redraw(PAGE), Redraw(LAST))
    pane = standing((await mia.presses("7 more", on=home)).modal)
    slack.next("views.update", Says("not_found"))

    assert (await mia.presses("Next", on=pane)).warned


def test_a_home_carries_no_word_of_a_form() -> None:
    assert set(render.home(HOME)) == {"type", "blocks"}


def standing(modal: Modal | None) -> Modal:
    assert modal is not None
    return modal
