"""What became of messages and other effects: mails taken, cards posted, things given up."""

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.ids import ApplicationId, InterviewId
from bot.domain.interview import ASKED
from bot.domain.people import Barrier, Person, Verdict
from bot.domain.time import epoch, local_day
from bot.effects import (
    AnswerTo,
    CardKind,
    CheckEvent,
    Effect,
    Examine,
    Mail,
    MoveInAts,
    Outcome,
    PlaceEvent,
    PlaceHold,
    ReadCalendar,
    ReadEvents,
    ReadHours,
    ReadRecord,
    Refresh,
    RemoveEvent,
    RemoveHold,
    SendMail,
    SendUpdate,
    ShowHome,
    Tell,
    TellAccount,
    TellChannel,
    UnwatchCalendar,
    WatchCalendar,
    WhoIs,
    WriteBack,
    WriteScorecard,
)
from bot.inbound import CardMailed, CardPosted, GaveUp, MailAccepted, UpdateAccepted
from bot.ports import Post, Posted, Work
from bot.reply import Nothing, Reply
from bot.steps import calendar_faults
from bot.steps.accounts import name_of, tell_account
from bot.steps.ats import write_back
from bot.steps.owners import last_resort
from bot.steps.record import refresh
from bot.steps.tell import tell

EVERYBODY = frozenset({Barrier.APP_GONE, Barrier.SILENCED, Barrier.UNPERMITTED})
"""Barriers that no single person's account can mend."""


async def mail_accepted(answer: MailAccepted, *, work: Work, desk: Desk) -> Reply:
    """A mail to the candidate was really handed over: it counts as contact, and an invitation is told to the ATS."""
    await work.contacts.add(
        answer.interview, mail=answer.mail, message_id=answer.message_id, recipient=answer.recipient, at=answer.at
    )
    if answer.mail == Mail.OFFER:
        case = await work.interviews.case(answer.interview, viewer=USHER)
        if case is not None and case.interview.state in ASKED:
            await write_back(case, Outcome.INVITED, work=work, desk=desk)
    return Nothing()


async def update_accepted(answer: UpdateAccepted, *, work: Work, desk: Desk) -> Reply:
    """An update to the candidate was really handed over: only now it counts as contact."""
    told = await work.updates.get(answer.update)
    if told is not None:
        await work.updates.sent(told, message_id=answer.message_id, recipient=answer.recipient, at=answer.at)
    return Nothing()


async def card_posted(answer: CardPosted, *, work: Work, desk: Desk) -> Reply:
    """Remember where the card stands; what changed while it was on its way is drawn at once."""
    posted = Posted(answer.place, answer.message)
    card = CardKind(answer.card)
    await work.posts.add(Post(card, answer.subject, answer.person, answer.account, posted, answer.behalf))
    await work.outbox.add(Refresh(card, answer.subject, answer.person, answer.behalf))
    if card is CardKind.DAY:
        await _leave_it_to_the_newest(answer, work=work)
    return Nothing()


async def _leave_it_to_the_newest(answer: CardPosted, *, work: Work) -> None:
    """What the card of the day asks is asked no more by the ones of the booked time."""
    for post in await work.posts.about(answer.subject):
        if post.person == answer.person and post.card in {CardKind.ASK, CardKind.SEAT}:
            await work.outbox.add(Refresh(post.card, answer.subject, post.person, post.behalf))


async def card_mailed(answer: CardMailed, *, work: Work, desk: Desk) -> Reply:
    """A chat account takes no cards: whoever owns the matter hears of it once a day, and the audit says so."""
    everybody = answer.barrier in EVERYBODY
    subject = f"{0 if everybody else answer.person}.{answer.platform}.{answer.barrier}"
    day = local_day(desk.now, zone=desk.site).isoformat()
    source = f"{CardKind.UNREACHED}.{subject}"
    if not await work.inbox.first(source, day, kind=CardKind.UNREACHED, at=desk.now):
        return Nothing()
    detail = {"platform": answer.platform, "why": answer.barrier}
    await work.audit.changed("account.unreached", subject=str(answer.person), by=USHER, detail=detail)
    owner = await _owner(Tell(CardKind(answer.card), answer.subject, answer.person), work=work)
    if everybody or owner is None or owner.id == answer.person:
        owner = await last_resort(work=work, desk=desk) or owner
    if owner is not None:
        await tell(CardKind.UNREACHED, subject, person=owner, occasion=day, work=work, desk=desk)
    return Nothing()


async def gave_up(answer: GaveUp, *, work: Work, desk: Desk) -> Reply:
    """An effect is dead: tell a named person, with what happened, what was tried and what to press."""
    found = await work.outbox.dead_row(answer.row)
    if found is None:
        return await _tell_owner_of(answer.row, person=await last_resort(work=work, desk=desk), work=work, desk=desk)
    effect, _ = found
    if await calendar_faults.gave_up(effect, answer, work=work, desk=desk):
        return Nothing()
    if isinstance(effect, WhoIs | TellAccount):
        await work.outbox.skip(answer.row)
        return await _not_introduced(effect, work=work)
    if isinstance(effect, Examine):
        await work.outbox.skip(answer.row)  # the next look is due within the hour
        return Nothing()
    if isinstance(effect, ShowHome):
        await work.outbox.skip(answer.row)
        await work.homes.drop(effect.account)
        return Nothing()
    if isinstance(effect, AnswerTo):
        # What they say next must not wait behind it, and nobody else could have it answered.
        await work.outbox.skip(answer.row)
        await work.audit.changed("said.not_answered", subject=name_of(effect.account), by=USHER)
        return Nothing()
    if isinstance(effect, Tell) and effect.card is CardKind.DEAD:
        return Nothing()
    owner = await _owner(effect, work=work) or await last_resort(work=work, desk=desk)
    return await _tell_owner_of(answer.row, person=owner, work=work, desk=desk)


async def _not_introduced(effect: WhoIs | TellAccount, *, work: Work) -> Reply:
    """The look-up came to nothing, which its asker is told; or that cannot be told, and the audit says so."""
    match effect:
        case WhoIs(account, asked):
            await tell_account(account, Verdict.NOT_TOLD, asked=asked, work=work)
        case TellAccount(account, verdict):
            await work.audit.changed(
                "account.not_told", subject=name_of(account), by=USHER, detail={"verdict": verdict}
            )
    return Nothing()


async def _tell_owner_of(row: int, *, person: Person | None, work: Work, desk: Desk) -> Reply:
    """A row that died once more after *Retry* gets a card of its own, and the one that was pressed shows it too."""
    if person is not None:
        await refresh(str(row), work=work)
        occasion = f"dead:{epoch(desk.now)}"
        await tell(CardKind.DEAD, str(row), person=person, occasion=occasion, work=work, desk=desk)
    return Nothing()


async def _owner(effect: Effect, *, work: Work) -> Person | None:
    match effect:
        case PlaceHold(interview) | RemoveHold(interview) | PlaceEvent(interview) | RemoveEvent(interview):
            return await _interview_owner(interview, work=work)
        case SendMail(_, interview) | WriteBack(_, interview) | WriteScorecard(_, interview):
            return await _interview_owner(interview, work=work)
        case Tell(CardKind.UNSETTLED, subject) | Refresh(CardKind.UNSETTLED, subject):
            return await _application_owner(ApplicationId(subject.partition(".")[0]), work=work)
        case Tell(CardKind.STALE | CardKind.HANDED, subject) | Refresh(CardKind.STALE | CardKind.HANDED, subject):
            return await _application_owner(ApplicationId(subject), work=work)
        case ReadRecord(application) | MoveInAts(application) | SendUpdate(application):
            return await _application_owner(application, work=work)
        case Tell(_, subject) | Refresh(_, subject):
            return await _interview_owner(InterviewId(subject), work=work)
        case CheckEvent(interview):
            return await _interview_owner(interview, work=work)
        case ReadCalendar() | ReadHours() | ReadEvents() | WatchCalendar() | UnwatchCalendar():
            return None
        case TellChannel() | WhoIs() | TellAccount() | AnswerTo() | ShowHome() | Examine():
            return None


async def _interview_owner(interview: InterviewId, *, work: Work) -> Person | None:
    found = await work.interviews.get(interview)
    return None if found is None else await work.people.get(found.owner)


async def _application_owner(application: ApplicationId, *, work: Work) -> Person | None:
    found = await work.applications.get(application, viewer=USHER)
    return None if found is None or found.next is None else await work.people.get(found.next.owner)
