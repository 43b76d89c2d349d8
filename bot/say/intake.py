"""What a role needs, in chat: the card that asks for it, the card that tells it, and the form it is written in."""

from collections.abc import Iterator, Sequence

from bot.actions import AgreeIntake, DraftIntake, OpenIntake, RemindOfIntake
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, When, para, spans
from bot.domain.case import Applied
from bot.domain.intake import LONGEST, Intake, Standing
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.forms import Form, Text
from bot.say.lists import role

LABELS = {
    "must": "What must somebody be able to do?",
    "nice": "What would be good to have?",
    "plan": "How do we interview, and who covers what?",
    "terms": "Dates, place, time zone: anything to know?",
}
READS = {"must": "Must be able to", "nice": "Good to have", "plan": "How we interview", "terms": "To know"}
HINTS = {
    "must": "Such as: moves a live database without an outage, and explains how to those who pay for it",
    "terms": "Such as: from May, two days a week in Lisbon",
}
KINDS = 6  # of the policy, how many a hint names
ASKS = (
    "Before anybody is interviewed for this role, please say what it needs: what somebody must be able to do, and how you"
    " would like to interview."
)
NOBODY = (
    "The role has no active hiring manager who could agree what it needs. Have one named in your ATS or by import, and I ask"
    " them."
)
ELSEWHERE = "Somebody else hires for this role now, so there is nothing left for you to do here."


def intake_card(standing: Standing, *, reader: Person, may_draft: bool) -> Card:
    """Return how a role's intake stands, as it concerns the reader; `may_draft` are recruiters and coordinators."""
    is_manager = standing.manager is not None and standing.manager.id == reader.id
    if not is_manager and not may_draft:
        return Card(f"Intake: {role(standing.opening)}", (para(ELSEWHERE),))
    if not standing.holds_back:
        return _told(standing, is_manager=is_manager)
    return _asks(standing) if is_manager else _awaited(standing)


def _asks(standing: Standing) -> Card:
    """The card of the manager who is to agree."""
    drafter = standing.drafter
    blocks: list[Block] = [para(ASKS)]
    if standing.draft is not None and drafter is not None:
        blocks.append(para(f"{drafter.name} has drafted it for you: read it, change what you like, and agree it."))
    agree = Button("Agree the intake", OpenIntake(standing.opening.id), "primary")
    return Card(
        f"What does this role need? {role(standing.opening)}", (*blocks, *_waiting(standing), Buttons((agree,)))
    )


def _awaited(standing: Standing) -> Card:
    """The card of whoever waits for the manager."""
    draft = Button("Draft it", OpenIntake(standing.opening.id))
    title = f"Intake not agreed: {role(standing.opening)}"
    manager, asked = standing.manager, standing.asked
    if manager is None:
        return Card(title, (para(NOBODY), *_waiting(standing), Buttons((draft,))))
    if asked is None:
        said = para(f"{manager.name} has not been asked yet: I ask when the first candidate comes to an interview.")
        return Card(title, (said, *_waiting(standing), Buttons((draft,))))
    if not standing.is_asked:
        said = para(
            f"{manager.name} gets my question on ", When(asked.at), ". Interviews for this role wait for the answer."
        )
        return Card(title, (said, *_waiting(standing), Buttons((draft,))))
    said = para(
        f"{manager.name} was asked on ",
        When(asked.at),
        " and has not agreed it yet. Interviews for this role wait for it.",
    )
    remind = Button(f"Remind {manager.first_name}", RemindOfIntake(standing.opening.id))
    return Card(title, (said, *_waiting(standing), Buttons((remind, draft))))


def _waiting(standing: Standing) -> tuple[Block, ...]:
    if not standing.total:
        return ()
    names = ", ".join(each.candidate.short for each in standing.waiting)
    others = standing.total - len(standing.waiting)
    said = f"{names} and {others} more" if names and others else names or f"{others} candidates"
    return (Facts((("Waiting", spans(said)),)),)


def _told(standing: Standing, *, is_manager: bool) -> Card:
    """The card of an intake that holds nobody back."""
    lead = "Intake agreed" if standing.opening.intake_agreed else "Intake"
    label = "Change the intake" if is_manager else "Suggest a change"
    button = Buttons((Button(label, OpenIntake(standing.opening.id)),))
    return Card(f"{lead}: {role(standing.opening)}", (*_contents(standing), *_suggested(standing), button))


def _contents(standing: Standing) -> Iterator[Block]:
    agreed, name = standing.agreed, standing.agreer.name if standing.agreer else "The hiring manager"
    if agreed is not None:
        yield from parts(agreed)
        yield Fine(spans(f"{name} agreed this on ", When(agreed.at), "."))
    elif standing.opening.intake_agreed:
        yield para("The record says that it is agreed; what it says was not written here.")
    else:
        yield para("Not agreed. Interviews for this role do not wait for it.")


def _suggested(standing: Standing) -> tuple[Block, ...]:
    draft, name = standing.draft, standing.drafter.name if standing.drafter else "Somebody"
    if draft is None:
        return ()
    if standing.agreed is None:
        return (para(f"{name} has drafted it on ", When(draft.at), "."),)
    return (para(f"{name} suggested a change on ", When(draft.at), ". It counts once the hiring manager agrees it."),)


def parts(intake: Intake) -> tuple[Block, ...]:
    """Return what an intake says, a paragraph for each part that was written."""
    return tuple(para(Bold(READS[name]), f": {text}") for name, text in intake.parts.items() if text)


def asked_for(standing: Standing, *, goes_on: bool) -> str:
    """Return the answer to whoever would schedule; `goes_on` says that times are looked for once it is agreed."""
    name = standing.manager.name if standing.manager else "them"
    asked = f"I've asked {name}." if standing.is_asked else f"I ask {name} when their day begins."
    said = f"The hiring manager has not agreed what this role needs yet. {asked}"
    return f"{said} Once they agree, I go on by myself." if goes_on else said


def intake_form(standing: Standing, *, reader: Person, policy: Policy, about: Applied | None = None) -> Form:
    """Return the form in which the manager agrees, or somebody else drafts; `about` is who waits as it opens."""
    is_manager = standing.manager is not None and standing.manager.id == reader.id
    known = standing.newest
    written = known.parts if known is not None else {}
    fields = tuple(
        Text(
            name,
            label,
            initial=written.get(name, ""),
            long=True,
            required=name == "must",
            limit=LONGEST[name],
            hint=_planned(policy) if name == "plan" else HINTS.get(name, ""),
        )
        for name, label in LABELS.items()
    )
    key, changes = standing.opening.id, standing.agreed is not None
    return Form(
        title="Change the intake" if changes else "Agree the intake" if is_manager else "Draft the intake",
        submit="Agree it" if is_manager else "Save the draft",
        action=AgreeIntake(key) if is_manager else DraftIntake(key),
        fields=fields,
        intro=tuple(_intro(standing, is_manager=is_manager, about=about)),
        since=known.at if known is not None else None,
    )


def _intro(standing: Standing, *, is_manager: bool, about: Applied | None) -> Iterator[Block]:
    yield para(Bold(role(standing.opening)))
    if about is not None:
        yield para(f"{about.candidate.short} waits for this. Once you agree it, I look for times by myself.")
    drafter = standing.drafter
    if is_manager and standing.draft is not None and drafter is not None:
        yield para(f"{drafter.name} wrote this on ", When(standing.draft.at), ". Change what you like.")
    if is_manager:
        yield Fine(spans("Interviewers read it. It is about the role: please name no candidate."))
    else:
        name = standing.manager.name if standing.manager else "the hiring manager"
        yield Fine(spans(f"Only {name} can agree it, and gets this as a draft. Please name no candidate."))


def _planned(policy: Policy) -> str:
    titles: Sequence[str] = [kind.title for kind in policy.kinds.values()][:KINDS]
    return f"Planned here: {', '.join(titles)}"
