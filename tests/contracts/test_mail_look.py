"""Mails as people see them: drawn by Chromium on a phone and a desktop, in the light and in the dark."""

from dataclasses import replace
from itertools import product
from typing import Literal

import pytest
from playwright.async_api import Browser

from bot.cards import Facts, para, spans
from bot.letters import Letter
from tests.contracts.mail_letters import BOOKED, OFFER, drawn, html

LONG = replace(
    BOOKED,
    blocks=(
        *BOOKED.blocks,
        para("דוד בן־גוריון, ", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"),
        Facts((("Where", spans(f"https://meet.example.com/{'a' * 120}")),)),
    ),
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MEASURE = """() => {
  const ratio = (a, b) => {
    const light = c => {
      const [r, g, b] = c.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
      return .2126 * r + .7152 * g + .0722 * b;
    };
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + .05) / (y + .05);
  };
  const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const page = dark ? [18, 18, 18] : [255, 255, 255];
  const shown = [...document.querySelectorAll("p, span, strong, a")].map(each => {
    let opacity = 1, back = null;
    for (let at = each; at; at = at.parentElement) {
      opacity *= Number(getComputedStyle(at).opacity);
      const own = getComputedStyle(at).backgroundColor;
      if (!back && !own.endsWith(", 0)")) back = rgb(own);
    }
    back = back || page;
    const ink = rgb(getComputedStyle(each).color).map((v, i) => v * opacity + back[i] * (1 - opacity));
    return ratio(ink, back);
  });
  const button = document.querySelector("td a").getBoundingClientRect();
  return {
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    contrast: Math.min(...shown),
    button: button.height,
    small: Math.min(...[...document.querySelectorAll("p, span, a")].map(e => parseFloat(getComputedStyle(e).fontSize))),
  };
}"""


@pytest.mark.parametrize("letter", [OFFER, BOOKED, LONG], ids=["offer", "booked", "long words"])
async def test_a_mail_fits_reads_well_and_asks_the_network_for_nothing(browser: Browser, letter: Letter) -> None:
    asked: list[str] = []
    page = await browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    await page.set_content(html(drawn(letter)), wait_until="load")

    for scheme, width in product(SCHEMES, (320, 390, 1280)):
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": 844})
        seen = await page.evaluate(MEASURE)

        assert seen["overflow"] <= 0, (scheme, width)
        assert seen["contrast"] >= 4.5, (scheme, width)
        assert seen["button"] >= 44, (scheme, width)
        assert seen["small"] >= 14, (scheme, width)
    assert asked == []
    await page.close()
