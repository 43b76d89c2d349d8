"""Scheduling by a person: choose whom and with whom, see the very times, and only then have them held and sent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.actions import LookRelaxed, ScheduleIt, SendThese
from bot.cards import Block, Button, Buttons, para
from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act, Viewer, may, reaches, startable
from bot.domain.case import Applied, Case
from bot.domain.dead_end import NoTimes
from bot.domain.glance import place_print
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.intake import holds_back
from bot.domain.interview import PEOPLE_READ, Interview, Proposal
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, STATUS_READS
from bot.domain.policy import Kind
from bot.domain.refusal import Refusal
from bot.domain.relaxation import Relaxations
from bot.domain.time import epoch
from bot.effects import ReadCalendar
from bot.forms import Form
from bot.ports import Work
from bot.reply import FormErrors, NextForm, Nothing, Open, Refuse, Reply, Say
from bot.say.cards import interview_card, outline_card
from bot.say.gaps import short_words
from bot.say.hours import week
from bot.say.intake import asked_for, intake_card, intake_form
from bot.say.record_cards import title
from bot.say.relief import label
from bot.say.scheduling_forms import (
    FIND,
    LOOK_AGAIN,
    ROLE,
    WISH,
    Offered,
    Preview,
    gone,
    nothing_free,
    preview_form,
    reading,
    schedule_form,
)
from bot.steps.begin import INTAKE, Start, begin, imagined, missing, seat_of, start_of
from bot.steps.finding import MOST, find, meant, one
from bot.steps.gaps import too_short
from bot.steps.intake import manager_of, standing_of, wait_for_it
from bot.steps.panel import named, named_for, seated, sitters
from bot.steps.question import Unknown, Vacant, stale
from bot.steps.search import MARGIN, Found, Judged, Shown, judge
from bot.steps.search import find as find_times
from bot.steps.seating import Seating, is_seated, seating_of
from bot.steps.wishes import is_possible, usual_hours, wish_of

GOOD_FOR = timedelta(minutes=15)
"""How long the times of a preview stay far enough ahead to be sent."""
NO_ONE = PersonId(0)
NO_KIND = "The policy has no kind of interview that you can start. Ask a recruiter, or an admin to change that."
UNREAD = "I can't read this as times. Write it such as “evenings” or “Thursday after 2”, or leave it empty."
NOT_IN_PLAY = "Please choose a candidate who is in play."


async def schedule(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form that starts an interview; a name narrows it to the candidates it fits."""
    if not startable(person, desk.policy.kinds):
        raise Refusal(NO_KIND)
    everyone = await find(asked.line, act=Act.SCHEDULE, person=person, work=work)
    found = _in_play(everyone)
    if not found:
        raise await _nobody(asked, everyone, person=person, work=work)
    only = found[0] if len(found) == 1 and len(everyone) < MOST else None
    waits = await _not_agreed(only, person=person, work=work, desk=desk) if only is not None else None
    if waits is not None:
        return waits
    by_name = len(everyone) >= MOST
    form = await _first(found, by_name=by_name, only=only, values={}, person=person, work=work, desk=desk)
    if only is not None:
        await _read_ahead(only, work=work, desk=desk)
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
            return await _send(action, person=person, work=work, desk=desk)


async def pressed(action: LookRelaxed, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Look once more for what a view did not find, with a rule giving way; nothing is held or sent by it."""
    ready = await _ready(action, person=person, work=work, desk=desk)
    if not isinstance(ready, Start):
        return ready
    first = ScheduleIt(action.application)
    return NextForm(await _preview(ready, first=first, person=person, work=work, desk=desk))


# --- the first view


def _in_play(found: Sequence[Applied]) -> tuple[Applied, ...]:
    return tuple(each for each in found if each.application.status in OPEN)


async def _nobody(asked: Words, found: Sequence[Applied], *, person: Person, work: Work) -> Refusal:
    if not asked.line:
        return Refusal("There is nobody in play yet.")
    if len(found) == 1:
        return Refusal(_closed(found[0]))
    near = await meant(asked.line, act=Act.SCHEDULE, person=person, work=work)
    return Refusal(f"I find nobody in play called “{asked.line[:60]}”.{near}")


def _closed(about: Applied) -> str:
    return f"{title(about)}: {STATUS_READS[about.application.status]}, so there is nothing to schedule."


async def _not_agreed(about: Applied, *, person: Person, work: Work, desk: Desk) -> Reply | None:
    """Return what to say while the role's manager has not agreed what it needs; they are asked, and it waits for them.

    The manager gets the form at once. None where nothing has to wait, or nobody could agree: the form then says so.
    """
    if not holds_back(about.opening, policy=desk.policy) or await _under_way(about, work=work) is not None:
        return None
    kind = desk.policy.kind_for(about.application.stage)
    start = await start_of(about.application, kind=kind, pools=desk.policy.pools, work=work) if kind else None
    if await manager_of(about.opening, work=work) is None:
        return None
    if start is not None:
        await begin(start, by=_by(person), work=work, desk=desk)
    else:
        await wait_for_it(about.application, opening=about.opening, work=work, desk=desk)
    viewer = Viewer.person(person.id, why="schedule")
    standing = await standing_of(about.opening, viewer=viewer, policy=desk.policy, at=desk.now, work=work)
    if standing.manager is not None and standing.manager.id == person.id:
        return Open(intake_form(standing, reader=person, policy=desk.policy, about=about if start else None))
    card = intake_card(standing, reader=person, may_draft=True)
    return Refuse(asked_for(standing, goes_on=start is not None), card)


async def _first(
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


async def _read_ahead(about: Applied, *, work: Work, desk: Desk) -> None:
    """Have the calendars read that are probably asked about next, so that the times need no waiting."""
    people = {each.id: each for each in (await named(about.opening, work=work, desk=desk)).values() if each}
    for kind in desk.policy.kinds.values():
        if kind.seats:
            seating = await _seating(about, kind, work=work, desk=desk)
            people |= {each.id: each for spot in seating.spots for each in spot.people}
    for key in await stale(tuple(people.values()), work=work, desk=desk):
        await work.outbox.add(ReadCalendar(key))


async def _look(action: ScheduleIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    about = await _about(action, values, person=person, work=work, desk=desk)
    if not isinstance(about, Applied):
        return about
    kind = desk.policy.kinds.get(values.get("kind", ""))
    if kind is None:
        return FormErrors({"kind": "Please choose a kind of interview."})
    if not kind.scheduled_by & person.roles:
        return FormErrors({"kind": _not_theirs(kind)})
    interviewer = await _interviewer(values.get("interviewer", ""), kind=kind, about=about, work=work)
    if isinstance(interviewer, str):
        return FormErrors({"interviewer": interviewer})
    start = await _start(about, kind, interviewer, work=work, desk=desk)
    lacking = tuple(missing(start, policy=desk.policy))
    if lacking == (INTAKE,) and (waits := await _not_agreed(about, person=person, work=work, desk=desk)) is not None:
        return waits
    live = await _under_way(about, work=work)
    field = "name" if values.get("name", "").strip() else "application"
    if lacking:
        return FormErrors({field: _lacks(lacking)})
    if live is not None:
        said = f"One is under way already: it is {PEOPLE_READ[live.state]}. “status” and the name show it."
        return FormErrors({field: said})
    wishing = await _wishing(start, values.get("wish", ""), person=person, work=work, desk=desk)
    if isinstance(wishing, str):
        return FormErrors({"wish": wishing})
    return NextForm(await _preview(wishing, person=person, first=action, work=work, desk=desk))


async def _wishing(start: Start, said: str, *, person: Person, work: Work, desk: Desk) -> Start | str:
    """Return the start with what the candidate asked for, or what to say where that cannot be looked for."""
    words = " ".join(said.split())[:WISH]
    if not words:
        return start
    case = await imagined(start, by=_by(person), work=work, desk=desk)
    zone = desk.zone_of(start.candidate.zone)
    wish = wish_of(words, zone=zone, case=case, desk=desk)
    if wish is None:
        return UNREAD
    if (room := await too_short(case, wish, work=work, desk=desk)) is not None:
        return short_words(room, zone=zone, policy=desk.policy)
    if not await is_possible(case, wish.windows, work=work, desk=desk):
        hours, site = await usual_hours(case, work=work, desk=desk)
        return (
            f"This is beyond the hours of this kind, {week(hours)} ({site.key}). Please name others, or leave it empty."
        )
    return replace(start, wishes=wish.windows, wish=words)


def _not_theirs(kind: Kind) -> str:
    roles = " or ".join(f"a {role.value.replace('_', ' ')}" for role in sorted(kind.scheduled_by))
    return f"“{kind.title}” is scheduled by {roles}. Please choose another kind, or ask them."


async def _about(
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
    found = _in_play(everyone)
    if not found:
        return FormErrors({"name": str(await _nobody(Words(name), everyone, person=person, work=work))})
    if len(found) > 1:
        kept = {**values, "application": "", "name": ""}
        by_name = len(everyone) >= MOST
        view = partial(_first, found, by_name=by_name, only=None, values=kept)
        return NextForm(await view(person=person, work=work, desk=desk))
    return found[0]


async def _interviewer(said: str, *, kind: Kind, about: Applied, work: Work) -> Person | str | None:
    """Return who interviews, None where that is for the kind's own seats to say, or what to say at the field."""
    if is_seated(kind):
        return None if said in {"", ROLE} else f"The seats of “{kind.title}” are the role's. Choose whoever it names."
    if said in {"", ROLE}:
        part = kind.interviewer.replace("_", " ")
        person = await named_for(kind, opening=about.opening, work=work)
        return person or f"The role names no active {part}. Choose somebody here, or have one named."
    key = int(said) if said.isascii() and said.isdecimal() and len(said) < 11 else 0
    return await seated(key, kind=kind, opening=about.opening, work=work) or "Please choose somebody who can interview."


async def _start(about: Applied, kind: Kind, interviewer: Person | None, *, work: Work, desk: Desk) -> Start:
    kind = kind.for_category(about.opening.category)
    if not is_seated(kind):
        return Start(about.application, about.candidate, about.opening, kind, interviewer)
    seating = await _seating(about, kind, work=work, desk=desk)
    return Start(about.application, about.candidate, about.opening, kind, interviewer, seating)


async def _seating(about: Applied, kind: Kind, *, work: Work, desk: Desk) -> Seating:
    pools = desk.policy.pools
    return await seating_of(kind, opening=about.opening, candidate=about.candidate, pools=pools, work=work)


def _lacks(lacking: Sequence[str]) -> str:
    verb = "is" if len(lacking) == 1 else "are"
    return f"Not yet: {'; '.join(lacking)} {verb} missing. Once the record has it, ask me again."


async def _under_way(about: Applied, *, work: Work) -> Interview | None:
    """Return the live interview of the stage that the application is in."""
    live = await work.interviews.live(about.application.id)
    return next((each for each in live if each.stage == about.application.stage), None)


async def _again(
    start: Start, *, first: ScheduleIt, lead: Sequence[Block], submit: str, person: Person, work: Work, desk: Desk
) -> Form:
    """Return the first view with everything that was chosen in it; `first` is its action."""
    about = Applied(start.candidate, start.application, start.opening)
    who = start.interviewer.id if start.interviewer else None
    by_role = who is None or who == seat_of(start.kind, opening=start.opening)
    chosen = {"interviewer": ROLE if by_role else str(who)}
    values = {"application": start.application.id, "kind": start.kind.key, "wish": start.wish, **chosen}
    view = partial(_first, values=values, lead=lead, submit=submit, person=person, work=work, desk=desk)
    if first.application == start.application.id:
        return await view((about,), only=about)
    everyone = await find("", act=Act.SCHEDULE, person=person, work=work)
    found = {each.application.id: each for each in (about, *_in_play(everyone))}
    return await view(tuple(found.values())[:MOST], by_name=len(everyone) >= MOST, only=None)


# --- the second view


async def _preview(
    start: Start, *, first: ScheduleIt, lead: Sequence[Block] = (), person: Person, work: Work, desk: Desk
) -> Form:
    """Return the view with the times, or the first one again with why there is none to show."""
    case = await imagined(start, by=_by(person), work=work, desk=desk)
    offer = desk.policy.offer
    found = await find_times(case, count=offer.options, margin=MARGIN + GOOD_FOR, work=work, desk=desk)
    concerned = {each.id for each in case.panel} | {*(found.unread if isinstance(found, Found) else ())}
    concerned |= {seat.person for proposal in _proposed(found) for seat in proposal.seats}
    for key in sorted(concerned):
        await work.outbox.add(ReadCalendar(key))  # so that what is sent later is judged by what is true then
    again = partial(_again, start, first=first, person=person, work=work, desk=desk)
    match found:
        case Unknown(people):
            for key in people:
                await work.outbox.add(ReadCalendar(key))
            wait = reading([case.people[key] for key in people])
            if not start.relaxed:
                return await again(lead=(*lead, wait), submit=LOOK_AGAIN)
            look = Button(LOOK_AGAIN, _eased(case, start.relaxed), "primary")
            return await again(lead=(*lead, wait, Buttons((look,))), submit=FIND)
        case Vacant(_, part):
            return await again(lead=(*lead, para(_lacks((part,)))), submit=FIND)
        case Found(()):
            eases = _eases(found.short, case=case, desk=desk)
            return await again(lead=(*lead, *nothing_free(found.short, case=case, eases=eases)), submit=FIND)
        case Found(proposals):
            action = _these(case, proposals, is_seated=is_seated(start.kind))
            eases = _eases(found.short, case=case, desk=desk)
            view = Preview(proposals, found.panels, action, person, desk.now + offer.deadline, found.short, eases)
            return preview_form(case, view, policy=desk.policy, lead=lead)


def _proposed(found: Found | Unknown | Vacant) -> tuple[Proposal, ...]:
    return found.proposals if isinstance(found, Found) else ()


def _eases(short: NoTimes, *, case: Case, desk: Desk) -> tuple[Button, ...]:
    """Return the buttons that let one more rule give way."""
    given, kind = case.interview.relaxed, desk.kind_of(case)
    return tuple(Button(label(cure, case=case, kind=kind), _eased(case, (*given, cure.rule))) for cure in short.cures)


def _eased(case: Case, rules: Relaxations) -> LookRelaxed:
    interview = case.interview
    return LookRelaxed(interview.application, interview.kind, _who(interview), rules, interview.reason)


def _who(interview: Interview) -> PersonId:
    return interview.seats[0].person if interview.seats else NO_ONE


def _these(case: Case, proposals: Sequence[Proposal], *, is_seated: bool) -> SendThese:
    interview = case.interview
    starts = tuple(epoch(proposal.span.start) for proposal in proposals)
    seen = place_print(case.application)
    sits = tuple(tuple(seat.person for seat in proposal.seats) for proposal in proposals) if is_seated else ()
    return SendThese(
        interview.application, interview.kind, _who(interview), starts, seen, sits, interview.relaxed, interview.reason
    )


def _by(person: Person) -> Viewer:
    return Viewer.person(person.id, why="schedule")


async def _send(action: SendThese, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Judge everything again, and start with just these times; what has changed is shown in a fresh view."""
    start = await _ready(action, person=person, work=work, desk=desk)
    if not isinstance(start, Start):
        return start
    about = Applied(start.candidate, start.application, start.opening)
    again = partial(_preview, start, person=person, first=ScheduleIt(about.application.id), work=work, desk=desk)
    if action.seen != place_print(about.application):
        place = f"at “{about.application.stage}” and {STATUS_READS[about.application.status]}"
        moved = f"{about.candidate.short} is {place} now. Please check once more."
        return NextForm(await again(lead=(para(moved),)))
    case = await imagined(start, by=_by(person), work=work, desk=desk)
    match await judge(case, _shown(action, start, desk=desk), work=work, desk=desk):
        case Unknown() | Vacant():
            return NextForm(await again())
        case Judged((), taken, lapsed, changed):
            live = await _under_way(about, work=work)
            if live is not None:  # sent twice at the same moment: the other was faster
                return await _conflict(live, person=person, work=work, desk=desk)
            return NextForm(await again(lead=(gone(taken, lapsed, changed),)))
        case Judged(proposals):
            return await _begin(start, proposals, person=person, work=work, desk=desk)


async def _ready(action: SendThese | LookRelaxed, *, person: Person, work: Work, desk: Desk) -> Start | Reply:
    """Return what is needed to start what a view is about, read anew; or what to show because it can't be started so."""
    about = await one(action.application, act=Act.SCHEDULE, person=person, work=work)
    if about.application.status not in OPEN:
        raise Refusal(_closed(about))
    live = await _under_way(about, work=work)
    if live is not None:
        return await _conflict(live, person=person, work=work, desk=desk)
    if (kind := desk.policy.kinds.get(action.kind)) is not None and not kind.scheduled_by & person.roles:
        raise Refusal(_not_theirs(kind))
    start = await _still(action, about=about, person=person, work=work, desk=desk)
    if not isinstance(start, str):
        return start
    values = {"application": about.application.id, "kind": action.kind, "wish": action.wish}
    view = partial(_first, (about,), only=about, values=values, lead=(para(start),), person=person)
    return NextForm(await view(work=work, desk=desk))


def _shown(action: SendThese, start: Start, *, desk: Desk) -> tuple[Shown, ...]:
    """Return what whoever sends it has seen, nothing where that cannot be."""
    if len(action.times) > desk.policy.offer.options:
        return ()
    if not is_seated(start.kind):
        return tuple(map(Shown, action.times))
    return tuple(map(Shown, action.times, action.sits)) if len(action.times) == len(action.sits) else ()


async def _begin(start: Start, proposals: tuple[Proposal, ...], *, person: Person, work: Work, desk: Desk) -> Reply:
    """Start with just these times; whoever sends it sees the card at once, unless they get it as its owner."""
    case = await begin(start, by=_by(person), proposals=proposals, work=work, desk=desk)
    if case is None or case.owner.id == person.id:
        return Nothing()
    return Say(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _still(
    action: SendThese | LookRelaxed, *, about: Applied, person: Person, work: Work, desk: Desk
) -> Start | str:
    """Return what is needed to start, read anew; or, in words, why it cannot be started like this any more."""
    kind = desk.policy.kinds.get(action.kind)
    if kind is None:
        return "That kind of interview is not in the policy any more. Please choose another."
    interviewer = await seated(action.who, kind=kind, opening=about.opening, work=work)
    if interviewer is None and not is_seated(kind):
        return "Whoever was to interview can't be booked any more. Please choose somebody else."
    start = await _start(about, kind, interviewer, work=work, desk=desk)
    lacking = tuple(missing(start, policy=desk.policy))
    if lacking:
        return _lacks(lacking)
    start = replace(start, relaxed=tuple(dict.fromkeys(action.eased)))
    return await _wishing(start, action.wish, person=person, work=work, desk=desk)


async def _conflict(live: Interview, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Return what is under way instead, as it stands now."""
    case = await work.interviews.case(live.id, viewer=_by(person))
    said = f"One is under way already: it is {PEOPLE_READ[live.state]}. Nothing more was held or sent."
    if case is None:
        return Refuse(said)
    kind = desk.policy.kinds.get(live.kind)
    if not may(person, Act.SCHEDULE, opening=case.opening, kind=kind):
        return Refuse(said, outline_card(case, policy=desk.policy))
    return Refuse(said, interview_card(case, policy=desk.policy, apis=desk.apis))


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"schedule": schedule}
