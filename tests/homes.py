"""An office in which people look at their Homes, and cards as text."""

from collections.abc import Sequence
from datetime import timedelta

from adapters.sandbox.chat import SandboxChat
from adapters.sandbox.shelf import MemoryShelf
from bot.cards import Bold, Button, Buttons, Card, Facts, Fine, Link, Para, Plain, Signed, Span, When
from bot.desk import Desk
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId
from bot.domain.interview import Answer, Booking, Interview, Option, Seat, Standing, State
from bot.domain.people import Account, Person, Platform
from bot.domain.pipeline import Application, Candidate, NextAction
from bot.domain.time import Interval
from bot.inbound import HomeOpened, Pressed
from bot.ports import Permanent, Store
from bot.reply import Reply
from tests.hiring import CHEF, DAY, Hiring
from tests.office import RAES
from tests.when import NOON, SettableClock

NOORS = Account(Platform.SANDBOX, "demo", "noor")


class Walls(SandboxChat):
    """A chat that keeps every Home as the card it was drawn from; `refuses` makes it take none."""

    refuses = False

    async def home(self, to: Account, card: Card) -> None:
        if self.refuses:
            raise Permanent("not_enabled")
        self.drawn.setdefault(to, []).append(card)

    @property
    def drawn(self) -> dict[Account, list[Card]]:
        self._drawn: dict[Account, list[Card]] = getattr(self, "_drawn", {})
        return self._drawn


class Homes(Hiring):
    """An office whose chat keeps what it drew on each Home."""

    def __init__(self, store: Store, clock: SettableClock) -> None:
        super().__init__(store, clock)
        self.walls = Walls(MemoryShelf(), clock=clock, links=self.links, profiles=self.profiles)
        self.plug_chat({Platform.SANDBOX: self.walls})

    @property
    def desk(self) -> Desk:
        return Desk(self.policy, self.clock(), frozenset({"paper"}))

    # --- what happens

    async def applies(
        self,
        name: str,
        *,
        opening: OpeningId = CHEF.id,
        stage: str = "Screen",
        due: timedelta = DAY,
        owner: Person | None = None,
    ) -> Application:
        """Somebody applies; Rae owns what comes next unless it is said who does."""
        async with self.store() as work:
            candidate = await work.candidates.add(Candidate(CandidateId(0), name, "them@mail.example"))
            action = NextAction("Call them", (owner or self.rae).id, NOON + due)
            application = Application(
                ApplicationId(f"of-{candidate.id:013d}"), candidate.id, opening, stage, next=action
            )
            await work.applications.add(application)
        return application

    async def meets(
        self, person: Person, whom: str, *, ahead: timedelta, state: State = State.BOOKED, answer: Answer = Answer.NONE
    ) -> Interview:
        """Somebody who applied is booked with a person, so far ahead of noon."""
        application = await self.applies(whom, owner=self.rae)
        span = Interval(NOON + ahead, NOON + ahead + timedelta(minutes=30))
        interview = Interview(
            InterviewId(f"with-{application.candidate}"),
            application.id,
            kind="screen",
            stage="Screen",
            seats=(Seat(person.id, answer=answer),),
            owner=self.rae.id,
            state=state,
            options=(Option(1, span, Standing.CHOSEN, frozenset({person.id})),),
            booking=Booking(span, 1, "event", "uid"),
        )
        async with self.store() as work:
            await work.interviews.add(interview)
        return interview

    async def opens(self, account: Account = RAES) -> Card:
        """Somebody looks at their Home; returns what they see."""
        await self.handle(HomeOpened(account))
        await self.settle()
        return self.home(account)

    async def press(self, action: object, *, by: Account = RAES) -> Reply:
        return await self.handle(Pressed(by, action))

    # --- what is seen

    def home(self, account: Account = RAES) -> Card:
        """Return somebody's Home as it was drawn last."""
        return self.walls.drawn[account][-1]

    def times_drawn(self, account: Account = RAES) -> int:
        return len(self.walls.drawn.get(account, ()))


def reads(shown: Card) -> str:
    """Return a card as one text, a line for each row, its buttons in brackets."""
    lines = [shown.title]
    for block in shown.blocks:
        match block:
            case Para(spans) | Fine(spans):
                lines.append(read(spans))
            case Facts(rows):
                lines += [f"{label}: {read(value)}" for label, value in rows]
            case Buttons(items):
                lines.append(" ".join(f"[{button.label}]" for button in items))
    return "\n".join(lines)


def read(spans: Sequence[Span]) -> str:
    words = []
    for span in spans:
        match span:
            case Plain(text) | Bold(text) | Link(text, _) | Signed(text, _):
                words.append(text)
            case When(at):
                words.append(f"{at:%d %b %H:%M}")
    return "".join(words)


def buttons(shown: Card) -> list[Button]:
    return [button for block in shown.blocks if isinstance(block, Buttons) for button in block.items]


def pressed(shown: Card, label: str) -> object:
    """Return what the first button of this label does."""
    return next(button.action for button in buttons(shown) if button.label == label)
