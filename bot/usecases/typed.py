"""What people type: the word finds its command; `status` and `help` are here. A typo gets a suggestion."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.actions import GoOn, TurnPage
from bot.cards import Card
from bot.commands import COMMANDS, Command, Words, allowed, command_card, help_card, suggestion
from bot.desk import Desk
from bot.domain.access import Act, Viewer, may, startable
from bot.domain.asked_after import asked_after
from bot.domain.case import Applied
from bot.domain.interview import State
from bot.domain.people import Person
from bot.domain.pipeline import OPEN
from bot.domain.refusal import Refusal
from bot.inbound import Typed
from bot.ports import Work
from bot.reply import Redraw, Refuse, Reply, Say
from bot.say.answers import meant_buttons
from bot.say.cards import interview_card, outline_card
from bot.say.lists import choice
from bot.say.record_cards import record_card, with_last_call, with_note, with_schedule
from bot.say.refusals import NOT_YOURS
from bot.say.staleness import with_call
from bot.steps.finding import find, nobody
from bot.steps.freshness import unread_of

Run = Callable[..., Awaitable[Reply]]
Runs = Mapping[str, Run]
"""Each command's word → what runs it, called with Words, person, work and desk."""
GREETINGS = frozenset({"hello", "hi", "hey", "hallo"})
UNCLEAR = (
    "I can't tell what this is about. If it is about an interview, write it below the interview's message."
    " Otherwise begin with one of these words:"
)
OUT_OF_DATE = "This card is out of date. “help” shows what you can ask me now."


async def typed(asked: Typed, *, runs: Runs, person: Person, work: Work, desk: Desk) -> Reply:
    """Run the command that the first word names, if this person may ask for it; to ask after somebody is “status”."""
    name = asked_after(asked.text)
    word, _, rest = ("status", "", name) if name else asked.text.strip().partition(" ")
    run = runs.get(word.casefold())
    mine = allowed(person, policy=desk.policy)
    if run is None:
        return Say(_unknown(word, " ".join(rest.split()), mine=mine))
    if word.casefold() not in {command.name for command in mine}:
        raise Refusal(NOT_YOURS)
    return await run(Words(rest.strip()), person=person, work=work, desk=desk)


def _unknown(word: str, rest: str, *, mine: Sequence[Command]) -> Card:
    """Return what can be asked instead of a word that is no command, first what was probably meant."""
    if not word:
        return help_card(mine)
    if word.casefold().strip(".,!?") in GREETINGS:
        return help_card(mine, opening="Hello. This is what I can do for you.")
    meant = suggestion(word, mine)
    if not meant and len(rest.split()) > 1:
        return help_card(mine, opening=UNCLEAR)
    if not meant:
        return help_card(mine, opening=f"I don't know “{word[:40]}”. Begin with one of these words:")
    opening = f"I don't know “{word[:40]}”. Did you mean “{meant}”?"
    return help_card(mine, opening=opening, buttons=meant_buttons(meant, rest) if rest else ())


async def chosen(action: GoOn | TurnPage, *, runs: Runs, person: Person, work: Work, desk: Desk) -> Reply:
    """Go on with the command of a button: for the one who was meant, or on another page, in place of the one before."""
    run = runs.get(action.command)
    if run is None:
        return Refuse(OUT_OF_DATE)
    if action.command not in {command.name for command in allowed(person, policy=desk.policy)}:
        raise Refusal(NOT_YOURS)
    match action:
        case GoOn(_, subject):
            return await run(Words(subject), person=person, work=work, desk=desk)
        case TurnPage(_, words, page):
            reply = await run(Words(words, max(page, 1)), person=person, work=work, desk=desk)
            return Redraw(reply.card) if isinstance(reply, Say) else reply


async def status(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Tell where a candidate stands."""
    if not asked.line:
        raise Refusal("Whose status? Add a name, such as “status Ada Obi”.")
    found: Sequence[Applied] = await find(asked.line, act=Act.SEE_RECORD, person=person, work=work)
    if not found:
        raise await nobody(asked.line, act=Act.SEE_RECORD, person=person, work=work)
    if len(found) > 1:
        return choice("status", asked.line, found=found, page=asked.page)
    return Say(await _standing(found[0], person=person, work=work, desk=desk))


async def say_help(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Show what this person can ask, or explain one command."""
    mine = allowed(person, policy=desk.policy)
    if not asked.line:
        return Say(help_card(mine))
    meant = suggestion(asked.line, mine)
    known = {command.name: command for command in mine}.get(asked.line.casefold())
    if known is not None:
        return Say(command_card(known))
    if asked.line.casefold() in {command.name for command in COMMANDS}:
        return Say(help_card(mine, opening=f"“{asked.line.casefold()}” is for those who run the hiring for a role."))
    said = f"I don't know “{asked.line[:40]}”." + (f" Did you mean “help {meant}”?" if meant else "")
    return Say(help_card(mine, opening=said))


async def _standing(applied: Applied, *, person: Person, work: Work, desk: Desk) -> Card:
    """Return how a candidate stands, with the last note; who may decide about them sees the last call as well."""
    viewer = Viewer.person(person.id, why="status")
    notes = await work.notes.of(applied.application.id, viewer=viewer, limit=1)
    note = notes[0] if notes else None
    author = await work.people.get(note.author) if note else None
    case = await work.interviews.latest_case(applied.application.id, viewer=viewer)
    if case is None:
        action = applied.application.next
        owner = await work.people.get(action.owner) if action else None
        card = record_card(applied, owner=owner)
    elif may(person, Act.SCHEDULE, opening=case.opening, kind=desk.policy.kinds.get(case.interview.kind)):
        unread = await unread_of(case, work=work, desk=desk)
        card = interview_card(case, policy=desk.policy, apis=desk.apis, unread=unread)
    else:
        card = outline_card(case, policy=desk.policy)
    over = case is None or case.interview.state is State.TOOK_PLACE
    theirs = may(person, Act.SCHEDULE, opening=applied.opening) and bool(startable(person, desk.policy.kinds))
    if over and applied.application.status in OPEN and theirs:
        card = with_schedule(card, applied)
    if may(person, Act.MOVE, opening=applied.opening):
        card = with_call(card, applied)
        call = await work.updates.last_call(applied.application.id)
        card = with_last_call(card, call, author=await work.people.get(call.author) if call else None)
    return with_note(card, note, author=author)


RUNS: Runs = {"status": status, "help": say_help}
