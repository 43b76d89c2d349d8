"""The day itself: whether all is set, whether the candidate is there, and what follows when they are not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.actions import AskNoShow, AskToCorrect, CorrectIt, DidTakePlace, LookAgain, NoShowIt, SayStarted, SeatCannot
from bot.domain.dead_end import Disputed, NotHeld
from bot.domain.interview import Booking, Came, State
from bot.domain.people import Account, Role
from bot.domain.policy import Policy
from bot.effects import Outcome
from bot.inbound import Submitted
from bot.ports import Store
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse, Reply
from tests.office import RAES, hours, said, text_of
from tests.usecases.asked_panel import ADA_AT_PANEL, CORAS, HANAS, HOUR, WITH_CORA, Panel, with_kind
from tests.usecases.panels_world import ACCOUNTS, BEN, World
from tests.usecases.panels_world import policy as drawn
from tests.when import SettableClock

MINUTES = timedelta(minutes=1)
EVERYBODY = (HANAS, RAES, CORAS)


class Day(Panel):
    """Hana and Rae are needed on the panel, Cora may watch; Rae owns the interview."""

    async def books(self) -> "Day":
        """Ada chooses the first of the times that suit all of the panel."""
        await self.agrees(*EVERYBODY)
        await self.post(await self.link(), "pick", option=str((await self.interview()).standing[0].number))
        await self.settle()
        return self

    async def booking(self) -> Booking:
        booking = (await self.interview()).booking
        assert booking is not None
        return booking

    async def until(self, after_start: timedelta) -> None:
        """Let time pass until so long after the start of the booked time."""
        await self.forward((await self.booking()).span.start + after_start - self.clock())

    async def says(self, account: Account, action: type[SayStarted | AskNoShow | DidTakePlace]) -> Reply:
        interview = await self.interview()
        return await self.does(account, action(interview.id, interview.sequence))

    async def marks_no_show(self, account: Account, *, final: bool = False) -> Reply:
        interview = await self.interview()
        reply = await self.handle(Submitted(account, NoShowIt(interview.id, interview.sequence, final), {}))
        await self.settle()
        return reply

    async def corrects(self, account: Account, reason: str, words: str = "") -> Reply:
        action = CorrectIt((await self.interview()).id)
        reply = await self.handle(Submitted(account, action, {"reason": reason, "words": words}))
        await self.settle()
        return reply

    async def titled(self, account: Account, title: str) -> list[str]:
        return [card for card in await self.shown(account) if title in card]

    async def outcomes(self) -> list[Outcome]:
        return [outcome for outcome, _ in self.ats.written]

    async def happened(self) -> list[str]:
        async with self.store() as work:
            return [row.what for row in await work.audit.recent(limit=100) if not row.read]

    async def pending(self) -> set[str]:
        """Return the kinds of the timers that are set."""
        async with self.store() as work:
            return {timer.kind for timer in await work.timers.due(self.clock() + 60 * timedelta(days=1), limit=100)}


async def day(store: Store, clock: SettableClock, policy: Policy) -> Day:
    office = Day(store, clock, policy=policy)
    await office.furnish_more()
    await office.reaches_the_panel()
    return await office.books()


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Day:
    return await day(store, clock, with_kind(WITH_CORA))


def count(texts: Sequence[str], word: str) -> int:
    return sum(word in text for text in texts)


async def test_all_of_the_panel_are_reminded_but_who_cannot_come_and_never_of_a_time_that_moved(office: Day) -> None:
    await office.does(CORAS, SeatCannot((await office.interview()).id))
    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    first = await office.booking()
    await office.books()
    assert (await office.booking()).span != first.span
    await office.does(CORAS, SeatCannot((await office.interview()).id))

    await office.until(-HOUR)

    assert [len(await office.titled(who, "Reminder:")) for who in EVERYBODY] == [1, 1, 0]
    assert count(await office.subjects(), "Reminder") == 1
    assert count(await office.subjects(), "Today") == 0
    assert not await office.titled(HANAS, "Today:")


async def test_where_the_kind_says_so_everybody_is_asked_in_the_morning_and_then_once_whether_it_has_started(
    store: Store, clock: SettableClock
) -> None:
    office = await day(store, clock, with_kind(replace(WITH_CORA, check_in=True)))

    await office.until(-MINUTES)
    asked = [await office.titled(who, "All set for today?") for who in EVERYBODY]
    await office.until(6 * MINUTES)

    assert [len(cards) for cards in asked] == [1, 1, 1]
    assert "Can't make it" in asked[0][0]
    assert count(await office.subjects(), "Today:") == 1
    now = [await office.titled(who, "Now:") for who in EVERYBODY]
    assert [len(cards) for cards in now] == [3, 3, 3]  # the one of the morning and the booked one are drawn anew
    await office.until(HOUR)
    assert [len(await office.titled(who, "Now:")) for who in EVERYBODY] == [0, 0, 0]


async def test_started_is_noted_and_changes_nothing_else(office: Day) -> None:
    early = await office.says(HANAS, SayStarted)
    await office.until(6 * MINUTES)
    cards = [await office.titled(who, "Is the candidate there?") for who in EVERYBODY]
    before = await office.interview()

    reply = await office.says(HANAS, SayStarted)
    version = (await office.interview()).version
    await office.says(HANAS, SayStarted)
    after = await office.interview()
    await office.until(HOUR)

    assert isinstance(early, Refuse)
    assert "not begun" in early.text
    assert [len(each) for each in cards] == [1, 1, 1]  # on the newest; the booked one leaves it to that
    assert [len(await office.titled(who, "Took place:")) for who in EVERYBODY] == [1, 1, 1]
    assert not await office.titled(HANAS, "Reminder:")
    assert isinstance(reply, Redraw)
    assert (after.state, after.booking) == (State.BOOKED, before.booking)
    assert (after.who_said(Came.STARTED), after.version) == ((office.hana.id,), version)
    assert "interview.started" in await office.happened()
    assert (await office.interview()).state is State.TOOK_PLACE


async def test_a_no_show_goes_to_the_owner_with_what_is_on_file_and_the_second_to_nothing_but_a_person(
    office: Day,
) -> None:
    await office.until(6 * MINUTES)
    step = await office.says(HANAS, AskNoShow)
    assert isinstance(step, Open)
    assert (await office.interview()).state is State.BOOKED
    await office.marks_no_show(HANAS)

    missed = await office.interview()
    card = (await office.titled(RAES, "No-show:"))[-1]
    assert missed.state is State.NO_SHOW
    assert missed.missed == ((await office.booking()).span,)
    assert all(word in card for word in ("Confirmation", "Reminder", "delivered", "Hana Sato", "Offer another time"))
    assert await office.titled(CORAS, "There is no feedback to give.")
    assert (await office.outcomes())[-1] is Outcome.NO_SHOW
    action = (await office.application()).next
    assert action is not None
    assert (action.what, action.owner) == ("Offer another time or decide", office.rae.id)

    await office.until(3 * HOUR)
    assert (await office.interview()).state is State.NO_SHOW
    assert not await office.pending() & {"feedback", "debrief", "chase"}

    await office.does(RAES, LookAgain(missed.id))
    await office.agrees(*EVERYBODY)
    offer = text_of((await office.mails())[-1])
    assert "We missed you" in offer
    assert "No worries" in offer
    await office.post(await office.link(), "pick", option=str((await office.interview()).standing[0].number))
    await office.settle()
    await office.until(6 * MINUTES)
    await office.marks_no_show(RAES)

    second = (await office.titled(RAES, "Second no-show:"))[-1]
    assert len((await office.interview()).missed) == 2
    assert "Offer another time" not in second
    assert "Move or pass" in second
    assert second.count("Missed") == 2


async def test_a_no_show_that_was_marked_too_early_or_by_mistake_is_taken_back(office: Day) -> None:
    await office.until(6 * MINUTES)
    await office.marks_no_show(HANAS)
    await office.says(HANAS, SayStarted)
    came = await office.interview()

    await office.marks_no_show(HANAS)
    await office.until(2 * HOUR)
    taken_back = await office.says(RAES, DidTakePlace)
    after = await office.interview()

    assert (came.state, came.missed) == (State.BOOKED, ())
    assert isinstance(taken_back, Nothing)
    assert (after.state, after.missed, after.who_said(Came.ABSENT)) == (State.TOOK_PLACE, (), ())
    assert (await office.outcomes())[-4:] == [Outcome.NO_SHOW, Outcome.TOOK_PLACE] * 2
    assert (await office.happened()).count("interview.attended") == 2
    assert await office.titled(RAES, "Settled:")


async def test_where_the_panel_does_not_agree_the_owner_is_asked_and_nothing_is_guessed(office: Day) -> None:
    await office.until(6 * MINUTES)
    await office.says(CORAS, SayStarted)
    await office.marks_no_show(HANAS)
    disputed = await office.interview()
    card = (await office.titled(RAES, "Did they come?"))[-1]

    await office.until(2 * HOUR)
    waiting = await office.interview()
    async with office.store() as work:
        await work.people.save(replace(office.cora, roles=frozenset({Role.INTERVIEWER})))
    refused = [await office.marks_no_show(CORAS, final=True), await office.says(CORAS, DidTakePlace)]
    await office.marks_no_show(RAES, final=True)
    settled = await office.interview()

    assert (disputed.state, disputed.trouble) == (State.BOOKED, Disputed())
    assert "Cora Dean: it started" in card
    assert "Hana Sato: the candidate did not come" in card
    assert waiting.state is State.BOOKED
    assert all(isinstance(reply, Refuse) for reply in refused)
    assert (settled.state, settled.trouble) == (State.NO_SHOW, None)
    assert await office.titled(RAES, "No-show:")


async def test_what_is_down_as_having_taken_place_is_corrected_by_who_decides_until_they_have_moved_on(
    office: Day,
) -> None:
    early = await office.does(RAES, AskToCorrect((await office.interview()).id))
    await office.until(2 * HOUR)
    form = await office.does(RAES, AskToCorrect((await office.interview()).id))
    unsaid = await office.corrects(RAES, "")
    missed = await office.corrects(RAES, "no_show")
    assert (await office.interview()).state is State.NO_SHOW
    await office.says(RAES, DidTakePlace)
    await office.corrects(RAES, "technical", "no sound")
    corrected = await office.interview()
    again = await office.says(RAES, DidTakePlace)

    assert isinstance(early, Refuse)
    assert isinstance(form, Open)
    assert isinstance(unsaid, FormErrors)
    assert isinstance(missed, Nothing)
    assert corrected.state is State.HANDED_OVER
    assert corrected.trouble == NotHeld("The call or the room did not work: no sound")
    assert "no sound" in (await office.needs(RAES))[-1]
    assert not await office.pending() & {"feedback", "debrief", "chase"}
    assert isinstance(again, Refuse)


async def test_after_they_moved_on_nothing_about_an_earlier_interview_is_turned_round(office: Day) -> None:
    await office.until(2 * HOUR)
    await office.seen(replace(ADA_AT_PANEL, stage="Offer"))

    reply = await office.corrects(RAES, "no_show")

    assert isinstance(reply, Refuse)
    assert (await office.interview()).state is State.TOOK_PLACE


async def test_out_of_hours_no_card_comes_and_the_one_that_stands_asks_the_same(
    store: Store, clock: SettableClock
) -> None:
    office = await day(store, clock, with_kind(WITH_CORA))
    office.policy = hours(office.policy, time(20), time(21))
    office.plug_ats(office.ats)

    await office.until(6 * MINUTES)
    during = await office.titled(HANAS, "Is the candidate there?")
    await office.until(24 * HOUR)

    assert len(during) == 1
    assert not await office.titled(HANAS, "Is the candidate there?")
    assert (await office.interview()).state is State.TOOK_PLACE


async def test_who_was_replaced_is_not_reminded_and_who_took_their_seat_is(store: Store, clock: SettableClock) -> None:
    office = await World(store, clock, policy=drawn()).furnished()
    await office.is_told("eve", tags="technical")
    await office.seen(BEN)
    await office.settle()
    asked = await office.of("a-2")
    assert asked is not None
    names = {office.people[name].id: name for name in ACCOUNTS}
    refuser = next(who for who in ("dan", "eve") if office.people[who].id in asked.people_at(asked.in_play[0]))
    await office.replies(refuser, "a-2", {0: False, 1: False})
    await office.settle()
    for _ in range(3):
        await office.all_agree("a-2")
        await office.settle()
    await office.on_page("a-2", "pick")
    await office.settle()
    booked = await office.of("a-2")
    assert booked is not None
    assert booked.booking is not None
    seated = {names[seat.person] for seat in booked.seats}

    await office.forward(booked.booking.span.start - HOUR - office.clock())

    reminded = {name for name in ACCOUNTS if count([said(line) for line in await office.chat.lines(name)], "Reminder:")}
    assert reminded == seated
    assert refuser not in seated
