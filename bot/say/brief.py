"""What an interviewer reads before they meet a candidate: who, what for, when, with whom, and what is known already."""

from collections.abc import Mapping, Sequence

from bot.cards import Block, Facts, Fine, Link, Para, Span, When, para, spans
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.interview import Seat
from bot.domain.notes import Note
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.pages import Page, Section
from bot.say.intake import READS
from bot.say.words import ats_name, how_and_where

NOT_BOOKED = "No time is booked yet."


def brief_page(
    case: Case,
    *,
    notes: Sequence[Note],
    authors: Mapping[PersonId, Person],
    covered: Sequence[str],
    needs: Mapping[str, str],
    policy: Policy,
    zone: str,
) -> Page:
    """Return the brief. `covered` is what was talked about in earlier interviews, `needs` the agreed intake by its parts."""
    return Page(
        f"{case.candidate.name}: {case.opening.title}",
        (Facts((*_meeting(case, policy=policy), *_file(case))),),
        zone=zone,
        choose_zone=case.interview.booking is not None,
        sections=tuple(
            section
            for section in (
                _panel(case),
                _covered(covered),
                _notes(notes, authors=authors),
                _needs(needs),
            )
            if section is not None
        ),
    )


def _meeting(case: Case, *, policy: Policy) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    kind = policy.kind_as(case.interview.kind, category=case.opening.category)
    booking = case.interview.booking
    when: Span | str = When(booking.span.start, booking.span.end) if booking else NOT_BOOKED
    return (
        ("Interview", spans(kind.title if kind else case.interview.kind)),
        ("When", spans(when)),
        *(how_and_where(kind, booking) if kind else ()),
        *((("The candidate prepares", spans(kind.wording.prepare)),) if kind and kind.wording.prepare else ()),
    )


def _file(case: Case) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    source = case.application.source
    return (("CV", (Link(f"Open in {ats_name(source.ats)}", source.url),)),) if source.url else ()


def _panel(case: Case) -> Section | None:
    kept = tuple(seat for seat in case.interview.seats if seat.is_kept and seat.person in case.people)
    rows = tuple((_part(seat), _named(case.people[seat.person])) for seat in kept)
    return Section("Who sits there", (Facts(rows),)) if rows else None


def _part(seat: Seat) -> str:
    said = f"{seat.part[:1].upper()}{seat.part[1:]}"
    return said if seat.required else f"{said} (optional)"


def _named(person: Person) -> tuple[Span, ...]:
    return spans(person.name, *((f", {person.title}",) if person.title else ()))


def _covered(covered: Sequence[str]) -> Section | None:
    """Return what need not be asked again."""
    return Section("Covered in earlier interviews", tuple(para(text) for text in covered)) if covered else None


def _notes(notes: Sequence[Note], *, authors: Mapping[PersonId, Person]) -> Section | None:
    """Return the chosen notes first, and the last one."""
    ordered = sorted(notes, key=lambda note: not note.in_brief)
    blocks: list[Block] = []
    for note in ordered:
        author = authors.get(note.author)
        chosen = "chosen for this brief" if note.in_brief else "the last note"
        blocks.append(Para(spans(note.text)))
        blocks.append(Fine(spans(f"{author.name if author else 'A colleague'}, ", When(note.at), f" · {chosen}")))
    return Section("Notes for you", tuple(blocks)) if blocks else None


def _needs(needs: Mapping[str, str]) -> Section | None:
    """Return what the role needs, as its hiring manager agreed it."""
    rows = tuple((label, spans(needs[name])) for name, label in READS.items() if needs.get(name, "").strip())
    return Section("What the role needs", (Facts(rows),)) if rows else None
