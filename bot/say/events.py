"""What calendars show: first name, initial and role; no notes, no scores, no address of the candidate."""

from bot.domain.case import Case
from bot.domain.policy import Policy
from bot.domain.time import Interval
from bot.ports import Event


def hold_event(case: Case, span: Interval, *, policy: Policy) -> Event:
    """Return the tentative event that keeps a time free on one person's own calendar."""
    kind = policy.kinds[case.interview.kind].for_category(case.opening.category)
    title = f"[Hold] {kind.title}: {case.candidate.short} · {case.opening.title}"
    return Event(span, title, text="Held by Usher until the candidate has chosen.", tentative=True)


def booked_event(case: Case, span: Interval, *, policy: Policy, brief: str) -> Event:
    """Return the booked event of the organiser's calendar, which invites the interviewers.

    `brief` is the address of their page. It lets nobody in by itself: whoever opens it signs in first.
    """
    kind = policy.kinds[case.interview.kind].for_category(case.opening.category)
    booking = case.interview.booking
    given = booking.link if booking is not None and booking.by_hand else ""
    return Event(
        span,
        f"{kind.title}: {case.candidate.short} · {case.opening.title}",
        text="\n\n".join(part for part in (kind.wording.expect, f"Your brief: {brief}") if part),
        where=given or kind.where,
        attendees=tuple(person.email for person in case.panel),
        meeting=kind.makes_link and not given,
    )
