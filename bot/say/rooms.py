"""What people of ours read on the way in: *Continue*, a link that is over, *Send me a link*; and where nothing is."""

from bot.cards import Card, Fine, Signed, para, spans
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.rooms import PASS_FOR, Door, Pass, Room
from bot.forms import Text
from bot.pages import Page, Step

CONTINUE, AGAIN, SEND, SIGN_OUT = "continue", "again", "send", "sign_out"
NAMES = {Room.BRIEF: "the interview brief", Room.DEBRIEF: "the debrief pack"}
OPENS = {Room.BRIEF: "Open the brief", Room.DEBRIEF: "Read the pack"}


def continue_page(person: Person, *, policy: Policy) -> Page:
    """Return the page of a sign-in link; only its button uses the link up."""
    return Page(
        f"Hello {person.first_name}",
        (
            para("One step, and you are in. It keeps this browser signed in for eight hours."),
            Fine(spans("The link works once. Do not pass it on: it opens what only you may see.")),
        ),
        (Step(CONTINUE, "Continue", tone="primary"),),
        zone=policy.organisation.zone,
    )


def run_out(*, policy: Policy) -> Page:
    """Return the page of a link that was used or has run out."""
    return Page(
        "This link is used up",
        (para("It was opened before, or its time has passed. A new one can be on its way to you in a moment."),),
        (Step(AGAIN, "Send me a new link", tone="primary"),),
        zone=policy.organisation.zone,
        status=410,
    )


def who(door: Door, *, policy: Policy) -> Page:
    """Return the page for somebody without a session: it tells nothing about what is behind it."""
    field = Text("who", "Your work e-mail address", limit=200, hint="The one that your calendar has.")
    return Page(
        "Please sign in",
        (para(f"To open {NAMES[door.room]}, we send you a link that signs you in."),),
        (Step(SEND, "Send me a link", (field,), tone="primary"),),
        zone=policy.organisation.zone,
    )


def sent(*, policy: Policy) -> Page:
    """Return the answer to *Send me a link*, the same whoever asks."""
    minutes = int(PASS_FOR.total_seconds() // 60)
    return Page(
        "Look in your chat or mail",
        (
            para(
                "If this page is yours to open, a link is on its way to you: in your direct messages with Usher, or by mail."
            ),
            para(f"It works once, within {minutes} minutes."),
            Fine(spans("Nothing came? The coordinator of the interview can help you.")),
        ),
        zone=policy.organisation.zone,
    )


def signed_out(*, policy: Policy) -> Page:
    """Return the page after signing out."""
    return Page("You are signed out", (para("You can close this page."),), zone=policy.organisation.zone)


def nothing_here(*, policy: Policy) -> Page:
    """Return the page for what is not there, and for what is not theirs to see: nobody can tell the two apart."""
    return Page(
        "There is nothing here for you",
        (para("It may be over, or it is somebody else's. The coordinator of the interview can help you."),),
        zone=policy.organisation.zone,
        status=404,
    )


def pass_card(given: Pass) -> Card:
    """Return the message with the link that somebody asked for."""
    minutes = int(PASS_FOR.total_seconds() // 60)
    return Card(
        "Your sign-in link",
        (
            para("You asked for it: ", Signed(OPENS[given.to.room], given), "."),
            Fine(
                spans(f"It works once, within {minutes} minutes, for you alone. If it was not you who asked, leave it.")
            ),
        ),
    )
