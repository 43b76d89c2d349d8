"""Forms in Slack that are begun and not sent: what they hold is told while it is typed, and when they are closed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack import render
from adapters.slack.listen import NOT_NOW
from bot.actions import CancelIt, NoteIt
from bot.cards import Card, para
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.forms import Choice, Form, Option, Text
from bot.inbound import Drafted, Pressed, Submitted
from bot.reply import FormErrors, NextForm, Open, Refuse, Reply, Say
from tests.contracts.slack_desk import Core, Wire, wired
from tests.standins.slack import Broken, Slack
from tests.standins.slack_blocks import inputs
from tests.standins.slack_person import SlackUser
from tests.standins.slack_screen import Modal

MIA = Account(Platform.SLACK, "T0HOME", "U0MIA")
INTERVIEW = InterviewId("i0000000000000a1")
OPTIONS = (Option("a1", para("Ada O.").spans), Option("b2", para("Bo P.").spans))
NOTE = Form(
    "Add a note",
    "Save",
    NoteIt(),
    (Choice("who", "On whom?", OPTIONS), Text("text", "Note", long=True), Text("title", "Title", required=False)),
)
OTHER = Form("Really cancel?", "Yes", CancelIt(INTERVIEW), (Text("text", "Why?", long=True, required=False),))


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
    return slack.person("U0MIA")


@pytest.fixture
async def form(wire: Wire, mia: SlackUser) -> Modal:
    """A note's form that stands open; the core has heard nothing yet."""
    return await opened(wire, mia, NOTE)


async def opened(wire: Wire, mia: SlackUser, form: Form) -> Modal:
    wire.core.answers(Open(form))
    modal = (await mia.types("/usher note")).modal
    assert modal is not None
    wire.core.heard.clear()
    wire.slack.calls.clear()
    return modal


# --- while it is written ------------------------------------------------------------------------------------------


async def test_what_is_typed_is_told_at_once_with_all_that_the_form_holds(
    wire: Wire, core: Core, mia: SlackUser, form: Modal
) -> None:
    await mia.enters(form, "title", "First talk")
    statuses = [await mia.enters(form, "text", "Wa"), await mia.enters(form, "text", "Wants Fridays off <b> & *more*")]

    assert statuses == [200, 200]
    assert core.heard == [
        Drafted(MIA, NoteIt(), {"who": "", "text": "Wa", "title": "First talk"}),
        Drafted(MIA, NoteIt(), {"who": "", "text": "Wants Fridays off <b> & *more*", "title": "First talk"}),
    ]
    assert wire.calls == []
    assert form.open


async def test_a_choice_that_was_made_goes_with_it(core: Core, mia: SlackUser, form: Modal) -> None:
    form.typed["who"] = "b2"

    await mia.enters(form, "text", "Wants Fridays off")

    assert core.heard == [Drafted(MIA, NoteIt(), {"who": "b2", "text": "Wants Fridays off", "title": ""})]


async def test_a_field_that_is_emptied_again_is_told_too(core: Core, mia: SlackUser, form: Modal) -> None:
    await mia.enters(form, "text", "x")
    await mia.enters(form, "text", "")

    assert core.heard[-1] == Drafted(MIA, NoteIt(), {"who": "", "text": "", "title": ""})


async def test_a_short_field_tells_nothing_while_it_is_typed_into(core: Core, mia: SlackUser, form: Modal) -> None:
    assert await mia.enters(form, "title", "First talk") == 0
    assert core.heard == []


async def test_whatever_the_core_answers_what_is_being_written_is_not_disturbed(
    wire: Wire, core: Core, mia: SlackUser, form: Modal
) -> None:
    before = form.versions
    replies: tuple[Reply, ...] = (Say(Card("Kept")), Open(OTHER), NextForm(OTHER), FormErrors({"text": "Too short"}))
    core.answers(*replies)

    statuses = [await mia.enters(form, "text", "x" * length) for length in range(1, 5)]

    assert statuses == [200] * 4
    assert wire.calls == []
    assert (mia.modals, form.versions) == ([form], before)


async def test_what_was_typed_is_sent_with_the_form_as_ever(core: Core, mia: SlackUser, form: Modal) -> None:
    await mia.enters(form, "text", "Wants Fridays off")
    seen = await mia.submits(form, {"who": "Ada O."})

    assert core.heard[-1] == Submitted(MIA, NoteIt(), {"who": "a1", "text": "Wants Fridays off", "title": ""})
    assert seen.modal is None


async def test_a_form_that_took_the_place_of_another_tells_its_own(core: Core, mia: SlackUser, form: Modal) -> None:
    core.answers(NextForm(OTHER))
    await mia.submits(form, {"who": "a1", "text": "hm"})
    await mia.enters(form, "text", "because")

    assert core.heard[-1] == Drafted(MIA, CancelIt(INTERVIEW), {"text": "because"})


async def test_what_was_typed_last_and_arrives_after_the_form_is_no_draft(
    core: Core, mia: SlackUser, form: Modal
) -> None:
    core.reached.clear()
    core.held = asyncio.Event()
    sending = asyncio.create_task(mia.submits(form, {"who": "a1", "text": "Wants Fridays off"}))
    await core.reached.wait()

    meanwhile = await mia.enters(form, "text", "Wants Fridays off")
    core.held.set()
    await sending
    afterwards = await mia.enters(form, "text", "Wants Fridays off")

    assert (meanwhile, afterwards) == (200, 200)
    assert [type(each) for each in core.heard] == [Submitted]


@pytest.mark.parametrize("reply", [FormErrors({"text": "Say more"}), Refuse("Not now."), NextForm(OTHER)], ids=str)
async def test_a_form_that_was_sent_and_not_taken_is_written_on(
    core: Core, mia: SlackUser, form: Modal, reply: Reply
) -> None:
    core.answers(reply)
    await mia.submits(form, {"who": "a1", "text": "x"})

    await mia.enters(form, "text", "Wants Fridays off")

    assert [type(each) for each in core.heard] == [Submitted, Drafted]


async def test_a_form_that_was_sent_in_vain_is_written_on(core: Core, mia: SlackUser, form: Modal) -> None:
    core.fails = RuntimeError()
    await mia.submits(form, {"who": "a1", "text": "x"})
    core.fails = None

    await mia.enters(form, "text", "Wants Fridays off")

    assert [type(each) for each in core.heard] == [Submitted, Drafted]


# --- when it is closed --------------------------------------------------------------------------------------------


async def test_a_form_that_is_closed_and_told_with_what_it_held_is_heard(
    wire: Wire, core: Core, mia: SlackUser, form: Modal
) -> None:
    form.typed["title"] = "First talk"

    status = await mia.closes(form, telling=True)

    assert status == 200
    assert core.heard == [Drafted(MIA, NoteIt(), {"who": "", "text": "", "title": "First talk"})]
    assert wire.calls == []


async def test_a_form_that_is_closed_without_a_word_of_what_it_held_takes_nothing_back(
    core: Core, mia: SlackUser, form: Modal
) -> None:
    await mia.enters(form, "text", "Wants Fridays off")
    kept = list(core.heard)

    assert await mia.closes(form) == 200
    assert core.heard == kept


async def test_an_empty_form_that_is_closed_is_nothing_to_keep(core: Core, mia: SlackUser, form: Modal) -> None:
    assert await mia.closes(form, telling=True) == 200
    assert core.heard == []


async def test_a_card_shown_in_a_form_is_closed_without_a_word(wire: Wire, core: Core, mia: SlackUser) -> None:
    form = await opened(wire, mia, OTHER)
    core.answers(Say(Card("Cancelled")))
    await mia.submits(form)
    core.heard.clear()

    assert await mia.closes(form) == 0
    assert core.heard == []


# --- what is no draft ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "view",
    [
        {"private_metadata": '{"t":"gone"}'},
        {"private_metadata": ""},
        {"state": {"values": {}}},
        {"state": {}},
        {"state": None},
    ],
    ids=str,
)
async def test_a_form_that_cannot_be_read_is_left_alone(
    core: Core, slack: Slack, mia: SlackUser, form: Modal, view: Any
) -> None:
    told = {**form.told(), "state": {"values": {"text": {"value": {"type": "plain_text_input", "value": "x"}}}}}
    typing = {"type": "plain_text_input", "block_id": "text", "action_id": "value", "value": "x"}

    seen = await mia.presses_raw(typing, on=form, told={**told, **view})

    assert (seen.status, core.heard) == (200, [])


async def test_what_somebody_of_another_workspace_writes_is_not_kept(core: Core, slack: Slack, form: Modal) -> None:
    eve = slack.person("U0EVE", team="T0AWAY")
    eve.modals.append(form)

    assert await eve.enters(form, "text", "x") == 200
    assert core.heard == []


async def test_a_draft_that_cannot_be_kept_is_a_fault_and_no_success(core: Core, mia: SlackUser, form: Modal) -> None:
    core.fails = RuntimeError()

    assert await mia.enters(form, "text", "x") == 500
    assert form.open


async def test_while_slack_does_not_say_who_we_are_only_a_form_that_was_sent_is_told_so_at_its_field(
    core: Core, slack: Slack, mia: SlackUser
) -> None:
    form = slack.new_modal(render.modal(NOTE), mia)
    slack.next("auth.test", Broken(503), Broken(503))

    typed = await mia.enters(form, "text", "x")
    sent = await mia.submits(form, {"who": "a1"})

    assert typed == 503
    assert sent.errors == {"who": NOT_NOW}
    assert core.heard == []


async def test_a_button_in_a_form_is_still_a_press(core: Core, mia: SlackUser, form: Modal) -> None:
    await mia.presses_raw({"type": "button", "action_id": "press.0", "block_id": "b", "value": "?"}, on=form)

    assert core.heard == [Pressed(MIA, None)]


def test_only_long_texts_are_told_while_they_are_written() -> None:
    fields = inputs(render.modal(NOTE))

    assert [name for name, block in fields.items() if block.get("dispatch_action")] == ["text"]
    assert fields["text"]["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}
