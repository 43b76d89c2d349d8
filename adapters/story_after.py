"""After an interview: both interviewers write what they saw, the hiring manager decides, and a nudge is answered."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta

from adapters.sandbox.chat import Line
from adapters.sandbox.hands import OutOfReach
from adapters.sandbox.seed import ADA, INES, JONAS, OLU, RAE, SIOBHAN, Colleague
from adapters.sandbox.writings import COLLEAGUE, ENGINEER, NEXT_STEP, SCREENED
from adapters.story_stage import Broken, Stage, check
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.next_action import DECIDE
from bot.domain.pipeline import NextAction
from bot.steps.scorecards import asked_at

FILL, MISSING = "Fill in the scorecard", f"Scorecard: {ADA.first_name}"
A_WEEKEND = timedelta(days=4)


async def tell(stage: Stage) -> AsyncIterator[str]:
    """Play wrote, decided, nudged; yields what was seen. Raises Broken at the first gap."""
    try:
        for step in (_wrote, _decided, _nudged):
            yield await step(stage)
    except OutOfReach as gap:
        raise Broken(f"expected something to press, found that {gap}") from gap


async def _wrote(stage: Stage) -> str:
    await _forward(stage, await _asked(stage))
    for author, answers in ((JONAS, ENGINEER), (OLU, COLLEAGUE)):
        asked = await _about(stage, author, FILL)
        check(len(asked) == 1, f"one card that asks {author.person.first_name} for a scorecard", f"{len(asked)}")
        await stage.hands.press(author, FILL, about=SIOBHAN.first_name)
        await stage.hands.send(author, **answers)
    kept = [written.author for written in await stage.world.ats.scorecards(SIOBHAN.application)]
    check(kept == [JONAS.person.name, OLU.person.name], "both scorecards in the ATS", f"{len(kept)}")
    packs = await _about(stage, INES, "Read the pack")
    check(len(packs) == 1, f"one debrief pack to {INES.person.first_name}", f"{len(packs)}")
    return "Wrote: Jonas and Olu, in chat; the ATS has both scorecards, and Ines has the pack"


async def _asked(stage: Stage) -> datetime:
    """Return when both have been asked what they saw (aware UTC)."""
    interview = await stage.interview(SIOBHAN)
    if interview.booking is None:
        raise Broken("expected a booking, found none")
    desk = Desk(stage.usher.policy, stage.usher.clock())
    panel = (JONAS.person, OLU.person)
    return max(asked_at(interview.booking.span.end, person=person, desk=desk) for person in panel)


async def _decided(stage: Stage) -> str:
    action = await _next(stage)
    check(action.what == DECIDE, f"the decision to be {INES.person.first_name}’s", action.what)
    await stage.hands.press(INES, "Go on", about=SIOBHAN.first_name)
    await stage.hands.send(INES, what=NEXT_STEP)
    action = await _next(stage)
    check(action.what == NEXT_STEP, "the step that was chosen", action.what)
    return f"Decided: Ines goes on with {SIOBHAN.name}; next: {action.what}"


async def _nudged(stage: Stage) -> str:
    digests = await _digests(stage)
    if not digests:
        await _forward(stage, stage.usher.clock() + A_WEEKEND)
        digests = await _digests(stage)
    check(bool(digests), f"a line about {ADA.name} in the digest of {RAE.person.first_name}", "none")
    label = next(item["label"] for item in _items(digests[-1]) if _is_missing(item))
    await stage.hands.press(RAE, label, about=ADA.first_name)
    await stage.hands.send(RAE, **SCREENED)
    left = [line for line in await _digests(stage) if line.id == digests[-1].id]
    check(not left, "the line gone from the digest", "it is still there")
    return f"Nudged: Rae’s digest named the scorecard on {ADA.name} that she owed; she sent it, and the line is gone"


async def _forward(stage: Stage, to: datetime) -> None:
    await stage.forward(max(to - stage.usher.clock(), timedelta(0)))


async def _cards(stage: Stage, of: Colleague) -> list[Line]:
    return [line for line in await stage.world.chat.lines(of.account.user) if line.card]


async def _about(stage: Stage, of: Colleague, words: str) -> list[Line]:
    """Return somebody's cards about the candidate that have these words on them."""
    about = [line for line in await _cards(stage, of) if SIOBHAN.first_name in str(line.card)]
    return [line for line in about if words in str(line.card)]


async def _digests(stage: Stage) -> list[Line]:
    return [line for line in await _cards(stage, RAE) if any(_is_missing(item) for item in _items(line))]


def _is_missing(item: Mapping[str, str]) -> bool:
    return item["label"].startswith(MISSING)


def _items(line: Line) -> list[Mapping[str, str]]:
    return [item for block in line.card.get("blocks", ()) for item in block.get("items", ())]


async def _next(stage: Stage) -> NextAction:
    interview = await stage.interview(SIOBHAN)
    async with stage.usher.database.store() as work:
        application = await work.applications.get(interview.application, viewer=USHER)
    if application is None or application.next is None:
        raise Broken("expected a next step, found none")
    return application.next
