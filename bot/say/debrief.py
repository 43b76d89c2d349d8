"""What whoever decides reads of the feedback: the card that leads to it, and the pack itself, which quotes and groups.

No totals, no averages, no order by verdict: the words of each person stand beside their name, in the order of the panel.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.actions import GoOn
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Link, Para, Signed, Span, When, para, spans
from bot.domain.case import Applied, Case
from bot.domain.debrief import Group, Pack, Quote, Theme, grouped, word_for_word
from bot.domain.feedback import Feedback
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import Interview
from bot.domain.next_action import DECIDE
from bot.domain.people import Person
from bot.domain.pipeline import NextAction, Opening, Status
from bot.domain.policy import Policy
from bot.domain.rooms import Door, Pass, Room
from bot.domain.scorecard import Asks, Scorecard
from bot.pages import Page, Section
from bot.say.words import ats_name, standing_of, what

Named = Mapping[PersonId, Person]
AS_WRITTEN = (
    "Everything here is quoted as it was written, in the order of the panel. Nothing is added up or ranked; people"
    " decide."
)
BY_MACHINE = (
    "A machine put these passages together. Every one was written by the panel, word for word. Nothing of this is kept, and"
    " it decides nothing."
)
SOMEBODY = "A colleague"
HEADING = 80  # characters of a machine's heading


# --- the card


def debrief_card(case: Case, *, feedback: Feedback, reader: PersonId, schedules: bool, policy: Policy) -> Card:
    """Return the card that says that the pack is there; whose decision it is has the buttons.

    `schedules` tells that the reader may start the next interview.
    """
    sent, title = case.interview.debrief, what(case, policy=policy)
    if sent is None:
        return Card(f"Debrief: {title}", (para("This interview goes on, so there is nothing to decide on it now."),))
    link = Signed("Read the pack", Pass(reader, Door(Room.DEBRIEF, case.application.id), sent.decide_by))
    blocks: list[Block] = [
        para(how_many(feedback), " ", link, "."),
        *_missing(feedback, people=case.people, policy=policy),
        *_came_after(feedback, case=case),
    ]
    action = case.application.next
    if action is None or action.what != DECIDE:
        return Card(f"Debrief: {title}", (*blocks, _settled(case)))
    blocks.append(_turn(case, action, reader=reader))
    if action.owner == reader and case.application.pending is None:
        blocks += _choices(case, schedules=schedules)
    return Card(f"Debrief: {title}", tuple(blocks))


def how_many(feedback: Feedback) -> str:
    """Return how far it has come, in a sentence."""
    there, missing = len([card for card in feedback.sent if card.held]), len(feedback.missing)
    if not there:
        return "No scorecard is in."
    if missing:
        return f"{there} of {there + missing} scorecards {'is' if there == 1 else 'are'} in."
    return {1: "The scorecard is in.", 2: "Both scorecards are in."}.get(there, f"All {there} scorecards are in.")


def _missing(feedback: Feedback, *, people: Named, policy: Policy) -> tuple[Block, ...]:
    said = _who_is_missing(feedback, people=people, policy=policy)
    return (Para(said),) if said else ()


def _who_is_missing(feedback: Feedback, *, people: Named, policy: Policy) -> tuple[Span, ...]:
    """Return who has not sent theirs, and since when it is asked of them."""
    booking = feedback.interview.booking
    if not feedback.missing or booking is None:
        return ()
    names = ", ".join(_name(key, people) for key in feedback.missing)
    return spans(f"Missing: {names}, asked ", When(booking.span.end + policy.feedback.ask), ".")


def _came_after(feedback: Feedback, *, case: Case) -> Iterator[Block]:
    """Yield what the decider had not read when the pack went out."""
    sent = case.interview.debrief
    for card in feedback.sent:
        if sent is not None and card.at > sent.at:
            yield para("Came after the pack: ", Bold(_name(card.author, case.people)), ", ", When(card.at), ".")


def _settled(case: Case) -> Block:
    """Return how it went on."""
    rows = [("Status", standing_of(case.application))]
    action = case.application.next
    if action is not None:
        rows.append(("Next", spans(f"{action.what} ({_name(action.owner, case.people)}), by ", When(action.due))))
    return Facts(tuple(rows))


def _turn(case: Case, action: NextAction, *, reader: PersonId) -> Block:
    whose = "You" if action.owner == reader else _name(action.owner, case.people)
    rows = [("Decides", spans(f"{whose}, by ", When(action.due)))]
    if case.application.pending is not None or case.application.status is not Status.ACTIVE:
        rows.append(("Status", standing_of(case.application)))
    return Facts(tuple(rows))


def _choices(case: Case, *, schedules: bool) -> Iterator[Block]:
    """Yield what the decider can press; the stage of an ATS is moved there."""
    key, source = case.application.id, case.application.source
    held = case.application.status is Status.ON_HOLD
    yield Buttons(
        (
            Button("Go on", GoOn("next", key)),
            *((Button("Schedule", GoOn("schedule", key)),) if schedules else ()),
            Button("Take off hold" if held else "Hold", GoOn("hold", key)),
            Button("Not going forward", GoOn("pass", key)),
        )
    )
    if source.ats and source.url:
        name = ats_name(source.ats)
        yield para(f"{name} owns the stage. ", Link(f"Open in {name}", source.url))


# --- the pack


def pack_page(pack: Pack, *, people: Named, policy: Policy, zone: str) -> Page:
    """Return the pack, to read and to print: what was said about each thing, and by whom."""
    rows = tuple(_when(stage, pack=pack, policy=policy) for stage in pack.stages)
    far = tuple(_how_far(stage, pack=pack, people=people, policy=policy) for stage in pack.stages)
    found = grouped(pack)
    several = len({quote.interview for group in found for quote in group.quotes}) > 1
    kinds = {stage.interview.id: _kind(stage.interview, pack.about.opening, policy=policy) for stage in pack.stages}
    asides = kinds if several else {}
    return Page(
        _title(pack.about),
        (
            Facts(rows) if rows else para("There is no feedback yet."),
            *far,
            *((Fine(spans(AS_WRITTEN)),) if found else ()),
        ),
        zone=zone,
        choose_zone=True,
        sections=(
            *(_section(group, people=people, kinds=asides) for group in found),
            *_added(pack.in_order, people=people, kinds=asides),
            *_not_held(pack.in_order, people=people, kinds=asides),
        ),
        said=tuple(text for group in found for quote in group.quotes if (text := quote.entry.text.strip())),
    )


def _title(about: Applied) -> str:
    return f"Debrief: {about.candidate.name or 'a candidate'}, {about.opening.title or 'a role without a title'}"


def _kind(interview: Interview, opening: Opening, *, policy: Policy) -> str:
    kind = policy.kind_as(interview.kind, category=opening.category)
    return kind.title if kind else interview.kind


def _when(stage: Feedback, *, pack: Pack, policy: Policy) -> tuple[str, tuple[Span, ...]]:
    booking = stage.interview.booking
    at = When(booking.span.start, booking.span.end) if booking is not None else "No time holds any more."
    return _kind(stage.interview, pack.about.opening, policy=policy), spans(at)


def _how_far(stage: Feedback, *, pack: Pack, people: Named, policy: Policy) -> Para:
    """Return how far the feedback on one interview is, as far as this reader may know."""
    interview = stage.interview
    said: list[Span | str] = (
        [f"{_kind(interview, pack.about.opening, policy=policy)}: "] if len(pack.stages) > 1 else []
    )
    said.append(how_many(stage))
    missing = _who_is_missing(stage, people=people, policy=policy) if pack.decides else ()
    said += [" ", *missing] if missing else []
    if pack.is_closed(stage):
        opens = "once all are in, or when the pack goes out" if pack.decides else "to you once you have sent yours"
        said.append(f" They open {opens}.")
    if interview.debrief is not None and pack.decides:
        decider = _name(interview.debrief.decider, people)
        said += [f" With {decider} since ", When(interview.debrief.at), "."]
    return para(*said)


def _section(group: Group, *, people: Named, kinds: Mapping[InterviewId, str]) -> Section:
    rows = tuple((_by(quote.author, quote.interview, people, kinds), _quoted(quote)) for quote in group.quotes)
    return Section(group.label, (Facts(rows),))


def _by(author: PersonId, interview: InterviewId, people: Named, kinds: Mapping[InterviewId, str]) -> str:
    name = _name(author, people)
    return f"{name} · {kinds[interview]}" if interview in kinds else name


def _quoted(quote: Quote) -> tuple[Span, ...]:
    """Return the word that somebody chose, and beside it why."""
    entry, text = quote.entry, quote.entry.text.strip()
    chosen = (Bold(entry.reads),) if entry.value else ()
    if entry.item.asks is Asks.TOPICS or not text:
        return spans(*chosen, *((text,) if text else ()))
    return spans(*chosen, f"{chr(10) if chosen else ''}“{text}”")


def _added(cards: Sequence[Scorecard], *, people: Named, kinds: Mapping[InterviewId, str]) -> Iterator[Section]:
    blocks: list[Block] = []
    for card in cards:
        for each in card.amendments:
            knew = (" · ", Bold("added after reading others’")) if each.after_reading else ()
            blocks.append(para(_by(card.author, card.interview, people, kinds), ", ", When(each.at), *knew))
            blocks.append(para(f"“{each.text}”"))
    if blocks:
        yield Section("Added later", tuple(blocks))


def _not_held(cards: Sequence[Scorecard], *, people: Named, kinds: Mapping[InterviewId, str]) -> Iterator[Section]:
    said = tuple(
        para(_by(card.author, card.interview, people, kinds), ", ", When(card.at), ": ", card.reason or "says so")
        for card in cards
        if not card.held
    )
    if said:
        yield Section("For them it did not happen", said)


def _name(key: PersonId, people: Named) -> str:
    return people[key].name if key in people else SOMEBODY


# --- for whom it is not open yet


def yours_first(interview: Interview, *, about: Applied, policy: Policy, zone: str) -> Page:
    """Return the page for somebody who reads the others' once they have sent their own."""
    kind = _kind(interview, about.opening, policy=policy)
    return Page(
        "Your scorecard comes first",
        (
            para(
                f"You sit on an interview with {about.candidate.short} ({kind}). What others wrote opens to you once you"
                " have sent your own, so that each of you judges by what you saw yourself."
            ),
            para(
                "The way to it is in your direct messages with Usher: once the interview is over, its message has the button"
                " “Fill in the scorecard”. Sending “mine” finds it too."
            ),
        ),
        zone=zone,
    )


# --- what a machine may add


def by_machine(themes: Sequence[Theme], *, texts: Sequence[str]) -> Section | None:
    """Return what a machine grouped, marked as such; passages that nobody wrote are left out."""
    kept = word_for_word(themes, texts=texts)
    rows = tuple(
        (theme.heading[:HEADING] or "Without a heading", spans("\n".join(f"“{quote}”" for quote in theme.quotes)))
        for theme in kept
    )
    return Section("Passages grouped by a machine", (Fine(spans(BY_MACHINE)), Facts(rows))) if rows else None
