"""The debrief pack: what the panel wrote, put side by side for whoever decides.

It groups and quotes. Nothing here adds up, averages, ranks or sorts by verdict: people stand in the order of the panel.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.case import Applied
from bot.domain.feedback import Feedback
from bot.domain.ids import InterviewId, PersonId
from bot.domain.scorecard import Asks, Entry, Scorecard

ORDER = (Asks.RATING, Asks.YES_NO, Asks.CHOICE, Asks.TEXT, Asks.NOTES, Asks.TOPICS, Asks.RECOMMENDATION)
"""In which order a pack tells them: the evidence before the conclusions that people drew from it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What one person answered to one thing that they were asked about an interview."""

    author: PersonId
    interview: InterviewId
    entry: Entry


@dataclass(frozen=True, slots=True)
class Group:
    """What was said about one thing, such as a competency; `label` is how the forms ask for it."""

    label: str
    asks: Asks
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """What one reader may see: `stages` is the feedback on every interview that was held or written about, oldest first.

    `shown` are the scorecards that they may read. `decides` tells that they own the matter: they learn who is missing.
    """

    about: Applied
    stages: tuple[Feedback, ...]
    shown: tuple[Scorecard, ...]
    decides: bool = False

    def is_closed(self, stage: Feedback) -> bool:
        """Whether there is something of an interview that this reader may not read."""
        return any(card not in self.shown for card in stage.sent)

    @property
    def in_order(self) -> tuple[Scorecard, ...]:
        """Return the scorecards, interview by interview, in the order of each panel."""
        return tuple(card for stage in self.stages for card in _of_panel(stage, self.shown))


def grouped(pack: Pack) -> tuple[Group, ...]:
    """Return all that was answered, by what was asked; the same question of two interviews is one group."""
    found: dict[tuple[Asks, str], list[Quote]] = {}
    labels: dict[tuple[Asks, str], str] = {}
    for quote in _quotes(pack.in_order):
        item = quote.entry.item
        key = (item.asks, item.label.strip().casefold())
        labels.setdefault(key, item.label)
        found.setdefault(key, []).append(quote)
    ranked = sorted(found, key=lambda key: ORDER.index(key[0]))
    return tuple(Group(labels[key], key[0], tuple(found[key])) for key in ranked)


def _quotes(cards: Sequence[Scorecard]) -> Iterator[Quote]:
    for card in cards:
        for entry in card.entries:
            if entry.value or entry.text.strip():
                yield Quote(card.author, card.interview, entry)


def _of_panel(stage: Feedback, shown: Sequence[Scorecard]) -> Sequence[Scorecard]:
    places = {person: number for number, person in enumerate(stage.asked)}
    mine = [card for card in shown if card.interview == stage.interview.id]
    return sorted(mine, key=lambda card: places.get(card.author, len(places)))


@dataclass(frozen=True, slots=True)
class Theme:
    """What a machine thinks that some passages have in common: its heading, and the passages, word for word."""

    heading: str
    quotes: tuple[str, ...]


def word_for_word(themes: Sequence[Theme], *, texts: Sequence[str]) -> tuple[Theme, ...]:
    """Return the themes with those of their passages alone that stand in one of the texts."""
    checked = (
        Theme(
            " ".join(theme.heading.split()),
            tuple(quote for quote in theme.quotes if quote.strip() and any(quote in text for text in texts)),
        )
        for theme in themes
    )
    return tuple(theme for theme in checked if theme.quotes)
