"""What went wrong with an interview, in a sentence or two for the person who has to decide."""

from collections.abc import Sequence

from bot.cards import Span, When, spans
from bot.domain.case import Case
from bot.domain.dead_end import (
    BeyondSelfService,
    CalendarSilent,
    CandidateCancelled,
    ClosedInAts,
    DeadEnd,
    Disputed,
    EventGone,
    EventMoved,
    LateTimes,
    MailRefused,
    NoLink,
    NoneSuited,
    NoSharedTime,
    NotHeld,
    NoTimes,
    OneTime,
    SeatDeclined,
    SeatGone,
    SeatRefused,
    SeatSilent,
    Unanswered,
)
from bot.domain.ids import PersonId
from bot.domain.interview import Came, State
from bot.domain.time import Interval
from bot.say.relief import no_times
from bot.say.words import in_a_row, name, names

Said = tuple[Span, ...]

LATE = ". The candidate is being asked all the same."
UNANSWERED = "No answer to the invitation or the one follow-up. I do not write a third time; a call may help."
NO_SHARED_TIME = "Each of the times was turned down by one interviewer or another. I try no further unasked."
FREES = " To find new times gives this one up first, and the candidate is told."
LINK_MISSING = (
    ". The candidate knows the time and waits for the link. Give one yourself, or have an admin see whether the "
    "organiser's account may make video meetings; I go on looking."
)
GONE = "Somebody deleted the event on the organiser's calendar, and this interview is still booked"
PUT_BACK = ". Cancel it if it is off, or put the event back: the interviewers are invited anew."


def trouble(dead_end: DeadEnd, *, case: Case) -> Said:
    """Return what happened, for the person who has to decide."""
    match dead_end:
        case NoTimes():
            return spans(no_times(dead_end, case=case))
        case LateTimes(first):
            return spans("The first free time is ", When(first), LATE)
        case ClosedInAts(status):
            return _closed(status, case)
        case OneTime(silent):
            return _one_time_works(silent, case) if case.interview.state is State.ASKING else _one_time_held(case)
        case Unanswered():
            return spans(UNANSWERED)
        case NoneSuited(words):
            return spans("None of the times suit the candidate.", _wrote(words))
        case CandidateCancelled(reason):
            return spans("The candidate cancelled.", f" Reason: {reason}." if reason else "")
        case BeyondSelfService(wish, words):
            return spans(f"The candidate would like to {wish}, and cannot do that alone any more.{_wrote(words)}")
        case CalendarSilent(person):
            return _calendar_silent(person, case)
        case MailRefused(why):
            return _mail_refused(why)
        case SeatDeclined(person, words, windows):
            return _declined(person, words, windows, case)
        case SeatRefused(person, words, windows):
            return spans(f"{name(case, person)} can take none of the times.{_wrote(words)}", *_suggested(windows))
        case SeatSilent(people):
            return spans(f"No answer from {names(case, people)}, asked and reminded. The times are free again.")
        case SeatGone(person, part):
            return _seat_gone(person, part, case)
        case NoSharedTime():
            return spans(NO_SHARED_TIME)
        case Disputed():
            return _disputed(case)
        case NoLink():
            return spans("The calendar has made no link for the interview", *_at(" of ", case), LINK_MISSING)
        case NotHeld(reason):
            return spans("It did not take place.", f" Reason: “{reason}”" if reason else "")
        case EventGone():
            return spans(GONE, *_at(" for ", case), PUT_BACK, _who_cannot(case))
        case EventMoved(span):
            return _event_moved(span, case)


def _closed(status: str, case: Case) -> Said:
    says = "The ATS says" if case.application.source.ats else "The record says"
    still = _at(" for ", case)
    return spans(f"{says} “{status}”, and this interview is still booked", *still, ". Cancel it if it is off.")


def _one_time_works(silent: Sequence[PersonId], case: Case) -> Said:
    waits = f" No answer about another from {names(case, silent)}." if silent else ""
    return spans(f"Only one time works for all interviewers.{waits} Offer it alone, or have me keep looking.")


def _one_time_held(case: Case) -> Said:
    one = case.interview.standing[0].span if case.interview.standing else None
    when = (": ", When(one.start, one.end)) if one else ()
    return spans("Only one time can be held", *when, ". Offer it alone, or wait: I look for a second.")


def _calendar_silent(person: PersonId, case: Case) -> Said:
    said = f"I cannot read the calendar of {name(case, person)}, so I offer nothing from it."
    return spans(said, " Once it can be read, I go on by myself.")


def _mail_refused(why: str) -> Said:
    said = f"The candidate's address does not take our mail{f' ({why})' if why else ''}."
    return spans(said, " Mend the address, then have new times found.")


def _declined(person: PersonId, words: str, windows: Sequence[Interval], case: Case) -> Said:
    wrote = f" They wrote: {_quoted(words)}" if words else ""
    time = _at("", case) or ("the time",)
    frees = (FREES,) if person in case.interview.declined else ()
    return spans(f"{name(case, person)} cannot make ", *time, f".{wrote}", *_suggested(windows), *frees)


def _seat_gone(person: PersonId | None, part: str, case: Case) -> Said:
    if person is None:
        return spans(f"The interview needs {part}. Name somebody in the record, then have new times found.")
    return spans(f"{name(case, person)} has left, and the interview cannot do without them.")


def _disputed(case: Case) -> Said:
    started, absent = (case.interview.who_said(came) for came in (Came.STARTED, Came.ABSENT))
    other = f"{names(case, absent)}: the candidate did not come" if absent else "Another says they did not come"
    before = f"{names(case, started)}: it started" if started else "A scorecard says that it took place"
    return spans(f"The panel does not agree. {before}. {other}. I have changed nothing.")


def _event_moved(span: Interval, case: Case) -> Said:
    return spans(
        "Somebody moved the event on the organiser's calendar to ",
        When(span.start, span.end),
        ". The candidate still has the time that was booked",
        *_at(", ", case),
        ". Move the interview there, or put the event back.",
        _who_cannot(case),
    )


def _wrote(words: str) -> str:
    return f" They wrote: “{words}”" if words else ""


def _suggested(windows: Sequence[Interval]) -> tuple[Span | str, ...]:
    return (" They suggest ", *in_a_row(windows), ".") if windows else ()


def _who_cannot(case: Case) -> str:
    """Return who can't make the booked time, as a sentence to add; empty for nobody."""
    declined = case.interview.declined
    return f" {names(case, declined)} said no to the time that was booked." if declined else ""


def _quoted(words: str) -> str:
    """Return somebody's own words as a sentence that another can follow."""
    return f"“{words}”" if words.rstrip().endswith((".", "!", "?", "…")) else f"“{words}”."


def _at(said: str, case: Case) -> tuple[Span | str, ...]:
    """Return the booked time with `said` before it; nothing where none is booked."""
    booking = case.interview.booking
    return (said, When(booking.span.start, booking.span.end)) if booking else ()
