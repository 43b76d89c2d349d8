"""The forms people fill in chat."""

from bot.actions import CancelIt, SuggestIt
from bot.cards import When, para, spans
from bot.domain.case import Case
from bot.domain.policy import Policy
from bot.forms import Choice, Form, Option, Text
from bot.say.words import STAFF_REASONS, what


def cancel_form(case: Case, *, policy: Policy) -> Form:
    """Return the second, explicit step of cancelling."""
    booking = case.interview.booking
    frees = (
        (para("This frees ", When(booking.span.start, booking.span.end), " and tells the candidate."),)
        if booking
        else ()
    )
    return Form(
        title="Cancel interview",
        submit="Cancel it",
        action=CancelIt(case.interview.id),
        fields=(
            Choice("reason", "Reason", tuple(Option(key, spans(words)) for key, words in STAFF_REASONS.items())),
            Text("words", "A few words for the log", required=False, limit=200),
        ),
        intro=(para(what(case, policy=policy)), *frees),
    )


def suggest_form(case: Case, *, policy: Policy, words: str = "") -> Form:
    """Return the form in which an interviewer names other times in their own words."""
    return Form(
        title="Suggest a time",
        submit="Send",
        action=SuggestIt(case.interview.id),
        fields=(
            Text(
                "words",
                "When would suit you?",
                initial=words,
                limit=300,
                hint="Such as: Thursday after 2, or Friday morning",
            ),
        ),
        intro=(para(what(case, policy=policy)),),
    )
