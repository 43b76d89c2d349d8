"""What the clock brings: each firing loads the record and decides, so a cancelled or moved interview never reminds."""

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
OF_THE_DAY = frozenset({CardKind.REMINDER, CardKind.DAY})


async def fired(timer: Fired, *, work: Work, desk: Desk) -> Reply:
    """Do what is due, once: whoever takes the timer's row acts on it."""
    if not await work.timers.take(timer):
        return Nothing()
    if timer.kind == CARD:
        await _card_due(timer, work=work, desk=desk)
        return Nothing()
    if timer.kind == DIGEST:
        await make(PersonId(int(timer.subject)), work=work, desk=desk)
        return Nothing()
    if timer.kind == CALENDAR:
        await poll(PersonId(int(timer.subject)), work=work, desk=desk)
        return Nothing()
    if timer.kind == HOURS:
        await turn(PersonId(int(timer.subject)), work=work, desk=desk)
        return Nothing()
    if timer.kind == SWEEP:
        await check_all(int(timer.subject), work=work, desk=desk)
        return Nothing()
    if timer.kind == STALE:
        await look(int(timer.subject), work=work, desk=desk)
        return Nothing()
    if timer.kind == health.HEALTH:
        await health.look(work=work, desk=desk)
        return Nothing()
    if timer.kind == health.REVIEW:
        await health.review(work=work, desk=desk)
        return Nothing()
    if timer.kind == INTAKE:
        await overdue_intake(OpeningId(timer.subject), work=work, desk=desk)
        return Nothing()
    if timer.kind == RESUME:
        await _resume(ApplicationId(timer.subject), work=work, desk=desk)
        return Nothing()
    if timer.kind == UNSETTLED:
        await still_unsettled(ApplicationId(timer.subject), work=work, desk=desk)
        return Nothing()
    case = await work.interviews.case(InterviewId(timer.subject), viewer=USHER)
    if case is None:
        return Nothing()
    match timer.kind.partition("."):
        case (kind, _, _) if kind == DEADLINE:
            await _deadline(case, work=work, desk=desk)
        case (kind, _, _) if kind == ENDED:
            await _ended(case, work=work, desk=desk)
        case (kind, _, _) if kind == FEEDBACK:
            await ask(case, person=PersonId(int(timer.key.rpartition(":")[2])), work=work, desk=desk)
        case (kind, _, _) if kind == DEBRIEF:
            await consider(case, work=work, desk=desk)
        case (day.STARTED, _, _):
            await day.begun(case, work=work, desk=desk)
        case (kind, _, _) if kind == PATIENCE:
            await overdue(case, work=work, desk=desk)
        case (kind, _, _) if kind == AGAIN:
            await _look_again(case, work=work, desk=desk)
        case ("link", _, _):
            await link_due(timer, case=case, work=work, desk=desk)
        case (kind, _, mail) if kind == MAIL:
            await write(Mail(mail), case=case, work=work, desk=desk)
        case _:
            await _remind(timer, case=case, work=work, desk=desk)
    return Nothing()


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
    person = PersonId(int(timer.key.rpartition(":")[2])) if timer.kind in PERSONAL else None
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
    _, card, subject, person_key, occasion = timer.key.split(":", 4)
    about_the_time = card in OF_THE_DAY or (card == CardKind.SEAT and occasion.isdigit())
    if about_the_time and not await day.still_to_come(InterviewId(subject), occasion, work=work, desk=desk):
        return
    if card == CardKind.ASK and not await _still_asked(InterviewId(subject), PersonId(int(person_key)), work=work):
        return
    key = PersonId(int(person_key))
    if card == CardKind.SCORECARD and not await is_asked(InterviewId(subject), key, work=work):
        return
    if card == CardKind.DEBRIEF and not await is_out(InterviewId(subject), work=work):
        return
    if card == CardKind.HEALTH and not await health.is_wrong(subject, work=work):
        return
    if card == CardKind.CALENDAR and not await still(subject, work=work):
        return
    if card == CardKind.INTAKE and not await still_news(OpeningId(subject), occasion, work=work, desk=desk):
        return
    person = await work.people.get(PersonId(int(person_key)))
    if person is not None:
        await tell(CardKind(card), subject, person=person, occasion=occasion, work=work, desk=desk)


async def _still_asked(interview: InterviewId, person: PersonId, *, work: Work) -> bool:
    """Whether a question that waited for somebody's morning is still open."""
    found = await work.interviews.get(interview)
    return found is not None and found.state is State.ASKING and owes(found, person)
