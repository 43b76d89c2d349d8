"""The cards people get in chat: as little as the task needs (first name and initial, role), what it means, what to press."""

from bot.actions import (
    AskForLink,
    AskForTime,
    AskToAmend,
    AskToCancel,
    AskToCorrect,
    DidTakePlace,
    FillScorecard,
    KeepLooking,
    LookAgain,
    OfferOne,
    RelaxRule,
    SeatCannot,
    SeatFits,
    SeeScorecard,
)
from bot.cards import Block, Button, Buttons, Card, Facts, Fine, Link, Signed, Span, When, para, spans
from bot.domain.answer_orders import Order
from bot.domain.case import Case
from bot.domain.dead_end import (
    CandidateCancelled,
    ClosedInAts,
    DeadEnd,
    EventGone,
    EventMoved,
    NoLink,
    NoTimes,
    Unanswered,
)
from bot.domain.decisions import decisions, has_one_time
from bot.domain.freshness import Unread
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import ASKED, PEOPLE_READ, Answer, Booking, Interview, State
from bot.domain.pipeline import Application, Candidate, Opening, Status
from bot.domain.policy import Policy
from bot.domain.rooms import Door, Pass, Room
from bot.domain.scorecard import Scorecard
from bot.say.event_news import strayed, ways_out
from bot.say.freshness import unread_line
from bot.say.relief import label
from bot.say.troubles import trouble
from bot.say.words import ats_name, how_and_where, standing_facts, what


def interview_card(case: Case, *, policy: Policy, apis: frozenset[str], unread: Unread | None = None) -> Card:
    """Return the owner's card of an interview: where it stands, and *Cancel* while there is something to cancel.

    `unread` are the calendars that its search waits for.
    """
    stuck = _undecided(case.interview)
    blocks: list[Block] = [para(*trouble(stuck, case=case))] if stuck is not None else []
    blocks.append(standing_facts(case, policy=policy))
    blocks += [unread_line(unread)] if unread is not None else []
    blocks += _to_note(case, apis=apis)
    buttons = _buttons(case, policy=policy)
    if buttons:
        blocks.append(Buttons(buttons))
    return Card(what(case, policy=policy), tuple(blocks))


def outline_card(case: Case, *, policy: Policy) -> Card:
    """Return where an interview stands, for those who may see it and not change it: no reasons, no buttons."""
    return Card(what(case, policy=policy), (standing_facts(case, policy=policy),))


def _to_note(case: Case, *, apis: frozenset[str]) -> tuple[Block, ...]:
    """Return what would be written back, for an ATS that Usher cannot write to by itself."""
    source, outcome = case.application.source, _outcome(case)
    if not source.ats or source.ats in apis or not outcome:
        return ()
    name = ats_name(source.ats)
    link = (" ", Link(f"Open in {name}", source.url)) if source.url else ()
    return (para(f"To note in {name}: ", *outcome, ".", *link),)


def _outcome(case: Case) -> tuple[Span, ...]:
    interview, booking = case.interview, case.interview.booking
    if interview.state is State.NO_SHOW:
        return spans("no-show")
    if booking is not None:
        return (When(booking.span.start, booking.span.end),)
    if interview.state in ASKED:
        return spans("invitation sent")
    if interview.state is State.CANCELLED and interview.options:
        return spans("cancelled")
    return spans("no answer to the invitation") if isinstance(interview.trouble, Unanswered) else ()


def _buttons(case: Case, *, policy: Policy) -> tuple[Button, ...]:
    key = case.interview.id
    buttons = {
        Order.OFFER: Button("Offer this one", OfferOne(key), "primary"),
        Order.LOOK: Button("Find new times", LookAgain(key)),
        Order.CANCEL: Button("Cancel…", AskToCancel(key), "danger"),
    }
    active = case.application.status is Status.ACTIVE
    found = [buttons[order] for order in decisions(case.interview) if active or order is Order.CANCEL]
    found = [*ways_out(case.interview, _undecided(case.interview)), *found]
    if active and case.interview.state is State.ASKING and has_one_time(case.interview):
        found.insert(1, Button("Keep looking", KeepLooking(key)))
    if case.interview.state is State.NO_SHOW:
        found.append(Button("They came after all", DidTakePlace(key, case.interview.sequence)))
    if case.interview.state is State.TOOK_PLACE and case.interview.debrief is None:
        found.append(Button("It did not happen…", AskToCorrect(key)))
    if isinstance(case.interview.trouble, NoLink) and case.interview.booking is not None:
        found.insert(0, Button("Give the link…", AskForLink(key), "primary"))
    return (*(_eases(case, policy=policy) if active else ()), *found)


def _eases(case: Case, *, policy: Policy) -> tuple[Button, ...]:
    """Return the buttons that let one of the rules give way by which a search found nothing."""
    kind = policy.kind_as(case.interview.kind, category=case.opening.category)
    short = case.interview.trouble
    if kind is None or not isinstance(short, NoTimes) or Order.LOOK not in decisions(case.interview):
        return ()
    return tuple(
        Button(label(cure, case=case, kind=kind), RelaxRule(case.interview.id, cure.rule)) for cure in short.cures
    )


def stuck_card(case: Case, *, policy: Policy) -> Card:
    """Return the card that tells the owner that a person must decide: what happened, what was tried, what to press."""
    interview = case.interview
    now = f"Now: {PEOPLE_READ[interview.state]}."
    stuck = _undecided(interview)
    if stuck is None:
        return Card(
            f"Settled: {what(case, policy=policy)}", (para("There is nothing to decide any more."), Fine(spans(now)))
        )
    happened = trouble(stuck, case=case)
    tried = f"Round {interview.round}, times tried: {len(interview.options)}. {now}"
    buttons = _buttons(case, policy=policy)
    blocks: tuple[Block, ...] = (para(*happened), Fine(spans(tried)))
    if isinstance(stuck, CandidateCancelled) and interview.state is not State.CANCELLED:
        buttons = ()
    return Card(f"Needs you: {what(case, policy=policy)}", (*blocks, Buttons(buttons)) if buttons else blocks)


def overtaken(card: Card) -> Card:
    """Return what an earlier card of the same matter shows once there is a newer one: nothing is to be pressed on it."""
    return Card(f"Earlier: {card.title.partition(': ')[2]}", (para("A newer card tells where this stands."),))


def _undecided(interview: Interview) -> DeadEnd | None:
    """Return what a person has to decide; an interview that is over cannot be called off any more."""
    over = (
        isinstance(interview.trouble, ClosedInAts | NoLink | EventGone | EventMoved)
        and interview.state is State.TOOK_PLACE
    )
    return None if over else interview.trouble


def seat_card(case: Case, *, reader: PersonId, mine: Scorecard | None = None, policy: Policy) -> Card:
    """Return an interviewer's card: when, how and where, and whether it suits them; after a cancellation, that it is off.

    After the interview it is the way to their scorecard; `mine` is what they have sent.
    """
    booking = case.interview.booking
    title = what(case, policy=policy)
    if booking is None:
        return _off(case, title)
    if not _sits(case, reader):
        return _without_them(title)
    if case.interview.state is State.TOOK_PLACE:
        return Card(title, (_took_place(booking), *_own_scorecard(case.interview.id, mine)))
    if case.interview.state is State.NO_SHOW:
        return _missed(booking, title)
    kind = policy.kind_as(case.interview.kind, category=case.opening.category)
    rows = (
        ("When", (When(booking.span.start, booking.span.end),)),
        *(how_and_where(kind, booking) if kind else ()),
        brief_row(case, booking, reader=reader),
    )
    seat = next(seat for seat in case.interview.seats if seat.person == reader)
    return Card(f"Booked: {title}", (Facts(rows), *strayed(seat), *_answering(case.interview, seat.answer)))


def _took_place(booking: Booking) -> Block:
    return para("Took place ", When(booking.span.start, booking.span.end), ".")


def _missed(booking: Booking, title: str) -> Card:
    missed = para("The candidate did not come to ", When(booking.span.start, booking.span.end), ".")
    return Card(f"No-show: {title}", (missed, Fine(spans("There is no feedback to give."))))


def _own_scorecard(interview: InterviewId, mine: Scorecard | None) -> tuple[Block, ...]:
    """Return the way to write a scorecard, and once it is sent to that."""
    if mine is None:
        return (Buttons((Button("Your scorecard", FillScorecard(interview)),)),)
    if not mine.held:
        denied = Fine(spans(f"You said: “{mine.reason}”"))
        return denied, Buttons((Button("Fill one in after all", FillScorecard(interview)),))
    sent = Fine(spans("You sent your scorecard ", When(mine.at), "."))
    return sent, Buttons((Button("See it", SeeScorecard(interview)), Button("Add to it", AskToAmend(interview))))


def _sits(case: Case, reader: PersonId) -> bool:
    return any(seat.person == reader for seat in case.interview.seats)


def _without_them(title: str) -> Card:
    """Return what is left of a booked time for somebody who no longer sits there: nothing of the new one."""
    return Card(f"Not needed now: {title}", (para("The interview is at a time without you, and yours is free again."),))


def _off(case: Case, title: str) -> Card:
    """Return what became of a booked time that holds no more: cancelled, or given up for another."""
    former, state = case.interview.former, case.interview.state
    if case.interview.is_after_no_show:
        return Card(f"No-show: {title}", (para("The candidate did not come. The coordinator decides how to go on."),))
    time = (When(former.start, former.end),) if former else ("The time",)
    if state is State.CANCELLED or former is None:
        was = (" It was ", *time, ".") if former else ()
        return Card(f"Cancelled: {title}", (para("This interview is off, and the slot is free again.", *was),))
    after = "The coordinator decides how to go on." if state is State.HANDED_OVER else "I am looking for another time."
    return Card(f"Time given up: {title}", (para(*time, " is free again. ", after),))


def _answering(interview: Interview, answer: Answer) -> tuple[Block, ...]:
    """Return what an interviewer has said about the booked time, and what they can still say."""
    fits, cannot, suggest = answers(interview.id, sequence=interview.sequence)
    match answer:
        case Answer.NONE:
            placed = interview.booking is not None and bool(interview.booking.event)
            said = "It is in your calendar. Does it suit you?" if placed else "Does it suit you?"
            return para(said), Buttons((fits, cannot, suggest))
        case Answer.FITS:
            return Fine(spans("You said it suits you. Thank you.")), Buttons((cannot, suggest))
        case Answer.CANNOT:
            return (
                Fine(spans("You said you can't make it. The coordinator knows and will sort it out.")),
                Buttons((suggest,)),
            )


def answers(interview: InterviewId, *, sequence: int) -> tuple[Button, Button, Button]:
    """Return what an interviewer can say about a booked time: that it suits them, that it does not, or when instead.

    `sequence` is the interview's, so that an answer to one time is not taken for one to another.
    """
    return (
        Button("OK", SeatFits(interview, sequence), "primary"),
        Button("Can't make it", SeatCannot(interview, sequence)),
        Button("Suggest a time", AskForTime(interview, sequence=sequence)),
    )


def brief_row(case: Case, booking: Booking, *, reader: PersonId) -> tuple[str, tuple[Span, ...]]:
    """Return the way to the brief, for its reader alone; it works once, until the interview is over."""
    given = Pass(reader, Door(Room.BRIEF, case.interview.id), booking.span.end)
    return ("Brief", (Signed("Open your brief", given),))


def reminder_card(case: Case, *, reader: PersonId, policy: Policy) -> Card:
    """Return the interviewer's reminder; once the interview is over it tells what became of it."""
    booking = case.interview.booking
    title = what(case, policy=policy)
    if booking is None:
        return _off(case, title)
    if not _sits(case, reader):
        return _without_them(title)
    if case.interview.state is State.TOOK_PLACE:
        return Card(f"Took place: {title}", (Facts((("When", (When(booking.span.start, booking.span.end),)),)),))
    if case.interview.state is State.NO_SHOW:
        return _missed(booking, title)
    kind = policy.kind_as(case.interview.kind, category=case.opening.category)
    rows = (
        ("When", (When(booking.span.start, booking.span.end),)),
        *(how_and_where(kind, booking) if kind else ()),
        brief_row(case, booking, reader=reader),
    )
    return Card(f"Reminder: {title}", (Facts(rows),))


def incomplete_card(
    application: Application, *, candidate: Candidate, opening: Opening, lacking: tuple[str, ...]
) -> Card:
    """Return the card about a trigger that cannot start: what is missing, and that mending it is enough."""
    name = ats_name(application.source.ats)
    about = f"{candidate.short} · {opening.title or 'a role without a title'}"
    if not lacking:
        return Card(f"Settled: {about}", (para("The record is complete now, and the interview is under way."),))
    link = (" ", Link(f"Open in {name}", application.source.url)) if application.source.url else ()
    stage = f"“{application.stage}”" if application.stage else "an interview stage"
    return Card(
        f"Needs you: {about}",
        (
            para(f"They reached {stage}, and I cannot invite them yet. Missing: {'; '.join(lacking)}."),
            para(f"No mail was sent. Mend it in {name} or by import, and I go on by myself.", *link),
        ),
    )
