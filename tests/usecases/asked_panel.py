"""An office whose interviews are held by several people, who are asked first; and what these people see and do."""

from dataclasses import replace
from datetime import timedelta

from adapters.sandbox.chat import Line
from bot.actions import AnswerTimes, FormAction
from bot.desk import Desk
from bot.domain.ids import OpeningId, PersonId
from bot.domain.interview import Option
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.policy import Format, Kind, Policy, SeatRule
from bot.domain.time import Interval
from bot.inbound import Pressed, Submitted
from bot.reply import Reply
from tests.office import ADA, POLICY, Office, said

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def somebody(name: str, role: Role, title: str) -> Person:
    mail = f"{name.split()[0].lower()}@northwind.example"
    return Person(PersonId(0), name, mail, zone="Europe/London", title=title, roles=frozenset({role}))


HANA, HANAS = somebody("Hana Sato", Role.HIRING_MANAGER, "Head of Backend"), Account(Platform.SANDBOX, "demo", "hana")
CORA, CORAS = somebody("Cora Dean", Role.COORDINATOR, "Coordinator"), Account(Platform.SANDBOX, "demo", "cora")
PANEL = Kind(
    "panel",
    "Panel",
    timedelta(minutes=60),
    Format.VIDEO,
    "https://meet.northwind.example/panel",
    seats=(SeatRule("hiring_manager", "manager"), SeatRule("recruiter")),
    asks=True,
)
WITH_CORA = replace(PANEL, seats=(*PANEL.seats, SeatRule("coordinator", "observer", optional=True)))
PANELS = replace(POLICY, kinds={"panel": PANEL}, stages={"panel": "panel"})
ADA_AT_PANEL = replace(ADA, stage="Panel")


def with_kind(kind: Kind) -> Policy:
    return replace(PANELS, kinds={"panel": kind})


class Panel(Office):
    """Rae recruits, Hana hires, Cora coordinates; their chats are the panes rae, hana and cora."""

    async def furnish_more(self) -> "Panel":
        await self.furnish()
        async with self.store() as work:
            self.hana, self.cora = await work.people.add(HANA), await work.people.add(CORA)
            await work.people.link(HANAS, person=self.hana.id)
            await work.people.link(CORAS, person=self.cora.id)
            opening = await work.openings.get(OpeningId("op-1"))
            assert opening is not None
            staffed = replace(opening, hiring_manager=self.hana.id, coordinator=self.cora.id)
            await work.openings.save(staffed)
        return self

    async def reaches_the_panel(self) -> "Panel":
        """Ada comes to the stage; holds are placed and the interviewers asked."""
        await self.seen(ADA_AT_PANEL)
        await self.settle()
        return self

    async def options(self) -> tuple[Option, ...]:
        return (await self.interview()).in_play

    async def numbers(self) -> tuple[int, ...]:
        return tuple(option.number for option in await self.options())

    async def answers(self, account: Account, *, works: tuple[int, ...] = (), cannot: tuple[int, ...] = ()) -> Reply:
        reply = await self.does(account, AnswerTimes((await self.interview()).id, works, cannot))
        await self.settle()
        return reply

    async def agrees(self, *accounts: Account) -> None:
        """These people say that every time works that they are asked about."""
        for account in accounts:
            await self.answers(account, works=await self.numbers())

    async def does(self, account: Account, action: object) -> Reply:
        reply = await self.handle(Pressed(account, action))
        await self.settle()
        return reply

    async def writes(self, account: Account, action: FormAction, words: str) -> Reply:
        reply = await self.handle(Submitted(account, action, {"words": words}))
        await self.settle()
        return reply

    async def pane(self, account: Account) -> list[Line]:
        return [line for line in await self.chat.lines(account.user) if line.card]

    async def shown(self, account: Account) -> list[str]:
        return [said(line) for line in await self.pane(account)]

    async def needs(self, account: Account) -> list[str]:
        return [card for card in await self.shown(account) if "Needs you" in card]

    async def keep_busy(self, person: Person, span: Interval) -> None:
        await self.calendar.put_busy(person.email, span, title="Busy")

    async def holds(self) -> dict[str, int]:
        """Return how many holds each of the three has on their calendar."""
        people = (self.rae, self.hana, self.cora)
        return {each.first_name: sum("[Hold]" in title for title in await self.titles(each.email)) for each in people}

    async def taken(self, person: Person) -> list[Interval]:
        """Return what is reserved for somebody, held or confirmed."""
        now = self.clock()
        async with self.store() as work:
            rows = await work.reservations.of([person.id], Interval(now - 7 * DAY, now + 60 * DAY))
        return [row.span for row in rows]

    def desk(self) -> Desk:
        return Desk(self.policy, self.clock(), frozenset({"paper"}))
