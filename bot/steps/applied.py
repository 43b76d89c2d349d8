"""An application with the candidate and the opening that it belongs to."""

from bot.domain.access import Viewer
from bot.domain.case import Applied
from bot.domain.ids import ApplicationId
from bot.ports import Work


async def applied_of(application: ApplicationId, *, viewer: Viewer, work: Work) -> Applied | None:
    """Return it, None where any of it is gone; a person's read leaves its rows in the audit."""
    found = await work.applications.get(application, viewer=viewer)
    opening = await work.openings.get(found.opening) if found else None
    candidate = await work.candidates.get(found.candidate, viewer=viewer) if found else None
    return Applied(candidate, found, opening) if found and opening and candidate else None
