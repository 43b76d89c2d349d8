"""In the demo a recruiter schedules as in Slack: the form, the very times, and only then holds and a mail."""

import re
from html import unescape

from adapters.demo import Demo, staged
from adapters.sandbox.chat import account
from adapters.sandbox.desk import VALUE, Desk
from adapters.sandbox.seed import RAE, SEED_CANDIDATES
from adapters.sandbox.view import page

ADA = SEED_CANDIDATES[0]
USER = RAE.account.user


async def submits(demo: Demo, desk: Desk) -> None:
    """Rae sends the form that stands open, as it is preset."""
    opened = await demo.world.chat.opened(account(USER))
    assert opened is not None
    filled = {f"{VALUE}{field['name']}": field["initial"] for field in opened.form["fields"]}
    await desk.submitted(USER, {"action": opened.form["action"], **filled})
    await demo.drain()


async def shown(demo: Demo) -> str:
    """The form that stands open on the page, as text."""
    html = await page(demo.world, happened=(), due=None, live=False)
    found = re.search(r'<div class="dialog".*?Close without sending', html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split()) if found else ""


async def test_the_times_are_shown_before_anything_is_held_or_sent() -> None:
    async with staged() as demo:
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
