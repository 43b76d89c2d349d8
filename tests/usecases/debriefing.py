"""A panel of two and somebody who watches, for a role that Hana hires for: it is over soon, and then they write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Self

from bot.cards import Bold, Facts, Link, Plain, Span, When
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, PersonId, ScorecardId
from bot.domain.interview import Booking, Interview, Seat, State
from bot.domain.people import Person, Role
from bot.domain.pipeline import Application, Candidate, NextAction
from bot.domain.policy import Format, Kind, Policy
from bot.domain.rooms import Door, Room
from bot.domain.scorecard import Asks, Entry, Item, Scorecard
from bot.domain.time import Interval
from bot.inbound import RoomOpened
from bot.pages import Page
from bot.ports import Session
from bot.reply import Show
from bot.steps.debrief import consider
from tests.hiring import CHEF, DAY, Hiring
from tests.office import POLICY
from tests.when import NOON

HOUR = timedelta(hours=1)
OVEN = Item("oven", Asks.RATING, "Baking under time")
TALK = Item("talk", Asks.TOPICS, "Topics covered")
SAID = Item("said", Asks.RECOMMENDATION, "Would you go on with them?")
PANEL = Kind("panel", "Kitchen panel", HOUR, Format.ON_SITE, "The kitchen", asks=True, scorecard=(OVEN, TALK, SAID))
FIRST, PANEL_ID = InterviewId("first"), InterviewId("kitchen")
ADAS = ApplicationId("adas")
SPAN = Interval(NOON + 2 * HOUR, NOON + 3 * HOUR)


def kitchen() -> Policy:
    return replace(POLICY, kinds={**POLICY.kinds, "panel": PANEL}, stages={**POLICY.stages, "panel": "panel"})


class Kitchen(Hiring):
    """Ivo and Lin judge Ada, Noor watches. Hana decides, Rae recruits."""

    async def furnished(self) -> Self:
        await self.furnish_more()
        async with self.store() as work:
            self.lin = await work.people.add(_interviewer("Lin Chen"))
            self.noor = await work.people.add(_interviewer("Noor Aziz"))
            ada = await work.candidates.add(Candidate(CandidateId(0), "Ada Obi", "ada@mail.example"))
            next_ = NextAction("Interview takes place", self.rae.id, SPAN.start)
            await work.applications.add(Application(ADAS, ada.id, CHEF.id, "Panel", NOON, next=next_))
            for person in (self.hana, self.rae, self.ivo, self.lin, self.noor):
                session = Session(f"s-{person.id}", person.id, NOON + 60 * DAY)
                await work.sessions.begin(session, now=NOON)
            await work.interviews.add(self.panel())
            await work.timers.set(f"ended:{PANEL_ID}", kind="ended", subject=PANEL_ID, due=SPAN.end)
        return self

    def panel(self) -> Interview:
        seats = (Seat(self.lin.id), Seat(self.ivo.id), Seat(self.noor.id, required=False))
        return Interview(
            PANEL_ID, ADAS, "panel", "Panel", seats, self.rae.id, State.BOOKED, booking=Booking(SPAN, 1, "e", "u")
        )

    async def is_over(self) -> None:
        await self.forward(3 * HOUR)

    async def sends(self, person: Person, *answers: Entry, reason: str = "", interview: InterviewId = PANEL_ID) -> None:
        """Have somebody send a scorecard, or why there is none, and what follows happen."""
        case = await self._case(interview)
        async with self.store() as work:
            key = ScorecardId(f"{interview}-{person.id}")
            card = Scorecard(key, interview, ADAS, case.interview.stage, person.id, self.clock(), answers, not reason)
            card = replace(card, reason=reason)
            await work.scorecards.add(card)
            await consider(case, work=work, desk=Desk(self.policy, self.clock()))
        await self.settle()

    async def _case(self, interview: InterviewId = PANEL_ID) -> Case:
        async with self.store() as work:
            found = await work.interviews.case(interview, viewer=USHER)
        assert found is not None
        return found

    async def adas(self) -> Application:
        return (await self._case()).application

    async def kitchen_panel(self) -> Interview:
        return (await self._case()).interview

    async def told(self, user: str) -> list[str]:
        """Return the debrief cards in somebody's pane, as they are drawn now."""
        lines = [f"{line.text} {line.card}" for line in await self.chat.lines(user)]
        return [line for line in lines if "Debrief:" in line]

    async def reads(self, person: Person) -> Page:
        reply = await self.handle(RoomOpened(Door(Room.DEBRIEF, ADAS), f"s-{person.id}"))
        assert isinstance(reply, Show)
        return reply.page


def _interviewer(name: str) -> Person:
    mail = f"{name.split()[0].lower()}@northwind.example"
    return Person(PersonId(0), name, mail, zone="Europe/London", roles=frozenset({Role.INTERVIEWER}))


def says(rating: str, evidence: str, verdict: str) -> tuple[Entry, ...]:
    """Return what somebody fills in."""
    return Entry(OVEN, rating, evidence), Entry(TALK, text="Laminated dough"), Entry(SAID, verdict)


def words(page: Page) -> str:
    """Return all that stands on a page, a line for each text."""
    lines = [page.title]
    for title, blocks in (("", page.blocks), *((part.title, part.blocks) for part in page.sections)):
        lines.append(f"# {title}")
        for block in blocks:
            rows = block.rows if isinstance(block, Facts) else (("", getattr(block, "spans", ())),)
            lines += [f"{label}: {said(spans)}" for label, spans in rows]
    return "\n".join(lines)


def said(spans: Sequence[Span]) -> str:
    return "".join(
        each.text if isinstance(each, Plain | Bold | Link) else "a time" if isinstance(each, When) else ""
        for each in spans
    )
