"""Delivery to Slack over the wire: no sooner than Slack wants, in order, once, and never into silence."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import aiohttp
import pytest

from adapters.slack.gateway import SlackChat, connect
from adapters.slack.pace import KEPT, PLACES, Pace
from bot.cards import Card, para
from bot.domain.ids import PersonId
from bot.domain.people import Account, Barrier, Person, Platform
from bot.effects import CardKind, Tell
from bot.ports import Happening, Permanent, Transient, Unreachable
from bot.say.accounts import BARRIERS, unreached_card
from storage.engine import open_store
from tests.office import ADA, POLICY, RAE, Office
from tests.standins.slack import Dropped, Fault, Limited, Says, Slack
from tests.standins.slack_person import SlackUser
from tests.when import SettableClock

RAES, LEES = Account(Platform.SLACK, "T0HOME", "U0RAE"), Account(Platform.SLACK, "T0HOME", "U0LEE")
LEE = Person(PersonId(0), "Lee Park", "lee@northwind.example", roles=RAE.roles)
ORGANISATION = replace(POLICY, organisation=replace(POLICY.organisation, recruiter=LEE.email))
CARD, LATER = Card("Interview with Ada O.", (para("Offered"),)), Card("Interview with Ada O.", (para("Booked"),))
SECOND = timedelta(seconds=1)


@dataclass
class Watch:
    """Real seconds: for Slack, for the pace and for the outbox alike."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def slack(watch: Watch) -> AsyncIterator[Slack]:
    async with Slack(clock=watch) as slack:
        slack.person("U0RAE")
        slack.person("U0LEE")
        yield slack


@pytest.fixture
def pace(watch: Watch) -> Pace:
    return Pace(seconds=watch)


@pytest.fixture
async def chat(slack: Slack, pace: Pace) -> AsyncIterator[SlackChat]:
    async with aiohttp.ClientSession() as session:
        yield SlackChat(connect(slack.token, session=session, url=slack.api, pace=pace))


@pytest.fixture
async def office(database_url: str, clock: SettableClock, watch: Watch, chat: SlackChat) -> AsyncIterator[Office]:
    """Rae recruits; Lee is the organisation's recruiter of last resort. Both are in Slack."""
    database = open_store(database_url, clock=clock, real=watch)
    office = await Office(database.store, clock, policy=ORGANISATION).furnish()
    async with database.store() as work:
        lee = await work.people.add(LEE)
        await work.people.link(RAES, person=office.rae.id)
        await work.people.link(LEES, person=lee.id)
    office.plug_chat({Platform.SLACK: chat})
    yield office
    await database.close()


@pytest.fixture
def rae(slack: Slack) -> SlackUser:
    return slack.people["U0RAE"]


@pytest.fixture
def lee(slack: Slack) -> SlackUser:
    return slack.people["U0LEE"]


def read(user: SlackUser) -> list[str]:
    return [user.reads(message) for message in user.messages]


async def tell(office: Office, *subjects: int) -> None:
    """Have cards about settled rows posted to Rae, each a thing of its own."""
    async with office.store() as work:
        for number in subjects:
            await work.outbox.add(Tell(CardKind.DEAD, str(number), office.rae.id), key=f"dead:{number}")


async def beats(office: Office, watch: Watch, *, seconds: int) -> None:
    """Let real time pass as the heartbeat does: a look at the outbox every second."""
    for _ in range(seconds):
        watch.seconds += 1
        await office.settle()


# --- one message a second to one conversation ---------------------------------------------------------------------


async def test_a_second_message_within_a_second_is_held_back_and_was_not_sent(chat: SlackChat, slack: Slack) -> None:
    await chat.post(RAES, CARD, key="1")

    with pytest.raises(Transient) as early:
        await chat.post(RAES, CARD, key="2")

    assert early.value.refused is True
    assert early.value.wait is not None
    assert early.value.wait >= SECOND
    assert len(slack.called("chat.postMessage")) == 1


async def test_other_conversations_and_redraws_go_on(chat: SlackChat, slack: Slack, lee: SlackUser) -> None:
    posted = await chat.post(RAES, CARD, key="1")

    await chat.post(LEES, CARD, key="2")
    await chat.redraw(RAES, posted, LATER)

    assert read(lee) == ["Interview with Ada O.\nOffered"]


async def test_whoever_waits_goes_before_whoever_comes_later(chat: SlackChat, watch: Watch, rae: SlackUser) -> None:
    await chat.post(RAES, CARD, key="1")
    with pytest.raises(Transient) as early:
        await chat.post(RAES, CARD, key="2")
    assert early.value.wait is not None

    watch.seconds += 1
    with pytest.raises(Transient):
        await chat.post(RAES, CARD, key="3")
    watch.seconds += early.value.wait.total_seconds() - 1
    await chat.post(RAES, CARD, key="2")

    assert len(rae.messages) == 2


async def test_a_turn_that_nobody_takes_stops_nobody_for_ever(chat: SlackChat, watch: Watch, rae: SlackUser) -> None:
    await chat.post(RAES, CARD, key="1")
    with pytest.raises(Transient):
        await chat.post(RAES, CARD, key="2")

    watch.seconds += KEPT * 2
    await chat.post(RAES, CARD, key="3")

    assert len(rae.messages) == 2


async def test_thirty_cards_to_one_person_all_arrive_one_a_second_with_one_call_each(
    office: Office, watch: Watch, slack: Slack, rae: SlackUser
) -> None:
    await tell(office, *range(1000, 1030))
    await office.settle()
    at_once = len(rae.messages)
    await beats(office, watch, seconds=40)

    sent = [int(message.ts.partition(".")[0]) for message in rae.messages]
    assert at_once == 1
    assert len(sent) == 30
    assert min(later - sooner for sooner, later in pairwise(sent)) >= 1
    assert len(slack.called("chat.postMessage")) == 30


async def test_cards_that_all_come_late_still_go_one_a_second_and_none_is_given_up(
    office: Office, watch: Watch, slack: Slack, rae: SlackUser
) -> None:
    await tell(office, *range(1000, 1020))
    await office.settle()
    watch.seconds += 600
    await office.settle()
    at_once = len(rae.messages)
    await beats(office, watch, seconds=30)

    assert at_once == 2
    assert len(rae.messages) == len(slack.called("chat.postMessage")) == 20


def test_what_is_kept_in_mind_is_bounded() -> None:
    watch = Watch()
    pace = Pace(seconds=watch)

    for number in range(PLACES * 3):
        pace.take_turn(f"D{number}", key="k")
        watch.seconds += 0.01

    assert len(pace) <= PLACES


# --- Retry-After, for every call of the method -------------------------------------------------------------------


async def test_a_limit_holds_for_every_call_of_that_method_until_it_has_passed(
    chat: SlackChat, slack: Slack, watch: Watch, lee: SlackUser
) -> None:
    slack.next("chat.postMessage", Limited(seconds=30))
    with pytest.raises(Transient):
        await chat.post(RAES, CARD, key="1")
    watch.seconds += 10

    with pytest.raises(Transient) as held:
        await chat.post(LEES, CARD, key="2")
    calls = len(slack.called("chat.postMessage"))
    watch.seconds += 20
    await chat.post(LEES, CARD, key="2")

    assert (held.value.wait, held.value.refused) == (timedelta(seconds=20), True)
    assert calls == 1
    assert len(lee.messages) == 1


async def test_other_methods_go_on_meanwhile(chat: SlackChat, slack: Slack, rae: SlackUser) -> None:
    posted = await chat.post(RAES, CARD, key="1")
    slack.next("chat.postMessage", Limited(seconds=30))
    with pytest.raises(Transient):
        await chat.post(LEES, CARD, key="2")

    await chat.redraw(RAES, posted, LATER)

    assert read(rae) == ["Interview with Ada O.\nBooked"]


async def test_redraws_are_limited_likewise_and_posts_go_on(chat: SlackChat, slack: Slack, lee: SlackUser) -> None:
    posted = await chat.post(RAES, CARD, key="1")
    slack.next("chat.update", Limited(seconds=30))
    for _ in range(2):
        with pytest.raises(Transient) as held:
            await chat.redraw(RAES, posted, LATER)
        assert held.value.refused is True

    await chat.post(LEES, CARD, key="2")

    assert len(slack.called("chat.update")) == 1
    assert len(lee.messages) == 1


async def test_a_card_that_waits_is_posted_once_as_the_record_is_then(
    office: Office, slack: Slack, watch: Watch, rae: SlackUser
) -> None:
    slack.next("chat.postMessage", Limited(seconds=30))
    await office.booked()
    meanwhile = len(rae.messages)
    await beats(office, watch, seconds=40)

    assert meanwhile == 0
    (interview,) = [text for text in read(rae) if text.startswith("Ada O.")]
    assert "Booked" in interview
    assert len(rae.messages) == 2


async def test_a_look_that_is_limited_does_not_make_a_second_message(
    office: Office, slack: Slack, watch: Watch, rae: SlackUser
) -> None:
    slack.next("chat.postMessage", Dropped(accepted=True))
    slack.next("conversations.history", Limited(seconds=5))
    await tell(office, 1000)
    await office.settle()
    await beats(office, watch, seconds=40)

    assert len(slack.called("conversations.history")) == 2
    assert len(rae.messages) == 1


# --- accounts that take nothing -----------------------------------------------------------------------------------

CODES = {
    "user_disabled": Barrier.DEACTIVATED,
    "is_archived": Barrier.ARCHIVED,
    "not_in_channel": Barrier.NOT_IN,
    "channel_not_found": Barrier.NO_SUCH,
    "account_inactive": Barrier.APP_GONE,
    "token_revoked": Barrier.APP_GONE,
    "invalid_auth": Barrier.APP_GONE,
    "messages_tab_disabled": Barrier.SILENCED,
    "missing_scope": Barrier.UNPERMITTED,
}


@pytest.mark.parametrize("code", CODES)
async def test_what_bars_an_account_is_named(chat: SlackChat, slack: Slack, code: str) -> None:
    slack.next("chat.postMessage", Says(code))

    with pytest.raises(Unreachable) as barred:
        await chat.post(RAES, CARD, key="1")

    assert barred.value.barrier is CODES[code]


async def test_a_card_that_slack_does_not_like_says_nothing_about_the_account(chat: SlackChat, slack: Slack) -> None:
    slack.next("chat.postMessage", Says("msg_too_long"))

    with pytest.raises(Permanent) as refused:
        await chat.post(RAES, CARD, key="1")

    assert not isinstance(refused.value, Unreachable)


async def test_somebody_deactivated_is_not_written_to_although_slack_would_take_it(
    chat: SlackChat, slack: Slack, rae: SlackUser
) -> None:
    rae.more["deleted"] = True

    with pytest.raises(Unreachable) as barred:
        await chat.post(RAES, CARD, key="1")

    assert barred.value.barrier is Barrier.DEACTIVATED
    assert slack.called("chat.postMessage") == []


@pytest.mark.parametrize("fault", [Says("missing_scope"), Says("user_not_found"), Limited(seconds=9)], ids=str)
async def test_a_look_at_the_account_that_fails_stops_no_card(
    chat: SlackChat, slack: Slack, rae: SlackUser, fault: Fault
) -> None:
    slack.next("users.info", fault)

    await chat.post(RAES, CARD, key="1")

    assert len(rae.messages) == 1


async def test_a_deactivated_recruiters_cards_go_by_mail_and_the_last_resort_hears_of_it_once(
    office: Office, watch: Watch, rae: SlackUser, lee: SlackUser
) -> None:
    rae.more["deleted"] = True
    await office.invited()
    await office.seen(replace(ADA, application="a-2", candidate="c-2", name="Bo Lind", email="bo@mail.example"))
    await beats(office, watch, seconds=10)

    subjects = await office.subjects(RAE.email)
    assert any("Ada O." in subject for subject in subjects)
    assert any("Bo L." in subject for subject in subjects)
    assert read(lee) == [
        "Needs you: cards to Rae Morgan do not arrive in Slack\n"
        "Account deactivated. They go by mail meanwhile; link the account"
        " they use now."
    ]
    assert [(row.subject, row.detail) for row in await unreached(office)] == [
        (str(office.rae.id), {"platform": "slack", "why": "deactivated"})
    ]


async def test_on_another_day_it_is_told_again(office: Office, watch: Watch, rae: SlackUser, lee: SlackUser) -> None:
    rae.more["deleted"] = True
    await tell(office, 1000)
    await office.settle()
    office.clock.forward(timedelta(days=1))
    await tell(office, 1001)
    await beats(office, watch, seconds=10)

    assert len(lee.messages) == 2
    assert len(await unreached(office)) == 2


async def test_each_cause_is_told_for_itself(office: Office, slack: Slack, watch: Watch, lee: SlackUser) -> None:
    slack.next("chat.postMessage", Says("is_archived"))
    await tell(office, 1000)
    await office.settle()
    slack.next("chat.postMessage", Says("not_in_channel"))
    await tell(office, 1001)
    await beats(office, watch, seconds=10)

    assert [text.partition("\n")[2].partition(".")[0] for text in read(lee)] == [
        "The conversation with me is archived",
        "I am not in that conversation",
    ]


async def test_an_app_that_was_uninstalled_is_told_by_mail_once_for_everybody(
    office: Office, slack: Slack, watch: Watch, rae: SlackUser, lee: SlackUser
) -> None:
    slack.next("chat.postMessage", *(Says("account_inactive") for _ in range(9)))
    await office.invited()
    await tell(office, 1000)
    await beats(office, watch, seconds=20)

    told = [subject for subject in await office.subjects(LEE.email) if subject.startswith("Needs you")]
    assert told == ["Needs you: cards do not arrive in Slack"]
    assert rae.messages == lee.messages == []
    assert len(await unreached(office)) == 1


async def test_an_account_that_works_again_gets_its_cards_again(office: Office, watch: Watch, rae: SlackUser) -> None:
    rae.more["deleted"] = True
    await tell(office, 1000)
    await office.settle()
    rae.more["deleted"] = False
    await tell(office, 1001)
    await beats(office, watch, seconds=5)

    assert len(rae.messages) == 1


@pytest.mark.parametrize("barrier", list(Barrier))
def test_every_barrier_has_its_words(barrier: Barrier) -> None:
    assert barrier in BARRIERS
    assert "They go by mail meanwhile" in str(unreached_card(None, platform=Platform.SLACK, barrier=barrier))


async def unreached(office: Office) -> Sequence[Happening]:
    async with office.store() as work:
        return [row for row in await work.audit.recent(limit=50) if row.what == "account.unreached"]
