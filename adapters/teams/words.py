"""Words as Teams shows them exactly: as runs, which know no markup, or escaped where only Markdown shows a time or a link.

A TextBlock reads Markdown, and only there `{{DATE()}}` and `{{TIME()}}` are drawn in each reader's zone: in Teams' clients a
TextRun shows them as they are written (github.com/microsoft/AdaptiveCards/issues/6194), elsewhere it draws them too. So
what people wrote is a TextRun wherever no time and no link stands beside it.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.plain import cut, units, words
from bot.cards import Bold, Link, Plain, Signed, Span, When
from bot.ports import Links

Json = dict[str, Any]

PROSE, LABEL, SPOKEN, ADDRESS = 3000, 75, 800, 3000
GLUE = "\u2060"  # it is seen nowhere, and keeps apart what would be read as one
ABSOLUTE = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
DRAWN = re.compile(r"\{(?=\{(?:DATE|TIME)\()")
INLINE = re.compile(
    r"[\\`*\[\]~]"  # code, emphasis, links, strikes
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore inside a word means nothing
    r"|<(?=[A-Za-z/!?])|&(?=#|\w+;)"  # tags and entities
    r"|(?<=\{)\{"  # dates, and what else two braces might begin
    r"|[!&<{]\Z"  # what begins something together with what follows
)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
LEADING = re.compile(r"^(?:[-+#=>]|\d{1,9}(?=[.)]))", re.MULTILINE)
UNSAFE = {character: f"%{ord(character):02X}" for character in "()<>[]{}\\^`*|\"'"}


def line(text: str, *, most: int = LABEL) -> str:
    """Return one line that is never empty, for what is shown as it is: the labels of buttons, fields and choices."""
    return DRAWN.sub("{" + GLUE, cut(" ".join(text.split()), most=most)) or "–"


def spoken(text: str) -> str:
    """Return the one line that a notification shows."""
    return line(text, most=SPOKEN)


def reads_markdown(spans: Sequence[Span]) -> bool:
    """Whether spans hold what only a TextBlock shows: a time in the reader's zone, or a link."""
    return any(isinstance(span, When | Link | Signed) for span in spans)


def runs(spans: Sequence[Span], *, look: Json) -> list[Json]:
    """Return spans as the inlines of a RichTextBlock, each in a `look`."""
    return [run for span in spans for run in _run(span, look=look)]


def _run(span: Span, *, look: Json) -> list[Json]:
    match span:
        case Plain(text) | Link(text) | Signed(text):
            return _texts(text, look=look)
        case Bold(text):
            return _texts(text, look={**look, "weight": "Bolder"})
        case When(at, until):
            return _texts(words((When(at, until),)), look=look)


def _texts(text: str, *, look: Json) -> list[Json]:
    """A date function is taken apart, so that no client draws one that somebody typed."""
    whole = cut(text, most=PROSE)
    ends = [found.end() for found in DRAWN.finditer(whole)]
    parts = [whole[start:end] for start, end in zip([0, *ends], [*ends, len(whole)], strict=True)]
    return [{"type": "TextRun", "text": part, **look} for part in parts if part]


def markdown(spans: Sequence[Span], *, links: Links | None) -> str:
    """Return spans as the text of a TextBlock. Signed links are drawn only with `links`; else their words stand alone."""
    whole = "".join(_marked(span, links=links) for span in spans)
    return LEADING.sub(_not_leading, INDENT.sub("", whole)).replace("\r\n", "\n").replace("\n", "\n\n")


def _marked(span: Span, *, links: Links | None) -> str:
    match span:
        case Plain(text):
            return escaped(cut(text, most=PROSE))
        case Bold(text):
            return _bold(cut(text, most=PROSE))
        case When(at, until):
            return _when(at, until)
        case Link(text, url):
            return _link(text, url)
        case Signed(text, claim):
            return _link(text, links.url(claim) if links else "")


def escaped(text: str) -> str:
    """Return text that Markdown reads as itself, save for what means something only where a line begins."""
    apart = text.replace("](", f"]{GLUE}(")  # phones of before 2024 read a link through its backslashes
    return INLINE.sub(lambda found: "\\" + found.group(), apart)


def _bold(text: str) -> str:
    inside = text.strip()
    before, _, after = text.partition(inside) if inside else (text, "", "")
    return f"{before}**{escaped(inside)}**{after}" if inside else before


def _not_leading(found: re.Match[str]) -> str:
    """A list, a heading or a rule would begin here."""
    mark = found.group()
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _when(at: datetime, until: datetime | None) -> str:
    start = f"{{{{DATE({_stamp(at)},SHORT)}}}} {{{{TIME({_stamp(at)})}}}}"
    if until is None:
        return start
    end = f"{{{{TIME({_stamp(until)})}}}}"
    return f"{start}–{end}" if until - at < timedelta(days=1) else f"{start} – {_when(until, None)}"


def _stamp(at: datetime) -> str:
    """Whole seconds of UTC: the one form that every client reads (learn.microsoft.com/adaptive-cards, “Text features”)."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _link(text: str, url: str) -> str:
    if not ABSOLUTE.fullmatch(url) or units(url) > ADDRESS:
        return escaped(cut(text, most=PROSE))
    shown = escaped(cut(text or url, most=PROSE))
    return f"[{shown}]({''.join(UNSAFE.get(each, each) for each in url)})"
