"""“How is Ada?”: asking after somebody is told from asking for a time, or for anything else."""

import pytest

from bot.domain.asked_after import LONGEST, asked_after

ASKED = {
    "how is Ada?": "Ada",
    "How’s Ada Obi doing?": "Ada Obi",
    "hey, hows ada": "ada",
    "how is it going with Ada?": "Ada",
    "What about Siobhán O'Neill?": "Siobhán O'Neill",
    "where does Léa stand": "Léa",
    "where are we with Kenji now?": "Kenji",
    "any news on Ada, please": "Ada",
    "what's next for Ada?": "Ada",
    "wie steht es um Ada Obi?": "Ada Obi",
    "Wie geht's Oğuz denn?": "Oğuz",
    "wie läuft es mit Kenji?": "Kenji",
    "Wo steht Елена?": "Елена",
    "Was ist mit Ada?": "Ada",
    "gibt es Neues zu Tomasz?": "Tomasz",
}
NOT = (
    "what about Tuesday?",
    "What about Thursday at 3?",
    "what about the second?",
    "what about both?",
    "was ist mit Donnerstag?",
    "how is tomorrow?",
    "how is everything?",
    "what about next week",
    "wie geht es dir?",
    "wie sieht es morgen aus?",
    "how does that work?",
    "yes to Ada",
    "status Ada",
    "",
    "how is " + "A" * LONGEST,
)


@pytest.mark.parametrize("text", ASKED)
def test_who_asks_after_somebody_names_them(text: str) -> None:
    assert asked_after(text) == ASKED[text]


@pytest.mark.parametrize("text", NOT)
def test_what_asks_after_nobody_names_nobody(text: str) -> None:
    assert asked_after(text) == ""
