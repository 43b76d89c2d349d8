"""No automatic path ends in silence: each way of getting stuck is made to happen here, and its card read."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.actions import CancelIt, LookAgain, OfferOne, SkipIt, TryAgain
from bot.cards import Card
from bot.domain.conversation import Conversation
from bot.domain.dead_end import (
    BeyondSelfService,
    CalendarSilent,
    CandidateCancelled,
    ClosedInAts,
    DeadEnd,
    LateTimes,
    MailRefused,
    NoneSuited,
    NoTimes,
    OneTime,
    Unanswered,
)
from bot.domain.interview import State
from bot.domain.people import Account, Platform, Profile
from bot.domain.pipeline import Status
from bot.domain.time import Interval
from bot.letters import Letter
from bot.ports import Permanent, Posted, Store, Transient
from bot.reply import Redraw, Refuse
from tests.office import ADA, POLICY, Office
from tests.when import NOON, SettableClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


async def needs_you(office: Office) -> list[str]:
    return [card for card in await office.cards() if "Needs you" in card]


async def test_no_times(office: Office) -> None:
    await office.busy(Interval(NOON, NOON + 20 * DAY))
    await office.invited_or_not()

    assert isinstance((await office.interview()).trouble, NoTimes)
    assert "There is no free time" in (await needs_you(office))[0]


async def test_only_late_times_are_offered_and_told(store: Store, clock: SettableClock) -> None:
    policy = replace(POLICY, kinds={"screen": replace(POLICY.kinds["screen"], horizon=20 * DAY)})
    office = await Office(store, clock, policy=policy).furnish()
    await office.busy(Interval(NOON, NOON + 11 * DAY))
    await office.invited()

    assert isinstance((await office.interview()).trouble, LateTimes)
    assert "The first free time is" in (await needs_you(office))[0]


async def test_one_time_waits_for_a_person_who_may_offer_it_alone(office: Office) -> None:
    await office.busy(Interval(NOON, NOON + 4 * DAY + 4 * HOUR))
    await office.busy(Interval(NOON + 4 * DAY + 4 * HOUR + timedelta(minutes=55), NOON + 20 * DAY))
    await office.invited_or_not()
    trouble, mails = (await office.interview()).trouble, len(await office.mails())
    told = (await needs_you(office))[0]

    pressed = await office.presses(OfferOne((await office.interview()).id))
    await office.settle()

    assert isinstance(trouble, OneTime)
    assert mails == 0
    assert "Only one time can be held" in told
    assert isinstance(pressed, Redraw)
    assert await office.subjects() == ["Backend Engineer at Northwind: a time to talk"]


async def test_no_answer(office: Office) -> None:
    await office.invited()
    await office.forward(8 * DAY)

    assert (await office.interview()).trouble == Unanswered()
    assert "a call may help" in (await needs_you(office))[0]


async def test_none_suited(office: Office) -> None:
    await office.post(await office.invited(), "suggest", words="Whenever it rains")
    await office.settle()

    assert (await office.interview()).trouble == NoneSuited("Whenever it rains")
    assert "Whenever it rains" in (await needs_you(office))[0]


async def test_asking_for_other_times_again_and_again_reaches_a_person(office: Office) -> None:
    claim = await office.invited()
    for _ in range(3):
        await office.post(claim, "more")
        await office.settle()
        claim = await office.link()

    assert (await office.interview()).trouble == NoneSuited()
    assert len(await needs_you(office)) == 1


async def test_a_candidate_who_cancels(office: Office) -> None:
    await office.post(await office.booked(), "cancel_it", reason="unwell")
    await office.settle()

    assert (await office.interview()).trouble == CandidateCancelled("Not well")
    assert "Not well" in (await needs_you(office))[0]


async def test_a_change_that_comes_too_late(office: Office) -> None:
    manage = await office.booked()
    booking = (await office.interview()).booking
    assert booking is not None
    office.clock.set(booking.span.start - HOUR)
    await office.post(manage, "move", reason="conflict")
    await office.settle()

    assert isinstance((await office.interview()).trouble, BeyondSelfService)
    assert "cannot do that alone any more" in (await needs_you(office))[0]


async def test_an_application_closed_while_booked(office: Office) -> None:
    await office.booked()
    await office.seen(replace(ADA, status=Status.WITHDRAWN), at=NOON + HOUR)
    await office.settle()

    assert (await office.interview()).trouble == ClosedInAts("withdrawn")
    assert "still booked" in (await needs_you(office))[0]
    assert "Find new times" not in (await needs_you(office))[0]
    assert "Cancel…" in (await needs_you(office))[0]

    await office.forward(14 * DAY)

    assert (await office.interview()).state is State.TOOK_PLACE
    assert await needs_you(office) == []
    assert not [card for card in await office.cards() if "still booked" in card]


async def test_a_calendar_that_cannot_be_read(office: Office) -> None:
    await office.unplug_calendar()
    await office.invited_or_not()

    interview = await office.interview()
    assert interview.state is State.HANDED_OVER
    assert interview.trouble == CalendarSilent(office.rae.id)
    assert any("I cannot read the calendar of Rae Morgan" in card for card in await needs_you(office))


async def test_an_incomplete_record(office: Office) -> None:
    office.ats.record = replace(ADA, email="")
    await office.seen(replace(ADA, email=""))
    await office.settle()

    cards = await needs_you(office)
    assert "the candidate's e-mail address" in cards[0]
    assert "No mail was sent" in cards[0]


async def test_somebody_who_must_not_be_mailed_is_not(office: Office) -> None:
    office.ats.record = replace(ADA, mail_ok=False)
    await office.seen(replace(ADA, mail_ok=False))
    await office.settle()

    assert not await office.mails()
    assert "permission to be e-mailed" in (await needs_you(office))[0]


@dataclass
class Refusing:
    """A mail server that refuses the candidate's address until told otherwise."""

    office: Office
    refuses: bool = True
    tried: int = 0

    async def send(self, letter: Letter, *, message_id: str) -> None:
        self.tried += 1
        if self.refuses:
            raise Permanent("mailbox refused: 550")
        await self.office.mailbox.send(letter, message_id=message_id)


async def test_a_bounced_mail_is_told_tried_again_on_a_press_and_then_arrives(office: Office) -> None:
    server = Refusing(office)
    office.plug(server)
    await office.seen()
    await office.settle()
    cards = await needs_you(office)
    row = int(cards[0].partition("Reference ")[2].partition("'")[0])

    server.refuses = False
    pressed = await office.presses(TryAgain(row))
    await office.settle()

    assert "could not send the candidate a mail" in cards[0]
    assert "mailbox refused: 550" in cards[0]
    assert isinstance(pressed, Redraw)
    assert len(await office.mails()) == 1
    assert isinstance(await office.presses(SkipIt(row)), Redraw)


async def test_what_dies_again_after_a_retry_is_told_again(office: Office) -> None:
    office.plug(Refusing(office))
    await office.seen()
    await office.settle()
    row = int((await needs_you(office))[0].partition("Reference ")[2].partition("'")[0])

    await office.presses(TryAgain(row))
    pressed = await office.cards()
    await office.forward(timedelta(minutes=5))
    await office.settle()

    told = [card for card in await needs_you(office) if f"Reference {row}" in card]
    assert [card for card in pressed if "could not send" in card]
    assert len(told) == 2
    assert all("Retry" in card for card in told)


async def test_a_pressed_retry_shows_on_the_card_itself(office: Office) -> None:
    server = Refusing(office)
    office.plug(server)
    await office.seen()
    await office.settle()
    row = int((await needs_you(office))[0].partition("Reference ")[2].partition("'")[0])
    server.refuses = False

    await office.presses(TryAgain(row))
    await office.settle()

    assert not [card for card in await needs_you(office) if f"Reference {row}" in card]
    assert [card for card in await office.cards() if f"Reference {row}" in card and "had it tried again" in card]


async def test_a_pressed_skip_shows_on_the_card_itself(office: Office) -> None:
    office.plug(Refusing(office))
    await office.seen()
    await office.settle()
    row = int((await needs_you(office))[0].partition("Reference ")[2].partition("'")[0])

    await office.presses(SkipIt(row))
    await office.settle()

    assert [card for card in await office.cards() if f"Reference {row}" in card and "had it skipped" in card]


async def test_an_invitation_that_never_left_is_not_called_silence(office: Office) -> None:
    office.plug(Refusing(office))
    await office.seen()
    await office.settle()
    await office.forward(timedelta(hours=49))

    interview = await office.interview()
    assert interview.state is State.HANDED_OVER
    assert interview.trouble == MailRefused()
    assert any("does not take our mail" in card for card in await needs_you(office))


async def test_somebody_who_left_is_not_booked(office: Office) -> None:
    await office.leaves()
    await office.seen()
    await office.settle()

    assert not await office.mails()


async def test_what_is_skipped_lets_the_next_mail_go(office: Office) -> None:
    server = Refusing(office)
    office.plug(server)
    await office.seen()
    await office.settle()
    row = int((await needs_you(office))[0].partition("Reference ")[2].partition("'")[0])
    server.refuses = False

    await office.presses(SkipIt(row))
    await office.presses(LookAgain((await office.interview()).id))
    await office.settle()

    assert len(await office.mails()) == 1
    assert (await office.interview()).state is State.OFFERED


@dataclass
class Deaf:
    """A chat that takes nothing for good."""

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None:
        return

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        raise Permanent("account_inactive")

    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None:
        return None

    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None:
        raise Permanent("account_inactive")

    async def announce(self, at: Account, card: Card, *, key: str) -> Posted:
        raise Permanent("account_inactive")

    async def home(self, to: Account, card: Card) -> None:
        raise Permanent("account_inactive")

    async def redraw(self, to: Account, posted: Posted, card: Card) -> None:
        raise Permanent("channel_not_found")

    async def who(self, account: Account) -> Profile:
        raise Permanent("account_inactive")


async def test_a_card_that_no_chat_takes_goes_by_mail(office: Office) -> None:
    office.plug_chat({Platform.SANDBOX: Deaf()})
    await office.invited()

    assert any("Ada O." in subject for subject in await office.subjects(office.rae.email))


async def test_somebody_without_a_chat_account_gets_cards_by_mail(office: Office) -> None:
    office.plug_chat({})
    await office.busy(Interval(NOON, NOON + 20 * DAY))
    await office.invited_or_not()

    assert any(subject.startswith("Needs you") for subject in await office.subjects(office.rae.email))


@dataclass
class Passing:
    """A mail server that is away for the first tries."""

    office: Office
    left: int = 2

    async def send(self, letter: Letter, *, message_id: str) -> None:
        if self.left:
            self.left -= 1
            raise Transient("421 busy", wait=timedelta(0), refused=True)
        await self.office.mailbox.send(letter, message_id=message_id)


async def test_a_person_who_may_not_mend_is_told_whom_to_ask(office: Office) -> None:
    await office.busy(Interval(NOON, NOON + 20 * DAY))
    await office.invited_or_not()
    await office.strip_roles()

    assert isinstance(await office.presses(LookAgain((await office.interview()).id)), Refuse)
    assert isinstance(await office.presses(TryAgain(1)), Refuse)


def test_every_dead_end_of_this_release_is_made_to_happen_above() -> None:
    elsewhere = {
        "NotHeld",
        "Disputed",
        "NoLink",
        "SeatDeclined",
        "SeatRefused",
        "SeatSilent",
        "SeatGone",
        "NoSharedTime",
        "EventGone",
        "EventMoved",
    }
    here = {
        NoTimes, LateTimes, OneTime, Unanswered, NoneSuited, CandidateCancelled, BeyondSelfService, ClosedInAts,
        CalendarSilent, MailRefused,
    }  # fmt: skip

    assert {kind.__name__ for kind in get_args(DeadEnd)} == {kind.__name__ for kind in here} | elsewhere


async def test_what_was_cancelled_is_not_looked_for_again_beside_another_interview_of_its_stage(office: Office) -> None:
    await office.invited()
    first = await office.interview()
    await office.submits(CancelIt(first.id), reason="role")
    for stage in ("Offer", ADA.stage):
        await office.seen(replace(ADA, stage=stage, stage_id=stage.casefold()))
    await office.settle()

    refused = await office.presses(LookAgain(first.id))

    assert isinstance(refused, Refuse)
    assert "Another interview of this stage is under way already" in refused.text
    assert (await office.interview()).id != first.id
