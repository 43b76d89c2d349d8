"""The first view of scheduling: whom, which kind, with whom; and who is meant where only a name was typed."""

from collections.abc import Mapping, Sequence
from functools import partial

from bot.actions import ScheduleIt
from bot.cards import Block
from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act, startable
from bot.domain.case import Applied
from bot.domain.ids import ApplicationId
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, STATUS_READS
from bot.domain.refusal import Refusal
from bot.effects import ReadCalendar
from bot.forms import Form
from bot.ports import Work
from bot.reply import FormErrors, NextForm
from bot.say.record_cards import title
from bot.say.scheduling_forms import FIND, ROLE, Offered, schedule_form
from bot.steps.begin import Start, seat_of
from bot.steps.finding import MOST, find, meant, one
from bot.steps.panel import named, sitters
from bot.steps.question import stale
from bot.usecases.scheduling.chosen import seating_for

NOT_IN_PLAY = "Please choose a candidate who is in play."


async def first_view(
    found: Sequence[Applied],
    *,
    by_name: bool = False,
    only: Applied | None,
    values: Mapping[str, str],
    lead: Sequence[Block] = (),
    submit: str = FIND,
    person: Person,
    work: Work,
    desk: Desk,
) -> Form:
    """Return the first view; `only` is the candidate of a form that can be about nobody else."""
    people = await sitters(only.opening if only else None, work=work)
    names = await named(only.opening, work=work, desk=desk) if only else {}
    offered = Offered(found, by_name, startable(person, desk.policy.kinds), people, names)
    return schedule_form(offered, preset=only.application.id if only else None, values=values, lead=lead, submit=submit)


async def first_view_again(
    start: Start, *, first: ScheduleIt, lead: Sequence[Block], submit: str, person: Person, work: Work, desk: Desk
) -> Form:
    """Return the first view with everything that was chosen in it; `first` is its action."""
    about = Applied(start.candidate, start.application, start.opening)
    who = start.interviewer.id if start.interviewer else None
    by_role = who is None or who == seat_of(start.kind, opening=start.opening)
    chosen = {"interviewer": ROLE if by_role else str(who)}
    values = {"application": start.application.id, "kind": start.kind.key, "wish": start.wish, **chosen}
    view = partial(first_view, values=values, lead=lead, submit=submit, person=person, work=work, desk=desk)
    if first.application == start.application.id:
        return await view((about,), only=about)
    everyone = await find("", act=Act.SCHEDULE, person=person, work=work)
    found = {each.application.id: each for each in (about, *in_play(everyone))}
    return await view(tuple(found.values())[:MOST], by_name=len(everyone) >= MOST, only=None)


async def whom(
    action: ScheduleIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk
) -> Applied | FormErrors | NextForm:
    """Return whom the form is about: by name, or by its choice; else what to show instead."""
    name = " ".join(values.get("name", "").split())
    if not name:
        try:
            key = ApplicationId(values.get("application", "") or action.application or "")
            about = await one(key, act=Act.SCHEDULE, person=person, work=work)
        except Refusal:
            return FormErrors({"application": NOT_IN_PLAY})
        return about if about.application.status in OPEN else FormErrors({"application": NOT_IN_PLAY})
    everyone = await find(name, act=Act.SCHEDULE, person=person, work=work)
    found = in_play(everyone)
    if not found:
        return FormErrors({"name": str(await nobody_in_play(Words(name), everyone, person=person, work=work))})
    if len(found) > 1:
        kept = {**values, "application": "", "name": ""}
        by_name = len(everyone) >= MOST
        view = partial(first_view, found, by_name=by_name, only=None, values=kept)
        return NextForm(await view(person=person, work=work, desk=desk))
    return found[0]


def in_play(found: Sequence[Applied]) -> tuple[Applied, ...]:
    """Return those for whom anything may still be scheduled."""
    return tuple(each for each in found if each.application.status in OPEN)


async def nobody_in_play(asked: Words, found: Sequence[Applied], *, person: Person, work: Work) -> Refusal:
    """Return the refusal for words that name nobody in play, with who was probably meant."""
    if not asked.line:
        return Refusal("There is nobody in play yet.")
    if len(found) == 1:
        return Refusal(closed(found[0]))
    near = await meant(asked.line, act=Act.SCHEDULE, person=person, work=work)
    return Refusal(f"I find nobody in play called “{asked.line[:60]}”.{near}")


def closed(about: Applied) -> str:
    """Return in words that there is nothing to schedule for somebody any more."""
    return f"{title(about)}: {STATUS_READS[about.application.status]}, so there is nothing to schedule."


async def read_ahead(about: Applied, *, work: Work, desk: Desk) -> None:
    """Have the calendars read that are probably asked about next, so that the times need no waiting."""
    people = {each.id: each for each in (await named(about.opening, work=work, desk=desk)).values() if each}
    for kind in desk.policy.kinds.values():
        if kind.seats:
            seating = await seating_for(about, kind, work=work, desk=desk)
            people |= {each.id: each for spot in seating.spots for each in spot.people}
    for key in await stale(tuple(people.values()), work=work, desk=desk):
        await work.outbox.add(ReadCalendar(key))
