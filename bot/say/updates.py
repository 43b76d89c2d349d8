"""An honest word to a candidate who waits for us: the draft of it, and the mail that somebody then sends."""

from bot.cards import Card, Fine, para, spans
from bot.domain.case import Applied
from bot.domain.interview import Interview, State
from bot.domain.people import Person
from bot.domain.pipeline import Status
from bot.domain.policy import Policy
from bot.domain.time import local_day, zone
from bot.domain.updates import Update
from bot.letters import Letter
from bot.say.dates import long_day
from bot.say.record_cards import title

HERE = "Thanks for your patience, here is where we are:"
LOOKING = frozenset({State.WANTED, State.ASKING, State.HANDED_OVER})


def draft(applied: Applied, latest: Interview | None) -> str:
    """Return what is true of where an application stands, for its owner to change and send."""
    if applied.application.status is Status.ON_HOLD:
        return f"{HERE} your application for {_role(applied)} is paused on our side for now. It has not been decided."
    if latest is not None and latest.state is State.TOOK_PLACE:
        if latest.debrief is not None:
            return f"{HERE} the feedback on your interview is in, and we're still deciding how to go on."
        return f"{HERE} we're still gathering feedback on your interview, and nothing has been decided yet."
    if latest is not None and latest.state in LOOKING:
        return f"{HERE} your interview does not have a time yet, and we're working on it."
    return f"{HERE} your application for {_role(applied)} is open, and we're still working on the next step."


def update_letter(told: Update, *, applied: Applied, author: Person, policy: Policy) -> Letter:
    """Return the mail: its author's words, the day that was promised, and who to write to."""
    candidate, organisation = applied.candidate, policy.organisation
    day = local_day(told.promised, zone=zone(author.zone or organisation.zone))
    promised = long_day(day, locale=organisation.locale)
    words = [part.strip() for part in told.text.split("\n\n") if part.strip()]
    sender = f"Sent by Usher, the scheduling bot of {organisation.name}, for {author.name}."
    return Letter(
        to=candidate.email,
        name=candidate.name,
        subject=f"An update on your application for {_role(applied)}",
        blocks=(
            para(f"Hello {candidate.first_name},"),
            *(para(part) for part in words),
            para(f"You'll hear from us again by {promised}."),
            Fine(spans(sender)),
        ),
        zone=candidate.zone or organisation.zone,
        thread=told.application,
        contact=f"{author.name}, {author.email}",
    )


def sending_card(applied: Applied) -> Card:
    """Return the quiet confirmation that an update is on its way."""
    said = "It counts as contact once the mail server has taken it. If it cannot be delivered, you hear of it."
    return Card(f"On its way: an update to {title(applied)}", (Fine(spans(said)),))


def logged_card(applied: Applied) -> Card:
    """Return the quiet confirmation of a call."""
    return Card(f"Logged: a call with {title(applied)}", (Fine(spans("It stands as the last contact now.")),))


def _role(applied: Applied) -> str:
    return applied.opening.title or "this role"
