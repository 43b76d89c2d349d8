"""What was chosen in the views of scheduling, read anew each time: what a start needs, or why it cannot be like that."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import LookRelaxed, SendThese
from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.case import Applied
from bot.domain.interview import Interview
from bot.domain.people import Person
from bot.domain.policy import Kind
from bot.ports import Work
from bot.say.gaps import short_words
from bot.say.hours import week
from bot.say.scheduling_forms import ROLE, WISH
from bot.steps.begin import Start, imagined, missing
from bot.steps.gaps import too_short
from bot.steps.panel import named_for, seated
from bot.steps.seating import Seating, is_seated, seating_of
from bot.steps.wishes import is_possible, usual_hours, wish_of

UNREAD = "I can't read this as times. Write it such as “evenings” or “Thursday after 2”, or leave it empty."


async def still(
    action: SendThese | LookRelaxed, *, about: Applied, person: Person, work: Work, desk: Desk
) -> Start | str:
    """Return what is needed to start, read anew; or, in words, why it cannot be started like this any more."""
    kind = desk.policy.kinds.get(action.kind)
    if kind is None:
        return "That kind of interview is not in the policy any more. Please choose another."
    interviewer = await seated(action.who, kind=kind, opening=about.opening, work=work)
    if interviewer is None and not is_seated(kind):
        return "Whoever was to interview can't be booked any more. Please choose somebody else."
    start = await start_with(about, kind, interviewer, work=work, desk=desk)
    lacking = tuple(missing(start, policy=desk.policy))
    if lacking:
        return lacks(lacking)
    start = replace(start, relaxed=tuple(dict.fromkeys(action.eased)))
    return await with_wish(start, action.wish, person=person, work=work, desk=desk)


async def start_with(about: Applied, kind: Kind, interviewer: Person | None, *, work: Work, desk: Desk) -> Start:
    """Return what a start with just this kind and interviewer needs; the seats of a kind that has its own are read anew."""
    kind = kind.for_category(about.opening.category)
    if not is_seated(kind):
        return Start(about.application, about.candidate, about.opening, kind, interviewer)
    seating = await seating_for(about, kind, work=work, desk=desk)
    return Start(about.application, about.candidate, about.opening, kind, interviewer, seating)


async def seating_for(about: Applied, kind: Kind, *, work: Work, desk: Desk) -> Seating:
    """Return who may take the seats of a kind for this candidate."""
    pools = desk.policy.pools
    return await seating_of(kind, opening=about.opening, candidate=about.candidate, pools=pools, work=work)


async def interviewer_of(said: str, *, kind: Kind, about: Applied, work: Work) -> Person | str | None:
    """Return who interviews, None where that is for the kind's own seats to say, or what to say at the field."""
    if is_seated(kind):
        return None if said in {"", ROLE} else f"The seats of “{kind.title}” are the role's. Choose whoever it names."
    if said in {"", ROLE}:
        part = kind.interviewer.replace("_", " ")
        person = await named_for(kind, opening=about.opening, work=work)
        return person or f"The role names no active {part}. Choose somebody here, or have one named."
    key = int(said) if said.isascii() and said.isdecimal() and len(said) < 11 else 0
    return await seated(key, kind=kind, opening=about.opening, work=work) or "Please choose somebody who can interview."


async def with_wish(start: Start, said: str, *, person: Person, work: Work, desk: Desk) -> Start | str:
    """Return the start with what the candidate asked for, or what to say where that cannot be looked for."""
    words = " ".join(said.split())[:WISH]
    if not words:
        return start
    case = await imagined(start, by=asker(person), work=work, desk=desk)
    zone = desk.zone_of(start.candidate.zone)
    wish = wish_of(words, zone=zone, case=case, desk=desk)
    if wish is None:
        return UNREAD
    if (room := await too_short(case, wish, work=work, desk=desk)) is not None:
        return short_words(room, zone=zone, policy=desk.policy)
    if not await is_possible(case, wish.windows, work=work, desk=desk):
        hours, site = await usual_hours(case, work=work, desk=desk)
        return (
            f"This is beyond the hours of this kind, {week(hours)} ({site.key}), or sooner than anybody can be asked."
            " Please name others, or leave it empty."
        )
    return replace(start, wishes=wish.windows, wish=words)


def not_theirs(kind: Kind) -> str:
    """Return in words that a kind is for others to schedule, and for whom."""
    roles = " or ".join(f"a {role.value.replace('_', ' ')}" for role in sorted(kind.scheduled_by))
    return f"“{kind.title}” is scheduled by {roles}. Please choose another kind, or ask them."


def lacks(lacking: Sequence[str]) -> str:
    """Return in words what the record lacks."""
    verb = "is" if len(lacking) == 1 else "are"
    return f"Not yet: {'; '.join(lacking)} {verb} missing. Once the record has it, ask me again."


async def under_way(about: Applied, *, work: Work) -> Interview | None:
    """Return the live interview of the stage that the application is in."""
    live = await work.interviews.live(about.application.id)
    return next((each for each in live if each.stage == about.application.stage), None)


def asker(person: Person) -> Viewer:
    """Return on whose behalf it is read, for the audit."""
    return Viewer.person(person.id, why="schedule")
