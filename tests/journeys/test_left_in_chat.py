"""A candidate whom nobody moves, in Slack and in Teams: the owner's digest, the hiring channel, an update, a call."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.desk import Desk
from bot.usecases import digests
from storage.engine import Database
from tests.journeys.slack_office import SlackOffice, slack_office
from tests.journeys.teams_office import TeamsOffice, teams_office
from tests.office import POLICY, text_of
from tests.when import SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
CHANNELS = {"slack": "C0HIRING", "teams": "19:hiring@thread.tacv2"}
WITH_CHANNEL = replace(POLICY, stale=replace(POLICY.stale, channels=CHANNELS))

Office = SlackOffice | TeamsOffice


@pytest.fixture(params=[slack_office, teams_office], ids=["slack", "teams"])
async def office(request: pytest.FixtureRequest, database: Database, clock: SettableClock) -> AsyncIterator[Office]:
    """Ada stands in a stage that starts nothing, since Monday noon; Rae, her owner, and Ivy are in the hiring channel."""
    async with request.param(database, clock, policy=WITH_CHANNEL) as opened:
        if isinstance(opened, SlackOffice):
            opened.slack.channel(CHANNELS["slack"], opened.rae, opened.ivy)
        else:
            opened.teams.channel(CHANNELS["teams"])
        async with database.store() as work:
            await digests.begin(work=work, desk=Desk(WITH_CHANNEL, clock()))
        await opened.applied()
        yield opened


async def test_the_channel_sees_it_and_whoever_may_takes_it_up_there(office: Office) -> None:
    await office.forward(timedelta(days=8))
    (seen,) = in_channel(office)
    assert "Waiting for somebody: Ada O. · Backend Engineer" in office.rae.reads(seen)

    refused = await office.ivy.presses("Set next step", on=seen)
    assert refused.modal is None or not refused.modal.fields
    form = (await office.rae.presses("Set next step", on=seen)).modal
    assert form is not None
    sent = await office.rae.submits(form, {"what": "Call her referee"})
    assert (sent.status, sent.errors) == (200, {})
    await office.settle()
    assert "Looked after: Ada O." in office.rae.reads(seen)
    assert "All done for today" in office.rae.reads(office.rae.messages[-1])


async def test_the_owner_tells_the_candidate_and_logs_a_call_from_the_digest(office: Office) -> None:
    await office.forward(timedelta(days=2))
    digest = office.rae.messages[-1]
    form = (await office.rae.presses("Send an update", on=digest)).modal
    assert form is not None
    assert office.mails() == []

    await office.rae.submits(form, {"text": "We are still talking with your referee."})
    await office.settle()
    (mail,) = office.mails()
    assert "We are still talking with your referee." in text_of(mail)
    assert "All done for today" in office.rae.reads(digest)
    standing = await office.rae.types("/usher status ada")
    on = standing.shown[-1] if isinstance(office, SlackOffice) else office.rae.messages[-1]
    call = (await office.rae.presses("Log a call", on=on)).modal
    assert call is not None
    logged = await office.rae.submits(call, {"text": "She is glad to wait"})
    assert logged.errors == {}


def in_channel(office: Office) -> list[Any]:
    if isinstance(office, SlackOffice):
        return [message for message in office.slack.messages if message.channel == CHANNELS["slack"]]
    return office.teams.places[CHANNELS["teams"]]
