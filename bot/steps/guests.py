"""What interviewers answer to the invitation in their calendars: the same as by the buttons, where it is something new.

Only a change against what the calendar showed last acts, so an answer in chat that came after it stands. A move asks
everybody anew: what was said of another time does not count for this one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.interview import Answer
from bot.inbound import Guest, GuestAnswer
from bot.ports import GuestSaid, Work
from bot.steps import seats
from bot.steps.seats import IN_CALENDAR

Known = Mapping[PersonId, GuestSaid]
"""What the calendar showed last of each guest's answer, as the record has it."""


@dataclass(frozen=True, slots=True)
class News:
    """What somebody says of the booked time now, and what they said of it before."""

    person: PersonId
    said: GuestSaid
    before: GuestSaid


async def hear_guests(case: Case, guests: Sequence[Guest], *, known: Known, work: Work, desk: Desk) -> Case:
    """Take in the answers of those who sit there, as the event shows them now."""
    for news in guests_news(case, guests, known=known, desk=desk):
        await work.organiser.note(case.interview.id, news.person, news.said)
        case = await _act(case, news.person, news.said, news.before, work=work, desk=desk)
    return case


def guests_news(case: Case, guests: Sequence[Guest], *, known: Known, desk: Desk) -> Sequence[News]:
    """Return what those who sit there say now and did not say before; of a time that is new, nobody said anything."""
    sequence = case.interview.sequence
    found: list[News] = []
    for person, guest in _seated(case, guests, desk=desk):
        said, last = GuestSaid(guest.answer, sequence, guest.proposed), known.get(person)
        before = last if last is not None and last.sequence == sequence else GuestSaid(GuestAnswer.NONE, sequence)
        if said != before:
            found.append(News(person, said, before))
    return found


async def lost_copies(
    case: Case, people: Iterable[PersonId], *, guests: Sequence[Guest], work: Work, desk: Desk
) -> Case:
    """Take it for a "can't" that people took the event off their own calendars, unless their calendar says so by itself."""
    said = {person: guest.answer for person, guest in _seated(case, guests, desk=desk)}
    for person in people:
        if person not in said or said[person] is GuestAnswer.NO or _has_declined(case, person):
            continue
        if not await _stands_again(case, person, work=work, desk=desk):
            case = await seats.cannot(case, person=person, why=IN_CALENDAR, work=work, desk=desk)
    return case


async def _stands_again(case: Case, person: PersonId, *, work: Work, desk: Desk) -> bool:
    uid = case.interview.booking.uid if case.interview.booking else ""
    return any(own.uid == uid for own in await work.mirror.ours(person, after=desk.now))


def _seated(case: Case, guests: Sequence[Guest], *, desk: Desk) -> Iterable[tuple[PersonId, Guest]]:
    """Yield who of the guests sits there; rooms, others, and whoever the calendar itself belongs to answer nothing."""
    addresses = {case.people[seat.person].email.casefold(): seat.person for seat in case.interview.seats}
    addresses.pop(desk.policy.organisation.organizer.casefold(), None)
    for guest in guests:
        person = addresses.get(guest.email.casefold())
        if person is not None:
            yield person, guest


def _has_declined(case: Case, person: PersonId) -> bool:
    return any(seat.person == person and seat.answer is Answer.CANNOT for seat in case.interview.seats)


async def _act(case: Case, person: PersonId, said: GuestSaid, before: GuestSaid, *, work: Work, desk: Desk) -> Case:
    proposed = said.proposed if said.proposed and said.proposed.start > desk.now else None
    if proposed is not None and proposed != before.proposed and said.answer is not GuestAnswer.YES:
        windows = (proposed,)
        return await seats.cannot(case, person=person, windows=windows, why=IN_CALENDAR, work=work, desk=desk)
    if said.answer is before.answer:
        return case
    match said.answer:
        case GuestAnswer.YES:
            return await seats.fits(case, person=person, why=IN_CALENDAR, work=work, desk=desk)
        case GuestAnswer.NO if _has_declined(case, person):
            return case
        case GuestAnswer.NO:
            return await seats.cannot(case, person=person, why=IN_CALENDAR, work=work, desk=desk)
        case GuestAnswer.MAYBE:
            return await seats.may_be(case, person=person, tentative=True, work=work, desk=desk)
        case GuestAnswer.NONE:
            return await seats.may_be(case, person=person, tentative=False, work=work, desk=desk)
