"""One interview as two people live it, in Slack and in Teams: a recruiter in London, an interviewer in New York."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.engine import Database
from tests.journeys.slack_office import SlackOffice, slack_office
from tests.journeys.teams_office import TeamsOffice, teams_office
from tests.journeys.wired_office import IVY
from tests.office import RAE
from tests.standins.slack_person import SlackUser
from tests.standins.teams_person import TeamsUser
from tests.when import SettableClock

Office = SlackOffice | TeamsOffice


@pytest.fixture(params=[slack_office, teams_office], ids=["slack", "teams"])
async def office(request: pytest.FixtureRequest, database: Database, clock: SettableClock) -> AsyncIterator[Office]:
    async with request.param(database, clock) as opened:
        yield opened


async def test_two_people_bring_one_interview_from_a_command_to_the_day_after(office: Office) -> None:
    rae, ivy, in_slack = office.rae, office.ivy, isinstance(office, SlackOffice)
    await office.applied()
    await rae.opens()
    await ivy.opens()
    await office.settle()

    # Rae schedules, with Ivy; she sees the two times before anything happens.
    opened = await rae.types("/usher schedule ada")
    waiting = await rae.submits(opened.modal, {"interviewer": "Ivy Lane, Staff Engineer"})
    await office.settle()
    preview = await rae.submits(waiting.modal)
    assert "Ivy Lane" in preview.reads
    assert preview.reads.count("Option ") == 2
    assert (await office.holds(IVY), office.mails()) == ([], [])

    # Sent: both times are held for Ivy, and Ada has one mail.
    sent = await rae.submits(preview.modal)
    await office.settle()
    assert (sent.status, sent.modal, sent.errors) == (200, None, {})
    assert len(await office.holds(IVY)) == 2
    assert await office.holds(RAE) == []
    assert len(office.mails()) == 1
    mine = rae.messages[-1]
    assert "Waiting for the candidate to choose" in rae.reads(mine)

    # Ada picks the first on her page. In New York it is seven; Ivy hears of it when her day begins.
    assert 'name="option"' in await office.candidate()
    await office.candidate(step="pick", option="1")
    await office.settle()
    assert ivy.messages == []
    await office.forward(timedelta(hours=1))
    (card,) = ivy.messages
    assert ivy.reads(card).startswith("Booked: Ada O.")
    assert await office.holds(IVY) == []
    assert "Booked" in rae.reads(mine)
    assert "Ada O." in await at_a_glance(ivy)

    # A gap of twelve minutes is too short: the form says so at its field and stays open.
    form = await ivy.presses("Suggest a time", on=card)
    short = await ivy.submits(form.modal, {"words": "I have 12 minutes at 3pm on Thursday"})
    assert "takes 30 minutes, and 12 minutes are too few" in str(short.errors)
    assert "Booked" in rae.reads(mine)

    # Ivy can't, and says when she could, below her card; Rae is told what and when.
    await ivy.writes("can't make it, Thursday after 2", thread=card.id)
    await office.settle()
    assert "you can't make it" in ivy.reads(card)
    assert not in_slack or ivy.messages[-1].thread_ts == card.id
    asked = rae.messages[-1]
    assert rae.reads(asked).startswith("Needs you: Ada O.")
    assert "Thursday after 2" in rae.reads(asked)
    assert "waiting" in (await at_a_glance(rae)).casefold()

    # Rae has new times found, in words: the old one is given up first. Ada hears of it and picks again, and Ivy says yes.
    await rae.writes("find new times", thread=asked.id)
    await office.settle()
    assert "Booked" not in rae.reads(mine)
    assert ivy.reads(card).startswith("Time given up: Ada O.")
    assert [str(mail["Subject"]).partition(":")[0] for mail in office.mails()[-2:]] == [
        "A new time is needed",
        "Backend Engineer at Northwind",
    ]
    assert len(await office.holds(IVY)) == 2
    await office.candidate(step="pick", option="3")
    await office.settle()
    await ivy.writes("works for me")
    await office.settle()
    booked = [message for message in ivy.messages if "You said it suits you" in ivy.reads(message)]
    assert booked
    assert rae.reads(asked).startswith("Settled: Ada O.")

    # The day before both are reminded once, and then it tells what became of it. Rae says what comes next, and keeps a note.
    await office.forward(timedelta(days=10))
    reminders = [message for message in ivy.messages if ivy.reads(message).startswith("Took place:")]
    assert len(reminders) == 1
    assert [mail["Subject"] for mail in office.mails()].count(office.mails()[-1]["Subject"]) == 1
    assert "Took place" in rae.reads(mine)
    step = await rae.types("/usher next ada")
    await rae.submits(step.modal, {"what": "Debrief with Ivy", "owner": "Rae Morgan, Recruiter"})
    noted = await rae.types("/usher note ada: asked about remote work")
    status = await rae.types("/usher status ada")
    await office.settle()
    assert "Debrief with Ivy" in status.reads
    assert "asked about remote work" in status.reads
    assert "Debrief with Ivy" in await at_a_glance(rae)
    assert noted.shown
    if not in_slack:
        await every_card_that_refreshes_has_something_to_show(rae, ivy)


async def every_card_that_refreshes_has_something_to_show(*people: TeamsUser) -> None:
    looks = [await person.looks(at=message) for person in people for message in person.messages]

    assert any(seen.status for seen in looks)
    assert all(seen.shown for seen in looks if seen.status)


async def at_a_glance(person: SlackUser | TeamsUser) -> str:
    """What somebody sees on their Home; Teams has none, so they ask."""
    if isinstance(person, TeamsUser):
        return (await person.types("/usher mine")).reads
    assert person.home is not None
    return person.home.reads
