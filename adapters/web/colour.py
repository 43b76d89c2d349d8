"""Makes any brand colour readable: contrast as WCAG 2.2 measures it, in light and in dark.

Source of the formulas: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio.
"""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import Self

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)")
_HSL = re.compile(r"hsl\(\s*(\d{1,3})(?:deg)?[\s,]+(\d{1,3})%[\s,]+(\d{1,3})%\s*\)")


class NotAColour(ValueError):
    """The text is not a colour that we read; its message says what would be right."""


@dataclass(frozen=True, slots=True)
class Colour:
    """An opaque sRGB colour, each part 0-255."""

    red: int
    green: int
    blue: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the colour of `#1f4f46`, `#abc`, `rgb(31, 79, 70)` or `hsl(170, 44%, 22%)`; raises NotAColour."""
        word = text.strip().lower()
        if found := _HEX.fullmatch(word):
            digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
            return cls(*bytes.fromhex(digits))
        if (found := _RGB.fullmatch(word)) and all(int(part) <= 255 for part in found.groups()):
            return cls(*(int(part) for part in found.groups()))
        if (found := _HSL.fullmatch(word)) and int(found[2]) <= 100 and int(found[3]) <= 100:
            parts = hls_to_rgb(int(found[1]) % 360 / 360, int(found[3]) / 100, int(found[2]) / 100)
            return cls(*(round(255 * part) for part in parts))
        raise NotAColour("give the brand colour as #rrggbb, #rgb, rgb(r, g, b) or hsl(h, s%, l%), like #1f4f46")

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """WCAG's relative luminance: 0 for black, 1 for white."""
        return 0.2126 * _linear(self.red) + 0.7152 * _linear(self.green) + 0.0722 * _linear(self.blue)

    def against(self, other: "Colour") -> float:
        """Return the contrast ratio, from 1 (none) to 21."""
        darker, lighter = sorted((self.luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)

    def mixed(self, other: "Colour", *, share: float) -> "Colour":
        """Return this colour with `share` (0 to 1) of the other in it."""
        return Colour(
            round(self.red + (other.red - self.red) * share),
            round(self.green + (other.green - self.green) * share),
            round(self.blue + (other.blue - self.blue) * share),
        )

    def readable(self, *grounds: "Colour", at_least: float) -> "Colour":
        """Return this colour in its own hue, only as much lighter or darker as it takes to stand out from every ground."""
        goal = max((WHITE, BLACK), key=lambda end: min(map(end.against, grounds)))
        steps = (self._towards(goal, step=step / 50) for step in range(51))
        return next((step for step in steps if min(map(step.against, grounds)) >= at_least), goal)

    def _towards(self, goal: "Colour", *, step: float) -> "Colour":
        hue, light, depth = rgb_to_hls(self.red / 255, self.green / 255, self.blue / 255)
        parts = hls_to_rgb(hue, light + (goal.luminance - light) * step, depth)
        return Colour(*(round(255 * part) for part in parts))


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
