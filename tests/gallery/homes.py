"""App Homes: a full one, an empty one, and those of people who see little."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.cards import Card
from bot.domain.case import Case
from bot.domain.ids import ApplicationId, InterviewId, OpeningId
from bot.domain.interview import Answer, State
from bot.domain.people import Role
from bot.domain.pipeline import Opening, Pending, Status
from bot.say import homes
from bot.say.lists import Line, waiting_line
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast
from tests.gallery.wall import Samples, Surface, shows

NONE: homes.Shown[Case] = homes.Shown((), 0)


def waiting(cast: Cast, count: int) -> homes.Shown[Line]:
    lines = [
        waiting_line(each, now=MONDAY + timedelta(days=n)) for n, each in enumerate(cast.crowd(count)[: homes.SHOWN])
    ]
    return homes.Shown(lines, count)


def meetings(cast: Cast, count: int, *, answer: Answer = Answer.NONE, state: State = State.BOOKED) -> homes.Shown[Case]:
    case = cast.case(state, answer=answer, booked=True)
    cases = [
        replace(
            case,
            interview=replace(case.interview, id=InterviewId(f"{state}-{answer}-{number}")),
            application=replace(case.application, id=ApplicationId(f"{number:016x}")),
        )
        for number in range(min(count, homes.SHOWN))
    ]
    return homes.Shown(cases, count)


def roles(cast: Cast, count: int, *, people: int) -> list[homes.InPlay]:
    pending = Pending(Status.PASSED, RECRUITER, MONDAY)
    shown = [(each, cast.rae) for each in cast.crowd(min(people, homes.PEOPLE))]
    held = cast.applied(number=9, status=Status.ON_HOLD, pending=pending)
    stages = [
        (cast.stage, people),
        ("Panel", 3),
        ("", 1),
        *((f"Stage {n}", n) for n in range(1, 10 if count > 1 else 0)),
    ]
    return [
        homes.InPlay(replace(cast.opening, id=OpeningId(f"op-{n}")), stages, [*shown[:-1], (held, None)])
        for n in range(count)
    ]


@shows(homes.home_card, on=Surface.HOME)
def own(cast: Cast) -> Samples:
    def home(**parts: Any) -> Card:
        nothing: dict[str, Any] = {"waiting": homes.Shown((), 0), "today": NONE, "later": NONE}
        return homes.home_card(homes.AtHome(replace(cast.rae, id=INTERVIEWER), **nothing | parts), policy=cast.policy)

    idle = [Opening(OpeningId(f"idle-{n}"), f"{cast.role} {n}", client=cast.client) for n in range(8)]
    yield "nothing at all", home()
    yield "roles with nobody", home(idle=idle[:2])
    some = {"waiting": waiting(cast, 2), "later": meetings(cast, 2, answer=Answer.FITS)}
    yield "a usual day", home(**some, today=meetings(cast, 1), roles=roles(cast, 1, people=3), idle=idle[:1])
    asked = meetings(cast, homes.SHOWN).lines
    yield "asked twice", home(asks=asked[:2])
    yield "asked more than is shown", home(asks=[*asked, *meetings(cast, 1, answer=Answer.FITS).lines], **some)
    yield "scorecards owed", home(owed=meetings(cast, 2, state=State.TOOK_PLACE))
    yield "more scorecards owed than is shown", home(owed=meetings(cast, 30, state=State.TOOK_PLACE))
    full = {"waiting": waiting(cast, 250), "today": meetings(cast, 30), "later": meetings(cast, 250)}
    yield "250 of everything", home(**full, roles=roles(cast, homes.ROLES, people=250), more=250, idle=idle)
    cannot, moving = meetings(cast, 1, answer=Answer.CANNOT), meetings(cast, 1, state=State.OFFERED)
    yield "a time that does not suit, and one to be moved", home(today=cannot, later=moving)


@shows(homes.home_card, on=Surface.HOME)
def others(cast: Cast) -> Samples:
    nothing: dict[str, Any] = {"waiting": homes.Shown((), 0), "today": NONE, "later": NONE}
    ivan = homes.AtHome(cast.ivan, **nothing | {"later": meetings(cast, 2)})
    yield "of an interviewer", homes.home_card(ivan, policy=cast.policy)
    manager = replace(cast.ivan, roles=frozenset({Role.HIRING_MANAGER}))
    theirs = homes.AtHome(manager, **nothing | {"roles": roles(cast, 1, people=4)})
    yield "of a hiring manager", homes.home_card(theirs, policy=cast.policy)


@shows(homes.stranger_card, homes.left_card, on=Surface.HOME)
def outsiders(cast: Cast) -> Samples:
    yield "not known yet", homes.stranger_card()
    yield "not active any more", homes.left_card()
