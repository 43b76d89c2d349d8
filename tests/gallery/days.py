"""The day itself: what the panel and the owner read, and the forms in which somebody says that it was otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.cards import Card
from bot.domain.case import Case
from bot.domain.day import Evidence
from bot.domain.dead_end import Disputed
from bot.domain.interview import Answer, Came, Seat, State
from bot.effects import Mail
from bot.say import day
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast, hours
from tests.gallery.wall import Samples, shows

START = hours(72).start
NOW = START + timedelta(minutes=6)
DELIVERED = (
    (Mail.OFFER.value, MONDAY),
    (Mail.CONFIRMED.value, MONDAY + timedelta(hours=3)),
    (Mail.REMINDER.value, START - timedelta(hours=24)),
)


def said(case: Case, *words: Came, disputed: bool = False) -> Case:
    """Return the case with what interviewer and recruiter said of the candidate."""
    seats = tuple(Seat(person, came=came) for person, came in zip((INTERVIEWER, RECRUITER), words, strict=False))
    trouble = Disputed() if disputed else case.interview.trouble
    return replace(case, interview=replace(case.interview, seats=seats, trouble=trouble))


@shows(day.day_card)
def days(cast: Cast) -> Samples:
    def card(case: Case, *, hour: bool = True) -> Card:
        return day.day_card(case, reader=INTERVIEWER, policy=cast.policy, now=NOW if hour else MONDAY)

    yield "in the morning", card(cast.case(), hour=False)
    yield "in the morning, having said that it suits", card(cast.case(answer=Answer.FITS), hour=False)
    yield "it begins", card(cast.case())
    for name, words, disputed in told():
        yield name, card(said(cast.case(), *words, disputed=disputed))
    yield "marked as a no-show", card(said(cast.case(State.NO_SHOW), Came.ABSENT))
    yield "marked by another", card(said(cast.case(State.NO_SHOW), Came.UNSAID, Came.ABSENT))
    came = said(cast.case(State.NO_SHOW), Came.STARTED, Came.ABSENT, disputed=True)
    yield "marked by another, and not so", card(came)
    yield "took place", card(cast.case(State.TOOK_PLACE))
    yield "cancelled since", card(cast.case(State.CANCELLED))


def told() -> Iterator[tuple[str, tuple[Came, ...], bool]]:
    yield "it has started", (Came.STARTED,), False
    yield "another says otherwise", (Came.STARTED, Came.ABSENT), True
    yield "they are not there, and another says otherwise", (Came.ABSENT, Came.STARTED), True
    yield "the others do not agree", (Came.UNSAID, Came.ABSENT), True


@shows(day.seat_card_now, day.ask_card_now)
def booked(cast: Cast) -> Samples:
    for name, now in (("before", MONDAY), ("once it has begun", NOW)):
        yield f"{name}", day.seat_card_now(cast.case(), reader=INTERVIEWER, policy=cast.policy, now=now)
    newer = day.seat_card_now(cast.case(), reader=INTERVIEWER, has_newer=True, policy=cast.policy, now=NOW)
    yield "once it has begun, beside a card of the day", newer
    agreed = cast.case(answer=Answer.FITS)
    yield "asked first, now begun", day.ask_card_now(agreed, reader=INTERVIEWER, policy=cast.policy, now=NOW)


@shows(day.no_show_card)
def no_shows(cast: Cast) -> Samples:
    def card(case: Case, evidence: Evidence) -> Card:
        return day.no_show_card(case, evidence=evidence, policy=cast.policy)

    case = said(cast.case(State.NO_SHOW), Came.ABSENT)
    evidence = Evidence(DELIVERED, (hours(72),), cast.interviewer, NOW)
    yield "the first", card(case, evidence)
    yield "the second", card(case, replace(evidence, missed=(hours(2), hours(72))))
    yield "nothing was delivered", card(case, Evidence((), (hours(72),)))
    unsure = said(cast.case(), Came.STARTED, Came.ABSENT, disputed=True)
    yield "the panel does not agree", card(unsure, Evidence(DELIVERED, (), cast.interviewer, NOW))
    wrote = said(cast.case(State.TOOK_PLACE), Came.ABSENT, disputed=True)
    yield "somebody wrote a scorecard", card(wrote, Evidence(DELIVERED))
    yield "settled since", card(cast.case(State.TOOK_PLACE), evidence)


@shows(day.no_show_form, day.correct_form)
def corrections(cast: Cast) -> Samples:
    yield "no-show", day.no_show_form(cast.case(), final=False, policy=cast.policy)
    yield "it did not happen", day.correct_form(cast.case(State.TOOK_PLACE), policy=cast.policy)
