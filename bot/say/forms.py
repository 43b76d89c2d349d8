"""The forms people fill in chat."""

from collections.abc import Sequence

from bot.actions import CancelIt, LinkIt, SuggestIt
from bot.cards import Block, Para, When, para, spans
from bot.domain.case import Case
from bot.domain.interview import PEOPLE_READ
from bot.domain.policy import Policy
from bot.forms import Choice, Form, Option, Text
from bot.say.words import STAFF_REASONS, what


def cancel_form(case: Case, *, policy: Policy, lead: Sequence[Block] = ()) -> Form:
    """Return the second, explicit step of cancelling. `lead` is why it is shown again."""
    booking = case.interview.booking
    if booking:
        comes = para("This frees ", When(booking.span.start, booking.span.end), " and tells the candidate.")
    elif case.interview.deadline is not None:
        comes = para("This takes the invitation back and tells the candidate.")
    else:
        comes = para("This ends the search for times. The candidate is not written to.")
    return Form(
        title="Cancel interview",
        submit="Cancel it",
        action=CancelIt(case.interview.id, case.interview.sequence),
        fields=(
            Choice("reason", "Reason", tuple(Option(key, spans(words)) for key, words in STAFF_REASONS.items())),
            Text("words", "A few words for the log", required=False, limit=200),
        ),
        intro=(para(what(case, policy=policy)), *lead, comes),
    )


def suggest_form(case: Case, *, policy: Policy, words: str = "", lead: Sequence[Block] = ()) -> Form:
    """Return the form in which an interviewer names other times in their own words. `lead` is why it is shown again."""
    return Form(
        title="Suggest a time",
        submit="Send",
        action=SuggestIt(case.interview.id, case.interview.sequence),
        fields=(
            Text(
                "words",
                "When would suit you?",
                initial=words,
                limit=300,
                hint="Such as: Thursday after 2, or Friday morning",
            ),
        ),
        intro=(para(what(case, policy=policy)), *(lead or _now(case))),
    )


def link_form(case: Case, *, policy: Policy) -> Form:
    """Return the form in which somebody gives the link that the calendar has not made."""
    text = Text("link", "Link for the call", limit=300, hint="Such as: https://meet.google.com/abc-defg-hij")
    gets = para("The candidate gets it by mail, and it goes into the event of the interviewers.")
    return Form(
        title="Give the link",
        submit="Send it",
        action=LinkIt(case.interview.id, case.interview.sequence),
        fields=(text,),
        intro=(para(what(case, policy=policy)), *_now(case), gets),
    )


def _now(case: Case) -> tuple[Para, ...]:
    booking = case.interview.booking
    return (para("Booked for ", When(booking.span.start, booking.span.end), "."),) if booking else ()


def moved_meanwhile(case: Case) -> Para:
    """Return what became of the time that somebody's form was about."""
    booking = case.interview.booking
    if booking is None:
        return para(f"Its time was given up meanwhile: it is {PEOPLE_READ[case.interview.state]} now.")
    return para("Meanwhile it was moved to ", When(booking.span.start, booking.span.end), ".")
