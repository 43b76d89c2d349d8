"""What interviewers read and press before a time is booked: which of the times suit them, or when instead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.actions import AnswerTimes, OthersIt, OtherTimes
from bot.cards import Block, Button, Buttons, Card, Facts, Fine, Span, When, para, spans
from bot.domain.case import Case
from bot.domain.dead_end import SeatRefused
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import Answer, Option, State
from bot.domain.interview_moves import asked_of
from bot.domain.policy import Policy
from bot.forms import Form, Text
from bot.say.cards import seat_card
from bot.say.words import how_and_where, what

SAID: Mapping[Answer, str] = {Answer.NONE: "", Answer.FITS: "you said it works", Answer.CANNOT: "you said you can't"}
HELD = "They are held in your calendar. The candidate hears of them once everybody has said which work."
NOTED = "Thank you. You can change it until the candidate has chosen."
CHOOSING = "The candidate is choosing. If something came up, say so here."
OPEN = frozenset({State.ASKING, State.OFFERED, State.FOLLOWED_UP})


def ask_card(case: Case, *, reader: PersonId, policy: Policy) -> Card:
    """Return an interviewer's card: the times, what they said, what they can say; then what became of it."""
    asked = asked_of(case.interview, reader)
    if asked and case.interview.state in OPEN:
        return _asking(case, asked, reader=reader, policy=policy)
    if case.interview.booking is not None:
        return _booked(case, reader=reader, policy=policy)
    lead = "None of the times works for you" if _refused(case, reader) else "Not needed now"
    return Card(_title(lead, case, policy), (para(_what_became(case, reader)),))


def _asking(case: Case, asked: Sequence[Option], *, reader: PersonId, policy: Policy) -> Card:
    interview, kind = case.interview, policy.kind_as(case.interview.kind, category=case.opening.category)
    unanswered = [option for option in asked if _said(option, reader) is Answer.NONE]
    ask = "Which times suit you?" if len(asked) > 1 else "Does this time suit you?"
    lead = ask if unanswered else "Your answer is noted"
    rows = tuple((_label(option, asked), _time(option, reader)) for option in asked)
    stands = _until_then(case)
    note = HELD if unanswered else NOTED if interview.state is State.ASKING else CHOOSING
    changing = asked if len(unanswered) in {0, len(asked)} else unanswered
    blocks: tuple[Block, ...] = (
        Facts((*rows, *stands, *(how_and_where(kind, interview.booking) if kind else ()))),
        Fine(spans(note)),
        Buttons(times_buttons(interview.id, changing, numbered=len(asked) > 1)),
    )
    return Card(_title(lead, case, policy), blocks)


def times_buttons(interview: InterviewId, options: Sequence[Option], *, numbered: bool) -> tuple[Button, ...]:
    """Return what somebody can say about these times, all in one press; `numbered` where the card shows several."""
    every = tuple(option.number for option in options)
    only = [(option.number,) for option in options] if len(options) > 1 else []
    answers = [
        AnswerTimes(interview, works=every),
        *(AnswerTimes(interview, one, tuple(number for number in every if number not in one)) for one in only),
        AnswerTimes(interview, cannot=every),
    ]
    labelled = (Button(times_label(answer, options, numbered=numbered), answer) for answer in answers)
    works, *others = labelled
    return replace(works, tone="primary"), *others, Button("Suggest a time", OtherTimes(interview))


def times_label(answer: AnswerTimes, options: Sequence[Option], *, numbered: bool) -> str:
    """Return in a few words what an answer says about these times."""
    if not numbered:
        return "It works" if answer.works else "Can't make it"
    works, cannot = (
        [str(option.spot) for option in options if option.number in said] for said in (answer.works, answer.cannot)
    )
    some, said = (works, "work") if works else (cannot, "don't work")
    if len(some) == len(options) > 1:
        return ("Both work" if len(options) == 2 else "All work") if works else "None works"
    verb = {"work": "works", "don't work": "doesn't work"}[said] if len(some) == 1 else said
    return f"{'Only ' if works and cannot else ''}{' and '.join(some)} {verb}"


def _booked(case: Case, *, reader: PersonId, policy: Policy) -> Card:
    """Return the booked card where they said that the time works; who sits there and did not say so has another one."""
    seat = next((seat for seat in case.interview.seats if seat.person == reader), None)
    if seat is not None and seat.answer is not Answer.NONE:
        return seat_card(case, reader=reader, policy=policy)
    if seat is None:
        return Card(_title("Not needed now", case, policy), (para("It is settled without you. Thank you."),))
    return Card(_title("Booked", case, policy), (Facts(_until_then(case, "When")),))


def _until_then(case: Case, label: str = "Booked so far") -> tuple[tuple[str, tuple[Span, ...]], ...]:
    booking = case.interview.booking
    return ((label, (When(booking.span.start, booking.span.end),)),) if booking else ()


def _refused(case: Case, reader: PersonId) -> bool:
    """Whether a person has to decide because of what this one said."""
    trouble = case.interview.trouble
    handed_over = case.interview.state is State.HANDED_OVER
    return handed_over and isinstance(trouble, SeatRefused) and trouble.person == reader


def _what_became(case: Case, reader: PersonId) -> str:
    match case.interview.state:
        case State.WANTED | State.ASKING:
            return "I am looking for other times, and ask you here once there are some."
        case State.OFFERED | State.FOLLOWED_UP:
            return "The candidate is choosing among times that do not need you. Thank you."
        case State.HANDED_OVER if _refused(case, reader):
            return "The coordinator knows and will sort it out."
        case State.HANDED_OVER:
            return "The times are free again in your calendar; the coordinator decides how to go on."
        case _:
            return "This interview is off, and the times are free again in your calendar."


def _title(lead: str, case: Case, policy: Policy) -> str:
    return f"{lead}: {what(case, policy=policy)}" if not lead.endswith("?") else f"{lead} {what(case, policy=policy)}"


def _label(option: Option, asked: Sequence[Option]) -> str:
    return str(option.spot) if len(asked) > 1 else "When"


def _time(option: Option, reader: PersonId) -> tuple[Span, ...]:
    said = SAID[_said(option, reader)]
    return spans(When(option.span.start, option.span.end), *((f" · {said}",) if said else ()))


def _said(option: Option, reader: PersonId) -> Answer:
    seat = option.seat_of(reader)
    return Answer.NONE if seat is None else seat.answer


def others_form(case: Case, *, reader: PersonId, policy: Policy, words: str = "") -> Form:
    """Return the form in which an interviewer names times in place of those they were asked about."""
    asked = asked_of(case.interview, reader)
    times = (part for option in asked for part in (" ", When(option.span.start, option.span.end), ";"))
    instead = para("Instead of", *tuple(times)[:-1], ".") if asked else para("Instead of the times before.")
    field = Text("words", "When would suit you?", initial=words, limit=300, hint="Such as: Thursday after 2")
    return Form(
        title="Suggest a time",
        submit="Send",
        action=OthersIt(case.interview.id),
        fields=(field,),
        intro=(para(what(case, policy=policy)), instead),
    )
