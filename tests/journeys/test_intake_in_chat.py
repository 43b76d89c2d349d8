"""The intake of a role in Slack and in Teams: asked in the morning, drafted, agreed, and everybody goes on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ids import OpeningId
from bot.inbound import ApplicationSeen
from storage.engine import Database
from tests.journeys.slack_office import SlackOffice, slack_office
from tests.journeys.teams_office import TeamsOffice, teams_office
from tests.journeys.wired_office import IVY
from tests.office import ADA
from tests.when import SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
MUST = "Moves a live billing database without an outage"


Office = SlackOffice | TeamsOffice


@pytest.fixture(params=[slack_office, teams_office], ids=["slack", "teams"])
async def office(request: pytest.FixtureRequest, database: Database, clock: SettableClock) -> AsyncIterator[Office]:
    """Ivy hires for the role, and has not agreed what it needs."""
    async with request.param(database, clock) as opened:
        async with database.store() as work:
            opening, ivy = await work.openings.get(OpeningId("op-1")), await work.people.by_email(IVY.email)
            assert opening is not None
            assert ivy is not None
            await work.openings.save(replace(opening, intake_agreed=False, hiring_manager=ivy.id))
        yield opened


async def test_a_manager_agrees_and_the_candidate_is_invited_by_itself(office: Office) -> None:
    rae, ivy = office.rae, office.ivy
    await office.usher.router.handle(ApplicationSeen("greenhouse", "d-1", "candidate_stage_change", ADA, None))
    await office.settle()
    refused = await rae.types("/usher schedule ada")
    assert "has not agreed what this role needs yet. I ask Ivy Lane when their day begins." in refused.reads
    assert (ivy.messages, office.mails()) == ([], [])

    # Rae drafts it from there; Ivy's day begins, and she finds it in the form.
    shown = refused.shown[-1] if isinstance(office, SlackOffice) else rae.messages[-1]
    drafting = await rae.presses("Draft it", on=shown)
    await rae.submits(drafting.modal, {"must": MUST, "plan": "Rae screens, Ivy asks about ledgers"})
    await office.forward(timedelta(hours=1))
    (card,) = ivy.messages
    assert ivy.reads(card).startswith("What does this role need? Backend Engineer")
    assert "Rae Morgan has drafted it" in ivy.reads(card)
    agreeing = await ivy.presses("Agree the intake", on=card)
    assert MUST in str(agreeing.modal.view if isinstance(office, SlackOffice) else agreeing.modal.card)
    bounced = await ivy.submits(agreeing.modal, {"must": "A great team player"})
    assert "fits any role" in bounced.errors["must"]
    agreed = await ivy.submits(agreeing.modal, {"must": MUST})
    assert (agreed.status, agreed.modal, agreed.errors) == (200, None, {})

    # Nobody has to do anything more: Ada is asked, the cards tell what was agreed.
    await office.forward(timedelta(0))
    await office.settle()
    assert len(office.mails()) == 1
    assert ivy.reads(card).startswith("Intake agreed: Backend Engineer")
    assert MUST in ivy.reads(card)
    told = [rae.reads(message) for message in rae.messages]
    assert [text for text in told if text.startswith("Intake agreed: Backend Engineer")]
