"""A rule is relaxed in chat: in the view that found nothing, and on the card of a search that nobody watched."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.time import Interval
from bot.inbound import ApplicationSeen
from storage.engine import Database
from tests.journeys.slack_office import SlackOffice, slack_office
from tests.journeys.teams_office import TeamsOffice, teams_office
from tests.office import ADA, RAE
from tests.when import NOON, SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

DAY = timedelta(days=1)


async def away(office: SlackOffice | TeamsOffice) -> None:
    """Rae has no time until after the horizon of the kind."""
    await office.calendar.put_busy(RAE.email, Interval(NOON - DAY, NOON + 16 * DAY), title="Away")


@pytest.mark.parametrize("wired", [slack_office, teams_office], ids=["slack", "teams"])
async def test_the_view_that_found_nothing_is_replaced_by_the_times_that_a_relaxed_rule_brings(
    database: Database, clock: SettableClock, wired: Any
) -> None:
    async with wired(database, clock) as office:
        await office.applied()
        await away(office)
        opened = await office.rae.types("/usher schedule ada")
        await office.settle()
        strict = await office.rae.submits(opened.modal)
        said = strict.reads
        assert strict.modal is not None
        view = await office.rae.presses("Look 28 days ahead", on=strict.modal)
        shown, replaced = view.reads, view.modal is strict.modal
        done = await office.rae.submits(view.modal)
        await office.settle()

        assert "There is no free time" in said
        assert "Nothing was held or sent." in said
        assert shown.startswith("Check before sending\n")
        assert "Relaxed: looking further ahead" in shown
        assert replaced
        assert (done.status, done.modal, done.errors) == (200, None, {})
        assert len(office.mails()) == 1
        assert min(span.start for span in await office.holds(RAE)) > NOON + 16 * DAY
        assert "Relaxed: looking further ahead" in "".join(map(office.rae.reads, office.rae.messages))


async def test_the_card_of_a_search_that_found_nothing_looks_again_by_a_relaxed_rule(
    database: Database, clock: SettableClock
) -> None:
    async with slack_office(database, clock) as office:
        await away(office)
        seen = ApplicationSeen("greenhouse", "d-1", "candidate_stage_change", replace(ADA, stage="Screen"), None)
        await office.usher.router.handle(seen)
        await office.settle()
        [card] = [each for each in office.rae.messages if "There is no free time" in office.rae.reads(each)][-1:]
        await office.rae.presses("Look 28 days ahead", on=card)
        await office.settle()

        assert len(office.mails()) == 1
        assert "There is no free time" not in office.rae.reads(card)
