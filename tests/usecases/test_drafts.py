"""What stands in a form is not lost: kept while somebody writes, there again when they come back, gone once it is taken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import AskForTime, AskToCancel, NoteAnyway, NoteIt, SendThese
from bot.domain.interview import State
from bot.domain.people import Account, Platform, Role
from bot.domain.pipeline import NextAction, Status
from bot.inbound import Drafted, Pressed, Shortcut, Typed
from bot.ports import Store
from bot.reply import FormErrors, Nothing, Say
from bot.say.scheduling_forms import ROLE
from tests.office import ADA, RAES
from tests.usecases.pair import BOS, DAY, Pair, form, held, intro, refusal
from tests.when import NOON, SettableClock

SAID = "She rebuilt the whole pastry section in a week."
READER = {"brief": "record"}  # who reads a note, unless its writer chooses otherwise
BEGUN = "You had begun this on 01 Mar 12:00. Clear what you don't want."


@pytest.fixture
async def pair(store: Store, clock: SettableClock) -> Pair:
    return await Pair(store, clock).furnish_more()


# --- kept and given back


async def test_a_form_that_was_left_opens_as_it_was_left_and_says_so(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    due = held(opened)["due"]

    await pair.leaves_open(opened.action, what="Call about salary", owner=str(pair.bo.id), due="", day="2027-03-20")
    again = await pair.opens("next Ada Obi")

    assert held(again) == {"what": "Call about salary", "owner": str(pair.bo.id), "due": "", "day": "2027-03-20"}
    assert due
    assert intro(again).splitlines()[-1] == BEGUN
    assert BEGUN not in intro(opened)


async def test_the_newest_words_count(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi")).action

    await pair.leaves_open(action, text="She re")
    await pair.leaves_open(action, text=SAID)

    assert held(await pair.opens("note Ada Obi")) == {"text": SAID} | READER


async def test_a_draft_is_its_writers_own(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi")).action

    await pair.leaves_open(action, text=SAID)

    theirs = await pair.opens("note Ada Obi", account=BOS)
    assert held(theirs) == {"text": ""} | READER
    assert "begun" not in intro(theirs)


async def test_a_draft_about_one_candidate_is_not_shown_for_another(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    await pair.applies("Ben Okri")
    await pair.leaves_open((await pair.opens("note Ada Obi")).action, text=SAID)

    assert held(await pair.opens("note Ben Okri")) == {"text": ""} | READER


async def test_what_was_cleared_does_not_come_back(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi")).action
    await pair.leaves_open(action, text=SAID)

    await pair.leaves_open(action, text=" \n ")

    again = await pair.opens("note Ada Obi")
    assert held(again) == {"text": ""} | READER
    assert "begun" not in intro(again)


async def test_a_form_that_was_only_looked_at_opens_without_a_remark(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")

    await pair.leaves_open(opened.action, **held(opened))

    assert await pair.opens("next Ada Obi") == opened


async def test_a_choice_that_is_no_longer_offered_is_left_out(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    opened = await pair.opens("next Ada Obi")
    await pair.leaves_open(opened.action, what="Call", owner=str(pair.bo.id), due=held(opened)["due"])
    await pair.becomes(pair.bo, active=False)
    pair.clock.set(NOON + 4 * DAY)

    again = held(await pair.opens("next Ada Obi"))

    assert again["what"] == "Call"
    assert again["owner"] == str(pair.rae.id)
    assert again["due"] == "2027-03-08"


async def test_odd_values_are_kept_within_bounds_and_harm_nothing(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi")).action

    await pair.leaves_open(
        action, text="ä\x00\ud800" + "x" * 4000, colour="red", **{f"field {n}": "x" for n in range(99)}
    )

    again = await pair.opens("note Ada Obi")
    assert list(held(again)) == ["text", "brief"]
    assert held(again)["text"] == "ä\x00\ud800" + "x" * 2997


async def test_what_is_longer_than_its_field_comes_back_as_far_as_it_fits(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    await pair.leaves_open((await pair.opens("pass Ada Obi")).action, reason="x" * 250)

    assert held(await pair.opens("pass Ada Obi")) == {"reason": "x" * 200}


async def test_a_form_that_cannot_be_read_keeps_nothing(pair: Pair) -> None:
    assert await pair.handle(Drafted(RAES, None, {"text": SAID})) == Nothing()


async def test_a_stranger_keeps_nothing_and_is_not_looked_up(pair: Pair) -> None:
    stranger = Account(Platform.SANDBOX, "demo", "nobody")

    reply = await pair.handle(Drafted(stranger, NoteIt(), {"text": SAID}))
    await pair.settle()

    assert reply == Nothing()
    assert await pair.chat.lines("nobody") == []


async def test_a_draft_is_forgotten_after_a_week(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    await pair.leaves_open((await pair.opens("note Ada Obi")).action, text=SAID)

    pair.clock.set(NOON + 7 * DAY - timedelta(seconds=1))
    assert held(await pair.opens("note Ada Obi")) == {"text": SAID} | READER
    pair.clock.set(NOON + 7 * DAY)
    assert held(await pair.opens("note Ada Obi")) == {"text": ""} | READER


async def test_whoever_keeps_a_draft_sweeps_what_others_left_a_week_ago(pair: Pair) -> None:
    await pair.leaves_open(NoteIt(), text="Old", account=BOS)
    pair.clock.set(NOON + 8 * DAY)

    await pair.leaves_open(NoteIt(), text="New")

    assert await pair.draft(NoteIt(), person=pair.bo) is None
    assert await pair.draft(NoteIt(), person=pair.rae) == {"text": "New"}


async def test_a_draft_outlives_what_changes_about_its_candidate(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    await pair.leaves_open((await pair.opens("next Ada Obi")).action, what="Call about salary")
    await pair.leaves_open((await pair.opens("pass Ada Obi")).action, reason="No plated desserts")
    await pair.moves(key, status=Status.OFFER, stage="Offer", next=NextAction("Decide", pair.bo.id, NOON + DAY))

    assert held(await pair.opens("next Ada Obi"))["what"] == "Call about salary"
    assert held(await pair.opens("pass Ada Obi")) == {"reason": "No plated desserts"}


async def test_a_draft_outlives_what_changes_about_its_interview(pair: Pair) -> None:
    claim = await pair.invited()
    key = (await pair.interview()).id
    await pair.leaves_open(form(await pair.presses(AskToCancel(key))).action, reason="role", words="Filled within")
    await pair.post(claim, "pick", option="1")
    await pair.leaves_open(form(await pair.presses(AskForTime(key))).action, words="Thursday after 2")
    await pair.post(await pair.link(), "move", reason="conflict")
    await pair.settle()
    await pair.post(await pair.link(), "pick", option=str((await pair.interview()).standing[0].number))

    assert held(form(await pair.presses(AskToCancel(key)))) == {"reason": "role", "words": "Filled within"}
    assert held(form(await pair.presses(AskForTime(key)))) == {"words": "Thursday after 2"}


# --- dropped once it is taken


async def test_what_was_taken_is_no_draft_any_more(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi")).action
    await pair.leaves_open(action, text=SAID)

    sent = await pair.sends(action, text=SAID)

    assert sent == Nothing()
    assert await pair.notes(key) == [SAID]
    assert held(await pair.opens("note Ada Obi")) == {"text": ""} | READER


async def test_what_is_wrong_at_a_field_leaves_the_draft(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens("next Ada Obi")).action
    await pair.leaves_open(action, what="Call about salary")

    sent = await pair.sends(action, what="Call about salary", owner="4711", day="yesterday")

    assert isinstance(sent, FormErrors)
    assert held(await pair.opens("next Ada Obi"))["what"] == "Call about salary"


async def test_a_note_asked_about_once_stays_a_draft_until_it_is_saved(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi")).action
    asked = form(await pair.sends(action, text="Great fit!"))

    meanwhile = held(await pair.opens("note Ada Obi"))
    await pair.leaves_open(asked.action, text="Great fit! Tempered 4 kg by hand.")
    later = held(await pair.opens("note Ada Obi"))
    await pair.sends(asked.action, text="Great fit! Tempered 4 kg by hand.")

    assert isinstance(asked.action, NoteAnyway)
    assert meanwhile == {"text": "Great fit!"} | READER
    assert later == {"text": "Great fit! Tempered 4 kg by hand."} | READER
    assert await pair.notes(key) == ["Great fit! Tempered 4 kg by hand."]
    assert held(await pair.opens("note Ada Obi")) == {"text": ""} | READER


async def test_a_note_that_names_its_candidate_late_is_one_draft_and_leaves_others_alone(pair: Pair) -> None:
    ada, ben = await pair.applies("Ada Obi"), await pair.applies("Ben Okri")
    anybody = (await pair.opens("note")).action
    await pair.leaves_open(anybody, application=ada, text="Great fit!")
    asked = form(await pair.sends(anybody, application=ada, text="Great fit!"))
    left = held(await pair.opens("note"))
    await pair.leaves_open(anybody, application=ben, text=SAID)

    await pair.sends(asked.action, text="Great fit!")

    assert left == {"application": "", "text": ""} | READER
    assert held(await pair.opens("note")) == {"application": ben, "text": SAID} | READER
    assert held(await pair.opens("note Ada Obi")) == {"text": ""} | READER
    assert await pair.notes(ada) == ["Great fit!"]


async def test_scheduling_is_a_draft_until_the_times_are_sent(pair: Pair) -> None:
    await pair.seen(replace(ADA, stage="Review"))
    chosen = {"application": (await pair.application()).id, "kind": "screen", "interviewer": str(pair.bo.id)}
    opened = await pair.opens("schedule Ada Obi")
    await pair.settle()

    await pair.sends(opened.action, **chosen)
    await pair.settle()
    times = form(await pair.sends(opened.action, **chosen))
    await pair.leaves_open(times.action)
    again = await pair.opens("schedule Ada Obi")
    sent = await pair.sends(times.action)

    assert isinstance(times.action, SendThese)
    assert held(opened)["interviewer"] == ROLE
    assert held(again)["interviewer"] == str(pair.bo.id)
    assert BEGUN in intro(again)
    assert sent == Nothing()
    assert (await pair.interview()).state is State.WANTED
    assert held(await pair.opens("schedule Ada Obi"))["interviewer"] == ROLE


# --- refused or failed


async def test_a_form_refused_for_good_leaves_its_words(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    action = (await pair.opens("next Ada Obi")).action
    await pair.moves(key, status=Status.PASSED, next=None)

    refused = await pair.sends(action, what="Call about salary", owner=str(pair.rae.id), day="2027-03-20")
    await pair.moves(key, status=Status.ACTIVE, next=(await pair.of(await pair.applies("Ben Okri"))).next)

    assert "nothing left to do" in refusal(refused).text
    assert held(await pair.opens("next Ada Obi"))["what"] == "Call about salary"


@pytest.mark.parametrize(("command", "field"), [("note", "text"), ("next", "what"), ("pass", "reason")])
async def test_who_lost_access_meanwhile_is_refused_and_their_words_are_kept(
    pair: Pair, command: str, field: str
) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens(f"{command} Ada Obi", account=BOS)).action
    await pair.becomes(pair.bo, roles=frozenset({Role.INTERVIEWER}))

    sent = refusal(await pair.sends(action, account=BOS, **{field: SAID}))
    closed = await pair.handle(Typed(BOS, f"{command} Ada Obi"))
    await pair.becomes(pair.bo)

    assert "recruiters and coordinators" in sent.text
    assert sent.card is None
    assert SAID not in str(refusal(closed))
    assert held(await pair.opens(f"{command} Ada Obi", account=BOS))[field] == SAID


async def test_who_lost_access_while_cancelling_finds_their_words_again(pair: Pair) -> None:
    await pair.invited()
    interview = (await pair.interview()).id
    opened = form(await pair.handle(Pressed(BOS, AskToCancel(interview))))
    await pair.becomes(pair.bo, roles=frozenset({Role.INTERVIEWER}))

    sent = await pair.sends(opened.action, account=BOS, reason="role", words="Filled within")
    await pair.becomes(pair.bo)

    assert "recruiters and coordinators" in refusal(sent).text
    assert (await pair.interview()).state is State.OFFERED
    again = form(await pair.handle(Pressed(BOS, AskToCancel(interview))))
    assert held(again) == {"reason": "role", "words": "Filled within"}


async def test_a_bug_on_our_side_costs_nobody_their_words(pair: Pair, engine: AsyncEngine) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi")).action
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE notes RENAME TO elsewhere"))

    sent = await pair.sends(action, text=SAID)

    assert "Something went wrong on my side" in refusal(sent).text
    assert held(await pair.opens("note Ada Obi")) == {"text": SAID} | READER


async def test_the_words_of_somebody_who_left_are_not_kept(pair: Pair) -> None:
    await pair.applies("Ada Obi")
    action = (await pair.opens("note Ada Obi", account=BOS)).action
    await pair.becomes(pair.bo, active=False)

    sent = await pair.sends(action, account=BOS, text=SAID)
    await pair.becomes(pair.bo)

    assert "not active" in refusal(sent).text
    assert held(await pair.opens("note Ada Obi", account=BOS)) == {"text": ""} | READER


# --- a form with words of its own


async def test_a_message_made_a_note_is_not_overwritten_by_an_older_one(pair: Pair) -> None:
    ada, ben = await pair.applies("Ada Obi"), await pair.applies("Ben Okri")
    old = form(await pair.handle(Shortcut(RAES, "Ada Obi was late")))
    await pair.leaves_open(old.action, application=ada, text="Ada Obi was late, she said why")

    new = form(await pair.handle(Shortcut(RAES, "Ben Okri cancelled the trial shift")))

    assert held(new) == {"application": ben, "text": "Ben Okri cancelled the trial shift"} | READER
    assert "begun" not in intro(new)


async def test_a_note_typed_in_one_line_is_not_overwritten_either(pair: Pair) -> None:
    key = await pair.applies("Ada Obi")
    await pair.leaves_open(NoteIt(key), text=SAID)

    asked = await pair.opens("note Ada Obi: Great fit!")
    said = await pair.types("note Ada Obi: Sliced 90 portions an hour.")

    assert held(asked) == {"text": "Great fit!"} | READER
    assert isinstance(said, Say)
    assert held(await pair.opens("note Ada Obi")) == {"text": SAID} | READER
