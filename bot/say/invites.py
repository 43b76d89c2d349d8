"""The candidate's calendar entry, as their mails carry it: one for life, changed and taken away by later mails."""

from bot.domain.case import Case
from bot.domain.policy import Policy
from bot.domain.time import Interval
from bot.letters import Invite, Method
from bot.say.words import LINK_FOLLOWS, place, with_whom


def invite(case: Case, span: Interval, *, method: Method, policy: Policy) -> Invite:
    """Return the candidate's own calendar entry; it names people, never their addresses."""
    kind = policy.kinds[case.interview.kind].for_category(case.opening.category)
    where = place(kind, case.interview.booking)
    to_come = "" if where or method is Method.CANCEL else f"{LINK_FOLLOWS}."
    lines = (f"With {with_whom(case.panel)}", to_come, kind.wording.expect, kind.wording.prepare)
    return Invite(
        uid=f"{case.interview.id}@{policy.organisation.organizer.rpartition('@')[2]}",
        sequence=case.interview.edition,
        method=method,
        span=span,
        summary=f"{kind.title}: {case.opening.title} at {policy.organisation.name}",
        where=where,
        text="\n".join(line for line in lines if line),
    )
