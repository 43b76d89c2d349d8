"""Looking back: everything that the audit keeps has a sentence, and sentences name people where their reader may know."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.domain.access import Who
from bot.ports import Happening
from bot.say.history import HAPPENED, SEEN, said
from tests.when import NOON

BOT = Path(__file__).parent.parent.parent / "bot"


def kept() -> Iterator[tuple[str, str]]:
    """Yield every word that is written into the audit as a change, and where."""
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _writes(node.func):
                for each in ast.walk(node.args[0]):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield each.value, path.name


def _writes(called: ast.expr) -> bool:
    match called:
        case ast.Name("Move") | ast.Attribute(ast.Attribute(attr="audit"), "changed"):
            return True
        case _:
            return False


def test_every_change_that_is_kept_has_a_sentence() -> None:
    words = dict(kept())

    assert len(words) > 40
    assert {word: where for word, where in words.items() if word not in HAPPENED} == {}


def test_a_sentence_names_who_and_whom_only_where_it_is_told() -> None:
    booked = Happening(NOON, Who.CANDIDATE, "interview.booked", "i-1")
    read = Happening(NOON, Who.PERSON, "interview.read", "i-1", read=True, who_id="3")

    assert said(booked) == "A time was booked, by the candidate"
    assert said(booked, about="Ada O.") == "Ada O.: A time was booked, by the candidate"
    assert said(read, by="Jonas") == f"{SEEN['interview.read']} was seen, by Jonas"


def test_what_is_unknown_or_lacks_its_detail_is_told_as_it_is() -> None:
    assert said(Happening(NOON, Who.USHER, "of.tomorrow", "x")) == "of.tomorrow, by Usher"
    assert said(Happening(NOON, Who.ATS, "application.moved", "x")) == "An application moved to {stage}, by the ATS"
