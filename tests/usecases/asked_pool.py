"""An office whose panels draw on pools: who is in them, and what a scheduler sees before anything is held."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import ScheduleIt, SendThese
from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.policy import Format, Kind, Policy, Pool, SeatRule, Shadow
from bot.forms import Form
from bot.reply import FormErrors, NextForm, Open, Reply
from tests.office import ADA
from tests.usecases.asked_panel import PANELS, Panel
from tests.usecases.test_scheduling import reads

TECHNICAL = Pool("technical", tags=frozenset({"technical"}))
CULTURE = Pool("culture", people=("Cem@northwind.example",))
POOLS = {"technical": TECHNICAL, "culture": CULTURE}
DRAWN = Kind(
    "drawn",
    "Team panel",
    timedelta(minutes=60),
    Format.VIDEO,
    "https://meet.northwind.example/panel",
    seats=(SeatRule("hiring_manager", "manager"), SeatRule("technical", "technical")),
    asks=True,
)
WITH_TRAINEE = replace(DRAWN, seats=(*DRAWN.seats, SeatRule("culture", shadow=Shadow.WATCHES)))


def drawing(kind: Kind = DRAWN) -> Policy:
    return replace(PANELS, kinds={"drawn": kind}, stages={"panel": "drawn"}, pools=POOLS)


def an_interviewer(name: str, *tags: str, active: bool = True) -> Person:
    mail = f"{name.split()[0].lower()}@northwind.example"
    roles = frozenset({Role.INTERVIEWER})
    return Person(
        PersonId(0),
        name,
        mail,
        zone="Europe/London",
        roles=roles,
        tags=frozenset(tags),
        active=active,
        title="Engineer",
    )


DAN, EVE, FAY, CEM = (Account(Platform.SANDBOX, "demo", user) for user in ("dan", "eve", "fay", "cem"))


class Pools(Panel):
    """Dan and Eve are technical; Gil was; Fay is not, and Cem is listed for culture."""

    async def furnish_pools(self) -> "Pools":
        await self.furnish_more()
        told = [
            an_interviewer("Dan Kim", "technical"),
            an_interviewer("Eve Lund", "technical", "senior"),
            an_interviewer("Fay Moss", "design"),
            an_interviewer("Gil Left", "technical", active=False),
            an_interviewer("Cem Acar"),
        ]
        async with self.store() as work:
            self.dan, self.eve, self.fay, self.gil, self.cem = [await work.people.add(each) for each in told]
            for account, person in ((DAN, self.dan), (EVE, self.eve), (FAY, self.fay), (CEM, self.cem)):
                await work.people.link(account, person=person.id)
        return self

    async def in_play(self) -> "Pools":
        """Ada is in play, in a stage that starts nothing."""
        await self.seen(replace(ADA, stage="Review"))
        return self

    async def first_view(self) -> Form:
        reply = await self.types("schedule Ada Obi")
        assert isinstance(reply, Open), reply
        return reply.form

    async def looks(self, name: str = "a-1", *, times: int = 3) -> Form:
        """What Rae is shown for Ada once all calendars were read that are asked about."""
        reply: Reply = None
        for _ in range(times):
            key = (await self.application(name)).id
            reply = await self.submits(ScheduleIt(key), application=key, kind="drawn", interviewer="role")
            await self.settle()
        assert isinstance(reply, NextForm), reply if not isinstance(reply, FormErrors) else reply.errors
        return reply.form

    async def sits(self) -> list[set[str]]:
        """The first names of who would sit at each time in play."""
        interview = await self.interview()
        async with self.store() as work:
            names = {person.id: person.first_name for person in await work.people.all()}
        return [{names[seat.person] for seat in option.seats} for option in interview.in_play]


def action_of(view: Form) -> SendThese:
    assert isinstance(view.action, SendThese), reads(view)
    return view.action
