"""The tour of the demo, walked through over HTTP: six steps in a few presses, each of which ticks once it is done."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession

from adapters.demo import Demo, staged
from adapters.sandbox.chat import account
from adapters.sandbox.desk import VALUE
from adapters.sandbox.seed import ADA, SIOBHAN, STAGES
from adapters.sandbox.tour import Step
from adapters.story_stage import LINK, OPTION, text

WEDNESDAY = datetime(2027, 3, 3, 10, tzinfo=UTC)
PANEL, OFFER = STAGES[2], STAGES[3]
DONE = 303


@dataclass(frozen=True)
class Visitor:
    """Somebody at the demo's page, in a browser of theirs."""

    demo: Demo
    browser: ClientSession

    async def posts(self, path: str, **fields: str) -> int:
        async with self.browser.post(f"{self.demo.links.base_url}{path}", data=fields, allow_redirects=False) as answer:
            return answer.status

    async def moves(self, application: str, *, to: str) -> None:
        assert await self.posts(f"/demo/ats/{application}/move", stage=to) == DONE

    async def presses(self, user: str, label: str, *, about: str) -> None:
        """Press the newest button that reads so, on a card that names somebody."""
        lines = [line for line in await self.demo.world.chat.lines(user) if about in str(line.card)]
        actions = [
            (item["action"], line.id)
            for line in lines
            for block in line.card["blocks"]
            for item in block.get("items", ())
            if item["label"] == label
        ]
        action, line = actions[-1]
        assert await self.posts(f"/demo/chat/{user}/press", action=action, line=line) == DONE

    async def sends(self, user: str, **filled: str) -> None:
        """Send the open form with what stands in it."""
        opened = await self.demo.world.chat.opened(account(user))
        assert opened is not None
        values = {field["name"]: field["initial"] for field in opened.form["fields"]} | opened.values | filled
        fields = {f"{VALUE}{name}": value for name, value in values.items()}
        assert await self.posts(f"/demo/chat/{user}/submit", action=opened.form["action"], **fields) == DONE

    async def chooses(self) -> None:
        """Follow the link in Ada's newest mail, and take the first of its times."""
        link = LINK.search(text((await self.demo.world.mailer.of(ADA.email))[-1].message))
        assert link is not None
        async with self.browser.get(link.group()) as page:
            numbers = [first or second for first, second in OPTION.findall(await page.text())]
        async with self.browser.post(link.group(), data={"step": "pick", "option": numbers[0]}) as booked:
            assert booked.status == 200

    async def does(self, step: Step, *, press: int = 0) -> None:
        """Use a button that the tour itself offers."""
        offered = step.presses[press]
        assert await self.posts(offered.path, **dict(offered.fields)) == DONE

    async def next(self) -> Step | None:
        tour = await self.demo.guide.tour()
        return tour.steps[tour.at] if tour.at < len(tour.steps) else None

    async def stands_at(self, key: str) -> Step:
        step = await self.next()
        assert step is not None
        assert step.key == key
        return step

    async def sees(self) -> set[str]:
        """Return the names of all parts of the page."""
        async with self.browser.get(f"{self.demo.links.base_url}/demo") as page:
            return set(re.findall(r'\bid="([^"]+)"', await page.text()))


async def test_six_steps_end_with_a_booked_interview_feedback_in_and_a_nudge_answered() -> None:
    async with (
        staged(start=WEDNESDAY, prologue=False) as demo,
        ClientSession(headers={"Sec-Fetch-Site": "same-origin"}) as browser,
    ):
        visitor = Visitor(demo, browser)
        await visitor.stands_at("move")
        assert await visitor.posts("/demo/tour/wind") == 400
        assert await visitor.posts("/demo/tour/write", user="jonas") == 400

        await visitor.moves(ADA.application, to=PANEL)
        assert (await visitor.stands_at("answer")).anchor == "chat-jonas"
        await visitor.presses("jonas", "Both work", about="Ada")
        assert (await visitor.stands_at("answer")).anchor == "chat-olu"
        assert await visitor.posts("/demo/chat/olu/type", text="both work") == DONE

        await visitor.stands_at("choose")
        await visitor.moves(SIOBHAN.application, to=PANEL)
        assert (await visitor.stands_at("choose")).title == "Choose a time as Ada"
        await visitor.chooses()
        await visitor.does(await visitor.stands_at("wind"))

        wanted = await visitor.stands_at("judge")
        assert [press.label for press in wanted.presses] == ["Write for Jonas", "Write for Olu"]
        await visitor.does(wanted)
        await visitor.sends("jonas")
        await visitor.does(await visitor.stands_at("judge"))
        await visitor.sends("olu")
        decides = await visitor.stands_at("judge")
        assert decides.anchor == "chat-ines"
        await visitor.does(decides)
        await visitor.sends("ines")

        await visitor.does(await visitor.stands_at("nudge"))
        await visitor.presses("rae", "Done", about="Kenji")
        await visitor.sends("rae", what="Ask when it would suit them to talk")
        assert await visitor.next() is None
        assert {step.anchor for step in (await demo.guide.tour()).steps} <= await visitor.sees()
        assert await demo.usher.database.outbox_counts() == {"waiting": 0, "dead": 0}


@pytest.mark.large
async def test_who_wanders_off_finds_the_steps_ticked_that_were_done_another_way() -> None:
    async with (
        staged() as demo,
        ClientSession(headers={"Sec-Fetch-Site": "same-origin"}) as browser,
    ):
        visitor = Visitor(demo, browser)
        await visitor.presses("rae", "Hand over", about="Tomasz")
        opened = await demo.world.chat.opened(account("rae"))
        assert opened is not None
        await visitor.sends("rae", owner=str(opened.form["fields"][0]["options"][0]["value"]))
        nudged = [step.done for step in (await demo.guide.tour()).steps]
        await visitor.moves(ADA.application, to=PANEL)
        await visitor.presses("jonas", "Both work", about="Ada")
        await visitor.presses("olu", "Both work", about="Ada")
        await visitor.chooses()
        await visitor.does(await visitor.stands_at("wind"))
        for user in ("jonas", "olu"):
            await visitor.presses(user, "Fill in the scorecard", about="Ada")
            assert await visitor.posts("/demo/tour/write", user=user) == DONE
            await visitor.sends(user)
        await visitor.moves(ADA.application, to=OFFER)

        assert nudged == [False, False, False, False, False, True]
        assert await visitor.next() is None
