"""The whole story on the demo's page, as a newcomer plays it: from a card on the board to a nudge that is answered."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from adapters.demo import staged
from tests.journeys.browser import DESKTOP, PHONE
from tests.journeys.demo_page import NARROWEST, Keys, Mouse, Visit, visiting

WEDNESDAY = datetime(2027, 3, 3, 10, tzinfo=UTC)
ADA, RAE, JONAS, OLU, INES = "Ada Obi", "Rae Morgan", "Jonas Keller", "Olu Bello", "Ines Duarte"
HELD = re.compile(r"Hold [\d:–]+: \[Hold\] Team panel: Ada O\.")
BOOKED = re.compile(r"Booked [\d:–]+: Team panel: Ada O\.")
SAW = "Asked for the query plan before changing anything, and said what they would measure first."
LONGEST = 40  # presses on “To the next event” until something must have come


WAYS = {
    "on a phone": (PHONE, Mouse, True),
    "without scripts": (DESKTOP, Mouse, False),
    "by keyboard alone": (DESKTOP, Keys, True),
}


@pytest.mark.large
async def test_an_interview_is_asked_for_booked_judged_and_decided_on_one_page(browser: Browser) -> None:
    await the_story(browser, size=DESKTOP)


@pytest.mark.large
@pytest.mark.parametrize("way", WAYS)
async def test_the_story_can_be_played(browser: Browser, way: str) -> None:
    size, hands, scripts = WAYS[way]
    await the_story(browser, size=size, hands=hands, scripts=scripts)


async def the_story(
    browser: Browser, *, size: ViewportSize, hands: type[Mouse] | type[Keys] = Mouse, scripts: bool = True
) -> None:
    async with (
        staged(start=WEDNESDAY, prologue=False) as demo,
        visiting(browser, demo, size=size, hands=hands, scripts=scripts) as visit,
    ):
        await the_panel_is_asked(visit)
        await ada_chooses(visit)
        await the_days_pass(visit)
        await both_write_what_they_saw(visit)
        await ines_decides(visit)
        await rae_answers_a_nudge(visit)

        assert not "\n".join(await visit.sticks_out(NARROWEST))
        assert visit.complaints == []


async def the_panel_is_asked(visit: Visit) -> None:
    """Moving a card holds times; one interviewer answers by button, the other in words, and the candidate is invited."""
    await visit.moves(ADA, to="Team panel")
    await expect(visit.stage("Team panel").get_by_role("heading", name=ADA)).to_be_visible()
    calendars = visit.pane("Calendars")
    await visit.hands.press(calendars.get_by_role("link", name="new"))
    await expect(calendars).to_contain_text(HELD)
    await visit.presses("Both work", on=visit.pane(JONAS))
    await expect(visit.pane(JONAS)).to_contain_text("Your answer is noted")

    await visit.writes("both work", as_=OLU)

    await expect(visit.card(ADA)).to_contain_text("Invited")


async def ada_chooses(visit: Visit) -> None:
    """The mail leads to the page on which she takes the second time; it is booked, and the other hold is gone."""
    async with visit.page.expect_popup() as opening:
        await visit.hands.press((await visit.mail_to(ADA)).get_by_role("link", name="Choose a time"))
    page = await opening.value
    await visit.hands.choose(page.get_by_role("radio").nth(1))
    await visit.hands.press(page.get_by_role("button", name="Book this time"))
    await expect(page.get_by_role("heading", level=1)).to_have_text("You're booked")
    await page.close()
    await visit.looks_again()

    await expect(visit.card(ADA)).to_contain_text("Booked")
    await expect(visit.pane("Calendars")).to_contain_text(BOOKED)
    await expect(visit.pane("Calendars")).not_to_contain_text(HELD)


async def the_days_pass(visit: Visit) -> None:
    """The clock goes from event to event until the interviewers are asked what they saw."""
    asked = visit.pane(JONAS).get_by_role("button", name="Fill in the scorecard")
    for _ in range(LONGEST):
        if await asked.count():
            return
        await visit.winds("To the next event")
    raise AssertionError("nobody was ever asked for a scorecard")


async def both_write_what_they_saw(visit: Visit) -> None:
    """Words that say nothing come back once; the pack goes to who decides when both have sent theirs."""
    await scorecard(visit, JONAS, evidence="Good vibe")
    form = visit.pane(JONAS).get_by_role("dialog")
    await expect(form.get_by_role("button", name="Send anyway")).to_be_visible()
    await visit.hands.write(SAW, into=form.get_by_label("Evidence: Problem solving"))
    await visit.presses("Send anyway", on=form)
    await expect(visit.pane(JONAS)).to_contain_text("Sent, thank you")
    await expect(visit.pane(INES)).not_to_contain_text("Read the pack")

    await scorecard(visit, OLU, evidence=SAW)

    await expect(visit.pane(INES)).to_contain_text("Read the pack")


async def scorecard(visit: Visit, name: str, *, evidence: str) -> None:
    """Fill one in from the card in somebody's chat, and send it."""
    await visit.presses("Fill in the scorecard", on=visit.pane(name))
    form, hands = visit.pane(name).get_by_role("dialog"), visit.hands
    await hands.choose(form.get_by_role("group", name="Problem solving").get_by_role("radio", name="Clear evidence"))
    await hands.write(evidence, into=form.get_by_label("Evidence: Problem solving"))
    for other in ("Craft", "Working together"):
        await hands.choose(form.get_by_role("group", name=other).get_by_role("radio", name="Did not come up"))
    await hands.write("Slow queries, being on call", into=form.get_by_label("Topics covered"))
    await hands.choose(form.get_by_role("radio", name="Yes", exact=True))
    await visit.presses("Send", on=form)


async def ines_decides(visit: Visit) -> None:
    """She goes on with them: the next step is hers to say, whose it is and by when."""
    pane = visit.pane(INES)
    await visit.presses("Go on", on=pane)
    form = pane.get_by_role("dialog")
    await visit.hands.write("Call about the salary", into=form.get_by_role("textbox", name="What comes next?"))
    await visit.hands.choose(form.get_by_role("radio", name=RAE))
    await visit.presses("Set it", on=form)

    await expect(form).to_have_count(0)


async def rae_answers_a_nudge(visit: Visit) -> None:
    """What was to be done by a day that is over stands in the next morning's message, until it is dealt with."""
    pane, nudge = visit.pane(RAE), "“Call about the salary” was due"
    for _ in range(LONGEST):
        await visit.winds("Next morning")
        if await pane.get_by_text(nudge).count():
            break
    await visit.hands.press(pane.get_by_text(nudge).locator("xpath=following::button[.='Done'][1]"))
    form = pane.get_by_role("dialog")
    await visit.hands.write("Send the offer", into=form.get_by_role("textbox", name="What comes next?"))
    await visit.presses("Set it", on=form)

    await expect(form).to_have_count(0)
    await expect(pane.get_by_text(nudge)).to_have_count(0)
