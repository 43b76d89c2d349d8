"""Watching that nobody is forgotten: the lines of owners' digests, the daily look for others to see, and handing over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.bounds import Bounds, bounds
from bot.domain.case import Applied, is_theirs
from bot.domain.digest import DigestLine, Nudge
from bot.domain.ids import PersonId
from bot.domain.people import Person, Platform
from bot.domain.staleness import LADDER, Left, Owned, Rung, Trace, left
from bot.domain.time import at, epoch, local_day
from bot.effects import CardKind, TellChannel
from bot.moments import next_allowed
from bot.ports import Work
from bot.steps.homes import application_changed
from bot.steps.owners import owner_of
from bot.steps.record import refresh
from bot.steps.tell import tell

STALE = "stale"
ROWS = 100
"""How many applications that may be left one look takes in, so that no transaction is a long one."""
SEEN_AFTER = next(days for days, rung in LADDER if rung is Rung.SEEN)
WEEKDAYS = frozenset(range(5))


async def left_lines(person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]:
    """Return a line for each application whose next step is this person's and that is left for too long."""
    may_be = bounds_of([person], late=0, desk=desk)
    found = [
        _left(applied, trace, owner=person, desk=desk)
        for applied, trace in await work.stale.owned(person.id, bounds=may_be)
        if not is_theirs(applied.candidate, person=person)
    ]
    return [
        DigestLine(Nudge.LEFT, each, each.applied.application.id, each.applied.opening, each.since)
        for each in found
        if each is not None and each.is_told
    ]


async def left_now(applied: Applied, *, work: Work, desk: Desk) -> Left | None:
    """Return how long an application has been left by now, None for one that is looked after."""
    action = applied.application.next
    owner = await work.people.get(action.owner) if action is not None else None
    if owner is None:
        return None
    return _left(applied, await work.stale.trace(applied.application.id), owner=owner, desk=desk)


def _left(applied: Applied, trace: Trace, *, owner: Person, desk: Desk) -> Left | None:
    return left(applied, trace, owned=_owned(owner, desk=desk), policy=desk.policy, now=desk.now)


def _owned(owner: Person, *, desk: Desk) -> Owned:
    return Owned(owner, desk.zone_of(owner.zone), desk.policy.organisation.holidays)


def bounds_of(owners: Iterable[Person], *, late: int, desk: Desk) -> Bounds:
    """Return what holds for whatever of theirs is left, by `late` of their working days past its limit or by more."""
    return bounds([_owned(each, desk=desk) for each in owners], late=late, policy=desk.policy, now=desk.now)


# --- the daily look


async def watch(*, work: Work, desk: Desk) -> None:
    """Have all open applications looked at from now on, once a working day; safe to repeat."""
    await work.timers.set(f"{STALE}:look", kind=STALE, subject="0", due=desk.now)


async def look(after: int, *, work: Work, desk: Desk) -> None:
    """Look at the applications after a mark for those that others are to see, and set when to go on."""
    morning = next_allowed(
        max(desk.now, at(local_day(desk.now, zone=desk.site), desk.policy.digest.at, zone=desk.site)),
        zone=desk.site,
        quiet=desk.policy.quiet,
        days=WEEKDAYS,
        off=desk.policy.organisation.holidays,
    )
    mark = 0
    if morning <= desk.now:
        people = {each.id: each for each in await work.people.all()}
        may_be = bounds_of((each for each in people.values() if each.active), late=SEEN_AFTER, desk=desk)
        found, mark = await work.stale.open(after=after, limit=ROWS, bounds=may_be)
        for applied, trace in found:
            await _looked_at(applied, trace, people=people, work=work, desk=desk)
        morning = desk.now if mark else _tomorrow(desk)
    await work.timers.set(f"{STALE}:look", kind=STALE, subject=str(mark), due=morning)


def _tomorrow(desk: Desk) -> datetime:
    day = local_day(desk.now, zone=desk.site) + timedelta(days=1)
    return at(day, desk.policy.digest.at, zone=desk.site)


async def _looked_at(
    applied: Applied, trace: Trace, *, people: Mapping[PersonId, Person], work: Work, desk: Desk
) -> None:
    action = applied.application.next
    owner = people.get(action.owner) if action is not None else None
    if owner is None or not owner.active:
        heir = await owner_of(applied.opening, candidate=applied.candidate, work=work, desk=desk)
        if heir is not None and (owner is None or heir.id != owner.id):
            await hand_over(applied, to=heir, by=USHER, work=work, desk=desk)
        return
    found = _left(applied, trace, owner=owner, desk=desk)
    if found is not None and found.rung is Rung.SEEN:
        await _show_others(found, owner=owner, work=work, desk=desk)


async def _show_others(found: Left, *, owner: Person, work: Work, desk: Desk) -> None:
    """Tell the hiring channel, or where there is none the recruiter if it is another, once for the same silence."""
    application, occasion = found.applied.application.id, f"left:{epoch(found.since)}"
    channels = desk.policy.stale.channels
    for platform in sorted(channels):
        effect = TellChannel(Platform(platform), application, owner.id)
        if await work.outbox.add_first(effect, key=f"channel:{platform}:{application}:{occasion}"):
            await work.audit.changed("application.shown", subject=application, by=USHER, detail={"to": platform})
    of = found.applied
    recruiter = None if channels else await owner_of(of.opening, candidate=of.candidate, work=work, desk=desk)
    if recruiter is None or recruiter.id == owner.id or is_theirs(of.candidate, person=recruiter):
        return
    await tell(CardKind.STALE, application, person=recruiter, occasion=occasion, work=work, desk=desk)


# --- handing over


async def hand_over(applied: Applied, *, to: Person, by: Viewer, work: Work, desk: Desk) -> None:
    """Give the next step, and what is decided about the newest interview, to a named person, who is told.

    Raises Stale when somebody else saved the application meanwhile.
    """
    application = applied.application
    if application.next is None:
        return
    given = replace(application, next=replace(application.next, owner=to.id))
    await work.applications.save(given)
    await application_changed(given, before=application, work=work)
    latest = await work.interviews.latest(application.id)
    if latest is not None and latest.owner != to.id:
        await work.interviews.save(replace(latest, owner=to.id))
        await refresh(latest.id, work=work)
    detail = {"from": str(application.next.owner), "to": str(to.id)}
    await work.audit.changed("application.handed_over", subject=application.id, by=by, detail=detail)
    await refresh(application.id, work=work)
    await tell(CardKind.HANDED, application.id, person=to, occasion=f"{epoch(desk.now)}", work=work, desk=desk)


async def promise(applied: Applied, due: datetime, *, work: Work) -> None:
    """Let the next step be due when the candidate was promised to hear of it (aware UTC).

    Raises Stale when somebody else saved the application meanwhile.
    """
    application = applied.application
    if application.next is None or application.next.due == due:
        return
    promised = replace(application, next=replace(application.next, due=due))
    await work.applications.save(promised)
    await application_changed(promised, before=application, work=work)
