"""Two candidates of one role before two panels, one of fixed parts and one drawn from pools, and all that people can do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Self

from bot.actions import (
    Action,
    AnswerTimes,
    CancelIt,
    KeepLooking,
    LookAgain,
    OfferOne,
    OthersIt,
    SeatCannot,
    SeatFits,
)
from bot.csv_columns import person as told
from bot.domain.access import USHER
from bot.domain.conversation import Conversation
from bot.domain.interview import Interview
from bot.domain.interview_moves import asked_of
from bot.domain.people import Account, Person
from bot.domain.policy import Policy, Pool, SeatRule, Shadow
from bot.domain.refusal import Refusal
from bot.domain.time import Interval
from bot.domain.token import Claim, verify
from bot.inbound import PagePosted, Pressed, Said, Submitted
from bot.usecases import staff
from tests.office import KEYS, LINK, RAES, text_of
from tests.usecases.asked_panel import ADA_AT_PANEL, CORAS, HANAS, HOUR, PANELS, WITH_CORA
from tests.usecases.asked_pool import CEM, DAN, DRAWN, EVE, FAY, POOLS, Pools

BEN = replace(
    ADA_AT_PANEL,
    application="a-2",
    candidate="c-2",
    email="ben@mail.example",
    name="Ben Okri",
    zone="America/New_York",
    stage="Team",
)
CANDIDATES = {"a-1": ADA_AT_PANEL, "a-2": BEN}
ACCOUNTS: Mapping[str, Account] = {
    "rae": RAES, "hana": HANAS, "cora": CORAS, "dan": DAN, "eve": EVE, "fay": FAY, "cem": CEM,
}  # fmt: skip
POOLED = replace(
    DRAWN,
    seats=(
        *DRAWN.seats,
        SeatRule("technical", "second", tags=frozenset({"senior"}), optional=True),
        SeatRule("trainees", shadow=Shadow.WATCHES),
    ),
)
TRAINEES = Pool("trainees", people=("cem@northwind.example", "dan@northwind.example"), tags=frozenset({"design"}))
TAGS = {"dan": "technical", "eve": "technical; senior", "fay": "design"}


def policy() -> Policy:
    """Return rules under which Ada meets three parts of the role, one of them optional, and Ben people of pools."""
    return replace(
        PANELS,
        kinds={"panel": WITH_CORA, "drawn": POOLED},
        stages={"panel": "panel", "team": "drawn"},
        pools={**POOLS, "trainees": TRAINEES},
    )


class World(Pools):
    """Seven people: Rae recruits, Hana hires, Cora coordinates, the others interview or learn to."""

    async def furnished(self) -> Self:
        await self.furnish_pools()
        self.said = 0
        return self

    @property
    def people(self) -> Mapping[str, Person]:
        """Return everybody as they were at first, by the name of their pane."""
        everybody = (self.rae, self.hana, self.cora, self.dan, self.eve, self.fay, self.cem)
        return dict(zip(ACCOUNTS, everybody, strict=True))

    async def known(self) -> Mapping[int, Person]:
        """Return everybody as they are now, by their key."""
        async with self.store() as work:
            return {person.id: person for person in await work.people.all()}

    async def of(self, name: str) -> Interview | None:
        """Return the newest interview of an application, None while there is none."""
        async with self.store() as work:
            application = await work.applications.by_ats("paper", name, viewer=USHER)
            return await work.interviews.latest(application.id) if application else None

    # --- what interviewers do

    async def fills(self, who: str, *, start: int, length: int) -> None:
        """A calendar fills, so many hours from now and for so long."""
        begin = self.clock() + start * HOUR
        await self.keep_busy(self.people[who], Interval(begin, begin + length * HOUR))

    async def replies(self, who: str, whom: str, told: Mapping[int, bool]) -> None:
        """Somebody presses what works of the times on their card, counted from 0."""
        interview = await self.of(whom)
        if interview is None:
            return
        asked = asked_of(interview, self.people[who].id)
        works = tuple(asked[n].number for n, fits in told.items() if fits and n < len(asked))
        cannot = tuple(asked[n].number for n, fits in told.items() if not fits and n < len(asked))
        await self.handle(Pressed(ACCOUNTS[who], AnswerTimes(interview.id, works, cannot)))

    async def all_agree(self, whom: str) -> None:
        """Everybody who is asked says that every time works."""
        for who in ACCOUNTS:
            await self.replies(who, whom, {0: True, 1: True})

    async def says(self, who: str, words: str) -> None:
        """Somebody writes to Usher in words of their own."""
        self.said += 1
        await self.handle(Said(ACCOUNTS[who], words, Conversation(who), f"said-{self.said}"))

    async def suggests(self, who: str, whom: str) -> None:
        interview = await self.of(whom)
        if interview is not None:
            words = {"words": "Tuesday next week after 10"}
            await self.handle(Submitted(ACCOUNTS[who], OthersIt(interview.id), words))

    async def about_the_booking(self, who: str, whom: str, *, fits: bool) -> None:
        interview = await self.of(whom)
        if interview is not None:
            order: Action = SeatFits(interview.id) if fits else SeatCannot(interview.id)
            await self.handle(Pressed(ACCOUNTS[who], order))

    # --- who works here

    async def leaves_us(self, who: str) -> None:
        try:
            async with self.store() as work:
                await staff.disable(self.people[who].email, work=work, desk=self.desk())
        except Refusal:
            return

    async def is_told(self, who: str, *, tags: str) -> None:
        """An admin adds somebody again, with other tags."""
        person = self.people[who]
        row = told({"mail": person.email, "name": person.name, "tags": tags})
        async with self.store() as work:
            await staff.add(row, work=work, desk=self.desk())

    # --- what recruiter, coordinator and candidate do

    async def orders(self, whom: str, order: type[LookAgain | OfferOne | KeepLooking]) -> None:
        interview = await self.of(whom)
        if interview is not None:
            await self.handle(Pressed(CORAS, order(interview.id)))

    async def cancels(self, whom: str) -> None:
        interview = await self.of(whom)
        if interview is not None:
            await self.handle(Submitted(RAES, CancelIt(interview.id), {"reason": "role"}))

    async def on_page(self, whom: str, step: str, number: int = 0) -> None:
        interview, claim = await self.of(whom), await self._newest_link(CANDIDATES[whom].email)
        if interview is None or claim is None:
            return
        options = interview.standing
        values = {"option": str(options[number].number)} if number < len(options) else {"reason": "conflict"}
        await self.handle(PagePosted(claim, step, values))

    async def _newest_link(self, address: str) -> Claim | None:
        found = [LINK.search(text_of(mail)) for mail in await self.mails(address)]
        return next((verify(link.group(1), keys=KEYS) for link in reversed(found) if link), None)

    # --- what can be seen

    async def events(self) -> list[tuple[Interval, frozenset[str]]]:
        """Return the events on the organiser's calendar, and who is invited to each."""
        now = self.clock()
        span = Interval(now - timedelta(days=30), now + timedelta(days=60))
        owner = self.policy.organisation.organizer
        return [(entry.span, frozenset(entry.attendees)) for entry in await self.calendar.on(owner, span)]

    async def holds_of(self, who: str) -> int:
        return sum("[Hold]" in title for title in await self.titles(self.people[who].email))
