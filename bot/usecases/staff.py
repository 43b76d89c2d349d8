"""Who works here: adding people, showing them, and disabling somebody who left without forgetting what they had in hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import Viewer, Who
from bot.domain.cells import mail
from bot.domain.people import Account, Person
from bot.domain.refusal import Refusal
from bot.domain.rows import Outcome, PersonRow
from bot.domain.time import Interval, epoch
from bot.effects import PlaceEvent, ReadCalendar
from bot.ports import Work
from bot.steps import calendar_faults, polling
from bot.steps.debrief import consider
from bot.steps.digest import expect
from bot.steps.hearing import leave
from bot.steps.homes import person_changed
from bot.steps.scorecards import owed
from bot.steps.staff import differing, enrol

BY = Viewer(Who.USHER, "command line")
AHEAD = timedelta(days=366)
NOBODY = "Nobody here has the address “{}”. `usher person list` shows who there is."


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an addition: UNCHANGED when all of it was known already."""

    person: Person
    outcome: Outcome


async def add(row: PersonRow, *, work: Work, desk: Desk) -> Added:
    """Add somebody, or mend and bring back whoever has the address; raises Refusal when an id is somebody else's."""
    known = await work.people.by_email(row.mail)
    outcome = await enrol(row, known=known, by=BY, work=work, desk=desk)
    person = await work.people.by_email(row.mail)
    assert person is not None
    return Added(person, outcome)


async def readdress(email: str, to: str, *, work: Work, desk: Desk) -> Person:
    """Give somebody another mail address and leave all else as it is; safe to run twice.

    Their calendar is read anew under it, what waited for the former one goes on, and booked events invite the new one.
    Raises Refusal for an address that nobody has, and for a new one that is no address or somebody else's.
    """
    new = mail(to)
    person, holder = await work.people.by_email(email), await work.people.by_email(new)
    if person is None and holder is not None:
        return holder
    if person is None:
        raise Refusal(NOBODY.format(email[:60]))
    if holder is not None and holder.id != person.id:
        raise Refusal(f"{new} is {holder.name}'s already. Each person has an address of their own.")
    if person.email == new:
        return person
    readdressed = replace(person, email=new)
    await work.people.save(readdressed)
    await work.audit.changed("person.changed", subject=str(person.id), by=BY, detail=differing(person, readdressed))
    await person_changed(person.id, work=work)
    await polling.expect(readdressed, before=person, work=work, desk=desk)
    await calendar_faults.left(person.id, work=work)
    if person.active and person.has_calendar:
        await work.outbox.add(ReadCalendar(person.id))
    await _invite_anew(readdressed, work=work, desk=desk)
    return readdressed


async def _invite_anew(person: Person, *, work: Work, desk: Desk) -> None:
    """Have the events still to come written again, so that the new address is invited and the former one is not any more.

    One that somebody deleted or moved waits for a decision, and is written once it is put back.
    """
    ahead = await work.reservations.of((person.id,), Interval(desk.now, desk.now + AHEAD))
    booked = await work.interviews.some({held.interview for held in ahead if held.confirmed})
    for interview in booked.values():
        booking = interview.booking
        if booking is not None and booking.wrong is None and booking.span.start > desk.now:
            event = PlaceEvent(interview.id, interview.sequence)
            key = f"event:{interview.id}:{interview.sequence}:mail:{person.id}:{epoch(desk.now)}"
            await work.outbox.add(event, key=key)


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody with the accounts they speak from; `delegate` stands in while they are away."""

    person: Person
    accounts: tuple[Account, ...]
    delegate: Person | None = None


async def everybody(work: Work) -> Sequence[Listed]:
    """Return everybody: who is active first, then by name."""
    people = sorted(await work.people.all(), key=lambda person: (not person.active, person.name.casefold()))
    known = {person.id: person for person in people}
    return [
        Listed(
            person,
            tuple(await work.people.accounts(person.id)),
            known.get(person.delegate) if person.delegate is not None else None,
        )
        for person in people
    ]


@dataclass(frozen=True, slots=True)
class InHand:
    """What a disabled person still stands for, so that it can be handed over: interviews booked or being arranged with
    them, and titles of openings whose interviews wait for an incomplete record.
    """

    person: Person
    booked: int = 0
    looking: int = 0
    waiting: tuple[str, ...] = ()


async def disable(email: str, *, work: Work, desk: Desk) -> InHand:
    """Let somebody in no more, and tell what they still have in hand; safe to run twice.

    Raises Refusal for an address nobody has, and for the organisation's recruiter of last resort, whom every dead end
    goes to.
    """
    person = await work.people.by_email(email)
    if person is None:
        raise Refusal(NOBODY.format(email[:60]))
    if person.email.casefold() == desk.policy.organisation.recruiter.casefold():
        raise Refusal(
            f"{person.email} is `organisation.recruiter` in hiring.toml: whatever Usher cannot do by itself goes to them."
            " Name somebody else there first."
        )
    left = replace(person, active=False)
    in_hand = await _in_hand(left, work=work, desk=desk)
    if person.active:
        await work.people.save(left)
        await work.sessions.end_all(person.id)
        await work.audit.changed("person.disabled", subject=str(person.id), by=BY)
        await person_changed(person.id, work=work)
        await expect([left], work=work, desk=desk)
        await polling.expect(left, before=person, work=work, desk=desk)
        await leave(person.id, work=work, desk=desk)
        await calendar_faults.left(person.id, work=work)
        await _wait_no_more(left, work=work, desk=desk)
    return in_hand


async def _wait_no_more(person: Person, *, work: Work, desk: Desk) -> None:
    """Let the feedback go on that waited for the scorecard of somebody who left."""
    for key in await owed(person, work=work):
        case = await work.interviews.case(key, viewer=BY)
        if case is not None:
            await consider(case, work=work, desk=desk)


async def _in_hand(person: Person, *, work: Work, desk: Desk) -> InHand:
    ahead = await work.reservations.of((person.id,), Interval(desk.now, desk.now + AHEAD))
    booked = {reservation.interview for reservation in ahead if reservation.confirmed}
    held = {reservation.interview for reservation in ahead} | set(await work.interviews.wanted(person.id))
    return InHand(person, len(booked), len(held - booked), await _waiting(person, work=work))


async def _waiting(person: Person, *, work: Work) -> tuple[str, ...]:
    titles: dict[str, None] = {}
    for held in await work.triggers.all():
        application = await work.applications.get(held.application, viewer=BY)
        opening = await work.openings.get(application.opening) if application else None
        if opening and person.id in {opening.hiring_manager, opening.recruiter, opening.coordinator}:
            titles[opening.title] = None
    return tuple(titles)
