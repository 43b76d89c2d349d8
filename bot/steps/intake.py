"""The intake of a role: asking its hiring manager, waiting for them, and going on once they have agreed.

The manager is asked when the first candidate waits for it and not before: a role that nobody reaches asks nothing of
anybody, and a role with twenty candidates asks once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Applied
from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.intake import AGREE, Ask, Intake, Standing, holds_back
from bot.domain.people import Person
from bot.domain.pipeline import Application, NextAction, Opening
from bot.domain.policy import Policy
from bot.effects import CardKind
from bot.ports import Held, Work
from bot.steps.homes import application_changed
from bot.steps.owners import owner_of
from bot.steps.patience import given_up_at, reminded_at
from bot.steps.record import refresh
from bot.steps.tell import moment, tell
from bot.steps.upsert import REVIEW

PATIENCE = "intake"
RESUME = "intake.resume"
AGREED, DRAFTED = "agreed", "drafted"
TOLD = (AGREED, DRAFTED)
"""How the occasions of cards begin that ask for nothing."""
DAY = timedelta(days=1)
JUST_NOW = timedelta(hours=1)
"""How long a question is too fresh to be asked again because somebody wants it."""
SHOWN = 5
"""Of those who wait, how many a card names."""
MOST = 1000  # of somebody's next steps that are looked through


async def manager_of(opening: Opening, *, work: Work) -> Person | None:
    """Return the role's hiring manager while they are active."""
    manager = await work.people.get(opening.hiring_manager) if opening.hiring_manager is not None else None
    return manager if manager is not None and manager.active else None


async def ask(opening: Opening, *, work: Work, desk: Desk) -> Person | None:
    """Ask the hiring manager to agree, unless they have been asked; returns them, None where the role has nobody active."""
    manager = await manager_of(opening, work=work)
    if manager is None:
        return None
    known = await work.intakes.asked(opening.id)
    if known is not None and known.manager == manager.id:
        await refresh(opening.id, work=work)  # who waits has changed
        return manager
    asked = Ask(opening.id, manager.id, moment(CardKind.INTAKE, person=manager, desk=desk))
    await work.intakes.ask(asked)
    await work.audit.changed("intake.asked", subject=opening.id, by=USHER, detail={"manager": str(manager.id)})
    await _tell(manager, f"asked:{_moment(asked)}", opening=opening, work=work, desk=desk)
    await _watch(asked, manager, work=work, desk=desk)
    return manager


async def remind(opening: Opening, *, work: Work, desk: Desk) -> Person | None:
    """Ask the manager once more because somebody wants it; returns them, None where there is nobody to ask.

    Who has only just been asked gets no second card.
    """
    known = await work.intakes.asked(opening.id)
    manager = await ask(opening, work=work, desk=desk)
    if manager is not None and known is not None and desk.now >= known.at + JUST_NOW:
        await _tell(manager, f"wanted:{desk.now:%Y%m%d%H}", opening=opening, work=work, desk=desk)
    return manager


async def overdue(opening: OpeningId, *, work: Work, desk: Desk) -> None:
    """The clock came due that was set when the manager was asked: remind them, then tell who owns the role."""
    found, asked = await work.openings.get(opening), await work.intakes.asked(opening)
    if found is None or asked is None or not holds_back(found, policy=desk.policy):
        return
    manager = await manager_of(found, work=work)
    if manager is None:
        await _alert(found, f"nobody:{_moment(asked)}", work=work, desk=desk)
        return
    if manager.id != asked.manager:
        await ask(found, work=work, desk=desk)
        return
    if given_up_at(asked.at, person=manager, desk=desk) <= desk.now:
        await _alert(found, f"late:{_moment(asked)}", work=work, desk=desk)
    elif reminded_at(asked.at, person=manager, desk=desk) <= desk.now:
        await _tell(manager, f"again:{_moment(asked)}", opening=found, work=work, desk=desk)
    await _watch(asked, manager, work=work, desk=desk)


async def still_news(opening: OpeningId, occasion: str, *, work: Work, desk: Desk) -> bool:
    """Return whether a card that waited for somebody's morning still has to be told: an asking only while it is open."""
    found = await work.openings.get(opening)
    return found is not None and (occasion.startswith(TOLD) or holds_back(found, policy=desk.policy))


async def _watch(asked: Ask, manager: Person, *, work: Work, desk: Desk) -> None:
    """Set the clock to the next moment at which silence has a consequence."""
    moments = (reminded_at(asked.at, person=manager, desk=desk), given_up_at(asked.at, person=manager, desk=desk))
    due = min((at for at in moments if at > desk.now), default=None)
    if due is not None:
        await work.timers.set(f"{PATIENCE}:{asked.opening}", kind=PATIENCE, subject=asked.opening, due=due)


async def _alert(opening: Opening, occasion: str, *, work: Work, desk: Desk) -> None:
    owner = await owner_of(opening, work=work, desk=desk)
    if owner is not None:
        await _tell(owner, occasion, opening=opening, work=work, desk=desk)


async def _tell(person: Person, occasion: str, *, opening: Opening, work: Work, desk: Desk) -> None:
    await tell(CardKind.INTAKE, opening.id, person=person, occasion=occasion, work=work, desk=desk)


def _moment(asked: Ask) -> str:
    return f"{asked.at:%Y%m%d%H%M%S}"


async def is_to_ask(opening: Opening, *, waits: Application, work: Work) -> bool:
    """Return whether somebody hires for the role now who was not asked yet, or does not own what `waits`."""
    manager = await manager_of(opening, work=work)
    asked = await work.intakes.asked(opening.id) if manager is not None else None
    if manager is None or asked is None:
        return manager is not None
    owned = waits.next is None or waits.next.what != AGREE or waits.next.owner == manager.id
    return asked.manager != manager.id or not owned


async def standing_of(opening: Opening, *, viewer: Viewer, policy: Policy, at: datetime, work: Work) -> Standing:
    """Read how a role's intake stands, with the first of those who wait for it."""
    newest = await work.intakes.newest(opening.id)
    agreed = newest if newest is None or newest.agreed else await work.intakes.agreed(opening.id)
    authors = [await work.people.get(each.author) if each is not None else None for each in (newest, agreed)]
    is_held = holds_back(opening, policy=policy)
    waiting, total = await waiting_for(opening, most=SHOWN, viewer=viewer, work=work) if is_held else ((), 0)
    return Standing(
        opening=opening,
        holds_back=is_held,
        at=at,
        manager=await manager_of(opening, work=work),
        asked=await work.intakes.asked(opening.id),
        newest=newest,
        drafter=authors[0],
        agreed=agreed,
        agreer=authors[1],
        waiting=tuple(waiting),
        total=total,
    )


# --- what waits


async def wait_for_it(application: Application, *, opening: Opening, work: Work, desk: Desk) -> Person | None:
    """Make the intake the application's next step, and have the manager asked; returns them, None where there is none."""
    manager = await ask(opening, work=work, desk=desk)
    asked = await work.intakes.asked(opening.id)
    owner = manager or await owner_of(opening, work=work, desk=desk)
    if owner is None or await work.interviews.live(application.id):
        return manager
    since = asked.at if asked is not None and manager is not None else desk.now
    due = given_up_at(since, person=owner, desk=desk)
    before = application.next
    if before is None or (before.what, before.owner) != (AGREE, owner.id):
        await _set_next(application, NextAction(AGREE, owner.id, due), work=work)
    return manager


async def wait_no_longer(application: Application, *, opening: Opening, work: Work, desk: Desk) -> None:
    """Make the application its owner's again, where the intake was all that it waited for."""
    owner = await owner_of(opening, work=work, desk=desk)
    if owner is not None and application.next is not None and application.next.what == AGREE:
        await _set_next(application, NextAction(REVIEW, owner.id, desk.now + DAY), work=work)


async def _set_next(application: Application, action: NextAction, *, work: Work) -> None:
    fresh = replace(application, next=action)
    await work.applications.save(fresh)
    await application_changed(fresh, before=application, work=work)


async def held_for(opening: OpeningId, *, work: Work) -> Sequence[Held]:
    """Return the triggers of a role's applications that wait for anything, the longest waiting first."""
    found = []
    for held in await work.triggers.all():
        application = await work.applications.get(held.application, viewer=USHER)
        if application is not None and application.opening == opening:
            found.append(held)
    return tuple(found)


async def waiting_for(opening: Opening, *, most: int, viewer: Viewer, work: Work) -> tuple[Sequence[Applied], int]:
    """Return who waits for a role's intake, the longest waiting first and at most so many, and how many wait in all."""
    held = await held_for(opening.id, work=work)
    shown = []
    for each in held[:most]:
        application = await work.applications.get(each.application, viewer=viewer)
        candidate = await work.candidates.get(application.candidate, viewer=viewer) if application else None
        if application is not None and candidate is not None:
            shown.append(Applied(candidate, application, opening))
    return tuple(shown), len(held)


# --- agreed


async def agree(intake: Intake, *, opening: Opening, work: Work, desk: Desk) -> None:
    """Take what the manager agreed: the role's interviews begin by themselves, the longest waiting first.

    Each begins in a transaction of its own, so that twenty of them keep nobody waiting.
    """
    await work.intakes.add(intake)
    by = Viewer.person(intake.author, why="intake")
    await work.audit.changed("intake.agreed", subject=opening.id, by=by)
    if opening.intake_agreed:
        await refresh(opening.id, work=work)
        return
    await work.openings.save(replace(opening, intake_agreed=True))
    await go_on(opening, work=work, desk=desk)
    owner = await owner_of(opening, work=work, desk=desk)
    if owner is not None and owner.id != intake.author:
        await _tell(owner, f"{AGREED}:{desk.now:%Y%m%d%H%M%S}", opening=opening, work=work, desk=desk)


async def go_on(opening: Opening, *, work: Work, desk: Desk) -> None:
    """Let everything go on that waited for the role's intake, which is agreed now, whoever said so."""
    await work.intakes.answered(opening.id)
    await work.timers.drop(opening.id, kinds=(PATIENCE,))
    held = await held_for(opening.id, work=work)
    for each in held:
        key = f"{RESUME}:{each.application}"
        await work.timers.set(key, kind=RESUME, subject=each.application, due=each.since)
    waits = {each.application for each in held}
    for application in await _next_is_intake(opening, work=work, desk=desk):
        if application.id not in waits:
            await wait_no_longer(application, opening=opening, work=work, desk=desk)
    await refresh(opening.id, work=work)


async def _next_is_intake(opening: Opening, *, work: Work, desk: Desk) -> Sequence[Application]:
    owners = (await manager_of(opening, work=work), await owner_of(opening, work=work, desk=desk))
    found: dict[ApplicationId, Application] = {}
    for person in {person.id for person in owners if person is not None}:
        for _, application in await work.applications.waiting(person, viewer=USHER, part=range(MOST)):
            if application.opening == opening.id and application.next is not None and application.next.what == AGREE:
                found[application.id] = application
    return tuple(found.values())


async def draft(intake: Intake, *, opening: Opening, work: Work, desk: Desk) -> Person | None:
    """Keep what somebody wrote for the manager to agree, and have them told; returns the manager, if there is one.

    A manager who has been asked finds it in the form; they get no further card for it.
    """
    await work.intakes.add(intake)
    by = Viewer.person(intake.author, why="intake")
    await work.audit.changed("intake.drafted", subject=opening.id, by=by)
    if holds_back(opening, policy=desk.policy):
        return await ask(opening, work=work, desk=desk)
    manager = await manager_of(opening, work=work)
    if manager is not None:
        await _tell(manager, f"{DRAFTED}:{desk.now:%Y%m%d%H%M%S}", opening=opening, work=work, desk=desk)
    await refresh(opening.id, work=work)
    return manager
