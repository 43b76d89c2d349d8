"""An office after a panel was held: Hana and Rae were needed there, Cora was welcome; and what they write about it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import AskIfNotHeld, FillScorecard, FormAction, NotHeldIt, ScorecardIt
from bot.domain.access import USHER
from bot.domain.people import Account
from bot.domain.policy import Policy
from bot.domain.scorecard import Asks, Item, Scorecard
from bot.inbound import Submitted, Typed
from bot.ports import Store
from bot.reply import Reply
from tests.office import RAES
from tests.usecases.asked_panel import CORAS, HANAS, WITH_CORA, Panel, with_kind
from tests.when import SettableClock

CRAFT = Item("craft", Asks.RATING, "Craft", hint="What they know well")
FORM = (
    CRAFT,
    Item("team", Asks.RATING, "Working together", required=False),
    Item("start", Asks.CHOICE, "When could they start?", required=False, options=("soon", "later")),
    Item("topics", Asks.TOPICS, "Topics covered", required=False),
    Item("notes", Asks.NOTES, "What did you see or hear?", required=False),
    Item("verdict", Asks.RECOMMENDATION, "Would you go on with them?"),
)
SCORED = replace(WITH_CORA, scorecard=FORM)
EVERYBODY = (HANAS, RAES, CORAS)
SECRET = "Drew the seams of the billing service from the invoices outwards."
WELL = {"craft": "3", "craft.why": SECRET, "topics": "Billing, queues", "verdict": "strong_yes"}


class After(Panel):
    """`sends` and the like are what interviewers do; their panes show what they see."""

    async def held(self) -> "After":
        """The panel is agreed, booked by Ada, and over."""
        await self.furnish_more()
        await self.reaches_the_panel()
        return await self.held_again()

    async def held_again(self) -> "After":
        await self.agrees(*EVERYBODY)
        await self.post(await self.link(), "pick", option=str((await self.interview()).standing[0].number))
        await self.settle()
        await self.until(timedelta(0))
        return self

    async def handle_words(self, account: Account, words: str) -> Reply:
        return await self.handle(Typed(account, words))

    async def end(self) -> datetime:
        booking = (await self.interview()).booking
        assert booking is not None
        return booking.span.end

    async def until(self, after_end: timedelta) -> None:
        await self.forward(await self.end() + after_end - self.clock())

    async def opens(self, account: Account, action: type[FillScorecard | AskIfNotHeld] = FillScorecard) -> Reply:
        return await self.does(account, action((await self.interview()).id))

    async def sends(self, account: Account, form: type[FormAction] = ScorecardIt, **values: str) -> Reply:
        """Send a form about the interview; without values a scorecard that is all well."""
        action = form((await self.interview()).id)
        told = {name.replace("_why", ".why"): value for name, value in values.items()} or WELL
        reply = await self.handle(Submitted(account, action, told))
        await self.settle()
        return reply

    async def denies(self, account: Account, reason: str, words: str = "") -> Reply:
        return await self.sends(account, NotHeldIt, reason=reason, words=words)

    async def titled(self, account: Account, title: str) -> list[str]:
        return [card for card in await self.shown(account) if title in card]

    async def sent(self) -> list[Scorecard]:
        application = (await self.interview()).application
        async with self.store() as work:
            return list(await work.scorecards.of(application, viewer=USHER))

    async def happened(self) -> list[tuple[str, str]]:
        """Return what stands in the audit, the newest first, each with the details that were kept."""
        async with self.store() as work:
            rows = await work.audit.recent(limit=200)
        return [(row.what, " ".join(f"{name}={value}" for name, value in row.detail.items())) for row in rows]


def after(store: Store, clock: SettableClock, *, policy: Policy | None = None) -> After:
    return After(store, clock, policy=policy or with_kind(SCORED))
