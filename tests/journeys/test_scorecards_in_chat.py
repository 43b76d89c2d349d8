"""A scorecard in Slack and in Teams: asked for, begun, bounced, sent, seen and added to."""

from datetime import timedelta
from typing import Any

import pytest

from bot.inbound import ApplicationSeen
from storage.engine import Database
from tests.journeys.slack_office import SlackOffice, slack_office
from tests.journeys.teams_office import TeamsOffice, teams_office
from tests.office import ADA
from tests.standins.slack_person import SlackUser
from tests.standins.slack_screen import Modal
from tests.standins.teams_person import Dialog, TeamsUser
from tests.when import SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SAW = "Split the billing service by its invoices."
FILL, WORTH = "Fill in the scorecard", {"recommendation": "Yes", "topics": "Billing"}


async def over(office: SlackOffice | TeamsOffice) -> None:
    """Ada has met Rae, two hours and more ago."""
    await office.usher.router.handle(ApplicationSeen("greenhouse", "d-1", "candidate_stage_change", ADA, None))
    await office.settle()
    await office.candidate(step="pick", option="1")
    await office.settle()
    await office.forward(timedelta(days=7))


async def leaves_half_filled(person: SlackUser | TeamsUser, form: Modal | Dialog | None, *, notes: str) -> None:
    """In Slack whatever is typed is told at once; in Teams there is a button."""
    if isinstance(person, SlackUser):
        assert isinstance(form, Modal)
        await person.enters(form, "notes", notes)
        await person.closes(form)
    else:
        assert isinstance(form, Dialog)
        kept = await person.submits(form, {"notes": notes}, by="Keep as a draft")
        assert (kept.modal, kept.said) == (None, "Kept. It stands in the form when you open it again.")


@pytest.mark.parametrize("wired", [slack_office, teams_office], ids=["slack", "teams"])
async def test_a_scorecard_is_asked_for_bounced_once_sent_and_added_to(
    database: Database, clock: SettableClock, wired: Any
) -> None:
    async with wired(database, clock) as office:
        rae = office.rae
        await over(office)
        (card,) = [message for message in rae.messages if rae.reads(message).startswith("Your scorecard:")]

        # The form opens on the card; what was typed is there again after it was closed.
        first = await rae.presses(FILL, on=card)
        await leaves_half_filled(rae, first.modal, notes="Great vibe")
        again = await rae.presses(FILL, on=card)
        bounced = await rae.submits(again.modal, WORTH)
        assert bounced.modal is not None
        assert "says how it felt, not what happened" in bounced.modal.reads
        sent = await rae.submits(bounced.modal, {"notes": SAW})

        # Sent, it stays as it is: the card and the form lead to it, and to what is added.
        assert sent.modal is not None
        assert "Sent, thank you:" in sent.reads
        await office.settle()
        assert rae.reads(card).startswith("Sent, thank you:")
        adding = await rae.presses("Add to it", on=card)
        await rae.submits(adding.modal, {"text": "They asked about on-call."})
        seen = await rae.presses("See it", on=card)
        assert SAW in seen.reads
        assert "They asked about on-call." in seen.reads
        assert "Great vibe" not in seen.reads
