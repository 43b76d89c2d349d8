"""Scorecards: whom is asked when, what is taken and what is not, and that what was sent stays as it is."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.actions import (
    AmendIt,
    AskToAmend,
    FillScorecard,
    LookAgain,
    SayStarted,
    ScorecardAnyway,
    ScorecardIt,
    SeeOthers,
    SeeScorecard,
)
from bot.domain.dead_end import NotHeld
from bot.domain.interview import State
from bot.domain.scorecard import Asks
from bot.forms import Choice, Text
from bot.inbound import Drafted, Pressed, Submitted
from bot.ports import Store
from bot.reply import FormErrors, NextForm, Open, Redraw, Refuse, Reply, Say
from bot.usecases import digests
from tests.office import RAES, hours, said
from tests.usecases.after_panel import EVERYBODY, SCORED, SECRET, WELL, After, after
from tests.usecases.asked_panel import CORAS, DAY, HANAS, HOUR, with_kind
from tests.when import SettableClock

MINUTE = timedelta(minutes=1)
CRAFT = ("Craft", f"Clear evidence. {SECRET}")
ASK, DONE = "Your scorecard:", "Sent, thank you:"


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> After:
    return await after(store, clock).held()


def refused(reply: Reply) -> str:
    assert isinstance(reply, Refuse), reply
    return reply.text


def seen(reply: Reply) -> str:
    assert isinstance(reply, Say), reply
    return str(reply.card)


async def test_everybody_who_sat_there_is_asked_two_hours_later_and_nobody_else(office: After) -> None:
    await office.until(2 * HOUR - MINUTE)
    early = [await office.titled(who, ASK) for who in EVERYBODY]
    await office.until(2 * HOUR)

    assert early == [[], [], []]
    assert [len(await office.titled(who, ASK)) for who in EVERYBODY] == [1, 1, 1]
    assert "Nobody waits for yours" in (await office.titled(CORAS, ASK))[0]
    assert "Nobody waits for yours" not in (await office.titled(HANAS, ASK))[0]
    for account in EVERYBODY:
        await office.sends(account)
    assert [len(await office.titled(who, DONE)) for who in EVERYBODY] == [1, 1, 1]
    assert [await office.titled(who, ASK) for who in EVERYBODY] == [[], [], []]


async def test_who_writes_at_once_is_not_asked_and_finds_it_on_the_card_of_the_interview(office: After) -> None:
    card = (await office.titled(HANAS, "Took place"))[-1]
    await office.sends(HANAS)
    await office.until(2 * HOUR)

    again = await office.opens(HANAS)
    assert "Your scorecard" in card
    assert await office.titled(HANAS, DONE) == []
    assert isinstance(again, Refuse)
    assert again.card is not None
    assert [button.label for button in again.card.blocks[-1].items] == ["See it", "Add to it"]


async def test_once_it_is_sent_the_cards_of_the_interview_ask_for_nothing_and_lead_to_it(office: After) -> None:
    asking = ("Your scorecard'", "No-show…")
    before = await office.titled(HANAS, "Took place")
    await office.sends(HANAS)
    await office.denies(CORAS, "not_there")
    hanas, coras, raes = [await office.titled(who, "Took place") for who in (HANAS, CORAS, RAES)]

    assert sum("No-show…" in card for card in before) == 1
    assert sum("Your scorecard'" in card for card in before) == 2
    assert not [card for card in (*hanas, *coras) if any(word in card for word in asking)]
    assert sum("See it" in card and "Add to it" in card for card in hanas) == 2
    assert sum("Fill one in after all" in card for card in coras) == 2
    assert sum("Your scorecard'" in card for card in raes) == 2
    assert [sum("Reminder:" in card for card in await office.shown(who)) for who in EVERYBODY] == [0, 0, 0]

    await office.until(2 * HOUR)
    interview = await office.interview()
    late = await office.handle(Pressed(HANAS, SayStarted(interview.id, interview.sequence)))
    assert isinstance(late, Redraw)
    assert "No-show…" not in str(late.card)


async def test_who_cannot_be_disturbed_then_is_asked_when_their_next_working_day_begins(
    store: Store, clock: SettableClock
) -> None:
    late = after(store, clock, policy=hours(with_kind(SCORED), time(8), time(10, 30)))
    await late.held()
    end = await late.end()
    due = (end + DAY).replace(hour=9, minute=0, second=0, microsecond=0)

    await late.forward(due - MINUTE - clock())
    early = [await late.titled(who, ASK) for who in EVERYBODY]
    await late.forward(MINUTE)

    assert (end + 2 * HOUR).hour > 10
    assert early == [[], [], []]
    assert [len(await late.titled(who, ASK)) for who in EVERYBODY] == [1, 1, 1]


async def test_the_form_asks_what_the_kind_asks_and_each_fault_is_told_at_its_field(office: After) -> None:
    reply = await office.opens(HANAS)
    assert isinstance(reply, Open)
    fields = {field.name: field for field in reply.form.fields}

    wrong = await office.sends(HANAS, craft="4", team_why="They listened to Rae.", start="soonish", notes="x" * 3001)

    assert [type(field) for field in fields.values()] == [Choice, Text, Choice, Text, Choice, Text, Text, Choice]
    assert not fields["craft.why"].required
    assert fields["verdict"].required
    assert isinstance(wrong, FormErrors)
    assert set(wrong.errors) == {"craft.why", "team", "start", "notes", "verdict"}
    assert "what you saw or heard" in wrong.errors["craft.why"]
    assert await office.sent() == []


async def test_what_did_not_come_up_needs_no_evidence_and_what_is_not_asked_may_stay_empty(office: After) -> None:
    reply = await office.sends(HANAS, craft="0", verdict="no")

    card = (await office.sent())[0]
    assert isinstance(reply, Say)
    assert [(entry.item.asks, entry.reads) for entry in card.entries] == [
        (Asks.RATING, "Did not come up"),
        (Asks.RECOMMENDATION, "No"),
    ]


async def test_praise_is_sent_back_once_with_the_rule_and_is_taken_when_its_author_insists(office: After) -> None:
    vague = {**WELL, "craft.why": "Good vibe!", "notes": "Great guy"}
    interview = (await office.interview()).id

    first = await office.handle(Submitted(HANAS, ScorecardIt(interview), vague))
    reopened = await office.opens(HANAS)
    second = await office.handle(Submitted(HANAS, ScorecardAnyway(interview), {**vague, "notes": "Asked about tests"}))

    assert isinstance(first, NextForm)
    assert "“Craft”, “What did you see or hear?” say how it felt, not what happened" in "".join(
        span.text for span in first.form.intro[0].spans
    )
    assert isinstance(reopened, Open)
    assert isinstance(reopened.form.action, ScorecardIt)
    assert {field.name: field.initial for field in reopened.form.fields}["craft.why"] == "Good vibe!"
    assert isinstance(second, Say)
    assert [card.insisted for card in await office.sent()] == [True]
    assert ("scorecard.sent", "insisted=yes") in await office.happened()


async def test_a_form_is_found_again_as_it_was_left(office: After) -> None:
    interview = (await office.interview()).id
    left = {"craft": "2", "craft.why": "Half a sen"}

    await office.handle(Drafted(HANAS, ScorecardIt(interview), left))
    found = await office.opens(HANAS)
    await office.sends(HANAS)

    assert isinstance(found, Open)
    assert {field.name: field.initial for field in found.form.fields if field.initial} == left
    assert refused(await office.opens(HANAS)).startswith("You have sent yours already")


async def test_a_second_one_is_refused_with_the_first_and_what_is_added_stands_below_it(office: After) -> None:
    await office.sends(HANAS)
    again = await office.sends(HANAS, craft="1", craft_why="Changed my mind", verdict="no")
    interview = (await office.interview()).id
    opened = await office.does(HANAS, AskToAmend(interview))
    added = Submitted(HANAS, AmendIt(interview), {"text": "They also asked about on-call."})
    await office.handle(added)
    twice = await office.handle(added)
    empty = await office.handle(Submitted(HANAS, AmendIt(interview, 1), {"text": " "}))

    assert refused(again).startswith("You have sent yours already")
    assert isinstance(again, Refuse)
    assert again.card is not None
    assert DONE in again.card.title
    assert isinstance(opened, Open)
    cards = await office.sent()
    assert [(card.entries[0].text, [each.text for each in card.amendments]) for card in cards] == [
        (SECRET, ["They also asked about on-call."])
    ]
    assert seen(twice).count("on-call") == 1
    assert isinstance(empty, FormErrors)
    assert "on-call" in seen(await office.does(HANAS, SeeScorecard(interview)))


async def test_others_open_after_ones_own_and_what_is_added_then_is_marked(office: After) -> None:
    interview = (await office.interview()).id
    await office.until(2 * HOUR)
    await office.sends(HANAS)
    closed = await office.does(RAES, SeeOthers(interview))
    asked = (await office.titled(RAES, ASK))[0]
    await office.handle(Submitted(HANAS, AmendIt(interview), {"text": "Before I read anything."}))
    await office.sends(RAES, craft="2", craft_why="Needed a hint for the queue.", verdict="no")

    opened = seen(await office.does(HANAS, SeeOthers(interview)))
    await office.handle(Submitted(HANAS, AmendIt(interview, 1), {"text": "Rae is right about the queue."}))

    assert refused(closed) == "What others wrote opens to you once you have sent your own."
    assert "See the others" not in asked
    assert "Needed a hint" in opened
    assert "Rae Morgan" in opened
    assert SECRET not in opened
    assert "See the others" in (await office.titled(HANAS, DONE))[0]
    added = next(card for card in await office.sent() if card.author == office.hana.id).amendments
    assert [each.after_reading for each in added] == [False, True]
    assert "Added after reading others" in seen(await office.does(RAES, SeeOthers(interview)))
    happened = await office.happened()
    assert ("scorecards.shown", "") in happened
    assert ("scorecard.amended", "after_reading=yes") in happened


async def test_it_did_not_happen_is_an_answer_the_owner_decides_and_nobody_is_asked_any_more(office: After) -> None:
    await office.until(2 * HOUR)
    missing = await office.denies(HANAS, "other")
    reply = await office.denies(HANAS, "other", "fire alarm")

    interview = await office.interview()
    assert isinstance(missing, FormErrors)
    assert set(missing.errors) == {"words"}
    assert isinstance(reply, Say)
    assert (interview.state, interview.trouble) == (State.HANDED_OVER, NotHeld("fire alarm"))
    assert "fire alarm" in (await office.needs(RAES))[-1]
    assert [len(await office.titled(who, "Nothing to fill in:")) for who in EVERYBODY] == [1, 1, 1]
    assert isinstance(await office.opens(RAES), Refuse)
    await office.forward(3 * DAY)
    assert [await office.titled(who, "Your scorecard is missing") for who in EVERYBODY] == [[], [], []]


async def test_the_candidate_who_did_not_come_is_a_no_show(office: After) -> None:
    await office.until(2 * HOUR)

    await office.denies(HANAS, "no_show")

    assert (await office.interview()).state is State.NO_SHOW
    assert "no-show" in (await office.titled(RAES, "Nothing to fill in:"))[0]


async def test_who_was_not_there_says_so_for_themselves_and_may_write_after_all(office: After) -> None:
    await office.until(2 * HOUR)
    reply = await office.denies(HANAS, "not_there")
    after_that = await office.interview()
    await office.sends(RAES)
    late = await office.denies(CORAS, "moved")
    noted = await office.titled(HANAS, "Noted:")
    await office.sends(HANAS)

    assert "I was not there" in seen(reply)
    assert after_that.state is State.TOOK_PLACE
    assert isinstance(late, Say)
    assert (await office.interview()).state is State.TOOK_PLACE
    assert len(noted) == 1
    assert {card.author: card.held for card in await office.sent()} == {
        office.hana.id: True,
        office.rae.id: True,
        office.cora.id: False,
    }
    assert len(await office.titled(HANAS, DONE)) == 1
    assert [each.author for each in office.ats.told] == ["Hana Sato", "Rae Morgan", "Cora Dean", "Hana Sato"]


async def test_where_nobody_of_the_panel_was_there_it_did_not_happen_and_the_next_time_asks_everybody(
    office: After,
) -> None:
    await office.until(2 * HOUR)
    await office.denies(HANAS, "not_there")
    await office.denies(RAES, "not_there")
    interview = await office.interview()
    await office.presses(LookAgain(interview.id))
    await office.settle()
    await office.held_again()
    await office.until(2 * HOUR)

    assert interview.trouble == NotHeld("None of us was there")
    assert interview.debrief is None
    assert (await office.interview()).state is State.TOOK_PLACE
    assert await office.titled(HANAS, "Noted:") == []
    assert await office.titled(HANAS, ASK) != []


async def test_after_an_outage_they_are_asked_when_their_next_working_day_begins(office: After) -> None:
    office.clock.set((await office.end()).replace(hour=23))
    await office.forward(14 * HOUR)

    asked = [line.at for line in await office.pane(HANAS) if ASK in said(line)]
    assert [(at.hour, at.minute) for at in asked] == [(9, 0)]


async def test_who_has_no_seat_a_moved_interview_and_one_that_is_not_over_have_nothing_to_fill_in(
    store: Store, clock: SettableClock
) -> None:
    office = after(store, clock)
    await office.furnish_more()
    await office.reaches_the_panel()
    await office.agrees(*EVERYBODY)
    await office.post(await office.link(), "pick", option=str((await office.interview()).standing[0].number))
    await office.settle()
    early = await office.opens(HANAS)
    await office.until(timedelta(0))
    async with store() as work:
        dan = await work.people.add(replace(office.hana, id=office.hana.id, name="Dan Kim", email="dan@x.example"))
        await work.people.link(replace(HANAS, user="dan"), person=dan.id)
    strange = await office.opens(replace(HANAS, user="dan"))

    assert refused(early) == "The interview is not over yet. Its scorecard opens then."
    assert "no scorecard of yours" in refused(strange)


async def test_what_somebody_owes_stands_in_their_list_and_their_digest_until_they_have_sent_it(office: After) -> None:
    async with office.store() as work:
        await digests.begin(work=work, desk=office.desk())
    await office.until(2 * HOUR)
    listed = seen(await office.handle_words(HANAS, "mine"))
    await office.forward(DAY)
    digest = await office.titled(HANAS, "Your scorecard is missing")
    await office.sends(HANAS)

    interview = (await office.interview()).id
    assert "Scorecards you owe" in listed
    assert str(FillScorecard(interview)) in listed
    assert len(digest) == 1
    assert "Scorecard: Ada O." in digest[0]
    assert await office.titled(HANAS, "Your scorecard is missing") == []
    assert "Scorecards you owe" not in seen(await office.handle_words(HANAS, "mine"))


async def test_the_ats_gets_each_scorecard_once_in_words_and_what_was_added(office: After) -> None:
    await office.sends(HANAS)
    await office.sends(HANAS)
    interview = (await office.interview()).id
    await office.handle(Submitted(HANAS, AmendIt(interview), {"text": "They asked about on-call."}))
    await office.denies(CORAS, "not_there")

    told = [(each.author, each.interview, each.recommendation, each.answers) for each in office.ats.told]
    assert told == [
        (
            "Hana Sato",
            "Panel",
            "Strong yes",
            (("Craft", f"Clear evidence. {SECRET}"), ("Topics covered", "Billing, queues")),
        ),
        ("Hana Sato", "Panel", "", (("Added", "They asked about on-call."),)),
        ("Cora Dean", "Panel", "", (("It did not happen", "I was not there, others were"),)),
    ]
