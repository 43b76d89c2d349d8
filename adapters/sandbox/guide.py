"""What the tour does for a newcomer in a hurry: it goes where time is to go, and opens forms with something in them.

Nothing is sent for them: a form stands open as the person would see it, and sending it is theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from adapters.sandbox.chat import account
from adapters.sandbox.hands import Hands, OutOfReach
from adapters.sandbox.seed import INES, JONAS, PRIYA, SEED_PEOPLE, Colleague
from adapters.sandbox.tour import Tour, plot, tour
from adapters.sandbox.writings import COLLEAGUE, ENGINEER, MANAGER, NEXT_STEP, SCREENED
from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.policy import Policy
from bot.ports import Store
from bot.steps.scorecards import asked_at

A_MINUTE = timedelta(minutes=1)
WRITES: Mapping[str, Mapping[str, str]] = {
    JONAS.account.user: ENGINEER,
    PRIYA.account.user: ENGINEER,
    INES.account.user: MANAGER,
}

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Guide:
    """`since` is when the visit began (aware UTC). Each act returns the part of the page to come back to."""

    hands: Hands
    store: Store
    policy: Policy
    since: datetime

    async def tour(self) -> Tour:
        async with self.store() as work:
            return await tour(self.since, work=work, policy=self.policy)

    async def wind(self, request: web.Request, fields: Fields) -> str:
        """Let time pass until everybody who sat on the interview has been asked what they saw."""
        case = await self._case()
        booking = case.interview.booking if case is not None else None
        if case is None or booking is None:
            raise web.HTTPBadRequest(text="Nothing is booked yet: the candidate chooses a time first.")
        now = self.hands.world.clock()
        desk = Desk(self.policy, now)
        asked = (asked_at(booking.span.end, person=person, desk=desk) for person in case.panel)
        await self.hands.wait_until(max(now, max(asked, default=booking.span.end) + A_MINUTE))
        return "clock"

    async def write(self, request: web.Request, fields: Fields) -> str:
        """Open an interviewer's scorecard with something in it that a colleague could weigh."""
        by = _colleague(fields.get("user", ""))
        await self._open(by, "Fill in the scorecard", WRITES.get(by.account.user, COLLEAGUE))
        return f"chat-{by.account.user}"

    async def decide(self, request: web.Request, fields: Fields) -> str:
        """Open what the hiring manager says who goes on with a candidate, with a next step in it."""
        await self._open(INES, "Go on", {"what": NEXT_STEP})
        return f"chat-{INES.account.user}"

    async def _open(self, by: Colleague, label: str, values: Mapping[str, str]) -> None:
        case, chat = await self._case(), self.hands.world.chat
        try:
            await self.hands.press(by, label, about=case.candidate.first_name if case else "")
        except OutOfReach as error:
            raise web.HTTPBadRequest(text=f"That is not to be done yet: {error}.") from error
        form = await chat.opened(account(by.account.user))
        if form is not None:
            known = {field["name"]: field["initial"] for field in form.form["fields"]}
            given = {name: value for name, value in {**SCREENED, **values}.items() if name in known}
            await chat.object(account(by.account.user), values=known | given, errors={})

    async def _case(self) -> Case | None:
        async with self.store() as work:
            return (await plot(self.since, work=work, policy=self.policy)).furthest


def _colleague(user: str) -> Colleague:
    found = next((each for each in SEED_PEOPLE if each.account.user == user), None)
    if found is None:
        raise web.HTTPNotFound(text="Nobody of that name is here.")
    return found
