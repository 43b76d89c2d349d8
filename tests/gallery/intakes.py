"""What a role needs: as its manager is asked for it, as others wait for it, and as it stands once it is agreed."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import PersonId
from bot.domain.intake import Ask, Intake, Standing
from bot.domain.people import Person
from bot.reply import Refuse
from bot.say import intake
from tests.gallery.cast import MONDAY, Cast, notes
from tests.gallery.wall import Samples, shows

HANA = PersonId(7)


def hana(cast: Cast) -> Person:
    return Person(HANA, cast.interviewer, "hana@northwind.example", "Europe/London", cast.job)


def wording(cast: Cast, *, agreed: bool = False, longest: bool = False) -> Intake:
    author = HANA if agreed else cast.rae.id
    opening = cast.applied().opening.id
    if longest:
        return Intake(opening, MONDAY, author, notes(1500), notes(800), notes(1500), notes(800), agreed)
    plan = "Rae screens; Ivan asks about the design of a ledger, Lin about working with support."
    return Intake(opening, MONDAY, author, f"{cast.note}\n{cast.words}", cast.words, plan, cast.step, agreed)


def unagreed(cast: Cast, **more: object) -> Standing:
    opening, asked = cast.applied().opening, Ask(cast.applied().opening.id, HANA, MONDAY - timedelta(days=1))
    fields = {"manager": hana(cast), "asked": asked, "waiting": tuple(cast.crowd(3)), "total": 23, **more}
    return Standing(opening, True, MONDAY, **fields)


def agreed(cast: Cast, *, longest: bool = False, **more: object) -> Standing:
    said = wording(cast, agreed=True, longest=longest)
    fields = {"manager": hana(cast), "newest": said, "agreed": said, "agreer": hana(cast), **more}
    return Standing(replace(cast.applied().opening, intake_agreed=True), False, MONDAY, **fields)


@shows(intake.intake_card, intake.parts, intake.asked_for)
def cards(cast: Cast) -> Samples:
    manager, rae = hana(cast), cast.rae
    drafted = {"newest": wording(cast), "drafter": rae}
    alone = unagreed(cast, total=1, waiting=(cast.applied(),))
    yield "the manager is asked", intake.intake_card(unagreed(cast), reader=manager, may_draft=False)
    yield "asked, with a draft", intake.intake_card(unagreed(cast, **drafted), reader=manager, may_draft=False)
    yield "the recruiter waits", intake.intake_card(unagreed(cast), reader=rae, may_draft=True)
    yield "nobody was asked yet", intake.intake_card(unagreed(cast, asked=None, total=0), reader=rae, may_draft=True)
    morning = Ask(cast.applied().opening.id, HANA, MONDAY + timedelta(hours=20))
    yield "asked in the morning", intake.intake_card(unagreed(cast, asked=morning), reader=rae, may_draft=True)
    yield "nobody could agree", intake.intake_card(unagreed(cast, manager=None), reader=rae, may_draft=True)
    yield "agreed, for the manager", intake.intake_card(agreed(cast), reader=manager, may_draft=False)
    yield "agreed, for a recruiter", intake.intake_card(agreed(cast), reader=rae, may_draft=True)
    yield "agreed, as long as it can be", intake.intake_card(agreed(cast, longest=True), reader=rae, may_draft=True)
    suggested = agreed(cast, **drafted)
    yield "a change is suggested", intake.intake_card(suggested, reader=manager, may_draft=False)
    unasked, elsewhere = (
        Standing(cast.applied().opening, False, MONDAY, manager),
        agreed(cast, newest=None, agreed=None),
    )
    yield "not asked for", intake.intake_card(unasked, reader=rae, may_draft=True)
    yield "agreed elsewhere", intake.intake_card(elsewhere, reader=rae, may_draft=True)
    yield "somebody else hires now", intake.intake_card(unagreed(cast), reader=cast.ivan, may_draft=False)
    answer = intake.intake_card(alone, reader=rae, may_draft=True)
    yield "the answer to “schedule”", Refuse(intake.asked_for(alone, goes_on=True), answer)


@shows(intake.intake_form)
def forms(cast: Cast) -> Samples:
    manager, rae = hana(cast), cast.rae
    drafted = unagreed(cast, newest=wording(cast), drafter=rae)
    yield "the manager, first", intake.intake_form(unagreed(cast), reader=manager, policy=cast.policy)
    about = cast.applied()
    yield "the manager, with a draft", intake.intake_form(drafted, reader=manager, policy=cast.policy, about=about)
    yield "the recruiter drafts", intake.intake_form(unagreed(cast), reader=rae, policy=cast.policy)
    long = agreed(cast, longest=True)
    yield "changed later, as long as it can be", intake.intake_form(long, reader=manager, policy=cast.policy)
