"""Having people's Homes drawn anew: whose Home shows something of what has changed."""

from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.pipeline import Application, Candidate, Opening
from bot.ports import Work


async def case_changed(case: Case, *, work: Work) -> None:
    """Have the Homes drawn anew of everybody whom an interview concerns, and of whoever had to act until now."""
    interview, action = case.interview, case.application.next
    acting = (action.owner,) if action else ()
    await work.homes.changed((*interview.people, interview.owner, *acting, *_owners(case.opening)))


async def application_changed(after: Application, *, before: Application | None = None, work: Work) -> None:
    """Have the Homes drawn anew of whoever acts next and whoever did, and of the opening's owners.

    `before` is the application as it was, None for a new one. What no Home shows of it is no change.
    """
    if before is not None and _shown(before) == _shown(after):
        return
    opening = await work.openings.get(after.opening)
    acting = [each.next.owner for each in (before, after) if each is not None and each.next is not None]
    await work.homes.changed((*acting, *(_owners(opening) if opening else ())))


async def candidate_changed(after: Candidate, *, before: Candidate, work: Work) -> None:
    """Have the Homes drawn anew on which somebody stands who has another name now."""
    if after.short != before.short:
        await work.homes.changed_about(candidate=after.id)


async def opening_changed(after: Opening, *, before: Opening | None = None, work: Work) -> None:
    """Have the Homes drawn anew of who owned an opening and who owns it, and of all on whose Home its name stands."""
    owned = _owners(before) if before is not None else ()
    renamed = before is not None and (after.title, after.client) != (before.title, before.client)
    if renamed or owned != _owners(after):
        await work.homes.changed((*owned, *_owners(after)))
    if renamed:
        await work.homes.changed_about(opening=after.id)


async def person_changed(person: PersonId, *, work: Work) -> None:
    """Have their Home drawn anew: linked now, with other rights, or gone."""
    await work.homes.changed((person,))


def _owners(opening: Opening) -> tuple[PersonId | None, ...]:
    return (opening.recruiter, opening.coordinator, opening.hiring_manager)


def _shown(application: Application) -> tuple[object, ...]:
    return (
        application.candidate,
        application.opening,
        application.stage,
        application.status,
        application.next,
        application.pending,
    )
