"""Everything Usher can show in Slack, for every cast: as Slack judges it, and as nobody can misread it."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any, get_args, get_type_hints

import bot.commands
import bot.say
from bot.cards import Block, Buttons, Card, Facts, Fine, Para, Span, When, para
from bot.forms import Form
from bot.reply import Reply
from tests.gallery.cast import CASTS, MARKUP, hours
from tests.gallery.table import ROOMS, SAMPLES
from tests.gallery.wall import Json, Sample, Surface
from tests.standins.slack_blocks import faults_in_home, faults_in_message, faults_in_modal

FAULTS: dict[Surface, Callable[[Json], list[str]]] = {
    Surface.MESSAGE: faults_in_message,
    Surface.MODAL: faults_in_modal,
    Surface.HOME: faults_in_home,
}
CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
ZONE = re.compile(r"\bUTC\b|\([A-Z][A-Za-z_]+(/[A-Z][A-Za-z_]+)+\)|\d for \S")
VISIBLE = (Card, Form, Para, *get_args(Reply))
READ_AS_MORE = {"mrkdwn", "markdown", "emoji", "user", "usergroup", "channel", "broadcast"}
CUT = "There is more than fits here."


def test_slack_takes_it() -> None:
    assert {str(each): found for each in SAMPLES if (found := FAULTS[each.surface](each.drawn))} == {}


def test_nothing_that_was_typed_is_markup() -> None:
    assert {str(each): found for each in SAMPLES if (found := list(markup_in(each.drawn)))} == {}


def test_every_time_is_in_the_readers_zone_or_names_its_own() -> None:
    assert {str(each): found for each in SAMPLES if (found := list(lost_times(each)))} == {}


def test_the_body_does_not_repeat_the_title() -> None:
    assert [str(each) for each in SAMPLES if repeats_its_title(each.made)] == []


def test_two_buttons_in_a_row_never_read_the_same() -> None:
    rows = {str(each): list(labels_twice(each.drawn)) for each in SAMPLES}

    assert {name: found for name, found in rows.items() if found} == {}


def test_every_sample_has_a_name_of_its_own() -> None:
    assert [name for name, times in Counter(map(str, SAMPLES)).items() if times > 1] == []


def test_everything_that_can_be_said_hangs_in_the_gallery() -> None:
    hung = {function for room in ROOMS for function in room.functions}
    missing = [f"{each.__module__}.{each.__name__}" for each in sayings() if each not in hung]

    assert missing == [], "give each a sample in tests/gallery"


def test_a_saying_is_found_by_what_it_returns() -> None:
    names = {each.__name__ for each in sayings()}

    assert {"interview_card", "cancel_form", "choice", "home_card", "help_card", "moved_meanwhile"} <= names
    assert names & {"letter", "booked_event", "what", "title"} == set()


def test_the_gallery_holds_what_is_wild_and_what_is_long() -> None:
    said = [part["text"] for each in SAMPLES for part in objects(each.drawn) if isinstance(part.get("text"), str)]
    values = [part["initial_value"] for each in SAMPLES for part in objects(each.drawn) if "initial_value" in part]
    options = [len(part["options"]) for each in SAMPLES for part in objects(each.drawn) if "options" in part]

    assert {each.cast for each in SAMPLES} == {cast.name for cast in CASTS}
    assert any(MARKUP in text for text in said)
    assert max(map(len, values)) == 3000
    assert max(options) == 100


def test_what_is_wrong_is_seen() -> None:
    clock = replace(SAMPLES[0], drawn={"text": "x", "blocks": [{"type": "header", "text": {"text": "At 15:30"}}]})
    lost = replace(SAMPLES[0], made=Card("x", (Para((When(hours(1).start),)),)), drawn={"text": "x", "blocks": []})

    assert list(lost_times(clock))[-1] == "At 15:30"
    assert list(lost_times(lost)) == [str(round(hours(1).start.timestamp()))]
    assert list(markup_in({"text": "<!channel>", "blocks": [{"type": "mrkdwn", "text": "*x*"}]})) != []
    assert repeats_its_title(Card("Noted", (para("Noted."),)))
    assert list(labels_twice({"type": "actions", "elements": [{"text": {"text": "Ada O."}}] * 2})) == ["Ada O."]


def sayings() -> Iterator[Callable[..., Any]]:
    """Everything public that returns a card, a form, a line of one, or a reply."""
    modules = [importlib.import_module(f"bot.say.{found.name}") for found in pkgutil.iter_modules(bot.say.__path__)]
    for module in (*modules, bot.commands):
        yield from (function for function in own_functions(module) if shows_something(function))


def own_functions(module: ModuleType) -> list[Callable[..., Any]]:
    found = inspect.getmembers(module, inspect.isfunction)
    return [each for name, each in found if each.__module__ == module.__name__ and not name.startswith("_")]


def shows_something(function: Callable[..., Any]) -> bool:
    given = get_type_hints(function).get("return")
    return any(each in VISIBLE for each in (given, *get_args(given)))


def objects(found: Any) -> Iterator[Json]:
    """Every object in what is drawn, at any depth."""
    if isinstance(found, dict):
        yield found
    for value in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from objects(value)


def markup_in(drawn: Json) -> Iterator[object]:
    """What Slack would read as more than plain words."""
    yield from (part for part in objects(drawn) if part.get("type") in READ_AS_MORE)
    yield from (part for part in objects(drawn) if part.get("type") == "plain_text" and part.get("emoji") is not False)
    yield from re.findall("[<>]", drawn.get("text", ""))


def lost_times(shown: Sample) -> Iterator[str]:
    """Instants that are drawn nowhere, and texts with a clock time that do not name its zone."""
    dated = Counter(str(part["timestamp"]) for part in objects(shown.drawn) if part.get("type") == "date")
    meant = Counter(str(round(at.timestamp())) for span in live_spans(shown.made) for at in ends(span))
    if CUT not in str(shown.drawn):
        yield from meant - dated
    texts = (part["text"] for part in objects(shown.drawn) if isinstance(part.get("text"), str))
    yield from (text for text in texts if CLOCK.search(text) and not ZONE.search(text))


def labels_twice(drawn: Json) -> Iterator[str]:
    for row in (part["elements"] for part in objects(drawn) if part.get("type") == "actions"):
        yield from (label for label, times in Counter(each["text"]["text"] for each in row).items() if times > 1)


def repeats_its_title(made: Card | Form) -> bool:
    blocks = made.blocks if isinstance(made, Card) else made.intro
    said = ["".join(getattr(span, "text", "") for span in block.spans) for block in blocks if isinstance(block, Para)]
    return any(words.strip(". ") == made.title.strip(". ") for words in said if words.strip())


def live_spans(made: Card | Form) -> Iterator[Span]:
    """The spans that Slack draws by elements: those of quiet lines and of options can only be plain text."""
    for block in made.blocks if isinstance(made, Card) else made.intro:
        yield from spans_of(block)


def spans_of(block: Block) -> Iterator[Span]:
    match block:
        case Para(spans):
            yield from spans
        case Facts(rows):
            yield from (span for _, value in rows for span in value)
        case Fine() | Buttons():
            pass


def ends(span: Span) -> tuple[Any, ...]:
    return tuple(at for at in (span.at, span.until) if at is not None) if isinstance(span, When) else ()
