"""The link that a calendar makes for a booked interview: waiting for it, and telling the candidate once it is there.

The mail about a booked time waits for the link, but for minutes only: then it says that the link follows, and the link goes
out by a mail of its own. Until it is there the event is looked at again, ever more rarely.
"""

from dataclasses import replace
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case
from bot.domain.dead_end import NoLink
from bot.domain.interview import LIVE, Booking, News, State
from bot.domain.interview_link import linked
from bot.effects import CheckEvent, Mail
from bot.inbound import Fired
from bot.ports import Work
from bot.steps.record import Move, keep
from bot.steps.round import alert
from bot.steps.tell import write

LOOK = "link.look"
LATE = "link.late"
NEVER = "link.never"
TIMERS = (LOOK, LATE, NEVER)
FIRST_LOOK = timedelta(seconds=15)
DOUBLINGS = 8
SELDOM = timedelta(hours=1)
MAIL_AFTER = timedelta(minutes=5)
"""How long a candidate hears nothing of the time they have just booked, at most."""
TELL_AFTER = timedelta(hours=1)
BEFORE_START = timedelta(minutes=30)


async def announce(case: Case, *, work: Work, desk: Desk) -> None:
    """Write to the candidate what was booked: at once, or when the link is there."""
    booking, key = case.interview.booking, case.interview.id
    await work.timers.drop(key, kinds=TIMERS)
    if booking is None:
        return
    if booking.news is not News.WAITS:
        await write(_mail_of(booking), case=case, work=work, desk=desk)
        return
    soon = max(desk.now + MAIL_AFTER, booking.span.start - BEFORE_START)
    await work.timers.set(f"{LATE}:{key}", kind=LATE, subject=key, due=desk.now + MAIL_AFTER)
    await work.timers.set(f"{NEVER}:{key}", kind=NEVER, subject=key, due=min(desk.now + TELL_AFTER, soon))
    await _look_after(case, 1, work=work, desk=desk)


def _mail_of(booking: Booking) -> Mail:
    return Mail.MOVED if booking.moved else Mail.CONFIRMED


async def _look_after(case: Case, number: int, *, work: Work, desk: Desk) -> None:
    """Set the clock to the next look, 1 being the first; each waits twice as long as the one before, an hour at most."""
    key, wait = case.interview.id, min(FIRST_LOOK * 2 ** min(number - 1, DOUBLINGS), SELDOM)
    await work.timers.set(f"{LOOK}:{key}:{number}", kind=LOOK, subject=key, due=desk.now + wait)


async def link_seen(
    case: Case, link: str, *, by: Viewer = USHER, by_hand: bool = False, work: Work, desk: Desk
) -> Case:
    """Note the link that the booked event has, or that somebody gave by hand, and write to the candidate with it.

    Nothing happens for an empty link, or for one that is known already.
    """
    before = case.interview.booking
    if before is None or not is_news(case, link, by_hand=by_hand, desk=desk):
        return case
    after = linked(case.interview, link, by_hand=by_hand)
    move = Move("interview.link_given" if by_hand else "interview.linked", by)
    case = await keep(case, after, move=move, work=work, desk=desk)
    await work.timers.drop(case.interview.id, kinds=TIMERS)
    if case.interview.state in LIVE and before.span.end > desk.now:
        mail = _mail_of(before) if before.news is News.WAITS else Mail.LINK
        await write(mail, case=case, work=work, desk=desk)
    return case


def is_news(case: Case, link: str, *, by_hand: bool = False, desk: Desk) -> bool:
    """Return whether an interview has a link that the candidate does not know, where its calendar is to make one."""
    kind = desk.policy.kind_as(case.interview.kind, category=case.opening.category)
    makes = kind is not None and kind.makes_link
    return makes and linked(case.interview, link, by_hand=by_hand) != case.interview


async def link_due(timer: Fired, *, case: Case, work: Work, desk: Desk) -> None:
    """Look again for a link that is not there yet, tell the candidate that it follows, or a person that none was made."""
    booking = case.interview.booking
    if booking is None or booking.link or case.interview.state not in LIVE or booking.span.end <= desk.now:
        return
    match timer.kind:
        case kind if kind == LOOK:
            await _look(case, int(timer.key.rpartition(":")[2]), work=work, desk=desk)
        case kind if kind == LATE:
            await _promise(case, booking, work=work, desk=desk)
        case _:
            await _none_made(case, booking, work=work, desk=desk)


async def _look(case: Case, number: int, *, work: Work, desk: Desk) -> None:
    interview = case.interview
    if interview.booking is not None and interview.booking.event:
        key = f"event.check:{interview.id}:{interview.sequence}:look:{number}"
        await work.outbox.add(CheckEvent(interview.id), key=key)
    await _look_after(case, number + 1, work=work, desk=desk)


async def _promise(case: Case, booking: Booking, *, work: Work, desk: Desk) -> None:
    if booking.news is not News.WAITS:
        return
    promised = replace(case.interview, booking=replace(booking, news=News.PROMISED))
    case = await keep(case, promised, move=Move("interview.link_follows", USHER), work=work, desk=desk)
    await write(_mail_of(booking), case=case, work=work, desk=desk)


async def _none_made(case: Case, booking: Booking, *, work: Work, desk: Desk) -> None:
    """Tell the owner, again where something else had to be decided since; while that is so, it comes first."""
    interview = case.interview
    if booking.span.start <= desk.now:
        return
    await work.timers.set(f"{NEVER}:{interview.id}", kind=NEVER, subject=interview.id, due=desk.now + SELDOM)
    if interview.state is not State.BOOKED or interview.trouble is not None:
        return
    told = replace(interview, trouble=NoLink())
    case = await keep(case, told, move=Move("interview.no_link", USHER), work=work, desk=desk)
    await alert(case, work=work, desk=desk)
