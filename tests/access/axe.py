"""axe-core over a page that stands open: `judged` returns what it finds, one line for each fault, empty for none.

axe is run inside the page, so the page's context must be made with `bypass_csp=True`; what a policy allows is other tests'
matter. Frames are judged as pages of their own.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page

from tests import npm
from tests.journeys.browser import DESKTOP, PHONE

HERE = Path(__file__).parent
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SIZES = {"desktop": DESKTOP, "phone": PHONE}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RUN = """async ([rules, besides]) => {
    scrollTo(0, 0);
    const off = Object.fromEntries(besides.map(rule => [rule, {enabled: false}]));
    const all = {runOnly: {type: 'tag', values: rules}, rules: {'target-size': {enabled: true}, ...off}};
    const seen = await axe.run(document, {...all, iframes: false, resultTypes: ['violations']});
    const told = found => found.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${rule.help} at ${node.target.join(' ')}; ${(node.any[0] || node.all[0] || node.none[0]).message}`));
    return {wrong: told(seen.violations), rules: seen.passes.length};
}"""


def axe() -> str:
    """Return axe's source; without npm the test is skipped."""
    if not npm.here():
        pytest.skip("Node and npm are missing: no page was judged by axe-core.")
    return (npm.installed(HERE, name="axe") / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


class Judge:
    """Looks at one page again and again, as it goes from state to state, and keeps what is wrong."""

    def __init__(self, page: Page, source: str) -> None:
        self.page = page
        self.faults: list[str] = []
        self._source = source

    def finds_nothing(self) -> None:
        """Fail with all that was wrong."""
        if self.faults:
            raise AssertionError("\n".join(self.faults))

    async def looks(self, state: str) -> None:
        """Judge the page as it stands, in every size and scheme; `state` is what its faults are listed under."""
        await self._judges(state, [(size, scheme) for size in SIZES for scheme in SCHEMES])

    async def glances(self, state: str, *, besides: Sequence[str] = ()) -> None:
        """Judge a page that differs little from one that was looked at: on a desktop by day, and on a phone by night.

        `besides` are rules that do not apply to it.
        """
        await self._judges(state, [("desktop", "light"), ("phone", "dark")], besides)

    async def _judges(
        self, state: str, settings: Sequence[tuple[str, Literal["light", "dark"]]], besides: Sequence[str] = ()
    ) -> None:
        await self.page.evaluate(self._source)
        for size, scheme in settings:
            await self.page.set_viewport_size(SIZES[size])
            await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            seen: dict[str, Any] = await self.page.evaluate(RUN, [list(RULES), list(besides)])
            assert seen["rules"] > 5, "axe looked at nothing"
            self.faults += [f"{state}, {size}, {scheme}: {fault}" for fault in seen["wrong"]]
        await self.page.set_viewport_size(DESKTOP)
