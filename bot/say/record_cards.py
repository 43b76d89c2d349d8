"""The record of one candidate in words: where they stand, the last note, and what became of a status somebody asked for."""

from datetime import datetime

from bot.actions import GoOn
from bot.cards import Block, Button, Buttons, Card, Fine, Link, Plain, Span, When, para, spans
from bot.cards import Facts as Rows
from bot.domain.case import Applied
from bot.domain.notes import Note
from bot.domain.people import Person
from bot.domain.pipeline import STATUS_READS, Application, Status
from bot.domain.updates import Call
from bot.say.words import ats_name, standing_of

SHORTENED = 200  # characters of a note that a card shows


def title(applied: Applied) -> str:
    """Return whom a card is about, in as few words as chat needs: first name and initial, and the role."""
    return f"{applied.candidate.short} · {applied.opening.title or 'a role without a title'}"


def record_card(applied: Applied, *, owner: Person | None) -> Card:
    """Return where a candidate stands who has no interview; `owner` is whose turn it is."""
    application = applied.application
    rows = [("Stage", spans(application.stage or "not said")), ("Status", standing_of(application))]
    if application.next is not None:
        rows.append(("Next", next_step(application, owner=owner)))
    if application.last_contact is not None:
        rows.append(("Last contact", (When(application.last_contact),)))
    return Card(title(applied), (Rows(tuple(rows)),))


def next_step(application: Application, *, owner: Person | None) -> tuple[Span, ...]:
    """Return who does what by when; of a closed application, nothing."""
    if application.next is None:
        return ()
    name = owner.name if owner else "nobody"
    return spans(f"{application.next.what} ({name}), by ", When(application.next.due))


def with_note(card: Card, note: Note | None, *, author: Person | None) -> Card:
    """Return the card with the last note before its buttons."""
    return card if note is None else _with_last("note", card, at=note.at, text=note.text, author=author)


def with_last_call(card: Card, call: Call | None, *, author: Person | None) -> Card:
    """Return the card with what is remembered of the last call, before its buttons."""
    return card if call is None else _with_last("call", card, at=call.at, text=call.text, author=author)


def _with_last(what: str, card: Card, *, at: datetime, text: str, author: Person | None) -> Card:
    said = " ".join(text.split())
    short = said if len(said) <= SHORTENED else f"{said[: SHORTENED - 1].rstrip()}…"
    line = para(f"Last {what}, {author.name if author else 'somebody'}, ", When(at), f": “{short}”")
    buttons = tuple(block for block in card.blocks if isinstance(block, Buttons))
    others = tuple(block for block in card.blocks if not isinstance(block, Buttons))
    return Card(card.title, (*others, line, *buttons))


def with_schedule(card: Card, applied: Applied) -> Card:
    """Return the card with the way to an interview, for a candidate who has none under way."""
    button = Button("Schedule", GoOn("schedule", applied.application.id))
    return Card(card.title, (*card.blocks, Buttons((button,))))


def noted_card(applied: Applied) -> Card:
    """Return the quiet confirmation of a note."""
    return Card(f"Noted: {title(applied)}", (Fine(spans("Whoever looks after them reads it with “status”.")),))


def moved_card(applied: Applied, *, card: Card | None) -> Card:
    """Return how a candidate stands once somebody has decided; `card` is their interview's, if there is one."""
    application = applied.application
    if application.pending is not None:
        asked, ats = STATUS_READS[application.pending.status], ats_name(application.source.ats)
        said = f"I've asked {ats} for “{asked}”. It is pending there, and settles when {ats} says so."
    else:
        said = (
            f"They are {STATUS_READS[application.status]} now. The candidate was not written to: that is yours to do."
        )
    blocks = card.blocks if card is not None else ()
    return Card(title(applied), (para(said), *blocks))


def elsewhere_card(applied: Applied) -> Card:
    """Return where to set a status that Usher cannot set: in the ATS that owns it."""
    name, url = ats_name(applied.application.source.ats), applied.application.source.url
    link: tuple[Block, ...] = (para(Link(f"Open in {name}", url)),) if url else ()
    return Card(title(applied), (para(f"{name} owns this status. Once it is set there, I follow by myself."), *link))


def unsettled_card(applied: Applied, *, asked: Status) -> Card:
    """Return the card about a status that was asked of an ATS: it says something else, or has not said anything yet."""
    application, wished = applied.application, STATUS_READS[asked]
    name = ats_name(application.source.ats)
    look = Buttons((Button("Status", GoOn("status", application.id)),))
    link = (" ", Link(f"Open in {name}", application.source.url)) if application.source.url else ()
    if application.pending is not None and application.pending.status is asked:
        said: tuple[Span | str, ...] = (f"I asked {name} for “{wished}” on ", When(application.pending.at))
        told = (*said, ", and it has not said so yet. Please look there.", *link)
        return Card(f"Needs you: {title(applied)}", (para(*told), look))
    if application.status is asked:
        return Card(title(applied), (para(f"{name} says “{wished}” now, as it was asked."),))
    stands = STATUS_READS[application.status]
    told = (Plain(f"“{wished}” was asked for, and {name} says “{stands}”. {name} decides, so that stands."), *link)
    return Card(f"Needs you: {title(applied)}", (para(*told), look))
