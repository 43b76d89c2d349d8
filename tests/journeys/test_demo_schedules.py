"""In the demo a recruiter schedules as in Slack: the form, the very times, and only then holds and a mail."""

import re
from html import unescape

from adapters.demo import Demo, staged
from adapters.sandbox.chat import account
from adapters.sandbox.desk import VALUE, Desk
from adapters.sandbox.seed import JONAS, OLU, RAE, SEED_CANDIDATES
from adapters.sandbox.view.page import page

ADA = SEED_CANDIDATES[0]
USER = RAE.account.user


async def submits(demo: Demo, desk: Desk, **filled: str) -> None:
    """Rae sends the form that stands open, as it is preset but for what is filled."""
    opened = await demo.world.chat.opened(account(USER))
    assert opened is not None
    preset = {field["name"]: field["initial"] for field in opened.form["fields"]}
    values = {f"{VALUE}{name}": value for name, value in (preset | filled).items()}
    await desk.submitted(USER, {"action": opened.form["action"], **values})
    await demo.drain()


async def shown(demo: Demo) -> str:
    """The form that stands open on the page, as text."""
    html = await page(demo.world, policy=demo.usher.policy)
    found = re.search(r'<div class="dialog" role="dialog".*?Close without sending', html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split()) if found else ""


async def test_the_times_are_shown_before_anything_is_held_or_sent() -> None:
    async with staged(prologue=False) as demo:
        desk = Desk(demo.world.chat, handle=demo.usher.router.handle)

        await desk.typed(USER, f"/usher schedule {ADA.name}")
        await demo.drain()
        first = await shown(demo)
        await submits(demo, desk)
        second = await shown(demo)
        unsent = await demo.world.mailer.of(ADA.email)
        await submits(demo, desk)
        sent = await demo.world.mailer.of(ADA.email)

        assert "Schedule an interview" in first
        assert f"{RAE.person.name}, the role's recruiter" in first
        assert "Check before sending" in second
        assert f"Candidate {ADA.name}" in second
        assert "Hold and send" in second
        assert await shown(demo) == ""
        assert (len(unsent), len(sent)) == (0, 1)


async def test_a_panel_is_scheduled_from_chat_and_the_timeline_tells_who_did_what() -> None:
    async with staged(prologue=False) as demo:
        desk = Desk(demo.world.chat, handle=demo.usher.router.handle)

        await desk.typed(USER, f"/usher schedule {ADA.name}")
        await demo.drain()
        await submits(demo, desk, kind="team_panel")
        view = await shown(demo)
        await submits(demo, desk)
        for colleague in (JONAS, OLU):
            await desk.typed(colleague.account.user, "both work")
            await demo.drain()
        told = {(each.who, each.cause): each for each in await demo.happened()}
        page_of_all = await page(demo.world, policy=demo.usher.policy, happened=await demo.happened())

        assert "Jonas Keller, technical" in view
        assert "Olu Bello, culture" in view
        assert len(await demo.world.mailer.of(ADA.email)) == 1
        wanted = told["Rae", "An interview is wanted"]
        assert (wanted.about.name, wanted.about.what) == ("Ada O.", "Team panel")
        assert ("A hold stands", 4) in [(step.text, step.times) for step in wanted.steps]
        assert ("Olu", "An interviewer answered about the times") in told
        assert "An interviewer answered about the times" in page_of_all
