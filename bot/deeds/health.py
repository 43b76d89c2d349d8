"""Looking at everything Usher is connected to: all at once, and nothing that hangs or breaks keeps the others from it."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from bot.cards import Card
from bot.deeds.means import Means
from bot.domain.findings import Condition, Finding
from bot.inbound import Examined, Inbound
from bot.ports import Check, Permanent, Transient, Work
from bot.say.health import health_card, review_card
from bot.steps.health import LOOKED, last_look

log = logging.getLogger(__name__)

PATIENCE = 15.0  # seconds for one check, real time; less than what the relay gives an effect
BROKEN = "This is a fault in Usher itself: the log names it. Please report it."


async def examine(*, means: Means) -> Inbound:
    return Examined(await looked(means.ends.checks))


async def drawn_health(name: str, *, work: Work) -> Card:
    """Return the card about one thing, as the last look found it."""
    kept = await work.findings.all()
    found = next((each for each in kept if each.finding.name == name), None)
    return health_card(name, found, looked=last_look(kept))


async def drawn_review(*, work: Work) -> Card | None:
    since = await work.service.began()
    if since is None:
        return None
    kept, so_far = await work.findings.all(), await work.service.so_far(since)
    people = [await work.people.get(key) for key in so_far.unreached]
    unreached = [each for each in people if each is not None and each.active]
    found = [each for each in kept if each.finding.name != LOOKED]
    return review_card(found, since=since, so_far=so_far, unreached=unreached, looked=last_look(kept))


async def looked(checks: Mapping[str, Check], *, patience: float = PATIENCE) -> tuple[Finding, ...]:
    """Return what all checks find, in their order; one that hangs or raises is a finding under its own name."""
    answers = await asyncio.gather(
        *(_within(check, patience=patience) for check in checks.values()), return_exceptions=True
    )
    return tuple(
        each for name, answer in zip(checks, answers, strict=True) for each in _told(name, answer, patience=patience)
    )


async def _within(check: Check, *, patience: float) -> Sequence[Finding]:
    async with asyncio.timeout(patience):
        return await check()


def _told(name: str, answer: Sequence[Finding] | BaseException, *, patience: float) -> Sequence[Finding]:
    match answer:
        case TimeoutError():
            says = f"No answer within {patience:g} seconds."
            return [Finding(name, Condition.WRONG, says, "See whether this machine reaches it, and look again.")]
        case Transient() | Permanent():
            return [Finding(name, Condition.WRONG, f"It says: {answer}.")]
        case Exception():
            log.error("check_failed", extra={"check": name, "kind": type(answer).__name__})
            return [Finding(name, Condition.WRONG, f"The check itself failed ({type(answer).__name__}).", BROKEN)]
        case BaseException():
            raise answer
        case _:
            return answer
