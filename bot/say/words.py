"""Words that several messages share: formats, reasons, names, where an interview stands."""

from collections.abc import Mapping, Sequence

from bot.cards import Bold, Facts, Link, Plain, Span, When, spans
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.interview import PEOPLE_READ, Answer, Booking, Option
from bot.domain.people import Person
from bot.domain.pipeline import STATUS_READS, Application, Status
from bot.domain.policy import Format, Kind, Policy
from bot.domain.time import Interval
from bot.say.calendar_faults import gaps
from bot.say.relief import given

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
        rows.append(("Next", spans(f"{action.what} ({name(case, action.owner)}), by ", When(action.due))))
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
    return spans(When(option.span.start, option.span.end), f" · no answer yet: {names(case, missing)}")


def name(case: Case, person: PersonId) -> str:
    """Return the name of somebody who has to do with an interview."""
    return next((known.name for known in case.people.values() if known.id == person), "the recruiter")


def names(case: Case, people: Sequence[PersonId]) -> str:
    """Return the names of several, with commas."""
    return ", ".join(name(case, person) for person in people)


def with_whom(people: Sequence[Person]) -> str:
    """Return names and titles for a candidate, never an address."""
    named = [f"{person.name} ({person.title})" if person.title else person.name for person in people]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)


def in_a_row(times: Sequence[Interval], *, last: str = ", ") -> tuple[Span | str, ...]:
    """Return times one after another, with commas; before the last stands `last`."""
    parts: list[Span | str] = []
    for number, span in enumerate(times, 1):
        parts += [last if number == len(times) else ", ", When(span.start, span.end)]
    return tuple(parts[1:])
