"""`usher demo --story`: it passes when everything happens, and notices each step that does not."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from adapters.cli import main
from adapters.cli_demo import play_story
from adapters.demo import Demo, staged
from adapters.story import tell
from adapters.story_panel import tell as tell_panel
from adapters.story_stage import Broken, Stage
from bot.domain.people import Platform
from bot.domain.time import Interval
from bot.effects import Mail, Outcome
from bot.inbound import Inbound, Pressed
from bot.letters import Letter
from bot.ports import Event, FarEnds, Kept, Posted
from bot.reply import Nothing, Reply

MONDAY = datetime(2027, 3, 1, 10, tzinfo=UTC)

Story = Callable[[Stage], AsyncIterator[str]]


@dataclass(frozen=True)
class Only:
    """Passes everything on to what it stands for; those that break one thing derive from it."""

    inner: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class HoldsVanish(Only):
    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        return Kept("gone", "gone") if event.tentative else await self.inner.place(owner, event, key=key)


class EventsVanish(Only):
    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        return await self.inner.place(owner, event, key=key) if event.tentative else Kept("gone", "gone")


class HoldsStay(Only):
    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None:
        return None


class MailLost(Only):
    """Swallows the mails of one kind, by a word of their subject."""

    word = ""

    async def send(self, letter: Letter, *, message_id: str) -> None:
        if self.word not in message_id:
            await self.inner.send(letter, message_id=message_id)


class OffersLost(MailLost):
    word = Mail.OFFER


class ConfirmationsLost(MailLost):
    word = Mail.CONFIRMED


class RemindersLost(MailLost):
    word = Mail.REMINDER


class OffersTwice(Only):
    async def send(self, letter: Letter, *, message_id: str) -> None:
        await self.inner.send(letter, message_id=message_id)
        await self.inner.send(letter, message_id=message_id + "again")


class Deaf(Only):
    """A router that hears nothing of what people press."""

    async def handle(self, inbound: Inbound) -> Reply:
        return Nothing() if isinstance(inbound, Pressed) else await self.inner.handle(inbound)


class AtsDeaf(Only):
    async def write(self, application: str, outcome: Outcome, *, span: Interval | None, key: str) -> None:
        return None


class ScorecardsLost(Only):
    async def feedback(self, *about: object, **more: object) -> None:
        return None


class CardsTwice(Only):
    async def post(self, *about: object, key: str, **more: object) -> Posted:
        await self.inner.post(*about, key=f"{key} again", **more)
        return await self.inner.post(*about, key=key, **more)


class CardsLost(Only):
    async def post(self, *about: object, **more: object) -> Posted:
        return Posted("nobody", "0")


class NobodyInvited(Only):
    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        return await self.inner.place(owner, replace(event, attendees=()), key=key)


class NothingRedrawn(Only):
    async def redraw(self, *about: object) -> None:
        return None


def calendar(broken: Callable[[Any], Any]) -> Callable[[FarEnds], FarEnds]:
    return lambda ends: replace(ends, calendars={"sandbox": broken(ends.calendars["sandbox"])})


def mailer(broken: Callable[[Any], Any]) -> Callable[[FarEnds], FarEnds]:
    return lambda ends: replace(ends, mailer=broken(ends.mailer))


def ats(broken: Callable[[Any], Any]) -> Callable[[FarEnds], FarEnds]:
    return lambda ends: replace(ends, ats={"sandbox": broken(ends.ats["sandbox"])})


def chat(broken: Callable[[Any], Any]) -> Callable[[FarEnds], FarEnds]:
    return lambda ends: replace(ends, chats={Platform.SANDBOX: broken(ends.chats[Platform.SANDBOX])})


BREAKS = {
    "holds vanish": (calendar(HoldsVanish), 1),
    "the offer is lost": (mailer(OffersLost), 2),
    "the offer goes twice": (mailer(OffersTwice), 2),
    "the ATS hears nothing": (ats(AtsDeaf), 2),
    "the event vanishes": (calendar(EventsVanish), 3),
    "holds stay": (calendar(HoldsStay), 3),
    "the confirmation is lost": (mailer(ConfirmationsLost), 3),
    "the reminder is lost": (mailer(RemindersLost), 4),
    "no card is redrawn": (chat(NothingRedrawn), 5),
    "the ATS takes no scorecard": (ats(ScorecardsLost), 10),
}


PANEL_BREAKS = {
    "holds vanish": (calendar(HoldsVanish), 0, "both times held on the calendar of Jonas, found 0"),
    "nobody is asked": (chat(CardsLost), 0, "one card to Jonas, found 0"),
    "everybody is asked twice": (chat(CardsTwice), 0, "one card to Jonas, found 2"),
    "the offer is lost": (mailer(OffersLost), 2, "exactly one mail to the candidate, found 0"),
    "nobody is invited": (calendar(NobodyInvited), 3, "Jonas and Olu invited to it, found 0"),
    "holds stay": (calendar(HoldsStay), 3, "no hold left behind, found 4"),
    "the confirmation is lost": (mailer(ConfirmationsLost), 3, "one confirmation with an invitation, found 0"),
}


async def played(demo: Demo, story: Story = tell) -> tuple[list[str], str]:
    seen: list[str] = []
    async with ClientSession() as fetch:
        try:
            told = story(Stage(demo.usher, demo.world, fetch, demo.forward, demo.hands))
            while sentence := await anext(told, ""):
                seen.append(sentence)
        except Broken as broken:
            return seen, str(broken)
    return seen, ""


async def test_the_whole_story_happens() -> None:
    async with staged(start=MONDAY, prologue=False) as demo:
        seen, broken = await played(demo)

    assert broken == ""
    assert [sentence.partition(":")[0].partition(";")[0] for sentence in seen] == [
        "Trigger", "Held", "Offered", "Booked", "Reminded", "Took place",
    ]  # fmt: skip


@pytest.mark.large
@pytest.mark.parametrize("name", BREAKS)
async def test_a_broken_step_ends_the_command_with_1_where_it_breaks(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper, good_steps = BREAKS[name]

    with pytest.raises(SystemExit) as ended:
        await play_story(tamper)

    told = capsys.readouterr()
    assert ended.value.code == 1
    assert told.out.count("✓") == good_steps
    assert f"✗ Step {good_steps + 1} did not happen: expected " in told.err


async def test_the_story_of_a_panel_happens() -> None:
    async with staged(start=MONDAY, prologue=False) as demo:
        seen, broken = await played(demo, tell_panel)

    assert broken == ""
    assert [sentence.partition(":")[0] for sentence in seen] == [
        "Asked",
        "By button, in Slack",
        "In words, in Teams",
        "Chosen",
    ]


@pytest.mark.large
@pytest.mark.parametrize("name", PANEL_BREAKS)
async def test_a_broken_step_of_the_panel_is_noticed_where_it_breaks(name: str) -> None:
    tamper, good_steps, found = PANEL_BREAKS[name]

    async with staged(start=MONDAY, prologue=False, tamper=tamper) as demo:
        seen, broken = await played(demo, tell_panel)

    assert len(seen) == good_steps
    assert broken == f"expected {found}"


async def test_an_interviewer_who_is_not_heard_is_noticed() -> None:
    async with staged(start=MONDAY, prologue=False) as demo:
        deaf = Deaf(demo.usher.router)
        seen, broken = await played(replace(demo, usher=replace(demo.usher, router=deaf)), tell_panel)

    assert len(seen) == 1
    assert broken.startswith("expected both times to suit Jonas, found ")


async def test_a_trigger_that_starts_nothing_is_noticed() -> None:
    async with staged(start=MONDAY, prologue=False) as demo:
        deaf = replace(demo.usher.router, policy=replace(demo.usher.policy, stages={}))
        seen, broken = await played(replace(demo, usher=replace(demo.usher, router=deaf)))

    assert seen == []
    assert broken == "expected an interview, found none"


def test_the_command_ends_with_0_and_ticks_every_step() -> None:
    result = CliRunner().invoke(main, ["demo", "--story"])

    assert result.exit_code == 0, result.output
    assert result.output.count("✓") == 13
