"""What people decide about a candidate: the next step, and whether they go on (`hold`, `pass`)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.actions import MoveIt, NextIt, StepDone
from bot.cards import Block, Card, Para
from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act, Viewer
from bot.domain.case import Applied
from bot.domain.glance import glance, place_changed, step_changed, step_print
from bot.domain.ids import PersonId
from bot.domain.interview import PEOPLE_READ, Interview
from bot.domain.notes import Note
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, STATUS_READS, NextAction, Status
from bot.domain.refusal import Refusal
from bot.domain.time import local_day
from bot.forms import Form, filled
from bot.ports import Work
from bot.reply import FormErrors, NextForm, Nothing, Open, Refuse, Reply, Say
from bot.say.cards import interview_card
from bot.say.lists import choice
from bot.say.record_cards import elsewhere_card, moved_card, record_card, title
from bot.say.record_forms import REASON, STEP, move_form, next_form, place_meanwhile, step_meanwhile
from bot.say.words import ats_name
from bot.steps import moves
from bot.steps.days import end_of, working_days
from bot.steps.digest import redraw as redraw_digests
from bot.steps.finding import find, nobody, one
from bot.steps.homes import application_changed
from bot.steps.notes import write_down
from bot.steps.owners import who_can

DAYS = 10
FURTHEST = timedelta(days=366)
DONE_ALREADY = "Somebody has settled this step meanwhile, so I changed nothing. This is how it stands:"


# --- the next step


async def next_step(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form for what comes next."""
    about = await _in_play("next", asked, person=person, work=work)
    if not isinstance(about, Applied):
        return about
    busy = await _under_way(about, person=person, work=work, desk=desk)
    if busy is not None:
        return busy
    return Open(await _next_form(about, person=person, work=work, desk=desk))


async def pressed(action: StepDone, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Take it that a step was done: what comes after it is asked at once, so that none is ever missing."""
    about = await one(action.application, act=Act.MOVE, person=person, work=work)
    if about.application.status not in OPEN:
        return Refuse(_closed(about), await _fresh(about, person=person, work=work, desk=desk))
    busy = await _under_way(about, person=person, work=work, desk=desk)
    if busy is not None:
        return busy
    if action.seen and step_changed(about.application, seen=action.seen):
        return Refuse(DONE_ALREADY, await _fresh(about, person=person, work=work, desk=desk))
    return Open(await _next_form(about, done=True, person=person, work=work, desk=desk))


async def _next_form(
    about: Applied, *, done: bool = False, lead: Sequence[Block] = (), person: Person, work: Work, desk: Desk
) -> Form:
    owners = await who_can(about.opening, candidate=about.candidate, work=work)
    days = working_days(person, count=DAYS, desk=desk)
    chosen = person.id if any(each.id == person.id for each in owners) else about.opening.recruiter
    locale = desk.policy.organisation.locale
    chosen = chosen or person.id
    return next_form(about, owners=owners, chosen=chosen, days=days, locale=locale, done=done, lead=lead)


async def _under_way(about: Applied, *, person: Person, work: Work, desk: Desk) -> Refuse | None:
    """Return the refusal while an interview is live: its state says what comes next, and what can be done about it."""
    live = await work.interviews.live(about.application.id)
    if not live:
        return None
    interview = live[0]
    viewer = Viewer.person(person.id, why="next")
    case = await work.interviews.case(interview.id, viewer=viewer)
    action = about.application.next
    doing = f": “{action.what}”" if action else ""
    said = (
        f"An interview is under way for {about.candidate.short} ({PEOPLE_READ[interview.state]}), and it decides what"
        f" comes next{doing}. Cancel it first, or wait until it is over."
    )
    return Refuse(said, interview_card(case, policy=desk.policy, apis=desk.apis) if case else None)


async def _next_sent(action: NextIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    about = await one(action.application, act=Act.MOVE, person=person, work=work)
    if about.application.status not in OPEN:
        return Refuse(_closed(about), await _fresh(about, person=person, work=work, desk=desk))
    busy = await _under_way(about, person=person, work=work, desk=desk)
    if busy is not None:
        return busy
    step = await _step(values, about=about, person=person, work=work, desk=desk)
    if step == about.application.next:
        return Nothing()
    if action.seen not in {"", glance(about.application)}:
        lead = await _meanwhile(about, seen=action.seen, person=person, work=work)
        form = await _next_form(about, done=action.done, lead=lead, person=person, work=work, desk=desk)
        return NextForm(filled(form, values))
    if isinstance(step, FormErrors):
        return step
    told = replace(about.application, next=step)
    await work.applications.save(told)
    await application_changed(told, before=about.application, work=work)
    by, detail = Viewer.person(person.id, why="next"), {"step": step_print(step)}
    if action.done:
        await work.audit.changed("application.step_done", subject=about.application.id, by=by)
    await work.audit.changed("application.next_set", subject=about.application.id, by=by, detail=detail)
    await moves.redraw(about.application.id, work=work)
    await _taken_up(about, person=person, work=work, desk=desk)
    return Nothing()


async def _taken_up(about: Applied, *, person: Person, work: Work, desk: Desk) -> None:
    """Have the digests drawn anew on which it stood."""
    action = about.application.next
    await redraw_digests({person.id, action.owner} if action else {person.id}, work=work, desk=desk)


async def _step(
    values: Mapping[str, str], *, about: Applied, person: Person, work: Work, desk: Desk
) -> NextAction | FormErrors:
    """Return the step that a form describes, or what is wrong with it."""
    owners = {str(each.id): each for each in await who_can(about.opening, candidate=about.candidate, work=work)}
    owner, what = owners.get(values.get("owner", "")), " ".join(values.get("what", "").split())
    day = _day(values, asker=person, desk=desk)
    errors = {
        "what": "" if 0 < len(what) <= STEP else f"Please say what comes next, in at most {STEP} characters.",
        "owner": "" if owner else "Please choose who does it.",
        **(day if isinstance(day, dict) else {}),
    }
    if owner is None or isinstance(day, dict) or errors["what"]:
        return FormErrors({name: text for name, text in errors.items() if text})
    return NextAction(what, owner.id, end_of(day, owner=owner, desk=desk))


async def _meanwhile(about: Applied, *, seen: str, person: Person, work: Work) -> tuple[Para, ...]:
    """Return what happened to an application while somebody was writing what comes next for it."""
    application = about.application
    moved = (place_meanwhile(application),) if place_changed(application, seen=seen) else ()
    if not step_changed(application, seen=seen):
        return moved
    latest = await work.audit.latest("application.next_set", subject=application.id)
    is_theirs = latest is not None and latest.detail.get("step") == step_print(application.next)
    setter = await _name_of(latest.who_id, asker=person, work=work) if latest is not None and is_theirs else ""
    return (*moved, step_meanwhile(application, setter=setter))


async def _name_of(key: str, *, asker: Person, work: Work) -> str:
    """Return how the asker reads a person, empty where nobody has the key."""
    person = await work.people.get(PersonId(int(key)))
    if person is None:
        return ""
    return "You" if person.id == asker.id else person.name


def _day(values: Mapping[str, str], *, asker: Person, desk: Desk) -> date | dict[str, str]:
    """Return the day that a form names, the written one before the chosen one; or the error, at its field."""
    written = values.get("day", "").strip()
    field, said = ("day", written) if written else ("due", values.get("due", ""))
    try:
        day = date.fromisoformat(said)
    except ValueError:
        wrong = f"“{said[:20]}” is no day I can read. Write it like 2027-03-31." if said else "Please choose a day."
        return {field: wrong}
    today = local_day(desk.now, zone=desk.zone_of(asker.zone))
    if day < today:
        return {field: f"{day.isoformat()} is over. Today is {today.isoformat()}."}
    if day > today + FURTHEST:
        return {field: f"{day.isoformat()} is more than a year ahead. Something sooner, please."}
    return day


# --- decisions


async def hold(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form that puts somebody on hold, or makes them active again who is."""
    about = await _in_play("hold", asked, person=person, work=work)
    if not isinstance(about, Applied):
        return about
    held = about.application.status is Status.ON_HOLD
    return await _sure(about, status=Status.ACTIVE if held else Status.ON_HOLD, work=work, desk=desk)


async def pass_on(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form that says that somebody is not going forward."""
    about = await _in_play("pass", asked, person=person, work=work)
    return await _sure(about, status=Status.PASSED, work=work, desk=desk) if isinstance(about, Applied) else about


async def _in_play(command: str, asked: Words, *, person: Person, work: Work) -> Applied | Reply:
    """Return whom a command is about, somebody with an open application; where several are meant, the choice."""
    if not asked.line:
        raise Refusal(f"Whom do you mean? Add a name, such as “{command} Ada Obi”.")
    found = await find(asked.line, act=Act.MOVE, person=person, work=work)
    if not found:
        raise await nobody(asked.line, act=Act.MOVE, person=person, work=work)
    in_play = [each for each in found if each.application.status in OPEN]
    if not in_play:
        raise Refusal(_closed(found[0]))
    return in_play[0] if len(in_play) == 1 else choice(command, asked.line, found=in_play, page=asked.page)


def _closed(about: Applied) -> str:
    return f"{title(about)}: {STATUS_READS[about.application.status]}, so there is nothing left to do here."


async def _sure(about: Applied, *, status: Status, work: Work, desk: Desk) -> Reply:
    elsewhere = _elsewhere(about, desk=desk)
    if elsewhere is not None:
        return elsewhere
    moves.check(about.application, status)
    return Open(await _move_form(about, status=status, work=work))


async def _move_form(about: Applied, *, status: Status, lead: Sequence[Block] = (), work: Work) -> Form:
    live = await work.interviews.live(about.application.id)
    return move_form(about, status=status, booked=any(_booked(each) for each in live), lead=lead)


def _elsewhere(about: Applied, *, desk: Desk) -> Refuse | None:
    """Return the refusal for an ATS that owns the status and that Usher cannot speak to."""
    ats = about.application.source.ats
    if not ats or ats in desk.apis:
        return None
    return Refuse(f"Do this in {ats_name(ats)}.", elsewhere_card(about))


def _booked(interview: Interview) -> bool:
    return interview.booking is not None


async def _move_sent(action: MoveIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    about = await one(action.application, act=Act.MOVE, person=person, work=work)
    elsewhere = _elsewhere(about, desk=desk)
    if elsewhere is not None:
        return elsewhere
    try:
        moves.check(about.application, action.status)
    except Refusal as refusal:
        return Refuse(str(refusal), await _fresh(about, person=person, work=work, desk=desk))
    if action.was not in {None, about.application.status}:
        lead = (place_meanwhile(about.application),)
        return NextForm(filled(await _move_form(about, status=action.status, lead=lead, work=work), values))
    reason = " ".join(values.get("reason", "").split())
    if not 0 < len(reason) <= REASON:
        return FormErrors({"reason": f"Please say why, in at most {REASON} characters."})
    await moves.decide(about.application, status=action.status, by=person.id, work=work, desk=desk)
    said = f"{STATUS_READS[action.status].capitalize()}: {reason}"
    await write_down(Note(about.application.id, desk.now, person.id, said), work=work)
    await _taken_up(about, person=person, work=work, desk=desk)
    return Say(await _how_it_stands(about, person=person, work=work, desk=desk))


async def _how_it_stands(about: Applied, *, person: Person, work: Work, desk: Desk) -> Card:
    viewer = Viewer.person(person.id, why="decided")
    application = await work.applications.get(about.application.id, viewer=viewer)
    card = await _interview(about, viewer=viewer, work=work, desk=desk)
    return moved_card(replace(about, application=application or about.application), card=card)


async def _fresh(about: Applied, *, person: Person, work: Work, desk: Desk) -> Card:
    """Return where somebody stands, for whoever comes too late to change it."""
    card = await _interview(about, viewer=Viewer.person(person.id, why="too late"), work=work, desk=desk)
    action = about.application.next
    owner = await work.people.get(action.owner) if action else None
    return card or record_card(about, owner=owner)


async def _interview(about: Applied, *, viewer: Viewer, work: Work, desk: Desk) -> Card | None:
    latest = await work.interviews.latest(about.application.id)
    case = await work.interviews.case(latest.id, viewer=viewer) if latest else None
    return interview_card(case, policy=desk.policy, apis=desk.apis) if case else None


async def submitted(
    action: NextIt | MoveIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Take a form about what comes next."""
    match action:
        case NextIt():
            return await _next_sent(action, values, person=person, work=work, desk=desk)
        case MoveIt():
            return await _move_sent(action, values, person=person, work=work, desk=desk)


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"next": next_step, "hold": hold, "pass": pass_on}
