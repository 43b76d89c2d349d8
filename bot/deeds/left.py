"""What is told about applications that are left: cards for others than their owner, and an update to the candidate."""

from bot.cards import Card
from bot.deeds.means import Means
from bot.desk import Desk
from bot.domain.access import USHER, Viewer, Who
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.pipeline import OPEN
from bot.effects import CardKind, SendUpdate
from bot.inbound import Done, Inbound, UpdateAccepted
from bot.ports import Permanent, Work
from bot.say.staleness import handed_card, stale_card
from bot.say.updates import update_letter
from bot.steps.applied import applied_of
from bot.steps.staleness import left_now


async def drawn_left(
    card: CardKind, application: ApplicationId, *, viewer: Viewer, reader: PersonId, work: Work, means: Means
) -> Card | None:
    """Return the card that nobody moves an application, or that its next step was handed over."""
    about = await applied_of(application, viewer=viewer, work=work)
    if about is None:
        return None
    action = about.application.next
    owner = await work.people.get(action.owner) if action is not None else None
    if card is CardKind.STALE:
        found = await left_now(about, work=work, desk=desk_of(means))
        return stale_card(about, owner=owner, is_left=found is not None)
    handed = await work.audit.latest("application.handed_over", subject=application)
    giver = None
    if handed is not None and handed.who is Who.PERSON:
        giver = await work.people.get(PersonId(int(handed.who_id)))
    return handed_card(about, reader=reader, owner=owner, giver=giver.name if giver else "")


async def is_left(application: ApplicationId, *, means: Means) -> bool:
    """Whether nobody has taken an application up in the meantime."""
    async with means.store() as work:
        about = await applied_of(application, viewer=USHER, work=work)
        return about is not None and await left_now(about, work=work, desk=desk_of(means)) is not None


async def send_update(sending: SendUpdate, *, means: Means) -> Inbound:
    """Send an update, unless the application is closed by now. Raises Transient or Permanent."""
    async with means.store() as work:
        told = await work.updates.get(sending.update)
        about = await applied_of(sending.application, viewer=USHER, work=work)
        author = await work.people.get(told.author) if told is not None else None
    if told is None or about is None or author is None or about.application.status not in OPEN:
        return Done()
    if not about.candidate.email:
        raise Permanent("the candidate has no e-mail address any more")
    if not about.candidate.mail_ok:
        raise Permanent("the ATS says that the candidate is not to be e-mailed")
    letter = update_letter(told, applied=about, author=author, policy=means.policy)
    message_id = means.message_id(f"update.{told.id}")
    await means.ends.mailer.send(letter, message_id=message_id)
    return UpdateAccepted(told.id, message_id, letter.to, means.clock())


def desk_of(means: Means) -> Desk:
    return Desk(means.policy, means.clock(), frozenset(means.ends.ats))
