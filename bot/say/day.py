"""What people read on the day itself: whether all is set, whether the candidate is there, and what is on file if not."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions import AskNoShow, CorrectIt, DidTakePlace, LookAgain, MoveOrPass, NoShowIt, SayStarted
from bot.cards import Block, Button, Buttons, Card, Facts, Fine, Span, When, para, spans
from bot.domain.case import Case
from bot.domain.day import Evidence
from bot.domain.dead_end import Disputed
from bot.domain.ids import PersonId
from bot.domain.interview import PEOPLE_READ, Answer, Booking, Came, State
from bot.domain.pipeline import Status
from bot.domain.policy import Policy
from bot.domain.scorecard import Scorecard
from bot.effects import Mail
from bot.forms import Choice, Form, Option, Text
from bot.say.asks import ask_card
from bot.say.cards import answers, brief_row, seat_card
from bot.say.troubles import trouble
from bot.say.words import how_and_where, what

MAILED: Mapping[str, str] = {
    Mail.OFFER: "Invitation",
    Mail.FOLLOW_UP: "Follow-up",
    Mail.CONFIRMED: "Confirmation",
    Mail.MOVED: "New time",
    Mail.REMINDER: "Reminder",
    Mail.CHECK_IN: "Check-in",
    Mail.CANCELLED: "Cancellation",
    Mail.FREED: "A new time needed",
    Mail.LINK: "Link",
}
TOLD = frozenset({Mail.CONFIRMED, Mail.MOVED, Mail.REMINDER, Mail.CHECK_IN, Mail.LINK})
"""The mails by which a candidate knows when to come."""
NEWER = "Whether the candidate is there is asked on your newer card."
NO_SHOW = "no_show"
INSTEAD: Mapping[str, str] = {
    NO_SHOW: "The candidate did not come",
    "we": "One of us could not come",
    "moved": "It was moved without me",
    "technical": "The call or the room did not work",
    "other": "Another reason",
}
"""Why an interview that is down as having taken place did not."""


# --- the interviewers' cards


def day_card(case: Case, *, reader: PersonId, mine: Scorecard | None = None, policy: Policy, now: datetime) -> Card:
    """Return an interviewer's card of the day: before the start whether all is set, after it whether it has started.

    Once they have sent their scorecard (`mine`), correcting what became of the interview is its owner's alone.
    """
    booking, title = case.interview.booking, what(case, policy=policy)
    card = seat_card(case, reader=reader, mine=mine, policy=policy)
    if booking is None:
        return card
    match case.interview.state:
        case State.NO_SHOW:
            return replace(card, blocks=(*card.blocks, *_taking_back(case, reader)))
        case State.TOOK_PLACE:
            return replace(card, blocks=(*card.blocks, *(_correcting(case, reader) if mine is None else ())))
        case _ if has_begun(booking, policy=policy, now=now):
            return Card(f"Now: {title}", (_rows(case, booking, reader=reader, policy=policy), *_asked(case, reader)))
        case _:
            rows = _rows(case, booking, reader=reader, policy=policy)
            return Card(f"Today: {title}", (rows, *_all_set(case, reader)))


def seat_card_now(
    case: Case,
    *,
    reader: PersonId,
    mine: Scorecard | None = None,
    has_newer: bool = False,
    policy: Policy,
    now: datetime,
) -> Card:
    """Return an interviewer's card of a booked time; once that has come it asks what the card of the day asks.

    Where they have a card of the day (`has_newer`), it is asked there alone.
    """
    booking, over = case.interview.booking, {State.TOOK_PLACE, State.NO_SHOW}
    if booking is not None and case.interview.state not in over and has_begun(booking, policy=policy, now=now):
        card = day_card(case, reader=reader, policy=policy, now=now)
        return replace(card, blocks=(card.blocks[0], Fine(spans(NEWER)))) if has_newer else card
    return seat_card(case, reader=reader, mine=mine, policy=policy)


def ask_card_now(
    case: Case,
    *,
    reader: PersonId,
    mine: Scorecard | None = None,
    has_newer: bool = False,
    policy: Policy,
    now: datetime,
) -> Card:
    """Return the card on which an interviewer said which times work; the booked one it became asks what that asks."""
    said = any(seat.person == reader and seat.answer is not Answer.NONE for seat in case.interview.seats)
    if said and case.interview.booking is not None and not case.interview.in_play:
        return seat_card_now(case, reader=reader, mine=mine, has_newer=has_newer, policy=policy, now=now)
    return ask_card(case, reader=reader, policy=policy)


def has_begun(booking: Booking, *, policy: Policy, now: datetime) -> bool:
    """Return whether it is time to ask if the candidate is there."""
    return booking.span.start + policy.started <= now


def _rows(case: Case, booking: Booking, *, reader: PersonId, policy: Policy) -> Facts:
    kind = policy.kind_as(case.interview.kind, category=case.opening.category)
    when = ("When", (When(booking.span.start, booking.span.end),))
    return Facts((when, *(how_and_where(kind, booking) if kind else ()), brief_row(case, booking, reader=reader)))


def _all_set(case: Case, reader: PersonId) -> tuple[Block, ...]:
    """Return the question of the morning, or that the reader can't come."""
    interview = case.interview
    fits, cannot, suggest = answers(interview.id, sequence=interview.sequence)
    match next((seat.answer for seat in interview.seats if seat.person == reader), Answer.NONE):
        case Answer.NONE:
            return para("All set for today?"), Buttons((replace(fits, label="All set"), cannot, suggest))
        case Answer.FITS:
            return para("All set for today? If so, there is nothing to do."), Buttons((cannot, suggest))
        case Answer.CANNOT:
            return Fine(spans("You said you can't make it. The coordinator knows.")), Buttons((suggest,))


def _asked(case: Case, reader: PersonId) -> tuple[Block, ...]:
    """Return the question whether the candidate is there, or what the reader has said to it."""
    interview = case.interview
    started = Button("Started", SayStarted(interview.id, interview.sequence), "primary")
    absent = Button("No-show…", AskNoShow(interview.id, interview.sequence))
    decides = f" Not all of you say the same; {case.owner.name} decides." if _is_disputed(case) else ""
    match _said(case, reader):
        case Came.UNSAID:
            return para(f"Is the candidate there?{decides}"), Buttons((started, absent))
        case Came.STARTED:
            return Fine(spans(f"You said that it has started.{decides}")), Buttons((absent,))
        case Came.ABSENT:
            after_all = replace(started, label="They came after all")
            return Fine(spans(f"You said that the candidate did not come.{decides}")), Buttons((after_all,))


def _taking_back(case: Case, reader: PersonId) -> tuple[Block, ...]:
    interview, said = case.interview, _said(case, reader)
    decides = (Fine(spans(f"Not all of you say the same; {case.owner.name} decides.")),) if _is_disputed(case) else ()
    if said is Came.STARTED:
        return decides
    return *decides, Buttons((Button("They came after all", SayStarted(interview.id, interview.sequence)),))


def _correcting(case: Case, reader: PersonId) -> tuple[Block, ...]:
    interview = case.interview
    if _said(case, reader) is not Came.UNSAID or interview.debrief is not None:
        return ()
    return (Buttons((Button("No-show…", AskNoShow(interview.id, interview.sequence)),)),)


def _said(case: Case, reader: PersonId) -> Came:
    return next((seat.came for seat in case.interview.seats if seat.person == reader), Came.UNSAID)


def _is_disputed(case: Case) -> bool:
    return isinstance(case.interview.trouble, Disputed)


# --- the owner's card


def no_show_card(case: Case, *, evidence: Evidence, policy: Policy) -> Card:
    """Return the owner's card about a candidate who did not come, or about a panel that does not agree on it."""
    interview, title = case.interview, what(case, policy=policy)
    if isinstance(interview.trouble, Disputed):
        blocks = (para(*trouble(interview.trouble, case=case)), *_file(case, evidence), _either(case))
        return Card(f"Did they come? {title}", blocks)
    if interview.state is not State.NO_SHOW:
        now = Fine(spans(f"Now: {PEOPLE_READ[interview.state]}."))
        return Card(f"Settled: {title}", (para("There is nothing to decide about this any more."), now))
    count = "Second no-show" if evidence.is_second else "No-show"
    again = "It is not the first time, so I offer nothing further: a call may help." if evidence.is_second else ""
    lead = f"The candidate did not come. Nobody is asked for feedback. {again}".strip()
    return Card(f"{count}: {title}", (para(lead), *_file(case, evidence), _choices(case, evidence)))


def _either(case: Case) -> Buttons:
    key, sequence = case.interview.id, case.interview.sequence
    came = Button("They came", DidTakePlace(key, sequence))
    return Buttons((came, Button("They did not come…", AskNoShow(key, sequence, final=True))))


def _choices(case: Case, evidence: Evidence) -> Buttons:
    interview = case.interview
    found: list[Button] = []
    if case.application.status is Status.ACTIVE and not evidence.is_second:
        found.append(Button("Offer another time", LookAgain(interview.id), "primary"))
    found.append(Button("Move or pass", MoveOrPass(interview.application)))
    found.append(Button("They came after all", DidTakePlace(interview.id, interview.sequence)))
    return Buttons(tuple(found))


def _file(case: Case, evidence: Evidence) -> Iterator[Block]:
    """Yield what is on file: the time, who said what, and which mails were handed over to the candidate's mail server."""
    rows: list[tuple[str, tuple[Span, ...]]] = []
    times = evidence.missed or ((case.interview.booking.span,) if case.interview.booking else ())
    rows += [("Missed" if span in evidence.missed else "Time", (When(span.start, span.end),)) for span in times]
    if evidence.by and evidence.at is not None:
        rows.append(("Said by", spans(f"{evidence.by}, ", When(evidence.at))))
    rows += [(MAILED.get(mail, mail), spans("delivered ", When(at))) for mail, at in evidence.delivered]
    yield Facts(tuple(rows))
    if not any(mail in TOLD for mail, _ in evidence.delivered):
        yield para("No mail with this time was delivered, so they may not have known of it.")


# --- the forms


def no_show_form(case: Case, *, final: bool, policy: Policy) -> Form:
    """Return the second, explicit step of saying that a candidate did not come."""
    comes = f"{case.owner.name} gets what is on file and decides how to go on. The candidate is not written to by this."
    return Form(
        title="No-show",
        submit="They did not come",
        action=NoShowIt(case.interview.id, case.interview.sequence, final),
        fields=(),
        intro=(para(what(case, policy=policy)), *_time(case), para(comes)),
    )


def correct_form(case: Case, *, policy: Policy) -> Form:
    """Return the form in which somebody says that an interview did not take place after all, and why."""
    comes = para(f"Nobody is asked for feedback on it then, and {case.owner.name} decides how to go on.")
    return Form(
        title="It did not happen",
        submit="Note it",
        action=CorrectIt(case.interview.id),
        fields=(
            Choice(
                "reason", "What happened instead?", tuple(Option(key, spans(said)) for key, said in INSTEAD.items())
            ),
            Text("words", "A few words for the log", required=False, limit=200),
        ),
        intro=(para(what(case, policy=policy)), *_time(case), comes),
    )


def _time(case: Case) -> tuple[Block, ...]:
    booking = case.interview.booking
    return (para("Booked for ", When(booking.span.start, booking.span.end), "."),) if booking else ()
