"""The premises of a kill: a database, a stand-in Slack and a mail server in the test, and its own copy of the program."""

from collections.abc import AsyncIterator

import pytest

from tests.kill.desk import Desk
from tests.kill.premises import Hire, Premises, Program, furnish, program
from tests.standins.slack import Slack
from tests.standins.smtp import MailServer, mail_server


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as running:
        running.person("U0RAE", zone="Europe/London")
        yield running


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
def premises(database_url: str, slack: Slack, server: MailServer) -> Premises:
    return Premises(database_url, slack.api, server.url())


@pytest.fixture
async def own_program(premises: Premises) -> AsyncIterator[Program]:
    async with program(premises) as running:
        yield running


@pytest.fixture
async def desk(own_program: Program, slack: Slack, server: MailServer) -> Desk:
    hire = Hire()
    await furnish(own_program, hire)
    return Desk(own_program, slack, server, hire)
