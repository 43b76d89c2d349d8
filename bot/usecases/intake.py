"""What a role needs: asked for, drafted, agreed by its hiring manager, shown and changed (`intake`)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.actions import AgreeIntake, DraftIntake, OpenIntake, RemindOfIntake
from bot.cards import Card
from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act, Viewer, may
from bot.domain.ids import OpeningId
from bot.domain.intake import LONGEST, Intake, Standing, incomplete
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.domain.refusal import Refusal
from bot.effects import CardKind
from bot.ports import Work
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse, Reply, Say
from bot.say.intake import intake_card, intake_form
from bot.say.lists import Place, roles
from bot.steps import intake as steps
from bot.steps.lineup import in_play
from bot.steps.roles import close, fitting

GONE = "I no longer have this role. “intake” shows yours."
NOT_THEIRS = "Only the hiring manager of the role can agree what it needs. This is how it stands:"
AGREED_MEANWHILE = "It is agreed already, so I've asked nobody. This is what it says:"


async def intake(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Show what a role needs; whoever still has to agree it gets the form at once."""
    seen = [each for each in await work.openings.all() if may(person, Act.SEE_PIPELINE, opening=each)]
    words = asked.line
    if not words:
        own = [each for each in seen if person.id in {each.recruiter, each.coordinator, each.hiring_manager}]
        if not own:
            raise Refusal("You own no role here. Add a title, such as “intake Backend Engineer”.")
        return await _one_of("Which of your roles?", own, asked, person=person, work=work, desk=desk)
    found = [each for each in seen if each.id == OpeningId(words)] or fitting(words, seen)
    if found:
        return await _one_of("Which role do you mean?", found, asked, person=person, work=work, desk=desk)
    near = close(words, seen)
    if not near:
        raise Refusal(f"I know no role called “{words[:60]}” among those you can see. “intake” alone shows your own.")
    said = f"I know no role called “{words[:60]}”. Did you mean {'one of these' if len(near) > 1 else 'this one'}?"
    return await _which(said, near, asked, work=work, desk=desk)


async def _one_of(
    question: str, found: Sequence[Opening], asked: Words, *, person: Person, work: Work, desk: Desk
) -> Reply:
    if len(found) > 1:
        return await _which(question, found, asked, work=work, desk=desk)
    standing = await _standing(found[0], person=person, work=work, desk=desk)
    if standing.holds_back and _agrees(standing, person):
        return Open(intake_form(standing, reader=person, policy=desk.policy))
    return Say(_card(standing, person))


async def _which(question: str, found: Sequence[Opening], asked: Words, *, work: Work, desk: Desk) -> Reply:
    place = Place("intake", asked.line, asked.page, len(found))
    return roles(question, shown=await in_play(place.part_of(found), work=work, desk=desk), place=place)


async def pressed(action: OpenIntake | RemindOfIntake, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form, or have the manager asked once more."""
    opening = await _opening(action.opening, person=person, work=work)
    standing = await _standing(opening, person=person, work=work, desk=desk)
    match action:
        case OpenIntake():
            return Open(intake_form(standing, reader=person, policy=desk.policy))
        case RemindOfIntake() if not standing.holds_back:
            return Refuse(AGREED_MEANWHILE, _card(standing, person))
        case RemindOfIntake():
            await steps.remind(opening, work=work, desk=desk)
            return Redraw(_card(await _standing(opening, person=person, work=work, desk=desk), person))


async def submitted(
    action: AgreeIntake | DraftIntake, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Take what was written: the manager's word lets interviews go on, anybody else's is a draft for them."""
    opening = await _opening(action.opening, person=person, work=work)
    standing = await _standing(opening, person=person, work=work, desk=desk)
    is_word = isinstance(action, AgreeIntake)
    if is_word and not _agrees(standing, person):
        return Refuse(NOT_THEIRS, _card(standing, person))
    parts = {name: values.get(name, "").strip() for name in LONGEST}
    wrong = incomplete(parts)
    if wrong:
        return FormErrors(wrong)
    written = Intake(opening.id, desk.now, person.id, **parts, agreed=is_word)
    if _is_the_same(written, standing.newest):
        return Nothing()
    if is_word:
        await steps.agree(written, opening=opening, work=work, desk=desk)
    else:
        await steps.draft(written, opening=opening, work=work, desk=desk)
    if await _has_card(opening, person=person, work=work):
        return Nothing()
    opening = await work.openings.get(opening.id) or opening
    return Say(_card(await _standing(opening, person=person, work=work, desk=desk), person))


def _is_the_same(written: Intake, newest: Intake | None) -> bool:
    """Whether this was sent twice."""
    said = (written.author, written.agreed, written.parts)
    return newest is not None and (newest.author, newest.agreed, newest.parts) == said


async def _has_card(opening: Opening, *, person: Person, work: Work) -> bool:
    """Whether a card of theirs stands in chat, and is redrawn."""
    posts = await work.posts.about(opening.id)
    return any(post.person == person.id and post.card is CardKind.INTAKE for post in posts)


async def _opening(key: OpeningId, *, person: Person, work: Work) -> Opening:
    """Return the role; raises Refusal where it is gone, or for those who neither agree nor draft."""
    opening = await work.openings.get(key)
    if opening is None:
        raise Refusal(GONE)
    if person.id != opening.hiring_manager and not may(person, Act.SCHEDULE, opening=opening):
        raise Refusal("That is for the hiring manager and the recruiters of this role.")
    return opening


async def _standing(opening: Opening, *, person: Person, work: Work, desk: Desk) -> Standing:
    viewer = Viewer.person(person.id, why="intake")
    return await steps.standing_of(opening, viewer=viewer, policy=desk.policy, at=desk.now, work=work)


def _agrees(standing: Standing, person: Person) -> bool:
    return standing.manager is not None and standing.manager.id == person.id


def _card(standing: Standing, person: Person) -> Card:
    return intake_card(standing, reader=person, may_draft=may(person, Act.SEE_PIPELINE, opening=standing.opening))


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"intake": intake}
