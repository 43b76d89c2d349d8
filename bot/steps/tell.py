"""Telling people something when they may be told: at once, or by a timer at the next moment their day allows."""

from datetime import datetime

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.people import Person
from bot.effects import CardKind, Mail, SendMail, Tell
from bot.moments import CARDS, MAILS, Urgency, for_candidate
from bot.ports import Work
from bot.steps.absence import about, is_away, next_moment, stand_in
from bot.steps.owners import last_resort

CARD = "card"
NEED_SOMEBODY = frozenset(
    {
        CardKind.INTERVIEW,
        CardKind.STUCK,
        CardKind.INCOMPLETE,
        CardKind.DEAD,
        CardKind.UNREACHED,
        CardKind.CALENDAR,
        CardKind.UNSETTLED,
        CardKind.INTAKE,
        CardKind.NO_SHOW,
        CardKind.DEBRIEF,
        CardKind.STALE,
        CardKind.HEALTH,
        CardKind.REVIEW,
    }
)
"""What some person has to look at, whoever that is: it is never left to somebody who is away or has left."""
MAIL = "mail"


async def tell(card: CardKind, subject: str, *, person: Person, occasion: str, work: Work, desk: Desk) -> None:
    """Post a card to a person, once per `occasion` (a word that names this happening, e.g. a round).

    What needs a person goes to the organisation's recruiter when the one named has left, and to whoever stands in for them
    when they are away.
    """
    if not person.active and card in NEED_SOMEBODY:
        person = await last_resort(work=work, desk=desk) or person
    key = f"{card}:{subject}:{person.id}:{occasion}"
    reader = person
    if card in NEED_SOMEBODY and is_away(person, desk=desk):
        opening, candidate = await about(subject, work=work)
        reader = await stand_in(person, opening=opening, candidate=candidate, work=work, desk=desk) or person
    when = moment(card, person=reader, desk=desk)
    if when <= desk.now:
        behalf = person.id if reader.id != person.id else None
        await work.outbox.add(Tell(card, subject, reader.id, behalf), key=key)
    else:
        await work.timers.set(f"{CARD}:{key}", kind=CARD, subject=subject, due=when)


def moment(card: CardKind, *, person: Person, desk: Desk) -> datetime:
    """Return when this kind of card may reach this person; a nudge has no moment of its own (ValueError)."""
    match CARDS[card]:
        case Urgency.ANSWER:
            return desk.now
        case Urgency.TIMELY:
            return next_moment(person, desk=desk)
        case Urgency.NUDGE:
            raise ValueError(f"a {card} is told in its reader's digest only")


async def write(mail: Mail, *, case: Case, work: Work, desk: Desk) -> None:
    """Send the candidate a mail about the interview as it stands now, once per round and sequence; LINK once per link."""
    interview = case.interview
    amended = interview.booking.amended if interview.booking else 0
    when = mail_moment(mail, case=case, desk=desk)
    if when <= desk.now:
        effect = SendMail(mail, interview.id, interview.round, interview.sequence, amended)
        again = f":{amended}" if mail is Mail.LINK else ""
        await work.outbox.add(effect, key=f"{mail}:{interview.id}:{interview.round}:{interview.sequence}{again}")
    else:
        await work.timers.set(f"{MAIL}:{mail}:{interview.id}", kind=f"{MAIL}.{mail}", subject=interview.id, due=when)


def mail_moment(mail: Mail, *, case: Case, desk: Desk) -> datetime:
    """Return when this kind of mail may reach this candidate."""
    match MAILS[mail]:
        case Urgency.ANSWER:
            return desk.now
        case Urgency.TIMELY:
            return for_candidate(desk.now, zone=desk.zone_of(case.candidate.zone), quiet=desk.policy.quiet)
        case Urgency.NUDGE:
            raise ValueError(f"a {mail} goes to a candidate, and they get no digest")
