"""Who a Slack user is, asked over the wire: members with a confirmed mail, and everybody who is not one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from adapters.slack.gateway import SlackChat, connect
from adapters.slack.people import profile
from bot.domain.people import Account, Membership, Platform, Profile
from bot.ports import Permanent, Transient
from tests.standins.slack import Broken, Limited, Says, Slack

NOOR = Account(Platform.SLACK, "T0HOME", "U0NOOR")
MAIL: dict[str, Any] = {
    "profile": {"real_name": "Noor Haddad", "email": "noor@northwind.example"},
    "is_email_confirmed": True,
}


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as slack:
        yield slack


@pytest.fixture
async def chat(slack: Slack) -> AsyncIterator[SlackChat]:
    async with aiohttp.ClientSession() as session:
        yield SlackChat(connect(slack.token, session=session, url=slack.api))


async def test_a_member_is_told_with_name_confirmed_mail_and_zone(chat: SlackChat, slack: Slack) -> None:
    slack.person("U0NOOR", zone="Africa/Cairo", **MAIL)

    assert await chat.who(NOOR) == Profile(Membership.MEMBER, "Noor Haddad", "noor@northwind.example", "Africa/Cairo")


@pytest.mark.parametrize(
    ("marks", "membership"),
    [
        ({"is_bot": True}, Membership.BOT),
        ({"is_workflow_bot": True}, Membership.BOT),
        ({"is_restricted": True}, Membership.GUEST),
        ({"is_restricted": True, "is_ultra_restricted": True}, Membership.GUEST),
        ({"is_stranger": True}, Membership.STRANGER),
        ({"team_id": "T0OTHER"}, Membership.STRANGER),
        ({"team_id": "T0OTHER", "enterprise_user": {"id": "W1", "teams": ["T0OTHER"]}}, Membership.STRANGER),
        ({"team_id": "E0ORG", "enterprise_user": {"id": "W1", "teams": ["T0OTHER", "T0HOME"]}}, Membership.MEMBER),
        ({"deleted": True}, Membership.GONE),
        ({"deleted": True, "is_restricted": True}, Membership.GONE),
        ({"is_admin": True, "is_owner": True}, Membership.MEMBER),
    ],
    ids=str,
)
async def test_what_somebody_is_to_the_workspace(
    chat: SlackChat, slack: Slack, marks: dict[str, Any], membership: Membership
) -> None:
    slack.person("U0NOOR", **{**MAIL, **marks})

    assert (await chat.who(NOOR)).membership is membership


async def test_slackbot_is_a_bot_although_it_does_not_say_so(chat: SlackChat, slack: Slack) -> None:
    slack.person("USLACKBOT", **MAIL)

    assert (await chat.who(Account(Platform.SLACK, "T0HOME", "USLACKBOT"))).membership is Membership.BOT


@pytest.mark.parametrize("marks", [{"is_email_confirmed": False}, {"is_email_confirmed": "true"}, {}], ids=str)
async def test_a_mail_that_slack_does_not_call_confirmed_is_none(
    chat: SlackChat, slack: Slack, marks: dict[str, Any]
) -> None:
    slack.person("U0NOOR", profile=MAIL["profile"], **marks)

    assert (await chat.who(NOOR)).email == ""


async def test_an_account_of_another_workspace_is_a_stranger_whatever_its_profile_says(
    chat: SlackChat, slack: Slack
) -> None:
    slack.person("U0FAR", team="T0OTHER", **MAIL)

    assert await chat.who(Account(Platform.SLACK, "T0OTHER", "U0FAR")) == Profile(Membership.STRANGER)


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "Pacific Standard Time", "../etc/passwd", None, 7], ids=str)
async def test_a_zone_that_is_none_reads_as_not_said(chat: SlackChat, slack: Slack, zone: object) -> None:
    slack.person("U0NOOR", **{**MAIL, "tz": zone})

    assert (await chat.who(NOOR)).zone == ""


@pytest.mark.parametrize("user", [None, [], {}, {"id": None}, "U0NOOR"], ids=str)
def test_an_answer_without_a_user_is_a_passing_fault(user: object) -> None:
    with pytest.raises(Transient):
        profile(user, team="T0HOME")


@pytest.mark.parametrize(
    "user", [{"id": "U1", "profile": None}, {"id": "U1", "team_id": 7, "enterprise_user": {"teams": "T0HOME"}}], ids=str
)
def test_fields_of_another_type_let_nobody_in(user: object) -> None:
    assert profile(user, team="T0HOME") == Profile(Membership.STRANGER)


async def test_a_fault_may_pass_and_a_refusal_does_not(chat: SlackChat, slack: Slack) -> None:
    slack.person("U0NOOR", **MAIL)
    slack.next("users.info", Broken(503), Says("missing_scope"), Limited(seconds=30))

    with pytest.raises(Transient):
        await chat.who(NOOR)
    with pytest.raises(Permanent, match="missing_scope"):
        await chat.who(NOOR)
    with pytest.raises(Transient) as limited:
        await chat.who(NOOR)

    assert limited.value.wait == timedelta(seconds=30)


async def test_a_user_of_nowhere_is_nobody_for_good(chat: SlackChat, slack: Slack) -> None:
    with pytest.raises(Permanent, match="user_not_found"):
        await chat.who(NOOR)
