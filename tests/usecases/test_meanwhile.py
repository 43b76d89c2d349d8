"""Somebody else was faster: an open form or an old card tells what happened meanwhile, and nothing typed is lost."""

import pytest

from bot.actions import AskForTime, AskToCancel, CancelIt, NextIt, SeatCannot, SeatFits, SuggestIt
from bot.cards import Button, Buttons, Card, Facts
from bot.domain.dead_end import SeatDeclined
from bot.domain.interview import Answer, State
from bot.domain.pipeline import NextAction, Pending, Source, Status
from bot.inbound import Pressed
from bot.ports import Store
from bot.reply import FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say
from bot.say.cards import seat_card
from tests.office import POLICY
from tests.usecases.pair import BOS, DAY, Pair, form, held, intro, line, refusal
from tests.when import NOON, SettableClock

DAY_20 = "2027-03-20"


@pytest.fixture
async def pair(store: Store, clock: SettableClock) -> Pair:
    return await Pair(store, clock).furnish_more()


def card(reply: Reply) -> Card:
    assert isinstance(reply, Refuse | Redraw | Say), reply
    assert reply.card is not None
    return reply.card


def buttons(shown: Card) -> dict[str, Button]:
    return {button.label: button for block in shown.blocks if isinstance(block, Buttons) for button in block.items}


def when(shown: Card) -> str:
    """Return the time that a card shows."""
    rows = {label: line(value) for block in shown.blocks if isinstance(block, Facts) for label, value in block.rows}
    return rows["When"]


# --- the next step


async def test_a_step_that_somebody_else_set_meanwhile_is_shown_before_it_is_replaced(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    raes, bos = await pair.opens("next Ada Obi"), await pair.opens("next Ada Obi", account=BOS)
    typed = {"what": "Ask about notice", "owner": str(pair.rae.id), "due": "", "day": "2027-03-24"}
    await pair.sends(bos.action, account=BOS, what="Call about salary", owner=str(pair.bo.id), day=DAY_20)

    fresh = await pair.sends(raes.action, **typed)
    between = (await pair.of(key)).next
    sent = await pair.sends(form(fresh).action, **typed)

    assert isinstance(fresh, NextForm)
    assert intro(fresh.form).splitlines()[0] == (
        "Bo Lind set “Call about salary” meanwhile, by 20 Mar 17:00. Sent again, yours takes its place."
    )
    assert held(fresh.form) == typed
    assert between is not None
    assert (between.what, between.owner) == ("Call about salary", pair.bo.id)
    assert sent == Nothing()
    after = (await pair.of(key)).next
    assert after is not None
    assert (after.what, after.due.date().isoformat()) == ("Ask about notice", "2027-03-24")


async def test_a_third_change_is_shown_once_more(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    typed = {"what": "Ask about notice", "owner": str(pair.rae.id), "day": "2027-03-24"}
    for what in ("Call about salary", "Call their referee"):
        bos = await pair.opens("next Ada Obi", account=BOS)
        await pair.sends(bos.action, account=BOS, what=what, owner=str(pair.bo.id), day=DAY_20)
        opened = form(await pair.sends(opened.action, **typed))
        assert f"Bo Lind set “{what}” meanwhile" in intro(opened)


async def test_your_own_other_window_is_you(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    one, other = await pair.opens("next Ada Obi"), await pair.opens("next Ada Obi")
    await pair.sends(one.action, what="Call about salary", owner=str(pair.rae.id), day=DAY_20)

    fresh = form(await pair.sends(other.action, what="Write", owner=str(pair.rae.id), day=DAY_20))

    assert intro(fresh).startswith("You set “Call about salary” meanwhile")


async def test_the_same_step_sent_twice_is_set_once(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    typed = {"what": "Call about salary", "owner": str(pair.rae.id), "day": DAY_20}

    first = await pair.sends(opened.action, **typed)
    version = (await pair.of(key)).version
    again = await pair.sends(opened.action, **typed)

    assert (first, again) == (Nothing(), Nothing())
    assert (await pair.of(key)).version == version


async def test_a_step_that_nobody_set_by_hand_is_told_without_a_name(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    bos = await pair.opens("next Ada Obi", account=BOS)
    await pair.sends(bos.action, account=BOS, what="Call about salary", owner=str(pair.bo.id), day=DAY_20)
    opened = await pair.opens("next Ada Obi")
    await pair.moves(key, next=NextAction("Decide how to go on", pair.rae.id, NOON + DAY))

    fresh = form(await pair.sends(opened.action, what="Write", owner=str(pair.rae.id), day=DAY_20))

    assert intro(fresh).startswith("“Decide how to go on” was set meanwhile, by 02 Mar 12:00.")
    assert "Bo" not in intro(fresh)


async def test_a_candidate_who_was_moved_meanwhile_is_looked_at_again(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    typed = {"what": "Ask about notice", "owner": str(pair.rae.id), "day": DAY_20}
    await pair.moves(key, stage="Trial shift", status=Status.OFFER)

    fresh = form(await pair.sends(opened.action, **typed))
    sent = await pair.sends(fresh.action, **typed)

    assert intro(fresh).startswith("Meanwhile this was moved: it is at an offer at “Trial shift” now.")
    assert "was set" not in intro(fresh)
    assert sent == Nothing()


async def test_what_changes_nothing_about_the_step_is_no_conflict(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    await pair.moves(key, notes="Prefers mornings")

    assert await pair.sends(opened.action, what="Write", owner=str(pair.rae.id), day=DAY_20) == Nothing()


async def test_a_candidate_who_was_closed_meanwhile_has_no_next_step_and_shows_where_they_stand(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    bos = await pair.opens("pass Ada Obi", account=BOS)
    await pair.sends(bos.action, account=BOS, reason="No plated desserts")

    refused = await pair.sends(opened.action, what="Call about salary", owner=str(pair.rae.id), day=DAY_20)

    assert "not going forward, so there is nothing left to do" in refusal(refused).text
    assert card(refused).title == "Ada O. · Pastry Chef"
    assert (await pair.of(key)).next is None


async def test_a_form_from_before_these_prints_is_taken_as_ever(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    await pair.moves(key, next=NextAction("Call about salary", pair.rae.id, NOON + DAY))

    assert await pair.sends(NextIt(key), what="Write", owner=str(pair.rae.id), day=DAY_20) == Nothing()


async def test_what_is_wrong_is_said_after_what_happened(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    bos = await pair.opens("next Ada Obi", account=BOS)
    await pair.sends(bos.action, account=BOS, what="Call about salary", owner=str(pair.bo.id), day=DAY_20)

    fresh = form(await pair.sends(opened.action, what="Write", owner=str(pair.rae.id), day="soon"))
    wrong = await pair.sends(fresh.action, what="Write", owner=str(pair.rae.id), day="soon")

    assert held(fresh)["day"] == "soon"
    assert isinstance(wrong, FormErrors)
    assert list(wrong.errors) == ["day"]


# --- decisions


async def test_a_decision_on_another_status_than_the_form_showed_is_asked_again(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    opened = await pair.opens("pass Ada Obi")
    await pair.moves(key, status=Status.OFFER)

    fresh = await pair.sends(opened.action, reason="No plated desserts")
    between = (await pair.of(key)).status
    sent = await pair.sends(form(fresh).action, reason="No plated desserts")

    assert isinstance(fresh, NextForm)
    assert intro(fresh.form).startswith("Meanwhile this was moved: it is at an offer at “Screen” now.")
    assert held(fresh.form) == {"reason": "No plated desserts"}
    assert between is Status.OFFER
    assert isinstance(sent, Say)
    assert (await pair.of(key)).status is Status.PASSED
    assert await pair.notes(key) == ["Not going forward: No plated desserts"]


async def test_a_decision_that_somebody_else_took_meanwhile_is_refused_with_how_it_stands(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    opened = await pair.opens("hold Ada Obi")
    bos = await pair.opens("hold Ada Obi", account=BOS)
    await pair.sends(bos.action, account=BOS, reason="Budget")

    refused = await pair.sends(opened.action, reason="Waiting for the team")

    assert refusal(refused).text == "They are on hold already; that step no longer applies."
    assert card(refused).title == "Ada O. · Pastry Chef"
    assert await pair.notes(key) == ["On hold: Budget"]


async def test_a_status_that_is_asked_of_the_ats_meanwhile_is_not_asked_twice(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    await pair.moves(key, source=Source("paper", "a-9"))
    opened = await pair.opens("hold Ada Obi")
    await pair.moves(key, pending=Pending(Status.PASSED, pair.bo.id, NOON))

    refused = await pair.sends(opened.action, reason="Waiting for the team")

    assert "asked of the ATS already and pending there" in refusal(refused).text
    assert "Not going forward" in str(card(refused))


async def test_a_note_on_somebody_who_was_closed_meanwhile_is_kept(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    opened = await pair.opens("note Ada Obi")
    await pair.moves(key, status=Status.PASSED, next=None)

    assert await pair.sends(opened.action, text="She asked for feedback by phone.") == Nothing()
    assert await pair.notes(key) == ["She asked for feedback by phone."]


# --- an interviewer's card and form


async def moved(pair: Pair) -> None:
    """The candidate has the booked interview moved to another time."""
    await pair.post(await pair.link(), "move", reason="conflict")
    await pair.settle()
    choice = (await pair.interview()).standing[0]
    await pair.post(await pair.link(), "pick", option=str(choice.number))
    await pair.settle()


async def booked_for(pair: Pair) -> str:
    booking = (await pair.interview()).booking
    assert booking is not None
    return f"{booking.span.start:%d %b %H:%M}"


async def seat(pair: Pair) -> dict[str, Button]:
    return buttons(seat_card(await pair.case(), reader=pair.rae.id, policy=POLICY))


async def test_an_answer_about_a_time_that_was_given_up_is_not_taken_for_the_new_one(pair: Pair) -> None:
    await pair.booked()
    old, first = await seat(pair), await booked_for(pair)
    await moved(pair)

    replies = [await pair.presses(button.action) for button in old.values()]

    now = await booked_for(pair)
    assert now != first
    assert list(old) == ["OK", "Can't make it", "Suggest a time"]
    assert (await pair.interview()).seats[0].answer is Answer.NONE
    assert (await pair.interview()).trouble is None
    for reply in replies:
        assert "moved since that card was drawn, so I noted nothing" in refusal(reply).text
        assert when(card(reply)) == now
        assert isinstance(await pair.presses(buttons(card(reply))["Suggest a time"].action), Open)
    await pair.presses(buttons(card(replies[0]))["OK"].action)
    assert (await pair.interview()).seats[0].answer is Answer.FITS


async def test_while_another_time_is_looked_for_the_old_one_can_be_answered(pair: Pair) -> None:
    await pair.booked()
    card_now = await seat(pair)
    await pair.post(await pair.link(), "move", reason="conflict")
    await pair.settle()

    await pair.presses(card_now["OK"].action)

    assert (await pair.interview()).state is State.OFFERED
    assert (await pair.interview()).seats[0].answer is Answer.FITS


async def test_buttons_from_before_these_numbers_work_as_ever(pair: Pair) -> None:
    await pair.booked()
    await moved(pair)
    key = (await pair.interview()).id

    assert isinstance(await pair.presses(SeatFits(key)), Redraw)
    assert isinstance(await pair.presses(SeatCannot(key)), Redraw)
    assert isinstance(await pair.presses(AskForTime(key)), Open)
    assert await pair.sends(SuggestIt(key), words="Thursday after 2") == Nothing()


async def test_a_suggestion_for_a_time_that_was_given_up_is_asked_again_with_its_words(pair: Pair) -> None:
    await pair.booked()
    opened = form(await pair.presses((await seat(pair))["Suggest a time"].action))
    first = await booked_for(pair)
    await moved(pair)

    fresh = await pair.sends(opened.action, words="Thursday after 2")
    between = await pair.interview()
    sent = await pair.sends(form(fresh).action, words="Thursday after 2")

    assert f"Booked for {first}." in intro(opened)
    assert isinstance(fresh, NextForm)
    assert f"Meanwhile it was moved to {await booked_for(pair)}." in intro(fresh.form)
    assert first not in intro(fresh.form)
    assert held(fresh.form) == {"words": "Thursday after 2"}
    assert (between.seats[0].answer, between.trouble) == (Answer.NONE, None)
    assert sent == Nothing()
    assert isinstance((await pair.interview()).trouble, SeatDeclined)


@pytest.mark.parametrize("over", ["cancelled", "took place"])
async def test_what_is_over_is_refused_with_the_fresh_card_and_the_words_are_kept(pair: Pair, over: str) -> None:
    await pair.booked()
    old = await seat(pair)
    opened = form(await pair.presses(old["Suggest a time"].action))
    if over == "cancelled":
        await pair.handle(Pressed(BOS, AskToCancel((await pair.interview()).id)))
        await pair.sends(CancelIt((await pair.interview()).id), account=BOS, reason="role")
    else:
        await pair.forward(30 * DAY)

    replies = [await pair.presses(button.action) for button in old.values()]
    sent = await pair.sends(opened.action, words="Thursday after 2")

    for reply in (*replies, sent):
        assert f"{over}, so there is nothing to answer. I noted nothing." in refusal(reply).text
        assert set(buttons(card(reply))) <= {"Your scorecard"}
    assert (await pair.interview()).seats[0].answer is Answer.NONE
    kept = await pair.draft(SuggestIt((await pair.interview()).id), person=pair.rae)
    assert kept == {"words": "Thursday after 2"}


# --- cancelling


async def test_cancelling_another_time_than_the_form_named_is_asked_again(pair: Pair) -> None:
    await pair.booked()
    key, first = (await pair.interview()).id, await booked_for(pair)
    opened = form(await pair.handle(Pressed(BOS, AskToCancel(key))))
    await moved(pair)

    now = await booked_for(pair)
    fresh = await pair.sends(opened.action, account=BOS, reason="role", words="Budget")
    between = (await pair.interview()).state
    sent = await pair.sends(form(fresh).action, account=BOS, reason="role", words="Budget")

    assert first in intro(opened)
    assert isinstance(fresh, NextForm)
    assert f"Meanwhile it was moved to {now}." in intro(fresh.form)
    assert first not in intro(fresh.form)
    assert held(fresh.form) == {"reason": "role", "words": "Budget"}
    assert between is State.BOOKED
    assert isinstance(sent, Redraw)
    assert (await pair.interview()).state is State.CANCELLED


async def test_cancelling_an_invitation_that_became_a_booking_names_the_time(pair: Pair) -> None:
    claim = await pair.invited()
    opened = form(await pair.presses(AskToCancel((await pair.interview()).id)))
    await pair.post(claim, "pick", option="1")

    fresh = form(await pair.sends(opened.action, reason="role"))

    assert "This frees" not in intro(opened)
    assert f"This frees {await booked_for(pair)}" in intro(fresh)
    assert (await pair.interview()).state is State.BOOKED


async def test_cancelling_what_was_cancelled_and_begun_anew_is_asked_again(pair: Pair) -> None:
    await pair.booked()
    key = (await pair.interview()).id
    opened = form(await pair.presses(AskToCancel(key)))
    await pair.sends(opened.action, account=BOS, reason="role")
    again = await pair.sends(opened.action, reason="role")
    await pair.handle(Pressed(BOS, buttons(card(again))["Find new times"].action))
    await pair.settle()

    fresh = form(await pair.sends(opened.action, reason="role", words="Budget"))

    assert "is cancelled; that step no longer applies" in refusal(again).text
    assert "Its time was given up meanwhile: it is waiting for the candidate to choose now." in intro(fresh)
    assert held(fresh) == {"reason": "role", "words": "Budget"}
