"""What the clock brings: each firing loads the record and decides, so a cancelled or moved interview never reminds."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case
from bot.domain.dead_end import Disputed, MailRefused, OneTime, Unanswered
from bot.domain.ids import ApplicationId, InterviewId, OpeningId, PersonId
from bot.domain.interview import ASKED, OVER, State
from bot.effects import CardKind, Mail
from bot.inbound import Fired
from bot.ports import Work
from bot.reply import Nothing, Reply
from bot.steps import day, health
from bot.steps.asking import PATIENCE, owes
from bot.steps.begin import resume
from bot.steps.booking import REMIND_PANEL
from bot.steps.calendar_faults import still
from bot.steps.debrief import DEBRIEF, consider, is_out
from bot.steps.digest import DIGEST, make
from bot.steps.event_news import SWEEP, check_all
from bot.steps.hearing import overdue
from bot.steps.hours import HOURS, turn
from bot.steps.intake import PATIENCE as INTAKE
from bot.steps.intake import RESUME, still_news
from bot.steps.intake import overdue as overdue_intake
from bot.steps.link import link_due
from bot.steps.moves import UNSETTLED, still_unsettled
from bot.steps.polling import CALENDAR, poll
from bot.steps.record import DEADLINE, ENDED
from bot.steps.round import AGAIN, LOOKING, hand_over, lapse, settle
from bot.steps.scorecards import FEEDBACK, ask, is_asked
from bot.steps.staleness import STALE, look
from bot.steps.tell import CARD, MAIL, mail_moment, tell, write

ASKING = frozenset({Mail.OFFER, Mail.FOLLOW_UP})
PERSONAL = frozenset({REMIND_PANEL, day.CHECK_PANEL})


async def fired(timer: Fired, *, work: Work, desk: Desk) -> Reply:
    """Do what is due, once: whoever takes the timer's row acts on it."""
    if not await work.timers.take(timer):
        return Nothing()
    if timer.kind == CARD:
        await _card_due(timer, work=work, desk=desk)
    elif timer.kind in OF_THE_SERVICE:
        await OF_THE_SERVICE[timer.kind](work=work, desk=desk)
    elif timer.kind in OF_ONE:
        key, act = OF_ONE[timer.kind]
        await act(key(timer.subject), work=work, desk=desk)
    elif case := await work.interviews.case(InterviewId(timer.subject), viewer=USHER):
        await _interview_due(timer, case, work=work, desk=desk)
    return Nothing()


async def _interview_due(timer: Fired, case: Case, *, work: Work, desk: Desk) -> None:
    if timer.kind in OF_AN_INTERVIEW:
        await OF_AN_INTERVIEW[timer.kind](case, work=work, desk=desk)
        return
    match timer.kind.partition("."):
        case ("link", _, _):
            await link_due(timer, case=case, work=work, desk=desk)
        case (kind, _, mail) if kind == MAIL:
            await write(Mail(mail), case=case, work=work, desk=desk)
        case (kind, _, _) if kind == FEEDBACK:
            await ask(case, person=_whom(timer), work=work, desk=desk)
        case _:
            await _remind(timer, case=case, work=work, desk=desk)


def _whom(timer: Fired) -> PersonId:
    """Return whom a timer is for; its key ends with them."""
    return PersonId(int(timer.key.rpartition(":")[2]))


async def _resume(application: ApplicationId, *, work: Work, desk: Desk) -> None:
    """What an application waited for may have come; if nothing holds it any more, it went on already."""
    held = next((each for each in await work.triggers.all() if each.application == application), None)
    if held is not None:
        await resume(held, work=work, desk=desk)


async def _deadline(case: Case, *, work: Work, desk: Desk) -> None:
    interview = case.interview
    if interview.deadline is None or interview.deadline > desk.now or interview.state not in ASKED:
        return
    if not await _was_written_to(case, work=work, desk=desk):
        await hand_over(case, MailRefused(), work=work, desk=desk)
        return
    if interview.state is State.FOLLOWED_UP:
        await hand_over(case, Unanswered(), work=work, desk=desk)
    if interview.state is not State.OFFERED:
        return
    allowed = mail_moment(Mail.FOLLOW_UP, case=case, desk=desk)
    if allowed > desk.now:
        await work.timers.set(f"{DEADLINE}:{interview.id}", kind=DEADLINE, subject=interview.id, due=allowed)
        return
    case, _ = await lapse(case, desk.policy.offer.follow_up, work=work, desk=desk)
    await settle(case, work=work, desk=desk)


async def _look_again(case: Case, *, work: Work, desk: Desk) -> None:
    """Only one time stood: see whether there is a second by now. Or a pool's calendars were waited for long enough."""
    if case.interview.state not in LOOKING or case.interview.placing:
        return
    waits = bool(case.interview.awaited) or isinstance(case.interview.trouble, OneTime)
    if case.interview.state is State.ASKING and not waits:
        return
    waited = bool(case.interview.awaited)
    case = replace(case, interview=replace(case.interview, awaited=()))
    case, _ = await lapse(case, desk.policy.offer.deadline, work=work, desk=desk)
    await settle(case, patient=not waited, work=work, desk=desk)


async def _was_written_to(case: Case, *, work: Work, desk: Desk) -> bool:
    """Whether a mail of this round was really handed over; silence after a mail that never left is not the candidate's."""
    offer, interview = desk.policy.offer, case.interview
    asked_for = offer.deadline + (offer.follow_up if interview.state is State.FOLLOWED_UP else timedelta(0))
    begun = (interview.deadline or desk.now) - asked_for
    return any(at >= begun for mail, at in await work.contacts.of(interview.id) if mail in ASKING)


async def _ended(case: Case, *, work: Work, desk: Desk) -> None:
    booking = case.interview.booking
    if booking is None or booking.span.end > desk.now or case.interview.state in {State.TOOK_PLACE, State.NO_SHOW}:
        return
    if not isinstance(case.interview.trouble, Disputed):  # then its owner has been asked, and nothing is guessed
        await day.took_place(case, case.interview, work=work, desk=desk)


async def _remind(timer: Fired, *, case: Case, work: Work, desk: Desk) -> None:
    booking = case.interview.booking
    if booking is None or booking.span.start <= desk.now or case.interview.state in OVER:
        return
    person = _whom(timer) if timer.kind in PERSONAL else None
    match timer.kind:
        case day.CHECK_CANDIDATE | day.CHECK_PANEL:
            await day.check_in(case, person=person, work=work, desk=desk)
        case _ if person is None:
            await write(Mail.REMINDER, case=case, work=work, desk=desk)
        case _ if person in day.coming(case):
            occasion = f"reminder:{case.interview.sequence}"
            reader = case.people[person]
            await tell(CardKind.REMINDER, case.interview.id, person=reader, occasion=occasion, work=work, desk=desk)


async def _card_due(timer: Fired, *, work: Work, desk: Desk) -> None:
    """A card that waited for the reader's morning; its timer's key is `card:<kind>:<subject>:<person>:<occasion>`."""
    _, word, subject, person_key, occasion = timer.key.split(":", 4)
    card, key = CardKind(word), PersonId(int(person_key))
    if not await _is_wanted(card, subject, key, occasion=occasion, work=work, desk=desk):
        return
    person = await work.people.get(key)
    if person is not None:
        await tell(card, subject, person=person, occasion=occasion, work=work, desk=desk)


async def _is_wanted(card: CardKind, subject: str, person: PersonId, *, occasion: str, work: Work, desk: Desk) -> bool:
    """Whether a card still has something to say by the morning."""
    match card:
        case CardKind.REMINDER | CardKind.DAY:
            return await day.still_to_come(InterviewId(subject), occasion, work=work, desk=desk)
        case CardKind.SEAT if occasion.isdigit():
            return await day.still_to_come(InterviewId(subject), occasion, work=work, desk=desk)
        case CardKind.ASK:
            return await _still_asked(InterviewId(subject), person, work=work)
        case CardKind.SCORECARD:
            return await is_asked(InterviewId(subject), person, work=work)
        case CardKind.DEBRIEF:
            return await is_out(InterviewId(subject), work=work)
        case CardKind.HEALTH:
            return await health.is_wrong(subject, work=work)
        case CardKind.CALENDAR:
            return bool(await still(subject, work=work))
        case CardKind.INTAKE:
            return await still_news(OpeningId(subject), occasion, work=work, desk=desk)
        case _:
            return True


async def _still_asked(interview: InterviewId, person: PersonId, *, work: Work) -> bool:
    """Whether a question that waited for somebody's morning is still open."""
    found = await work.interviews.get(interview)
    return found is not None and found.state is State.ASKING and owes(found, person)


def _person(subject: str) -> PersonId:
    return PersonId(int(subject))


Act = Callable[..., Awaitable[None]]

OF_THE_SERVICE: Mapping[str, Act] = {health.HEALTH: health.look, health.REVIEW: health.review}
OF_ONE: Mapping[str, tuple[Callable[[str], object], Act]] = {
    DIGEST: (_person, make),
    CALENDAR: (_person, poll),
    HOURS: (_person, turn),
    INTAKE: (OpeningId, overdue_intake),
    RESUME: (ApplicationId, _resume),
    UNSETTLED: (ApplicationId, still_unsettled),
    SWEEP: (int, check_all),
    STALE: (int, look),
}
"""What is due for one person, opening or application, or from one mark on: how the subject is read, and what is done."""
OF_AN_INTERVIEW: Mapping[str, Act] = {
    DEADLINE: _deadline,
    PATIENCE: overdue,
    AGAIN: _look_again,
    day.STARTED: day.begun,
    ENDED: _ended,
    DEBRIEF: consider,
}
"""What is due about an interview as it stands now; mails, reminders and links that are waited for say more by their kind."""
