"""What the organiser's calendar says of booked events, and what the coordinator decides where it differs from the record."""

from bot.actions import FollowEvent, PutEventBack
from bot.desk import Desk
from bot.domain.access import USHER, Act, Viewer, allow
from bot.domain.booked_event import known_event
from bot.domain.calendar_faults import Doing
from bot.domain.case import Case, keep_own_file
from bot.domain.dead_end import EventMoved
from bot.domain.ids import ORGANISER, InterviewId
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.domain.time import Interval, from_epoch
from bot.effects import ReadCalendar, ReadEvents
from bot.inbound import EventSeen, EventsRead
from bot.ports import Work
from bot.reply import Nothing, Redraw, Refuse, Reply
from bot.say.cards import interview_card
from bot.say.refusals import GONE, SETTLED
from bot.steps.booking import follow
from bot.steps.calendar_faults import opened
from bot.steps.clashes import clash
from bot.steps.event_news import check_all, put_back, seen, told
from bot.steps.guests import lost_copies
from bot.steps.link import link_seen
from bot.steps.own_calendars import tell_strayed
from bot.steps.question import stale

PAST = "That time has passed. Put the event back, or have new times found."
UNREAD = "I have not read every calendar lately and am doing so now. Please press again in a minute."


async def events_read(answer: EventsRead, *, work: Work, desk: Desk) -> Reply:
    """Take in what the feed brought; where it says nothing of what went before, every event is looked at."""
    changes = answer.changes
    read_at = None if changes.more else answer.read_at
    await work.organiser.reached(answer.calendar, owner=answer.owner, cursor=changes.cursor, read_at=read_at)
    events = {event.event: event for event in changes.events}
    concerned = await work.interviews.with_event(events.keys())
    cases = await work.interviews.cases(concerned, viewer=USHER)
    stand = ((case, events.get(known_event(case.interview))) for case in cases)
    await told([(case, event) for case, event in stand if event is not None], work=work, desk=desk)
    await opened(ORGANISER, Doing.READ, work=work, desk=desk)
    if changes.whole:
        await check_all(0, work=work, desk=desk)
    if changes.more:
        await work.outbox.add(ReadEvents())
    return Nothing()


async def event_seen(answer: EventSeen, *, work: Work, desk: Desk) -> Reply:
    """Take in how the event of a booked interview stands, and only then what was done to copies of it."""
    case = await work.interviews.case(answer.interview, viewer=USHER)
    if case is None:
        return Nothing()
    case, is_right = await seen(case, answer.now, work=work, desk=desk)
    if is_right:
        case = await link_seen(case, answer.now.link, work=work, desk=desk)
        guests = answer.now.guests
        case = await lost_copies(case, answer.gone, guests=guests, work=work, desk=desk)
        await tell_strayed(case, answer.strayed, work=work, desk=desk)
    return Nothing()


async def pressed(action: PutEventBack | FollowEvent, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Have calendar and record agree again, the way somebody decided."""
    case = await _case(action.interview, person=person, work=work, desk=desk)
    by, booking = Viewer.person(person.id, why="press"), case.interview.booking
    if action.sequence != case.interview.sequence or booking is None or booking.wrong is None:
        return Refuse(SETTLED, interview_card(case, policy=desk.policy, apis=desk.apis))
    match action:
        case PutEventBack():
            case = await put_back(case, by=by, work=work, desk=desk)
        case FollowEvent(_, _, start, end):
            span = Interval(from_epoch(start), from_epoch(end))
            if booking.wrong != EventMoved(span):
                return Refuse(SETTLED, interview_card(case, policy=desk.policy, apis=desk.apis))
            why_not = await _why_not(case, span, work=work, desk=desk)
            if why_not:
                return Refuse(why_not, interview_card(case, policy=desk.policy, apis=desk.apis))
            case = await follow(case, span, by=by, work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _why_not(case: Case, span: Interval, *, work: Work, desk: Desk) -> str:
    """Return why the interview cannot be moved there, empty where it can; what has not been read lately is read."""
    if span.start <= desk.now:
        return PAST
    unread = await stale(case.panel, work=work, desk=desk)
    for person in unread:
        await work.outbox.add(ReadCalendar(person))
    return UNREAD if unread else await clash(case, span, work=work, desk=desk)


async def _case(interview: InterviewId, *, person: Person, work: Work, desk: Desk) -> Case:
    case = await work.interviews.case(interview, viewer=Viewer.person(person.id, why=Act.SCHEDULE.value))
    if case is None:
        raise Refusal(GONE)
    allow(person, Act.SCHEDULE, opening=case.opening, kind=desk.policy.kinds.get(case.interview.kind))
    keep_own_file(case.candidate, person=person)
    return case
