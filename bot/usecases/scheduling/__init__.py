"""Scheduling by a person: choose whom and with whom, see the very times, and only then have them held and sent."""

from collections.abc import Awaitable, Callable, Mapping

from bot.actions import LookRelaxed, ScheduleIt, SendThese
from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act, Viewer, reaches, startable
from bot.domain.case import Applied
from bot.domain.intake import holds_back
from bot.domain.interview import PEOPLE_READ
from bot.domain.people import Person
from bot.domain.policy import Kind
from bot.domain.refusal import Refusal
from bot.ports import Work
from bot.reply import FormErrors, NextForm, Open, Refuse, Reply
from bot.say.intake import asked_for, intake_card, intake_form
from bot.say.scheduling_forms import ROLE
from bot.steps.begin import INTAKE, Start, begin, missing, start_of
from bot.steps.finding import MOST, find
from bot.steps.intake import manager_of, standing_of, wait_for_it
from bot.usecases.scheduling.choosing import first_view, in_play, nobody_in_play, read_ahead, whom
from bot.usecases.scheduling.chosen import asker, interviewer_of, lacks, not_theirs, start_with, under_way, with_wish
from bot.usecases.scheduling.previewing import preview
from bot.usecases.scheduling.sending import read_anew, send

NO_KIND = "The policy has no kind of interview that you can start. Ask a recruiter, or an admin to change that."


async def schedule(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form that starts an interview; a name narrows it to the candidates it fits."""
    if not startable(person, desk.policy.kinds):
        raise Refusal(NO_KIND)
    everyone = await find(asked.line, act=Act.SCHEDULE, person=person, work=work)
    found = in_play(everyone)
    if not found:
        raise await nobody_in_play(asked, everyone, person=person, work=work)
    only = found[0] if len(found) == 1 and len(everyone) < MOST else None
    if only is not None:
        planned = desk.policy.kind_for(only.application.stage)
        waits = await _not_agreed(only, planned, person=person, work=work, desk=desk)
        if waits is not None:
            return waits
    by_name = len(everyone) >= MOST
    form = await first_view(found, by_name=by_name, only=only, values={}, person=person, work=work, desk=desk)
    if only is not None:
        await read_ahead(only, work=work, desk=desk)
    return Open(form)


async def submitted(
    action: ScheduleIt | SendThese, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Take a view: the first leads to the times, the second has them held and sent."""
    if not reaches(person, Act.SCHEDULE, kinds=desk.policy.kinds):
        raise Refusal("That is for recruiters and coordinators. Ask them, and they can do it for you.")
    match action:
        case ScheduleIt():
            return await _look(action, values, person=person, work=work, desk=desk)
        case SendThese():
            return await send(action, person=person, work=work, desk=desk)


async def pressed(action: LookRelaxed, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Look once more for what a view did not find, with a rule giving way; nothing is held or sent by it."""
    ready = await read_anew(action, person=person, work=work, desk=desk)
    if not isinstance(ready, Start):
        return ready
    first = ScheduleIt(action.application)
    return NextForm(await preview(ready, first=first, person=person, work=work, desk=desk))


async def _look(action: ScheduleIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    about = await whom(action, values, person=person, work=work, desk=desk)
    if not isinstance(about, Applied):
        return about
    kind = desk.policy.kinds.get(values.get("kind", ""))
    if kind is None:
        return FormErrors({"kind": "Please choose a kind of interview."})
    if not kind.scheduled_by & person.roles:
        return FormErrors({"kind": not_theirs(kind)})
    interviewer = await interviewer_of(values.get("interviewer", ""), kind=kind, about=about, work=work)
    if isinstance(interviewer, str):
        return FormErrors({"interviewer": interviewer})
    start = await start_with(about, kind, interviewer, work=work, desk=desk)
    lacking = tuple(missing(start, policy=desk.policy))
    if lacking == (INTAKE,):
        planned = kind if _is_planned(kind, values, about=about, desk=desk) else None
        waits = await _not_agreed(about, planned, person=person, work=work, desk=desk)
        if waits is not None:
            return waits
    live = await under_way(about, work=work)
    field = "name" if values.get("name", "").strip() else "application"
    if lacking:
        return FormErrors({field: lacks(lacking)})
    if live is not None:
        said = f"One is under way already: it is {PEOPLE_READ[live.state]}. “status” and the name show it."
        return FormErrors({field: said})
    wishing = await with_wish(start, values.get("wish", ""), person=person, work=work, desk=desk)
    if isinstance(wishing, str):
        return FormErrors({"wish": wishing})
    return NextForm(await preview(wishing, person=person, first=action, work=work, desk=desk))


def _is_planned(kind: Kind, values: Mapping[str, str], *, about: Applied, desk: Desk) -> bool:
    """Whether what was chosen is just what begins by itself in the candidate's stage; nothing else is kept while waiting."""
    planned = desk.policy.kind_for(about.application.stage)
    chosen = values.get("wish", "").strip() or values.get("interviewer", "") not in {"", ROLE}
    return planned is not None and planned.key == kind.key and not chosen


async def _not_agreed(about: Applied, planned: Kind | None, *, person: Person, work: Work, desk: Desk) -> Reply | None:
    """Return what to say while the role's manager has not agreed what it needs; they are asked, and it waits for them.

    What is `planned` begins by itself once they have. The manager gets the form at once. None where nothing has to wait,
    or nobody could agree: the form then says so.
    """
    if not holds_back(about.opening, policy=desk.policy) or await under_way(about, work=work) is not None:
        return None
    if await manager_of(about.opening, work=work) is None:
        return None
    start = await start_of(about.application, kind=planned, pools=desk.policy.pools, work=work) if planned else None
    if start is not None:
        await begin(start, by=asker(person), work=work, desk=desk)
    else:
        await wait_for_it(about.application, opening=about.opening, work=work, desk=desk)
    viewer = Viewer.person(person.id, why="schedule")
    standing = await standing_of(about.opening, viewer=viewer, policy=desk.policy, at=desk.now, work=work)
    if standing.manager is not None and standing.manager.id == person.id:
        return Open(intake_form(standing, reader=person, policy=desk.policy, about=about if start else None))
    card = intake_card(standing, reader=person, may_draft=True)
    return Refuse(asked_for(standing, goes_on=start is not None), card)


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"schedule": schedule}
