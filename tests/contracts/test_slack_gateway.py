"""The way out to Slack, with the real SDK over HTTP: once per key findable, redrawn in place, every fault named."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from adapters.slack.gateway import LASTING, PASSING, REFUSED, SlackChat, asked, connect
from bot.actions import ShowInterview
from bot.cards import Button, Buttons, Card, Signed, When, para
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.domain.token import Claim, Purpose
from bot.ports import Permanent, Posted, Transient
from tests.standins.slack import Broken, Dropped, Fault, Limited, Says, Slack, Withheld
from tests.standins.slack_person import SlackUser

MIA = Account(Platform.SLACK, "T0HOME", "U0MIA")
BO = Account(Platform.SLACK, "T0HOME", "U0BO")
TEN = datetime(2027, 3, 1, 15, tzinfo=UTC)
OFFERED = Card(
    "Interview with Ada O.",
    (
        para("Two times offered, the first ", When(TEN, TEN + timedelta(minutes=45))),
        Buttons((Button("Show", ShowInterview(InterviewId("i1"))),)),
    ),
)
BOOKED = Card("Interview with Ada O.", (para("Booked"),))


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as slack:
        yield slack


@pytest.fixture
async def chat(slack: Slack) -> AsyncIterator[SlackChat]:
    async with aiohttp.ClientSession() as session:
        yield SlackChat(connect(slack.token, session=session, url=slack.api))


@pytest.fixture
def mia(slack: Slack) -> SlackUser:
    slack.person("U0BO")
    return slack.person("U0MIA", zone="America/New_York")


# --- what it does -------------------------------------------------------------------------------------------------


async def test_a_card_arrives_as_a_direct_message_in_the_readers_own_time(chat: SlackChat, mia: SlackUser) -> None:
    posted = await chat.post(MIA, OFFERED, key="card:1")

    assert [(each.channel, each.ts) for each in mia.messages] == [(posted.place, posted.message)]
    assert posted.place == "D0MIA"
    assert mia.reads(mia.messages[0]).splitlines()[1] == (
        "Two times offered, the first Monday, March 01, 2027 at 10:00–10:45"
    )


async def test_a_card_is_redrawn_in_place_and_can_still_be_found(chat: SlackChat, mia: SlackUser) -> None:
    posted = await chat.post(MIA, OFFERED, key="card:1")

    await chat.redraw(MIA, posted, BOOKED)

    assert [mia.reads(each) for each in mia.messages] == ["Interview with Ada O.\nBooked"]
    assert mia.messages[0].edits == 1
    assert await chat.find(MIA, key="card:1") == posted


async def test_a_card_is_found_by_its_key_alone(chat: SlackChat, mia: SlackUser) -> None:
    await chat.post(MIA, OFFERED, key="card:1")
    wanted = await chat.post(MIA, OFFERED, key="card:2")
    await chat.post(BO, OFFERED, key="card:3")

    assert await chat.find(MIA, key="card:2") == wanted
    assert await chat.find(MIA, key="card:3") is None
    assert await chat.find(MIA, key="card") is None


async def test_nothing_is_found_where_nothing_was_sent(chat: SlackChat, mia: SlackUser) -> None:
    assert await chat.find(MIA, key="card:1") is None


async def test_a_card_is_found_behind_many_later_ones(chat: SlackChat, slack: Slack, mia: SlackUser) -> None:
    wanted = await chat.post(MIA, BOOKED, key="card:1")
    for number in range(120):
        slack.methods["chat.postMessage"]({"channel": "U0MIA", "text": f"note {number}"})

    assert await chat.find(MIA, key="card:1") == wanted
    assert len(slack.called("conversations.history")) == 2


async def test_the_search_ends_after_five_hundred(chat: SlackChat, slack: Slack, mia: SlackUser) -> None:
    for number in range(620):
        slack.methods["chat.postMessage"]({"channel": "U0MIA", "text": f"note {number}"})

    assert await chat.find(MIA, key="card:1") is None
    assert len(slack.called("conversations.history")) == 5


async def test_links_in_a_card_do_not_unfurl_and_it_names_nobody_in_its_metadata(
    chat: SlackChat, slack: Slack, mia: SlackUser
) -> None:
    await chat.post(MIA, OFFERED, key="card:1")

    sent = slack.called("chat.postMessage")[0]
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert sent["metadata"] == {"event_type": "usher_card", "event_payload": {"key": "card:1"}}


async def test_a_signed_link_is_drawn_only_where_links_are_given(slack: Slack, mia: SlackUser) -> None:
    class Ours:
        def url(self, claim: Claim) -> str:
            return f"https://usher.test/book/{claim.interview}.{claim.purpose}"

    claim = Claim(InterviewId("i1"), 1, Purpose.OFFER, TEN)
    card = Card("Offer", (para("See ", Signed("their page", claim)),))
    async with aiohttp.ClientSession() as session:
        client = connect(slack.token, session=session, url=slack.api)
        await SlackChat(client).post(MIA, card, key="card:1")
        await SlackChat(client, links=Ours()).post(MIA, card, key="card:2")

    assert [mia.reads(each).splitlines()[1] for each in mia.messages] == [
        "See their page",
        "See their page (https://usher.test/book/i1.offer)",
    ]


# --- what can go wrong --------------------------------------------------------------------------------------------


async def test_a_limit_says_when_to_come_back_and_that_nothing_was_done(
    chat: SlackChat, slack: Slack, mia: SlackUser
) -> None:
    slack.next("chat.postMessage", Limited(seconds=30))

    with pytest.raises(Transient) as caught:
        await chat.post(MIA, BOOKED, key="card:1")

    assert (caught.value.wait, caught.value.refused) == (timedelta(seconds=30), True)
    assert mia.messages == []
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Broken(500),
        Broken(502),
        Broken(503),
        Broken(408),
        Broken(200, body="<html>a proxy's page</html>"),
        Dropped(accepted=False),
        *map(Says, sorted(PASSING)),
    ],
    ids=str,
)
async def test_a_passing_fault_may_have_been_done_all_the_same(
    chat: SlackChat, slack: Slack, mia: SlackUser, fault: Fault
) -> None:
    slack.next("chat.postMessage", fault)

    with pytest.raises(Transient) as caught:
        await chat.post(MIA, BOOKED, key="card:1")

    assert caught.value.refused is False
    assert len(slack.called("chat.postMessage")) == 1


async def test_an_answer_that_got_lost_is_not_sent_again_and_the_message_can_be_found(
    chat: SlackChat, slack: Slack, mia: SlackUser
) -> None:
    slack.next("chat.postMessage", Dropped(accepted=True))

    with pytest.raises(Transient) as caught:
        await chat.post(MIA, BOOKED, key="card:1")

    assert caught.value.refused is False
    assert await chat.find(MIA, key="card:1") == Posted("D0MIA", mia.messages[0].ts)
    assert len(mia.messages) == 1


async def test_a_cancelled_post_may_have_been_accepted_and_can_be_found(
    chat: SlackChat, slack: Slack, mia: SlackUser
) -> None:
    held = Withheld(accepted=True)
    slack.next("chat.postMessage", held)

    sending = asyncio.create_task(chat.post(MIA, BOOKED, key="card:1"))
    await held.reached.wait()
    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sending
    assert await chat.find(MIA, key="card:1") is not None


async def test_slack_that_does_not_answer_in_time_is_a_passing_fault(slack: Slack) -> None:
    held = Withheld(accepted=False)
    slack.next("auth.test", held)
    async with aiohttp.ClientSession() as session:
        client = connect(slack.token, session=session, url=slack.api)

        with pytest.raises(Transient, match="TimeoutError"):
            await asked(client.auth_test(), within=0.05)


async def test_slack_that_is_not_there_is_a_passing_fault(slack: Slack) -> None:
    async with aiohttp.ClientSession() as session:
        nowhere = SlackChat(connect(slack.token, session=session, url="http://127.0.0.1:9/api"))

        with pytest.raises(Transient):
            await nowhere.post(MIA, BOOKED, key="card:1")


@pytest.mark.parametrize("code", [*sorted(LASTING), "a_word_of_tomorrow"])
async def test_what_will_never_work_is_said_briefly(chat: SlackChat, slack: Slack, mia: SlackUser, code: str) -> None:
    slack.next("chat.postMessage", Says(code))

    with pytest.raises(Permanent, match=code) as caught:
        await chat.post(MIA, BOOKED, key="card:1")

    assert len(str(caught.value)) < 90
    assert "Ada" not in str(caught.value)


def test_no_code_means_two_things() -> None:
    assert not PASSING & set(LASTING)
    assert not REFUSED & (set(LASTING) | PASSING)


async def test_a_user_of_nowhere_cannot_be_written_to(chat: SlackChat, mia: SlackUser) -> None:
    nobody = Account(Platform.SLACK, "T0HOME", "U0NOBODY")

    with pytest.raises(Permanent, match="channel_not_found"):
        await chat.post(nobody, BOOKED, key="card:1")
    with pytest.raises(Permanent, match="channel_not_found"):
        await chat.find(nobody, key="card:1")


async def test_a_deleted_message_cannot_be_redrawn(chat: SlackChat, mia: SlackUser) -> None:
    with pytest.raises(Permanent, match="message_not_found"):
        await chat.redraw(MIA, Posted("D0MIA", "1.000001"), BOOKED)


async def test_a_token_that_is_not_ours_is_named(slack: Slack, mia: SlackUser) -> None:
    async with aiohttp.ClientSession() as session:
        other = SlackChat(connect("xoxb-other", session=session, url=slack.api))

        with pytest.raises(Permanent, match="invalid_auth"):
            await other.post(MIA, BOOKED, key="card:1")


async def test_no_fault_and_no_log_at_any_level_holds_the_card_or_the_token(
    chat: SlackChat, slack: Slack, mia: SlackUser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.next("chat.postMessage", Says("invalid_blocks"), Broken(500), Dropped(accepted=True))

    faults = [await refused(chat), await refused(chat), await refused(chat)]
    await chat.post(MIA, OFFERED, key="card:1")

    told = [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    assert not [line for line in [*told, *map(repr, faults)] if "Ada" in line or slack.token in line]
    assert [(fault.__cause__, fault.__suppress_context__) for fault in faults] == [(None, True)] * 3


async def refused(chat: SlackChat) -> Any:
    with pytest.raises((Transient, Permanent)) as caught:
        await chat.post(MIA, OFFERED, key="card:1")
    return caught.value
