"""What people write to the bot over Slack's events, what is not meant for it, and answers that stand where it was asked."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from adapters.slack.gateway import SlackChat, connect
from adapters.slack.listen import LARGEST
from adapters.slack.pace import Pace
from adapters.slack.parse import said
from adapters.slack.socket import listening
from bot.actions import ShowInterview
from bot.cards import Button, Buttons, Card, para
from bot.domain.conversation import Conversation
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.inbound import Said
from bot.ports import Permanent, Posted, Transient, Unreachable
from bot.reply import Redraw, Say
from tests.contracts.slack_desk import Core, Wire, wired
from tests.standins.slack import Broken, Dropped, Says, Slack
from tests.standins.slack_person import SlackUser

MIA = Account(Platform.SLACK, "T0HOME", "U0MIA")
CARD = Card("Interview with Ada O.", (para("Booked"), Buttons((Button("Show", ShowInterview(InterviewId("i1"))),))))
LATER = Card("Interview with Ada O.", (para("Took place"),))
HIRING = "C0HIRING"
BOT = "<@U0USHER>"


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
    mia = slack.person("U0MIA", zone="America/New_York")
    slack.channel(HIRING, mia, slack.person("U0BO"))
    return mia


def asked(core: Core) -> list[tuple[str, Conversation]]:
    return [(each.text, each.at) for each in core.heard if isinstance(each, Said)]


def words(core: Core) -> list[str]:
    return [text for text, _ in asked(core)]


# --- what is heard ------------------------------------------------------------------------------------------------


async def test_a_direct_message_is_heard_as_it_reads_with_slacks_id_of_it(core: Core, mia: SlackUser) -> None:
    status = await mia.writes("  the second works,\n*thanks* & <ok>  ", event_id="Ev0MIA1")

    assert status == 200
    assert core.heard == [Said(MIA, "the second works,\n*thanks* & <ok>", Conversation("D0MIA"), "Ev0MIA1")]


async def test_a_reply_in_a_thread_is_heard_with_the_message_above(wire: Wire, core: Core, mia: SlackUser) -> None:
    above = await wire.chat.post(MIA, CARD, key="card:1")

    await mia.writes("works for me", thread=above.message)

    assert asked(core) == [("works for me", Conversation("D0MIA", above.message))]


async def test_a_call_in_a_channel_is_heard_without_the_name_and_as_shared(
    core: Core, slack: Slack, mia: SlackUser
) -> None:
    await mia.writes("@Usher status Ada Obi", channel=HIRING)
    above = slack.messages[-1].ts
    await mia.writes("and what about Bo, @Usher", channel=HIRING, thread=above)

    assert asked(core) == [
        ("status Ada Obi", Conversation(HIRING, shared=True)),
        ("and what about Bo,", Conversation(HIRING, above, shared=True)),
    ]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        (f"{BOT}\xa0status Ada", "status Ada"),
        (f"{BOT}: status Ada", "status Ada"),
        (f"{BOT} status\xa0Ada", "status Ada"),
        ("<@U0USHER|usher>, status Ada", "status Ada"),
        (f"hey {BOT}, status Ada", "hey status Ada"),
        (f"{BOT} {BOT} status Ada", "status Ada"),
        (f"status Ada {BOT}", "status Ada"),
        (f"{BOT} ask <@U0BO> and <!here> see <https://a.example/cv|her CV>", "ask @somebody and @here see her CV"),
        (f"{BOT} a &lt; b &amp;&amp; &lt;@U0USHER&gt;", "a < b && <@U0USHER>"),
        (f"{BOT}", "help"),
        (f" {BOT}! ", "!"),
    ],
)
async def test_the_bots_own_name_is_no_part_of_what_is_asked(
    core: Core, slack: Slack, mia: SlackUser, written: str, heard: str
) -> None:
    event = {"type": "app_mention", "user": "U0MIA", "text": written, "ts": "1.1", "team": "T0HOME"}

    status = await slack.event({**event, "channel": HIRING})

    assert (status, words(core)) == (200, [heard])


async def test_a_file_with_words_and_what_a_thread_tells_the_channel_too_are_words(core: Core, mia: SlackUser) -> None:
    await mia.writes("her CV", subtype="file_share", files=[{"id": "F1", "name": "cv.pdf"}])
    await mia.writes("yes", subtype="thread_broadcast")
    await mia.writes("waves", subtype="me_message")

    assert words(core) == ["her CV", "yes", "waves"]


async def test_a_message_that_has_a_thread_of_its_own_stands_in_none(core: Core, slack: Slack, mia: SlackUser) -> None:
    await slack.event(direct(thread_ts="1.1"))

    assert asked(core) == [("status", Conversation("D0MIA"))]


@pytest.mark.parametrize("text", ["ü" * 40_000, "\U0001f600" * 40_000, "<" * 40_000, " " * 39_999 + "x"])
async def test_the_longest_message_that_slack_takes_is_heard(core: Core, mia: SlackUser, text: str) -> None:
    status = await mia.writes(text)

    assert status == 200
    assert words(core) == [text.strip()]


def test_a_request_may_be_as_large_as_the_longest_message_written_twice_and_escaped() -> None:
    assert 40_000 * 2 * len("\\ud83d\\ude00") < LARGEST


# --- what is not for us -------------------------------------------------------------------------------------------


def direct(**more: Any) -> Any:
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": "D0MIA",
        "user": "U0MIA",
        "text": "status",
        "ts": "1.1",
    }
    return {**event, **more}


@pytest.mark.parametrize(
    "event",
    [
        direct(bot_id="B0OTHER"),
        direct(bot_id="B0USHER", user="U0USHER"),
        direct(user="U0USHER"),
        direct(subtype="bot_message", user=None, bot_id="B0OTHER"),
        direct(subtype="message_changed", hidden=True, message={"text": "status", "user": "U0MIA"}),
        direct(subtype="message_changed", message={"text": "status", "user": "U0MIA"}, user=None),
        direct(subtype="message_deleted", hidden=True),
        direct(subtype="message_replied"),
        direct(subtype="channel_join"),
        direct(subtype="of_tomorrow"),
        direct(hidden=True),
        direct(edited={"user": "U0MIA", "ts": "2.1"}),
        direct(text=""),
        direct(text="   "),
        direct(text=None, subtype="file_share", files=[{"id": "F1"}]),
        direct(user=None),
        direct(channel=None),
        direct(channel_type="channel", channel=HIRING),
        direct(channel_type="group", channel="G0SECRET"),
        direct(channel_type="mpim", channel="G0SEVERAL"),
        direct(type="app_mention", text=f"{BOT} status"),
        direct(type="app_mention", text=f"{BOT} status", channel_type=None),
        direct(type="app_mention", channel=HIRING, channel_type=None, edited={"user": "U0MIA", "ts": "2.1"}),
        direct(type="app_mention", channel=HIRING, channel_type=None, bot_id="B0OTHER"),
    ],
    ids=str,
)
async def test_what_is_no_persons_new_words_to_us_is_acknowledged_and_left_alone(
    core: Core, slack: Slack, mia: SlackUser, event: Any
) -> None:
    status = await slack.event({name: value for name, value in event.items() if value is not None})

    assert (status, core.heard) == (200, [])


async def test_what_is_said_in_a_channel_without_calling_us_is_never_sent(core: Core, mia: SlackUser) -> None:
    assert await mia.writes("usher will know", channel=HIRING) == 0
    assert core.heard == []


async def test_our_own_answers_lead_to_no_further_ones(wire: Wire, core: Core, slack: Slack, mia: SlackUser) -> None:
    await wire.chat.post(MIA, CARD, key="card:1")
    ours = {**slack.told(mia.messages[0], metadata=True), "bot_id": slack.bot_id}

    status = await slack.event(direct(**ours))

    assert (status, core.heard) == (200, [])


def test_what_is_ours_is_known_without_bolt_too() -> None:
    assert said({"team_id": "T0HOME", "event": direct(user="U0USHER")}, bot="U0USHER") is None
    assert said({"team_id": "T0HOME", "event": direct(user="U0MIA")}, bot="U0USHER") is not None


async def test_people_of_another_workspace_are_not_heard_and_get_no_answer(
    wire: Wire, core: Core, slack: Slack, mia: SlackUser
) -> None:
    eve = slack.person("U0EVE", team="T0AWAY")
    slack.channels[HIRING].members.add("U0EVE")

    called = await eve.writes("@Usher status Ada", channel=HIRING)
    wrote = await eve.writes("status Ada")
    claimed = await eve.writes("status Ada", team="T0HOME")

    assert (called, wrote, claimed) == (200, 200, 200)
    assert core.heard == []
    assert wire.calls == []


# --- once, and again ----------------------------------------------------------------------------------------------


async def test_a_repeated_event_carries_the_same_delivery(core: Core, slack: Slack, mia: SlackUser) -> None:
    await mia.writes("yes", event_id="Ev0MIA1")
    status = await slack.retries()

    assert status == 200
    assert [each.delivery for each in core.heard if isinstance(each, Said)] == ["Ev0MIA1", "Ev0MIA1"]


async def test_what_the_core_could_not_keep_is_sent_by_slack_again(core: Core, slack: Slack, mia: SlackUser) -> None:
    core.fails = RuntimeError("Ada Obi <ada@example.com>")
    first = await mia.writes("yes", event_id="Ev0MIA1")
    core.fails = None
    second = await slack.retries(reason="http_error")

    assert (first, second) == (500, 200)
    assert [each.delivery for each in core.heard if isinstance(each, Said)] == ["Ev0MIA1", "Ev0MIA1"]


async def test_while_slack_does_not_say_who_we_are_events_come_again(core: Core, slack: Slack, mia: SlackUser) -> None:
    slack.next("auth.test", Broken(503))

    first = await mia.writes("yes")
    second = await slack.retries(reason="http_error")

    assert (first, second) == (503, 200)
    assert words(core) == ["yes"]


async def test_no_log_holds_what_people_write(
    core: Core, slack: Slack, mia: SlackUser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await mia.writes("Ada Obi withdrew")
    core.fails = RuntimeError("Ada Obi withdrew")
    await mia.writes("@Usher status Ada Obi", channel=HIRING)
    await slack.event(direct(text="Ada Obi", user="U0USHER"))

    told = [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    assert any("slack_request_failed" in line for line in told)
    assert not [line for line in told if "Ada" in line]


async def test_by_socket_mode_the_same_is_heard_and_a_failure_is_not_acknowledged(slack: Slack, mia: SlackUser) -> None:
    core = Core()
    slack.sockets.patience = 0.3
    async with aiohttp.ClientSession() as session:
        client = connect(slack.token, session=session, url=slack.api)
        async with listening(core.handle, app_token=slack.sockets.token, client=client, ping=0.2):
            await slack.sockets.stand()
            wrote = await mia.writes("@Usher status", channel=HIRING)
            opened = await mia.opens()
            core.fails = RuntimeError()
            failed = await mia.writes("yes")

    assert (wrote, opened, failed) == (200, 200, 0)
    assert words(core) == ["status", "yes"]


# --- answers where it was asked ------------------------------------------------------------------------------------


async def test_an_answer_stands_in_the_thread_and_can_be_found_there_alone(
    wire: Wire, slack: Slack, mia: SlackUser
) -> None:
    await mia.writes("status Ada")
    above = slack.messages[-1].ts

    posted = await wire.chat.post(MIA, CARD, key="said:1", thread=above)

    assert [(each.ts, each.thread_ts) for each in mia.messages] == [(posted.message, above)]
    assert await wire.chat.find(MIA, key="said:1", thread=above) == posted
    assert await wire.chat.find(MIA, key="said:1") is None
    assert await wire.chat.find(MIA, key="said:2", thread=above) is None


async def test_an_answer_outside_a_thread_names_none(wire: Wire, slack: Slack, mia: SlackUser) -> None:
    await wire.chat.post(MIA, CARD, key="said:1")
    await wire.chat.aside(MIA, CARD, at=Conversation(HIRING, shared=True))

    sent = [*slack.called("chat.postMessage"), *slack.called("chat.postEphemeral")]
    assert [each for each in sent if "thread_ts" in each] == []


async def test_an_answer_whose_own_answer_got_lost_is_found_in_a_long_thread(
    wire: Wire, slack: Slack, mia: SlackUser
) -> None:
    await mia.writes("status Ada")
    above = slack.messages[-1].ts
    for number in range(130):
        slack.methods["chat.postMessage"]({"channel": "D0MIA", "text": f"note {number}", "thread_ts": above})
    slack.next("chat.postMessage", Dropped(accepted=True))
    with pytest.raises(Transient):
        await wire.chat.post(MIA, CARD, key="said:1", thread=above)

    found = await wire.chat.find(MIA, key="said:1", thread=above)

    assert found == Posted("D0MIA", mia.messages[-1].ts)
    assert len(slack.called("conversations.replies")) == 2


async def test_a_thread_that_is_gone_is_said_briefly(wire: Wire, mia: SlackUser) -> None:
    with pytest.raises(Permanent, match="the thread is gone"):
        await wire.chat.post(MIA, CARD, key="said:1", thread="1.000001")
    with pytest.raises(Permanent, match="the thread is gone"):
        await wire.chat.find(MIA, key="said:1", thread="1.000001")


async def test_an_answer_in_a_channel_is_seen_by_the_asker_alone_and_kept_nowhere(
    wire: Wire, slack: Slack, mia: SlackUser
) -> None:
    await mia.writes("@Usher status Ada", channel=HIRING)
    above = slack.messages[-1].ts

    await wire.chat.aside(MIA, CARD, at=Conversation(HIRING, shared=True))
    await wire.chat.aside(MIA, CARD, at=Conversation(HIRING, above, shared=True))

    assert [(each.channel, each.thread_ts) for each in mia.ephemerals] == [(HIRING, ""), (HIRING, above)]
    assert mia.ephemerals[0].reads.startswith("Interview with Ada O.\nBooked")
    assert slack.people["U0BO"].ephemerals == []
    assert mia.messages == []


async def test_a_press_on_an_answer_in_a_thread_is_answered_in_that_thread(
    wire: Wire, core: Core, slack: Slack, mia: SlackUser
) -> None:
    await mia.writes("@Usher status Ada", channel=HIRING)
    above = slack.messages[-1].ts
    await wire.chat.aside(MIA, CARD, at=Conversation(HIRING, above, shared=True))
    core.answers(Say(LATER), Redraw(LATER))

    beside = await mia.presses("Show", on=mia.ephemerals[0])
    instead = await mia.presses("Show", on=mia.ephemerals[0])

    assert [(each.channel, each.thread_ts) for each in beside.shown] == [(HIRING, above)]
    assert instead.shown == (mia.ephemerals[0],)
    assert mia.ephemerals[0].reads == "Interview with Ada O.\nTook place"


async def test_a_press_on_a_card_with_a_thread_below_is_answered_beside_the_card(
    wire: Wire, core: Core, mia: SlackUser
) -> None:
    posted = await wire.chat.post(MIA, CARD, key="card:1")
    await mia.writes("hm", thread=posted.message)
    answered = await wire.chat.post(MIA, CARD, key="said:1", thread=posted.message)
    core.answers(*[Say(LATER)] * 2)

    on_card = await mia.presses("Show", on=mia.messages[0])
    on_answer = await mia.presses("Show", on=mia.messages[1])

    assert mia.messages[1].ts == answered.message
    assert [on_card.shown[0].thread_ts, on_answer.shown[0].thread_ts] == ["", posted.message]


async def test_where_somebody_is_not_nothing_is_said_aside(wire: Wire, slack: Slack, mia: SlackUser) -> None:
    slack.channel("C0AWAY", slack.people["U0BO"])
    slack.channel("C0OLD", mia).archived = True
    slack.channel("C0SECRET", mia).joined = False

    told = {}
    for place in ("C0AWAY", "C0OLD", "C0SECRET", "C0NOWHERE"):
        with pytest.raises(Permanent) as refused:
            await wire.chat.aside(MIA, CARD, at=Conversation(place, shared=True))
        told[place] = str(refused.value).partition(":")[0]

    assert told == {
        "C0AWAY": "user_not_in_channel",
        "C0OLD": "is_archived",
        "C0SECRET": "channel_not_found",
        "C0NOWHERE": "channel_not_found",
    }
    assert mia.ephemerals == []


async def test_somebody_who_is_not_in_a_channel_can_still_be_written_to(wire: Wire, slack: Slack) -> None:
    slack.next("chat.postEphemeral", Says("user_not_in_channel"))

    with pytest.raises(Permanent) as refused:
        await wire.chat.aside(MIA, CARD, at=Conversation(HIRING, shared=True))

    assert not isinstance(refused.value, Unreachable)


async def test_answers_aside_go_one_a_second_to_one_channel(slack: Slack, mia: SlackUser) -> None:
    seconds = [1_800_000_000.0]
    async with aiohttp.ClientSession() as session:
        client = connect(slack.token, session=session, url=slack.api, pace=Pace(seconds=lambda: seconds[0]))
        chat = SlackChat(client)
        await chat.aside(MIA, CARD, at=Conversation(HIRING, shared=True))
        with pytest.raises(Transient) as early:
            await chat.aside(Account(Platform.SLACK, "T0HOME", "U0BO"), CARD, at=Conversation(HIRING, shared=True))
        await chat.post(MIA, CARD, key="card:1")
        seconds[0] += 1
        await chat.aside(Account(Platform.SLACK, "T0HOME", "U0BO"), CARD, at=Conversation(HIRING, shared=True))

    assert (early.value.refused, early.value.wait) == (True, timedelta(seconds=1))
    assert len(slack.called("chat.postEphemeral")) == 2
    assert len(slack.people["U0BO"].ephemerals) == 1
