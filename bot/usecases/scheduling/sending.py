"""Sending what a preview shows: everything is judged again, and only what still stands is held."""

from functools import partial

from bot.actions import LookRelaxed, ScheduleIt, SendThese
from bot.cards import para
from bot.desk import Desk
from bot.domain.access import Act, may
from bot.domain.case import Applied
from bot.domain.glance import place_print
from bot.domain.interview import PEOPLE_READ, Interview, Proposal
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, STATUS_READS
from bot.domain.refusal import Refusal
from bot.effects import CardKind
from bot.ports import Work
from bot.reply import NextForm, Nothing, Refuse, Reply, Say
from bot.say.cards import interview_card, outline_card
from bot.say.scheduling_forms import gone
from bot.steps.begin import Start, begin, imagined
from bot.steps.finding import one
from bot.steps.question import Unknown, Vacant
from bot.steps.search import Judged, Shown, judge
from bot.steps.seating import is_seated
from bot.steps.tell import moment
from bot.usecases.scheduling.choosing import closed, first_view
from bot.usecases.scheduling.chosen import asker, not_theirs, still, under_way
from bot.usecases.scheduling.previewing import preview


async def send(action: SendThese, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Judge everything again, and start with just these times; what has changed is shown in a fresh view."""
    start = await read_anew(action, person=person, work=work, desk=desk)
    if not isinstance(start, Start):
        return start
    about = Applied(start.candidate, start.application, start.opening)
    again = partial(preview, start, person=person, first=ScheduleIt(about.application.id), work=work, desk=desk)
    if action.seen != place_print(about.application):
        place = f"at “{about.application.stage}” and {STATUS_READS[about.application.status]}"
        moved = f"{about.candidate.short} is {place} now. Please check once more."
        return NextForm(await again(lead=(para(moved),)))
    case = await imagined(start, by=asker(person), work=work, desk=desk)
    match await judge(case, _shown(action, start, desk=desk), work=work, desk=desk):
        case Unknown() | Vacant():
            return NextForm(await again())
        case Judged((), taken, lapsed, changed):
            live = await under_way(about, work=work)
            if live is not None:  # sent twice at the same moment: the other was faster
                return await _conflict(live, person=person, work=work, desk=desk)
            return NextForm(await again(lead=(gone(taken, lapsed, changed),)))
        case Judged(proposals):
            return await _begin(start, proposals, person=person, work=work, desk=desk)


async def read_anew(action: SendThese | LookRelaxed, *, person: Person, work: Work, desk: Desk) -> Start | Reply:
    """Return what is needed to start what a view is about, read anew; or what to show because it can't be started so."""
    about = await one(action.application, act=Act.SCHEDULE, person=person, work=work)
    if about.application.status not in OPEN:
        raise Refusal(closed(about))
    live = await under_way(about, work=work)
    if live is not None:
        return await _conflict(live, person=person, work=work, desk=desk)
    if (kind := desk.policy.kinds.get(action.kind)) is not None and not kind.scheduled_by & person.roles:
        raise Refusal(not_theirs(kind))
    start = await still(action, about=about, person=person, work=work, desk=desk)
    if not isinstance(start, str):
        return start
    values = {"application": about.application.id, "kind": action.kind, "wish": action.wish}
    view = partial(first_view, (about,), only=about, values=values, lead=(para(start),), person=person)
    return NextForm(await view(work=work, desk=desk))


def _shown(action: SendThese, start: Start, *, desk: Desk) -> tuple[Shown, ...]:
    """Return what whoever sends it has seen, nothing where that cannot be."""
    if len(action.times) > desk.policy.offer.options:
        return ()
    if not is_seated(start.kind):
        return tuple(map(Shown, action.times))
    return tuple(map(Shown, action.times, action.sits)) if len(action.times) == len(action.sits) else ()


async def _begin(start: Start, proposals: tuple[Proposal, ...], *, person: Person, work: Work, desk: Desk) -> Reply:
    """Start with just these times; whoever sends it sees the card at once, unless they get it as its owner now."""
    case = await begin(start, by=asker(person), proposals=proposals, work=work, desk=desk)
    told_now = moment(CardKind.INTERVIEW, person=person, desk=desk) <= desk.now
    if case is None or (case.owner.id == person.id and told_now):
        return Nothing()
    return Say(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _conflict(live: Interview, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Return what is under way instead, as it stands now."""
    case = await work.interviews.case(live.id, viewer=asker(person))
    said = f"One is under way already: it is {PEOPLE_READ[live.state]}. Nothing more was held or sent."
    if case is None:
        return Refuse(said)
    kind = desk.policy.kinds.get(live.kind)
    if not may(person, Act.SCHEDULE, opening=case.opening, kind=kind):
        return Refuse(said, outline_card(case, policy=desk.policy))
    return Refuse(said, interview_card(case, policy=desk.policy, apis=desk.apis))
