"""What an interviewer is asked after an interview, and what they and others may read of it afterwards."""

from collections.abc import Iterator, Mapping, Sequence

from bot.actions import (
    AmendIt,
    AskIfNotHeld,
    AskToAmend,
    FillScorecard,
    NotHeldIt,
    ScorecardAnyway,
    ScorecardIt,
    SeeOthers,
    SeeScorecard,
)
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Para, Signed, Span, When, para, spans
from bot.domain.case import Case
from bot.domain.feedback import HELD
from bot.domain.filling import Filled, Flaw, fields_of
from bot.domain.ids import PersonId
from bot.domain.interview import Seat, State
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.rooms import Pass
from bot.domain.scorecard import LIMITS, LONGEST, Asks, Entry, Item, Scorecard, Written
from bot.forms import Choice, Field, Form, Option, Text
from bot.say.day import INSTEAD
from bot.say.lists import Line
from bot.say.words import what

ASK = "What did you see and hear? It is best written while it is fresh."
BLIND = "What others wrote opens to you here once you have sent yours."
OPTIONAL = "Nobody waits for yours, and it is welcome."
PRIVATE = "For whoever decides about them, and for you. Nothing of it reaches the candidate."
FINAL = "Once sent it stays as it is; you can add to it later."
EVIDENCE = "What they said or did that shows it. Not needed where it did not come up."
ONCE_MORE = (
    "how it felt, not what happened, so nobody can weigh it later. Add one thing they said or did, or send it again"
    " as it is."
)
FLAWS: Mapping[Flaw, str] = {
    Flaw.MISSING: "Please answer this.",
    Flaw.NO_EVIDENCE: "Please say what you saw or heard that shows it, or choose “Did not come up”.",
    Flaw.NO_RATING: "Please choose a rating as well, or clear what you wrote below.",
    Flaw.TOO_LONG: "Please say it in fewer words.",
    Flaw.UNKNOWN: "That choice is not there any more. Please choose again.",
}
NOT_THERE, OTHER = "not_there", "other"
REASONS: Mapping[str, str] = {**INSTEAD, NOT_THERE: "I was not there, others were", OTHER: INSTEAD[OTHER]}
"""Why an interview did not happen for one of the panel: what it may be for all of it, and that they were not there."""
REASON = 200  # characters
SHOWN = 700  # characters of a text in a message


# --- the card


def scorecard_card(case: Case, *, reader: PersonId, mine: Scorecard | None, others: bool, policy: Policy) -> Card:
    """Return an interviewer's card: what is asked of them; once sent, the way to it.

    `others` tells that there is something of others that the reader may see now.
    """
    title = what(case, policy=policy)
    seat = next((seat for seat in case.interview.seats if seat.person == reader and seat.is_kept), None)
    if mine is not None and mine.held:
        return _sent(case, title, mine, others=others)
    if mine is not None:
        said = para(f"You said: “{mine.reason}”")
        return Card(f"Noted: {title}", (said, Buttons((_fill(case, "Fill one in after all"),))))
    if seat is None or case.interview.state not in HELD:
        return Card(f"Nothing to fill in: {title}", (para(_off(case, seat)),))
    return _asking(case, title, seat)


def _asking(case: Case, title: str, seat: Seat) -> Card:
    alone = len([each for each in case.interview.seats if each.is_kept]) == 1
    notes = (() if seat.required else (OPTIONAL,)), (() if alone else (BLIND,))
    return Card(
        f"Your scorecard: {title}",
        (
            Facts(tuple(_when(case))),
            para(ASK),
            *(Fine(spans(" ".join(words))) for words in (sum(notes, ()),) if words),
            Buttons((_fill(case, "Fill in the scorecard", "primary"), _not_held(case))),
        ),
    )


def _fill(case: Case, label: str, tone: str = "plain") -> Button:
    action = FillScorecard(case.interview.id)
    return Button(label, action, "primary") if tone == "primary" else Button(label, action)


def _not_held(case: Case) -> Button:
    return Button("It did not happen", AskIfNotHeld(case.interview.id))


def _sent(case: Case, title: str, mine: Scorecard, *, others: bool) -> Card:
    key = case.interview.id
    buttons = [Button("See it", SeeScorecard(key)), Button("Add to it", AskToAmend(key))]
    buttons += [Button("See the others’", SeeOthers(key))] if others else []
    return Card(f"Sent, thank you: {title}", (para("Sent ", When(mine.at), "."), Buttons(tuple(buttons))))


def _when(case: Case) -> Iterator[tuple[str, tuple[Span, ...]]]:
    booking = case.interview.booking
    if booking is not None:
        yield "When", (When(booking.span.start, booking.span.end),)
    people = [each.name for each in case.panel]
    if len(people) > 1:
        yield "With", spans(", ".join(people))


def _off(case: Case, seat: Seat | None) -> str:
    match case.interview.state:
        case State.NO_SHOW:
            return "It is marked as a no-show, so there is nothing to write about."
        case State.HANDED_OVER:
            return "It did not take place, so there is nothing to write about. Its owner decides how to go on."
        case state if state in HELD and seat is None:
            return "You did not sit on it, so nothing is asked of you."
        case _:
            return "It has not taken place, so nothing is asked of you now."


# --- the form


def scorecard_form(
    case: Case, *, items: Sequence[Item], values: Mapping[str, str], vague: Sequence[Entry] = (), policy: Policy
) -> Form:
    """Return the form of somebody's scorecard. `values` stand in it; `vague` are answers that say nothing yet."""
    key = case.interview.id
    named = ", ".join(f"“{entry.item.label}”" for entry in vague)
    once_more = (para(Bold(named), f" {'says' if len(vague) == 1 else 'say'} {ONCE_MORE}"),) if vague else ()
    return Form(
        title="Your scorecard",
        submit="Send anyway" if vague else "Send",
        action=ScorecardAnyway(key) if vague else ScorecardIt(key),
        fields=tuple(field for item in items for field in _fields(item, values)),
        intro=(*once_more, para(what(case, policy=policy)), Fine(spans(f"{PRIVATE} {FINAL}"))),
    )


def _fields(item: Item, values: Mapping[str, str]) -> Iterator[Field]:
    name = fields_of(item)[-1]
    said, written = values.get(item.key, ""), values.get(name, "")
    if item.choices:
        options = tuple(Option(value, spans(label)) for value, label in item.choices.items())
        known = said if said in item.choices else ""
        yield Choice(item.key, item.label, options, initial=known, required=item.required, hint=item.hint)
    if item.asks is Asks.RATING:
        label = f"Evidence: {item.label}"
        yield Text(name, label, initial=written, long=True, required=False, limit=LIMITS[Asks.RATING], hint=EVIDENCE)
    elif not item.choices:
        limit = LIMITS[item.asks]
        yield Text(item.key, item.label, initial=said, long=True, required=item.required, limit=limit, hint=item.hint)


def errors(found: Filled) -> Mapping[str, str]:
    """Return what is wrong, by field name, in words."""
    return {name: FLAWS[flaw] for name, flaw in found.flaws.items()}


def amend_form(case: Case, card: Scorecard, *, policy: Policy) -> Form:
    """Return the form in which an author adds to what they sent."""
    return Form(
        title="Add to your scorecard",
        submit="Add it",
        action=AmendIt(case.interview.id, len(card.amendments)),
        fields=(Text("text", "What would you add?", long=True, limit=LONGEST),),
        intro=(
            para(what(case, policy=policy)),
            Fine(spans("It is put below what you sent, which stays as it is. Both carry your name and their dates.")),
        ),
    )


def not_held_form(case: Case, *, policy: Policy) -> Form:
    """Return the form in which an interviewer says that it did not happen."""
    options = tuple(Option(value, spans(label)) for value, label in REASONS.items())
    return Form(
        title="It did not happen",
        submit="Send",
        action=NotHeldIt(case.interview.id),
        fields=(
            Choice("reason", "What was it?", options),
            Text("words", "In a few words", required=False, limit=REASON, hint="Needed for another reason"),
        ),
        intro=(para(what(case, policy=policy)), para("Its owner then decides how to go on.")),
    )


# --- reading


def own_card(case: Case, card: Scorecard, *, whole: Pass, policy: Policy) -> Card:
    """Return to somebody what they sent themselves; `whole` is their way to the page with all of it."""
    buttons = Buttons((Button("Add to it", AskToAmend(case.interview.id)),))
    return Card(f"You wrote: {what(case, policy=policy)}", (*_read(card), *_whole([card], whole), buttons))


def others_card(
    case: Case, cards: Sequence[Scorecard], *, authors: Mapping[PersonId, Person], whole: Pass, policy: Policy
) -> Card:
    """Return what others wrote, one after another; who reads it was asked of the one rule before."""
    blocks: list[Block] = []
    for card in cards:
        name = authors[card.author].name if card.author in authors else "A colleague"
        blocks += [para(Bold(name)), *_read(card)]
    said = "What you add to yours from now on is marked as written after reading these."
    return Card(f"The others wrote: {what(case, policy=policy)}", (*blocks, *_whole(cards, whole), Fine(spans(said))))


def _read(card: Scorecard) -> Iterator[Block]:
    if not card.held:
        yield para(f"It did not happen, they say: “{card.reason}”, ", When(card.at), ".")
        return
    yield Facts(tuple((entry.item.label.rstrip("?"), _answer(entry)) for entry in card.entries))
    yield Fine(spans("Sent ", When(card.at)))
    for each in card.amendments:
        lead = "Added after reading others’, " if each.after_reading else "Added "
        yield Para(spans(lead, When(each.at), f": “{_short(each.text)}”"))


def _answer(entry: Entry) -> tuple[Span, ...]:
    if not entry.value:
        return spans(_short(entry.text))
    return spans(entry.reads, *((f". “{_short(entry.text)}”",) if entry.text else ()))


def _short(text: str) -> str:
    """Return as much of a text as a message in chat can carry beside others."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def _whole(cards: Sequence[Scorecard], whole: Pass) -> tuple[Block, ...]:
    written = [entry.text for card in cards for entry in card.entries]
    added = [each.text for card in cards for each in card.amendments]
    cut = any(len(text) > SHOWN for text in (*written, *added))
    return (para("Some of it is shortened here. ", Signed("Read all of it", whole), "."),) if cut else ()


# --- elsewhere


def owed_line(case: Case, *, policy: Policy) -> Line:
    """Return one scorecard that somebody owes, with the way to it."""
    booking = case.interview.booking
    when = spans("about ", When(booking.span.start, booking.span.end)) if booking else ()
    return Line("Scorecards you owe", what(case, policy=policy), when, owed_button(case))


def owed_button(case: Case) -> Button:
    return Button(f"Scorecard: {case.candidate.short}", FillScorecard(case.interview.id))


def written(card: Scorecard, *, author: Person | None, case: Case, policy: Policy, amendment: int = 0) -> Written:
    """Return what an ATS keeps of a scorecard, or of one of its amendments (1 is the first)."""
    kind = policy.kind_as(case.interview.kind, category=case.opening.category)
    name, key = (author.name, author.ats_user) if author is not None else ("A colleague", "")
    about = kind.title if kind else case.interview.kind
    if amendment:
        added = card.amendments[amendment - 1]
        label = "Added after reading others’" if added.after_reading else "Added"
        return Written(name, key, about, added.at, answers=((label, added.text),))
    if not card.held:
        return Written(name, key, about, card.at, answers=(("It did not happen", card.reason),))
    verdict = card.entry(Asks.RECOMMENDATION)
    answers = tuple(_line(entry) for entry in card.entries if entry is not verdict)
    return Written(name, key, about, card.at, verdict.reads if verdict else "", answers)


def _line(entry: Entry) -> tuple[str, str]:
    said = ". ".join(part for part in (entry.reads if entry.value else "", entry.text) if part)
    return entry.item.label, said
