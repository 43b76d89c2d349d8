"""What people type: `schedule`, `status`, `help`; a typo gets a suggestion, an ambiguous name a choice."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.actions import ShowInterview
from bot.cards import Button, Buttons, Card, Facts, When, para, spans
from bot.commands import allowed, help_card, suggestion
from bot.desk import Desk
from bot.domain.access import Act, Viewer, allow, scope
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, Application, Candidate, Opening
from bot.domain.refusal import Refusal
from bot.inbound import Typed
from bot.ports import Work
from bot.reply import Open, Reply, Say
from bot.say.cards import interview_card, outline_card
from bot.say.forms import schedule_form
from bot.say.words import said_status

Found = Sequence[tuple[Candidate, Application]]
MANY = 10


async def typed(asked: Typed, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Run the command that the first word names, if this person may ask for it."""
    word, _, rest = asked.text.strip().partition(" ")
    run = RUN.get(word.casefold())
    mine = allowed(person)
    if run is None:
        meant = suggestion(word, mine) if word else ""
        said = f"I don't know “{word[:40]}”." + (f" Did you mean “{meant}”?" if meant else "") if word else ""
        return Say(help_card(mine, opening=said))
    if word.casefold() not in {command.name for command in mine}:
        raise Refusal("That is for recruiters and coordinators. “help” shows what you can ask me.")
    return await run(" ".join(rest.split()), person=person, work=work, desk=desk)


async def schedule(words: str, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form that starts an interview; a name narrows it to the candidates it fits."""
    found = await _look_up(words, person=person, work=work)
    openings = {a.opening: await work.openings.get(a.opening) for _, a in found}
    mine = [(c, a) for c, a in found if a.status in OPEN and _may(person, openings[a.opening], act=Act.SCHEDULE)]
    if not mine:
        raise Refusal(f"I find nobody in play called “{words[:60]}”." if words else "There is nobody in play yet.")
    titles = {key: opening.title for key, opening in openings.items() if opening}
    preset = mine[0][1].id if len(mine) == 1 else None
    return Open(schedule_form(mine[:100], kinds=desk.policy.kinds, titles=titles, preset=preset))


async def status(words: str, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Tell where a candidate stands."""
    if not words:
        raise Refusal("Whose status? Add a name, such as “status Ada Obi”.")
    found = [(c, a) for c, a in await _look_up(words, person=person, work=work) if await _may_see(person, a, work=work)]
    if not found:
        raise Refusal(f"I find nobody called “{words[:60]}” among the candidates you can see.")
    if len(found) > 1:
        return Say(await _choice(found, work=work))
    return Say(await _standing(*found[0], person=person, work=work, desk=desk))


async def say_help(words: str, *, person: Person, work: Work, desk: Desk) -> Reply:
    return Say(help_card(allowed(person)))


async def _look_up(words: str, *, person: Person, work: Work) -> Found:
    return await work.candidates.search(words, viewer=Viewer.person(person.id, why="command"), limit=100)


def _may(person: Person, opening: Opening | None, *, act: Act) -> bool:
    if opening is None:
        return False
    try:
        allow(person, act, opening=opening)
    except Refusal:
        return False
    return True


async def _may_see(person: Person, application: Application, *, work: Work) -> bool:
    opening = await work.openings.get(application.opening)
    if _may(person, opening, act=Act.SEE_RECORD):
        return True
    if scope(person, Act.SEE_RECORD) is None:
        return False
    interview = await work.interviews.latest(application.id)
    return interview is not None and person.id in interview.people


async def _choice(found: Found, *, work: Work) -> Card:
    rows: list[tuple[str, str]] = []
    buttons: list[Button] = []
    for candidate, application in found[:MANY]:
        opening = await work.openings.get(application.opening)
        interview = await work.interviews.latest(application.id)
        rows.append((candidate.name, f"{opening.title if opening else ''} · {application.stage}"))
        if interview is not None:
            buttons.append(Button(candidate.short, ShowInterview(interview.id)))
    more = (para(f"…and {len(found) - MANY} more; add a surname."),) if len(found) > MANY else ()
    press = (Buttons(tuple(buttons)),) if buttons else ()
    return Card("Who do you mean?", (Facts(tuple((name, spans(text)) for name, text in rows)), *more, *press))


async def _standing(candidate: Candidate, application: Application, *, person: Person, work: Work, desk: Desk) -> Card:
    interview = await work.interviews.latest(application.id)
    if interview is not None:
        case = await work.interviews.case(interview.id, viewer=Viewer.person(person.id, why="status"))
        if case is not None and _may(person, case.opening, act=Act.SCHEDULE):
            return interview_card(case, policy=desk.policy, apis=desk.apis)
        if case is not None:
            return outline_card(case, policy=desk.policy)
    opening = await work.openings.get(application.opening)
    rows = [("Stage", spans(application.stage or "not said")), ("Status", spans(said_status(application.status)))]
    if application.next is not None:
        owner = await work.people.get(application.next.owner)
        said = spans(f"{application.next.what}: {owner.name if owner else 'nobody'}, by ", When(application.next.due))
        rows.append(("Next", said))
    if application.last_contact is not None:
        rows.append(("Last contact", (When(application.last_contact),)))
    return Card(f"{candidate.short} · {opening.title if opening else ''}", (Facts(tuple(rows)),))


Run = Callable[..., Awaitable[Reply]]
RUN: Mapping[str, Run] = {"schedule": schedule, "status": status, "help": say_help}
