"""What interviewers see who are asked before a time is booked: the times, what they said, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.case import Case
from bot.domain.dead_end import SeatRefused
from bot.domain.interview import Answer, Option, Seat, Standing, State
from bot.say import answers, asks
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast, hours
from tests.gallery.wall import Samples, shows


def asked(cast: Cast, said: Sequence[Answer], *, state: State = State.ASKING, booked: bool = False) -> Case:
    """Return an interview whose interviewer was asked about so many times and said this of each."""
    case = cast.case(state, booked=booked)
    options = tuple(
        Option(
            number,
            hours(50 + 23.5 * number),
            Standing.ASKED,
            seats=(Seat(RECRUITER), Seat(INTERVIEWER, answer=answer)),
            asked=MONDAY,
            spot=number,
        )
        for number, answer in enumerate(said, 1)
    )
    return replace(case, interview=replace(case.interview, options=options, asked_at=MONDAY))


@shows(asks.ask_card)
def asking(cast: Cast) -> Samples:
    cases = {
        "two times": asked(cast, [Answer.NONE, Answer.NONE]),
        "one time": asked(cast, [Answer.NONE]),
        "a replacement": asked(cast, [Answer.FITS, Answer.NONE]),
        "answered": asked(cast, [Answer.FITS, Answer.FITS]),
        "answered, one time": asked(cast, [Answer.FITS]),
        "the candidate is choosing": asked(cast, [Answer.FITS, Answer.FITS], state=State.OFFERED),
        "while an earlier time holds": asked(cast, [Answer.NONE, Answer.NONE], booked=True),
        "a replacement is looked for": asked(cast, []),
        "booked, as they said": cast.case(answer=Answer.FITS),
        "booked, and they have said nothing": cast.case(),
        "handed over": cast.case(State.HANDED_OVER),
        "handed over, by them": cast.case(State.HANDED_OVER, trouble=SeatRefused(INTERVIEWER, cast.words)),
        "cancelled": cast.case(State.CANCELLED),
    }
    for name, case in cases.items():
        yield name, asks.ask_card(case, reader=INTERVIEWER, policy=cast.policy)
    stays_out = asks.ask_card(cast.case(), reader=RECRUITER, policy=cast.policy)
    yield "booked without them", stays_out


@shows(asks.others_form)
def others(cast: Cast) -> Samples:
    case = asked(cast, [Answer.NONE, Answer.NONE])
    yield "empty", asks.others_form(case, reader=INTERVIEWER, policy=cast.policy)
    yield "with words", asks.others_form(case, reader=INTERVIEWER, policy=cast.policy, words=cast.words[:300])
    yield "nothing asked any more", asks.others_form(asked(cast, []), reader=INTERVIEWER, policy=cast.policy)


@shows(answers.times_card)
def noted(cast: Cast) -> Samples:
    case = asked(cast, [Answer.FITS, Answer.FITS])
    card = asks.ask_card(case, reader=INTERVIEWER, policy=cast.policy)
    yield "noted", answers.times_card(card)
    off = asks.ask_card(cast.case(State.HANDED_OVER), reader=INTERVIEWER, policy=cast.policy)
    yield "other times", answers.times_card(off, (hours(74), hours(98, length=2)))
