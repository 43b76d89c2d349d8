"""What people read of applications that are left: the line in the owner's digest, and the cards for others."""

from bot.actions import AskToHandOver, AskToLogCall, AskToSnooze, AskToUpdate, GoOn, MoveOrPass, StepDone
from bot.cards import Bold, Button, Buttons, Card, Fine, Link, Span, When, para, spans
from bot.domain.case import Applied
from bot.domain.glance import glance
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, STATUS_READS, Status
from bot.domain.policy import Policy
from bot.domain.staleness import SNOOZES, Left, Rung
from bot.say.record_cards import title
from bot.say.words import ats_name

SEEN_BY = ("the hiring channel", "the recruiter of the role")


def left_line(left: Left, *, policy: Policy) -> tuple[tuple[Span, ...], tuple[Button, ...]]:
    """Return the line of an application that is left, and what its owner can do about it."""
    application = left.applied.application
    said: list[Span | str] = [Bold(title(left.applied)), ": "]
    if left.promised is not None:
        said += ["they were promised to hear from us by ", When(left.promised), "."]
    elif left.overdue and application.next is not None:
        said += [f"“{application.next.what}” was due ", When(application.next.due), "."]
    elif left.snoozes:
        said += ["put off until now."]
    else:
        said += ["no step and no word to them since ", When(left.since), "."]
    outlook = _outlook(left, policy=policy)
    return spans(*said, *((f" {outlook}",) if outlook else ())), _buttons(left)


def _outlook(left: Left, *, policy: Policy) -> str:
    others = SEEN_BY[0] if policy.stale.channels else SEEN_BY[1]
    match left.rung:
        case Rung.OWNER:
            return ""
        case Rung.AGAIN:
            return "This is the second time it stands here."
        case _ if not policy.stale.channels and _is_recruiters(left):
            return "It stands here every working day until it moves on."
        case Rung.WARNED:
            return f"From the next working day on, {others} sees it too."
        case Rung.SEEN:
            return f"By now {others} sees it too."


def _is_recruiters(left: Left) -> bool:
    """Whether whoever others would be shown it to is its owner."""
    action = left.applied.application.next
    return action is not None and action.owner == left.applied.opening.recruiter


def _buttons(left: Left) -> tuple[Button, ...]:
    key = left.applied.application.id
    step = (
        (Button("Status", GoOn("status", key)),)
        if left.live
        else (
            Button("Done", StepDone(key, glance(left.applied.application))),
            Button("Set next step", GoOn("next", key)),
        )
    )
    snooze = (Button("Snooze", AskToSnooze(key)),) if left.snoozes < SNOOZES else ()
    update = (Button("Send an update", AskToUpdate(key)),) if left.waits else ()
    return (
        *step,
        Button("Move or pass", MoveOrPass(key)),
        *snooze,
        Button("Hand over", AskToHandOver(key)),
        *update,
        Button("Log a call", AskToLogCall(key)),
    )


def stale_card(applied: Applied, *, owner: Person | None, is_left: bool) -> Card:
    """Return the card for the hiring channel, or the recruiter: whom it is about, the role, whose turn it is; no more."""
    about, key = title(applied), applied.application.id
    if not is_left:
        return Card(f"Looked after: {about}", (Fine(spans("Somebody took this up. There is nothing to do here.")),))
    name = owner.name if owner else "nobody"
    return Card(
        f"Waiting for somebody: {about}",
        (
            para("The next step is with ", Bold(name), ", and nothing has moved for longer than agreed."),
            Fine(spans("If you work on this role, you can take it on or give it to somebody who has the time.")),
            Buttons(
                (
                    Button("Hand over", AskToHandOver(key), "primary"),
                    Button("Set next step", GoOn("next", key)),
                    Button("Status", GoOn("status", key)),
                )
            ),
        ),
    )


def handed_card(applied: Applied, *, reader: PersonId, owner: Person | None, giver: str) -> Card:
    """Return what somebody reads to whom a next step was handed; `giver` is empty where nobody knows who it was."""
    application, key = applied.application, applied.application.id
    action = application.next
    if action is None or action.owner != reader:
        what = f"{owner.name} has it now." if owner else f"They are {STATUS_READS[application.status]} now."
        return Card(f"No longer yours: {title(applied)}", (Fine(spans(f"{what} There is nothing to do here.")),))
    by = f"{giver} handed this to you: " if giver else "Whoever had this has left, so it is yours: "
    return Card(
        f"Yours now: {title(applied)}",
        (
            para(by, f"“{action.what}”, by ", When(action.due), "."),
            Buttons(
                (
                    Button("Status", GoOn("status", key), "primary"),
                    Button("Set next step", GoOn("next", key)),
                    Button("Hand over", AskToHandOver(key)),
                )
            ),
        ),
    )


def choices_card(applied: Applied) -> Card:
    """Return what can be decided about an application, a press each; stages are the ATS's, so it leads there."""
    application, key = applied.application, applied.application.id
    held = application.status is Status.ON_HOLD
    schedule = () if held else (Button("Schedule an interview", GoOn("schedule", key)),)
    buttons = (
        *schedule,
        Button("Make active again" if held else "Put on hold", GoOn("hold", key)),
        Button("Not going forward", GoOn("pass", key), "danger"),
    )
    name, url = ats_name(application.source.ats), application.source.url
    link = (para(f"Another stage is set in {name}: ", Link(f"Open in {name}", url)),) if url else ()
    stage = f" at “{application.stage}”" if application.stage else ""
    return Card(
        title(applied),
        (para(f"They are {STATUS_READS[application.status]}{stage}. What is it to be?"), *link, Buttons(buttons)),
    )


def with_call(card: Card, applied: Applied) -> Card:
    """Return the card with the way to log a call, for a candidate in play."""
    if applied.application.status not in OPEN:
        return card
    button = Button("Log a call", AskToLogCall(applied.application.id))
    last = card.blocks[-1] if card.blocks else None
    if isinstance(last, Buttons):
        return Card(card.title, (*card.blocks[:-1], Buttons((*last.items, button))))
    return Card(card.title, (*card.blocks, Buttons((button,))))
