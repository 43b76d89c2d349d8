"""What an interviewer says of a candidate after an interview: the form of a kind, and what was answered to it.

A scorecard is evidence for people who decide; nothing here adds, averages or ranks anything. Once sent it never changes:
what its author wants to add is appended as an amendment, and marked where they had read others' scorecards by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ApplicationId, InterviewId, PersonId, ScorecardId

LONGEST = 3000  # characters of one text


class Asks(StrEnum):
    """What an item of the form asks for. A RATING comes with the evidence for it, TOPICS tell what was talked about.

    TOPICS are the only part that the next interviewers see.
    """

    RATING = "rating"
    RECOMMENDATION = "recommendation"
    TOPICS = "topics"
    NOTES = "notes"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"


LIMITS: Mapping[Asks, int] = {
    Asks.RATING: 1500,
    Asks.TOPICS: 1000,
    Asks.NOTES: LONGEST,
    Asks.TEXT: 1000,
}
"""How many characters the words of an answer may have, those of a rating's evidence included."""
NOT_SEEN = "0"
"""The rating that says that there was nothing to judge by, and so needs no evidence."""
RATINGS: Mapping[str, str] = {
    "1": "No evidence of it",
    "2": "Some evidence",
    "3": "Clear evidence",
    "4": "Strong evidence",
    NOT_SEEN: "Did not come up",
}
RECOMMENDATIONS: Mapping[str, str] = {"strong_yes": "Strong yes", "yes": "Yes", "no": "No", "strong_no": "Strong no"}
YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the form asks; `key` is unique in it, `options` are the words of a CHOICE."""

    key: str
    asks: Asks
    label: str
    required: bool = True
    options: tuple[str, ...] = ()
    hint: str = ""

    @property
    def choices(self) -> Mapping[str, str]:
        """Return what can be chosen: the value that is kept, and what people read; empty where it is answered in words."""
        match self.asks:
            case Asks.RATING:
                return RATINGS
            case Asks.RECOMMENDATION:
                return RECOMMENDATIONS
            case Asks.YES_NO:
                return YES_NO
            case Asks.CHOICE:
                return {option: option for option in self.options}
            case _:
                return {}


USUAL = (
    Item("recommendation", Asks.RECOMMENDATION, "Would you go on with them?"),
    Item(
        "topics",
        Asks.TOPICS,
        "Topics covered",
        hint="So that nobody asks the same again; the next interviewers see it.",
    ),
    Item("notes", Asks.NOTES, "What did you see or hear?", hint="What they said or did, rather than how it felt."),
)
"""The form of a kind that defines none of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was answered to an item, as it was asked then: `value` is the choice, `text` the words.

    The words of a RATING are its evidence.
    """

    item: Item
    value: str = ""
    text: str = ""

    @property
    def reads(self) -> str:
        """Return what people read for the choice."""
        return self.item.choices.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an author added later; `after_reading` tells that they had seen another's scorecard of that stage by then."""

    at: datetime
    text: str
    after_reading: bool


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What one interviewer sent for one interview; `at` is aware UTC.

    `held` is False where they say that for them it did not happen, and `reason` why: then there are no entries. `insisted`
    tells that it was sent although it says nothing that somebody saw or heard.
    """

    id: ScorecardId
    interview: InterviewId
    application: ApplicationId
    stage: str
    author: PersonId
    at: datetime
    entries: tuple[Entry, ...] = ()
    held: bool = True
    insisted: bool = False
    amendments: tuple[Amendment, ...] = ()
    reason: str = ""

    def entry(self, asks: Asks) -> Entry | None:
        """Return the first answer to an item that asks for this."""
        return next((entry for entry in self.entries if entry.item.asks is asks), None)


@dataclass(frozen=True, slots=True)
class Written:
    """What an ATS keeps of a scorecard, or of what was added to one: words alone, by whom and when (aware UTC).

    `author_id` is the author's key in the ATS, empty where it is not known. `answers` are what was asked, and what was
    answered; `recommendation` is the word that the author chose, empty in what was added later.
    """

    author: str
    author_id: str
    interview: str
    at: datetime
    recommendation: str = ""
    answers: tuple[tuple[str, str], ...] = ()
