"""Teams as Microsoft's playground has it, against the served program: what its page draws, and what it can only be told.

The playground opens no dialogs: forms are asked for and sent by raw activities, and drawn on its page as cards, to be filled
in and sent there.
"""

import json
import re

import pytest
from playwright.async_api import expect

from adapters.teams.keys import FORM, PRESS
from bot.domain.ids import ApplicationId
from bot.domain.people import Platform
from bot.effects import CardKind, Tell, TellChannel
from tests.peers.cards import form_in, held, sends, with_fallbacks
from tests.peers.playground import CHANNEL, GROUP, HIRING, IVY, PANEL, PERSONAL
from tests.peers.premises import Premises, premises

__all__ = ["premises"]

pytestmark = [pytest.mark.large, pytest.mark.xdist_group("playground")]
LEFT, WAITING = "Ada O. · Backend Engineer", "Waiting for somebody: Ada O."


async def test_a_message_is_answered_with_a_card_and_its_button_with_the_next(premises: Premises) -> None:
    screen = premises.screen
    await screen.goes_to(PERSONAL)
    await screen.writes("statsu ada")
    await expect(screen.card("Did you mean “status”?")).to_be_visible()

    await screen.presses("status ada", on="Did you mean “status”?")

    await expect(screen.page.get_by_text("It stands below.")).to_be_visible()
    await expect(screen.card(LEFT)).to_contain_text("Call her (Rae Morgan)")


async def test_cards_come_unasked_change_where_they_stand_refresh_and_answer_in_their_own_place(
    premises: Premises,
) -> None:
    screen, client, address = premises.screen, premises.client, "zoe@played.example"
    await screen.goes_to(PERSONAL)
    await premises.applied(501, "Zoë Brontë", address)
    await premises.booked(address)

    cards = screen.cards("Zoë B. · Recruiter screen · Designer")
    await expect(cards).to_have_count(2)  # the one that was there, and that of whoever interviews
    await expect(cards.first).to_contain_text("State: Booked")

    posted = await client.card("Zoë B. · Recruiter screen · Designer")
    refreshing = {"action": posted.card["refresh"]["action"], "trigger": "automatic"}
    fresh = await client.invokes("adaptiveCard/action", refreshing, on=posted.answer["id"])
    assert "Booked" not in json.dumps(posted.card)
    assert "Booked" in json.dumps(fresh["value"])

    await screen.presses("OK", on="Booked: Zoë B.")

    await expect(screen.card("Booked: Zoë B.")).to_contain_text("You said it suits you.")
    await expect(screen.card("Booked: Zoë B.").get_by_role("button", name="OK", exact=True)).to_have_count(0)


async def test_where_execute_is_not_known_its_fallback_is_sent_as_a_message_and_answered(premises: Premises) -> None:
    screen, client = premises.screen, premises.client
    await screen.goes_to(PERSONAL)
    await screen.writes("pipelin designer")
    asked = await client.card("Did you mean “pipeline”?")

    await client.shows(with_fallbacks(asked.card))
    await expect(screen.cards("Did you mean “pipeline”?")).to_have_count(2)
    so_far = len(client.calls)
    await screen.presses("pipeline designer", on="Did you mean “pipeline”?")

    sent = await client.told(lambda call: call if PRESS in (call.asked.get("value") or {}) else None, after=so_far)
    assert (sent.kind, sent.status) == ("message", 200)
    await expect(screen.page.get_by_role("heading", name=re.compile("Designer: .* in play"))).to_be_visible()


async def test_who_calls_usher_where_others_read_is_answered_in_their_own_chat(premises: Premises) -> None:
    screen, client = premises.screen, premises.client
    for place, where in ((PANEL, GROUP), (HIRING, CHANNEL)):
        so_far = len(client.calls)
        await screen.goes_to(place)
        await screen.calls("mine")

        await expect(screen.page.get_by_text("I've answered you in your own chat with me.").last).to_be_visible()
        heard = await client.told(
            lambda call: call if not call.by_us and call.kind == "message" else None, after=so_far
        )
        answer = await client.card("What is waiting for you", after=so_far)
        assert heard.place.startswith(where)
        assert answer.status == 201
        await expect(screen.page.get_by_role("heading", name=answer.asked["summary"])).to_have_count(0)

    await screen.goes_to(PERSONAL)
    await expect(screen.page.get_by_role("heading", name="What is waiting for you", exact=True)).to_have_count(2)


async def test_somebody_who_never_wrote_is_written_to_by_their_entra_id(premises: Premises) -> None:
    client, so_far = premises.client, len(premises.client.calls)
    await premises.told(Tell(CardKind.STALE, "left", premises.ivy))

    sent = await client.card(WAITING, after=so_far)
    begun = client.calls[client.calls.index(sent) - 1]
    assert begun.asked["members"] == [{"id": IVY}]
    assert (begun.status, sent.status) == (201, 201)


async def test_the_hiring_channel_is_told_and_sees_that_somebody_looks_after_it(premises: Premises) -> None:
    screen, client, so_far = premises.screen, premises.client, len(premises.client.calls)
    await screen.goes_to(HIRING)
    await premises.told(TellChannel(Platform.TEAMS, ApplicationId("left"), premises.rae))
    await expect(screen.card(WAITING)).to_be_visible()
    shown = await client.card(WAITING, after=so_far)

    opened = await client.invokes("task/fetch", {"data": sends("Set next step", of=shown.card)}, place=CHANNEL)
    form = form_in(opened)
    sent = sends("Set it", of=form) | held(form) | {"what": "Call her referee"}
    closed = await client.invokes("task/submit", {"data": sent}, place=CHANNEL)

    assert closed == {}
    await expect(screen.card("Looked after: Ada O.")).to_contain_text("Somebody took this up.")
    await expect(screen.card(WAITING)).to_have_count(0)


async def test_a_form_tells_what_is_missing_and_is_filled_in_on_the_page(premises: Premises) -> None:
    screen, client, address = premises.screen, premises.client, "yan@played.example"
    await screen.goes_to(PERSONAL)
    await premises.applied(502, "Yan Li", address)
    card = await client.card("Yan L. · Recruiter screen · Designer")
    form = form_in(await client.invokes("task/fetch", {"data": sends("Cancel…", of=card.card)}))
    sent = {"data": sends("Cancel it", of=form) | {"words": "She moved away"}}
    await client.shows(form_in(await client.invokes("task/submit", sent)))
    shown = screen.card("A few words for the log")
    await expect(shown).to_contain_text("Nothing was sent yet.")
    await expect(shown.get_by_role("textbox", name="A few words")).to_have_value("She moved away")

    so_far = len(client.calls)
    await screen.presses("Cancel it", on="A few words for the log")
    await expect(shown).to_contain_text("Please choose one.")
    assert client.calls[so_far:] == []
    await shown.get_by_role("combobox").click()
    await screen.page.get_by_role("option", name="The candidate asked us to").click()
    await screen.presses("Cancel it", on="A few words for the log")

    told = await client.told(lambda call: call if FORM in (call.asked.get("value") or {}) else None, after=so_far)
    assert (told.kind, told.status) == ("message", 200)
    await expect(screen.cards("Yan L. · Recruiter screen · Designer").first).to_contain_text("Cancelled")
