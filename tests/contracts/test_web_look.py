"""Any brand colour gives readable pages, in light and in dark."""

import re

import pytest
from babel import Locale, UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.colour import BLACK, WHITE, Colour, NotAColour
from adapters.web.draw import Reader, draw
from adapters.web.links import SignedLinks
from adapters.web.look import Look, content_policy, stylesheet
from bot.domain.policy import Organisation
from tests.contracts.web_pages import KEYS, offer

PARTS = st.integers(min_value=0, max_value=255)


def grounds(look: Look) -> list[dict[str, Colour]]:
    """The colours of the light and the dark page, by their names in the style sheet."""
    palettes = re.findall(r":root\{(--ground[^}]*)\}", stylesheet(look))
    return [{name: Colour.read(value) for name, value in re.findall(r"--([\w-]+):([^;]+)", text)} for text in palettes]


@given(PARTS, PARTS, PARTS)
def test_whatever_the_brand_links_and_buttons_can_be_read(red: int, green: int, blue: int) -> None:
    for palette in grounds(Look("Northwind", brand=str(Colour(red, green, blue)))):
        texts = [palette["accent"].against(palette[ground]) for ground in ("ground", "surface", "tint")]
        shapes = [palette["button-edge"].against(palette[ground]) for ground in ("ground", "surface")]

        assert min(texts) >= 4.5
        assert min(shapes) >= 3
        assert palette["on-button"].against(palette["button"]) >= 4.5


@pytest.mark.parametrize("brand", ["#1f4f46", "#ffd400", "#ffffff"])
def test_on_the_light_page_the_button_has_the_very_brand(brand: str) -> None:
    assert grounds(Look("Northwind", brand=brand))[0]["button"] == Colour.read(brand)


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#1f4f46", Colour(31, 79, 70)),
        (" #1F4F46 ", Colour(31, 79, 70)),
        ("#abc", Colour(170, 187, 204)),
        ("rgb(31, 79, 70)", Colour(31, 79, 70)),
        ("rgb(31 79 70)", Colour(31, 79, 70)),
        ("hsl(0, 100%, 50%)", Colour(255, 0, 0)),
        ("hsl(240deg 100% 25%)", Colour(0, 0, 128)),
    ],
)
def test_colours_as_css_writes_them(text: str, colour: Colour) -> None:
    assert Colour.read(text) == colour


@pytest.mark.parametrize(
    "text", ["", "#12345", "#ggg", "rgb(256, 0, 0)", "hsl(0, 101%, 0%)", "red;}body{display:none", "</style>", "url(x)"]
)
def test_anything_else_is_refused_and_told_what_would_be_right(text: str) -> None:
    with pytest.raises(NotAColour, match="#1f4f46"):
        Look("Northwind", brand=text)


@pytest.mark.parametrize(("locale", "lang"), [("en_US", "en-US"), ("de_DE", "en"), ("ar_EG", "en")])
def test_whatever_language_its_dates_are_in_a_page_says_that_its_sentences_are_english(locale: str, lang: str) -> None:
    look, links = Look("Northwind", locale=locale), SignedLinks("https://usher.example", KEYS)

    assert f'<html lang="{lang}" dir="ltr">' in draw(
        offer(), look=look, links=links, reader=Reader(Locale.parse(locale))
    )


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises((UnknownLocaleError, ValueError)):
        Look("Northwind", locale="xx-nowhere")


def test_contrast_is_measured_as_wcag_does() -> None:
    assert BLACK.against(WHITE) == pytest.approx(21)
    assert Colour.read("#767676").against(WHITE) == pytest.approx(4.54, abs=0.01)


def test_the_look_comes_from_the_organisation() -> None:
    organisation = Organisation(
        "Northwind", "Europe/Berlin", "hiring@northwind.example", "p-1", brand="#a00", locale="de"
    )

    look = Look.of(organisation)

    assert (look.name, look.colour, str(look.language)) == ("Northwind", Colour(170, 0, 0), "de")


def test_the_policy_allows_this_style_alone() -> None:
    assert content_policy(Look("A", brand="#123456")) != content_policy(Look("A", brand="#654321"))
    assert "default-src 'none'; style-src 'sha256-" in content_policy(Look("A"))
