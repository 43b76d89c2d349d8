"""What people can see anywhere of others' scorecards: no more than the one rule lets them read, on any surface."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

import bot.actions
from bot.commands import COMMANDS
from bot.domain.access import USHER
from bot.domain.blind import readable
from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Role
from bot.domain.rooms import Door, Room
from bot.inbound import HomeOpened, Pressed, RoomOpened, Typed
from bot.ports import Session, Store
from bot.steps.scorecards import reader_of, stages_of
from bot.usecases import digests
from tests.office import ADA, RAES, text_of
from tests.usecases.after_panel import CORAS, HANAS, SCORED, WELL, After
from tests.usecases.asked_panel import with_kind
from tests.when import SettableClock

WROTE = {"hana": "Hana saw seams", "rae": "Rae saw queues", "cora": "Cora saw tests"}
VERDICTS = ("Strong yes", "Strong no")
PARTS: Mapping[str, frozenset[Role]] = {
    "olu": frozenset({Role.INTERVIEWER}),
    "max": frozenset({Role.RECRUITER}),
    "pia": frozenset({Role.HIRING_MANAGER}),
    "kim": frozenset({Role.CLIENT, Role.RECRUITER}),
    "ada": frozenset({Role.RECRUITER}),
}
"""Who did not sit there: somebody who interviews, recruits, hires for another role, is a client, is the candidate."""
NAMED = {"candidate": "Ada Obi", "role": "Backend Engineer"}
ABOUT_AN_INTERVIEW = [each for each in get_args(bot.actions.Action) if set(each.__dataclass_fields__) == {"interview"}]


class Everywhere(After):
    """The office, with people who did not sit there; `surfaces` is all that somebody can get to see."""

    async def held(self) -> "Everywhere":
        await super().held()
        self.accounts: dict[str, Account] = {"hana": HANAS, "rae": RAES, "cora": CORAS}
        self.known: dict[str, Person] = {"hana": self.hana, "rae": self.rae, "cora": self.cora}
        async with self.store() as work:
            for name, roles in PARTS.items():
                mail = ADA.email if name == "ada" else f"{name}@northwind.example"
                fresh = replace(self.hana, id=PersonId(0), name=f"{name.title()} Ek", email=mail, roles=roles)
                self.known[name] = await work.people.add(fresh)
                self.accounts[name] = replace(HANAS, user=name)
                await work.people.link(self.accounts[name], person=self.known[name].id)
            for name, person in self.known.items():
                until = self.clock() + timedelta(days=90)
                await work.sessions.begin(Session(f"s-{name}", person.id, until), now=self.clock())
            await digests.begin(work=work, desk=self.desk())
        for account in self.accounts.values():
            await self.handle(HomeOpened(account))
        return self

    async def surfaces(self, name: str) -> Mapping[str, str]:
        """Return all that somebody can see, as text, by where they see it."""
        account, case = self.accounts[name], await self.case()
        found: dict[str, str] = {}
        for command in COMMANDS:
            words = next((known for part, known in NAMED.items() if part in command.usage), "")
            found[command.name] = str(await self.handle(Typed(account, f"{command.name} {words}")))
        for action in ABOUT_AN_INTERVIEW:
            found[action.__name__] = str(await self.handle(Pressed(account, action(case.interview.id))))
        for room, about in ((Room.BRIEF, case.interview.id), (Room.DEBRIEF, case.application.id)):
            found[room] = str(await self.handle(RoomOpened(Door(room, about), f"s-{name}")))
        await self.settle()
        found |= {f"pane {number}": str(line) for number, line in enumerate(await self.chat.lines(account.user))}
        return found

    async def may_read(self, name: str) -> set[PersonId]:
        case = await self.case()
        async with self.store() as work:
            stages = await stages_of(case, viewer=USHER, work=work)
        return {card.author for card in readable(reader_of(self.known[name], case=case), stages)}

    async def readers(self) -> set[str]:
        return {name for name in self.known if await self.may_read(name)}

    async def leaks(self, names: Collection[str]) -> dict[str, list[str]]:
        """Return where somebody sees what another wrote and they may not read."""
        found = {}
        for name in names:
            may = await self.may_read(name)
            for where, text in (await self.surfaces(name)).items():
                if told := forbidden(text, of=self.known, may=may):
                    found[f"{name}: {where}"] = told
        return found


def forbidden(text: str, *, of: Mapping[str, Person], may: set[PersonId]) -> list[str]:
    closed = [words for author, words in WROTE.items() if of[author].id not in may and words in text]
    return closed + ([word for word in VERDICTS if word in text and "options=" not in text] if not may else [])


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_nobody_sees_anywhere_what_the_rule_does_not_let_them_read(store: Store, clock: SettableClock) -> None:
    office = await Everywhere(store, clock, policy=with_kind(SCORED)).held()
    await office.sends(HANAS, **{**WELL, "craft_why": WROTE["hana"]})
    first = await office.leaks(office.known), await office.readers()
    for account, name in ((CORAS, "cora"), (RAES, "rae")):
        await office.sends(account, **{**WELL, "craft_why": WROTE[name]})
    second = await office.leaks(PARTS), await office.readers()

    recruiter, mine = await office.surfaces("max"), await office.surfaces("hana")
    outside = [text_of(mail) for mail in await office.mails()] + await office.titles("interviews@northwind.example")
    assert first == ({}, {"hana"})
    assert second == ({}, {"hana", "rae", "cora", "max"})
    assert all(words in recruiter["SeeOthers"] and words in recruiter["debrief"] for words in WROTE.values())
    assert "This is your own application" in (await office.surfaces("ada"))["FillScorecard"]
    assert WROTE["hana"] not in mine["SeeOthers"]
    assert WROTE["hana"] in mine["SeeScorecard"]
    assert not any(words in text for words in (*WROTE.values(), *VERDICTS) for text in outside)
