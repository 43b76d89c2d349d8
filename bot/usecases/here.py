"""Moving to where somebody types: what Usher has to tell them comes there from now on."""

from collections.abc import Awaitable, Callable, Mapping

from bot.commands import Words
from bot.desk import Desk
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.ports import Work
from bot.reply import Reply, Say
from bot.say.accounts import here_card

ALONE = "“here” stands alone: type it where I am to write to you. “help” shows what else you can ask."


async def here(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Say where they are written to; that they typed has moved them already. Raises Refusal for further words."""
    if asked.line:
        raise Refusal(ALONE)
    account, *others = await work.people.accounts(person.id)
    return Say(here_card(account.platform, elsewhere=frozenset(each.platform for each in others)))


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"here": here}
