"""The second view of scheduling: the very times, who would sit there and why; or why there are none, and what would help."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from bot.actions import LookRelaxed, ScheduleIt, SendThese
from bot.cards import Block, Button, Buttons, para
from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.dead_end import NoTimes
from bot.domain.glance import place_print
from bot.domain.ids import PersonId
from bot.domain.interview import Interview, Proposal
from bot.domain.people import Person
from bot.domain.relaxation import Relaxations
from bot.domain.time import epoch
from bot.effects import ReadCalendar
from bot.forms import Form
from bot.ports import Work
from bot.say.calendar_faults import gaps
from bot.say.freshness import LOOK_AGAIN, reading
from bot.say.relief import label
from bot.say.scheduling_forms import FIND, Preview, nothing_free, preview_form
from bot.steps.begin import Start, imagined
from bot.steps.question import Unknown, Vacant
from bot.steps.search import MARGIN, Found
from bot.steps.search import find as find_times
from bot.steps.seating import is_seated
from bot.usecases.scheduling.choosing import first_view_again
from bot.usecases.scheduling.chosen import asker, lacks

GOOD_FOR = timedelta(minutes=15)
"""How long the times of a preview stay far enough ahead to be sent."""
NO_ONE = PersonId(0)


async def preview(
    start: Start, *, first: ScheduleIt, lead: Sequence[Block] = (), person: Person, work: Work, desk: Desk
) -> Form:
    """Return the view with the times, or the first one again with why there is none to show."""
    case = await imagined(start, by=asker(person), work=work, desk=desk)
    offer = desk.policy.offer
    found = await find_times(case, count=offer.options, margin=MARGIN + GOOD_FOR, work=work, desk=desk)
    concerned = {each.id for each in case.panel} | {*(found.unread if isinstance(found, Found) else ())}
    concerned |= {seat.person for proposal in _proposed(found) for seat in proposal.seats}
    for key in sorted(concerned):
        await work.outbox.add(ReadCalendar(key))  # so that what is sent later is judged by what is true then
    again = partial(first_view_again, start, first=first, person=person, work=work, desk=desk)
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
            return await again(lead=(*lead, para(lacks((part,)))), submit=FIND)
        case Found(()):
            eases = _eases(found.short, case=case, desk=desk)
            return await again(lead=(*lead, *nothing_free(found.short, case=case, eases=eases)), submit=FIND)
        case Found(proposals):
            action = _these(case, proposals, is_seated=is_seated(start.kind))
            eases = _eases(found.short, case=case, desk=desk)
            deadline = desk.now + offer.deadline
            age = None if found.read_at is None else desk.now - found.read_at
            view = Preview(proposals, found.panels, action, person, deadline, found.short, eases, age)
            known = await _to_know(proposals, {**found.people, **case.people}, work=work, desk=desk)
            return preview_form(case, view, policy=desk.policy, lead=(*lead, *known))


async def _to_know(
    proposals: Sequence[Proposal], people: Mapping[PersonId, Person], *, work: Work, desk: Desk
) -> tuple[Block, ...]:
    """Return what calendars do not tell of those who would sit there, or would not hold."""
    sitting = {seat.person for proposal in proposals for seat in proposal.seats} & people.keys()
    unheld = [fault.whose for fault in await work.calendar_faults.of(sitting) if fault.is_unheld]
    house = desk.policy.organisation.organizer
    return tuple(para(each) for each in gaps([people[key] for key in sitting], unheld=unheld, house=house))


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
