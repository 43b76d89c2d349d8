"""Drawing somebody's Home: what waits for them, their interviews, their candidates, as far as each may see them."""

from dataclasses import replace

from bot.cards import Card
from bot.deeds.means import Means
from bot.desk import Desk
from bot.domain.access import Act, Viewer, may
from bot.domain.case import Applied, Case
from bot.domain.ids import InterviewId
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.effects import ShowHome
from bot.inbound import Done, Inbound
from bot.ports import Work
from bot.say.homes import PEOPLE, ROLES, SHOWN, AtHome, InPlay, Shown, home_card, left_card, stranger_card
from bot.say.lists import Line, waiting_line
from bot.steps.agenda import agenda, waiting
from bot.steps.lineup import Lineup, lined_up, who


async def show_home(showing: ShowHome, *, means: Means) -> Inbound:
    """Draw it as the record has it now. Raises Transient or Permanent."""
    chat = means.ends.chats.get(showing.account.platform)
    if chat is None:
        return Done()
    desk = Desk(means.policy, means.clock(), frozenset(means.ends.ats))
    async with means.store() as work:
        card = await _drawn(showing, work=work, desk=desk)
    await chat.home(showing.account, card)
    return Done()


async def _drawn(showing: ShowHome, *, work: Work, desk: Desk) -> Card:
    person = await work.people.by_account(showing.account)
    if person is None:
        return stranger_card()
    if not person.active:
        return left_card()
    return home_card(await _at_home(person, work=work, desk=desk), policy=desk.policy)


async def _at_home(person: Person, *, work: Work, desk: Desk) -> AtHome:
    viewer = Viewer.person(person.id, why="home")
    ahead = await agenda(person, work=work, desk=desk)
    asked, today = len(ahead.asked) + len(ahead.owed), len(ahead.today)
    home = AtHome(
        person,
        waiting=Shown(await _waiting(person, viewer=viewer, work=work, desk=desk), ahead.waiting, asked + today),
        today=await _meetings(ahead.today, before=asked, viewer=viewer, work=work),
        later=await _meetings(ahead.later, before=asked + today + ahead.waiting, viewer=viewer, work=work),
        asks=await work.interviews.cases(ahead.asked, viewer=viewer),
        owed=await _meetings(ahead.owed, before=len(ahead.asked), viewer=viewer, work=work),
    )
    line_ups = await _line_ups(person, work=work, desk=desk)
    busy = [each for each in line_ups if each.in_play]
    roles = [
        InPlay(each.opening, each.stages, await who(each, part=range(PEOPLE), reader=person, viewer=viewer, work=work))
        for each in _busiest(busy)
    ]
    idle = [each.opening for each in line_ups if not each.in_play]
    return replace(home, roles=roles, more=len(busy) - len(roles), idle=idle)


async def _waiting(person: Person, *, viewer: Viewer, work: Work, desk: Desk) -> tuple[Line, ...]:
    found = await waiting(person, part=range(SHOWN), viewer=viewer, work=work)
    return tuple(_line(each, person=person, desk=desk) for each in found)


def _line(applied: Applied, *, person: Person, desk: Desk) -> Line:
    """Return what somebody has to do; a button only where they may see the record that it leads to."""
    line = waiting_line(applied, now=desk.now)
    return line if may(person, Act.SEE_RECORD, opening=applied.opening) else replace(line, button=None)


async def _meetings(found: tuple[InterviewId, ...], *, before: int, viewer: Viewer, work: Work) -> Shown[Case]:
    return Shown(await work.interviews.cases(found[:SHOWN], viewer=viewer), len(found), before)


async def _line_ups(person: Person, *, work: Work, desk: Desk) -> list[Lineup]:
    """Return who is in play in each opening that the person owns and may see, by title."""
    own: list[Opening] = [
        each for each in await work.openings.of(person.id) if may(person, Act.SEE_PIPELINE, opening=each)
    ]
    tallies = await work.applications.tallies([each.id for each in own]) if own else {}
    return [lined_up(each, tallies[each.id], desk=desk) for each in own]


def _busiest(line_ups: list[Lineup]) -> list[Lineup]:
    """Return as many as are shown, those with the most candidates, in the order they came in."""
    chosen = sorted(line_ups, key=lambda each: -each.in_play)[:ROLES]
    return [each for each in line_ups if each in chosen]
