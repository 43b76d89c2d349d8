"""Reads what a policy file asks of interviewers afterwards: the items of a kind's scorecard, and whether they make one."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bot.domain.filling import fields_of
from bot.domain.scorecard import Asks, Item
from bot.policy_values import Problem, Read, Wrong, a_flag, a_table, a_text, one_of, shaped, some

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS = 30  # of one form, a rating taking two: a Slack modal has 100 blocks, and people have less patience
MOST_OPTIONS = 20


def a_scorecard(found: object) -> tuple[Item, ...]:
    """Return the items of a form; raises Wrong where they are no form that somebody could be asked to fill in."""
    items: tuple[Item, ...] = some(found, read=_an_item, right="a list of items: [[kinds.panel.scorecard]]")
    problems = [*_twice(items), *_uncertain_options(items), *_incomplete(items), *_too_long(items)]
    if problems:
        raise Wrong(*problems)
    return items


def _an_item(found: object) -> Item:
    item: Item = a_table(found, into=Item, schema=ITEM)
    return item


def _twice(items: Sequence[Item]) -> Iterator[Problem]:
    for part, told in (("key", [item.key for item in items]), ("label", [item.label.casefold() for item in items])):
        for number, word in enumerate(told):
            if word in told[:number]:
                yield Problem(f"[{number}].{part}", "is there a second time", f"a {part} of its own for each item")


def _uncertain_options(items: Sequence[Item]) -> Iterator[Problem]:
    for number, item in enumerate(items):
        if item.asks is not Asks.CHOICE and item.options:
            right = 'options with asks = "choice" only; the other choices have theirs already'
            yield Problem(f"[{number}].options", f'are given for asks = "{item.asks}"', right)
        if item.asks is Asks.CHOICE and len(item.options) < 2:
            right = f'2 to {MOST_OPTIONS} words such as ["remote", "in the office"]'
            yield Problem(f"[{number}].options", "are fewer than two" if item.options else "are missing", right)
        if len(set(item.options)) < len(item.options):
            yield Problem(f"[{number}].options", "name one a second time", "each of them once")


def _incomplete(items: Sequence[Item]) -> Iterator[Problem]:
    """Yield what a form lacks: one recommendation, and at least one thing that somebody saw or heard."""
    counted = Counter(item.asks for item in items)
    if counted[Asks.RECOMMENDATION] != 1:
        wrong = "asks for no recommendation" if not counted[Asks.RECOMMENDATION] else "asks for it more than once"
        yield Problem("", wrong, 'one item with asks = "recommendation"')
    if counted[Asks.TOPICS] > 1:
        yield Problem("", "asks for topics more than once", 'at most one item with asks = "topics"')
    if not counted[Asks.RATING] + counted[Asks.NOTES]:
        yield Problem(
            "",
            "asks for nothing that somebody saw or heard",
            'an item with asks = "rating", or one with asks = "notes"',
        )


def _too_long(items: Sequence[Item]) -> Iterator[Problem]:
    count = sum(len(fields_of(item)) for item in items)
    if count > MOST_FIELDS:
        yield Problem("", f"has {count} fields", f"at most {MOST_FIELDS}, of which a rating takes two")


def _options(found: object) -> tuple[str, ...]:
    words = some(
        found, read=partial(a_text, longest=75, such_as="in the office"), right='a list of words such as ["yes", "no"]'
    )
    if len(words) > MOST_OPTIONS:
        raise Wrong(Problem("", f"are {len(words)}", f"at most {MOST_OPTIONS}"))
    return words


ITEM: Mapping[str, Read] = {
    "key": partial(shaped, shape=KEY, right='a key such as "system_design": lower-case letters, digits and _'),
    "asks": partial(one_of, words=Asks),
    "label": partial(a_text, longest=120, such_as="System design"),
    "required": a_flag,
    "options": _options,
    "hint": partial(a_text, longest=200, such_as="How they split a problem, and what they ask before they begin"),
}
