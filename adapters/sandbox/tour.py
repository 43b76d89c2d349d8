"""The first visit as six steps: what to press, why it matters, what to look at; each ticks once the record tells of it.

A step is done whatever way it was done, and by whomever: the audit says so, not the browser. Several candidates may be
under way; the tour speaks of the one who has come furthest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.sandbox.seed import ADA, INES, JONAS, OLU, RAE, SEED_PEOPLE, STAGES, Colleague
from bot.domain.access import USHER, Who
from bot.domain.case import Case
from bot.domain.feedback import owing
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.ports import Happening, Work
from bot.steps.asking import owes

WANTED, OFFERED, BOOKED = "interview.wanted", "interview.offered", "interview.booked"
MET, PACKED, WROTE = "interview.took_place", "interview.debriefed", "scorecard.sent"
NEXT = "application.next_set"
DECIDED = frozenset({NEXT, *(f"application.{what}" for what in ("move_asked", "decided", "moved", "status_told"))})
ANSWERED = frozenset(f"application.{what}" for what in ("step_done", "snoozed", "handed_over", "updated", "called"))
WORDS = sorted({WANTED, OFFERED, BOOKED, MET, PACKED, WROTE, *DECIDED, *ANSWERED})
_, _, PANEL, _ = STAGES
MOST = 1000
"""Rows of the audit that the tour looks back on; a visit leaves a few dozen of these words."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that the tour offers by itself: a form that is posted to `path` with these fields.

    What comes of it shows in the part of the page called `anchor`.
    """

    label: str
    path: str
    anchor: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """`anchor` is the id of the part of the page where it is done. `presses` spare a newcomer the longer ways."""

    key: str
    title: str
    text: str
    anchor: str
    done: bool = False
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """All steps in their order; `at` is the number of the first that is not done, len(steps) at the end."""

    steps: tuple[Step, ...]

    @property
    def at(self) -> int:
        return next((number for number, step in enumerate(self.steps) if not step.done), len(self.steps))


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in it: a candidate by name, the panel in their order, who of them is `silent`, and who decides.

    `case` is None until somebody is moved to a stage whose interviewers are asked first.
    """

    case: Case | None = None
    candidate: str = ADA.first_name
    panel: tuple[Colleague, ...] = (JONAS, OLU)
    silent: tuple[Colleague, ...] = (JONAS, OLU)
    decider: Colleague = INES


@dataclass(frozen=True, slots=True)
class Plot:
    """What has happened since the visit began."""

    rows: tuple[Happening, ...]
    cases: tuple[Case, ...]

    def have(self, what: str) -> bool:
        """Whether this happened to an interview of the tour's."""
        return any(self.of(case, what) for case in self.cases)

    def of(self, case: Case, what: str) -> tuple[Happening, ...]:
        return tuple(row for row in self.rows if row.what == what and row.subject == case.interview.id)

    @property
    def furthest(self) -> Case | None:
        """Return the interview that most has happened to; the first of those with as much."""
        stages = (OFFERED, BOOKED, MET, PACKED)
        return max(self.cases, key=lambda case: sum(bool(self.of(case, what)) for what in stages), default=None)

    @property
    def decided(self) -> bool:
        """Whether somebody said how it goes on, once the feedback was with whoever decides."""
        return any(
            row.what in DECIDED and row.subject == case.application.id and row.at >= packed.at
            for case in self.cases
            for packed in self.of(case, PACKED)
            for row in self.rows
        )

    @property
    def nudged(self) -> bool:
        """Whether a person did something that a digest asked for."""
        ours = {case.interview.id for case in self.cases} | {case.application.id for case in self.cases}
        return any(
            row.who is Who.PERSON and (row.what in ANSWERED or (row.what in {WROTE, NEXT} and row.subject not in ours))
            for row in self.rows
        )


async def plot(since: datetime, *, work: Work, policy: Policy) -> Plot:
    """Return what has happened since the visit began (aware UTC), with the interviews whose panels are asked first."""
    rows = tuple(row for row in await work.audit.recent(limit=MOST, words=WORDS) if row.at >= since)
    wanted = [InterviewId(row.subject) for row in reversed(rows) if row.what == WANTED]
    cases = await work.interviews.cases(wanted, viewer=USHER)
    return Plot(rows, tuple(case for case in cases if policy.kinds[case.interview.kind].asks))


async def tour(since: datetime, *, work: Work, policy: Policy) -> Tour:
    """Return how far a visit that began then (aware UTC) has come."""
    story = await plot(since, work=work, policy=policy)
    cast = await _cast(story.furthest, work=work)
    return Tour(
        (
            _move(cast, done=bool(story.cases)),
            _answer(cast, done=story.have(OFFERED)),
            _choose(cast, done=story.have(BOOKED)),
            _wind(cast, done=story.have(MET)),
            _judge(cast, packed=story.have(PACKED), done=story.decided),
            _nudge(done=story.nudged),
        )
    )


async def _cast(case: Case | None, *, work: Work) -> Cast:
    if case is None:
        return Cast()
    interview = case.interview
    sent = await work.scorecards.of(case.application.id, viewer=USHER)
    silent = {key for key in interview.people if owes(interview, key)}
    silent |= set(owing(interview, frozenset(card.author for card in sent if card.interview == interview.id)))
    known = {each.person.email: each for each in SEED_PEOPLE}
    panel = {person.id: known[person.email] for person in _panel(case) if person.email in known}
    manager = case.people.get(case.opening.hiring_manager or PersonId(0))
    return Cast(
        case,
        case.candidate.first_name,
        tuple(panel.values()) or (JONAS, OLU),
        tuple(each for key, each in panel.items() if key in silent),
        known.get(manager.email, INES) if manager else INES,
    )


def _panel(case: Case) -> Sequence[Person]:
    """Return who sits there, or would: seats have their people for good once a time is chosen."""
    options = (*case.interview.asked, *case.interview.standing)
    return case.panel or (case.panel_at(options[0]) if options else ())


def _move(cast: Cast, *, done: bool) -> Step:
    stage = (("stage", PANEL),)
    return Step(
        "move",
        f"Move {cast.candidate} on",
        f"Drag {cast.candidate}’s card on the board to “{PANEL}”, or press “Move {cast.candidate}”. That is all a recruiter"
        " does: the ATS tells Usher, which looks into everybody’s calendar and holds two times for two interviewers."
        " Look at the calendars: the holds are there.",
        "ats",
        done,
        (Press(f"Move {cast.candidate}", f"/demo/ats/{ADA.application}/move", "ats", stage),),
    )


def _answer(cast: Cast, *, done: bool) -> Step:
    first, other = cast.panel[0], cast.panel[-1]
    turn = (cast.silent or cast.panel)[0]
    return Step(
        "answer",
        f"Answer as {_names(cast.panel)}",
        f"Press “Both work” in {_chat(first)}, then write “both work” in {_chat(other)}, as to a colleague. Nobody is"
        f" offered a time that an interviewer cannot make, so {cast.candidate} hears nothing until both have said yes."
        " Look at the mailboxes after the second answer.",
        _pane(turn),
        done,
    )


def _choose(cast: Cast, *, done: bool) -> Step:
    return Step(
        "choose",
        f"Choose a time as {cast.candidate}",
        f"Open the mail to {cast.candidate}, follow the link in it and take one of the two times. Candidates need no account"
        " and write no mails back and forth. Look at the calendars: one event with everybody invited, the other hold gone.",
        "mail",
        done,
    )


def _wind(cast: Cast, *, done: bool) -> Step:
    return Step(
        "wind",
        "Let the days pass",
        "Nobody has to remember anything: reminders go out by themselves, and two hours after the interview its panel is"
        " asked what they saw. Wind the clock there, and look at what came on the way, to the others too.",
        "clock",
        done,
        (Press("To after the interview", "/demo/tour/wind", "clock"),),
    )


def _judge(cast: Cast, *, packed: bool, done: bool) -> Step:
    if packed:
        decider = cast.decider.person.first_name
        return Step(
            "judge",
            f"Decide as {decider}",
            f"{decider} has the pack: what each of them wrote, side by side, no totals and no ranking. Press “Go on” on its"
            " card and say what comes next; Usher never decides about anybody. Look at what both wrote: “Read the pack”.",
            _pane(cast.decider),
            done,
            (Press(f"Go on, as {decider}", "/demo/tour/decide", _pane(cast.decider)),),
        )
    silent = cast.silent or cast.panel
    return Step(
        "judge",
        f"Write as {_names(silent)}",
        f"Both were asked in chat: press “Fill in the scorecard” and write what {cast.candidate} said or did, such as “Asked"
        " for the query plan before changing anything”. Try “good vibe” for once: it comes back with a question. Neither"
        " reads the other’s before sending their own.",
        _pane(silent[0]),
        done,
        tuple(
            Press(
                f"Write for {each.person.first_name}", "/demo/tour/write", _pane(each), (("user", each.account.user),)
            )
            for each in silent
        ),
    )


def _nudge(*, done: bool) -> Step:
    rae = RAE.person.first_name
    return Step(
        "nudge",
        "Answer a nudge",
        f"Go to the next morning. All that can wait comes in one message a day, at nine. {rae}’s lists the candidates"
        " who were promised a word from us, or whose next step is overdue. Press one of the buttons below a name, such as"
        " “Send an update”. Look at the line: once it is dealt with, it is gone.",
        _pane(RAE),
        done,
        (Press("Next morning", "/demo/clock", _pane(RAE), (("to", "morning"),)),),
    )


def _names(people: Sequence[Colleague]) -> str:
    return " and ".join(each.person.first_name for each in people)


def _chat(of: Colleague) -> str:
    return f"{of.person.first_name}’s {of.chat.title()}"


def _pane(of: Colleague) -> str:
    return f"chat-{of.account.user}"
