"""The owner's card about a candidate who did not come, with what is on file about it."""

from bot.cards import Card
from bot.deeds.means import Means
from bot.domain.access import Viewer
from bot.domain.case import Case
from bot.domain.day import Evidence
from bot.domain.ids import InterviewId, PersonId
from bot.ports import Work
from bot.say.day import no_show_card

SAID = ("interview.absent", "interview.settled", "interview.no_show")


async def drawn_no_show(interview: InterviewId, *, viewer: Viewer, work: Work, means: Means) -> Card | None:
    """Return the card; None where the interview is gone."""
    case = await work.interviews.case(interview, viewer=viewer)
    if case is None:
        return None
    return no_show_card(case, evidence=await _evidence(case, work=work), policy=means.policy)


async def _evidence(case: Case, *, work: Work) -> Evidence:
    every = await work.interviews.of(case.application.id)
    about = [each for each in every if each.missed or each.id == case.interview.id]
    delivered = [row for each in about for row in await work.contacts.of(each.id)]
    told = [found for what in SAID if (found := await work.audit.latest(what, subject=case.interview.id))]
    said = max(told, key=lambda row: row.at, default=None)
    person = await work.people.get(PersonId(int(said.who_id))) if said and said.who_id.isdecimal() else None
    return Evidence(
        tuple(sorted(delivered, key=lambda row: row[1])),
        tuple(span for each in every for span in each.missed),
        person.name if person else "",
        said.at if said else None,
    )
