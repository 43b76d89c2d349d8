"""Scorecards: what an interviewer is asked, how they answer it, and what they and others read of it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.case import Case
from bot.domain.filling import filled
from bot.domain.ids import PersonId, ScorecardId
from bot.domain.interview import Seat, State
from bot.domain.policy import Policy
from bot.domain.rooms import Door, Pass, Room
from bot.domain.scorecard import Amendment, Asks, Entry, Item, Scorecard
from bot.say import scorecards
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast
from tests.gallery.wall import Samples, shows

LATER = MONDAY + timedelta(days=4)


def form(cast: Cast) -> tuple[Item, ...]:
    """Return a form that asks for everything that a form can ask for."""
    return (
        Item("craft", Asks.RATING, "Problem solving", hint="How they took a problem apart"),
        Item("team", Asks.RATING, cast.kind[:120] or "Working together", required=False),
        Item("start", Asks.CHOICE, "When could they start?", options=("within a month", "later"), required=False),
        Item("salary", Asks.YES_NO, "Does the salary range fit?", required=False),
        Item("topics", Asks.TOPICS, "Topics covered", hint="The next interviewers see it"),
        Item("ask", Asks.TEXT, "What should the next conversation find out?", required=False),
        Item("notes", Asks.NOTES, "What did you see or hear?"),
        Item("verdict", Asks.RECOMMENDATION, "Would you go on with them?"),
    )


def longest() -> tuple[Item, ...]:
    """Return a form as long as a policy may have one."""
    ratings = (Item(f"r{n}", Asks.RATING, f"Competency {n}") for n in range(14))
    return (*ratings, Item("topics", Asks.TOPICS, "Topics"), Item("verdict", Asks.RECOMMENDATION, "Go on?"))


def written(cast: Cast, **changes: str) -> dict[str, str]:
    told = {"craft": "3", "craft.why": cast.note[:1500], "topics": cast.words[:1000], "notes": cast.note}
    return {**told, "start": "later", "salary": "yes", "verdict": "strong_yes", **changes}


def over(cast: Cast, state: State = State.TOOK_PLACE, *, required: bool = True, alone: bool = False) -> Case:
    case = cast.case(state)
    seats = (Seat(INTERVIEWER, required=required), *(() if alone else (Seat(RECRUITER),)))
    return replace(case, interview=replace(case.interview, seats=seats))


def sent(cast: Cast, author: PersonId = INTERVIEWER, *, held: bool = True, amended: int = 0) -> Scorecard:
    interview = over(cast).interview
    added = tuple(Amendment(LATER, cast.words or "More.", after_reading=bool(n)) for n in range(amended))
    entries: tuple[Entry, ...] = filled(form(cast), written(cast)).entries if held else ()
    about = (ScorecardId(str(author)), interview.id, interview.application, "", author, LATER)
    return Scorecard(*about, entries, held=held, amendments=added, reason="" if held else cast.words)


@shows(scorecards.scorecard_card)
def cards(cast: Cast) -> Samples:
    def card(case: Case, mine: Scorecard | None = None, *, others: bool = False) -> object:
        return scorecards.scorecard_card(case, reader=INTERVIEWER, mine=mine, others=others, policy=cast.policy)

    samples = {
        "asked": card(over(cast)),
        "asked, alone": card(over(cast, alone=True)),
        "asked, nobody waits for it": card(over(cast, required=False)),
        "sent": card(over(cast), sent(cast)),
        "sent, and others have": card(over(cast), sent(cast), others=True),
        "it did not happen, for them": card(over(cast), sent(cast, held=False)),
        "a no-show": card(over(cast, State.NO_SHOW)),
        "it did not happen": card(over(cast, State.HANDED_OVER)),
        "moved": card(over(cast, State.OFFERED)),
    }
    yield from samples.items()
    stays_out = replace(over(cast).interview, seats=(Seat(RECRUITER),))
    yield "somebody else sat there", card(replace(over(cast), interview=stays_out))


@shows(scorecards.scorecard_form)
def forms(cast: Cast) -> Samples:
    def drawn(items: tuple[Item, ...], values: dict[str, str], *, bounced: bool = False) -> object:
        vague = filled(items, values).vague if bounced else ()
        return scorecards.scorecard_form(over(cast), items=items, values=values, vague=vague, policy=cast.policy)

    yield "empty", drawn(form(cast), {})
    yield "filled in", drawn(form(cast), written(cast))
    vague = written(cast, **{"craft.why": "Good vibe!", "notes": "Great guy"})
    yield "says nothing yet", drawn(form(cast), vague, bounced=True)
    yield "as long as it gets", drawn(longest(), {})


@shows(scorecards.amend_form, scorecards.not_held_form)
def others(cast: Cast) -> Samples:
    yield "add to it", scorecards.amend_form(over(cast), sent(cast), policy=cast.policy)
    yield "it did not happen", scorecards.not_held_form(over(cast), policy=cast.policy)


@shows(scorecards.own_card, scorecards.others_card)
def reading(cast: Cast) -> Samples:
    policy: Policy = cast.policy
    whole = Pass(INTERVIEWER, Door(Room.DEBRIEF, over(cast).application.id), LATER)
    yield "one's own", scorecards.own_card(over(cast), sent(cast, amended=2), whole=whole, policy=policy)
    both = (sent(cast, RECRUITER), sent(cast, PersonId(9), held=False), sent(cast, amended=1))
    yield "others'", scorecards.others_card(over(cast), both, authors=cast.people, whole=whole, policy=policy)
