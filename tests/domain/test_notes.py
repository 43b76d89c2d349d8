"""Which notes say nothing that anybody could weigh, in English and German, and which do."""

import pytest

from bot.domain.notes import says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "good vibe",
        "Good vibes!!",
        "nice",
        "Ok",
        "okay 👍",
        "👍👍🏽",
        ":thumbsup: :100:",
        "+1",
        "10/10",
        "…",
        "I really liked him.",
        "She's great",
        "not a fit",
        "Gutes Gefühl",
        "Bauchgefühl passt!",
        "sehr sympathisch",
        "Er wirkt nett 🙂",
        "großartig",
        "Daumen hoch",
    ],
)
def test_praise_blame_and_emoji_alone_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Good with SQL",
        "Nice: asked about the on-call rota",
        "Wants 60000",
        "Starts in May",
        "left early",
        "no show",
        "Kündigungsfrist drei Monate",
        "gut vorbereitet",
        "👍 explained the trade-off unasked",
        "良い",
        "נחמד",
        "Très bien",
        "+1 from Priya",
    ],
)
def test_one_observation_is_enough_and_other_languages_are_taken_as_they_are(text: str) -> None:
    assert not says_nothing(text)
