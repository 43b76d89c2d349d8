"""A person gives the link of a booked interview, because its calendar has made none."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.actions import AskForLink, LinkIt
from bot.desk import Desk
from bot.domain.access import Act, Viewer, allow
from bot.domain.case import Case, keep_own_file
from bot.domain.ids import InterviewId
from bot.domain.interview import LIVE
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.effects import PlaceEvent
from bot.ports import Work
from bot.reply import FormErrors, Open, Redraw, Refuse, Reply
from bot.say.cards import interview_card
from bot.say.forms import link_form
from bot.say.refusals import GONE, MOVED
from bot.steps.link import link_seen

NOT_A_LINK = "Please give the whole link, such as https://meet.google.com/abc-defg-hij."
NOTHING_BOOKED = "Nothing is booked any more, so there is nothing to give a link for."
THERE = "The link is there meanwhile, and the candidate has it. I kept that one."
LONGEST = 300


async def pressed(action: AskForLink, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form for the link. Raises Refusal."""
    case = await _case(action.interview, person=person, work=work, desk=desk)
    return _refusal(case, desk=desk) or Open(link_form(case, policy=desk.policy))


async def submitted(action: LinkIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    """Send the candidate the link, and have it put into the event. Raises Refusal."""
    case = await _case(action.interview, person=person, work=work, desk=desk)
    if refusal := _refusal(case, desk=desk):
        return refusal
    if action.sequence != case.interview.sequence:
        return Refuse(MOVED, interview_card(case, policy=desk.policy, apis=desk.apis))
    link = values.get("link", "").strip()
    if not _is_link(link):
        return FormErrors({"link": NOT_A_LINK})
    by = Viewer.person(person.id, why="link")
    case = await link_seen(case, link, by=by, by_hand=True, work=work, desk=desk)
    key = f"event:{case.interview.id}:{case.interview.sequence}:link:{case.interview.edition}"
    await work.outbox.add(PlaceEvent(case.interview.id, case.interview.sequence), key=key)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _case(interview: InterviewId, *, person: Person, work: Work, desk: Desk) -> Case:
    case = await work.interviews.case(interview, viewer=Viewer.person(person.id, why="link"))
    if case is None:
        raise Refusal(GONE)
    allow(person, Act.SCHEDULE, opening=case.opening, kind=desk.policy.kinds.get(case.interview.kind))
    keep_own_file(case.candidate, person=person)
    return case


def _refusal(case: Case, *, desk: Desk) -> Refuse | None:
    """Return why no link is wanted (any more), with the interview as it stands."""
    booking, fresh = case.interview.booking, interview_card(case, policy=desk.policy, apis=desk.apis)
    if booking is None or case.interview.state not in LIVE:
        return Refuse(NOTHING_BOOKED, fresh)
    return Refuse(THERE, fresh) if booking.link else None


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text and len(text) <= LONGEST
    return plain and parts.scheme == "https" and "." in host and not parts.username
