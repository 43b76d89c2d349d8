"""Words that several messages share: formats, reasons, troubles and what people may press about them."""

from collections.abc import Mapping, Sequence

from bot.cards import Bold, Facts, Link, Plain, Span, When, spans
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
from bot.domain.interview import PEOPLE_READ, Answer, Booking, Came, Option, State
from bot.domain.people import Person
from bot.domain.pipeline import STATUS_READS, Application, Status
from bot.domain.policy import Format, Kind, Policy
from bot.domain.time import Interval
from bot.say.calendar_faults import gaps
from bot.say.relief import given, no_times

Row = tuple[str, tuple[Span, ...]]

FORMATS: Mapping[Format, str] = {Format.PHONE: "Phone call", Format.VIDEO: "Video call", Format.ON_SITE: "On site"}
ATS_NAMES: Mapping[str, str] = {"greenhouse": "Greenhouse", "sandbox": "the sandbox ATS"}

REASONS: Mapping[str, str] = {
    "conflict": "Something else came up",
    "unwell": "Not well",
    "time_zone": "The time does not work in my zone",
    "other": "Another reason",
}
STAFF_REASONS: Mapping[str, str] = {
    "interviewer": "The interviewer cannot make it",
    "candidate": "The candidate asked us to",
    "role": "The role is on hold or closed",
    "other": "Another reason",
}
LINK_FOLLOWS = "The link follows by mail"
LINK_ON_EVENT = "The event in your calendar has the link"
LINK_WILL_BE = "The event in your calendar will have the link, once a time is booked"
FREES = " To find new times gives this one up first, and the candidate is told."


def said_status(status: Status) -> str:
    """Return what people read for a status."""
    return STATUS_READS[status]


def standing_of(application: Application) -> tuple[Span, ...]:
    """Return the status, and what is pending in the ATS."""
    said = STATUS_READS[application.status].capitalize()
    if application.pending is None:
        return spans(said)
    return spans(f"{said}. “{STATUS_READS[application.pending.status].capitalize()}” is pending in the ATS")


def ats_name(ats: str) -> str:
    """Return what people call an ATS."""
    return ATS_NAMES.get(ats, "your ATS")


def what(case: Case, *, policy: Policy) -> str:
    """Return the interview in a few words for chat: first name and initial, kind, role."""
    kind = policy.kind_as(case.interview.kind, category=case.opening.category)
    role = case.opening.title or "a role without a title"
    return f"{case.candidate.short} · {kind.title if kind else case.interview.kind} · {role}"


def details(kind: Kind, booking: Booking | None) -> tuple[Row, ...]:
    """Return the rows that tell a candidate how and where and what to expect; empty ones are left out."""
    where = place(kind, booking) or LINK_FOLLOWS
    rows = [("Format", FORMATS[kind.format]), ("Where", where)]
    rows += [("What to expect", kind.wording.expect), ("To prepare", kind.wording.prepare)]
    return tuple((label, spans(_linked(text))) for label, text in rows if text)


def how_and_where(kind: Kind, booking: Booking | None) -> tuple[Row, ...]:
    """Return the rows that tell an interviewer how and where; where the calendar makes the link, it is on their event."""
    where = place(kind, booking) or (LINK_ON_EVENT if booking else LINK_WILL_BE)
    return ("Format", spans(FORMATS[kind.format])), ("Where", spans(_linked(where)))


def place(kind: Kind, booking: Booking | None) -> str:
    """Return where an interview is: the kind's place or dial-in, or the link that was made for it, empty until then."""
    if not kind.makes_link:
        return kind.where
    return booking.link if booking else ""


def _linked(text: str) -> Span:
    return Link(text, text) if text.startswith("https://") and " " not in text else Plain(text)


def standing_facts(case: Case, *, policy: Policy) -> Facts:
    """Return where an interview stands: state, time or options, people, next action."""
    interview = case.interview
    rows: list[tuple[str, tuple[Span, ...]]] = [("State", spans(Bold(PEOPLE_READ[interview.state].capitalize())))]
    if case.application.pending is not None or case.application.status is not Status.ACTIVE:
        rows.append(("Status", standing_of(case.application)))
    if interview.wishes and interview.reason:
        rows.append(("Wish", spans(interview.reason)))
    if interview.booking is not None:
        label = "Booked so far" if interview.standing else "Time"
        rows.append((label, (When(interview.booking.span.start, interview.booking.span.end),)))
    rows += [(f"Option {n}", (When(o.span.start, o.span.end),)) for n, o in enumerate(interview.standing, 1)]
    rows += [("Asking", _asked(case, option)) for option in interview.asked]
    if interview.deadline is not None:
        rows.append(("Answer by", (When(interview.deadline),)))
    if interview.relaxed:
        rows.append(("Relaxed", spans(given(interview.relaxed, case=case))))
    if people := case.panel or case.proposed:
        unsure = {seat.person for seat in interview.seats if seat.tentative}
        named = (f"{each.name} (“maybe” in their calendar)" if each.id in unsure else each.name for each in people)
        rows.append(("With", spans(", ".join(named))))
    if known := _gaps(case, policy=policy):
        rows.append(("To know", spans(known)))
    if case.application.next is not None:
        action = case.application.next
        rows.append(("Next", spans(f"{action.what} ({_name(case, action.owner)}), by ", When(action.due))))
    return Facts(tuple(rows))


def _gaps(case: Case, *, policy: Policy) -> str:
    """Return what calendars do not tell or hold of those who would sit at the times in play."""
    unheld = {person for option in case.interview.in_play for person in option.unheld}
    keys = {person for option in case.interview.in_play for person in case.interview.people_at(option)}
    people = [case.people[key] for key in keys if key in case.people]
    return " ".join(gaps(people, unheld=unheld, house=policy.organisation.organizer))


def _asked(case: Case, option: Option) -> tuple[Span, ...]:
    """Return a time that interviewers are asked about, and whose answer is missing."""
    missing = [seat.person for seat in option.seats if seat.required and seat.answer is Answer.NONE]
    return spans(When(option.span.start, option.span.end), f" · no answer yet: {_names(case, missing)}")


def _names(case: Case, people: Sequence[PersonId]) -> str:
    return ", ".join(_name(case, person) for person in people)


def with_whom(people: Sequence[Person]) -> str:
    """Return names and titles for a candidate, never an address."""
    named = [f"{person.name}, {person.title}" if person.title else person.name for person in people]
    return " and ".join(named) if len(named) < 3 else "; ".join(named)


def _name(case: Case, person: int) -> str:
    return next((known.name for known in case.people.values() if known.id == person), "the recruiter")


def trouble(dead_end: DeadEnd, *, case: Case) -> tuple[Span, ...]:
    """Return what happened, in a sentence or two, for the person who has to decide."""
    match dead_end:
        case NoTimes():
            return spans(no_times(dead_end, case=case))
        case LateTimes(first):
            return spans("The first free time is ", When(first), ". The candidate is being asked all the same.")
        case ClosedInAts(status):
            says = "The ATS says" if case.application.source.ats else "The record says"
            still = _at(" for ", case)
            return spans(f"{says} “{status}”, and this interview is still booked", *still, ". Cancel it if it is off.")
        case OneTime(silent) if case.interview.state is State.ASKING:
            waits = f" No answer about another from {_names(case, silent)}." if silent else ""
            return spans(f"Only one time works for all interviewers.{waits} Offer it alone, or have me keep looking.")
        case OneTime():
            one = case.interview.standing[0].span if case.interview.standing else None
            when = spans(": ", When(one.start, one.end)) if one else ()
            return (
                *spans("Only one time can be held"),
                *when,
                *spans(". Offer it alone, or wait: I look for a second."),
            )
        case Unanswered():
            return spans(
                "No answer to the invitation or the one follow-up. I do not write a third time; a call may help."
            )
        case NoneSuited(words):
            return spans("None of the times suit the candidate.", f" They wrote: “{words}”" if words else "")
        case CandidateCancelled(reason):
            return spans("The candidate cancelled.", f" Reason: {reason}." if reason else "")
        case BeyondSelfService(wish, words):
            wrote = f" They wrote: “{words}”" if words else ""
            return spans(f"The candidate would like to {wish}, and cannot do that alone any more.{wrote}")
        case CalendarSilent(person):
            said = f"I cannot read the calendar of {_name(case, person)}, so I offer nothing from it."
            return spans(said, " Once it can be read, I go on by myself.")
        case MailRefused(why):
            said = f"The candidate's address does not take our mail{f' ({why})' if why else ''}."
            return spans(said, " Mend the address, then have new times found.")
        case SeatDeclined(person, words, windows):
            wrote = f" They wrote: {_quoted(words)}" if words else ""
            offered = (" They suggest ", *in_a_row(windows), ".") if windows else ()
            time = _at("", case) or ("the time",)
            frees = (FREES,) if person in case.interview.declined else ()
            return spans(f"{_name(case, person)} cannot make ", *time, f".{wrote}", *offered, *frees)
        case SeatRefused(person, words, windows):
            wrote = f" They wrote: “{words}”" if words else ""
            offered = (" They suggest ", *in_a_row(windows), ".") if windows else ()
            return spans(f"{_name(case, person)} can take none of the times.{wrote}", *offered)
        case SeatSilent(people):
            return spans(f"No answer from {_names(case, people)}, asked and reminded. The times are free again.")
        case SeatGone(person, part):
            if person is None:
                return spans(f"The interview needs {part}. Name somebody in the record, then have new times found.")
            return spans(f"{_name(case, person)} has left, and the interview cannot do without them.")
        case NoSharedTime():
            return spans("Each of the times was turned down by one interviewer or another. I try no further unasked.")
        case Disputed():
            started, absent = (case.interview.who_said(came) for came in (Came.STARTED, Came.ABSENT))
            other = (
                f"{_names(case, absent)}: the candidate did not come" if absent else "Another says they did not come"
            )
            before = f"{_names(case, started)}: it started" if started else "A scorecard says that it took place"
            return spans(f"The panel does not agree. {before}. {other}. I have changed nothing.")
        case NoLink():
            return spans(
                "The calendar has made no link for the interview",
                *_at(" of ", case),
                ". The candidate knows the time and waits for the link. Give one yourself, or have an admin see whether the "
                "organiser's account may make video meetings; I go on looking.",
            )
        case NotHeld(reason):
            return spans("It did not take place.", f" Reason: “{reason}”" if reason else "")
        case EventGone():
            still = _at(" for ", case)
            return spans(
                "Somebody deleted the event on the organiser's calendar, and this interview is still booked",
                *still,
                ". Cancel it if it is off, or put the event back: the interviewers are invited anew.",
                _who_cannot(case),
            )
        case EventMoved(span):
            return spans(
                "Somebody moved the event on the organiser's calendar to ",
                When(span.start, span.end),
                ". The candidate still has the time that was booked",
                *_at(", ", case),
                ". Move the interview there, or put the event back.",
                _who_cannot(case),
            )


def _who_cannot(case: Case) -> str:
    """Return who can't make the booked time, as a sentence to add; empty for nobody."""
    declined = case.interview.declined
    return f" {_names(case, declined)} said no to the time that was booked." if declined else ""


def _quoted(words: str) -> str:
    """Return somebody's own words as a sentence that another can follow."""
    return f"“{words}”" if words.rstrip().endswith((".", "!", "?", "…")) else f"“{words}”."


def _at(said: str, case: Case) -> tuple[Span | str, ...]:
    booking = case.interview.booking
    return (said, When(booking.span.start, booking.span.end)) if booking else ()


def in_a_row(times: Sequence[Interval], *, last: str = ", ") -> tuple[Span | str, ...]:
    """Return times one after another, with commas; before the last stands `last`."""
    parts: list[Span | str] = []
    for number, span in enumerate(times, 1):
        parts += [last if number == len(times) else ", ", When(span.start, span.end)]
    return tuple(parts[1:])
