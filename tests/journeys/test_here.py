"""One person in Slack and in Teams: each message comes once, where they answered last, and what stands stays true."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from aiohttp import web

from adapters import http
from adapters.app import Usher
from adapters.slack import listen as slack_listen
from adapters.teams import listen as teams_listen
from bot.domain.people import Account, Platform
from storage.engine import Database
from tests.journeys import slack_office, teams_office
from tests.journeys.wired_office import IVY, wired_office
from tests.office import RAE
from tests.standins.slack import Slack
from tests.standins.teams import Teams
from tests.when import SettableClock


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_recruiter_moves_from_slack_to_teams_and_back(database: Database, clock: SettableClock) -> None:
    async with Slack() as slack, Teams() as teams, http.session() as session:
        (to_slack, hears_slack), (to_teams, hears_teams) = (
            slack_office.wired_to(slack, session),
            teams_office.wired_to(teams, session, database),
        )

        def listens(usher: Usher) -> Iterable[web.RouteDef]:
            return (*hears_slack(usher), *hears_teams(usher))

        accounts = {
            Account(Platform.SLACK, "T0HOME", "U0RAE"): RAE,
            Account(Platform.SLACK, "T0HOME", "U0IVY"): IVY,
        }
        chats = {Platform.SLACK: to_slack, Platform.TEAMS: to_teams}
        async with wired_office(database, clock, chats=chats, accounts=accounts, listens=listens) as office:
            slack.app = f"{office.address}{slack_listen.PATH}"
            teams.app = f"{office.address}{teams_listen.PATH}"
            rae, ivy = slack.person("U0RAE", name="Rae Morgan"), slack.person("U0IVY", name="Ivy Lane")
            in_teams = teams.person("rae", name="Rae Morgan", email=RAE.email)
            in_teams.settle = office.settle
            await office.applied()

            # Rae schedules in Slack, so the card of the interview stands there.
            waiting = await rae.submits(
                (await rae.types("/usher schedule ada")).modal, {"interviewer": "Ivy Lane, Staff Engineer"}
            )
            await office.settle()
            await rae.submits((await rae.submits(waiting.modal)).modal)
            await office.settle()
            (card,) = rae.messages
            assert "Waiting for the candidate to choose" in rae.reads(card)

            # She writes in Teams for the first time: known by her address, she is written to there from now on.
            here = await in_teams.types("here")
            assert "I write to you here, in Teams" in here.reads
            assert "What stands in Slack stays there" in here.reads
            told = len(in_teams.messages)

            # Ada picks, and Ivy can't: the card in Slack follows where it stands; what Rae is asked comes in Teams alone.
            await office.candidate(step="pick", option="1")
            await office.settle()
            assert "Booked" in rae.reads(card)
            await office.forward(timedelta(hours=1))
            await ivy.writes("can't make it, Thursday after 2", thread=ivy.messages[-1].id)
            await office.settle()
            assert rae.messages == [card]
            (asked,) = in_teams.messages[told:]
            assert in_teams.reads(asked).startswith("Needs you: Ada O.")

            # She presses it there. Then she asks something in Slack, and is written to in Slack again.
            await in_teams.presses("Find new times", on=asked)
            await office.settle()
            assert in_teams.reads(asked).startswith("Settled: Ada O.")
            assert "Booked" not in rae.reads(card)
            await rae.types("/usher mine")
            settled = in_teams.messages[:]
            await office.candidate(step="pick", option="3")
            await office.settle()
            await ivy.writes("can't make it at all")
            await office.settle()
            assert "Needs you: Ada O." in rae.reads(rae.messages[-1])
            assert in_teams.messages == settled
