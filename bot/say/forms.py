"""The forms people fill in chat."""

from collections.abc import Mapping, Sequence

from bot.actions import CancelIt, ScheduleIt, SuggestIt
from bot.cards import When, para, spans
from bot.domain.case import Case
from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.pipeline import Application, Candidate
from bot.domain.policy import Kind, Policy
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


def schedule_form(
    found: Sequence[tuple[Candidate, Application]],
    *,
    kinds: Mapping[str, Kind],
    titles: Mapping[OpeningId, str],
    preset: ApplicationId | None,
) -> Form:
    """Return the form that starts an interview: whose, and of which kind. `titles` names each opening by its id."""
    people = tuple(Option(a.id, spans(f"{c.name} · {titles.get(a.opening, '')}")) for c, a in found)
    of_kind = tuple(Option(kind.key, spans(kind.title)) for kind in kinds.values())
    return Form(
        title="Schedule an interview",
        submit="Find times",
        action=ScheduleIt(preset),
        fields=(
            Choice("application", "Candidate", people, initial=preset or (people[0].value if len(people) == 1 else "")),
            Choice("kind", "Kind of interview", of_kind, initial=of_kind[0].value if of_kind else ""),
        ),
        intro=(para("I look for times, hold two, and write to the candidate."),),
    )
