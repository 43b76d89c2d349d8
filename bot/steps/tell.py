"""Telling people something when they may be told: at once, or by a timer at the next moment their day allows."""

from datetime import datetime

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.people import Person
from bot.effects import CardKind, Mail, SendMail, Tell
from bot.moments import CARDS, MAILS, Urgency, for_candidate, for_person
from bot.ports import Work
from bot.steps.owners import last_resort

CARD = "card"
NEED_SOMEBODY = frozenset(
    {CardKind.INTERVIEW, CardKind.STUCK, CardKind.INCOMPLETE, CardKind.DEAD, CardKind.UNSETTLED, CardKind.INTAKE}
)
MAIL = "mail"


async def tell(card: CardKind, subject: str, *, person: Person, occasion: str, work: Work, desk: Desk) -> None:
    """Post a card to a person, once per `occasion` (a word that names this happening, e.g. a round).

    What needs a person goes to the organisation's recruiter when the one named has left.
    """
    if not person.active and card in NEED_SOMEBODY:
        person = await last_resort(work=work, desk=desk) or person
    key = f"{card}:{subject}:{person.id}:{occasion}"
    when = moment(card, person=person, desk=desk)
    if when <= desk.now:
        await work.outbox.add(Tell(card, subject, person.id), key=key)
    else:
        await work.timers.set(f"{CARD}:{key}", kind=CARD, subject=subject, due=when)


def moment(card: CardKind, *, person: Person, desk: Desk) -> datetime:
    """Return when this kind of card may reach this person."""
    match CARDS[card]:
        case Urgency.ANSWER:
            return desk.now
        case Urgency.TIMELY:
            return for_person(
                desk.now,
                person=person,
                zone=desk.zone_of(person.zone),
                quiet=desk.policy.quiet,
                holidays=desk.policy.organisation.holidays,
            )


async def write(mail: Mail, *, case: Case, work: Work, desk: Desk) -> None:
    """Send the candidate a mail about the interview as it stands now, once per round and sequence."""
    interview = case.interview
    when = mail_moment(mail, case=case, desk=desk)
    if when <= desk.now:
        effect = SendMail(mail, interview.id, interview.round, interview.sequence)
        await work.outbox.add(effect, key=f"{mail}:{interview.id}:{interview.round}:{interview.sequence}")
    else:
        await work.timers.set(f"{MAIL}:{mail}:{interview.id}", kind=f"{MAIL}.{mail}", subject=interview.id, due=when)


def mail_moment(mail: Mail, *, case: Case, desk: Desk) -> datetime:
    """Return when this kind of mail may reach this candidate."""
    match MAILS[mail]:
        case Urgency.ANSWER:
            return desk.now
        case Urgency.TIMELY:
            return for_candidate(desk.now, zone=desk.zone_of(case.candidate.zone), quiet=desk.policy.quiet)
