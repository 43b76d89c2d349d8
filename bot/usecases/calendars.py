"""What the calendars answer: busy times read, holds placed or refused, the booked event in place."""

from dataclasses import replace

from bot.actions import ReadAgain
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.calendar_faults import Doing
from bot.domain.dead_end import EventGone
from bot.domain.ids import ORGANISER
from bot.domain.interview import IN_PLAY, Standing, State
from bot.domain.interview_moves import placed, unheld
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.effects import ReadCalendar, RemoveEvent, RemoveHold, WatchCalendar
from bot.inbound import BusyTime, CalendarRead, CalendarTouched, EventPlaced, HoldPlaced, HoldRefused
from bot.ports import Work
from bot.reply import Nothing, Reply, Say
from bot.say.calendar_faults import looking_card
from bot.steps.calendar_faults import closed, opened, read_again, subject_of, without
from bot.steps.health import MAY_MEND
from bot.steps.holds import clear, hold_key
from bot.steps.link import link_seen
from bot.steps.own_calendars import heard
from bot.steps.polling import is_read, read
from bot.steps.record import Move, keep
from bot.steps.round import refused, settle
from bot.steps.seats import decided


async def calendar_touched(answer: CalendarTouched, *, work: Work, desk: Desk) -> Reply:
    """Read the calendar, once for however many hints come meanwhile; where they end, ask for more of them as well."""
    if await is_read(answer.person, work=work):
        await read(answer.person, work=work)
        if answer.lapsed:
            await work.outbox.add(WatchCalendar(answer.person))
    return Nothing()


async def calendar_read(answer: CalendarRead, *, work: Work, desk: Desk) -> Reply:
    """Bring the mirror up to date; interviews that waited for this calendar go on with their search.

    They do without the one of somebody who has left.
    """
    person = await work.people.get(answer.person)
    if person is None or not person.active:
        await without(answer.person, work=work, desk=desk)
        return Nothing()
    if not await _follows_on(answer, person, work=work):
        return Nothing()
    before = await work.mirror.ours(answer.person, after=desk.now)
    vanished = await work.mirror.apply(answer.person, answer.changes, read_at=answer.read_at)
    whole = not answer.changes.more
    await heard(answer.person, vanished, before=before, whole=whole, work=work, desk=desk)
    if answer.changes.more:
        await work.outbox.add(ReadCalendar(answer.person))
        return Nothing()
    for waiting in await work.interviews.wanted(answer.person):
        case = await work.interviews.case(waiting, viewer=USHER)
        if case is not None and case.interview.kind in desk.policy.kinds:
            await settle(case, work=work, desk=desk)
    await opened(answer.person, Doing.READ, work=work, desk=desk)
    return Nothing()


async def _follows_on(answer: CalendarRead, person: Person, *, work: Work) -> bool:
    """Return whether what was read goes on where the mirror ends, on the calendar that is theirs by now.

    Where the mirror was emptied meanwhile, changes alone would pass for all that there is: it is read anew.
    """
    feed = answer.feed
    is_theirs = (person.calendar, person.email) == (feed.calendar, feed.owner)
    if is_theirs and await work.mirror.stands_at(person.id, feed.cursor):
        return True
    await work.outbox.add(ReadCalendar(person.id))
    return False


async def pressed(action: ReadAgain, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Somebody says that a cause is mended: read the calendars that it closed. The card shows what comes of it."""
    if not person.roles & MAY_MEND:
        raise Refusal("That is for the admins and recruiters. Ask one of them to look.")
    await read_again(subject_of(action.vendor, action.cause), work=work)
    return Say(looking_card())


async def hold_placed(answer: HoldPlaced, *, work: Work, desk: Desk) -> Reply:
    """Note that a hold stands; one that nobody needs any more is taken off again."""
    if answer.unheld is None:
        await opened(answer.person, Doing.WRITE, work=work, desk=desk)
    else:
        await closed(answer.person, Doing.WRITE, answer.unheld, work=work, desk=desk)
    case = await work.interviews.case(answer.interview, viewer=USHER)
    if case is None:
        return Nothing()
    option = case.interview.option(answer.option)
    wanted = option is not None and answer.person in case.interview.people_at(option)
    if option is None or not wanted or option.standing not in IN_PLAY | {Standing.CHOSEN}:
        removal = RemoveHold(answer.interview, answer.option, answer.person)
        await work.outbox.add(removal, key=f"unhold:{answer.interview}:{answer.option}:{answer.person}")
        return Nothing()
    if answer.event:
        own = hold_key(case.interview, option, answer.person)
        await work.mirror.note(answer.person, BusyTime(answer.event, option.span, own=own))
    noted = placed(case.interview, answer.option, person=answer.person, asks=desk.kind_of(case).asks)
    if answer.unheld is not None:
        noted = unheld(noted, answer.option, person=answer.person)
    if noted != case.interview:
        case = await keep(case, noted, move=Move("interview.held", USHER), work=work, desk=desk)
        await settle(case, work=work, desk=desk)
    return Nothing()


async def hold_refused(answer: HoldRefused, *, work: Work, desk: Desk) -> Reply:
    """A lost race with the calendar: the option goes, and the search takes the next one."""
    await work.outbox.add(ReadCalendar(answer.person))
    await refused(answer.interview, answer.option, person=answer.person, work=work, desk=desk)
    return Nothing()


async def event_placed(answer: EventPlaced, *, work: Work, desk: Desk) -> Reply:
    """The organiser's event stands: the hold it replaces can go, and that of a time the booking had before.

    One that came too late is cancelled again.
    """
    await opened(ORGANISER, Doing.WRITE, work=work, desk=desk)
    case = await work.interviews.case(answer.interview, viewer=USHER)
    if case is None:
        return Nothing()
    interview = case.interview
    if interview.booking is None or interview.state is State.CANCELLED:
        late = RemoveEvent(answer.interview, answer.event)
        await work.outbox.add(late, key=f"unevent:{answer.interview}:{answer.event}:{interview.sequence}")
        return Nothing()
    carried = interview.booking.span if answer.sequence == interview.sequence else interview.booking.carried
    is_back = isinstance(interview.booking.wrong, EventGone)
    wrong = None if is_back else interview.booking.wrong
    booking = replace(interview.booking, event=answer.event, uid=answer.uid, carried=carried, wrong=wrong)
    if booking != interview.booking:
        there = replace(decided(interview) if is_back else interview, booking=booking)
        case = await keep(case, there, move=Move("interview.event_placed", USHER), work=work, desk=desk)
    await link_seen(case, answer.link, work=work, desk=desk)
    await clear(interview, [o for o in interview.options if o.standing not in IN_PLAY], work=work)
    return Nothing()
