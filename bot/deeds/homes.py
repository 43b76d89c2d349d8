"""Drawing somebody's Home: what waits for them, their interviews, their candidates."""

from bot.cards import Card
from bot.deeds.means import Means
from bot.effects import ShowHome
from bot.inbound import Done, Inbound
from bot.ports import Work
from bot.say.homes import home_card, stranger_card


async def show_home(showing: ShowHome, *, means: Means) -> Inbound:
    """Draw it as the record has it now. Raises Transient or Permanent."""
    chat = means.ends.chats.get(showing.account.platform)
    if chat is None:
        return Done()
    async with means.store() as work:
        card = await _drawn(showing, work=work, means=means)
    await chat.home(showing.account, card)
    return Done()


async def _drawn(showing: ShowHome, *, work: Work, means: Means) -> Card:
    person = await work.people.by_account(showing.account)
    if person is None or not person.active:
        return stranger_card()
    return home_card(person)
