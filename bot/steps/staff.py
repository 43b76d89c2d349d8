"""Taking in somebody who works here: made or mended by their mail, and linked to the account they speak from."""

from dataclasses import fields, replace

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.cells import FOLLOWED, NONE
from bot.domain.ids import PersonId
from bot.domain.people import Account, Origin, Person
from bot.domain.rows import Outcome, PersonRow, Wrong
from bot.domain.time import WorkingHours
from bot.effects import ReadCalendar
from bot.ports import Work
from bot.steps import calendar_faults, hours, polling
from bot.steps.digest import expect
from bot.steps.homes import person_changed


async def enrol(row: PersonRow, *, known: Person | None, by: Viewer, work: Work, desk: Desk) -> Outcome:
    """Make or mend the person and link their chat accounts; what the row does not tell stays as it is.

    Somebody who was disabled is active again. Raises Wrong, before anything is written, when the ATS user or the account
    is somebody else's, or when nobody can be found to stand in for them.
    """
    organisation = desk.policy.organisation
    before = known or Person(PersonId(0), row.name, row.mail, organisation.zone, calendar=organisation.calendar)
    fresh = replace(_told(row, before), delegate=await _delegate(row, before=before, work=work))
    await _check_ats_user(fresh, before=before, work=work)
    told = row.accounts.items()
    new = [account for column, account in told if not await _is_theirs(column, account, before=before, work=work)]
    if known is None:
        fresh = await work.people.add(fresh)
        await work.audit.changed("person.added", subject=str(fresh.id), by=by)
    elif fresh != known:
        await work.people.save(fresh)
        await work.audit.changed("person.changed", subject=str(fresh.id), by=by, detail=differing(known, fresh))
    for account in new:
        await work.people.link(account, person=fresh.id)
        await work.audit.changed("account.linked", subject=str(fresh.id), by=by, detail={"platform": account.platform})
    await person_changed(fresh.id, work=work)
    await expect([fresh], work=work, desk=desk)
    await polling.expect(fresh, before=known, work=work, desk=desk)
    await hours.ask(fresh, before=known, work=work, desk=desk)
    if known is not None and (known.calendar, known.email) != (fresh.calendar, fresh.email):
        await calendar_faults.left(fresh.id, work=work)
        await work.outbox.add(ReadCalendar(fresh.id))  # what waited for the former one goes on
    if known is None:
        return Outcome.ADDED
    return Outcome.UNCHANGED if fresh == known and not new else Outcome.CHANGED


def _told(row: PersonRow, person: Person) -> Person:
    return replace(
        _set_to(row.zone, _working(row, person)),
        name=row.name,
        title=row.title or person.title,
        calendar=row.calendar or person.calendar,
        roles=row.roles or person.roles,
        ats_user=row.ats_user or person.ats_user,
        tags=row.tags or person.tags,
        days_off=person.days_off if row.days_off is None else row.days_off,
        active=True,
    )


def _working(row: PersonRow, person: Person) -> Person:
    """Return the person with the hours that were set; ones that were not, are the usual ones until the calendar tells."""
    match row.working_hours:
        case None:
            return person
        case Origin.CALENDAR if person.hours_from is Origin.CALENDAR:
            return person
        case Origin.CALENDAR:
            return replace(person, hours=WorkingHours.weekdays(), hours_from=Origin.UNSAID)
        case set_by_hand:
            return replace(person, hours=set_by_hand, hours_from=Origin.HAND)


def _set_to(zone: str, person: Person) -> Person:
    if zone == FOLLOWED:
        return replace(person, zone_from=Origin.UNSAID) if person.zone_from is Origin.HAND else person
    return replace(person, zone=zone, zone_from=Origin.HAND) if zone else person


async def _delegate(row: PersonRow, *, before: Person, work: Work) -> PersonId | None:
    """Return who stands in for them; raises Wrong for somebody who is not here, and for themselves."""
    if row.delegate in {"", NONE}:
        return None if row.delegate else before.delegate
    other = await work.people.by_email(row.delegate)
    if other is None or not other.active:
        is_what = "nobody I know so far" if other is None else "disabled"
        raise Wrong(
            "delegate", f"“{row.delegate[:60]}” is {is_what}. Name somebody who is here, by their mail address."
        )
    if other.id == before.id:
        raise Wrong("delegate", "nobody can stand in for themselves. Name somebody else, or “none”.")
    return other.id


async def _check_ats_user(fresh: Person, *, before: Person, work: Work) -> None:
    if not fresh.ats_user or fresh.ats_user == before.ats_user:
        return
    holder = await work.people.by_ats_user(fresh.ats_user)
    if holder is not None and holder.active and holder.id != before.id:
        raise Wrong("ats user", f"“{fresh.ats_user}” is {holder.email} already. Give each person their own id.")


async def _is_theirs(column: str, account: Account, *, before: Person, work: Work) -> bool:
    """Whether the account speaks for them already; one that nobody active uses can be linked to them."""
    speaker = await work.people.by_account(account)
    if speaker is not None and speaker.active and speaker.id != before.id:
        raise Wrong(
            column, f"{account.tenant}/{account.user} is linked to {speaker.email} already; disable them first."
        )
    return speaker is not None and speaker.id == before.id


def differing(before: object, after: object) -> dict[str, str]:
    """Return the names of the fields that differ between two values of one dataclass, for the audit: names, not contents."""
    names = (each.name for each in fields(before))  # type: ignore[arg-type]
    return {"fields": " ".join(name for name in names if getattr(before, name) != getattr(after, name))}
