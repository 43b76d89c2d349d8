"""Having vendors tell us when a calendar changes. It is a convenience: whatever does not tell is read now and then."""

import logging
from datetime import timedelta

from bot.deeds.means import Means
from bot.domain.ids import ORGANISER, PersonId
from bot.effects import UnwatchCalendar, WatchCalendar
from bot.inbound import CalendarUnwatched, CalendarWatched, Done, Inbound
from bot.ports import Claimed, Heard, Permanent, Transient, Watch, Watched, Watching

log = logging.getLogger(__name__)

ASK_AGAIN = timedelta(hours=6)
"""How long a vendor that will not tell is left alone; the next start of the program asks anew."""
TRIES = 4


async def watch_calendar(asking: WatchCalendar, claimed: Claimed, *, means: Means) -> Inbound:
    """Ask for notifications, or for more of them; where there can be none, that is what is noted.

    What stands for another calendar than theirs of today is called off first, by an effect of its own.
    """
    owner = await _owner(asking.person, means=means)
    if owner is None:
        return Done()
    vendor, address = owner
    async with means.store() as work:
        standing = await work.watches.get(asking.person)
    watching, heard = means.ends.watching.get(vendor), means.ends.links.heard(vendor, asking.person)
    if watching is None or heard is None:
        return _refused(asking.person, vendor, address, means=means)
    if standing is not None and (standing.vendor, standing.owner) != owner:
        standing = None
    try:
        watch = await _asked(standing, watching, address, heard)
    except Permanent as fault:
        log.warning("watch_refused", extra={"person": asking.person, "calendar": vendor, "why": str(fault)})
        return _refused(asking.person, vendor, address, means=means)
    except Transient as fault:
        if claimed.attempts < TRIES:
            raise
        log.warning("watch_postponed", extra={"person": asking.person, "calendar": vendor, "why": str(fault)})
        return _refused(asking.person, vendor, address, means=means)
    return CalendarWatched(asking.person, vendor, address, watch.id, watch.resource, watch.expires)


async def unwatch_calendar(asking: UnwatchCalendar, *, means: Means) -> Inbound:
    """Call it off. What cannot be called off ends by itself within days, and what it tells until then is not believed."""
    async with means.store() as work:
        standing = await work.watches.get(asking.person)
    watching = means.ends.watching.get(standing.vendor) if standing is not None else None
    if standing is not None and standing.watch.id and watching is not None:
        try:
            await watching.unwatch(standing.owner, standing.watch)
        except Permanent as fault:
            log.warning("unwatch_refused", extra={"person": asking.person, "why": str(fault)})
    return CalendarUnwatched(asking.person)


async def _owner(person: PersonId, *, means: Means) -> tuple[str, str] | None:
    """Return whose calendar it is: the vendor, and the address there; None for somebody who left."""
    organisation = means.policy.organisation
    if person == ORGANISER:
        return organisation.calendar, organisation.organizer
    found = await means.person(person)
    return (found.calendar, found.email) if found is not None and found.active else None


async def _asked(standing: Watched | None, watching: Watching, owner: str, heard: Heard) -> Watch:
    if standing is None or not standing.watch.id:
        return await watching.watch(owner, to=heard.to, token=heard.token)
    return await watching.renew(owner, standing.watch, to=heard.to, token=heard.token)


def _refused(person: PersonId, vendor: str, owner: str, *, means: Means) -> CalendarWatched:
    return CalendarWatched(person, vendor, owner, "", "", means.clock() + ASK_AGAIN)
